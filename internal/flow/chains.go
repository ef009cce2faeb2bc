package flow

import (
	"strings"

	"github.com/httpcontract/httpcontract/internal/ir"
	"github.com/httpcontract/httpcontract/internal/responder"
	"github.com/httpcontract/httpcontract/internal/value"
)

// A router puts middleware around the handlers that are registered with it. A scan
// remembers what each router has been given, in memory of its own, and puts the
// same around a handler: the instance behind which it stands. See responder.Chaining.

// routes notes, in a scan, for which request methods a call registers what it is given,
// if that is known, and does what a router does with middleware. It is false if what the
// call is given is to be handed on.
func (c *call) routes() (done bool) {
	pattern := ""
	if len(c.args) > 1 && strings.Contains(c.name, "net/http.") {
		pattern, _ = value.AsString(c.arg(len(c.args) - 2)) // before the handler
	}
	if methods := responder.Routed(c.name, pattern); len(methods) > 0 {
		c.r.scan.routed = methods
	}
	ch := responder.Chains(c.name)
	return ch != nil && len(c.args) > 0 && c.chain(ch)
}

// chain does what a router's function does with middleware. It is false if that
// is left to be done: what the function is given is handed on.
func (c *call) chain(ch *responder.Chaining) (done bool) {
	around := c.around(ch)
	switch {
	case ch.Config != "":
		c.application(ch.Config)
	case ch.Handler > 0 && ch.Handler < len(c.args):
		if ch.Wraps {
			return c.wrap(around, c.args[ch.Handler])
		}
		c.register(around, c.lastHandler(ch))
	case ch.Derives:
		c.derive(ch, around)
	default:
		c.r.setMiddleware(c.p.st, c.args[0], around)
		return false
	}
	return true
}

// around is the middleware of the call: what its router has, and what it is given.
func (c *call) around(ch *responder.Chaining) (around []value.Value) {
	if !ch.All {
		around = c.r.middleware(c.p.st, c.args[0])
	}
	if first := ch.Middleware; (first > 0 || ch.All) && first < len(c.args) {
		if s, ok := c.args[first].(*value.Slice); ok {
			around = append(around[:len(around):len(around)], c.r.items(c.p.st, s)...)
		}
	}
	return around
}

// application makes an application, and notes the function in a field of its
// configuration that answers for errors.
func (c *call) application(field string) {
	r, st, app := c.r, c.p.st, c.result(0)
	if s, ok := c.arg(0).(*value.Slice); ok {
		for _, config := range r.items(st, s) {
			if f := r.member(st, config, field); f != nil && !isNil(r.resolve(st, f)) {
				st.put(r.ofRouter("answers", app), &object{typ: anyType, content: f})
			}
		}
	}
	c.ret(app)
}

// wrap gives a handler back inside middleware. It is false if there is none that can be
// seen.
func (c *call) wrap(around []value.Value, h value.Value) bool {
	v, st := c.compose(around, h)
	if v == nil {
		return false
	}
	c.p.st = st
	c.ret(v)
	return true
}

// register hands a handler on, and to the scan the middleware with it inside.
func (c *call) register(around []value.Value, h value.Value) {
	c.r.noteAnswer(c.p.st, c.args[0], h)
	if v, st := c.compose(around, h); v != nil {
		s := c.r.scan
		s.behind = c.r.server(h)
		at, via := c.route()
		s.value(st, unconverted(v), at, via)
		s.behind = nil
	}
	c.opaque()
}

// derive gives a router that begins with middleware and answers for errors as the one that
// it comes from, once it has been built.
func (c *call) derive(ch *responder.Chaining, around []value.Value) {
	r, st, router := c.r, c.p.st, c.result(0)
	r.setMiddleware(st, router, around)
	if o := st.get(r.ofRouter("answers", c.args[0])); o != nil && !ch.All {
		st.put(r.ofRouter("answers", router), o)
	}
	if ch.Builds == 0 || ch.Builds >= len(c.args) {
		c.ret(router)
		return
	}
	q := *c.p
	q.index += chainIndex
	d := &call{r: r, x: c.x, p: &q, in: &ir.Instr{Op: ir.OpCall, Pos: c.in.Pos}}
	d.dynamic(c.args[ch.Builds], []value.Value{router})
	for _, o := range d.outs {
		if !o.panics {
			o.results = []value.Value{router}
		}
		c.outs = append(c.outs, o)
	}
}

// lastHandler is the handler that a call registers: where it may be given several, all but
// the last are middleware.
func (c *call) lastHandler(ch *responder.Chaining) value.Value {
	h := c.args[ch.Handler]
	if ch.Middleware == 0 && ch.Handler+1 < len(c.args) {
		if s, ok := c.args[ch.Handler+1].(*value.Slice); ok && s.Hi > s.Lo {
			h = s
		}
	}
	if s, ok := h.(*value.Slice); ok && s.Hi > s.Lo {
		h = c.r.items(c.p.st, s)[s.Hi-s.Lo-1]
	}
	return unconverted(h)
}

// unconverted is the function in a value that only makes a handler of it, like an
// http.HandlerFunc, or the value.
func unconverted(v value.Value) value.Value {
	if i, ok := v.(*value.Iface); ok {
		if f, ok := i.V.(*value.Func); ok {
			return f
		}
	}
	return v
}

// noteAnswer notes which function answers for the errors of a handler that a router is
// given: nil for none of its own, or one that is not known.
func (r *Runner) noteAnswer(st *state, router, h value.Value) {
	fn := r.server(h)
	if fn == nil {
		return
	}
	var by *ir.Func
	if o := st.get(r.ofRouter("answers", router)); o != nil {
		by = r.server(r.resolve(st, o.content))
	}
	if r.answeredBy[fn] == nil {
		r.answeredBy[fn] = map[*ir.Func]bool{}
	}
	r.answeredBy[fn][by] = true
}

// chainIndex keeps apart what the calls of middleware at one place make.
const chainIndex = 1_000_000

// compose puts middleware around a handler, the first one outermost, and gives the state
// in which that is done. What can't be seen is left out. It is nil if nothing is left.
func (c *call) compose(around []value.Value, h value.Value) (value.Value, *state) {
	fn := c.r.server(h)
	if fn == nil {
		return nil, nil
	}
	if f, ok := h.(*value.Func); ok && fn.Framework() == nil {
		h = &value.Iface{Type: handlerType, V: f}
	}
	inner, q := h, *c.p
	q.st = c.p.st.clone()
	c.r.scan.composing++ // the handler is not handed on by middleware that only makes its own
	defer func() { c.r.scan.composing-- }()
	for i := len(around) - 1; i >= 0; i-- {
		f, ok := c.r.resolve(q.st, around[i]).(*value.Func)
		if !ok || c.r.server(f) == nil {
			continue
		}
		q.index += chainIndex
		d := &call{r: c.r, x: c.x, p: &q, in: &ir.Instr{Op: ir.OpCall, Pos: c.in.Pos, Type: &ir.Type{Kind: ir.Interface, Name: "any"}}}
		d.dynamic(f, []value.Value{inner})
		if len(d.outs) != 1 || d.outs[0].panics || len(d.outs[0].results) != 1 || c.r.server(d.outs[0].results[0]) == nil {
			return nil, nil
		}
		inner, q.st = d.outs[0].results[0], d.outs[0].st
	}
	if value.Same(inner, h) {
		return nil, nil
	}
	return inner, q.st
}

// server is the function that serves if a value does, or nil.
func (r *Runner) server(v value.Value) *ir.Func {
	switch v := unconverted(v).(type) {
	case *value.Func:
		return r.prog.Func(strings.TrimSuffix(v.Name, "$bound"))
	case *value.Iface:
		if sel := v.Type.Method("ServeHTTP"); sel != nil && sel.Method.Func != "" {
			return r.prog.Func(sel.Method.Func)
		}
	}
	return nil
}

// middleware is what a router has been given, the outermost first.
func (r *Runner) middleware(st *state, router value.Value) []value.Value {
	if o := st.get(r.chained(router)); o != nil {
		if a, ok := o.content.(*value.Array); ok {
			return a.Elems
		}
	}
	return nil
}

func (r *Runner) setMiddleware(st *state, router value.Value, around []value.Value) {
	if len(around) == 0 {
		return
	}
	r.scan.chains++ // a summary does not say that
	st.put(r.chained(router), &object{typ: middlewareType, content: &value.Array{Type: middlewareType, Elems: around}})
}

var middlewareType = &ir.Type{Kind: ir.Array, Elem: anyType}

// chained is the object with the middleware that a router has been given.
func (r *Runner) chained(router value.Value) int { return r.ofRouter("middleware", router) }

// ofRouter is an object with something of a router's.
func (r *Runner) ofRouter(what string, router value.Value) int {
	if i, ok := router.(*value.Iface); ok {
		router = i.V
	}
	return r.id(what + "|" + string(router.Key(nil)))
}
