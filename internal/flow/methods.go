package flow

import (
	"slices"

	"github.com/httpcontract/httpcontract/internal/ir"
	"github.com/httpcontract/httpcontract/internal/responder"
	"github.com/httpcontract/httpcontract/internal/value"
)

// methodTree is a method with an error for its result that a library calls of a value and of those
// fields of a struct that have it, too, and theirs: of the struct before its fields, or after them.
type methodTree struct {
	name   string
	args   []value.Value
	after  bool
	failed func(err value.Value) // where one gives an error, after which no more are called
	calls  *int                  // counts them, so that their results are told apart
}

// maxMethods is how deep in structs such methods are called.
const maxMethods = 4

// methods calls a method tree of a value, and goes on with then where none gives an error.
func (c *call) methods(v value.Value, m methodTree, then func()) {
	m.calls = new(int)
	c.methodsIn(v, m, 0, then)
}

// methodsIn is methods for what is so deep in the value.
func (c *call) methodsIn(v value.Value, m methodTree, depth int, then func()) {
	fields := func(then func()) { c.methodsOfFields(v, m, depth, then) }
	if m.after {
		fields(func() { c.methodOf(v, m, then) })
		return
	}
	c.methodOf(v, m, func() { fields(then) })
}

// methodOf calls the method of a value itself.
func (c *call) methodOf(v value.Value, m methodTree, then func()) {
	q := *c.p
	q.index += *m.calls * chainIndex
	*m.calls++
	d := &call{r: c.r, x: c.x, p: &q, in: &ir.Instr{Op: ir.OpInvoke, Name: m.name, Type: errorType, Pos: c.in.Pos}}
	d.invoke(v, slices.Clone(m.args))
	c.afterError(d.outs, m.failed, then)
}

// afterError goes on with what a function has left whose one result is an error: with failed where
// that may be one, with then where it may be nil.
func (c *call) afterError(outs []outcome, failed func(err value.Value), then func()) {
	for _, o := range outs {
		if o.panics || len(o.results) != 1 {
			c.outs = append(c.outs, o)
			continue
		}
		err := c.r.resolve(o.st, o.results[0])
		if !isNil(err) {
			st := o.st.clone()
			if c.r.assume(st, nonNil(err), true) {
				c.p.st = st
				failed(err)
			}
		}
		c.p.st = o.st
		if isNil(err) || c.r.assume(o.st, nonNil(err), false) {
			then()
		}
	}
}

// methodsOfFields calls the method of the fields of a struct, or of one that a pointer points to,
// that have it and are not nil.
func (c *call) methodsOfFields(v value.Value, m methodTree, depth int, then func()) {
	r := c.r
	i, ok := r.resolve(c.p.st, v).(*value.Iface)
	if !ok || depth >= maxMethods {
		then()
		return
	}
	t := i.Type
	if t.Kind == ir.Pointer {
		t = t.Elem
	}
	if t.Kind != ir.Struct {
		then()
		return
	}
	var next func(at int)
	next = func(at int) {
		for ; at < len(t.Fields); at++ {
			if sel := t.Fields[at].Type.Method(m.name); sel != nil && inMethodSet(t.Fields[at].Type, sel) {
				break
			}
		}
		if at == len(t.Fields) {
			then()
			return
		}
		ft, content := t.Fields[at].Type, i.V
		if i.Type.Kind == ir.Pointer {
			content = r.load(c.p.st, i.V, t)
		}
		f := r.resolve(c.p.st, r.child(c.p.st, content, at, ft))
		if ft.Kind == ir.Pointer || ft.Kind == ir.Interface {
			if st := c.p.st.clone(); r.assume(st, nonNil(f), false) {
				was := c.p.st
				c.p.st = st
				next(at + 1)
				c.p.st = was
			}
			if !r.assume(c.p.st, nonNil(f), true) {
				return
			}
		}
		if ft.Kind != ir.Interface {
			f = &value.Iface{Type: ft, V: f, At: c.site()}
		}
		c.methodsIn(f, m, depth+1, func() { next(at + 1) })
	}
	next(0)
}

// bound reads the request, argument 0, into argument 1, and has that look at what was read by a
// method of its own and of what is in it.
func (c *call) bound(b *responder.Binder) {
	failed := func(err value.Value) { c.ret(err) }
	then := func() {
		c.methods(c.arg(1), methodTree{name: b.Method, args: c.args[:1], after: true, failed: failed}, func() { c.nilError() })
	}
	if own := c.r.replacement(b.Decoder); own != nil {
		d := &call{r: c.r, x: c.x, p: c.p, in: c.in}
		d.dynamic(own, c.args)
		c.afterError(d.outs, failed, then)
		return
	}
	base := c.p.st
	c.p.st = base.clone()
	c.failed()
	last := c.outs[len(c.outs)-1]
	c.markOrigin(last.results, value.Outside)
	c.p.st = base
	c.r.walk(c.x, c.p, c.arg(1), nil, decodes, map[string]bool{})
	then()
}
