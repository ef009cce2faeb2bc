package analyzer_test

import (
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/packages"

	"github.com/httpcontract/httpcontract/analyzer/responses"
	clean_api "github.com/httpcontract/httpcontract/examples/clean/api"
	planted_api "github.com/httpcontract/httpcontract/examples/planted/api"
	"github.com/httpcontract/httpcontract/internal/reality"
	"github.com/httpcontract/httpcontract/internal/shape"
	"github.com/httpcontract/httpcontract/testdata/reality/handlers"
)

// predictions are what the analyzer says of a package's handlers.
func predictions(t *testing.T, pattern string) map[string][]responses.Response {
	t.Helper()
	pkgs, err := packages.Load(&packages.Config{Mode: packages.LoadAllSyntax, Dir: ".."}, pattern)
	if err != nil || packages.PrintErrors(pkgs) > 0 {
		t.Fatal("loading", pattern, err)
	}
	graph, err := checker.Analyze([]*analysis.Analyzer{responses.Analyzer}, pkgs, nil)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string][]responses.Response{}
	for _, act := range graph.Roots {
		if act.Err != nil {
			t.Fatal(act.Err)
		}
		res, err := act.Result.(*responses.Result).Responses()
		if err != nil {
			t.Fatal(err)
		}
		for _, h := range res.Handlers {
			out[h.Name] = h.Responses
		}
	}
	return out
}

// TestReality runs every handler of the corpus on requests that reach all of
// its branches: everything sent must have been predicted, nothing certain may
// be contradicted, and nothing may be predicted that is never sent.
func TestReality(t *testing.T) {
	for _, corpus := range []struct {
		pattern string
		cases   []reality.Case
	}{
		{"./testdata/reality/handlers", handlers.Cases},
		{"./examples/clean/api", clean()},
		{"./examples/planted/api", planted()},
	} {
		predicted := predictions(t, corpus.pattern)
		for _, c := range corpus.cases {
			t.Run(c.Name, func(t *testing.T) { compare(t, c, predicted[c.Name]) })
		}
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

func compare(t *testing.T, c reality.Case, predicted []responses.Response) {
	sent := map[int]bool{}
	for _, q := range c.Requests {
		method := http.MethodGet
		if m, rest, ok := strings.Cut(q, " "); ok {
			method, q = m, rest
		}
		status, media, body := serve(c.Handler, method, q)
		sent[status] = true
		why := "no response with that status was predicted"
		for _, p := range predicted {
			if p.Status != status && p.Status != 0 {
				continue
			}
			if why = contradiction(p, media, body); why == "" {
				break
			}
		}
		if why != "" {
			t.Errorf("%s ?%s sent %d %s %s: %s; predicted:\n%s", method, q, status, media, body, why, show(predicted))
		}
	}
	for _, p := range predicted {
		switch {
		case p.Status == 0 && !c.Unknown:
			t.Errorf("a response with an unknown status was predicted:\n%s", show(predicted))
		case p.Status != 0 && !sent[p.Status] && !slices.Contains(c.Unseen, p.Status):
			t.Errorf("%d was predicted and never sent:\n%s", p.Status, show(predicted))
		}
	}
}

// serve asks a real server, so that what net/http adds is seen too.
func serve(h http.Handler, method, query string) (status int, media, body string) {
	srv := httptest.NewServer(h)
	defer srv.Close()
	values, err := url.ParseQuery(query)
	if err != nil {
		panic(err)
	}
	req, err := http.NewRequest(method, srv.URL+"/?"+values.Encode(), nil)
	if err != nil {
		panic(err)
	}
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	resp, err := client.Do(req)
	if err != nil {
		panic(err)
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		panic(err)
	}
	media, _, _ = mime.ParseMediaType(resp.Header.Get("Content-Type"))
	return resp.StatusCode, media, string(data)
}

// contradiction says what of an answer the prediction rules out.
func contradiction(p responses.Response, media, body string) string {
	if body == "" {
		if p.Media != "-" && p.Media != "?" {
			return "the body is empty"
		}
		return ""
	}
	if p.Media != "?" && p.Media != media {
		return "the media type is not " + p.Media
	}
	switch p.Body.Kind {
	case shape.Empty:
		return "a body was sent"
	case shape.Unknown:
		if len(p.Body.Alts) == 0 {
			return ""
		}
	}
	var v any
	if err := json.Unmarshal([]byte(body), &v); err != nil {
		if p.Body.Kind == shape.Text {
			return ""
		}
		return "the body is not JSON"
	}
	return mismatch(p.Body, v, "body")
}

func mismatch(s *shape.Shape, v any, path string) string {
	if len(s.Alts) > 0 {
		for _, a := range s.Alts {
			if mismatch(a, v, path) == "" {
				return ""
			}
		}
		return path + " is none of the alternatives"
	}
	if v == nil && s.Nullable {
		return ""
	}
	wrong := fmt.Sprintf("%s is %v, not %s", path, v, s)
	switch s.Kind {
	case shape.Unknown:
		return ""
	case shape.Object:
		m, ok := v.(map[string]any)
		if !ok {
			return wrong
		}
		for _, f := range s.Members {
			e, ok := m[f.Name]
			if !ok {
				if f.Presence == shape.Present {
					return path + " lacks " + f.Name
				}
				continue
			}
			if why := mismatch(f.Shape, e, path+"."+f.Name); why != "" {
				return why
			}
		}
		for name := range m {
			if s.Member(name) == nil && !s.Open {
				return path + " has " + name
			}
		}
		return ""
	case shape.Array:
		a, ok := v.([]any)
		if !ok || s.Filled && len(a) == 0 || s.Items != nil && len(a) != len(s.Items) || s.Elem == nil && len(a) > 0 {
			return wrong
		}
		for i, e := range a {
			el := s.Elem
			if s.Items != nil {
				el = s.Items[i]
			}
			if why := mismatch(el, e, fmt.Sprintf("%s[%d]", path, i)); why != "" {
				return why
			}
		}
		return ""
	case shape.String:
		str, ok := v.(string)
		if !ok || s.Known && str != s.Literal || s.NonEmpty && str == "" {
			return wrong
		}
	case shape.Number:
		n, ok := v.(float64)
		if !ok || s.Known && fmt.Sprint(n) != s.Literal {
			return wrong
		}
	case shape.Bool:
		b, ok := v.(bool)
		if !ok || s.Known && fmt.Sprint(b) != s.Literal {
			return wrong
		}
	case shape.Null:
		if v != nil {
			return wrong
		}
	case shape.Text:
		return path + " is JSON"
	}
	return ""
}

func show(rs []responses.Response) string {
	var b strings.Builder
	for _, r := range rs {
		fmt.Fprintf(&b, "\t%d %s %s\n", r.Status, r.Media, r.Body)
	}
	return b.String()
}
