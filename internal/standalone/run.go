package standalone

import (
	"fmt"
	"go/token"
	"go/types"
	"maps"
	"os"
	"runtime"
	"runtime/debug"
	"sync"

	"golang.org/x/sync/errgroup"
	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/packages"

	"github.com/httpcontract/httpcontract/analyzer"
	"github.com/httpcontract/httpcontract/analyzer/responses"
)

// run is one run of the analyzer.
type run struct {
	a      *analysis.Analyzer
	cache  *cache
	loader *loader
	roots  []*unit
	units  map[*packages.Package]*unit
	// module are the paths of the modules under analysis, byPath all packages.
	module map[string]bool
	byPath map[string]*packages.Package

	mu         sync.Mutex
	read, deps int
}

// unit is a package under analysis, or a dependency of which functions may send
// responses or make errors with statuses.
type unit struct {
	pkg  *packages.Package
	root bool
	key  string // in the cache
	once sync.Once
	err  error
	// kept says that the unit came from the cache, without facts; they are read
	// once somebody needs them.
	kept     bool
	complete sync.Once
	// pass is that of the analyzers, from the facts to the findings.
	pass *analysis.Pass

	// own is the fact about the package, nil if it has none; seen are those of
	// the packages that it needs.
	own      *responses.Summary
	seen     map[string]*unit
	findings []finding
	// listed are the handlers of a listing, before they become findings.
	listed []listed
}

// finding is a diagnostic, free of the package that it was made in.
type finding struct {
	Pos, End               token.Position
	Category, URL, Message string
}

func newRun(a *analysis.Analyzer, pkgs []*packages.Package, c *cache) *run {
	r := &run{
		a: a, cache: c, loader: newLoader(), units: map[*packages.Package]*unit{}, module: map[string]bool{},
		byPath: map[string]*packages.Package{},
	}
	root := map[*packages.Package]bool{}
	for _, p := range pkgs {
		root[p] = true
		if p.Module != nil {
			r.module[p.Module.Path] = true
		}
	}
	packages.Visit(pkgs, nil, func(p *packages.Package) { // dependencies first
		if r.byPath[p.PkgPath] == nil || p.ForTest == "" {
			r.byPath[p.PkgPath] = p
		}
		u := &unit{pkg: p, root: root[p]}
		r.units[p] = u
		u.key = c.key(u, r)
	})
	for _, p := range pkgs {
		r.roots = append(r.roots, r.units[p])
	}
	return r
}

// all analyses the packages under analysis, those that others import before these.
func (r *run) all() error {
	var g errgroup.Group
	g.SetLimit(runtime.GOMAXPROCS(0))
	roots := make([]*packages.Package, len(r.roots))
	for i, u := range r.roots {
		roots[i] = u.pkg
	}
	packages.Visit(roots, nil, func(p *packages.Package) {
		if u := r.units[p]; u.root {
			g.Go(func() error {
				if err := r.unit(u); err != nil {
					return err
				}
				return r.report(u)
			})
		}
	})
	if err := g.Wait(); err != nil {
		return err
	}
	r.list()
	return nil
}

// unit makes a unit's facts, once: from the cache, or by analysing it.
func (r *run) unit(u *unit) error {
	u.once.Do(func() {
		if u.kept = r.cache.get(u); !u.kept {
			u.err = r.analyse(u)
		}
	})
	return u.err
}

// dependency makes a unit's facts, and those of what it needs.
func (r *run) dependency(u *unit) error {
	if err := r.unit(u); err != nil {
		return err
	}
	u.complete.Do(func() {
		if u.kept && !r.cache.complete(u) {
			u.err = r.analyse(u)
		}
	})
	return u.err
}

// analyse reads a package, has its dependencies analysed that matter, and makes its
// facts. The findings are left to report: who imports the package need not wait for them.
func (r *run) analyse(u *unit) error {
	if err := r.loader.check(u.pkg); err != nil {
		return err
	}
	r.mu.Lock()
	r.read++
	if !u.root {
		r.deps++
	}
	r.mu.Unlock()
	u.seen = map[string]*unit{}
	for _, p := range r.selected(u.pkg) {
		dep := r.units[p]
		if err := r.dependency(dep); err != nil {
			return err
		}
		if dep.own != nil {
			maps.Copy(u.seen, dep.seen)
			u.seen[p.PkgPath] = dep
		}
	}
	if err := r.facts(u); err != nil {
		return err
	}
	if !u.root || u.kept {
		r.done(u)
	}
	return nil
}

// done keeps what came out of a unit, and drops what was read.
func (r *run) done(u *unit) {
	r.cache.put(u)
	u.pkg.Syntax, u.pkg.Types, u.pkg.TypesInfo, u.pass = nil, nil, nil, nil
}

// selected are the dependencies of a package that was read that must be read too.
func (r *run) selected(p *packages.Package) []*packages.Package {
	find := func(path string) *packages.Package {
		if dep := p.Imports[path]; dep != nil { // a variant for tests, maybe
			return dep
		}
		return r.byPath[path]
	}
	var out []*packages.Package
	for _, q := range responses.Needs(p.Syntax, p.Types, p.TypesInfo, func(path string) bool {
		dep := find(path)
		return dep != nil && dep.Module != nil && dep.Module.Version == ""
	}) {
		if dep := find(q.Path()); dep != nil && dep != p && dep.Module != nil { // without a module: the standard library
			out = append(out, dep)
		}
	}
	return out
}

// contained makes an error of a panic in the analysis of a unit.
func contained(u *unit, err *error) {
	if p := recover(); p != nil {
		*err = fmt.Errorf("internal error in package %s: %v\n%s", u.pkg.ID, p, debug.Stack())
	}
}

// facts runs the analyzer that has the facts.
func (r *run) facts(u *unit) (err error) {
	defer contained(u, &err)
	p := u.pkg
	pass := &analysis.Pass{
		Analyzer: responses.Analyzer, Fset: p.Fset, Files: p.Syntax, OtherFiles: p.OtherFiles, IgnoredFiles: p.IgnoredFiles,
		Pkg: p.Types, TypesInfo: p.TypesInfo, TypesSizes: p.TypesSizes, ResultOf: map[*analysis.Analyzer]any{}, ReadFile: os.ReadFile,
		Report:          func(analysis.Diagnostic) {},
		AllPackageFacts: u.visible,
		ExportPackageFact: func(f analysis.Fact) {
			u.own = f.(*responses.Summary)
		},
	}
	if m := p.Module; m != nil {
		pass.Module = &analysis.Module{Path: m.Path, Version: m.Version, GoVersion: m.GoVersion}
	}
	result, err := responses.Analyzer.Run(pass)
	if err != nil {
		return err
	}
	pass.ResultOf[responses.Analyzer] = result
	u.pass = pass
	return nil
}

// report runs the analyzer that has the findings on a unit under analysis, unless these
// came from the cache.
func (r *run) report(u *unit) (err error) {
	if u.kept {
		return nil
	}
	defer contained(u, &err)
	p, pass := u.pkg, u.pass
	pass.Analyzer = r.a
	pass.Report = func(d analysis.Diagnostic) {
		if d.Category == "list" {
			return // comes with the result
		}
		end := d.End
		if !end.IsValid() {
			end = d.Pos
		}
		u.findings = append(u.findings, finding{p.Fset.Position(d.Pos), p.Fset.Position(end), d.Category, d.URL, d.Message})
	}
	result, err := r.a.Run(pass)
	if err != nil {
		return err
	}
	for _, h := range result.(analyzer.Listing) {
		u.listed = append(u.listed, listed{Listed: h, Position: p.Fset.Position(h.Pos)})
	}
	r.done(u)
	return nil
}

// visible are the facts that a package sees.
func (u *unit) visible() (out []analysis.PackageFact) {
	for path, dep := range u.seen {
		out = append(out, analysis.PackageFact{Package: types.NewPackage(path, ""), Fact: dep.own})
	}
	return out
}
