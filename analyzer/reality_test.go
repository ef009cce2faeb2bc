package analyzer_test

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	clean_api "github.com/httpcontract/httpcontract/examples/clean/api"
	planted_api "github.com/httpcontract/httpcontract/examples/planted/api"
	"github.com/httpcontract/httpcontract/internal/reality"
	"github.com/httpcontract/httpcontract/internal/reality/check"
	"github.com/httpcontract/httpcontract/testdata/reality/adapters"
	"github.com/httpcontract/httpcontract/testdata/reality/deep"
	fieldcases "github.com/httpcontract/httpcontract/testdata/reality/fields/cases"
	"github.com/httpcontract/httpcontract/testdata/reality/fronts"
	"github.com/httpcontract/httpcontract/testdata/reality/handlers"
	"github.com/httpcontract/httpcontract/testdata/reality/plain"
	"github.com/httpcontract/httpcontract/testdata/reality/wired"
)

// TestReality runs every handler of the corpus on requests that reach all of
// its branches: everything sent must have been predicted, nothing certain may
// be contradicted, and nothing may be predicted that is never sent.
func TestReality(t *testing.T) {
	for _, corpus := range []struct {
		pattern string
		cases   []reality.Case
	}{
		{"./testdata/reality/handlers", handlers.Cases},
		{"./testdata/reality/adapters", adapters.Cases},
		{"./testdata/reality/wired", wired.Cases},
		{"./testdata/reality/fronts", fronts.Cases},
		{"./testdata/reality/deep", deep.Cases},
		{"./testdata/reality/plain", plain.Cases},
		{"./testdata/reality/fields", fieldcases.Cases()},
		{"./testdata/reality/fields/cases", fieldcases.Wired()},
		{"./examples/clean/api", clean()},
		{"./examples/planted/api", planted()},
	} {
		predicted, err := check.Predict("..", corpus.pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range corpus.cases {
			t.Run(c.Name, func(t *testing.T) {
				for _, problem := range check.Compare(c, predicted[c.Name]) {
					t.Error(problem)
				}
			})
		}
	}
}

// TestLongChain: helpers that call each other are followed to the end, however many.
func TestLongChain(t *testing.T) {
	const helpers = 1000
	dir := t.TempDir()
	var code strings.Builder
	code.WriteString("package p\n\nimport \"net/http\"\n\nfunc H(w http.ResponseWriter, r *http.Request) { f0(w, 404) }\n")
	for i := range helpers {
		fmt.Fprintf(&code, "\nfunc f%d(w http.ResponseWriter, code int) { f%d(w, code) }\n", i, i+1)
	}
	fmt.Fprintf(&code, "\nfunc f%d(w http.ResponseWriter, code int) { w.WriteHeader(code) }\n", helpers)
	for name, text := range map[string]string{"go.mod": "module p\n\ngo 1.26\n", "p.go": code.String()} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	predicted, err := check.Predict(dir, ".")
	if err != nil {
		t.Fatal(err)
	}
	if got := predicted["H"]; len(got) != 1 || got[0].Status != 404 {
		t.Errorf("H sends %v, want 404 alone", got)
	}
}

// clean are the handlers of the clean example, in every state of the service.
func clean() []reality.Case {
	serve := func(h func(*clean_api.API) http.HandlerFunc) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			a := clean_api.New()
			if err := a.Store.AddEvent(clean_api.Event{ID: "e", Title: "t"}); err != nil {
				panic(err)
			}
			q := r.URL.Query()
			a.Maintenance = q.Get("state") == "maintenance"
			if q.Get("state") == "limit" {
				a.Limit = 0
			}
			if user := q.Get("user"); user != "" {
				r.Header.Set("Authorization", "Bearer "+user)
			}
			r.SetPathValue("id", q.Get("id"))
			r.Body = io.NopCloser(strings.NewReader(q.Get("body")))
			h(a)(w, r)
		}
	}
	common := []string{"state=maintenance", "state=limit", "DELETE user=u", "PUT ", "POST ", ""}
	return []reality.Case{
		{Name: "API.Event", Handler: serve(func(a *clean_api.API) http.HandlerFunc { return a.Event }), Requests: append(common, "user=u&id=e", "user=u&id=x")},
		{Name: "API.Events", Handler: serve(func(a *clean_api.API) http.HandlerFunc { return a.Events }), Requests: append(common,
			"POST user=guest", "POST user=u&body=x", `POST user=u&body={"id":"e","title":"t"}`, `POST user=u&body={"id":"f"}`, `POST user=u&body={"id":"f","title":"t"}`)},
		{Name: "API.Members", Handler: serve(func(a *clean_api.API) http.HandlerFunc { return a.Members }), Requests: append(common, "PUT user=guest", "PUT user=u&id=x", "PUT user=u&id=e")},
		{Name: "API.Ingest", Handler: serve(func(a *clean_api.API) http.HandlerFunc { return a.Ingest }), Requests: append(common,
			"POST user=guest", "POST user=u&body=x", "POST user=u&body=[]", `POST user=u&body=[{"id":"f","title":"t"}]`, `POST user=u&body=[{"id":"f","title":"t"},{"id":"e","title":"t"},{"id":"g"}]`)},
	}
}

// planted are the handlers of the example with planted violations.
func planted() []reality.Case {
	serve := func(h func(*planted_api.API) http.HandlerFunc) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			a := planted_api.New()
			if err := a.Store.AddEvent(planted_api.Event{ID: "e", Title: "t"}); err != nil {
				panic(err)
			}
			q := r.URL.Query()
			a.Maintenance = q.Get("state") == "maintenance"
			r.SetPathValue("id", q.Get("id"))
			r.Body = io.NopCloser(strings.NewReader(q.Get("body")))
			h(a)(w, r)
		}
	}
	return []reality.Case{
		{Name: "API.Event", Handler: serve(func(a *planted_api.API) http.HandlerFunc { return a.Event }), Requests: []string{"state=maintenance", "id=e", "id=x"}},
		{Name: "API.Events", Handler: serve(func(a *planted_api.API) http.HandlerFunc { return a.Events }), Requests: []string{
			"body=x", `body={"id":"e","title":"t"}`, `body={"id":"f"}`, `body={"id":"f","title":"t"}`}},
		{Name: "API.Members", Handler: serve(func(a *planted_api.API) http.HandlerFunc { return a.Members }), Requests: []string{"id=x", "id=e"}},
	}
}
