package vetunit

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/tools/go/analysis/unitchecker"
)

// unit describes a package of one file to go vet's tool, and gives it back as it is read.
func unit(t *testing.T, path, src string, imports map[string]string) *unitchecker.Config {
	t.Helper()
	dir := t.TempDir()
	file := filepath.Join(dir, "x.go")
	cfg := unitchecker.Config{
		ImportPath: path, ModulePath: "example.test/" + path, ModuleVersion: "v1.0.0", GoVersion: "go1.26",
		GoFiles: []string{file}, PackageVetx: imports, ImportMap: map[string]string{}, VetxOnly: true, VetxOutput: filepath.Join(dir, "vet.out"),
	}
	if path == "net/http" {
		cfg.ModulePath, cfg.ModuleVersion = "", ""
	}
	for name := range imports {
		cfg.ImportMap[name] = name
	}
	data, err := json.Marshal(cfg)
	if err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string][]byte{file: []byte(src), filepath.Join(dir, "vet.cfg"): data} {
		if err := os.WriteFile(name, content, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	read, err := Read(filepath.Join(dir, "vet.cfg"))
	if err != nil {
		t.Fatal(err)
	}
	return read
}

// TestSkim: what cannot matter is written so that packages that import it can be read;
// what may, or is broken, is left to the stock driver.
func TestSkim(t *testing.T) {
	web := unit(t, "net/http", "package http\n\ntype ResponseWriter interface{ WriteHeader(int) }\n\nfunc Plain(s string) string { return s }\n", nil)
	if !Skim(web) {
		t.Fatal("a package of the standard library was not skimmed")
	}
	imports := map[string]string{"net/http": web.VetxOutput}
	for name, c := range map[string]struct {
		src     string
		imports map[string]string
		want    bool
	}{
		"texts":      {"package p\n\nfunc Trim(s string) string { return s[1:] }\n", nil, true},
		"wraps":      {"package p\n\nfunc Wrap(err error) error { return err }\n", nil, false},
		"calls":      {"package p\n\nfunc Do(f func() error) { f() }\n", nil, false},
		"coded":      {"package p\n\ntype E struct{ Code int }\n\nfunc (E) Error() string { return \"\" }\n", nil, false},
		"writes":     {"package p\n\nimport \"net/http\"\n\nfunc Send(w http.ResponseWriter) { w.WriteHeader(404) }\n", imports, false},
		"no types":   {"package p\n\nimport \"net/http\"\n\nfunc Send() { http.Plain(\"\") }\n", map[string]string{"net/http": web.GoFiles[0]}, false},
		"not found":  {"package p\n\nimport \"net/http\"\n", nil, false},
		"no package": {"func\n", nil, false},
	} {
		t.Run(name, func(t *testing.T) {
			cfg := unit(t, "p", c.src, c.imports)
			if got := Skim(cfg); got != c.want {
				t.Errorf("skimmed: %v, want %v", got, c.want)
			}
			if _, err := os.Stat(cfg.VetxOutput); (err == nil) != c.want {
				t.Errorf("written: %v", err)
			}
			cfg.VetxOnly = false
			if Skim(cfg) {
				t.Error("a package under analysis was skimmed")
			}
		})
	}
}
