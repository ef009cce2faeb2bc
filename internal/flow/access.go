package flow

import (
	"go/token"
	"slices"
	"strconv"

	"github.com/httpcontract/httpcontract/internal/ir"
	"github.com/httpcontract/httpcontract/internal/value"
)

// How parts of memory are read and written: fields, elements, entries.

// address is &v.field.
func (r *Runner) address(st *state, v value.Value, field int) value.Value {
	switch v := v.(type) {
	case *value.Union:
		var out value.Value
		for _, a := range v.Alts {
			out = r.join(st, st, out, r.address(st, a, field), "addr")
		}
		return out
	}
	if p, ok := r.asPtr(v); ok {
		return value.Ptr{Obj: p.Obj, Path: append(slices.Clone(p.Path), field)}
	}
	return r.fresh("addr", nil)
}

// elemAddr is &v[i], of the nth value that the instruction is about.
func (r *Runner) elemAddr(x *exec, p *path, v, i value.Value, nth int) value.Value {
	n, known := value.AsInt(i)
	idx := anyElem
	if known && n >= 0 {
		idx = int(n)
	}
	switch v := v.(type) {
	case *value.Slice:
		if idx != anyElem {
			idx += v.Lo
		}
		return value.Ptr{Obj: v.Base.Obj, Path: append(slices.Clone(v.Base.Path), idx)}
	case *value.Seq:
		if v.Mem != 0 {
			return anyIn(v)
		}
		id := r.allocNth(x, p, nth, &object{typ: v.Type.Elem, content: v.Elem})
		return value.Ptr{Obj: id}
	case value.Ptr:
		return value.Ptr{Obj: v.Obj, Path: append(slices.Clone(v.Path), idx)}
	case *value.Sym:
		var et *ir.Type
		if v.Type != nil {
			et = v.Type.Elem
			if v.Type.Kind == ir.Pointer && et != nil {
				et = et.Elem
			}
		}
		what := "e*"
		if known {
			what = "e" + strconv.Itoa(idx)
		} else if s, ok := i.(*value.Sym); ok {
			what = "es" + strconv.Itoa(s.ID)
		}
		return r.part(v, what, &ir.Type{Kind: ir.Pointer, Elem: et})
	case *value.Union:
		var out value.Value
		for n, a := range v.Alts {
			if !isNil(a) {
				out = r.join(p.st, p.st, out, r.elemAddr(x, p, a, i, n), "elemaddr")
			}
		}
		if out != nil {
			return out
		}
	}
	return r.fresh("elemaddr", nil)
}

// index is v[i] of an array or string.
func (r *Runner) index(st *state, v, i value.Value, t *ir.Type) value.Value {
	if s, ok := value.AsString(v); ok {
		if n, ok := value.AsInt(i); ok && n >= 0 && int(n) < len(s) {
			return value.Int(int64(s[n]))
		}
		return r.fresh("index", t)
	}
	n, ok := value.AsInt(i)
	if !ok || n < 0 {
		n = anyElem
	}
	return r.child(st, v, int(n), t)
}

func (r *Runner) slice(x *exec, p *path, in *ir.Instr, t *ir.Type) value.Value {
	v := r.val(x, p, &in.Args[0])
	bound := func(i int, def int) (int, bool) {
		a := &in.Args[i]
		if a.Kind == ir.ArgNone {
			return def, true
		}
		n, ok := value.AsInt(r.resolve(p.st, r.val(x, p, a)))
		return int(n), ok
	}
	switch v := v.(type) {
	case value.Ptr: // an array
		o := r.object(p.st, v.Obj)
		if o == nil {
			break
		}
		arr, ok := r.load(p.st, v, nil).(*value.Array)
		if !ok {
			if seq, ok := r.load(p.st, v, nil).(*value.Seq); ok {
				return &value.Seq{Type: t, Elem: seq.Elem, Filled: seq.Filled}
			}
			break
		}
		lo, ok1 := bound(1, 0)
		hi, ok2 := bound(2, len(arr.Elems))
		if ok1 && ok2 && lo >= 0 && lo <= hi && hi <= len(arr.Elems) {
			return &value.Slice{Type: t, Base: v, Lo: lo, Hi: hi}
		}
	case *value.Slice:
		lo, ok1 := bound(1, 0)
		hi, ok2 := bound(2, v.Hi-v.Lo)
		if ok1 && ok2 && lo >= 0 && lo <= hi && v.Lo+hi <= v.Hi {
			return &value.Slice{Type: v.Type, Base: v.Base, Lo: v.Lo + lo, Hi: v.Lo + hi}
		}
		e, et, _ := r.elems(p.st, v)
		return &value.Seq{Type: et, Elem: r.orZero(e, et)}
	case *value.Seq:
		return &value.Seq{Type: v.Type, Elem: v.Elem, Mem: v.Mem}
	case *value.Const, *value.Text:
		lo, ok1 := bound(1, 0)
		if s, ok := value.AsString(v); ok {
			hi, ok2 := bound(2, len(s))
			if ok1 && ok2 && lo >= 0 && lo <= hi && hi <= len(s) {
				return value.Str(s[lo:hi], siteOf(v))
			}
		}
		if ok1 && lo == 0 && in.Args[2].Kind == ir.ArgNone {
			return v
		}
		return textHole
	case value.Nil:
		return v
	}
	return r.result(x, p, "", t)
}

func (r *Runner) mapUpdate(st *state, m, k, v value.Value) {
	for _, alt := range value.Alternatives(m) {
		ref, ok := alt.(value.Map)
		if !ok {
			continue
		}
		o := r.object(st, ref.Obj)
		if o == nil || o.entries == nil {
			continue
		}
		n := *o
		n.sum = digest{}
		switch {
		case distinct(k) && (len(o.entries.keys) < maxArray || o.entries.find(k) >= 0):
			n.entries = o.entries.set(k, v)
		case distinct(k) && o.entries.allConst(): // another key, one too many
			if o.entries.rest {
				continue
			}
			n.entries = &mapping{keys: o.entries.keys, vals: o.entries.vals, rest: true}
		default:
			// Some entry: one that is known may have been replaced.
			n.entries = &mapping{rest: true}
			for i, key := range o.entries.keys {
				n.entries.keys = append(n.entries.keys, key)
				n.entries.vals = append(n.entries.vals, r.join(st, st, o.entries.vals[i], v, "mapupdate"))
			}
		}
		st.put(ref.Obj, &n)
	}
}

// lookup is m[k]. A key that is not known makes a path for each entry.
func (r *Runner) lookup(x *exec, p *path, in *ir.Instr) []*path {
	m, k := r.val(x, p, &in.Args[0]), r.resolve(p.st, r.val(x, p, &in.Args[1]))
	t := x.typ(in.Type)
	vt := t
	if in.N == 1 && t != nil && len(t.Results) > 0 {
		vt = t.Results[0]
	}
	set := func(p *path, v value.Value, ok value.Value) {
		if in.N == 1 {
			v = value.Tuple{v, ok}
		}
		p.regs.set(in.Dst, v)
	}
	opaque := func() []*path {
		v, ok := r.result(x, p, "", vt), r.result(x, p, "ok", boolType)
		s, is := m.(*value.Sym)
		if is {
			v.Decoded = s.Decoded && !decodesItself(vt)
			v.Origin = max(v.Origin, s.Origin)
		}
		if is && r.parts[s.ID] {
			set(p, v, r.pathPart(p.st, k, v, ok))
		} else {
			set(p, v, ok)
		}
		return []*path{p}
	}
	switch m := m.(type) {
	case *value.Const, *value.Text:
		set(p, r.index(p.st, m, k, vt), value.Bool(true))
		return []*path{p}
	case value.Nil:
		set(p, r.zero(vt), value.Bool(false))
		return []*path{p}
	case value.Map:
		o := r.object(p.st, m.Obj)
		if o == nil || o.entries == nil {
			return opaque()
		}
		if r.changing(p.st, m.Obj) {
			return opaque()
		}
		if u, ok := k.(*value.Union); ok {
			var out []*path
			for _, alt := range u.Alts {
				out = append(out, r.lookupIn(x, p.fork(), o.entries, alt, vt, set)...)
			}
			return out
		}
		return r.lookupIn(x, p, o.entries, k, vt, set)
	}
	return opaque()
}

func (r *Runner) lookupIn(x *exec, p *path, m *mapping, k value.Value, vt *ir.Type, set func(p *path, v, ok value.Value)) []*path {
	if i := m.find(k); i >= 0 {
		set(p, m.vals[i], value.Bool(true))
		return []*path{p}
	}
	if distinct(k) && m.allConst() {
		if m.rest {
			set(p, r.result(x, p, "", vt), r.result(x, p, "ok", boolType))
		} else {
			set(p, r.zero(vt), value.Bool(false))
		}
		return []*path{p}
	}
	if len(m.keys) > maxOutcomes {
		set(p, r.result(x, p, "", vt), r.result(x, p, "ok", boolType))
		return []*path{p}
	}
	var out []*path
	for i, key := range m.keys {
		q := p.fork()
		if r.assume(q.st, &value.Cond{Op: value.Compare, Tok: token.EQL, X: k, Y: key}, true) {
			set(q, m.vals[i], value.Bool(true))
			out = append(out, q)
		}
	}
	for _, key := range m.keys {
		if !r.assume(p.st, &value.Cond{Op: value.Compare, Tok: token.EQL, X: k, Y: key}, false) {
			return out
		}
	}
	if m.rest {
		set(p, r.result(x, p, "", vt), r.result(x, p, "ok", boolType))
	} else {
		set(p, r.zero(vt), value.Bool(false))
	}
	return append(out, p)
}

func (r *Runner) rangeOver(st *state, v value.Value) value.Value {
	switch v := v.(type) {
	case value.Map:
		o := r.object(st, v.Obj)
		if o == nil || o.entries == nil {
			break
		}
		if r.changing(st, v.Obj) {
			break
		}
		return &value.Iter{Keys: o.entries.keys, Vals: o.entries.vals, Rest: o.entries.rest}
	case value.Nil:
		return &value.Iter{}
	case *value.Const:
		if s, ok := value.AsString(v); ok && len(s) <= maxArray {
			it := &value.Iter{}
			for i, c := range s {
				it.Keys = append(it.Keys, value.Int(int64(i)))
				it.Vals = append(it.Vals, value.Int(int64(c)))
			}
			return it
		}
	}
	return r.fresh("range", nil)
}

func (r *Runner) next(x *exec, p *path, in *ir.Instr) {
	t := x.typ(in.Type)
	var kt, vt *ir.Type
	if t != nil && len(t.Results) == 3 {
		kt, vt = t.Results[1], t.Results[2]
	}
	a := &in.Args[0]
	it, ok := r.val(x, p, a).(*value.Iter)
	if ok && it.Next < len(it.Keys) {
		p.regs.set(in.Dst, value.Tuple{value.Bool(true), it.Keys[it.Next], it.Vals[it.Next]})
		n := *it
		n.Next++
		p.regs.set(a.Reg, &n)
		return
	}
	if ok && !it.Rest {
		p.regs.set(in.Dst, value.Tuple{value.Bool(false), r.zero(kt), r.zero(vt)})
		return
	}
	p.regs.set(in.Dst, value.Tuple{r.result(x, p, "ok", boolType), r.result(x, p, "k", kt), r.result(x, p, "v", vt)})
}

// indexed splits a path on what a number may be that is the index of known elements, if that is
// one of a few: what they are goes with what else depends on the number.
func (r *Runner) indexed(x *exec, p *path, in *ir.Instr) []*path {
	if in.Op != ir.OpIndex && in.Op != ir.OpIndexAddr {
		return []*path{p}
	}
	alts := r.within(p.st, r.resolve(p.st, r.val(x, p, &in.Args[1])))
	if len(alts) < 2 || len(alts) > maxIndexed || !r.elementsKnown(p.st, r.val(x, p, &in.Args[0])) {
		return []*path{p}
	}
	i := r.val(x, p, &in.Args[1])
	var out []*path
	for _, alt := range alts {
		q := p.fork()
		if r.assume(q.st, &value.Cond{Op: value.Compare, Tok: token.EQL, X: i, Y: alt}, true) {
			out = append(out, q)
		}
	}
	return out
}

// maxIndexed bounds the paths that an index makes.
const maxIndexed = 8

// elementsKnown reports whether a value is an array or slice of known length, or the memory
// of one.
func (r *Runner) elementsKnown(st *state, v value.Value) bool {
	switch v := v.(type) {
	case *value.Slice, *value.Array:
		return true
	case value.Ptr:
		_, ok := r.load(st, v, nil).(*value.Array)
		return ok
	}
	return false
}
