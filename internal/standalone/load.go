package standalone

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"os"
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

// check reads a package from source. The error is the first of any kind.
func (l *loader) check(p *packages.Package) error {
	if len(p.Errors) > 0 {
		return p.Errors[0]
	}
	files := make([]*ast.File, len(p.CompiledGoFiles))
	for i, name := range p.CompiledGoFiles {
		f, err := parser.ParseFile(l.fset, name, nil, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		files[i] = f
	}
	info := &types.Info{
		Types: map[ast.Expr]types.TypeAndValue{}, Instances: map[*ast.Ident]types.Instance{}, Defs: map[*ast.Ident]types.Object{},
		Uses: map[*ast.Ident]types.Object{}, Implicits: map[ast.Node]types.Object{}, Selections: map[*ast.SelectorExpr]*types.Selection{},
		Scopes: map[ast.Node]*types.Scope{}, FileVersions: map[*ast.File]string{},
	}
	config := types.Config{Importer: importer{l, p}, Sizes: p.TypesSizes}
	if p.Module != nil && p.Module.GoVersion != "" {
		config.GoVersion = "go" + p.Module.GoVersion
	}
	pkg, err := config.Check(p.PkgPath, l.fset, files, info)
	if err != nil {
		return err
	}
	p.Fset, p.Syntax, p.Types, p.TypesInfo = l.fset, files, pkg, info
	return nil
}

// importer gives a package what it imports.
type importer struct {
	l *loader
	p *packages.Package
}

// Import implements types.Importer.
func (i importer) Import(path string) (*types.Package, error) {
	if path == "unsafe" {
		return types.Unsafe, nil
	}
	dep := i.p.Imports[path]
	if dep == nil {
		return nil, fmt.Errorf("%s is not among the imports of %s", path, i.p.ID)
	}
	i.l.mu.Lock()
	defer i.l.mu.Unlock()
	// A package may be built once more, with others in place of those that a
	// test replaces.
	known := i.l.imports[i.p.ForTest]
	if known == nil {
		known = map[string]*types.Package{}
		i.l.imports[i.p.ForTest] = known
	}
	if pkg := known[dep.PkgPath]; pkg != nil && pkg.Complete() {
		return pkg, nil
	}
	if dep.ExportFile == "" {
		return nil, errors.New("no export data for " + dep.ID)
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
