package flow

import (
	"slices"

	"github.com/httpcontract/httpcontract/internal/ir"
	"github.com/httpcontract/httpcontract/internal/value"
)

// collections are the functions of packages maps and slices.
func collections(m map[string]func(*call)) {
	m["maps.Copy"] = func(c *call) { c.copyMap(c.arg(0), c.arg(1)); c.ret() }
	m["maps.Clone"] = func(c *call) {
		src, ok := c.arg(0).(value.Map)
		if !ok {
			c.ret(c.arg(0))
			return
		}
		o := c.r.object(c.p.st, src.Obj)
		if o == nil || o.entries == nil || c.r.changing(c.p.st, src.Obj) {
			c.ret(c.result(0))
			return
		}
		c.ret(value.Map{Obj: c.r.alloc(c.x, c.p, &object{typ: o.typ, entries: o.entries, at: c.site()})})
	}
	m["maps.DeleteFunc"] = func(c *call) { c.vagueMap(c.arg(0)); c.opaque() }
	m["maps.Insert"] = func(c *call) { c.vagueMap(c.arg(0)); c.opaque() }
	m["slices.Contains"] = func(c *call) {
		c.ret(c.search(c.arg(0), func(t truth, _ int) value.Value {
			if t == unknown {
				return nil
			}
			return value.Bool(t == yes)
		}))
	}
	m["slices.Index"] = func(c *call) {
		c.ret(c.search(c.arg(0), func(t truth, i int) value.Value {
			if t == unknown {
				return nil
			}
			return value.Int(int64(i))
		}))
	}
	m["slices.Clone"] = func(c *call) {
		if s, ok := c.arg(0).(*value.Slice); ok {
			c.ret(c.slice(c.r.items(c.p.st, s), s.Type, s.Type.Elem))
			return
		}
		c.ret(c.arg(0))
	}
	for _, name := range sorts {
		m[name] = (*call).sort
	}
	m["slices.Reverse"] = func(c *call) {
		if s, ok := c.arg(0).(*value.Slice); ok {
			items := c.r.items(c.p.st, s)
			for i, v := range items {
				c.r.store(c.p.st, value.Ptr{Obj: s.Base.Obj, Path: append(slices.Clone(s.Base.Path), s.Hi-1-i)}, v)
			}
		}
		c.ret()
	}
	m["slices.Concat"] = func(c *call) {
		parts, known := c.variadic(0)
		var out []value.Value
		t := resultType(c.x.typ(c.in.Type), 0)
		for _, p := range parts {
			s, ok := p.(*value.Slice)
			if !ok && !isNil(p) {
				known = false
				break
			}
			if ok {
				out = append(out, c.r.items(c.p.st, s)...)
			}
		}
		if !known || t == nil || t.Kind != ir.Slice {
			c.opaque()
			return
		}
		c.ret(c.slice(out, t, t.Elem))
	}
}

// anyOf is the address of some element of a slice.
func anyOf(s *value.Slice) value.Ptr {
	p := s.Base
	p.Path = append(append([]int{}, p.Path...), anyElem)
	return p
}

// sorts are the functions that put the elements of their first argument in order.
var sorts = []string{
	"slices.Sort", "slices.SortFunc", "slices.SortStableFunc", "sort.Slice", "sort.SliceStable", "sort.Sort", "sort.Stable",
	"sort.Strings", "sort.Ints", "sort.Float64s",
}

// sort puts a slice's elements in an order that is not known.
func (c *call) sort() {
	v := c.arg(0)
	if i, ok := v.(*value.Iface); ok {
		v = i.V
	}
	if s, ok := v.(*value.Slice); ok {
		for _, e := range c.r.items(c.p.st, s) {
			c.r.weaken(c.p.st, anyOf(s), e)
		}
	}
	c.opaque()
}

// copyMap copies the entries of a map into another.
func (c *call) copyMap(dst, src value.Value) {
	from, ok := src.(value.Map)
	switch {
	case isNil(src):
	case !ok:
		c.vagueMap(dst)
	default:
		o := c.r.object(c.p.st, from.Obj)
		if o == nil || o.entries == nil || o.entries.rest || c.r.changing(c.p.st, from.Obj) {
			c.vagueMap(dst)
			return
		}
		for i, k := range o.entries.keys {
			c.r.mapUpdate(c.p.st, dst, k, o.entries.vals[i])
		}
	}
}

// vagueMap makes a map's content unknown.
func (c *call) vagueMap(v value.Value) {
	for _, alt := range value.Alternatives(v) {
		if m, ok := alt.(value.Map); ok {
			if o := c.r.object(c.p.st, m.Obj); o != nil && o.entries != nil {
				n := *o
				n.sum, n.entries = digest{}, &mapping{rest: true}
				c.p.st.put(m.Obj, &n)
			}
		}
	}
}

// search looks for the second argument in a slice: answer makes the result
// of whether and where it is, nil where that is not known.
func (c *call) search(v value.Value, answer func(t truth, i int) value.Value) value.Value {
	if s, ok := v.(*value.Slice); ok {
		found, at := no, -1
		for i, e := range c.r.items(c.p.st, s) {
			t := c.r.equal(c.p.st, c.r.resolve(c.p.st, e), c.arg(1))
			if t != no {
				found, at = t, i
				break
			}
		}
		if out := answer(found, at); out != nil {
			return out
		}
	}
	if isNil(v) {
		return answer(no, -1)
	}
	return c.result(0)
}
