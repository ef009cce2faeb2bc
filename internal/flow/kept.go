package flow

import (
	"slices"
	"strings"

	"github.com/httpcontract/httpcontract/internal/ir"
	"github.com/httpcontract/httpcontract/internal/responder"
	"github.com/httpcontract/httpcontract/internal/value"
)

// The handlers of one request hand values on to each other in their context, under keys. What
// middleware has put there, a handler that is executed behind it finds; by itself it asks for
// what is not known.

// keeping runs a method of a framework's context, argument 0, that puts a value there or
// gives one back. It is false for another method.
func (c *call) keeping(f *responder.Framework, method string) bool {
	if f == nil || len(c.args) < 2 {
		return false
	}
	id, ok := c.r.responseOf(c.args[0])
	if !ok {
		return false
	}
	kept := c.p.st.get(id).resp.kept
	o := c.p.st.get(kept)
	if o == nil {
		return false
	}
	given := c.args[2:]
	switch k := f.Keeps; {
	case slices.Contains(k.Both, method):
		if s, ok := c.args[len(c.args)-1].(*value.Slice); ok && len(c.args) == 3 {
			given = c.r.items(c.p.st, s)
		}
		if len(given) == 0 || isNil(given[0]) {
			c.kept(o, false)
			return true
		}
		c.keep(kept, o, given[0])
		c.ret(given[0])
	case slices.Contains(k.Puts, method) && len(given) > 0:
		c.keep(kept, o, given[0])
		c.ret(c.results()...)
	case slices.Contains(k.Gives, method):
		c.kept(o, false)
	case slices.Contains(k.Demands, method):
		c.kept(o, true)
	default:
		return false
	}
	return true
}

// keep puts a value under the key that is argument 1.
func (c *call) keep(id int, o *object, v value.Value) {
	m := o.entries
	if k := c.r.resolve(c.p.st, bare(c.args[1])); distinct(k) {
		m = m.set(k, v)
	} else {
		m = &mapping{rest: true}
	}
	c.p.st.put(id, &object{typ: o.typ, entries: m})
}

// kept gives back what is under the key that is argument 1, or panics without it.
func (c *call) kept(o *object, demands bool) {
	if k := c.r.resolve(c.p.st, bare(c.args[1])); distinct(k) {
		if i := o.entries.find(k); i >= 0 {
			v, res := o.entries.vals[i], c.results()
			switch t := resultType(c.x.typ(c.in.Type), 0); {
			case len(res) == 0:
			case t != nil && t.Kind == ir.Interface:
				res[0] = v
			default:
				if i, ok := v.(*value.Iface); ok && typeEqual(i.Type, t) {
					res[0] = i.V
				}
			}
			if len(res) == 2 {
				res[1] = value.Bool(true)
			}
			c.ret(res...)
			return
		}
	}
	c.r.asksAround = true
	if demands {
		q := *c.p
		q.st = c.p.st.clone()
		q.st.panicking = &value.Iface{Type: stringType, V: textHole}
		c.outs = append(c.outs, outcome{st: q.st, panics: true})
	}
	res := c.results()
	c.markOrigin(res, c.read())
	c.likely(res)
	c.ret(res...)
}

// likely notes that what a handler finds in its context is most likely there, where nothing is seen of how it
// is registered: middleware that it stands behind puts it there.
func (c *call) likely(found []value.Value) {
	for _, v := range found {
		if s, ok := v.(*value.Sym); ok && c.r.unrouted {
			c.r.parts[s.ID] = true
		}
	}
}

// bare is what is in an interface, like a key.
func bare(v value.Value) value.Value {
	if i, ok := v.(*value.Iface); ok {
		if _, constant := i.V.(*value.Const); constant && strings.IndexByte(i.Type.ID(), '.') < 0 {
			return i.V
		}
	}
	return v
}
