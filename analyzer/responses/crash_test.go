package responses

import (
	"bytes"
	"testing"

	"golang.org/x/tools/go/packages"

	"github.com/httpcontract/httpcontract/internal/flow"
	"github.com/httpcontract/httpcontract/internal/ir"
	"github.com/httpcontract/httpcontract/internal/lower"
)

// TestStandardLibrary lowers every package of the standard library and
// executes every function in it as if it were a handler: nothing may panic,
// and a summary must survive its encoding.
func TestStandardLibrary(t *testing.T) {
	pattern := "std"
	if testing.Short() {
		pattern = "net/http/..."
	}
	pkgs, err := packages.Load(&packages.Config{Mode: packages.LoadSyntax}, pattern)
	if err != nil {
		t.Fatal(err)
	}
	functions := 0
	for _, pkg := range pkgs {
		if len(pkg.Errors) > 0 || len(pkg.Syntax) == 0 || pkg.PkgPath == "unsafe" {
			continue
		}
		func() {
			defer func() {
				if r := recover(); r != nil {
					t.Errorf("%s: %v", pkg.PkgPath, fault(r))
				}
			}()
			own := lower.Package(lower.Input{Fset: pkg.Fset, Files: pkg.Syntax, Pkg: pkg.Types, TypesInfo: pkg.TypesInfo})
			data := ir.Encode(own)
			back, err := ir.Decode(data)
			if err != nil {
				t.Fatal(pkg.PkgPath, err)
			}
			if !bytes.Equal(data, ir.Encode(back)) {
				t.Error(pkg.PkgPath, "encoding is not stable")
			}
			r := flow.NewRunner(&flow.Program{Own: back, Roles: roles, Package: func(string) *ir.Package { return nil }, Visible: func() []*ir.Package { return []*ir.Package{back} }})
			for _, fn := range back.Funcs {
				if len(fn.Body()) > 60 {
					continue // time: the large ones take every path too
				}
				functions++
				r.RunBounded(fn, 300)
			}
		}()
	}
	t.Log(len(pkgs), "packages,", functions, "functions")
	if functions < 100 {
		t.Error("hardly anything was executed")
	}
}
