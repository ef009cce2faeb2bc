package lower

import (
	"go/ast"
	"go/token"
	"go/types"
	"maps"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/httpcontract/httpcontract/internal/ir"
	"github.com/httpcontract/httpcontract/internal/responder"
)

// body lowers one function.
type body struct {
	*lowerer
	fn   *ssa.Function
	f    *ir.Func
	regs map[ssa.Value]int32
	// slots are the locals whose address is not taken.
	slots map[*ssa.Alloc]bool
	// result numbers the variables that hold the function's results.
	result map[ssa.Value]int
	// hints are positions for constants inside conversions: SSA gives none.
	hints map[ssa.Value]ir.Pos
	// all are the instructions of all blocks, one after the other.
	all []ir.Instr
}

func (l *lowerer) function(fn *ssa.Function) {
	f := &ir.Func{Key: key(fn), Name: display(fn), Recover: -1, Recv: fn.Signature.Recv() != nil, Pos: l.pos(fn.Pos()), Recovers: recovers(fn)}
	if n := fn.Syntax(); n != nil {
		f.End = l.pos(n.End())
	}
	b := &body{lowerer: l, fn: fn, f: f, regs: map[ssa.Value]int32{}, slots: map[*ssa.Alloc]bool{}, result: map[ssa.Value]int{}, hints: map[ssa.Value]ir.Pos{}}
	for _, p := range fn.Params {
		b.regs[p] = f.NRegs
		f.NRegs++
		f.Params = append(f.Params, l.types.of(p.Type()))
	}
	for _, v := range fn.FreeVars {
		b.regs[v] = f.NRegs
		f.NRegs++
		f.Free = append(f.Free, l.types.of(v.Type()))
	}
	for v := range fn.Signature.Results().Variables() {
		f.Results = append(f.Results, l.types.of(v.Type()))
	}
	b.prepare()
	n := 0
	for _, blk := range fn.Blocks {
		n += len(blk.Instrs)
	}
	b.all = make([]ir.Instr, 0, n+n/2)
	// A block ends after every instruction that may have several outcomes, so
	// that paths meet, and are merged, at the starts of blocks only.
	start := make([]int32, len(fn.Blocks))
	last := make([]int, len(fn.Blocks))
	for i, blk := range fn.Blocks {
		start[i] = int32(len(f.Blocks))
		b.newBlock()
		for _, in := range b.evaluated(blk) {
			b.instr(in)
		}
		last[i] = len(f.Blocks) - 1
	}
	for i, blk := range fn.Blocks {
		for _, s := range blk.Succs {
			f.Blocks[last[i]].Succs = append(f.Blocks[last[i]].Succs, start[s.Index])
		}
	}
	if fn.Recover != nil {
		f.Recover = start[fn.Recover.Index]
	}
	order(f)
	liveness(f)
	for _, key := range slices.Sorted(maps.Keys(l.mutated[fn])) {
		f.Mutates = append(f.Mutates, l.mutated[fn][key])
	}
	l.out.Funcs = append(l.out.Funcs, f)
}

// prepare finds the promotable locals, the result variables and the position
// hints.
func (b *body) prepare() {
	for _, blk := range b.fn.Blocks {
		for _, in := range blk.Instrs {
			switch in := in.(type) {
			case *ssa.Alloc:
				b.slots[in] = promotable(in)
			case *ssa.Return:
				for i, r := range in.Results {
					if load, ok := r.(*ssa.UnOp); ok && load.Op == token.MUL {
						b.result[load.X] = i
					}
				}
			}
		}
	}
	for _, blk := range b.fn.Blocks {
		for _, in := range blk.Instrs {
			switch in := in.(type) {
			case *ssa.Store:
				b.hint(in.Val, b.storePos(in))
			case *ssa.MapUpdate:
				b.hint(in.Value, b.rhsPos(in.Pos()))
			case ssa.CallInstruction:
				args := in.Common().Args
				for i, a := range args {
					b.hint(a, b.argPos(in, i))
				}
			}
		}
	}
}

func promotable(a *ssa.Alloc) bool {
	for _, r := range *a.Referrers() {
		switch r := r.(type) {
		case *ssa.Store:
			if r.Addr != a || r.Val == a {
				return false
			}
		case *ssa.UnOp:
			if r.Op != token.MUL {
				return false
			}
		case *ssa.DebugRef:
		default:
			return false
		}
	}
	return true
}

// hint gives a position to the constant inside a chain of conversions.
func (b *body) hint(v ssa.Value, p ir.Pos) {
	for p != 0 {
		switch c := v.(type) {
		case *ssa.MakeInterface:
			b.hints[c] = p
			v = c.X
		case *ssa.Convert:
			b.hints[c] = p
			v = c.X
		case *ssa.ChangeType:
			b.hints[c] = p
			v = c.X
		default:
			return
		}
	}
}

func (b *body) rhsPos(p token.Pos) ir.Pos {
	if e := b.rhs[p]; e != nil {
		return b.pos(e.Pos())
	}
	return b.pos(p)
}

func (b *body) storePos(s *ssa.Store) ir.Pos {
	if r := b.returns[s.Pos()]; r != nil {
		if i, ok := b.result[s.Addr]; ok && len(r.Results) > i {
			return b.pos(r.Results[i].Pos())
		}
		return b.pos(r.Return)
	}
	if call, i := variadic(s); call != nil {
		return b.argPos(call, i)
	}
	return b.rhsPos(s.Pos())
}

// variadic is the call for which a store puts an argument into the slice that the
// compiler makes of them, and the number of the argument, or nil.
func variadic(s *ssa.Store) (ssa.CallInstruction, int) {
	elem, ok := s.Addr.(*ssa.IndexAddr)
	if !ok {
		return nil, 0
	}
	array, ok := elem.X.(*ssa.Alloc)
	index, known := elem.Index.(*ssa.Const)
	if !ok || !known || array.Comment != "varargs" {
		return nil, 0
	}
	for _, r := range *array.Referrers() {
		slice, ok := r.(*ssa.Slice)
		if !ok {
			continue
		}
		for _, use := range *slice.Referrers() {
			if call, ok := use.(ssa.CallInstruction); ok {
				return call, len(call.Common().Args) - 1 + int(index.Int64())
			}
		}
	}
	return nil, 0
}

// argPos is where argument i (the receiver included) of a call stands.
func (b *body) argPos(c ssa.CallInstruction, i int) ir.Pos {
	common := c.Common()
	call := b.calls[common.Pos()]
	if call == nil {
		return b.pos(common.Pos())
	}
	if common.Signature().Recv() != nil && !common.IsInvoke() {
		// A method: the receiver is the first argument, unless the call is
		// through a method expression.
		if len(call.Args) < len(common.Args) || common.Signature().Variadic() {
			i--
		}
	}
	if i >= 0 && i < len(call.Args) {
		return b.pos(call.Args[i].Pos())
	}
	return b.pos(ast.Unparen(call.Fun).Pos())
}

// reg is the register of a value, made on first use.
func (b *body) reg(v ssa.Value) int32 {
	if r, ok := b.regs[v]; ok {
		return r
	}
	r := b.f.NRegs
	b.f.NRegs++
	b.regs[v] = r
	return r
}

func (b *body) arg(v ssa.Value, p ir.Pos) ir.Arg {
	switch v := v.(type) {
	case nil:
		return ir.Arg{}
	case *ssa.Const:
		a := ir.Arg{Kind: ir.ArgConst, K: constOf(v), Pos: p}
		if a.K.Kind == ir.KNone {
			a.Kind, a.Type = ir.ArgNil, b.types.of(v.Type())
		}
		return a
	case *ssa.Function:
		if len(v.TypeArgs()) > 0 { // an instance as a value
			in := ir.Instr{Op: ir.OpClosure, Dst: b.f.NRegs, Name: b.ref(v), TArgs: b.typeArgs(v), Type: b.types.of(v.Signature), Pos: p}
			b.f.NRegs++
			b.emit(in)
			return ir.Arg{Kind: ir.ArgReg, Reg: in.Dst, Pos: p}
		}
		return ir.Arg{Kind: ir.ArgFunc, Name: b.ref(v), Type: b.types.of(v.Signature), Pos: p}
	case *ssa.Global:
		return ir.Arg{Kind: ir.ArgGlobal, Name: globalName(v), Type: b.types.of(v.Type()), Pos: p}
	case *ssa.Builtin:
		return ir.Arg{Kind: ir.ArgFunc, Name: "builtin." + v.Name(), Pos: p}
	}
	return ir.Arg{Kind: ir.ArgReg, Reg: b.reg(v), Pos: p}
}

func (b *body) typeArgs(fn *ssa.Function) (out []*ir.Type) {
	for _, t := range fn.TypeArgs() {
		out = append(out, b.types.of(t))
	}
	return out
}

func globalName(g *ssa.Global) string { return g.Pkg.Pkg.Path() + "." + g.Name() }

// ref is the key of a function that is mentioned; its body, if it is made for
// this package (a wrapper), is lowered too.
func (b *body) ref(fn *ssa.Function) string {
	b.add(fn)
	return key(fn)
}

// put adds an instruction to the last block.
func (b *body) put(blk *ir.Block, in ir.Instr) {
	start := len(b.all) - len(blk.Instrs)
	b.all = append(b.all, in)
	blk.Instrs = b.all[start:len(b.all):len(b.all)]
}

func (b *body) newBlock() { b.f.Blocks = append(b.f.Blocks, ir.Block{}) }

func (b *body) emit(in ir.Instr) {
	blk := &b.f.Blocks[len(b.f.Blocks)-1]
	b.put(blk, in)
	switch in.Op {
	case ir.OpCall, ir.OpInvoke, ir.OpLookup, ir.OpRunDefers:
		if in.Mode != ir.Now {
			return
		}
		next := int32(len(b.f.Blocks))
		b.put(blk, ir.Instr{Op: ir.OpJump, Dst: -1})
		blk.Succs = append(blk.Succs, next)
		b.newBlock()
	}
}

func (b *body) instr(in ssa.Instruction) {
	p := b.pos(in.Pos())
	// args lowers operands that stand where the instruction does.
	args := func(vs ...ssa.Value) []ir.Arg {
		out := make([]ir.Arg, len(vs))
		for i, v := range vs {
			out[i] = b.arg(v, p)
		}
		return out
	}
	typ := func(v ssa.Value) *ir.Type { return b.types.of(v.Type()) }
	n := func(ok bool) int {
		if ok {
			return 1
		}
		return 0
	}
	switch in := in.(type) {
	case *ssa.DebugRef:
	case *ssa.Alloc:
		t := b.types.of(in.Type().Underlying().(*types.Pointer).Elem())
		if b.slots[in] {
			b.emit(ir.Instr{Op: ir.OpMove, Dst: b.reg(in), Args: []ir.Arg{{Kind: ir.ArgNil, Type: t, Pos: p}}, Pos: p})
			return
		}
		b.emit(ir.Instr{Op: ir.OpAlloc, Dst: b.reg(in), Type: t, Pos: p})
	case *ssa.Store:
		p := b.storePos(in)
		if a, ok := in.Addr.(*ssa.Alloc); ok && b.slots[a] {
			b.emit(ir.Instr{Op: ir.OpMove, Dst: b.reg(a), Args: []ir.Arg{b.arg(in.Val, p)}, Pos: p})
			return
		}
		b.mutation(b.fn, in.Addr)
		if addr, ok := in.Addr.(*ssa.FieldAddr); ok {
			b.hook(addr, in.Val)
		}
		b.emit(ir.Instr{Op: ir.OpStore, Dst: -1, Args: []ir.Arg{b.arg(in.Addr, p), b.arg(in.Val, p)}, Pos: p})
	case *ssa.UnOp:
		switch in.Op {
		case token.MUL:
			if a, ok := in.X.(*ssa.Alloc); ok && b.slots[a] {
				b.emit(ir.Instr{Op: ir.OpMove, Dst: b.reg(in), Args: args(in.X), Pos: p})
				return
			}
			b.emit(ir.Instr{Op: ir.OpLoad, Dst: b.reg(in), Type: typ(in), Args: args(in.X), Pos: p})
		case token.ARROW:
			b.emit(ir.Instr{Op: ir.OpRecv, Dst: b.reg(in), N: n(in.CommaOk), Type: typ(in), Args: args(in.X), Pos: p})
		default:
			b.emit(ir.Instr{Op: ir.OpUn, Tok: in.Op, Dst: b.reg(in), Type: typ(in), Args: args(in.X), Pos: p})
		}
	case *ssa.BinOp:
		b.emit(ir.Instr{Op: ir.OpBin, Tok: in.Op, Dst: b.reg(in), Type: typ(in), Args: args(in.X, in.Y), Pos: p})
	case *ssa.Phi:
		// The moves stand at the ends of the predecessors; see terminator.
		b.reg(in)
	case *ssa.Call:
		if !b.atomic(in) {
			b.call(in, ir.Now)
		}
	case *ssa.Defer:
		b.call(in, ir.Deferred)
	case *ssa.Go:
		b.call(in, ir.Spawned)
	case *ssa.ChangeInterface:
		b.emit(ir.Instr{Op: ir.OpMove, Dst: b.reg(in), Args: args(in.X), Pos: p})
	case *ssa.ChangeType:
		b.convert(in, in.X)
	case *ssa.Convert:
		b.convert(in, in.X)
	case *ssa.MultiConvert:
		b.convert(in, in.X)
	case *ssa.SliceToArrayPointer:
		b.emit(ir.Instr{Op: ir.OpOpaque, Dst: b.reg(in), Type: typ(in), Args: args(in.X), Pos: p})
	case *ssa.Extract:
		b.emit(ir.Instr{Op: ir.OpExtract, Dst: b.reg(in), N: in.Index, Type: typ(in), Args: args(in.Tuple), Pos: p})
	case *ssa.Field:
		b.emit(ir.Instr{Op: ir.OpField, Dst: b.reg(in), N: in.Field, Type: typ(in), Args: args(in.X), Pos: p})
	case *ssa.FieldAddr:
		b.hook(in, nil)
		if b.escapes(in) {
			b.mutation(b.fn, in)
		}
		b.emit(ir.Instr{Op: ir.OpFieldAddr, Dst: b.reg(in), N: in.Field, Type: typ(in), Args: args(in.X), Pos: p})
	case *ssa.Index:
		b.emit(ir.Instr{Op: ir.OpIndex, Dst: b.reg(in), Type: typ(in), Args: args(in.X, in.Index), Pos: p})
	case *ssa.IndexAddr:
		if b.escapes(in) {
			b.mutation(b.fn, in)
		}
		b.emit(ir.Instr{Op: ir.OpIndexAddr, Dst: b.reg(in), Type: typ(in), Args: args(in.X, in.Index), Pos: p})
	case *ssa.Lookup:
		b.emit(ir.Instr{Op: ir.OpLookup, Dst: b.reg(in), N: n(in.CommaOk), Type: typ(in), Args: args(in.X, in.Index), Pos: p})
	case *ssa.MapUpdate:
		b.mutates(b.fn, in.Map, b.types.of(in.Map.Type()), -1)
		p := b.rhsPos(in.Pos())
		b.emit(ir.Instr{Op: ir.OpMapUpdate, Dst: -1, Args: []ir.Arg{b.arg(in.Map, p), b.arg(in.Key, p), b.arg(in.Value, p)}, Pos: p})
	case *ssa.MakeMap:
		b.emit(ir.Instr{Op: ir.OpMakeMap, Dst: b.reg(in), Type: typ(in), Pos: p})
	case *ssa.MakeSlice:
		b.emit(ir.Instr{Op: ir.OpMakeSlice, Dst: b.reg(in), Type: typ(in), Args: args(in.Len, in.Cap), Pos: p})
	case *ssa.MakeChan:
		b.emit(ir.Instr{Op: ir.OpMakeChan, Dst: b.reg(in), Type: typ(in), Pos: p})
	case *ssa.MakeClosure:
		b.emit(ir.Instr{Op: ir.OpClosure, Dst: b.reg(in), Name: b.ref(in.Fn.(*ssa.Function)), Type: typ(in), Args: args(in.Bindings...), Pos: p})
	case *ssa.MakeInterface:
		q := p
		if h := b.hints[in]; h != 0 {
			q = h
		}
		b.emit(ir.Instr{Op: ir.OpMakeIface, Dst: b.reg(in), Type: typ(in.X), Args: []ir.Arg{b.arg(in.X, q)}, Pos: q})
	case *ssa.Slice:
		b.emit(ir.Instr{Op: ir.OpSlice, Dst: b.reg(in), Type: typ(in), Args: args(in.X, in.Low, in.High), Pos: p})
	case *ssa.TypeAssert:
		kind := n(in.CommaOk)
		if to, ok := in.AssertedType.Underlying().(*types.Interface); ok && in.CommaOk && types.Implements(in.X.Type(), to) {
			kind = ir.Implied
		}
		b.emit(ir.Instr{Op: ir.OpTypeAssert, Dst: b.reg(in), N: kind, Type: b.types.of(in.AssertedType), Args: args(in.X), Pos: p})
	case *ssa.Range:
		b.emit(ir.Instr{Op: ir.OpRange, Dst: b.reg(in), Type: typ(in.X), Args: args(in.X), Pos: p})
	case *ssa.Next:
		b.emit(ir.Instr{Op: ir.OpNext, Dst: b.reg(in), Type: typ(in), Args: args(in.Iter), Pos: p})
	case *ssa.Send:
		b.emit(ir.Instr{Op: ir.OpSend, Dst: -1, Args: args(in.Chan, in.X), Pos: p})
	case *ssa.Select:
		out := ir.Instr{Op: ir.OpSelect, Dst: b.reg(in), N: n(in.Blocking), Type: typ(in), Pos: p}
		for _, s := range in.States {
			sent := ir.Arg{}
			if s.Dir == types.SendOnly {
				sent = b.arg(s.Send, p)
			}
			out.Args = append(out.Args, b.arg(s.Chan, p), sent)
		}
		b.emit(out)
	case *ssa.RunDefers:
		b.emit(ir.Instr{Op: ir.OpRunDefers, Dst: -1, Pos: p})
	case *ssa.If:
		b.phis(in.Block())
		b.emit(ir.Instr{Op: ir.OpIf, Dst: -1, Args: args(in.Cond), Pos: p})
	case *ssa.Jump:
		b.phis(in.Block())
		b.emit(ir.Instr{Op: ir.OpJump, Dst: -1, Pos: p})
	case *ssa.Return:
		ret := ir.Instr{Op: ir.OpReturn, Dst: -1, Pos: p}
		for _, r := range in.Results {
			ret.Args = append(ret.Args, b.arg(r, p))
		}
		b.emit(ret)
	case *ssa.Panic:
		b.emit(ir.Instr{Op: ir.OpPanic, Dst: -1, Args: args(in.X), Pos: p})
	default:
		if v, ok := in.(ssa.Value); ok {
			b.emit(ir.Instr{Op: ir.OpOpaque, Dst: b.reg(v), Type: typ(v), Pos: p})
		}
	}
}

// convert lowers a conversion. One of a type parameter to an interface puts the
// value into the interface, like MakeInterface.
func (b *body) convert(in ssa.Value, x ssa.Value) {
	p := b.pos(in.Pos())
	if h := b.hints[in]; h != 0 {
		p = h
	}
	out := ir.Instr{Op: ir.OpConvert, Dst: b.reg(in), Type: b.types.of(in.Type()), Args: []ir.Arg{b.arg(x, p)}, Pos: p}
	if _, ok := types.Unalias(x.Type()).(*types.TypeParam); ok && types.IsInterface(in.Type()) {
		if _, ok := types.Unalias(in.Type()).(*types.TypeParam); !ok {
			out.Op, out.Type = ir.OpMakeIface, b.types.of(x.Type())
		}
	}
	b.emit(out)
}

// phis writes the moves that the phis of the successors ask of this block.
// Naive SSA has phis only for && and ||, never two that feed each other.
func (b *body) phis(blk *ssa.BasicBlock) {
	for _, s := range blk.Succs {
		edge := -1
		for i, p := range s.Preds {
			if p == blk {
				edge = i
			}
		}
		for _, in := range s.Instrs {
			phi, ok := in.(*ssa.Phi)
			if !ok {
				break
			}
			p := b.pos(phi.Pos())
			b.emit(ir.Instr{Op: ir.OpMove, Dst: b.reg(phi), Args: []ir.Arg{b.arg(phi.Edges[edge], p)}, Pos: p})
		}
	}
}

func (b *body) call(c ssa.CallInstruction, mode ir.Mode) {
	common := c.Common()
	out := ir.Instr{Op: ir.OpCall, Mode: mode, Dst: -1, Pos: b.pos(common.Pos())}
	if call := b.calls[common.Pos()]; call != nil {
		// A finding about a call stands at its beginning, not at its
		// parenthesis.
		out.Pos = b.pos(call.Pos())
	}
	if v := c.Value(); v != nil {
		out.Dst, out.Type = b.reg(v), b.types.of(v.Type())
	} else {
		out.Type = b.types.of(common.Signature().Results())
	}
	switch callee := common.Value.(type) {
	case *ssa.Builtin:
		out.Op, out.Name = ir.OpBuiltin, callee.Name()
		if strings.HasPrefix(out.Name, "ssa:") && out.Name != "ssa:wrapnilchk" {
			if out.Dst >= 0 {
				b.emit(ir.Instr{Op: ir.OpOpaque, Dst: out.Dst, Type: out.Type, Pos: out.Pos})
			}
			return
		}
		switch out.Name {
		case "delete", "clear", "copy":
			b.mutates(b.fn, common.Args[0], b.types.of(common.Args[0].Type()), -1)
		}
	case *ssa.Function:
		out.Name, out.TArgs = b.ref(callee), b.typeArgs(callee)
		b.sets(out.Name, common.Args)
	default:
		if common.IsInvoke() {
			out.Op, out.Name = ir.OpInvoke, methodName(common.Method)
		}
		out.Args = append(out.Args, b.arg(common.Value, out.Pos))
	}
	for i, a := range common.Args {
		out.Args = append(out.Args, b.arg(a, b.argPos(c, i)))
	}
	if out.Op != ir.OpBuiltin {
		skip := len(out.Args) - len(common.Args)
		for i, a := range common.Args {
			if f := from(b.fn, a); f != ir.FromElsewhere {
				if out.From == nil {
					out.From = slices.Repeat([]int8{ir.FromElsewhere}, len(out.Args))
				}
				out.From[skip+i] = f
			}
		}
	}
	if fn, ok := common.Value.(*ssa.Function); out.Op != ir.OpBuiltin && (!ok || fn.Blocks == nil) {
		out.Fn = &ir.Type{Kind: ir.Signature}
		for range len(out.Args) - common.Signature().Params().Len() {
			out.Fn.Params = append(out.Fn.Params, nil) // the receiver or the function
		}
		if common.IsInvoke() {
			// A type parameter's methods are called this way too.
			out.Fn.Params[0] = b.types.of(common.Value.Type())
		}
		for v := range common.Signature().Params().Variables() {
			out.Fn.Params = append(out.Fn.Params, b.types.of(v.Type()))
		}
	}
	b.emit(out)
}

// hook notes the use of a field in which a framework looks for the program's own
// code, or keeps its errors. v is what is stored there, nil for another use.
func (b *body) hook(addr *ssa.FieldAddr, v ssa.Value) {
	t := b.types.of(addr.X.Type()).Elem
	if t == nil || t.Kind != ir.Struct || !t.Defined {
		return
	}
	if ir.PathOf(t.Name) == b.out.Path {
		return
	}
	field := ir.FieldName(t, addr.Field)
	note := func(f ir.FieldFunc) {
		f.Field = field
		b.out.Hooks = append(b.out.Hooks, f)
	}
	for _, f := range responder.Frameworks() {
		if v == nil {
			if f.Recorded == field {
				note(ir.FieldFunc{Func: key(b.fn)})
			}
			continue
		}
		if slices.Contains(f.ErrorHandler, field) || slices.Contains(f.PanicHandler, field) || slices.Contains(f.Transforms, field) {
			note(b.stored(v, ""))
		}
		for _, h := range f.Hooks {
			if h.Name == field {
				note(b.stored(v, h.Calls))
			}
		}
	}
}

// sets notes the program's own error handler that a framework's function is given.
func (b *body) sets(name string, args []ssa.Value) {
	for _, f := range responder.Frameworks() {
		if !slices.Contains(f.ErrorHandler, name) {
			continue
		}
		for _, a := range args {
			if _, ok := a.Type().Underlying().(*types.Signature); ok {
				h := b.stored(a, "")
				h.Field = name
				b.out.Hooks = append(b.out.Hooks, h)
			}
		}
	}
}

// stored is the function that a value is, or of a value's method.
func (b *body) stored(v ssa.Value, method string) ir.FieldFunc {
	switch v := v.(type) {
	case *ssa.Function:
		return ir.FieldFunc{Func: b.ref(v)}
	case *ssa.MakeClosure:
		return ir.FieldFunc{Func: strings.TrimSuffix(b.ref(v.Fn.(*ssa.Function)), "$bound")}
	case *ssa.ChangeType:
		return b.stored(v.X, method)
	case *ssa.MakeInterface:
		prog := b.fn.Prog
		if sel := prog.MethodSets.MethodSet(v.X.Type()).Lookup(b.fn.Pkg.Pkg, method); sel != nil && len(sel.Index()) == 1 {
			return ir.FieldFunc{Func: key(prog.MethodValue(sel))}
		}
	case *ssa.Call:
		if f := v.Call.StaticCallee(); f != nil && f.Signature.Results().Len() == 1 {
			return ir.FieldFunc{Maker: b.ref(f), Method: method}
		}
	}
	return ir.FieldFunc{}
}
