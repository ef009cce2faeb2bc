package models

import (
	"encoding/binary"
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io/fs"
	"path"
	"slices"

	"github.com/httpcontract/httpcontract/internal/ir"
	"github.com/httpcontract/httpcontract/internal/lower"
)

// Encode makes models.bin of the packages in the subfolders of src, which are
// read as if they were the standard library's.
func Encode(src fs.FS) ([]byte, error) {
	files, err := fs.Glob(src, "*/*.go")
	if err != nil {
		return nil, err
	}
	slices.Sort(files)
	var out []byte
	for _, file := range files {
		text, err := fs.ReadFile(src, file)
		if err != nil {
			return nil, err
		}
		fset := token.NewFileSet()
		f, err := parser.ParseFile(fset, file, text, 0)
		if err != nil {
			return nil, err
		}
		info := &types.Info{
			Types: map[ast.Expr]types.TypeAndValue{}, Instances: map[*ast.Ident]types.Instance{}, Defs: map[*ast.Ident]types.Object{},
			Uses: map[*ast.Ident]types.Object{}, Implicits: map[ast.Node]types.Object{}, Selections: map[*ast.SelectorExpr]*types.Selection{},
			Scopes: map[ast.Node]*types.Scope{}, FileVersions: map[*ast.File]string{},
		}
		config := types.Config{Importer: importer.ForCompiler(fset, "source", nil), GoVersion: "go1.26"}
		pkg, err := config.Check(path.Dir(file), fset, []*ast.File{f}, info)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		one := ir.Encode(lower.Package(lower.Input{Fset: fset, Files: []*ast.File{f}, Pkg: pkg, TypesInfo: info}))
		out = append(binary.AppendUvarint(out, uint64(len(one))), one...)
	}
	return out, nil
}

// cut takes the first package off the encoding.
func cut(data []byte) (one, rest []byte) {
	n, size := binary.Uvarint(data)
	return data[size : size+int(n)], data[size+int(n):]
}
