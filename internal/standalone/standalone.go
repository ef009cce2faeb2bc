// Package standalone runs the analyzer without a driver, as fast as the code
// loads: from source only what can matter, the rest from export data.
//
//	list ─► read ─► select ─► read more ─► checker ─► findings
//
// The stock driver (singlechecker) loads every dependency from source, because
// the analyzer exports facts.
package standalone

import (
	"fmt"
	"go/types"
	"io"
	"maps"
	"os"
	"slices"
	"time"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/packages"

	"github.com/httpcontract/httpcontract/analyzer/responses"
)

// Options are what a run can be asked for.
type Options struct {
	Tests   bool // load test packages too
	JSON    bool
	Context int // lines of source shown around a finding; -1 for none
	// Progress, if not nil, is told of each step, with Times the time since
	// the start too.
	Progress io.Writer
	Times    bool
}

// Run checks the packages that match the patterns, and prints the findings to
// stdout (JSON) or stderr, as singlechecker does. It gives the exit status: 3
// with findings, 1 on errors. It is not ok, and has printed nothing, if some
// package has errors: a file to embed that is not built yet keeps the go
// command from making export data, but not the stock driver from its work.
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
	roots, err := list(patterns, opts.Tests)
	if err != nil || len(roots) == 0 {
		return 1, false
	}
	l := newLoader()
	sources := map[*packages.Package]bool{}
	for more := roots; len(more) > 0; more = selected(roots, more, sources) {
		if err := l.check(more); err != nil {
			step("%v: loading everything from source", err)
			return 1, false
		}
		for _, p := range more {
			sources[p] = true
		}
		step("%d packages read, %d of them dependencies", len(sources), len(sources)-len(roots))
	}
	bridge(roots)
	step("analysing")
	graph, err := checker.Analyze([]*analysis.Analyzer{a}, roots, nil)
	if err != nil {
		return 1, false
	}
	step("done")
	if opts.JSON {
		if err := graph.PrintJSON(os.Stdout); err != nil {
			return 1, true
		}
		return 0, true
	}
	if err := graph.PrintText(os.Stderr, opts.Context); err != nil {
		return 1, true
	}
	for _, act := range graph.Roots {
		if act.Err != nil {
			status = max(status, 1)
		} else if len(act.Diagnostics) > 0 {
			status = max(status, 3)
		}
	}
	return status, true
}

// selected are the dependencies that must be read from source beside those that
// have been: those of the modules under analysis, and those of other modules of
// which code that was read last uses something that may send responses or make
// errors with statuses.
func selected(roots, last []*packages.Package, sources map[*packages.Package]bool) []*packages.Package {
	main := map[string]bool{}
	for _, p := range roots {
		if p.Module != nil {
			main[p.Module.Path] = true
		}
	}
	byPath := map[string]*packages.Package{}
	packages.Visit(roots, func(p *packages.Package) bool {
		if byPath[p.PkgPath] == nil || p.ForTest == "" {
			byPath[p.PkgPath] = p
		}
		return true
	}, nil)
	matters := map[*types.Package]bool{}
	chosen := map[*packages.Package]bool{}
	for _, p := range last {
		for _, obj := range p.TypesInfo.Uses {
			q := obj.Pkg()
			if q == nil || q == p.Types {
				continue
			}
			dep := byPath[q.Path()]
			if dep == nil || dep.Module == nil || sources[dep] || chosen[dep] { // without a module: the standard library
				continue
			}
			known, ok := matters[q]
			if !ok {
				known = main[dep.Module.Path] || responses.DeclaresCodedError(q)
				matters[q] = known
			}
			if known || responses.Sends(obj.Type()) {
				chosen[dep] = true
			}
		}
	}
	return byID(slices.Collect(maps.Keys(chosen)))
}

// bridge removes the packages without syntax from the import graph, on which
// the checker would run the analyzer, and joins what they lay between: facts
// travel along its edges.
func bridge(pkgs []*packages.Package) {
	reach := map[*packages.Package][]*packages.Package{}
	var behind func(p *packages.Package) []*packages.Package
	behind = func(p *packages.Package) []*packages.Package {
		if out, ok := reach[p]; ok {
			return out
		}
		reach[p] = nil
		found := map[*packages.Package]bool{}
		for _, q := range p.Imports {
			if q.Syntax != nil {
				found[q] = true
				continue
			}
			for _, r := range behind(q) {
				found[r] = true
			}
		}
		reach[p] = byID(slices.Collect(maps.Keys(found)))
		return reach[p]
	}
	edges := map[*packages.Package]map[string]*packages.Package{}
	packages.Visit(pkgs, func(p *packages.Package) bool {
		if p.Syntax != nil {
			imports := map[string]*packages.Package{}
			for _, q := range behind(p) {
				imports[q.ID] = q
			}
			edges[p] = imports
		}
		return true
	}, nil)
	for p, imports := range edges {
		p.Imports = imports
	}
}
