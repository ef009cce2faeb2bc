// Package standalone runs the analyzer without a driver, as fast as the code
// loads: only what can matter is read from source, the rest from export data, and
// what has not changed since an earlier run comes from the cache.
//
//	list ─► for each package, dependencies first:
//	          cache ─► or else read ─► select dependencies ─► analyse ─► findings
//
// The stock driver (singlechecker) loads every dependency from source, because
// the analyzer exports facts.
package standalone

import (
	"fmt"
	"io"
	"os"
	"time"

	"golang.org/x/tools/go/analysis"
)

// Options are what a run can be asked for.
type Options struct {
	Tests   bool // load test packages too
	JSON    bool
	Context int // lines of source shown around a finding; -1 for none
	// Contract gives the contents and the name of the contract file that holds
	// for a folder, "" for none.
	Contract func(dir string) string
	// Progress, if not nil, is told of each step, with Times the time since
	// the start too.
	Progress io.Writer
	Times    bool
}

// Run checks the packages that match the patterns with an analyzer that requires
// responses.Analyzer alone, and prints the findings to stdout (JSON) or stderr,
// as singlechecker does. It gives the exit status: 3 with findings, 1 on errors.
// Packages with errors are skipped, with the messages of the type checker or the go
// command, and so are those that import them. It is not ok, and has printed nothing, if
// the go command can't tell the packages.
func Run(a *analysis.Analyzer, patterns []string, opts Options) (status int, ok bool) {
	start := time.Now()
	step := func(format string, args ...any) {
		if opts.Progress == nil {
			return
		}
		if opts.Times {
			format += fmt.Sprintf(" (%.2f s)", time.Since(start).Seconds())
		}
		fmt.Fprintf(opts.Progress, "httpcontract: "+format+"\n", args...)
	}
	step("loading")
	pkgs, err := list(patterns, opts.Tests)
	if err != nil || len(pkgs) == 0 {
		return 1, false
	}
	r := newRun(a, pkgs, openCache(a, opts.Contract))
	step("analysing")
	r.all()
	r.cache.trim()
	step("done, packages read: %d, dependencies among them: %d", r.read, r.deps)
	failed := r.printErrors(os.Stderr)
	if opts.JSON {
		if err := r.printJSON(os.Stdout); err != nil || failed {
			return 1, true
		}
		return 0, true
	}
	if status = r.printText(os.Stderr, opts.Context); failed {
		return 1, true
	}
	return status, true
}
