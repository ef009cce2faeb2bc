package standalone

import (
	"fmt"
	"go/token"
	"go/types"
	"maps"
	"os"
	"runtime"
	"runtime/debug"
	"slices"
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
	pkgs   []*packages.Package // under analysis
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
	// errs are why the unit has neither facts nor findings: its code has errors, or it is
	// the analysis that failed. skipped says that it imports one that has.
	errs    []error
	skipped bool
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
		a: a, cache: c, loader: newLoader(), pkgs: pkgs, units: map[*packages.Package]*unit{}, module: map[string]bool{},
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
	return r
}

// roots are the units of the packages under analysis.
func (r *run) roots() (out []*unit) {
	for _, p := range r.pkgs {
		out = append(out, r.units[p])
	}
	return out
}

// all analyses the packages under analysis, those that others import before these.
func (r *run) all() {
	var g errgroup.Group
	g.SetLimit(runtime.GOMAXPROCS(0))
	packages.Visit(r.pkgs, nil, func(p *packages.Package) {
		if u := r.units[p]; u.root {
			g.Go(func() error {
				if r.unit(u) {
					r.report(u)
				}
				return nil
			})
		}
	})
	_ = g.Wait()
	r.list()
}

// unit makes a unit's facts, once: from the cache, or by analysing it. It is false if
// that can't be done.
func (r *run) unit(u *unit) bool {
	u.once.Do(func() {
		if u.kept = r.cache.get(u); !u.kept {
			r.analyse(u)
		}
	})
	return len(u.errs) == 0 && !u.skipped
}

// dependency makes a unit's facts, and those of what it needs.
func (r *run) dependency(u *unit) bool {
	if !r.unit(u) {
		return false
	}
	u.complete.Do(func() {
		if u.kept && !r.cache.complete(u) {
			r.analyse(u)
		}
	})
	return len(u.errs) == 0
}

// analyse reads a package, has its dependencies analysed that matter, and makes its
// facts. The findings are left to report: who imports the package need not wait for them.
// A package of a module under analysis that imports a broken one of these is skipped, as no
// driver can build it; a broken package of another module is code that can't be seen.
func (r *run) analyse(u *unit) {
	for _, path := range slices.Sorted(maps.Keys(u.pkg.Imports)) {
		if dep := u.pkg.Imports[path]; dep.ExportFile == "" && r.own(dep) && len(dep.CompiledGoFiles) > 0 && !r.unit(r.units[dep]) {
			u.skipped = true
		}
	}
	if u.skipped {
		return
	}
	if u.errs = r.loader.check(u.pkg); len(u.errs) > 0 {
		return
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
		if r.dependency(dep) && dep.own != nil {
			maps.Copy(u.seen, dep.seen)
			u.seen[p.PkgPath] = dep
		}
	}
	if err := r.facts(u); err != nil {
		u.errs = []error{err}
		return
	}
	if !u.root || u.kept {
		r.done(u)
	}
}

// own reports whether a package is of a module under analysis.
func (r *run) own(p *packages.Package) bool { return p.Module != nil && r.module[p.Module.Path] }

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
func (r *run) report(u *unit) {
	if u.kept {
		return
	}
	if err := r.findings(u); err != nil {
		u.errs, u.findings = []error{err}, nil
		return
	}
	r.done(u)
}

func (r *run) findings(u *unit) (err error) {
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
	return nil
}

// visible are the facts that a package sees.
func (u *unit) visible() (out []analysis.PackageFact) {
	for path, dep := range u.seen {
		out = append(out, analysis.PackageFact{Package: types.NewPackage(path, ""), Fact: dep.own})
	}
	return out
}
