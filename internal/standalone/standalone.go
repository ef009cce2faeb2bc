// Package standalone runs the analyzer without a driver, as fast as the code
// loads: from source only what can matter, the rest from export data.
//
//	go list ─► select ─► load ─► checker ─► findings
//
// The stock driver (singlechecker) loads every dependency from source, because
// the analyzer exports facts.
package standalone

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/packages"

	"github.com/httpcontract/httpcontract/internal/responder"
)

// Options are what a run can be asked for.
type Options struct {
	Tests   bool // load test packages too
	JSON    bool
	Context int // lines of source shown around a finding; -1 for none
	// Progress, if not nil, is told of each step.
	Progress io.Writer
}

// Run checks the packages that match the patterns, and prints the findings to
// stdout (JSON) or stderr, as singlechecker does. It gives the exit status: 3
// with findings, 1 on errors. It is not ok, and has printed nothing, if some
// package has errors: a file to embed that is not built yet keeps the go
// command from making export data, but not the stock driver from its work.
func Run(a *analysis.Analyzer, patterns []string, opts Options) (status int, ok bool) {
	step := func(format string, args ...any) {
		if opts.Progress != nil {
			fmt.Fprintf(opts.Progress, "httpcontract: "+format+"\n", args...)
		}
	}
	step("listing packages")
	listed, err := packages.Load(&packages.Config{
		Mode:  packages.NeedName | packages.NeedFiles | packages.NeedCompiledGoFiles | packages.NeedImports | packages.NeedDeps | packages.NeedModule,
		Tests: opts.Tests,
	}, patterns...)
	if err == nil && len(listed) == 0 {
		err = fmt.Errorf("%s matched no packages", strings.Join(patterns, " "))
	}
	if err != nil {
		return 1, false
	}
	sources := selected(listed)
	step("loading %d packages and %d of their dependencies from source", len(listed), len(sources))
	loaded, err := packages.Load(&packages.Config{Mode: packages.LoadSyntax | packages.NeedModule, Tests: opts.Tests}, append(slices.Clone(patterns), sources...)...)
	if err != nil {
		return 1, false
	}
	wanted := map[string]bool{}
	for _, p := range listed {
		wanted[p.ID] = true
	}
	roots := slices.DeleteFunc(slices.Clone(loaded), func(p *packages.Package) bool { return !wanted[p.ID] })
	for _, p := range loaded {
		if len(p.Errors) > 0 || p.IllTyped {
			step("errors in %s: loading everything from source", p.PkgPath)
			return 1, false
		}
	}
	bridge(loaded)
	step("analysing")
	graph, err := checker.Analyze([]*analysis.Analyzer{a}, roots, nil)
	if err != nil {
		return 1, false
	}
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

// selected are the dependencies that must be loaded from source: those of the
// modules under analysis, and those of other modules that may send responses
// or make errors with statuses, if code that is loaded from source imports
// them.
func selected(roots []*packages.Package) []string {
	main := map[string]bool{}
	for _, p := range roots {
		if p.Module != nil {
			main[p.Module.Path] = true
		}
	}
	root := map[*packages.Package]bool{}
	for _, p := range roots {
		root[p] = true
	}
	chosen := map[string]bool{}
	seen := map[*packages.Package]bool{}
	var follow func(p *packages.Package)
	follow = func(p *packages.Package) {
		if seen[p] {
			return
		}
		seen[p] = true
		for _, path := range slices.Sorted(maps.Keys(p.Imports)) {
			q := p.Imports[path]
			if q.Module == nil { // the standard library
				continue
			}
			if main[q.Module.Path] || matters(q) {
				if !root[q] {
					chosen[q.PkgPath] = true
				}
				follow(q)
			}
		}
	}
	for _, p := range roots {
		follow(p)
	}
	return slices.Sorted(maps.Keys(chosen))
}

// sends is what code that may send responses, or make errors of its own, has in
// it. The analyzer decides by types; this only must not miss anything.
var sends = regexp.MustCompile(`\bResponseWriter\b|\) Error\(\) string|(?m)^\s+error$`)

// matters reports whether a package of another module may matter.
func matters(p *packages.Package) bool {
	for path := range p.Imports {
		for _, f := range responder.Frameworks() {
			for _, c := range f.Contexts {
				if strings.HasPrefix(c, path+".") {
					return true
				}
			}
		}
	}
	for _, file := range p.GoFiles {
		if data, err := os.ReadFile(file); err == nil && sends.Match(data) {
			return true
		}
	}
	return false
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
		reach[p] = slices.SortedFunc(maps.Keys(found), func(a, b *packages.Package) int { return cmp.Compare(a.ID, b.ID) })
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
