// Package vetunit answers go vet where it asks for the facts of a dependency that has
// none. The stock driver (x/tools' unitchecker) checks the bodies of all functions of every
// dependency, of which most, like all of the standard library, cannot matter: their
// declarations tell.
package vetunit

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/build"
	"go/parser"
	"go/token"
	"go/types"
	"os"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/unitchecker"
	"golang.org/x/tools/go/gcexportdata"

	"github.com/httpcontract/httpcontract/analyzer/responses"
)

// Read reads the file by which go vet describes a package.
func Read(file string) (*unitchecker.Config, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	cfg := new(unitchecker.Config)
	return cfg, json.Unmarshal(data, cfg)
}

// Skim reads the declarations of a package of which go vet wants the facts alone. If these tell
// that it has none, it writes what go vet keeps of the package, its types, and reports true.
// Otherwise, also if something is wrong with the package, the stock driver has to see to it.
func Skim(cfg *unitchecker.Config) bool {
	if !cfg.VetxOnly || cfg.VetxOutput == "" {
		return false
	}
	fset, mode := token.NewFileSet(), parser.SkipObjectResolution
	files := make([]*ast.File, len(cfg.GoFiles))
	for i, name := range cfg.GoFiles {
		var err error
		if files[i], err = parser.ParseFile(fset, name, nil, mode); err != nil {
			return false
		}
	}
	config := types.Config{
		Importer: &importer{cfg: cfg, fset: fset, known: map[string]*types.Package{}},
		Sizes:    types.SizesFor("gc", build.Default.GOARCH), GoVersion: cfg.GoVersion,
		IgnoreFuncBodies: true,
	}
	pkg, err := config.Check(cfg.ImportPath, fset, files, nil)
	if err != nil {
		return false
	}
	pass := &analysis.Pass{Fset: fset, Files: files, Pkg: pkg, Module: cfg.Module}
	if pass.Module == nil && cfg.ModulePath != "" { // before Go 1.27
		pass.Module = &analysis.Module{Path: cfg.ModulePath, Version: cfg.ModuleVersion}
	}
	return !responses.MayHaveFacts(pass) && write(cfg.VetxOutput, fset, pkg) == nil
}

// What go vet keeps of a package is written and read by the same command, as the stock
// driver does it: after the magic the lengths of the types and of the facts, in four
// bytes each, least first, and then these. Types are in the format of package
// gcexportdata without its first byte.
const (
	magic  = "vetx"
	header = len(magic) + 8
	format = "i"
)

func write(file string, fset *token.FileSet, pkg *types.Package) error {
	var exported bytes.Buffer
	if err := gcexportdata.Write(&exported, fset, pkg); err != nil {
		return err
	}
	data, ok := bytes.CutPrefix(exported.Bytes(), []byte(format))
	if !ok {
		return fmt.Errorf("export data of an unknown format")
	}
	out := make([]byte, 0, header+len(data))
	out = append(out, magic...)
	out = binary.LittleEndian.AppendUint32(out, uint32(len(data)))
	out = binary.LittleEndian.AppendUint32(out, 0)
	return os.WriteFile(file, append(out, data...), 0o666)
}

// importer reads what go vet has kept of the packages that one imports.
type importer struct {
	cfg   *unitchecker.Config
	fset  *token.FileSet
	known map[string]*types.Package
}

// Import implements types.Importer.
func (i *importer) Import(path string) (*types.Package, error) {
	path, ok := i.cfg.ImportMap[path]
	if !ok {
		return nil, fmt.Errorf("an import that can't be resolved")
	}
	if path == "unsafe" {
		return types.Unsafe, nil
	}
	if pkg := i.known[path]; pkg != nil && pkg.Complete() {
		return pkg, nil
	}
	data, err := os.ReadFile(i.cfg.PackageVetx[path])
	if err != nil {
		return nil, err
	}
	if len(data) < header || string(data[:len(magic)]) != magic {
		return nil, fmt.Errorf("%s is in another format", path)
	}
	size := int(binary.LittleEndian.Uint32(data[len(magic):]))
	if len(data) < header+size {
		return nil, fmt.Errorf("%s is cut off", path)
	}
	return gcexportdata.Read(bytes.NewReader(append([]byte(format), data[header:header+size]...)), i.fset, i.known, path)
}
