package ir

import (
	"bytes"
	"testing"
)

func sample() *Package {
	list := &Type{Kind: Struct, Defined: true, Name: "p.List"}
	list.Fields = []Field{{Name: "Next", Type: &Type{Kind: Pointer, Elem: list}, Tag: `json:"next"`, Exported: true}}
	return &Package{
		Path: "p", Module: "m", Init: "p.init",
		Globals: []Global{{Name: "p.G", Type: list, Stable: true}},
		Mutated: []Mutation{{Type: list, Field: 0, Param: -1}},
		Funcs: []*Func{{Key: "p.F", Name: "F", Params: []*Type{list}, Mutates: []Mutation{{Type: list, Field: -1, Param: 0, Deep: true}}, Recover: -1, NRegs: 2, Pos: MakePos(1, 7), Blocks: []Block{{
			Instrs: []Instr{{Op: OpReturn, Dst: -1, Args: []Arg{{Kind: ArgConst, K: Const{KInt, "404"}, Pos: MakePos(1, 9)}}}, {Op: OpCall, Dst: -1, Name: "p.F", From: []int8{FromHere, 0}}}, Live: []int32{0},
		}}}},
	}
}

func TestCodec(t *testing.T) {
	data := Encode(sample())
	if !bytes.Equal(data, Encode(sample())) {
		t.Error("equal packages have different bytes")
	}
	p, err := Decode(data)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(data, Encode(p)) {
		t.Error("decoding and encoding again changes the bytes")
	}
	f := p.Func("p.F")
	if f == nil || f.Params[0].Fields[0].Type.Elem != f.Params[0] || f.Body()[0].Instrs[0].Args[0].K.Text != "404" || f.Pos.Offset() != 7 {
		t.Error("the package is not what was encoded")
	}
	for i := range data {
		if _, err := Decode(data[:i]); err == nil {
			t.Errorf("the first %d bytes were accepted", i)
		}
	}
}

func FuzzDecode(f *testing.F) {
	f.Add(Encode(sample()))
	f.Fuzz(func(t *testing.T, data []byte) {
		if p, err := Decode(data); err == nil {
			for _, f := range p.Funcs {
				f.Body()
			}
		}
	})
}

func TestPathOf(t *testing.T) {
	for key, want := range map[string]string{
		"net/http.Error": "net/http", "(*a.b/c.T).M": "a.b/c", "a.b/c.F$1": "a.b/c", "(a.b/c.T).M$bound": "a.b/c", "p.F": "p",
	} {
		if got := PathOf(key); got != want {
			t.Errorf("PathOf(%q) = %q, want %q", key, got, want)
		}
	}
}
