package standalone

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/scanner"
	"go/token"
	"go/types"
	"maps"
	"os"
	"slices"
	"strings"
	"sync"

	"golang.org/x/tools/go/gcexportdata"
	"golang.org/x/tools/go/packages"
)

// loader type-checks packages one by one, each against the export data of what it
// imports: which of the dependencies are needed from source shows only as code
// is read, and the go command is asked once for all of them. A package that is
// read both ways has two identities, which the analyzers don't mind: facts go by
// path.
type loader struct {
	fset *token.FileSet
	// imports are the packages read from export data, by the test that they
	// are built for and by path.
	mu      sync.Mutex
	imports map[string]map[string]*types.Package
}

// list asks the go command for the packages that match and all that they import.
func list(patterns []string, tests bool) ([]*packages.Package, error) {
	const mode = packages.NeedName | packages.NeedFiles | packages.NeedCompiledGoFiles | packages.NeedImports | packages.NeedDeps |
		packages.NeedExportFile | packages.NeedTypesSizes | packages.NeedModule | packages.NeedEmbedFiles | packages.NeedForTest
	return packages.Load(&packages.Config{Mode: mode, Tests: tests}, patterns...)
}

func newLoader() *loader {
	return &loader{fset: token.NewFileSet(), imports: map[string]map[string]*types.Package{}}
}

// check reads a package from source. It gives the errors that keep it from being
// analysed: those of the code, or of the go command where it could not provide the
// code. An error of the go command is none if the code can be read all the same: a
// file to embed that is not built yet keeps it from making export data.
func (l *loader) check(p *packages.Package) []error {
	info := &types.Info{
		Types: map[ast.Expr]types.TypeAndValue{}, Instances: map[*ast.Ident]types.Instance{}, Defs: map[*ast.Ident]types.Object{},
		Uses: map[*ast.Ident]types.Object{}, Implicits: map[ast.Node]types.Object{}, Selections: map[*ast.SelectorExpr]*types.Selection{},
		Scopes: map[ast.Node]*types.Scope{}, FileVersions: map[*ast.File]string{},
	}
	pkg, files, errs := l.parseAndCheck(p, &types.Config{Importer: importer{l, p}}, info)
	if len(errs) == 0 && (len(files) > 0 || len(p.Errors) == 0) {
		p.Fset, p.Syntax, p.Types, p.TypesInfo = l.fset, files, pkg, info
		return nil
	}
	if provided := !slices.ContainsFunc(errs, unprovided); provided && len(files) > 0 {
		return errs
	}
	var known []error
	for _, err := range p.Errors {
		known = append(known, err)
	}
	for _, path := range slices.Sorted(maps.Keys(p.Imports)) {
		if dep := p.Imports[path]; len(dep.CompiledGoFiles) == 0 {
			for _, err := range dep.Errors {
				known = append(known, err)
			}
		}
	}
	if len(known) > 0 {
		return known
	}
	return errs
}

// unprovided is whether an error says that a package can't be imported: the go
// command knows why.
func unprovided(err error) bool {
	var at types.Error
	return errors.As(err, &at) && strings.HasPrefix(at.Msg, "could not import ")
}

// parseAndCheck reads a package's files and fills in info, if it is not nil. What
// has errors is given as far as it can be read.
func (l *loader) parseAndCheck(p *packages.Package, config *types.Config, info *types.Info) (pkg *types.Package, files []*ast.File, errs []error) {
	for _, name := range p.CompiledGoFiles {
		f, err := parser.ParseFile(l.fset, name, nil, parser.ParseComments|parser.SkipObjectResolution)
		var several scanner.ErrorList
		if errors.As(err, &several) {
			for _, err := range several {
				errs = append(errs, err)
			}
		} else if err != nil {
			errs = append(errs, err)
		}
		if f != nil {
			files = append(files, f)
		}
	}
	config.Sizes = p.TypesSizes
	if p.Module != nil && p.Module.GoVersion != "" {
		config.GoVersion = "go" + p.Module.GoVersion
	}
	parsed := len(errs) == 0
	config.Error = func(err error) {
		if parsed { // else most are consequences
			errs = append(errs, err)
		}
	}
	pkg, _ = config.Check(p.PkgPath, l.fset, files, info)
	return pkg, files, errs
}

// importer gives a package what it imports.
type importer struct {
	l *loader
	p *packages.Package
}

// Import implements types.Importer.
func (i importer) Import(path string) (*types.Package, error) {
	i.l.mu.Lock()
	defer i.l.mu.Unlock()
	return declarations(i).Import(path)
}

// declarations is the importer of a package whose importers hold the lock.
type declarations importer

// Import implements types.Importer.
func (i declarations) Import(path string) (*types.Package, error) {
	if path == "unsafe" {
		return types.Unsafe, nil
	}
	dep := i.p.Imports[path]
	if dep == nil {
		return nil, fmt.Errorf("%s is not among the imports of %s", path, i.p.ID)
	}
	// A package may be built once more, with others in place of those that a
	// test replaces.
	known := i.l.imports[i.p.ForTest]
	if known == nil {
		known = map[string]*types.Package{}
		i.l.imports[i.p.ForTest] = known
	}
	pkg, started := known[dep.PkgPath]
	if started && pkg == nil {
		return nil, fmt.Errorf("%s imports itself", dep.ID)
	}
	if started && pkg.Complete() {
		return pkg, nil
	}
	if dep.ExportFile == "" {
		// So is every package that imports it: its declarations are read from
		// source, and none of what has export data knows it in another way.
		if len(dep.CompiledGoFiles) == 0 {
			return nil, errors.New("there is no code of it")
		}
		known[dep.PkgPath] = nil
		config := &types.Config{Importer: declarations{i.l, dep}, IgnoreFuncBodies: true, FakeImportC: true}
		pkg, _, _ := i.l.parseAndCheck(dep, config, nil) // what has errors here is told by its own check, if it is under analysis
		pkg.MarkComplete()
		known[dep.PkgPath] = pkg
		return pkg, nil
	}
	f, err := os.Open(dep.ExportFile)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	r, err := gcexportdata.NewReader(f)
	if err != nil {
		return nil, err
	}
	return gcexportdata.Read(r, i.l.fset, known, dep.PkgPath)
}
