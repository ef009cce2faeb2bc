package lower

import (
	"go/ast"
	"go/types"
	"slices"
)

// maxTable is the number of elements in a variable's initial value above which
// the value is a table that execution could not follow; SSA would spend several
// instructions on each.
const maxTable = 4000

// initialised are a package's types with the initialisations that are followed: of
// the given files, and not those of tables, of which the variables are unknown.
func initialised(info *types.Info, files []*ast.File) (*types.Info, map[*types.Var]bool) {
	tables := map[*types.Var]bool{}
	out := *info
	out.InitOrder = slices.DeleteFunc(slices.Clone(info.InitOrder), func(in *types.Initializer) bool {
		pos := in.Rhs.Pos()
		if !slices.ContainsFunc(files, func(f *ast.File) bool { return f.FileStart <= pos && pos < f.FileEnd }) {
			return true
		}
		if elements(in.Rhs) <= maxTable {
			return false
		}
		for _, v := range in.Lhs {
			tables[v] = true
		}
		return true
	})
	return &out, tables
}

// elements counts the elements of the composite literals in an expression; none
// if functions are among them, which are code like any other.
func elements(e ast.Expr) int {
	n, code := 0, false
	ast.Inspect(e, func(node ast.Node) bool {
		switch node := node.(type) {
		case *ast.CompositeLit:
			n += len(node.Elts)
		case *ast.FuncLit:
			code = true
		}
		return !code
	})
	if code {
		return 0
	}
	return n
}
