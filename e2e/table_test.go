package e2e

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/httpcontract/httpcontract/internal/responder"
)

// TestTable demands of every responder in the table that an example calls it:
// what is said of it is then compared with what the real library does.
func TestTable(t *testing.T) {
	var source strings.Builder
	for _, pattern := range []string{"frameworks/*/*.go", "frameworks/*/*/*.go", "../testdata/reality/*/*.go"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range files {
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			source.Write(text)
		}
	}
	for _, f := range responder.All() {
		name := f[strings.LastIndexAny(f, ".")+1:]
		if !regexp.MustCompile(`\.` + name + `\b`).MatchString(source.String()) {
			t.Errorf("no example calls %s", f)
		}
	}
}
