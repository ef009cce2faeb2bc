package flow

import (
	"slices"
	"strconv"
	"strings"

	"github.com/httpcontract/httpcontract/internal/ir"
	"github.com/httpcontract/httpcontract/internal/value"
)

// An unexported field can only be set by its package. If no code that serves
// requests does (see mutates), or that leaves nothing in it that can be changed itself,
// every value of the type holds in it what the functions that make such values, or
// set the field, have left there: the invariant of the field. It is known of a value
// that can't be seen, like the receiver of a handler that another package registers.
//
// Other packages could make a zero value of an exported type; where the package
// itself never leaves the field without a value, they are taken not to.

// The bounds of finding a type's invariants: the functions that make its values,
// and the steps of each.
const (
	maxMakers   = 8
	makingSteps = 8_000
)

// invariant gives what field i holds in every value of a struct type, or nil if
// nothing is known.
func (r *Runner) invariant(t *ir.Type, i int) value.Value {
	if t == nil || t.Kind != ir.Struct || !t.Defined || len(t.TArgs) > 0 || i < 0 || i >= len(t.Fields) || t.Fields[i].Exported || r.starting > 0 {
		return nil
	}
	if path := ir.PathOf(t.Name); path != r.prog.Own.Path && !(immutable(t.Fields[i].Type) && r.prog.own(path) && r.prog.pkg(path) != nil) {
		return nil
	}
	fields, ok := r.invariants[t.ID()]
	if !ok {
		r.invariants[t.ID()] = nil // while they are being found nothing is known
		fields = r.findInvariants(t)
		r.invariants[t.ID()] = fields
	}
	if fields == nil || r.mutates(t, -1) || r.mutates(t, i) && !immutable(t.Fields[i].Type) {
		return nil
	}
	return fields[i]
}

// immutable reports whether values of a type are never changed, only replaced: numbers, texts,
// errors, functions. What a field of such a type holds is known even if code that serves requests
// sets it, because that is among the code that is executed.
func immutable(t *ir.Type) bool {
	switch t.Kind {
	case ir.Bool, ir.Int, ir.Uint, ir.String, ir.Signature:
		return true
	}
	return t.IsNamed("error")
}

// findInvariants executes the functions that make values of a type. It is nil if
// some value may come from elsewhere.
func (r *Runner) findInvariants(t *ir.Type) []value.Value {
	changed := true
	for i, f := range t.Fields {
		changed = changed && (f.Exported || r.mutates(t, i) && !immutable(f.Type))
	}
	if changed || r.mutates(t, -1) {
		return nil
	}
	pkg := r.prog.pkg(ir.PathOf(t.Name))
	makers, ok := r.makersOf(pkg, t)
	loose, made := r.makersIn[pkg].loose[t.ID()], len(r.makersIn[pkg].by[t.ID()]) > 0
	if !ok || len(makers) == 0 || len(makers) > maxMakers {
		return nil
	}
	resume := r.suspend()
	defer resume()
	m := &making{r: r, t: t, fields: make([]value.Value, len(t.Fields)), stored: make([]value.Value, len(t.Fields)), open: make([]bool, len(t.Fields))}
	m.setters(pkg)
	defer func(was *making) { r.noting = was }(r.noting)
	r.noting = m
	for _, fn := range makers {
		if !m.run(fn) {
			return nil
		}
	}
	if m.last == nil {
		return nil
	}
	for i, f := range m.fields {
		if f != nil {
			f = r.settled(f)
		}
		set := r.mutates(t, i)
		also := func(v value.Value) {
			if f != nil && v != nil {
				f = r.join(m.last, m.last, f, v, "made|"+ir.FieldName(t, i))
			}
		}
		if set {
			also(m.stored[i]) // and not only what the last store has left
		}
		switch {
		case loose && !immutable(t.Fields[i].Type):
			f = nil
		case loose || set && !made:
			also(r.zero(t.Fields[i].Type)) // as it is when others make it
		}
		if _, unknown := f.(*value.Sym); unknown || m.open[i] || f == nil || t.Fields[i].Exported || m.changes(f, map[int]bool{}) {
			f = nil
		}
		m.fields[i] = f
	}
	m.last.heap.each(func(id int, o *object) {
		if r.static[id] == nil && r.derefs[id] == nil && o.resp == nil {
			n := *o
			n.depth = 0
			r.static[id] = &n
		}
	})
	return m.fields
}

// settled is a value without the parts that code which serves requests changes.
func (r *Runner) settled(v value.Value) value.Value {
	switch v := v.(type) {
	case *value.Struct:
		n := *v
		n.Fields = slices.Clone(v.Fields)
		for i, f := range v.Fields {
			if r.partMutated(v, i) {
				n.Fields[i] = r.fresh("settled", v.Type.Fields[i].Type)
			} else if f != nil {
				n.Fields[i] = r.settled(f)
			}
		}
		return &n
	case *value.Array:
		if r.partMutated(v, 0) {
			return r.fresh("settled", v.Type)
		}
	}
	return v
}

// makers are the functions of a package that make values of its struct types, by
// type. Of loose types zero values come about in other ways too; of the first ones the
// package's initialisation makes some.
type makers struct {
	by           map[string][]*ir.Func
	loose, first map[string]bool
}

func (r *Runner) findMakers(own *ir.Package) *makers {
	m := &makers{by: map[string][]*ir.Func{}, loose: map[string]bool{}, first: map[string]bool{}}
	put := func(fn *ir.Func) func(*ir.Type) {
		return func(t *ir.Type) {
			if list := m.by[t.ID()]; len(list) == 0 || list[len(list)-1] != fn {
				m.by[t.ID()] = append(list, fn)
			}
		}
	}
	loose := func(t *ir.Type) { m.loose[t.ID()] = true }
	first := func(t *ir.Type) { m.first[t.ID()] = true }
	for _, g := range own.Globals {
		g.Type.Structs(first)
	}
	for _, fn := range own.Funcs { // in a fixed order
		add := put(fn)
		if fn.Key == own.Init {
			add = first
		}
		copies := copiesIn(fn)
		for _, b := range fn.Body() {
			for i := range b.Instrs {
				switch in := &b.Instrs[i]; {
				case in.Op == ir.OpAlloc && !copies[in.Dst]:
					in.Type.Structs(add)
				case in.Op == ir.OpMove && in.Args[0].Kind == ir.ArgNil:
					in.Args[0].Type.Structs(loose)
				case in.Op == ir.OpMakeSlice && in.Type.Elem != nil:
					in.Type.Elem.Structs(loose)
				case in.Op == ir.OpLookup && in.N == 0, in.Op == ir.OpOpaque, in.Op == ir.OpRecv, in.Op == ir.OpSelect:
					in.Type.Structs(loose)
				}
			}
		}
	}
	return m
}

// copiesIn are the registers with local variables that are given a whole value, like a
// parameter's, and of which no part is set.
func copiesIn(fn *ir.Func) map[int32]bool {
	copied, part := map[int32]bool{}, map[int32]int32{}
	for _, b := range fn.Body() {
		for i := range b.Instrs {
			in := &b.Instrs[i]
			if len(in.Args) == 0 || in.Args[0].Kind != ir.ArgReg {
				continue
			}
			switch reg := in.Args[0].Reg; in.Op {
			case ir.OpStore:
				copied[reg] = true
			case ir.OpFieldAddr, ir.OpIndexAddr:
				part[in.Dst] = reg
			}
		}
	}
	for reg := range part {
		if copied[reg] {
			for of, ok := part[reg]; ok; of, ok = part[of] {
				copied[of] = false
			}
		}
	}
	return copied
}

// makersOf are the functions of a type's package that make values of the type, or set
// fields of what other functions make. It is not ok if the initialisation of the package
// makes some, too.
func (r *Runner) makersOf(own *ir.Package, t *ir.Type) (out []*ir.Func, ok bool) {
	in := r.makersIn[own]
	if in == nil {
		in = r.findMakers(own)
		r.makersIn[own] = in
	}
	if in.first[t.ID()] {
		return nil, false
	}
	used := own.UsedBy()
	seen := map[*ir.Func]bool{}
	// callers are those that know more of a function's arguments, nil if others may call it.
	callers := func(fn *ir.Func) []*ir.Func {
		if fn.Exported() || used.Valued[fn.Key] {
			return nil
		}
		return used.Callers[fn.Key]
	}
	var add func(fn *ir.Func)
	add = func(fn *ir.Func) {
		if seen[fn] {
			return
		}
		seen[fn] = true
		if by := callers(fn); len(by) > 0 && gives(fn, t) {
			for _, c := range by {
				add(c)
			}
			return
		}
		out = append(out, fn)
	}
	for _, fn := range in.by[t.ID()] {
		add(fn)
	}
	for _, fn := range own.Funcs {
		if !slices.ContainsFunc(fn.Mutates, func(m ir.Mutation) bool { return m.Type.ID() == t.ID() }) {
			continue
		}
		if by := callers(fn); len(by) > 0 && len(out)+len(by) <= maxMakers {
			for _, c := range by {
				add(c)
			}
			continue
		}
		add(fn)
	}
	return out, true
}

// making collects what functions leave in the fields of a type's values.
type making struct {
	r      *Runner
	t      *ir.Type
	last   *state // the memory in which the values are
	fields []value.Value
	open   []bool // fields with something unknown
	// stored is what was stored in a field at any time: others may have seen it.
	stored []value.Value
}

// makes reports whether a function may make values of the type, or set their fields: those of
// its package.
func (m *making) makes(fn *ir.Func) bool { return fn.Pkg.Path == ir.PathOf(m.t.Name) }

// setters finds the fields that other packages can set by a function of this one.
func (m *making) setters(pkg *ir.Package) {
	for _, fn := range pkg.Funcs {
		if !fn.Exported() {
			continue
		}
		for _, mut := range fn.Mutates {
			if mut.Type.ID() != m.t.ID() || mut.Param < 0 && gives(fn, m.t) {
				continue
			}
			for i := range m.open {
				// What is stored in a field whose values are only replaced, executing the function shows.
				m.open[i] = m.open[i] || mut.Field == i && !immutable(m.t.Fields[i].Type) || mut.Field < 0
			}
		}
	}
}

// gives reports whether a function has a result of a type, or a pointer to one.
func gives(fn *ir.Func, t *ir.Type) bool {
	return slices.ContainsFunc(fn.Results, func(u *ir.Type) bool {
		return u.ID() == t.ID() || u.Kind == ir.Pointer && u.Elem.ID() == t.ID()
	})
}

// run executes one of the functions for unknown arguments. It is false if that was
// too much.
func (m *making) run(fn *ir.Func) bool {
	r := m.r
	var args []value.Value
	for i, t := range slices.Concat(fn.Params, fn.Free) {
		args = append(args, r.sym("made|"+fn.Key+"|"+strconv.Itoa(i), t))
	}
	r.cut = false
	x := &exec{fn: fn, id: r.id("made|" + m.t.ID() + "|" + fn.Key), depth: 1, limit: r.steps + makingSteps, keeps: true}
	outs, ok := r.run(x, args, newState())
	if !ok || r.cut {
		return false
	}
	for _, o := range outs {
		if o.panics {
			continue
		}
		if m.last == nil {
			m.last = o.st.clone()
		} else {
			r.joinHeaps(m.last, o.st, "made")
		}
		for _, id := range slices.Sorted(slices.Values(o.st.dirty.ids)) {
			if obj := o.st.get(id); obj != nil && obj.content != nil {
				m.value(o.st, obj.content, r.derefs[id])
			}
		}
		for _, v := range o.results {
			m.value(o.st, v, nil)
		}
	}
	return true
}

// store notes what is stored at a place of an object.
func (m *making) store(st *state, o *object, path []int, v value.Value) {
	t := o.typ
	for _, i := range path[:max(len(path)-1, 0)] {
		switch {
		case t == nil:
			return
		case t.Kind == ir.Struct && i >= 0 && i < len(t.Fields):
			t = t.Fields[i].Type
		default:
			t = t.Elem
		}
	}
	if t == nil || t.ID() != m.t.ID() {
		return
	}
	note := func(i int, v value.Value) {
		if i < 0 || i >= len(m.stored) || !immutable(m.t.Fields[i].Type) {
			return
		}
		if s, ok := v.(*value.Sym); ok || v == nil {
			// What the field held already is nothing new.
			m.open[i] = m.open[i] || s == nil || s.What != "f"+strconv.Itoa(i)
			return
		}
		m.stored[i] = m.r.join(st, st, m.stored[i], v, "stored|"+ir.FieldName(m.t, i))
	}
	if len(path) > 0 {
		note(path[len(path)-1], v)
	} else if s, ok := v.(*value.Struct); ok {
		for i, f := range s.Fields {
			note(i, f)
		}
	}
}

// value looks for values of the type in a value. behind, if not nil, is the symbol
// behind which the value is: of that, only what has changed counts.
func (m *making) value(st *state, v value.Value, behind *value.Sym) {
	switch v := v.(type) {
	case *value.Struct:
		if v.Type.ID() != m.t.ID() {
			for _, f := range v.Fields {
				m.value(st, f, behind)
			}
			return
		}
		for i, f := range v.Fields {
			if sym, ok := f.(*value.Sym); ok && behind != nil && base(sym) == base(behind) {
				continue
			}
			if _, ok := f.(*value.Sym); ok || f == nil || isWriterValue(f) {
				m.open[i] = true
				continue
			}
			m.fields[i] = m.r.join(m.last, st, m.fields[i], f, "made|"+ir.FieldName(m.t, i))
		}
	case *value.Array:
		for _, e := range v.Elems {
			m.value(st, e, behind)
		}
	case *value.Seq:
		m.value(st, v.Elem, behind)
	case *value.Iface:
		if v.Type.Kind == ir.Struct {
			m.value(st, v.V, behind)
		}
	case *value.Union:
		for _, a := range v.Alts {
			m.value(st, a, behind)
		}
	case *value.Sym:
		if v.Blur {
			// It covers what the function has made and what it was given.
			v.Type.Structs(func(t *ir.Type) {
				for i := range m.open {
					m.open[i] = m.open[i] || t.ID() == m.t.ID()
				}
			})
		}
	}
}

// changes reports whether a closure in a value changes what it, or another one made
// beside it, captured: that holds what the last call has left.
func (m *making) changes(v value.Value, seen map[int]bool) (found bool) {
	any := func(vs []value.Value) bool {
		return slices.ContainsFunc(vs, func(v value.Value) bool { return v != nil && m.changes(v, seen) })
	}
	switch v := v.(type) {
	case *value.Func:
		fn := m.r.prog.Func(v.Name)
		return fn != nil && slices.ContainsFunc(v.Bind, func(b value.Value) bool { _, ok := b.(value.Ptr); return ok }) && m.r.assignsCaptured(fn) || any(v.Bind)
	case *value.Iface:
		return m.changes(v.V, seen)
	case *value.Struct:
		return any(v.Fields)
	case *value.Array:
		return any(v.Elems)
	case *value.Seq:
		return m.changes(v.Elem, seen)
	case *value.Union:
		return any(v.Alts)
	}
	refs(v, func(id int) {
		o := m.last.get(id)
		if found || o == nil || seen[id] {
			return
		}
		seen[id] = true
		switch {
		case o.entries != nil:
			found = any(o.entries.vals)
		case o.content != nil:
			found = m.changes(o.content, seen)
		}
	}, nil)
	return found
}

// assignsCaptured reports whether one of the closures that are made where a closure
// is made stores to a variable that it captured.
func (r *Runner) assignsCaptured(fn *ir.Func) bool {
	i := strings.LastIndexByte(fn.Key, '$')
	if i < 0 {
		return false
	}
	parent := r.prog.Func(fn.Key[:i])
	if parent == nil {
		return true
	}
	for _, b := range parent.Body() {
		for _, in := range b.Instrs {
			if in.Op != ir.OpClosure {
				continue
			}
			c := r.prog.Func(in.Name)
			for i := range in.Args {
				if c == nil && !strings.HasSuffix(in.Name, "$bound") || c != nil && r.assigns(c, len(c.Params)+i, 0) {
					return true
				}
			}
		}
	}
	return false
}
