package flow

import (
	"go/constant"
	"go/token"
	"slices"
	"strconv"

	"github.com/httpcontract/httpcontract/internal/ir"
	"github.com/httpcontract/httpcontract/internal/value"
)

// The functions that are part of the language.

// builtin runs a predeclared function.
func (c *call) builtin() {
	r, st := c.r, c.p.st
	for i, a := range c.args {
		c.args[i] = r.resolve(st, a)
	}
	t := c.x.typ(c.in.Type)
	switch c.in.Name {
	case "len":
		c.each(c.args[0], c.measure)
	case "cap":
		c.ret(r.length(c, c.args[0]))
	case "append":
		c.ret(r.appendTo(c, t))
	case "recover":
		if c.x.deferred && st.panicking != nil {
			v := st.panicking
			st.panicking = nil
			if o := st.get(st.resp); c.x.fn.Pkg.Module != r.prog.Own.Module && o != nil && !o.resp.committed {
				// What other code makes of a panic, nobody here has chosen.
				r.change(st, st.resp, func(o *response) { o.implied = true })
			}
			c.ret(v)
			return
		}
		c.ret(value.Nil{})
	case "delete":
		if m, ok := c.args[0].(value.Map); ok {
			if o := r.object(st, m.Obj); o != nil && o.entries != nil {
				n := *o
				n.sum = digest{}
				if distinct(c.args[1]) {
					n.entries = o.entries.remove(c.args[1])
				} else {
					n.entries = &mapping{rest: true}
				}
				st.put(m.Obj, &n)
			}
		}
		c.ret()
	case "clear":
		if m, ok := c.args[0].(value.Map); ok && r.object(st, m.Obj) != nil {
			n := *r.object(st, m.Obj)
			n.sum, n.entries = digest{}, &mapping{}
			st.put(m.Obj, &n)
		}
		if s, ok := c.args[0].(*value.Slice); ok {
			r.weaken(st, anyOf(s), r.zero(s.Type.Elem))
		}
		if s, ok := c.args[0].(*value.Seq); ok && s.Mem != 0 {
			r.store(st, anyIn(s), r.zero(s.Type.Elem))
		}
		c.ret()
	case "copy":
		if s, ok := c.args[0].(*value.Slice); ok {
			e, _, _ := r.elems(st, c.args[1])
			if e == nil {
				e = r.result(c.x, c.p, "copy", s.Type.Elem)
			}
			r.weaken(st, anyOf(s), e)
		}
		if s, ok := c.args[0].(*value.Seq); ok && s.Mem != 0 {
			e, _, _ := r.elems(st, c.args[1])
			if e == nil {
				e = r.fresh("copy", s.Type.Elem)
			}
			r.store(st, anyIn(s), e)
		}
		c.ret(r.result(c.x, c.p, "", t))
	case "min", "max":
		tok := token.LSS
		if c.in.Name == "max" {
			tok = token.GTR
		}
		best := c.args[0]
		for _, a := range c.args[1:] {
			switch r.ordered(st, tok, a, best) {
			case yes:
				best = a
			case unknown:
				if v := r.extremeConsts(c.args, tok); v != nil {
					c.ret(v)
					return
				}
				s := r.result(c.x, c.p, "", t)
				for _, a := range c.args {
					if of, ok := a.(*value.Sym); ok {
						s.Origin, s.Read = of.Origin, of.Read // what it may be, like negative, is what that may be
					}
				}
				c.p.st.setFact(s.ID, r.extreme(st, c.args, c.in.Name == "min"))
				c.ret(s)
				return
			}
		}
		c.ret(best)
	case "ssa:wrapnilchk":
		c.ret(c.args[0])
	case "close":
		r.closeChan(st, c.args[0])
		c.ret()
	case "print", "println":
		c.ret()
	case "panic":
		c.panics()
	default:
		c.ret(c.results()...)
	}
}

// extremeConsts is the extreme of values that are each one of some constants, or nil.
func (r *Runner) extremeConsts(vs []value.Value, tok token.Token) value.Value {
	best := value.Alternatives(vs[0])
	for _, v := range vs[1:] {
		alts := value.Alternatives(v)
		if len(best)*len(alts) > maxConsts*maxAlts {
			return nil
		}
		var next []value.Value
		for _, a := range best {
			for _, b := range alts {
				ca, ok := a.(*value.Const)
				cb, ok2 := b.(*value.Const)
				if !ok || !ok2 {
					return nil
				}
				if constant.Compare(cb.V, tok, ca.V) {
					ca = cb
				}
				if i := slices.IndexFunc(next, func(v value.Value) bool { return value.Same(v, ca) }); i >= 0 {
					next[i] = value.Merge(next[i], ca)
				} else {
					next = append(next, ca)
				}
			}
		}
		best = next
	}
	if len(best) == 1 {
		return best[0]
	}
	return &value.Union{Alts: best}
}

// extreme is what is known of the least or greatest of integers.
func (r *Runner) extreme(st *state, vs []value.Value, least bool) (out fact) {
	// Of the least, the upper bound is that of any; the lower one needs all.
	any, all := &out.hi, &out.lo
	if !least {
		any, all = all, any
	}
	beyond := func(a, b int64) bool { return (a < b) == least && a != b }
	every := true
	for _, v := range vs {
		var lo, hi *int64
		if n, ok := value.AsInt(v); ok {
			lo, hi = &n, &n
		} else if sym, ok := v.(*value.Sym); ok && !sym.Blur {
			f := st.fact(sym.ID)
			lo, hi = f.lo, f.hi
		}
		if !least {
			lo, hi = hi, lo
		}
		if hi != nil && (*any == nil || beyond(*hi, **any)) {
			*any = hi
		}
		if lo == nil {
			every = false
		} else if *all == nil || beyond(*lo, **all) {
			*all = lo
		}
	}
	if !every {
		*all = nil
	}
	return out
}

func (r *Runner) length(c *call, v value.Value) value.Value {
	switch v := v.(type) {
	case value.Nil:
		return value.Int(0)
	case *value.Slice:
		return value.Int(int64(v.Hi - v.Lo))
	case *value.Array:
		return value.Int(int64(len(v.Elems)))
	case value.Map:
		if o := r.object(c.p.st, v.Obj); o != nil && o.entries != nil && !o.entries.rest && o.entries.allConst() && !r.changing(c.p.st, v.Obj) {
			return value.Int(int64(len(o.entries.keys)))
		}
	case *value.Const, *value.Text:
		if s, ok := value.AsString(v); ok {
			return value.Int(int64(len(s)))
		}
	case *value.Seq:
		s := r.result(c.x, c.p, "len", c.in.Type)
		lo := int64(0)
		if v.Filled {
			lo = 1
		}
		c.p.st.setFact(s.ID, fact{lo: &lo})
		return s
	case *value.Sym:
		s := r.part(v, "len", c.in.Type)
		if sym, ok := s.(*value.Sym); ok {
			lo := int64(0)
			if v.Type != nil && v.Type.Kind == ir.String && r.equal(c.p.st, v, value.Str("", ir.Site{})) == no {
				lo = 1
			}
			r.supply(c.p.st, sym, fact{lo: &lo})
		}
		return s
	case value.Ptr:
		if a, ok := r.load(c.p.st, v, nil).(*value.Array); ok {
			return value.Int(int64(len(a.Elems)))
		}
	}
	s := r.result(c.x, c.p, "len", c.in.Type)
	lo := int64(0)
	if t, ok := v.(*value.Text); ok && (&encoder{r: r, st: c.p.st}).str(t).NonEmpty {
		lo = 1
	}
	c.p.st.setFact(s.ID, fact{lo: &lo})
	return s
}

// measure gives the length of a value: of a list that may be empty once more as one that is
// not, so that the path knows that of the list too.
func (c *call) measure(v value.Value) {
	s, ok := v.(*value.Seq)
	if !ok || s.Filled {
		c.ret(c.r.length(c, v))
		return
	}
	base, filled := c.p.st, *s
	filled.Filled = true
	c.p.st = base.clone()
	c.ret(value.Int(0))
	c.p.st = base
	c.ret(c.r.length(c, &filled))
	last := &c.outs[len(c.outs)-1]
	last.was, last.is = s, &filled
}

// appendTo is append(args[0], args[1]...).
func (r *Runner) appendTo(c *call, t *ir.Type) value.Value {
	st := c.p.st
	if len(c.args) < 2 {
		return c.args[0]
	}
	if isBytes(t) {
		_, slice0 := c.args[0].(*value.Slice)
		if !slice0 || c.args[0].(*value.Slice).Hi == 0 {
			return concatBytes(c.args[0], c.args[1])
		}
	}
	var out value.Value
	n := 0
	for _, a := range value.Alternatives(c.args[0]) {
		for _, b := range value.Alternatives(c.args[1]) {
			// Each has an array of its own.
			out = r.join(st, st, out, r.append1(c, a, b, t, n), "append|"+strconv.Itoa(c.x.id)+"|"+strconv.Itoa(c.p.index))
			n++
		}
	}
	return out
}

func concatBytes(a, b value.Value) value.Value {
	if s, ok := a.(*value.Slice); ok && s.Hi == s.Lo {
		a = value.Nil{}
	}
	return concat(a, b)
}

// appendInPlace appends to a slice whose array has room, nil if it has none.
func (r *Runner) appendInPlace(st *state, a, b *value.Slice) value.Value {
	arr, ok := r.load(st, a.Base, nil).(*value.Array)
	n := b.Hi - b.Lo
	if !ok || n == 0 || a.Hi+n > len(arr.Elems) {
		return nil
	}
	for i, e := range r.items(st, b) {
		r.store(st, value.Ptr{Obj: a.Base.Obj, Path: append(slices.Clone(a.Base.Path), a.Hi+i)}, e)
	}
	return &value.Slice{Type: a.Type, Base: a.Base, Lo: a.Lo, Hi: a.Hi + n}
}

func (r *Runner) append1(c *call, a, b value.Value, t *ir.Type, n int) value.Value {
	st := c.p.st
	sb, known := b.(*value.Slice)
	if isNil(b) {
		return a
	}
	var items []value.Value
	if sa, ok := a.(*value.Slice); ok && known {
		if out := r.appendInPlace(st, sa, sb); out != nil {
			return out
		}
		items = append(r.items(st, sa), r.items(st, sb)...)
	} else if isNil(a) && known {
		items = r.items(st, sb)
	} else {
		ea, _, fa := r.elems(st, a)
		eb, _, fb := r.elems(st, b)
		if _, isSeq := a.(*value.Seq); !isSeq && !isNil(a) && ea == nil {
			if _, isSlice := a.(*value.Slice); !isSlice {
				ea = r.fresh("elem", t.Elem)
			}
		}
		if eb == nil && !known {
			eb = r.fresh("elem", t.Elem)
		}
		return &value.Seq{Type: t, Elem: r.orZero(r.join(st, st, ea, eb, "append"), t), Filled: fa || fb}
	}
	if len(items) > maxArray {
		return &value.Seq{Type: t, Elem: r.fresh("elem", t.Elem), Filled: true}
	}
	at := &ir.Type{Kind: ir.Array, Elem: t.Elem, Len: int64(len(items))}
	id := r.allocNth(c.x, c.p, n, &object{typ: at, content: &value.Array{Type: at, Elems: items}, at: c.site()})
	return &value.Slice{Type: t, Base: value.Ptr{Obj: id}, Lo: 0, Hi: len(items)}
}
