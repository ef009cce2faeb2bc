package lower

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// frozen reports whether the memory of a package-level variable is only read
// once the package is initialised: no reference to it gets to where something
// else might write through it. Other packages could write to an exported one.
func (l *lowerer) frozen(g *ssa.Global, uses []ssa.Instruction) bool {
	if token.IsExported(g.Name()) {
		return false
	}
	w := &reads{l: l, seen: map[ssa.Value]bool{}}
	for _, in := range uses {
		switch in := in.(type) {
		case *ssa.Store:
			if in.Addr != g || !l.isInit(in.Parent()) || !w.made(in.Val, in) {
				return false
			}
		case *ssa.UnOp:
			if in.Op != token.MUL || !w.value(in, 0) {
				return false
			}
		case *ssa.FieldAddr, *ssa.IndexAddr:
			if l.isInit(in.Parent()) {
				if !w.filled(in.(ssa.Value)) {
					return false
				}
			} else if !w.address(in.(ssa.Value), 0) {
				return false
			}
		case *ssa.DebugRef:
		default:
			return false
		}
	}
	return true
}

// reads follows references to a variable's memory.
type reads struct {
	l    *lowerer
	seen map[ssa.Value]bool
}

// made reports whether a value that initialises the variable is made there for
// nothing else.
func (w *reads) made(v ssa.Value, by ssa.Instruction) bool {
	if !holds(v.Type()) {
		return true
	}
	switch v := v.(type) {
	case *ssa.Const:
		return true
	case *ssa.UnOp: // a literal that was built in memory of its own
		a, ok := v.X.(*ssa.Alloc)
		return ok && w.only(v, by) && w.filled(a, v)
	case *ssa.Slice:
		a, ok := v.X.(*ssa.Alloc)
		return ok && w.only(v, by) && w.filled(a, v)
	case *ssa.MakeMap, *ssa.MakeSlice:
		return w.only(v.(ssa.Value), by)
	}
	return false
}

// only reports whether a value is used for nothing but an instruction and for
// putting elements into it.
func (w *reads) only(v ssa.Value, by ssa.Instruction) bool {
	for _, r := range *v.Referrers() {
		switch in := r.(type) {
		case *ssa.MapUpdate:
			if in.Map != v || in.Value == v || !w.made(in.Value, in) {
				return false
			}
		case *ssa.DebugRef:
		default:
			if r != by {
				return false
			}
		}
	}
	return true
}

// filled reports whether an address is used for nothing but storing elements,
// loads, and the values given.
func (w *reads) filled(addr ssa.Value, but ...ssa.Value) bool {
	for _, r := range *addr.Referrers() {
		switch in := r.(type) {
		case *ssa.Store:
			if in.Addr != addr || !w.made(in.Val, in) {
				return false
			}
		case *ssa.UnOp:
			// The literal itself, or a value that is only read.
			if (len(but) == 0 || in != but[0]) && !w.value(in, 0) {
				return false
			}
		case *ssa.DebugRef:
		case *ssa.FieldAddr, *ssa.IndexAddr:
			if !w.filled(in.(ssa.Value)) {
				return false
			}
		default:
			v, ok := in.(ssa.Value)
			if !ok || len(but) == 0 || v != but[0] {
				return false
			}
		}
	}
	return true
}

// maxReads bounds how far references are followed.
const maxReads = 12

// address reports whether an address in the memory is only loaded from.
func (w *reads) address(addr ssa.Value, depth int) bool {
	if depth > maxReads {
		return false
	}
	if w.seen[addr] {
		return true
	}
	w.seen[addr] = true
	for _, r := range *addr.Referrers() {
		switch in := r.(type) {
		case *ssa.UnOp:
			if in.Op != token.MUL || !w.value(in, depth+1) {
				return false
			}
		case *ssa.FieldAddr, *ssa.IndexAddr, *ssa.Slice:
			if !w.address(in.(ssa.Value), depth+1) {
				return false
			}
		case *ssa.DebugRef:
		default:
			return false
		}
	}
	return true
}

// value reports whether nothing is written through a value that was read from
// the memory.
func (w *reads) value(v ssa.Value, depth int) bool {
	_, iterator := v.(*ssa.Range)
	if w.seen[v] || !iterator && !holds(v.Type()) {
		return true
	}
	if depth > maxReads {
		return false
	}
	w.seen[v] = true
	for _, r := range *v.Referrers() {
		switch in := r.(type) {
		case *ssa.Lookup, *ssa.Index, *ssa.Field, *ssa.Extract, *ssa.Slice, *ssa.Range, *ssa.Next, *ssa.Phi, *ssa.ChangeType:
			if !w.value(in.(ssa.Value), depth+1) {
				return false
			}
		case *ssa.IndexAddr: // an element of a slice
			if !w.address(in, depth+1) {
				return false
			}
		case *ssa.BinOp, *ssa.DebugRef:
		case *ssa.Store:
			a, ok := in.Addr.(*ssa.Alloc)
			if !ok || in.Val != v || !w.variable(a, depth+1) {
				return false
			}
		case *ssa.Call:
			if !w.argument(in, v, depth+1) {
				return false
			}
		default:
			return false
		}
	}
	return true
}

// variable is address for a local variable that the value is put in.
func (w *reads) variable(a *ssa.Alloc, depth int) bool {
	if w.seen[a] {
		return true
	}
	w.seen[a] = true
	for _, r := range *a.Referrers() {
		switch in := r.(type) {
		case *ssa.Store:
			if in.Addr != a {
				return false
			}
		case *ssa.UnOp:
			if in.Op != token.MUL || !w.value(in, depth+1) {
				return false
			}
		case *ssa.FieldAddr, *ssa.IndexAddr:
			if !w.address(in.(ssa.Value), depth+1) {
				return false
			}
		case *ssa.DebugRef:
		default:
			return false
		}
	}
	return true
}

// argument follows the value into a function of the package.
func (w *reads) argument(c *ssa.Call, v ssa.Value, depth int) bool {
	switch f := c.Call.Value.(type) {
	case *ssa.Builtin:
		return f.Name() == "len" || f.Name() == "cap"
	case *ssa.Function:
		if o := f.Origin(); o != nil {
			f = o
		}
		if f.Pkg != w.l.pkg || len(f.Blocks) == 0 || len(f.Params) != len(c.Call.Args) {
			return false
		}
		for i, a := range c.Call.Args {
			if a == v && !w.value(f.Params[i], depth) {
				return false
			}
		}
		return true
	}
	return false
}

// holds reports whether a value of the type refers to memory that freezing is
// about: it is a slice or a map, or has one in it.
func holds(t types.Type) bool {
	return hasPart(t, func(t types.Type) bool {
		switch t.Underlying().(type) {
		case *types.Slice, *types.Map:
			return true
		}
		_, param := types.Unalias(t).(*types.TypeParam)
		return param
	})
}

// hasPart reports whether is holds for a type that is no array, struct or tuple, or
// for one that is in these.
func hasPart(t types.Type, is func(types.Type) bool) bool {
	switch u := t.Underlying().(type) {
	case *types.Array:
		return hasPart(u.Elem(), is)
	case *types.Struct:
		for f := range u.Fields() {
			if hasPart(f.Type(), is) {
				return true
			}
		}
		return false
	case *types.Tuple:
		for v := range u.Variables() {
			if hasPart(v.Type(), is) {
				return true
			}
		}
		return false
	}
	return is(t)
}
