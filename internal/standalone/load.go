package standalone

import (
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

// check reads a package from source. The error is the first of any kind; one of the
// go command is none if the code can be read all the same: a file to embed that
// is not built yet keeps it from making export data.
func (l *loader) check(p *packages.Package) error {
	files, info := make([]*ast.File, len(p.CompiledGoFiles)), &types.Info{
		Types: map[ast.Expr]types.TypeAndValue{}, Instances: map[*ast.Ident]types.Instance{}, Defs: map[*ast.Ident]types.Object{},
		Uses: map[*ast.Ident]types.Object{}, Implicits: map[ast.Node]types.Object{}, Selections: map[*ast.SelectorExpr]*types.Selection{},
		Scopes: map[ast.Node]*types.Scope{}, FileVersions: map[*ast.File]string{},
	}
	pkg, err := l.parseAndCheck(p, &types.Config{Importer: importer{l, p}}, files, info)
	if len(p.Errors) > 0 && (err != nil || len(files) == 0) {
		return p.Errors[0]
	}
	if err != nil {
		return err
	}
	p.Fset, p.Syntax, p.Types, p.TypesInfo = l.fset, files, pkg, info
	return nil
}

// parseAndCheck fills in a package's files and, if it is not nil, info.
func (l *loader) parseAndCheck(p *packages.Package, config *types.Config, files []*ast.File, info *types.Info) (*types.Package, error) {
	for i, name := range p.CompiledGoFiles {
		f, err := parser.ParseFile(l.fset, name, nil, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		files[i] = f
	}
	config.Sizes = p.TypesSizes
	if p.Module != nil && p.Module.GoVersion != "" {
		config.GoVersion = "go" + p.Module.GoVersion
	}
	return config.Check(p.PkgPath, l.fset, files, info)
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
		known[dep.PkgPath] = nil
		config := &types.Config{Importer: declarations{i.l, dep}, IgnoreFuncBodies: true}
		pkg, err := i.l.parseAndCheck(dep, config, make([]*ast.File, len(dep.CompiledGoFiles)), nil)
		if err != nil {
			return nil, err
		}
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
