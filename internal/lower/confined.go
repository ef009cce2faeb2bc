package lower

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// confinement finds the fields of which the maps are nowhere else: no other package
// can get at a field that is not exported, this one stores there only maps that it
// makes for it, and does nothing with them but look up, count, go through and change
// entries. Then what changes another map of the type does not change one of these.
type confinement struct {
	fields map[*types.Var]bool // false once a map of the field may be somewhere else
	names  map[*types.Var]string
}

// findConfined fills l.confined and ir.Package.Confined.
func (l *lowerer) findConfined() {
	c := &confinement{fields: map[*types.Var]bool{}, names: map[*types.Var]string{}}
	for fn := range l.queued {
		for _, b := range fn.Blocks {
			for _, in := range b.Instrs {
				c.instr(in)
			}
		}
	}
	for f, is := range c.fields {
		if is {
			l.out.Confined = append(l.out.Confined, c.names[f])
		}
	}
	slices.Sort(l.out.Confined)
	l.confined = c
}

// name is that of the field which a map was read from, "pkg.Type.field", if its maps are
// confined, else "".
func (c *confinement) name(m ssa.Value) string {
	v, ok := m.(*ssa.UnOp)
	if !ok || v.Op != token.MUL {
		return ""
	}
	if a, ok := v.X.(*ssa.Alloc); ok { // a local variable, with one value
		var stored ssa.Value
		for _, r := range *a.Referrers() {
			if s, ok := r.(*ssa.Store); ok {
				if stored != nil {
					return ""
				}
				stored = s.Val
			}
		}
		if v, ok = stored.(*ssa.UnOp); !ok || v.Op != token.MUL {
			return ""
		}
	}
	addr, ok := v.X.(*ssa.FieldAddr)
	if !ok {
		return ""
	}
	f := fieldAt(addr.X.Type(), addr.Field)
	if f == nil || !c.fields[f.Origin()] {
		return ""
	}
	return c.names[f.Origin()]
}

// fieldName is "pkg.Type.field", "" for a field of a type without a name.
func fieldName(t types.Type, f *types.Var) string {
	if p, ok := t.Underlying().(*types.Pointer); ok {
		t = p.Elem()
	}
	n, ok := types.Unalias(t).(*types.Named)
	if !ok {
		return ""
	}
	return typeName(n.Obj()) + "." + f.Name()
}

func (c *confinement) instr(in ssa.Instruction) {
	switch in := in.(type) {
	case *ssa.FieldAddr:
		f := mapField(in.X.Type(), in.Field)
		if f == nil {
			return
		}
		if _, ok := c.fields[f]; !ok {
			c.names[f] = fieldName(in.X.Type(), f)
			c.fields[f] = !f.Exported() && c.names[f] != ""
		}
		for _, r := range *in.Referrers() {
			switch r := r.(type) {
			case *ssa.DebugRef:
			case *ssa.UnOp:
				if !entriesOnly(r, nil, 0) {
					c.fields[f] = false
				}
			case *ssa.Store:
				if r.Addr != in || !madeFor(r.Val, r) {
					c.fields[f] = false
				}
			default:
				c.fields[f] = false
			}
		}
	case *ssa.Field:
		if f := mapField(in.X.Type(), in.Field); f != nil && !entriesOnly(in, nil, 0) {
			c.fields[f] = false
		}
	case *ssa.ChangeType:
		c.converted(in.Type(), in.X.Type())
	case *ssa.Convert:
		c.converted(in.Type(), in.X.Type())
	}
}

// converted: a struct's maps are in the fields of another type as well.
func (c *confinement) converted(to, from types.Type) {
	if types.Identical(to, from) {
		return
	}
	for _, t := range []types.Type{to, from} {
		if p, ok := t.Underlying().(*types.Pointer); ok {
			t = p.Elem()
		}
		if st, ok := t.Underlying().(*types.Struct); ok {
			for f := range st.Fields() {
				c.fields[f.Origin()] = false
			}
		}
	}
}

// mapField is a field with a map, or nil.
func mapField(t types.Type, i int) *types.Var {
	if f := fieldAt(t, i); f != nil {
		if _, ok := f.Type().Underlying().(*types.Map); ok {
			return f.Origin()
		}
	}
	return nil
}

// madeFor reports whether a map was made for nothing but to be stored by an instruction.
func madeFor(v ssa.Value, by ssa.Instruction) bool {
	switch v := v.(type) {
	case *ssa.Const:
		return true // nil
	case *ssa.MakeMap:
		return entriesOnly(v, by, 0)
	case *ssa.UnOp:
		a, ok := v.X.(*ssa.Alloc)
		if !ok || v.Op != token.MUL {
			return false
		}
		for _, r := range *a.Referrers() {
			switch r := r.(type) {
			case *ssa.DebugRef:
			case *ssa.Store:
				if m, ok := r.Val.(*ssa.MakeMap); r.Addr != a || !ok || !entriesOnly(m, r, 0) {
					return false
				}
			case *ssa.UnOp:
				if !entriesOnly(r, by, 0) {
					return false
				}
			default:
				return false
			}
		}
		return true
	}
	return false
}

// entriesOnly reports whether a map is used for nothing but its entries, and by one
// instruction more.
func entriesOnly(m ssa.Value, but ssa.Instruction, depth int) bool {
	if depth > maxReads {
		return false
	}
	for _, r := range *m.Referrers() {
		switch r := r.(type) {
		case *ssa.DebugRef, *ssa.Range:
		case *ssa.Lookup:
			if r.X != m {
				return false
			}
		case *ssa.MapUpdate:
			if r.Map != m || r.Value == m {
				return false
			}
		case *ssa.BinOp: // with nil
		case *ssa.Call:
			if !readsEntries(&r.Call) {
				return false
			}
		case *ssa.Store:
			a, ok := r.Addr.(*ssa.Alloc)
			if r == but {
				continue
			}
			if !ok || r.Val != m {
				return false
			}
			for _, use := range *a.Referrers() {
				switch use := use.(type) {
				case *ssa.DebugRef, *ssa.Store:
				case *ssa.UnOp:
					if !entriesOnly(use, but, depth+1) {
						return false
					}
				default:
					return false
				}
			}
		default:
			if ssa.Instruction(r) != but {
				return false
			}
		}
	}
	return true
}

// readsEntries reports whether a call does nothing with a map that it is given but read
// or remove entries.
func readsEntries(call *ssa.CallCommon) bool {
	switch f := call.Value.(type) {
	case *ssa.Builtin:
		switch f.Name() {
		case "len", "delete", "clear":
			return true
		}
	case *ssa.Function:
		if o := f.Origin(); o != nil {
			f = o
		}
		if f.Pkg == nil || f.Pkg.Pkg.Path() != "maps" {
			return false
		}
		switch f.Name() {
		case "Keys", "Values", "All", "Clone", "Equal", "EqualFunc":
			return true
		}
	}
	return false
}
