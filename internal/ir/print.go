package ir

import (
	"fmt"
	"strings"
)

// String is the program as text, for debugging and tests.
func (f *Func) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "func %s params=%d free=%d regs=%d recover=%d\n", f.Key, len(f.Params), len(f.Free), f.NRegs, f.Recover)
	for i, blk := range f.Body() {
		fmt.Fprintf(&b, "%d: -> %v live %v", i, blk.Succs, blk.Live)
		if blk.Loop {
			b.WriteString(" loop")
		}
		b.WriteByte('\n')
		for _, in := range blk.Instrs {
			fmt.Fprintf(&b, "\t%s\n", in)
		}
	}
	return b.String()
}

var opNames = [...]string{"nop", "move", "alloc", "load", "store", "un", "bin", "call", "invoke", "builtin", "field", "fieldaddr", "index", "indexaddr", "lookup", "mapupdate", "makemap", "makeslice", "closure", "makeiface", "convert", "slice", "typeassert", "extract", "range", "next", "opaque", "rundefers", "if", "jump", "return", "panic", "unreachable"}

func (in Instr) String() string {
	var b strings.Builder
	if in.Dst >= 0 {
		fmt.Fprintf(&b, "r%d = ", in.Dst)
	}
	b.WriteString(opNames[in.Op])
	if in.Tok != 0 {
		b.WriteString(" " + in.Tok.String())
	}
	if in.Name != "" {
		b.WriteString(" " + in.Name)
	}
	for _, a := range in.Args {
		switch a.Kind {
		case ArgReg:
			fmt.Fprintf(&b, " r%d", a.Reg)
		case ArgConst:
			fmt.Fprintf(&b, " %q", a.K.Text)
		case ArgFunc, ArgGlobal:
			b.WriteString(" " + a.Name)
		default:
			b.WriteString(" _")
		}
	}
	return b.String()
}
