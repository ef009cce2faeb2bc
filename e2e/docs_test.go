package e2e

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"testing"
)

// shell finds the commands in a page: a block of sh, with the exit status in a
// comment before it if that is not 0.
var shell = regexp.MustCompile("(?m)(?:^<!-- exit (\\d+) -->\n)?^```sh\n((?:.*\n)*?)```")

// TestDocs runs the commands of the pages about use, in a module with a
// finding.
func TestDocs(t *testing.T) {
	bin, lint := build(t), buildIn(t, "golangci", ".", "golangci-lint")
	t.Setenv("PATH", filepath.Dir(bin)+string(os.PathListSeparator)+filepath.Dir(lint)+string(os.PathListSeparator)+os.Getenv("PATH"))
	t.Setenv("GOLANGCI_LINT_CACHE", t.TempDir())
	example, err := os.ReadFile("../.golangci.example.yml")
	if err != nil {
		t.Fatal(err)
	}
	pages, err := filepath.Glob("../docs/use/*.md")
	if err != nil || len(pages) < 5 {
		t.Fatal("no pages", err)
	}
	ran := 0
	for _, page := range pages {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		t.Run(filepath.Base(page), func(t *testing.T) {
			dir := t.TempDir()
			for name, content := range map[string]string{
				"go.mod":        "module example.com/tea\n\ngo 1.26\n",
				"web/web.go":    "package web\n\nimport \"net/http\"\n\nfunc Tea(w http.ResponseWriter, r *http.Request) { w.WriteHeader(418) }\n",
				".golangci.yml": string(example),
			} {
				file := filepath.Join(dir, name)
				if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(file, []byte(content), 0o666); err != nil {
					t.Fatal(err)
				}
			}
			for _, m := range shell.FindAllStringSubmatch(string(text), -1) {
				ran++
				want, _ := strconv.Atoi(m[1])
				cmd := exec.Command("bash", "-e", "-c", m[2])
				cmd.Dir = dir
				out, err := cmd.CombinedOutput()
				var exit *exec.ExitError
				if err != nil && !errors.As(err, &exit) {
					t.Fatal(err)
				}
				if got := cmd.ProcessState.ExitCode(); got != want {
					t.Errorf("exit status %d, the page says %d:\n%s\n%s", got, want, m[2], out)
				}
			}
		})
	}
	if ran < 10 {
		t.Errorf("only %d commands were run", ran)
	}
}
