package analyzer_test

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/httpcontract/httpcontract/analyzer"
	"github.com/httpcontract/httpcontract/internal/rule"
)

func root(t *testing.T) string {
	t.Helper()
	dir, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// TestRules wants a folder of testdata for every rule of the registry.
func TestRules(t *testing.T) {
	for _, r := range rule.All {
		t.Run(r.ID, func(t *testing.T) {
			a, err := analyzer.New(analyzer.Settings{})
			if err != nil {
				t.Fatal(err)
			}
			analysistest.Run(t, root(t), a, "./testdata/rules/"+r.ID)
		})
	}
}

// TestFlags wants a folder of testdata for every flag, on which the flag makes
// the difference.
func TestFlags(t *testing.T) {
	values := map[string]string{"contract": "../testdata/flags/contract/problem.httpcontract.yaml"}
	a, err := analyzer.New(analyzer.Settings{})
	if err != nil {
		t.Fatal(err)
	}
	a.Flags.VisitAll(func(f *flag.Flag) {
		t.Run(f.Name, func(t *testing.T) {
			a, err := analyzer.New(analyzer.Settings{})
			if err != nil {
				t.Fatal(err)
			}
			value := values[f.Name]
			if value == "" {
				value = "true"
			}
			if err := a.Flags.Set(f.Name, value); err != nil {
				t.Fatal(err)
			}
			analysistest.Run(t, root(t), a, "./testdata/flags/"+f.Name)
		})
	})
}

// TestQuiet runs the folders of the tests and generated flags without the
// flags: nothing may be reported.
func TestQuiet(t *testing.T) {
	for _, dir := range []string{"tests", "generated"} {
		a, err := analyzer.New(analyzer.Settings{})
		if err != nil {
			t.Fatal(err)
		}
		for _, res := range analysistest.Run(silent{}, root(t), a, "./testdata/flags/"+dir) {
			for _, d := range res.Diagnostics {
				t.Errorf("%s: unexpected %s", dir, d.Message)
			}
		}
	}
}

// silent ignores that the wanted findings are absent.
type silent struct{}

func (silent) Errorf(string, ...any) {}

// TestSettings runs each folder with the contract file in it.
func TestSettings(t *testing.T) {
	dirs, err := os.ReadDir("../testdata/settings")
	if err != nil || len(dirs) == 0 {
		t.Fatal("no settings", err)
	}
	for _, d := range dirs {
		t.Run(d.Name(), func(t *testing.T) {
			a, err := analyzer.New(analyzer.Settings{})
			if err != nil {
				t.Fatal(err)
			}
			analysistest.Run(t, root(t), a, "./testdata/settings/"+d.Name())
		})
	}
}

func TestBrokenContract(t *testing.T) {
	file := filepath.Join(t.TempDir(), "c.yaml")
	if err := os.WriteFile(file, []byte("statuses:\n  - code: 999\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	_, err := analyzer.New(analyzer.Settings{Contract: file})
	want := file + `:2: statuses[0].code: expected a status from 100 to 599 or a range like 4XX, found "999"`
	if err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}
