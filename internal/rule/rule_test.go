package rule

import (
	"flag"
	"os"
	"slices"
	"testing"

	"github.com/httpcontract/httpcontract/internal/contract"
	"github.com/httpcontract/httpcontract/internal/shape"
)

var update = flag.Bool("update", false, "write docs/rules.md")

func TestDocs(t *testing.T) {
	const file = "../../docs/rules.md"
	if *update {
		if err := os.WriteFile(file, []byte(Markdown()), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(file)
	if err != nil || string(got) != Markdown() {
		t.Errorf("docs/rules.md is not current (%v); run go test ./internal/rule -update", err)
	}
}

func TestRegistry(t *testing.T) {
	var ids []string
	for _, r := range All {
		ids = append(ids, r.ID)
		if r.ID == "" || r.Title == "" || r.Text == "" || r.Wrong == "" || r.Right == "" {
			t.Errorf("rule %q is not documented", r.ID)
		}
		// A contract can switch off every rule.
		if _, err := contract.Parse("c", []byte("statuses: [200]\ndisable: ["+r.ID+"]")); err != nil {
			t.Error(err)
		}
	}
	slices.Sort(ids)
	if len(slices.Compact(ids)) != len(All) {
		t.Error("two rules have one id")
	}
}

func TestViolation(t *testing.T) {
	want := &contract.Default().Error
	lit := func(s string) *shape.Shape { return shape.ParseBody([]shape.Part{{Lit: s}}) }
	open := lit(`{"message":"m"}`)
	openCopy := *open
	openCopy.Open = true
	for _, c := range []struct {
		name  string
		shape *shape.Shape
		want  string
	}{
		{"good", lit(`{"message":"m","error":{"name":"n","message":"m"}}`), ""},
		{"good data", lit(`{"message":"m","error":{"name":"n","message":"m","data":[{"param":"p","msg":"m"}]}}`), ""},
		{"unknown", shape.Any(), ""},
		{"open", &openCopy, ""},
		{"empty", lit(""), "response has no body"},
		{"text", lit("x"), "body is text, not a JSON object"},
		{"array", lit("[]"), "body is an array, not an object"},
		{"alternatives", shape.Join(lit("[]"), lit("1")), "body is an array, not an object"},
		{"one good alternative", shape.Join(lit("[]"), lit(`{"message":"m","error":{"name":"n","message":"m"}}`)), ""},
		{"no error", lit(`{"message":"m"}`), "body lacks error.name, error.message"},
		{"null", lit(`{"message":null,"error":{"name":"n","message":"m"}}`), "body message is null"},
		{"data", lit(`{"message":"m","error":{"name":"n","message":"m","data":[{"param":"p"}]}}`), "body error.data entry lacks msg"},
		{"data type", lit(`{"message":"m","error":{"name":"n","message":"m","data":{}}}`), "body error.data is an object, not an array"},
	} {
		if got := violation(c.shape, want); got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}
