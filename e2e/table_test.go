package e2e

import (
	"go/types"
	"strings"
	"testing"

	"golang.org/x/tools/go/packages"

	"github.com/httpcontract/httpcontract/internal/responder"
)

// TestTable demands of every responder in the table that an example uses it:
// what is said of it is then compared with what the real library does.
func TestTable(t *testing.T) {
	const corpus = "github.com/httpcontract/httpcontract/testdata/reality/"
	pkgs, err := packages.Load(&packages.Config{Mode: packages.NeedName | packages.NeedTypes | packages.NeedSyntax | packages.NeedTypesInfo | packages.NeedImports},
		"./frameworks/...", corpus+"handlers", corpus+"adapters", corpus+"wired")
	if err != nil {
		t.Fatal(err)
	}
	// Of a method it does not matter here whether its receiver is a pointer.
	form := func(name string) string { return strings.Replace(name, "(*", "(", 1) }
	used := map[string]bool{}
	for _, pkg := range pkgs {
		for _, err := range pkg.Errors {
			t.Error(err)
		}
		for _, obj := range pkg.TypesInfo.Uses {
			switch obj := obj.(type) {
			case *types.Func:
				used[form(obj.Origin().FullName())] = true
			case *types.Var: // that holds a function
				if obj.Pkg() != nil {
					used[obj.Pkg().Path()+"."+obj.Name()] = true
				}
			}
		}
	}
	for _, f := range responder.All() {
		if !used[form(f)] {
			t.Errorf("no example uses %s", f)
		}
	}
}
