// Command httpcontract reports HTTP responses that an API's documented
// contract does not allow. Run "httpcontract -h" for its use.
package main

import (
	"crypto/sha256"
	_ "embed"
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"path/filepath"
	"runtime/debug"
	"runtime/pprof"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/singlechecker"
	"golang.org/x/tools/go/analysis/unitchecker"

	"github.com/httpcontract/httpcontract/analyzer"
	"github.com/httpcontract/httpcontract/analyzer/responses"
	"github.com/httpcontract/httpcontract/internal/contract"
	"github.com/httpcontract/httpcontract/internal/standalone"
	"github.com/httpcontract/httpcontract/internal/vetunit"
)

//go:embed usage.txt
var usage string

func main() {
	log.SetFlags(0)
	log.SetPrefix("httpcontract: ")
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(200) // a short run: time counts more than memory
	}
	args := os.Args[1:]
	switch {
	case has(args, "h", "help"):
		fmt.Print(usage)
		return
	case has(args, "print-contract"):
		fmt.Print(contract.Template)
		return
	case slices.Contains(args, "-V=full") || slices.Contains(args, "--V=full"):
		if err := printVersion(os.Stdout); err != nil {
			log.Fatal(err)
		}
		return
	case has(args, "flags") || len(args) > 0 && strings.HasSuffix(args[len(args)-1], ".cfg"):
		// go vet's protocol: a call for each package, with the user's flags and
		// often -json before the file.
		// The unitchecker would make the findings of a dependency too, and drop
		// them (go.dev/issue/443099 in its source).
		file := args[len(args)-1]
		if cfg, err := vetunit.Read(file); err == nil && cfg.VetxOnly {
			if vetunit.Skim(cfg) {
				return
			}
			unitchecker.Run(file, []*analysis.Analyzer{responses.Analyzer})
		}
	default:
		args = complete(args)
		if patterns, opts, ok := fast(args); ok {
			status, ok, err := profiled(opts.profiles, func() (int, bool) {
				return standalone.Run(analyzer.Analyzer, patterns, opts.Options)
			})
			if err != nil {
				log.Fatal(err)
			}
			if ok {
				os.Exit(status)
			}
		}
		os.Args = append(os.Args[:1], args...)
	}
	singlechecker.Main(analyzer.Analyzer)
}

// fast reads the arguments of a run that needs nothing of the stock driver, and
// sets the analyzer's flags. Fixes need it.
func fast(args []string) (patterns []string, opts options, ok bool) {
	flags := flag.NewFlagSet("httpcontract", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	flags.BoolVar(&opts.Tests, "test", true, "")
	flags.BoolVar(&opts.JSON, "json", false, "")
	flags.IntVar(&opts.Context, "c", -1, "")
	flags.StringVar(&opts.cpu, "cpuprofile", "", "")
	flags.StringVar(&opts.memory, "memprofile", "", "")
	debug := flags.String("debug", "", "")
	analyzer.Analyzer.Flags.VisitAll(func(f *flag.Flag) { flags.Var(f.Value, f.Name, f.Usage) })
	opts.Contract = holds
	if err := flags.Parse(args); err != nil {
		return nil, opts, false
	}
	if *debug != "" && *debug != "t" {
		return nil, opts, false // the stock driver's own
	}
	opts.Times = *debug == "t"
	if info, err := os.Stderr.Stat(); opts.Times || err == nil && info.Mode()&os.ModeCharDevice != 0 {
		opts.Progress = os.Stderr
	}
	return flags.Args(), opts, true
}

// holds gives the name and the content of the contract file that holds for a
// folder.
func holds(dir string) string {
	file := analyzer.Analyzer.Flags.Lookup("contract").Value.String()
	if file == "" {
		file = contract.Discover(dir)
	}
	data, _ := os.ReadFile(file)    // what can't be read is told elsewhere
	path, err := filepath.Abs(file) // what it excludes is relative to its folder
	if err != nil {
		path = file
	}
	return path + "\n" + string(data)
}

type options struct {
	standalone.Options
	profiles
}

// profiles are the files that a run's profiles are written to, if any.
type profiles struct{ cpu, memory string }

// profiled writes profiles of a run.
func profiled(p profiles, run func() (int, bool)) (status int, ok bool, err error) {
	if p.cpu != "" {
		f, err := os.Create(p.cpu)
		if err != nil {
			return 1, false, err
		}
		defer f.Close()
		if err := pprof.StartCPUProfile(f); err != nil {
			return 1, false, err
		}
		defer pprof.StopCPUProfile()
	}
	status, ok = run()
	if p.memory != "" {
		f, err := os.Create(p.memory)
		if err != nil {
			return 1, false, err
		}
		defer f.Close()
		if err := pprof.Lookup("allocs").WriteTo(f, 0); err != nil {
			return 1, false, err
		}
	}
	return status, ok, nil
}

// has reports whether a boolean flag is among the arguments.
func has(args []string, names ...string) bool {
	for _, a := range args {
		if a == "--" {
			return false
		}
		if slices.Contains(names, strings.TrimPrefix(strings.TrimPrefix(a, "-"), "-")) && strings.HasPrefix(a, "-") {
			return true
		}
	}
	return false
}

// valued are the flags that may take their value from the next argument.
var valued = []string{"contract", "c", "cpuprofile", "memprofile", "trace", "debug"}

// complete completes the arguments of a run without a driver: all packages
// below the working folder if none is named, and no test packages if their
// files would be silent anyway. A broken contract ends the run here, with one
// line instead of one for each package.
func complete(args []string) []string {
	file := ""
	packages := false
	for i := 0; i < len(args); i++ {
		a := args[i]
		if !strings.HasPrefix(a, "-") || a == "-" {
			packages = true
			continue
		}
		name, value, assigned := strings.Cut(strings.TrimLeft(a, "-"), "=")
		if !assigned && slices.Contains(valued, name) {
			if i++; i == len(args) {
				log.Fatalf("flag needs an argument: %s", a)
			}
			value = args[i]
		}
		if name == "contract" {
			file = value
		}
	}
	if file == "" {
		if dir, err := os.Getwd(); err == nil {
			file = contract.Discover(dir)
		}
	}
	if file != "" {
		if _, err := contract.Load(file); err != nil {
			log.Fatal(err)
		}
	}
	if !packages {
		args = append(slices.Clone(args), "./...")
	}
	tests := slices.ContainsFunc(args, func(a string) bool {
		name, value, assigned := strings.Cut(strings.TrimLeft(a, "-"), "=")
		return strings.HasPrefix(a, "-") && (name == "test" || name == "tests" && (!assigned || value != "false"))
	})
	if !tests {
		args = append([]string{"-test=false"}, args...)
	}
	return args
}

// printVersion answers -V=full, from which go vet makes the key of its cache
// (cmd/internal/objabi.AddVersionFlag). A contract is no input that go vet
// knows of, so the digest of the module's contract files is mixed into the
// tool's identity.
func printVersion(w io.Writer) error {
	exe, err := os.Executable()
	if err != nil {
		return err
	}
	f, err := os.Open(exe)
	if err != nil {
		return err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return err
	}
	dir, err := os.Getwd()
	if err != nil {
		return err
	}
	io.WriteString(h, contract.DigestTree(dir))
	_, err = fmt.Fprintf(w, "%s version devel comments-go-here buildID=%02x\n", exe, h.Sum(nil))
	return err
}
