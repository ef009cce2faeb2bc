// Package e2e runs the real command in real drivers. It has a go.mod of its
// own, so that what it needs does not weigh on the command's users.
package e2e

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/packages"

	"github.com/httpcontract/httpcontract/analyzer"
)

// build makes the command and gives its path.
func build(t *testing.T) string {
	t.Helper()
	return buildIn(t, "..", "./cmd/httpcontract", "httpcontract")
}

// buildIn builds a command in a module's folder.
func buildIn(t *testing.T, dir, pkg, name string, flags ...string) string {
	t.Helper()
	bin := filepath.Join(t.TempDir(), name)
	// A build id of its own: go vet does not tell a package that it has vetted
	// for its facts from one that it was asked about, so an earlier run of the
	// same tool, in which a package was only imported, would hide findings.
	id := fmt.Sprint("-ldflags=-buildid=e2e-", time.Now().UnixNano())
	cmd := exec.Command("go", append(append([]string{"build", id}, flags...), "-o", bin, pkg)...)
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return bin
}

// TestScripts runs the scripts in testdata: the command, go vet, golangci-lint
// and pre-commit as users call them.
func TestScripts(t *testing.T) {
	bin := build(t)
	env := func(name string) string {
		out, err := exec.Command("go", "env", name).Output()
		if err != nil {
			t.Fatal(err)
		}
		return strings.TrimSpace(string(out))
	}
	repo, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	const fault = "-tags=httpcontract_fault"
	path := []string{filepath.Dir(bin)}
	for _, b := range []string{
		buildIn(t, "golangci", ".", "golangci-lint"),
		buildIn(t, "golangci", ".", "golangci-lint-fault", fault),
		buildIn(t, "..", "./cmd/httpcontract", "httpcontract-fault", fault),
	} {
		path = append(path, filepath.Dir(b))
	}
	cache, mod := env("GOCACHE"), env("GOMODCACHE")
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Setup: func(e *testscript.Env) error {
			e.Setenv("PATH", strings.Join(append(path, e.Getenv("PATH")), string(os.PathListSeparator)))
			e.Setenv("VETTOOL", bin)
			e.Setenv("REPO", repo)
			e.Setenv("HOME", e.WorkDir)
			e.Setenv("GOCACHE", cache)
			e.Setenv("GOMODCACHE", mod)
			e.Setenv("GOLANGCI_LINT_CACHE", filepath.Join(e.WorkDir, "golangci-cache"))
			e.Setenv("GOPROXY", env("GOPROXY"))
			e.Setenv("GONOSUMDB", env("GONOSUMDB"))
			e.Setenv("GOFLAGS", env("GOFLAGS"))
			return nil
		},
	})
}

var position = regexp.MustCompile(`^.*?([^/ ]+/[^/ ]+\.go:\d+:\d+: )`)

// findings are the lines with a position, without the folders before it.
func findings(out []byte) []string {
	var lines []string
	for line := range strings.Lines(string(out)) {
		line = strings.TrimSpace(line)
		if m := position.FindStringSubmatch(line); m != nil {
			line = m[1] + position.ReplaceAllString(line, "")
			lines = append(lines, line)
		}
	}
	slices.Sort(lines)
	return lines
}

// TestDrivers wants the same findings, and the same listing, from the command
// by itself, from go vet and from golangci-lint, and from each again.
// golangci-lint has no listing, and puts the linter's name behind a message.
func TestDrivers(t *testing.T) {
	bin := build(t)
	golangci := buildIn(t, "golangci", ".", "golangci-lint")
	t.Setenv("GOLANGCI_LINT_CACHE", t.TempDir())
	run := func(name string, args ...string) []string {
		cmd := exec.Command(name, args...)
		cmd.Dir = ".."
		out, _ := cmd.CombinedOutput() // findings are an exit status
		return findings(out)
	}
	// Named one by one: wildcards pass over folders called testdata.
	dirs := []string{"./examples/..."}
	for _, pattern := range []string{"reality/*", "reality/*/*", "rules/*", "settings/*", "flags/*"} {
		found, err := filepath.Glob("../testdata/" + pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, dir := range found {
			if files, err := filepath.Glob(dir + "/*.go"); err == nil && len(files) > 0 {
				dirs = append(dirs, "./"+strings.TrimPrefix(dir, "../"))
			}
		}
	}
	for _, flags := range [][]string{nil, {"-list"}} {
		own := run(bin, append(slices.Clone(flags), dirs...)...)
		if len(own) < 20 {
			t.Fatalf("only %d lines:\n%s", len(own), strings.Join(own, "\n"))
		}
		if flags == nil {
			if stock := checked(t, dirs); !slices.Equal(own, stock) {
				t.Errorf("the checker of analysistest and singlechecker differs:\n%s", diff(own, stock))
			}
		}
		for _, again := range []string{"cold", "warm"} {
			vet := run("go", append(append([]string{"vet", "-vettool=" + bin}, flags...), dirs...)...)
			if flags != nil {
				for _, problem := range unlike(own, vet) {
					t.Errorf("go vet %v (%s): %s", flags, again, problem)
				}
				continue
			}
			if !slices.Equal(own, vet) {
				t.Errorf("go vet (%s) differs:\n%s", again, diff(own, vet))
			}
			lint := run(golangci, append([]string{"run", "--config=e2e/testdata/corpus.golangci.yml", "--show-stats=false", "--path-mode=abs", "--output.text.print-issued-lines=false"}, dirs...)...)
			for i := range lint {
				lint[i] = strings.TrimSuffix(lint[i], " (httpcontract)")
			}
			slices.Sort(lint)
			if !slices.Equal(own, lint) {
				t.Errorf("golangci-lint (%s) differs:\n%s", again, diff(own, lint))
			}
		}
		if again := run(bin, append(slices.Clone(flags), dirs...)...); !slices.Equal(own, again) {
			t.Errorf("a second run %v differs:\n%s", flags, diff(own, again))
		}
	}
}

// checked are the findings by the driver that analysistest and singlechecker use.
func checked(t *testing.T, dirs []string) []string {
	pkgs, err := packages.Load(&packages.Config{Mode: packages.LoadAllSyntax | packages.NeedModule, Dir: "..", Tests: true}, dirs...)
	if err != nil {
		t.Fatal(err)
	}
	graph, err := checker.Analyze([]*analysis.Analyzer{analyzer.Analyzer}, pkgs, nil)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	for _, act := range graph.Roots {
		if act.Err != nil {
			t.Error(act.Err)
		}
		for _, d := range act.Diagnostics {
			fmt.Fprintf(&out, "%s: %s\n", act.Package.Fset.Position(d.Pos), d.Message)
		}
	}
	return slices.Compact(findings(out.Bytes())) // of variants for tests, the same
}

// unlike compares listings of the command and of go vet. The one difference that
// the driver imposes: go vet sees a package at a time, so a handler that other
// packages wire is listed in each, where the command lists it once, where it is
// declared, by what the others show. Such a handler has a place that the command
// does not have; all others are equal.
func unlike(command, vet []string) (problems []string) {
	parts := func(line string) (place, handler, message string) {
		at, message, _ := strings.Cut(line, ": ")
		handler, _, _ = strings.Cut(message, ": ")
		return at + handler, handler, message
	}
	places, said, moved := map[string]bool{}, map[string]bool{}, map[string]bool{}
	for _, line := range command {
		place, _, _ := parts(line)
		places[place] = true
	}
	for _, line := range vet {
		place, handler, message := parts(line)
		said[message] = true
		moved[handler] = moved[handler] || !places[place]
	}
	for _, line := range command {
		if _, handler, message := parts(line); !slices.Contains(vet, line) && !(moved[handler] && said[message]) {
			problems = append(problems, "only the command says "+line)
		}
	}
	for _, line := range vet {
		if _, handler, _ := parts(line); !moved[handler] && !slices.Contains(command, line) {
			problems = append(problems, "only go vet says "+line)
		}
	}
	return problems
}

func diff(a, b []string) string {
	var out strings.Builder
	for _, l := range a {
		if !slices.Contains(b, l) {
			out.WriteString("- " + l + "\n")
		}
	}
	for _, l := range b {
		if !slices.Contains(a, l) {
			out.WriteString("+ " + l + "\n")
		}
	}
	return out.String()
}
