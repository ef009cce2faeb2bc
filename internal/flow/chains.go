package flow

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/httpcontract/httpcontract/internal/ir"
	"github.com/httpcontract/httpcontract/internal/responder"
	"github.com/httpcontract/httpcontract/internal/value"
)

// A router puts middleware around the handlers that are registered with it. A scan
// remembers what each router has been given, in memory of its own, and puts the
// same around a handler: the instance behind which it stands. See responder.Chaining.

// routes notes, in a scan, for which request methods and with what pattern a call registers what it is
// given, if that is known, and does what a router does with middleware. It is false if what the
// call is given is to be handed on.
func (c *call) routes() (done bool) {
	c.notePatterns()
	pattern := ""
	if len(c.args) > 1 && strings.Contains(c.name, "net/http.") {
		pattern, _ = value.AsString(c.arg(len(c.args) - 2)) // before the handler
	}
	if methods := responder.Routed(c.name, pattern); len(methods) > 0 {
		c.r.scan.routed = methods
	}
	ch := responder.Chains(c.name)
	return ch != nil && (ch.Fresh || len(c.args) > 0) && c.chain(ch)
}

// chain does what a router's function does with middleware. It is false if that
// is left to be done: what the function is given is handed on.
func (c *call) chain(ch *responder.Chaining) (done bool) {
	around := c.around(ch)
	switch {
	case ch.Config != "":
		c.application(ch.Config)
	case ch.Handler > 0 && ch.Handler < len(c.args):
		switch {
		case ch.Wraps:
			return c.wrap(around, c.args[ch.Handler])
		case ch.Links:
			c.link(append(around[:len(around):len(around)], c.linked(ch)...), ch.Status)
		default:
			c.register(c.router(ch), around, c.args[ch.Handler])
		}
	case ch.Derives:
		c.derive(ch, around)
	case ch.Mounts && c.mount():
		c.opaque()
	default:
		c.r.setMiddleware(c.p.st, c.args[0], around)
		c.opaque() // one router's function may call another one's, like that of gin's Engine
	}
	return true
}

// around is the middleware of the call: what its router has, and what it is given.
func (c *call) around(ch *responder.Chaining) (around []value.Value) {
	for _, name := range ch.Adds {
		d := &call{r: c.r, x: c.x, p: c.p, in: &ir.Instr{Op: ir.OpCall, Name: name, Pos: c.in.Pos, Type: anyType}}
		if d.function(name, nil, nil); len(d.outs) > 0 && len(d.outs[0].results) == 1 { // each has the same function
			c.p.st = d.outs[0].st
			around = append(around, d.outs[0].results[0])
		}
	}
	if !ch.All && !ch.Fresh {
		around = c.r.middleware(c.p.st, c.router(ch))
	}
	if first := ch.Middleware; (first > 0 || ch.All) && first < len(c.args) {
		if s, ok := c.args[first].(*value.Slice); ok {
			given := c.r.items(c.p.st, s)
			for _, v := range given {
				if fn := c.r.server(v); fn != nil {
					c.r.noteLink(fn, false)
					if !ch.Fresh && !ch.All {
						c.r.noteAnswer(c.p.st, c.router(ch), []*ir.Func{fn})
					}
				}
			}
			around = append(around[:len(around):len(around)], given...)
		}
	}
	return around
}

// router is the router of a call.
func (c *call) router(ch *responder.Chaining) value.Value {
	if ch.Default != "" {
		return c.r.load(c.p.st, c.r.global(ch.Default, &ir.Type{Kind: ir.Pointer, Elem: muxType}), muxType)
	}
	return c.args[0]
}

// muxType is the type of net/http's default router.
var muxType = &ir.Type{Kind: ir.Pointer, Elem: &ir.Type{Kind: ir.Struct, Defined: true, Name: "net/http.ServeMux"}}

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
func (c *call) register(router value.Value, around []value.Value, h value.Value) {
	c.r.noteAnswer(c.p.st, router, c.r.scan.servers(c.p.st, h))
	s := c.r.scan
	defer s.registeredWith(c.r.routerID(router))()
	v, st := c.compose(around, h)
	s.noteAround(cmp.Or(st, c.p.st), h, around, v)
	rt := routed{handler: h, key: s.valueKey(c.p.st, h), fn: c.r.server(h), lent: lendWith(c.p.st, cmp.Or(st, c.p.st))}
	if v != nil {
		rt.handler = v
	}
	s.noteRoute(c.r.routerID(router), rt)
	if v != nil {
		s.behind, s.handler, s.inner = s.servers(c.p.st, h), s.valueKey(c.p.st, h), ""
		at, via := c.route()
		s.value(st, unconverted(v), at, via)
		for _, l := range st.handed {
			c.p.st.handOn(l)
		}
		routes := s.routes[s.into]
		routes[len(routes)-1].inner = s.inner
		s.behind = nil
	}
	c.opaque()
}

// derive gives a router that begins with middleware and answers for errors as the one that
// it comes from, once it has been built.
func (c *call) derive(ch *responder.Chaining, around []value.Value) {
	r, st, router := c.r, c.p.st, c.result(0)
	r.setMiddleware(st, router, around)
	if given := ch.Middleware; given > 0 && given < len(c.args) {
		at, via := c.route()
		r.scan.value(st, c.args[given], at, via)
	}
	if !ch.All && !ch.Fresh {
		r.scan.derived[r.routerID(router)] = r.routerID(c.args[0])
		if o := st.get(r.ofRouter("answers", c.args[0])); o != nil {
			st.put(r.ofRouter("answers", router), o)
		}
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

// linked are the handlers that a call registers, of which each may go on to the next.
func (c *call) linked(ch *responder.Chaining) (out []value.Value) {
	for _, v := range c.args[ch.Handler:] {
		switch v := v.(type) {
		case *value.Slice:
			out = append(out, c.r.items(c.p.st, v)...)
		case value.Nil: // of fiber's v3, which has one handler before a list of others
		default:
			out = append(out, v)
		}
	}
	return out
}

// mount puts the middleware of a router around what another one calls that it is given, now or
// later, and has it answer for errors where that one has no function of its own. It is false if
// the call is given no router.
func (c *call) mount() bool {
	r, s, st := c.r, c.r.scan, c.p.st
	into, sub := c.args[0], c.mounted()
	if sub == nil {
		return false
	}
	around := r.middleware(st, into)
	r.setMiddleware(st, sub, slices.Concat(around, r.middleware(st, sub)))
	answers := st.get(r.ofRouter("answers", into))
	if answers == nil || st.get(r.ofRouter("answers", sub)) != nil {
		answers = nil
	} else {
		st.put(r.ofRouter("answers", sub), answers)
	}
	outer := r.linkable(st, around)
	for _, rt := range slices.Clone(s.routes[s.origin(r.routerID(sub))]) {
		if len(rt.links) == 0 {
			continue
		}
		if answers != nil {
			handlers := s.servers(rt.st, rt.handler)
			s.forgetDefault(handlers)
			r.noteAnswer(st, sub, handlers)
		}
		if len(outer) > 0 {
			s.drop(rt.inner)
			rt.links = slices.Concat(outer, rt.links)
			rt.inner = s.chain(st, rt.links, rt.fn, rt.lent)
		}
		s.noteRoute(r.routerID(into), rt)
	}
	return true
}

// mounted is the router that a call is given, nil for none.
func (c *call) mounted() (router value.Value) {
	for _, v := range c.args[1:] {
		vs := []value.Value{v}
		if list, ok := v.(*value.Slice); ok {
			vs = c.r.items(c.p.st, list)
		}
		for _, v := range vs {
			switch v := v.(type) {
			case *value.Iface:
				if isRouter(v.Type) {
					return v.V
				}
			case *value.Sym:
				if isRouter(v.Type) {
					return v
				}
			}
		}
	}
	return nil
}

// linkable are the functions in values that may go on by their context.
func (r *Runner) linkable(st *state, vs []value.Value) (out []*value.Func) {
	for _, v := range vs {
		if f, ok := unconverted(r.resolve(st, v)).(*value.Func); ok && r.server(f) != nil {
			out = append(out, f)
		}
	}
	return out
}

// link hands handlers on, and to the scan the chain with the last of them behind the
// others. What can't be seen of it is left out.
func (c *call) link(chain []value.Value, status int) {
	r, s := c.r, c.r.scan
	defer s.registeredWith(r.routerID(c.args[0]))()
	links := r.linkable(c.p.st, chain)
	for i, f := range links {
		r.noteLink(r.server(f), i == len(links)-1 && r.server(chain[len(chain)-1]) == r.server(f))
	}
	if last := r.linkable(c.p.st, chain[len(chain)-1:]); len(last) > 0 {
		rt := routed{handler: last[0], key: s.valueKey(c.p.st, last[0]), fn: r.server(last[0]), lent: lend(c.p.st), links: links}
		r.noteAnswer(c.p.st, c.args[0], s.servers(c.p.st, rt.handler))
		r.noteMissing(rt.fn, status)
		s.noteAround(c.p.st, rt.handler, chain[:len(chain)-1], nil)
		if len(links) > 1 {
			s.at, s.via = c.route()
			rt.inner = s.chain(c.p.st, links, rt.fn)
		}
		s.noteRoute(r.routerID(c.args[0]), rt)
	}
	c.opaque()
	c.fluent()
}

// fluent has a router's function that gives a router give the one that it is a method of.
func (c *call) fluent() {
	t := resultType(c.x.typ(c.in.Type), 0)
	if resultCount(c.in.Type) != 1 || !isRouter(t) || c.in.Fn == nil || len(c.in.Fn.Params) == 0 || c.in.Fn.Params[0] == nil {
		return
	}
	router := c.args[0]
	if recv := c.in.Fn.Params[0]; t.Kind == ir.Interface && recv.Kind != ir.Interface {
		router = &value.Iface{Type: recv, V: router, At: c.site()}
	}
	for i := range c.outs {
		if o := &c.outs[i]; len(o.results) == 1 {
			o.results = []value.Value{router}
		}
	}
}

// noteMissing notes with what status a handler begins, 0 where a router calls it for what is there.
func (r *Runner) noteMissing(fn *ir.Func, status int) {
	if was, known := r.missing[fn]; known && was != status {
		status = 0
	}
	r.missing[fn] = status
}

// unconverted is the function in a value that only makes a handler of it, like an
// http.HandlerFunc, or the value.
func unconverted(v value.Value) value.Value {
	if i, ok := v.(*value.Iface); ok {
		sel := i.Type.Method("ServeHTTP")
		if f, ok := i.V.(*value.Func); ok && (sel == nil || sel.Method.Func == "" || ir.IsStd(ir.PathOf(sel.Method.Func))) {
			return f
		}
	}
	return v
}

// noteAnswer notes which function answers for the errors of handlers that a router is
// given: nil for none of its own, or one that is not known.
func (r *Runner) noteAnswer(st *state, router value.Value, handlers []*ir.Func) {
	var by *ir.Func
	if o := st.get(r.ofRouter("answers", router)); o != nil {
		by = r.server(r.resolve(st, o.content))
	}
	for _, fn := range handlers {
		if r.answeredBy[fn] == nil {
			r.answeredBy[fn] = map[*ir.Func]bool{}
		}
		if !r.answeredBy[fn][by] {
			r.answeredBy[fn][by] = true
			r.scan.undo = append(r.scan.undo, func() { delete(r.answeredBy[fn], by) })
		}
	}
}

// forgetDefault takes back that the router of handlers has no function of its own that answers
// for them.
func (s *scan) forgetDefault(handlers []*ir.Func) {
	for _, fn := range handlers {
		if by := s.r.answeredBy[fn]; by[nil] {
			delete(by, nil)
			s.undo = append(s.undo, func() { by[nil] = true })
		}
	}
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

// joinRouters has a router that is one of two, like a group that a setting asks for or what it comes
// from, begin with the middleware of both, and answer for errors as the first.
func (r *Runner) joinRouters(sa, sb *state, a, b, router value.Value) {
	r.setMiddleware(sa, router, mergeMiddleware(r.middleware(sa, a), r.middleware(sb, b)))
	r.scan.derived[r.routerID(router)] = r.routerID(a)
	if o := sa.get(r.ofRouter("answers", a)); o != nil {
		sa.put(r.ofRouter("answers", router), o)
	}
}

// joinMiddleware joins two objects' lists of middleware.
func joinMiddleware(a, b value.Value) value.Value {
	return &value.Array{Type: middlewareType, Elems: mergeMiddleware(a.(*value.Array).Elems, b.(*value.Array).Elems)}
}

// mergeMiddleware is what a router has been given on one of two ways, in order. What is on one alone,
// like a logger that a setting asks for, mostly goes on to what is after it.
func mergeMiddleware(a, b []value.Value) (out []value.Value) {
	for _, v := range b {
		if i := slices.IndexFunc(a, func(w value.Value) bool { return value.Same(v, w) }); i >= 0 {
			out, a = append(out, a[:i]...), a[i+1:]
		}
		out = append(out, v)
	}
	return append(out, a...)
}

var middlewareType = &ir.Type{Kind: ir.Array, Elem: anyType}

// chained is the object with the middleware that a router has been given.
func (r *Runner) chained(router value.Value) int { return r.ofRouter("middleware", router) }

// ofRouter is an object with something of a router's.
func (r *Runner) ofRouter(what string, router value.Value) int {
	return r.id(what + "|" + string(r.outermost(router).Key(nil)))
}

// outermost is the struct around those that it embeds, like gin's Engine around its
// RouterGroup: they are the same router.
func (r *Runner) outermost(v value.Value) value.Value {
	embedded := func(t *ir.Type, i int) bool {
		return i == 0 && (t == nil || len(t.Fields) == 0) || t != nil && i >= 0 && i < len(t.Fields) && t.Fields[i].Embedded
	}
	switch w := v.(type) {
	case *value.Iface:
		return r.outermost(w.V)
	case value.Ptr:
		s := r.derefs[w.Obj]
		if s == nil || s.Type == nil {
			return v
		}
		t := s.Type.Elem
		for _, i := range w.Path {
			if !embedded(t, i) {
				return v
			}
			t = partType(t, []int{i})
		}
		return r.outermost(s)
	case *value.Sym: // a pointer in a field
		if i := fieldIndex(w); i >= 0 && w.Of.Of != nil && w.Of.What == "d" && embedded(w.Of.Type, i) {
			return r.outermost(w.Of.Of)
		}
	}
	return v
}

// noteLink notes whether a handler is the last of a chain, or may go on to others.
func (r *Runner) noteLink(fn *ir.Func, last bool) {
	r.ends[fn] = r.ends[fn] || last
}

// neverLast reports whether others come after a handler in each chain in which scans have seen it.
func (r *Runner) neverLast(fn *ir.Func) bool {
	last, known := r.ends[fn]
	return known && !last
}

// Handlers that go on by their context are a chain: of what they are, the runner knows the
// list, and the response how far the path has come in it.

// chain notes a chain of handlers that was handed on: the instance of all of them,
// behind which the last stands, under the memory of those that were handed on before. It gives
// its key.
func (s *scan) chain(st *state, links []*value.Func, last *ir.Func, under ...*lent) string {
	in := Instance{Behind: last, Around: s.servingIn(st, links[len(links)-1]), links: links, lent: &lent{st: st}, under: under}
	in.handler = s.valueKey(st, links[len(links)-1])
	in.Nested = slices.Clone(in.Around)
	all := &lent{st: st.clone()} // for the key
	for _, l := range under {
		all.st.add(l.st)
	}
	key := "behind " + last.Key
	for _, f := range links {
		link := Instance{lent: all}
		link.first(s.r.server(f), f)
		in.Nested = union(in.Nested, []*ir.Func{link.Func})
		key += " " + s.key(link)
	}
	in.first(s.r.server(links[0]), links[0])
	in.key = key
	s.keep(in)
	return key
}

// first has an instance begin with a function that serves, a value.
func (in *Instance) first(fn *ir.Func, f *value.Func) {
	in.Func, in.targs, in.recv, in.bind = fn, f.TArgs, nil, f.Bind
	if fn.Key != f.Name {
		in.recv, in.bind = f.Bind, nil
	}
}

// followable is a chain without the middleware of other modules that is too much to follow by
// itself, like what serves files from a disk: mostly it goes on to what is after it.
func (r *Runner) followable(in Instance) Instance {
	var links []*value.Func
	for i, f := range in.links {
		fn := r.server(f)
		if i == len(in.links)-1 || fn.Pkg.Module == r.prog.Own.Module || !r.sprawls(fn) {
			links = append(links, f)
		}
	}
	if len(links) < len(in.links) {
		in.links = links
		in.first(r.server(links[0]), links[0])
	}
	return in
}

// sprawls reports whether a function is too much to follow as a root.
func (r *Runner) sprawls(fn *ir.Func) bool {
	is, known := r.sprawling[fn]
	if !known {
		is = r.RunBounded(fn, helperSteps).Cut
		r.sprawling[fn] = is
	}
	return is
}

// lastOf is the handler at the end of the chain that a root begins, with which it was registered.
func (r *Runner) lastOf(root *ir.Func) *ir.Func {
	if n := len(r.links); n > 0 {
		return r.server(r.links[n-1])
	}
	return root
}

// next calls the next handler of the chain that the response has come to, with what of
// the call's arguments it takes. It is false if there is none that is known.
func (c *call) next(id int) bool {
	link := c.p.st.get(id).resp.link
	if link == 0 || link >= len(c.r.links) {
		return false
	}
	f := c.r.links[link]
	c.r.change(c.p.st, id, func(o *response) { o.link++ })
	params := c.r.server(f).Params
	if c.r.server(f).Recv {
		params = params[1:]
	}
	args := make([]value.Value, len(params))
	for i, t := range params {
		at := slices.IndexFunc(c.args, func(v value.Value) bool {
			_, leads := c.r.responseOf(v)
			return leads == (t.Context() != nil)
		})
		if args[i] = c.r.sym("linked|"+strconv.Itoa(i), t); at >= 0 {
			args[i] = c.args[at]
		}
	}
	d := &call{r: c.r, x: c.x, p: c.p, in: &ir.Instr{Op: ir.OpCall, Pos: c.in.Pos, Type: c.in.Type}}
	d.dynamic(f, args)
	framework := c.r.server(f).Framework()
	for i, o := range d.outs {
		// Where the framework goes on by itself, it does so here.
		q := *c.p
		q.st, q.index = o.st, c.p.index+chainIndex*(i+1)
		n := &call{r: c.r, x: c.x, p: &q, in: c.in, args: c.args}
		if o.panics || framework == nil || !framework.Chained || !n.next(id) {
			c.outs = append(c.outs, o)
			continue
		}
		c.outs = append(c.outs, n.outs...)
	}
	return true
}

// followed goes on with the chain where a framework does, when its first handler has returned.
func (r *Runner) followed(x *exec, args []value.Value, outs []outcome, id int) (out []outcome) {
	f := x.fn.Framework()
	if len(r.links) == 0 || f == nil || !f.Chained {
		return outs
	}
	for i, o := range outs {
		c := r.afterwards(x, o, i)
		if c.args = args; o.panics || !c.next(id) {
			out = append(out, o)
			continue
		}
		out = append(out, c.ended()...)
	}
	return out
}
