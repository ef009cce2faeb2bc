// Command bench measures httpcontract against analyzers that do nothing, in the
// same drivers, on real modules by version and on generated ones, and writes
// the table to docs/benchmarks.md:
//
//	cd e2e && go run ./bench
//
// Each figure is the median of several runs with a warm build cache; a cold go
// vet is run once. It prints ratios; nothing fails by time.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/httpcontract/httpcontract/internal/standalone"
)

// modules are the real modules that are measured: their go.sum must be complete
// and nothing that they embed left out.
var modules = []string{
	"github.com/gofiber/fiber/v2@v2.52.15", // a framework: all of it matters
	"github.com/distribution/distribution/v3@v3.0.0",
	"github.com/rqlite/rqlite/v8@v8.36.0",
}

var runs = flag.Int("n", 3, "runs of which the median counts")

func main() {
	log.SetFlags(0)
	flag.Parse()
	dir, err := os.MkdirTemp("", "bench")
	check(err)
	defer os.RemoveAll(dir)
	b := &bench{dir: dir}
	tool := b.build("httpcontract", "..", "./cmd/httpcontract")
	noop := b.build("noop", ".", "./bench/noop")
	facts := b.build("noopfacts", ".", "./bench/noopfacts")
	lint := b.build("golangci-lint", "golangci", ".")

	b.printf("# Benchmarks\n\nWritten by `cd e2e && go run ./bench`: medians of %d runs with a warm build cache, a cold go vet once. %s, %s/%s, %d cores.\n",
		*runs, runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.NumCPU())
	b.printf("\nReal modules:\n\n| module | run | time | against | time | ratio | memory | ratio |\n|---|---|---|---|---|---|---|---|\n")
	for _, m := range modules {
		src := b.module(m)
		all := []string{"./..."}
		none := b.measure(src, noop, append([]string{"-test=false"}, all...)...)
		b.row(m, "standalone, nothing kept", b.measureAll(src, tool, all...), "no-op without facts", none)
		b.row(m, "standalone, nothing changed", b.measure(src, tool, all...), "no-op without facts", none)
		b.row(m, "go vet, cold", b.vetCold(src, "httpcontract", "..", "./cmd/httpcontract"), "no-op with facts", b.vetCold(src, "noopfacts", ".", "./bench/noopfacts"))
		b.row(m, "go vet, nothing changed", b.measure(src, "go", "vet", "-vettool="+tool, "./..."), "no-op with facts", b.measure(src, "go", "vet", "-vettool="+facts, "./..."))
		b.row(m, "golangci-lint, cold", b.lint(src, lint, "httpcontract"), "bodyclose", b.lint(src, lint, "bodyclose"))
	}

	b.printf("\nA module of 200 packages that have nothing to do with HTTP, in the stock driver:\n\n| run | time | against | time | ratio |\n|---|---|---|---|---|\n")
	plain := b.generate("plain", func(write func(name, text string)) {
		for i := range 200 {
			var s strings.Builder
			fmt.Fprintf(&s, "package p%d\n\nimport \"strings\"\n", i)
			for j := range 50 {
				fmt.Fprintf(&s, "\nfunc F%d(a, b string) string {\n\tif strings.Contains(a, b) {\n\t\treturn strings.Repeat(a, %d)\n\t}\n\treturn b\n}\n", j, j)
			}
			write(fmt.Sprintf("p%d/p.go", i), s.String())
		}
	})
	own, none := b.measure(plain, tool, "-debug=v", "./..."), b.measure(plain, facts, "-test=false", "./...")
	b.printf("| httpcontract | %.2f s | no-op with facts | %.2f s | %.2f |\n", own.time, none.time, own.time/none.time)

	b.printf("\nGenerated code, standalone with nothing kept, less the no-op's time:\n\n| code | time | memory | per unit |\n|---|---|---|---|\n")
	unit := func(name string, units int, src string) {
		own, none := b.measureAll(src, tool, "./..."), b.measure(src, noop, "-test=false", "./...")
		d := max(own.time-none.time, 0)
		b.printf("| %s | %.2f s | %d MB | %.2f ms |\n", name, d, own.memory, d*1000/float64(units))
	}
	for _, s := range []struct{ handlers, packages int }{{100, 1}, {1000, 1}, {1000, 10}, {10000, 10}, {10000, 100}} {
		unit(fmt.Sprintf("%d handlers in %d packages", s.handlers, s.packages), s.handlers, b.generate(fmt.Sprintf("h%d-%d", s.handlers, s.packages), func(write func(name, text string)) {
			for p := range s.packages {
				var t strings.Builder
				fmt.Fprintf(&t, "package p%d\n\nimport (\n\t\"encoding/json\"\n\t\"net/http\"\n)\n\nfunc send(w http.ResponseWriter, code int, v any) {\n\tw.WriteHeader(code)\n\tjson.NewEncoder(w).Encode(v)\n}\n", p)
				for h := range s.handlers / s.packages {
					fmt.Fprintf(&t, "\nfunc H%d(w http.ResponseWriter, r *http.Request) {\n\tif r.FormValue(\"a\") == \"\" {\n\t\tsend(w, 400, map[string]string{\"message\": \"m%d\"})\n\t\treturn\n\t}\n\tsend(w, 200, map[string]int{\"n\": %d})\n}\n", h, h, h)
				}
				write(fmt.Sprintf("p%d/p.go", p), t.String())
			}
		}))
	}
	for _, depth := range []int{10, 100, 1000} {
		unit(fmt.Sprintf("a chain of %d helpers", depth), depth, b.generate(fmt.Sprint("chain", depth), func(write func(name, text string)) {
			var t strings.Builder
			t.WriteString("package p\n\nimport \"net/http\"\n\nfunc H(w http.ResponseWriter, r *http.Request) { f0(w, 404) }\n")
			for i := range depth {
				fmt.Fprintf(&t, "\nfunc f%d(w http.ResponseWriter, code int) { f%d(w, code) }\n", i, i+1)
			}
			fmt.Fprintf(&t, "\nfunc f%d(w http.ResponseWriter, code int) { w.WriteHeader(code) }\n", depth)
			write("p/p.go", t.String())
		}))
	}
	for _, arms := range []int{10, 100, 1000} {
		unit(fmt.Sprintf("a mapper with %d arms", arms), arms, b.generate(fmt.Sprint("arms", arms), func(write func(name, text string)) {
			var t strings.Builder
			t.WriteString("package p\n\nimport (\n\t\"errors\"\n\t\"net/http\"\n)\n\nvar work func() error\n\nfunc Set(f func() error) { work = f }\n\nfunc H(w http.ResponseWriter, r *http.Request) { fail(w, work()) }\n\nfunc fail(w http.ResponseWriter, err error) {\n\tswitch {\n")
			for i := range arms {
				fmt.Fprintf(&t, "\tcase errors.Is(err, e%d):\n\t\tw.WriteHeader(%d)\n", i, 400+i%100)
			}
			t.WriteString("\t}\n}\n")
			for i := range arms {
				fmt.Fprintf(&t, "\nvar e%d = errors.New(\"%d\")\n", i, i)
			}
			write("p/p.go", t.String())
		}))
	}
	unit("a function with 2000 branches", 2000, b.generate("branches", func(write func(name, text string)) {
		var t strings.Builder
		t.WriteString("package p\n\nimport \"net/http\"\n\nfunc H(w http.ResponseWriter, r *http.Request) {\n\tn := 0\n")
		for i := range 2000 {
			fmt.Fprintf(&t, "\tif r.FormValue(\"%d\") != \"\" {\n\t\tn += %d\n\t}\n", i, i)
		}
		t.WriteString("\tw.WriteHeader(200)\n\t_ = n\n}\n")
		write("p/p.go", t.String())
	}))
	check(os.WriteFile("../docs/benchmarks.md", []byte(b.out.String()), 0o666))
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

type bench struct {
	dir string
	out strings.Builder
	n   int
}

func (b *bench) printf(format string, args ...any) {
	fmt.Printf(format, args...)
	fmt.Fprintf(&b.out, format, args...)
}

// build makes a command, with a build id that no earlier run had.
func (b *bench) build(name, dir, pkg string) string {
	b.n++
	bin := filepath.Join(b.dir, fmt.Sprint(b.n), name)
	cmd := exec.Command("go", "build", fmt.Sprintf("-ldflags=-buildid=bench-%d-%d", time.Now().UnixNano(), b.n), "-o", bin, pkg)
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		log.Fatalf("%v\n%s", err, out)
	}
	return bin
}

// module gives a copy of a module's source, with its dependencies compiled.
func (b *bench) module(m string) string {
	out, err := exec.Command("go", "mod", "download", "-json", m).Output()
	check(err)
	var info struct{ Dir string }
	check(json.Unmarshal(out, &info))
	dir := filepath.Join(b.dir, strings.NewReplacer("/", "_", "@", "_").Replace(m))
	check(os.CopyFS(dir, os.DirFS(info.Dir)))
	check(os.RemoveAll(filepath.Join(dir, "vendor"))) // a module's archive has only its list
	cmd := exec.Command("go", "list", "-export", "-deps", "./...")
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		log.Printf("%s: %v\n%s", m, err, out)
	}
	return dir
}

// generate makes a module.
func (b *bench) generate(name string, fill func(write func(name, text string))) string {
	dir := filepath.Join(b.dir, name)
	write := func(file, text string) {
		file = filepath.Join(dir, file)
		check(os.MkdirAll(filepath.Dir(file), 0o777))
		check(os.WriteFile(file, []byte(text), 0o666))
	}
	write("go.mod", "module example.com/"+name+"\n\ngo 1.26\n")
	fill(write)
	cmd := exec.Command("go", "build", "./...")
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		log.Fatalf("%v\n%s", err, out)
	}
	return dir
}

// figure is a time in seconds and the peak memory in MB.
type figure struct {
	time   float64
	memory int64
}

func (b *bench) once(dir string, env []string, name string, args ...string) figure {
	cmd := exec.Command(name, args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), env...)
	start := time.Now()
	_ = cmd.Run() // findings are an exit status
	f := figure{time: time.Since(start).Seconds()}
	if u, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
		f.memory = u.Maxrss / 1024
	}
	return f
}

func median(fs []figure) figure {
	slices.SortFunc(fs, func(a, b figure) int { return int((a.time - b.time) * 1e6) })
	return fs[len(fs)/2]
}

func (b *bench) measure(dir string, name string, args ...string) figure {
	return b.measureIn(dir, nil, name, args...)
}

// measureAll is measure without what the command keeps from an earlier run.
func (b *bench) measureAll(dir string, name string, args ...string) figure {
	return b.measureIn(dir, []string{standalone.CacheEnv + "=off"}, name, args...)
}

func (b *bench) measureIn(dir string, env []string, name string, args ...string) figure {
	b.once(dir, env, name, args...) // warm
	var fs []figure
	for range *runs {
		fs = append(fs, b.once(dir, env, name, args...))
	}
	return median(fs)
}

// vetCold runs go vet with a tool that it has never seen, once: it takes long.
func (b *bench) vetCold(src, name, dir, pkg string) figure {
	return b.once(src, nil, "go", "vet", "-vettool="+b.build(name, dir, pkg), "./...")
}

func (b *bench) lint(src, bin, linter string) figure {
	config := filepath.Join(b.dir, linter+".yml")
	text := "version: \"2\"\nlinters:\n  default: none\n  enable: [" + linter + "]\n"
	if linter == "httpcontract" {
		text += "  settings:\n    custom:\n      httpcontract:\n        type: module\n"
	}
	check(os.WriteFile(config, []byte(text), 0o666))
	var fs []figure
	for range *runs {
		b.n++
		fs = append(fs, b.once(src, []string{fmt.Sprint("GOLANGCI_LINT_CACHE=", filepath.Join(b.dir, fmt.Sprint("cache", b.n)))}, bin, "run", "-c", config, "./..."))
	}
	return median(fs)
}

func (b *bench) row(module, run string, own figure, against string, base figure) {
	memory, ratio := "", ""
	if strings.HasPrefix(run, "standalone") {
		memory, ratio = fmt.Sprint(own.memory, " MB"), fmt.Sprintf("%.2f", float64(own.memory)/float64(base.memory))
	}
	b.printf("| %s | %s | %.2f s | %s | %.2f s | %.2f | %s | %s |\n", module, run, own.time, against, base.time, own.time/base.time, memory, ratio)
}
