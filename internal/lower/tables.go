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

// withoutTables leaves the initialisation of tables out. The variables are unknown.
func withoutTables(info *types.Info) (*types.Info, map[*types.Var]bool) {
	tables := map[*types.Var]bool{}
	for _, in := range info.InitOrder {
		if elements(in.Rhs) > maxTable {
			for _, v := range in.Lhs {
				tables[v] = true
			}
		}
	}
	if len(tables) == 0 {
		return info, nil
	}
	out := *info
	out.InitOrder = slices.DeleteFunc(slices.Clone(info.InitOrder), func(in *types.Initializer) bool { return tables[in.Lhs[0]] })
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
