package lower

import (
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/httpcontract/httpcontract/internal/ir"
)

// What package sync/atomic works on is memory like any other: an atomic.Int32 is an int32, and its
// Load and Store are a load and a store. That others may change it at any time is true of all memory
// that requests share.

const atomicPath = "sync/atomic"

// atomicValue is the type of what a type of package sync/atomic holds, nil for any other type.
func atomicValue(t types.Type) types.Type {
	n, ok := t.(*types.Named)
	if !ok || n.Obj().Pkg() == nil || n.Obj().Pkg().Path() != atomicPath {
		return nil
	}
	switch n.Obj().Name() {
	case "Bool":
		return types.Typ[types.Bool]
	case "Int32":
		return types.Typ[types.Int32]
	case "Int64":
		return types.Typ[types.Int64]
	case "Uint32":
		return types.Typ[types.Uint32]
	case "Uint64":
		return types.Typ[types.Uint64]
	case "Value":
		return types.Universe.Lookup("any").Type()
	case "Pointer":
		if n.TypeArgs().Len() == 1 {
			return types.NewPointer(n.TypeArgs().At(0))
		}
	}
	return nil
}

// atomicOp is what a call does to the memory that its first argument points to: "Load", "Store",
// "Swap" or "Add"; "" for other calls.
func atomicOp(c *ssa.CallCommon) string {
	fn := c.StaticCallee()
	if fn == nil || fn.Pkg == nil && fn.Origin() == nil {
		return ""
	}
	obj, ok := fn.Object().(*types.Func)
	if !ok || obj.Pkg() == nil || obj.Pkg().Path() != atomicPath || len(c.Args) == 0 {
		return ""
	}
	recv := obj.Signature().Recv() != nil
	for _, op := range []string{"Load", "Store", "Swap", "Add"} {
		// A method, or a function like LoadInt32.
		if name := obj.Name(); name == op || !recv && strings.HasPrefix(name, op) && !strings.HasSuffix(name, "ptr") && !strings.HasSuffix(name, "Pointer") {
			return op
		}
	}
	return ""
}

// atomic lowers a call of package sync/atomic. It is false for other calls.
func (b *body) atomic(c *ssa.Call) bool {
	common := c.Common()
	op := atomicOp(common)
	if op == "" {
		return false
	}
	p := b.pos(common.Pos())
	ptr := b.arg(common.Args[0], p)
	store := func(v ir.Arg) {
		b.mutation(b.fn, common.Args[0])
		b.emit(ir.Instr{Op: ir.OpStore, Dst: -1, Args: []ir.Arg{ptr, v}, Pos: p})
	}
	load := func(dst int32, t *ir.Type) {
		b.emit(ir.Instr{Op: ir.OpLoad, Dst: dst, Type: t, Args: []ir.Arg{ptr}, Pos: p})
	}
	dst, t := b.reg(c), b.types.of(c.Type())
	switch op {
	case "Load":
		load(dst, t)
	case "Store":
		store(b.arg(common.Args[1], b.argPos(c, 1)))
	case "Swap":
		load(dst, t)
		store(b.arg(common.Args[1], b.argPos(c, 1)))
	case "Add":
		was := b.f.NRegs
		b.f.NRegs++
		load(was, t)
		b.emit(ir.Instr{Op: ir.OpBin, Tok: token.ADD, Dst: dst, Type: t, Args: []ir.Arg{{Kind: ir.ArgReg, Reg: was}, b.arg(common.Args[1], b.argPos(c, 1))}, Pos: p})
		store(ir.Arg{Kind: ir.ArgReg, Reg: dst})
	}
	return true
}
