package flow

import (
	"slices"
	"strconv"
	"strings"

	"github.com/httpcontract/httpcontract/internal/ir"
	"github.com/httpcontract/httpcontract/internal/value"
)

// streamTypes are the types of which the zero value is a stream: bytes written
// to them can be read back.
var streamTypes = map[string]bool{"bytes.Buffer": true, "strings.Builder": true}

// zero is the zero value of a type.
func (r *Runner) zero(t *ir.Type) value.Value {
	if t == nil {
		return r.fresh("zero", nil)
	}
	if t.Defined && streamTypes[t.Name] {
		return &value.Stream{Kind: t.Name}
	}
	switch t.Kind {
	case ir.Bool:
		return value.Bool(false)
	case ir.Int, ir.Uint:
		return value.Int(0)
	case ir.Float:
		return zeroFloat
	case ir.String:
		return value.Str("")
	case ir.Pointer, ir.Slice, ir.Map, ir.Interface, ir.Signature, ir.Chan:
		return value.Nil{}
	case ir.Struct:
		s := &value.Struct{Type: t, Fields: make([]value.Value, len(t.Fields))}
		for i, f := range t.Fields {
			s.Fields[i] = r.zero(f.Type)
		}
		return s
	case ir.Array:
		if t.Len > maxArray {
			return &value.Seq{Type: t, Elem: r.zero(t.Elem), Filled: true}
		}
		a := &value.Array{Type: t, Elems: make([]value.Value, t.Len)}
		for i := range a.Elems {
			a.Elems[i] = r.zero(t.Elem)
		}
		return a
	case ir.Tuple:
		tup := make(value.Tuple, len(t.Results))
		for i, e := range t.Results {
			tup[i] = r.zero(e)
		}
		return tup
	}
	return r.fresh("zero", t)
}

// maxArray bounds the arrays whose elements are told apart.
const maxArray = 256

// anyElem in a pointer's path is an element of unknown index.
const anyElem = -1

// object finds an object; memory behind a symbol is made when asked for.
func (r *Runner) object(st *state, id int) *object {
	if o := st.get(id); o != nil {
		return o
	}
	if o := r.static[id]; o != nil {
		return o
	}
	if sym := r.derefs[id]; sym != nil {
		var t *ir.Type
		if sym.Type != nil {
			t = sym.Type.Elem
		}
		c := r.part(sym, "d", t)
		return &object{typ: t, content: c}
	}
	return nil
}

// decodesItself reports whether a type has methods that take a text apart, and may leave
// anything in its values.
func decodesItself(t *ir.Type) bool {
	return t != nil && (t.Method("UnmarshalJSON") != nil || t.Method("UnmarshalText") != nil)
}

// part is the symbol of something inside what a symbol stands for.
func (r *Runner) part(sym *value.Sym, what string, t *ir.Type) value.Value {
	if sym.Root && t.IsWriter() && r.writer != nil {
		return r.writer
	}
	p := r.sym(what+"|"+strconv.Itoa(sym.ID), t)
	p.Of, p.What, p.Root, p.Blur, p.Origin, p.Read = sym, what, sym.Root, sym.Blur, sym.Origin, sym.Read
	p.Decoded = sym.Decoded && !decodesItself(sym.Type)
	return p
}

// fieldIndex is the index of the field that a symbol was read from by part, in the type of
// its Of; -1 if it was not read from a field.
func fieldIndex(s *value.Sym) int {
	if s.Of == nil || s.Of.Type == nil {
		return -1
	}
	if i, err := strconv.Atoi(strings.TrimPrefix(s.What, "f")); err == nil {
		return i
	}
	return -1
}

// pointer is the memory that a symbolic pointer points to.
func (r *Runner) pointer(sym *value.Sym) value.Ptr {
	id := r.id("deref|" + strconv.Itoa(sym.ID))
	if r.derefs[id] == nil {
		for s := sym; s != nil; s = s.Of {
			r.behind[s.ID] = append(r.behind[s.ID], id)
		}
	}
	r.derefs[id] = sym
	return value.Ptr{Obj: id}
}

// asPtr turns a value used as a pointer into one, or fails.
func (r *Runner) asPtr(v value.Value) (value.Ptr, bool) {
	switch v := v.(type) {
	case value.Ptr:
		return v, true
	case *value.Sym:
		return r.pointer(v), true
	}
	return value.Ptr{}, false
}

// load reads memory. t is the type of what is read.
func (r *Runner) load(st *state, v value.Value, t *ir.Type) value.Value {
	if u, ok := v.(*value.Union); ok {
		var out value.Value
		for _, a := range u.Alts {
			out = r.join(st, st, out, r.load(st, a, t), "load")
		}
		return out
	}
	p, ok := r.asPtr(v)
	if !ok {
		return r.fresh("load", t)
	}
	if sent, ok := r.committedField(st, p); ok {
		return value.Bool(sent)
	}
	o := r.object(st, p.Obj)
	if o == nil || o.content == nil {
		return r.fresh("load", t)
	}
	c := o.content
	for i, idx := range p.Path {
		last := i == len(p.Path)-1
		var et *ir.Type
		if last {
			et = t
		}
		if r.changeable(st, p.Obj) && r.partMutated(c, idx) {
			return r.changed(st, p, t, c, idx)
		}
		c = r.child(st, c, idx, et)
	}
	if r.changeable(st, p.Obj) {
		c = r.lasting(st, c, p)
	}
	if s, ok := c.(*value.Struct); ok && !s.At.Known() && o.at.Known() {
		n := *s
		n.At = o.at
		return &n
	}
	return c
}

// committedField answers the field of a framework's context that tells whether
// a status was sent.
func (r *Runner) committedField(st *state, p value.Ptr) (sent, ok bool) {
	sym := r.derefs[p.Obj]
	if sym == nil || len(p.Path) != 1 || p.Path[0] < 0 {
		return false, false
	}
	f := sym.Type.Context()
	if f == nil || f.Committed == "" || fieldOf(sym.Type, p.Path[0]) != f.Committed {
		return false, false
	}
	id, ok := r.responseOf(sym)
	if !ok || st.get(id).resp.maybe {
		return false, false
	}
	return st.get(id).resp.committed, true
}

// fieldOf names field i of the struct that a pointer type points to.
func fieldOf(t *ir.Type, i int) string {
	if t.Elem == nil || i >= len(t.Elem.Fields) {
		return ""
	}
	return t.Elem.Name + "." + t.Elem.Fields[i].Name
}

// child is a field or an element of a value.
func (r *Runner) child(st *state, c value.Value, idx int, t *ir.Type) value.Value {
	switch c := c.(type) {
	case *value.Struct:
		if idx >= 0 && idx < len(c.Fields) {
			return c.Fields[idx]
		}
	case *value.Array:
		if idx >= 0 && idx < len(c.Elems) {
			return c.Elems[idx]
		}
		if idx == anyElem && len(c.Elems) > 0 {
			var out value.Value
			for _, e := range c.Elems {
				out = r.join(st, st, out, e, "elem")
			}
			return out
		}
	case *value.Seq:
		return r.elemOf(st, c)
	case *value.Sym:
		if c.Type != nil {
			switch {
			case c.Type.Kind == ir.Struct && idx >= 0 && idx < len(c.Type.Fields):
				if v := r.invariant(c.Type, idx); v != nil {
					return v
				}
				return r.oneOf(st, r.part(c, "f"+strconv.Itoa(idx), c.Type.Fields[idx].Type), c.Type, idx)
			case c.Type.Kind == ir.Array:
				t = c.Type.Elem
			}
		}
		return r.part(c, "f"+strconv.Itoa(idx), t)
	case *value.Union:
		var out value.Value
		for _, a := range c.Alts {
			out = r.join(st, st, out, r.child(st, a, idx, t), "child")
		}
		return out
	}
	return r.fresh("child", t)
}

// store changes memory.
func (r *Runner) store(st *state, v value.Value, val value.Value) {
	if u, ok := v.(*value.Union); ok {
		for _, a := range u.Alts {
			r.weaken(st, a, val)
		}
		return
	}
	p, ok := r.asPtr(v)
	if !ok {
		return
	}
	o := r.object(st, p.Obj)
	if o == nil || r.derefs[p.Obj] != nil && r.derefs[p.Obj].Blur {
		return // somewhere: nothing is learned from it
	}
	if r.noting != nil {
		r.noting.store(st, o, p.Path, val)
	}
	n := *o
	n.sum, n.shared = digest{}, false
	if o.shared {
		// From here on its parts are looked at one by one.
		n.content = r.lasting(st, o.content, value.Ptr{Obj: p.Obj})
	}
	n.content = r.set(st, n.content, p.Path, val)
	st.put(p.Obj, &n)
}

// weaken is a store that may not happen.
func (r *Runner) weaken(st *state, v value.Value, val value.Value) {
	if p, ok := r.asPtr(v); ok {
		old := r.load(st, p, nil)
		r.store(st, p, r.join(st, st, old, val, "weak"))
	}
}

func (r *Runner) set(st *state, c value.Value, path []int, val value.Value) value.Value {
	if len(path) == 0 {
		return val
	}
	idx, rest := path[0], path[1:]
	switch s := c.(type) {
	case *value.Stream: // a setting, like a csv.Writer's Comma
		return s
	case *value.Struct:
		if idx < 0 || idx >= len(s.Fields) {
			return c
		}
		n := *s
		n.Fields = slices.Clone(s.Fields)
		n.Fields[idx] = r.set(st, s.Fields[idx], rest, val)
		return &n
	case *value.Array:
		n := *s
		n.Elems = slices.Clone(s.Elems)
		if idx == anyElem {
			for i := range n.Elems {
				n.Elems[i] = r.join(st, st, n.Elems[i], r.set(st, n.Elems[i], rest, val), "elem")
			}
			return &n
		}
		if idx >= len(n.Elems) {
			return c
		}
		n.Elems[idx] = r.set(st, s.Elems[idx], rest, val)
		return &n
	case *value.Seq:
		return &value.Seq{Type: s.Type, Elem: r.join(st, st, s.Elem, r.set(st, s.Elem, rest, val), "elem"), Filled: s.Filled}
	case *value.Sym:
		if s.Type != nil && s.Type.Kind == ir.Struct && idx >= 0 && idx < len(s.Type.Fields) {
			n := &value.Struct{Type: s.Type, Fields: make([]value.Value, len(s.Type.Fields))}
			for i := range n.Fields {
				n.Fields[i] = r.child(st, s, i, nil)
			}
			n.Fields[idx] = r.set(st, n.Fields[idx], rest, val)
			return n
		}
		return r.fresh("set", s.Type)
	}
	return r.fresh("set", nil)
}

// lasting is what is at a place of an object that is older than the run, without the
// parts that other code changes: these are not what they were.
func (r *Runner) lasting(st *state, v value.Value, at value.Ptr) value.Value {
	s, ok := v.(*value.Struct)
	if !ok {
		return v
	}
	n := *s
	n.Fields = slices.Clone(s.Fields)
	for i, f := range s.Fields {
		part := value.Ptr{Obj: at.Obj, Path: append(slices.Clip(at.Path), i)}
		if r.partMutated(s, i) {
			n.Fields[i] = r.changed(st, part, s.Type.Fields[i].Type, s, i)
		} else {
			n.Fields[i] = r.lasting(st, f, part)
		}
	}
	return &n
}

// changed is what may be at a place by now that other code changes: part idx of whole.
func (r *Runner) changed(st *state, at value.Ptr, t *ir.Type, whole value.Value, idx int) value.Value {
	v := r.sym("mut|"+strconv.Itoa(at.Obj)+"|"+string(at.Key(nil))+"|"+strconv.Itoa(st.locked), t)
	s, ok := whole.(*value.Struct)
	if !ok {
		return v
	}
	if held := r.invariant(s.Type, idx); held != nil {
		return held
	}
	return r.oneOf(st, v, s.Type, idx)
}

// partMutated reports whether a part of a package-level object is changed by code
// that runs later.
func (r *Runner) partMutated(c value.Value, idx int) bool {
	switch c := c.(type) {
	case *value.Struct:
		return idx >= 0 && idx < len(c.Type.Fields) && (r.mutates(c.Type, idx) || r.mutates(c.Type, -1) || r.skipped.has(c.Type, idx) || r.skipped.has(c.Type, -1))
	case *value.Array:
		return r.mutates(c.Type, -1) || c.Type.Elem != nil && r.mutates(&ir.Type{Kind: ir.Slice, Elem: c.Type.Elem}, -1)
	}
	return false
}

// changeable reports whether an object is older than the run, as a package-level
// variable's memory or a handler's is, so that other code may change it.
func (r *Runner) changeable(st *state, id int) bool {
	o := st.get(id)
	if o == nil {
		o = r.static[id]
		return o != nil && !o.frozen
	}
	return o.shared
}

// freeze marks what a variable that is only read holds; see ir.Global.
func (r *Runner) freeze(v value.Value, seen map[int]bool) {
	object := func(id int) {
		o := r.static[id]
		if o == nil || seen[id] {
			return
		}
		seen[id] = true
		o.frozen = true
		if o.entries != nil {
			for _, e := range o.entries.vals {
				r.freeze(e, seen)
			}
			return
		}
		r.freeze(o.content, seen)
	}
	switch v := v.(type) {
	case *value.Slice:
		object(v.Base.Obj)
	case value.Map:
		object(v.Obj)
	case *value.Struct:
		for _, f := range v.Fields {
			r.freeze(f, seen)
		}
	case *value.Array:
		for _, e := range v.Elems {
			r.freeze(e, seen)
		}
	}
}

// alloc makes an object. The same instruction reached in the same way gives
// the same object on every path, so that paths can be compared.
func (r *Runner) alloc(x *exec, p *path, o *object) int { return r.allocNth(x, p, 0, o) }

// allocNth is alloc for an instruction that makes several objects.
func (r *Runner) allocNth(x *exec, p *path, n int, o *object) int {
	what := "o"
	if n > 0 {
		what += strconv.Itoa(n)
	}
	id := r.id(r.at(x, p, what))
	if o.depth = x.depth; r.noting != nil && o.typ.Holds(r.noting.t.Name) {
		o.depth = 0 // a value that is looked for, wherever it goes
	}
	p.st.put(id, o)
	return id
}

// join covers two values, a from state sa and b from sb. what names the place
// for the symbol that stands for both where nothing better is known.
func (r *Runner) join(sa, sb *state, a, b value.Value, what string) value.Value {
	switch {
	case a == nil:
		return b
	case b == nil:
		return a
	case value.Same(a, b):
		return value.Merge(a, b)
	}
	if ca, ok := a.(*value.Struct); ok {
		if cb, ok := b.(*value.Struct); ok && r.aligned(sa, sb, &ca, &cb) {
			n := *ca
			n.Fields = make([]value.Value, len(ca.Fields))
			for i := range n.Fields {
				n.Fields[i] = r.join(sa, sb, ca.Fields[i], cb.Fields[i], what+"."+strconv.Itoa(i))
			}
			return &n
		}
	}
	if ta, ok := a.(value.Tuple); ok {
		if tb, ok := b.(value.Tuple); ok && len(ta) == len(tb) {
			n := make(value.Tuple, len(ta))
			for i := range n {
				n[i] = r.join(sa, sb, ta[i], tb[i], what+"."+strconv.Itoa(i))
			}
			return n
		}
	}
	if ia, ok := a.(*value.Iface); ok {
		if ib, ok := b.(*value.Iface); ok && ia.Type.ID() == ib.Type.ID() {
			switch ia.V.(type) {
			case *value.Struct, *value.Seq, *value.Slice:
				n := *ia
				n.V = r.join(sa, sb, ia.V, ib.V, what)
				return &n
			}
		}
	}
	if j := r.joinObjects(sa, sb, a, b, what); j != nil {
		return j
	}
	if j := r.joinErrorLists(sa, sb, a, b, what); j != nil {
		return j
	}
	if ea, ta, fa := r.elems(sa, a); ta != nil {
		if eb, tb, fb := r.elems(sb, b); tb != nil && ta.ID() == tb.ID() {
			if qa, ok := a.(*value.Seq); ok && qa.Mem != 0 {
				if qb, ok := b.(*value.Seq); ok && qa.Mem == qb.Mem {
					return &value.Seq{Type: ta, Elem: qa.Elem, Filled: fa && fb, Mem: qa.Mem}
				}
			}
			r.unfollowed(sa, a)
			r.unfollowed(sb, b)
			return &value.Seq{Type: ta, Elem: r.orZero(r.join(sa, sb, ea, eb, what), ta), Filled: fa && fb}
		}
	}
	if sa, ok := a.(*value.Stream); ok {
		if sb, ok := b.(*value.Stream); ok && sa.Kind == sb.Kind && len(sa.To) == len(sb.To) {
			return &value.Stream{Kind: sa.Kind, To: sa.To, Vague: true}
		}
	}
	var alts []value.Value
	limit := maxAlts
	from := len(value.Alternatives(a))
	at := map[digest]int{} // where in alts a value is
	var foreign []*value.Sym
	r.steps += len(value.Alternatives(a)) / 4
next:
	for n, v := range slices.Concat(value.Alternatives(a), value.Alternatives(b)) {
		if _, t, _ := r.elems(sa, v); t != nil && n >= from {
			for i, o := range alts {
				if _, u, _ := r.elems(sa, o); u != nil && u.ID() == t.ID() {
					eo, _, fo := r.elems(sa, o)
					ev, _, fv := r.elems(sb, v)
					alts[i] = &value.Seq{Type: t, Elem: r.orZero(r.join(sa, sb, eo, ev, what), t), Filled: fo && fv}
					continue next
				}
			}
		}
		if sym, ok := v.(*value.Sym); ok && sym.Foreign() && sym.Type.IsNamed("error") {
			foreign = append(foreign, sym) // it is none of the others
			continue
		}
		if sym, ok := v.(*value.Sym); ok {
			if m := eitherMoment(a, b); m != nil {
				return r.someTime(m, sym.Type)
			}
			// Nothing is gained by "this or something unknown".
			nonnil := r.eval(sa, nonNil(a)) == yes && r.eval(sb, nonNil(b)) == yes
			j := r.either(sa, sb, sym.Type, min(r.originOf(sa, a, 0), r.originOf(sb, b, 0)), sameErrors(a, b), nonnil)
			if r.scan != nil && isRouter(sym.Type) {
				r.joinRouters(sa, sb, a, b, j)
			}
			return j
		}
		if _, ok := v.(*value.Const); ok {
			limit = maxConsts
		}
		r.scratch = v.Key(r.scratch[:0])
		key := digestOf(r.scratch)
		if dup, ok := at[key]; ok {
			alts[dup] = value.Merge(alts[dup], v)
			continue
		}
		at[key] = len(alts)
		alts = append(alts, v)
	}
	if len(foreign) > 0 {
		alts = append(alts, r.joinForeign(sa, sb, foreign))
	}
	switch {
	case len(alts) > limit:
		return r.fresh("join", nil)
	case len(alts) == 1:
		return alts[0]
	}
	return &value.Union{Alts: alts}
}

// joinForeign is the symbol for errors that code outside the module made, of two paths.
func (r *Runner) joinForeign(sa, sb *state, errs []*value.Sym) value.Value {
	origin, known, nonnil := errs[0].Origin, errs[0].Errors, true
	for _, s := range errs {
		origin, known = min(origin, s.Origin), known.Join(s.Errors)
		nonnil = nonnil && (r.eval(sa, nonNil(s)) == yes || r.eval(sb, nonNil(s)) == yes)
	}
	return r.either(sa, sb, errs[0].Type, origin, known, nonnil)
}

// either is the symbol for values of two paths, with what is known of where they come from,
// of the errors that they are, and that they are not nil.
func (r *Runner) either(sa, sb *state, t *ir.Type, from value.Origin, errs *value.Errors, nonnil bool) *value.Sym {
	what := "join"
	if nonnil {
		what = "join, not nil"
	}
	if from == value.Anywhere {
		errs = nil
	}
	if errs != nil {
		what += ", of the same errors " + strings.Join(errs.May, " ") + " " + errs.Is + " " + strings.Join(errs.Never, " ")
	}
	out := r.freshFrom(from, what, t)
	if out.Errors = errs; nonnil { // the symbol stands for nothing else
		sa.setFact(out.ID, fact{nilness: -1})
		sb.setFact(out.ID, fact{nilness: -1})
	}
	return out
}

// sameErrors is what is known of two errors alike.
func sameErrors(a, b value.Value) *value.Errors {
	sa, ok := a.(*value.Sym)
	sb, ok2 := b.(*value.Sym)
	if !ok || !ok2 {
		return nil
	}
	return sa.Errors.Join(sb.Errors)
}

// joinObjects joins two pointers to objects that two paths made for themselves,
// like the errors that different returns of a function make: a's object then
// stands for both.
func (r *Runner) joinObjects(sa, sb *state, a, b value.Value, what string) value.Value {
	if ia, ok := a.(*value.Iface); ok {
		if ib, ok := b.(*value.Iface); ok && ia.Type.ID() == ib.Type.ID() {
			if j := r.joinObjects(sa, sb, ia.V, ib.V, what); j != nil {
				n := *ia
				n.V = j
				return &n
			}
		}
		return nil
	}
	pa, ok := a.(value.Ptr)
	if !ok || sa == sb {
		return nil
	}
	pb, ok := b.(value.Ptr)
	if !ok || len(pa.Path)+len(pb.Path) > 0 || pa.Obj == pb.Obj || r.static[pa.Obj] != nil || r.static[pb.Obj] != nil || r.derefs[pa.Obj] != nil || r.derefs[pb.Obj] != nil {
		return nil
	}
	oa, ob := sa.get(pa.Obj), sb.get(pb.Obj)
	if oa == nil || ob == nil || oa.content == nil || ob.content == nil {
		return nil
	}
	ca, ok := oa.content.(*value.Struct)
	cb, ok2 := ob.content.(*value.Struct)
	if !ok || !ok2 || !r.aligned(sa, sb, &ca, &cb) {
		return nil
	}
	// An object may lead to another by many ways, and back to itself.
	outermost, pair := r.joined == nil, [2]int{pa.Obj, pb.Obj}
	if outermost {
		r.joined = map[[2]int]bool{}
		defer func() { r.joined = nil }()
	}
	if r.joined[pair] {
		return pa
	}
	r.joined[pair] = true
	n := *oa
	n.sum = digest{}
	n.content = r.join(sa, sb, ca, cb, what)
	if now := sa.get(pa.Obj); now != oa { // with a third object, on a way back
		n.content = r.join(sa, sa, n.content, now.content, what)
	}
	sa.put(pa.Obj, &n)
	return pa
}

// joinErrorLists joins two short lists of errors that have the same length: each error with the one at
// its place.
func (r *Runner) joinErrorLists(sa, sb *state, a, b value.Value, what string) value.Value {
	la, ok := a.(*value.Slice)
	if !ok || !listsErrors(la) {
		return nil
	}
	lb, ok := b.(*value.Slice)
	if !ok || la.Type.ID() != lb.Type.ID() || la.Hi-la.Lo != lb.Hi-lb.Lo || la.Hi == la.Lo || sa == sb {
		return nil
	}
	oa, ob := r.object(sa, la.Base.Obj), r.object(sb, lb.Base.Obj)
	if oa == nil || ob == nil {
		return nil
	}
	elems := r.items(sa, la)
	for i, v := range r.items(sb, lb) {
		elems[i] = r.join(sa, sb, elems[i], v, what+"["+strconv.Itoa(i)+"]")
	}
	t := &ir.Type{Kind: ir.Array, Elem: la.Type.Elem, Len: int64(len(elems))}
	id := r.id("list|" + what)
	sa.put(id, &object{typ: t, content: &value.Array{Type: t, Elems: elems}, at: oa.at, depth: max(oa.depth, ob.depth)})
	return &value.Slice{Type: la.Type, Base: value.Ptr{Obj: id}, Hi: len(elems)}
}

// listsErrors reports whether a list of errors is so short that its errors are told apart.
func listsErrors(l *value.Slice) bool {
	e := l.Type.Elem
	return e != nil && l.Hi-l.Lo <= maxGistList && (e.IsNamed("error") || e.Method("Error") != nil)
}

// aligned reports whether two structs can be joined field by field; errors that were joined of
// different ones become any choice of them for that.
func (r *Runner) aligned(sa, sb *state, a, b **value.Struct) bool {
	if (*a).Type.ID() != (*b).Type.ID() {
		return false
	}
	if (*a).Type == joinErrorType && (len((*a).Fields) != len((*b).Fields) || isSeq((*a).Fields[1]) != isSeq((*b).Fields[1])) {
		*a, *b = r.anyOf(sa, *a), r.anyOf(sb, *b)
	}
	return len((*a).Fields) == len((*b).Fields)
}

// anyOf is an error made of others by errors.Join as one of any choice of them.
func (r *Runner) anyOf(st *state, s *value.Struct) *value.Struct {
	if isSeq(s.Fields[1]) {
		return s
	}
	n := *s
	n.Fields = []value.Value{textHole, r.choiceOf(st, s.Fields[1:])}
	return &n
}

func (r *Runner) orZero(v value.Value, t *ir.Type) value.Value {
	if v == nil {
		return r.fresh("elem", t.Elem)
	}
	return v
}

// The bounds of a union: more alternatives are something unknown.
const (
	maxAlts   = 16
	maxConsts = 64
)

// elems is the join of a slice's elements, its type and whether it has any; no
// type if v is no slice.
func (r *Runner) elems(st *state, v value.Value) (elem value.Value, t *ir.Type, filled bool) {
	switch v := v.(type) {
	case *value.Seq:
		return r.elemOf(st, v), v.Type, v.Filled
	case *value.Slice:
		for _, e := range r.items(st, v) {
			elem = r.join(st, st, elem, e, "elem|"+v.Type.ID())
		}
		return elem, v.Type, v.Hi > v.Lo
	}
	return nil, nil, false
}

// elemOf is what each element of a slice of unknown length may be.
func (r *Runner) elemOf(st *state, s *value.Seq) value.Value {
	if s.Mem != 0 {
		if o := st.get(s.Mem); o != nil {
			if in, ok := o.content.(*value.Seq); ok {
				return in.Elem
			}
		}
	}
	return s.Elem
}

// anyIn points to any element of a slice of unknown length that was made.
func anyIn(s *value.Seq) value.Ptr { return value.Ptr{Obj: s.Mem, Path: []int{anyElem}} }

// unfollowed notes that what is stored in the elements of a slice is no longer followed.
func (r *Runner) unfollowed(st *state, v value.Value) {
	if s, ok := v.(*value.Seq); ok && s.Mem != 0 && st.get(s.Mem) != nil {
		r.store(st, anyIn(s), r.fresh("elem", s.Type.Elem))
	}
}

// items are the elements of a slice of known length.
func (r *Runner) items(st *state, s *value.Slice) []value.Value {
	out := make([]value.Value, 0, s.Hi-s.Lo)
	for i := s.Lo; i < s.Hi; i++ {
		p := value.Ptr{Obj: s.Base.Obj, Path: append(slices.Clone(s.Base.Path), i)}
		out = append(out, r.load(st, p, s.Type.Elem))
	}
	return out
}
