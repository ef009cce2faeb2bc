package responses

import (
	"bytes"
	"os"
	"slices"
	"testing"

	"golang.org/x/tools/go/packages"

	"github.com/httpcontract/httpcontract/internal/ir"
	"github.com/httpcontract/httpcontract/internal/lower"
)

// load lowers the packages that match.
func load(t *testing.T, patterns ...string) []*packages.Package {
	t.Helper()
	pkgs, err := packages.Load(&packages.Config{Mode: packages.LoadSyntax}, patterns...)
	if err != nil {
		t.Fatal(err)
	}
	return pkgs
}

func summary(p *packages.Package) *Summary {
	return &Summary{own: &program{pkg: lower.Package(lower.Input{Fset: p.Fset, Files: p.Syntax, Pkg: p.Types, TypesInfo: p.TypesInfo})}}
}

// TestFacts wants facts that are the same bytes each time, that come back as
// they were, and of a size that the source bounds.
func TestFacts(t *testing.T) {
	for _, p := range load(t, "net/http", "../../testdata/reality/handlers", "../../testdata/reality/adapters/...", "../../examples/...") {
		data, err := summary(p).GobEncode()
		if err != nil {
			t.Fatal(err)
		}
		again, err := summary(p).GobEncode()
		if err != nil || !bytes.Equal(data, again) {
			t.Errorf("%s: the fact differs from run to run (%v)", p.PkgPath, err)
		}
		var back Summary
		if err := back.GobDecode(data); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(ir.Encode(back.own.load()), ir.Encode(summary(p).own.pkg)) {
			t.Errorf("%s: the fact does not come back as it was", p.PkgPath)
		}
		size := 0
		for _, f := range p.GoFiles {
			info, err := os.Stat(f)
			if err != nil {
				t.Fatal(err)
			}
			size += int(info.Size())
		}
		if len(data) > 4*size+4096 {
			t.Errorf("%s: the fact has %d bytes, the source %d", p.PkgPath, len(data), size)
		}
	}
	var broken Summary
	if err := broken.GobDecode([]byte("no fact")); err == nil {
		t.Error("no error of a broken fact")
	}
}

// TestPrune bounds what is carried of another module: a large function stays
// only if it has to do with responses.
func TestPrune(t *testing.T) {
	long := ir.Block{Instrs: make([]ir.Instr, maxAside+1)}
	writer := &ir.Type{Kind: ir.Interface, Defined: true, Name: "net/http.ResponseWriter"}
	pkg := &ir.Package{Path: "p", Funcs: []*ir.Func{
		{Key: "p.large", Blocks: []ir.Block{long}},
		{Key: "p.sends", Params: []*ir.Type{writer}, Blocks: []ir.Block{{Instrs: append(long.Instrs[:maxAside:maxAside], ir.Instr{Op: ir.OpCall, Name: "p.called"})}}},
		{Key: "p.called", Blocks: []ir.Block{long}},
		{Key: "p.small", Blocks: []ir.Block{{Instrs: long.Instrs[:maxAside]}}},
	}}
	pkg.Index()
	prune(pkg, false)
	for key, want := range map[string]bool{"p.large": false, "p.sends": true, "p.called": true, "p.small": true} {
		if got := pkg.Func(key) != nil; got != want {
			t.Errorf("%s: kept %t, want %t", key, got, want)
		}
	}
}

// TestPruneCallers keeps, of a package that only calls what it is given, what has a
// part in that.
func TestPruneCallers(t *testing.T) {
	errorType := &ir.Type{Kind: ir.Interface, Defined: true, Name: "error"}
	given := &ir.Type{Kind: ir.Signature, Results: []*ir.Type{errorType}}
	group := &ir.Type{Kind: ir.Pointer, Elem: &ir.Type{Kind: ir.Struct, Defined: true, Name: "p.Group"}}
	body := []ir.Block{{Instrs: make([]ir.Instr, 10)}}
	funcs := func() []*ir.Func {
		return []*ir.Func{
			{Key: "(*p.Group).Go", Recv: true, Params: []*ir.Type{group, given}, Blocks: body},
			{Key: "(*p.Group).Wait", Recv: true, Params: []*ir.Type{group}, Results: []*ir.Type{errorType}, Blocks: body},
			{Key: "p.New", Results: []*ir.Type{group}, Blocks: body},
			{Key: "p.Parse", Results: []*ir.Type{errorType}, Blocks: body},
		}
	}
	kept := func(more ...*ir.Func) (names []string) {
		pkg := &ir.Package{Path: "p", Funcs: append(funcs(), more...)}
		pkg.Index()
		prune(pkg, true)
		for _, fn := range pkg.Funcs {
			names = append(names, fn.Key)
		}
		return names
	}
	if got := kept(); !slices.Equal(got, []string{"(*p.Group).Go", "(*p.Group).Wait", "p.New"}) {
		t.Error(got)
	}
	if got := kept(&ir.Func{Key: "p.huge", Blocks: []ir.Block{{Instrs: make([]ir.Instr, maxCaller)}}}); len(got) > 0 {
		t.Error("of a large package something is kept:", got)
	}
}

// TestNeeds wants the programs that a package needs to come back, or only their
// paths if the driver hands on facts, and an error of anything cut short.
func TestNeeds(t *testing.T) {
	own := &ir.Package{Path: "m/a", Module: "m"}
	needs := map[string]*program{"m/b": {pkg: &ir.Package{Path: "m/b", Module: "m"}}, "m/c": {pkg: &ir.Package{Path: "m/c", Module: "m"}}}
	for _, handsOn := range []bool{false, true} {
		s := &Summary{own: &program{pkg: own}, local: true, needs: needs, handsOn: handsOn}
		data, err := s.GobEncode()
		if err != nil {
			t.Fatal(err)
		}
		if again, _ := s.GobEncode(); !bytes.Equal(data, again) {
			t.Error("the fact differs from time to time")
		}
		var back Summary
		if err := back.GobDecode(data); err != nil {
			t.Fatal(err)
		}
		if !back.local || back.own.load().Path != "m/a" || len(back.needs) != len(needs) {
			t.Errorf("%+v does not come back as it was", back)
		}
		for path := range needs {
			switch p := back.needs[path]; {
			case handsOn && p != nil:
				t.Errorf("%s is carried, though the driver hands it on", path)
			case !handsOn && (p == nil || p.load().Path != path):
				t.Errorf("%s is not carried", path)
			}
		}
		for n := range len(data) {
			_ = new(Summary).GobDecode(data[:n]) // an error or a shorter one, no panic
		}
	}
}
