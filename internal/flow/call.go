package flow

import (
	"go/constant"
	"slices"
	"strconv"
	"strings"

	"github.com/httpcontract/httpcontract/internal/ir"
	"github.com/httpcontract/httpcontract/internal/responder"
	"github.com/httpcontract/httpcontract/internal/value"
)

// call is a call instruction being executed on a path: what intrinsics work
// on.
type call struct {
	r    *Runner
	x    *exec
	p    *path
	in   *ir.Instr
	name string
	args []value.Value
	outs []outcome
	// also are other states in which the call goes on and gives the same; see adopt.
	also []*state
	// sought says that the standard library may call methods of the module's
	// types, which do no harm; see foreign.
	sought bool
	// gave are the errors that functions have given the code that can't be seen, by the
	// state that they have left.
	gave map[*state]value.Value
	// made is where the value was made of which a method is called.
	made ir.Site
	// asking are the values of which the method of an embedded interface is being called.
	asking map[string]bool
}

// site is where the call stands.
func (c *call) site() ir.Site { return c.x.site(c.in.Pos) }

// route is the call in the root function that leads here, and the functions on
// the way, the innermost first.
func (c *call) route() (at ir.Site, via []*ir.Func) {
	at = c.site()
	for e := range c.x.frames() {
		via = append(via, e.fn)
		if e.parent != nil {
			at = e.call
		}
	}
	return at, via
}

// ret ends the call with results, in the path's present state.
func (c *call) ret(vs ...value.Value) {
	c.outs = append(c.outs, outcome{st: c.p.st, results: vs})
	for _, st := range c.also {
		c.outs = append(c.outs, outcome{st: st, results: slices.Clone(vs)})
	}
	c.also = nil
}

// result is the symbol for result i.
func (c *call) result(i int) *value.Sym {
	return c.r.result(c.x, c.p, strconv.Itoa(i), resultType(c.x.typ(c.in.Type), i))
}

// resultType is the type of result i of a call of type t.
func resultType(t *ir.Type, i int) *ir.Type {
	switch {
	case t == nil:
		return nil
	case t.Kind == ir.Tuple && !t.Defined:
		if i < len(t.Results) {
			return t.Results[i]
		}
		return nil
	case i == 0:
		return t
	}
	return nil
}

func resultCount(t *ir.Type) int {
	if t == nil {
		return 0
	}
	if t.Kind == ir.Tuple && !t.Defined {
		return len(t.Results)
	}
	return 1
}

// results are symbols for all results.
func (c *call) results() []value.Value {
	vs := make([]value.Value, resultCount(c.in.Type))
	for i := range vs {
		vs[i] = c.result(i)
	}
	return vs
}

// call runs a call instruction on a path.
func (r *Runner) call(x *exec, p *path, in *ir.Instr, args []value.Value) []outcome {
	c := &call{r: r, x: x, p: p, in: in, name: in.Name, args: args}
	switch {
	case in.Op == ir.OpBuiltin:
		c.builtin()
	case in.Mode == ir.Spawned:
		c.spawn()
	case in.Op == ir.OpInvoke:
		c.invoke(args[0], args[1:])
	case in.Name != "":
		c.function(in.Name, nil, x.targsOf(in.Name, in.TArgs))
	default:
		c.dynamic(args[0], args[1:])
	}
	return c.outs
}

// dynamic calls a function value.
func (c *call) dynamic(f value.Value, args []value.Value) {
	switch f := f.(type) {
	case *value.Func:
		c.args = args
		c.function(f.Name, f.Bind, f.TArgs)
	case *value.Union:
		c.each(f, func(v value.Value) { c.dynamic(v, args) })
	case value.Nil: // like one that a map does not have
		c.r.faulty = true
		c.panicsWith(c.r.faulted(c.x, c.p))
	default:
		if s, ok := f.(*value.Sym); ok && s.Foreign() {
			c.opaque()
		} else { // any of the module's, as far as can be seen
			c.opaqueChanging(c.r.footprintOf(c.in))
		}
	}
}

// each goes on with every value that one may be, on a state of its own.
func (c *call) each(of value.Value, f func(value.Value)) {
	vs := value.Alternatives(of)
	st := c.p.st
	for i, v := range vs {
		if i < len(vs)-1 {
			c.p.st = st.clone()
		} else {
			c.p.st = st
		}
		from := len(c.outs)
		f(v)
		for j := from; j < len(c.outs) && len(vs) > 1; j++ {
			if o := &c.outs[j]; o.was == v {
				o.was = of // is more exact
			} else {
				o.was, o.is = of, v
			}
		}
	}
}

// What code that is not the module's panics with is an error or a text; of the
// runtime it is an error (runtime.Error).
var (
	foreignPanic = &ir.Type{Kind: ir.Interface, Name: "panic"}
	runtimePanic = &ir.Type{Kind: ir.Interface, Name: "runtime panic"}
)

// panicHasType answers hasType for such a value.
func (r *Runner) panicHasType(st *state, v *value.Sym, t *ir.Type) truth {
	isError, isText := t.IsNamed("error"), t.Kind == ir.String && !t.Defined
	switch {
	case v.Type == runtimePanic && isError:
		return yes
	case v.Type == runtimePanic && t.Kind != ir.Interface && !ir.IsStd(ir.PathOf(strings.TrimPrefix(t.ID(), "*"))):
		return no
	case v.Type == foreignPanic && isError:
		return st.cond(condKey(&value.Cond{Op: value.HasType, X: v, Type: stringType})).not()
	case v.Type == foreignPanic && isText:
		return st.cond(condKey(&value.Cond{Op: value.HasType, X: v, Type: errorType})).not()
	}
	return unknown
}

// panics ends the call in a panic of the runtime's, or of other code's.
func (c *call) panics() {
	s := c.r.result(c.x, c.p, "panic", nil)
	switch {
	case c.in.Op == ir.OpBuiltin:
		s.Origin, s.Type = value.Standard, runtimePanic
	case strings.HasPrefix(c.name, "regexp.Must"):
		c.panicsWith(&value.Iface{Type: stringType, V: textHole})
		return
	case ir.IsStd(ir.PathOf(c.name)) && c.name != "" && !strings.HasPrefix(c.name, "log."): // with the error that it has found
		s.Origin, s.Type = value.Standard, runtimePanic
	case c.name != "" && !c.r.prog.own(ir.PathOf(c.name)):
		s.Origin, s.Type = value.Outside, foreignPanic
	}
	c.p.st.setFact(s.ID, fact{nilness: -1})
	c.panicsWith(s)
}

// panicsWith ends the call in a panic with a value.
func (c *call) panicsWith(v value.Value) {
	c.p.st.panicking = v
	c.outs = append(c.outs, outcome{st: c.p.st, panics: true})
}

// refused ends the call in net/http's panic because of an invalid status, which is with a text
// (checkWriteHeaderCode).
func (c *call) refused() {
	c.r.faulty = true
	c.panicsWith(&value.Iface{Type: stringType, V: textHole})
}

// alsoPanics adds an outcome in which the code by that name panics, beside those in
// which it returns. Without a name it may be the module's own panic.
func (c *call) alsoPanics(name string) {
	q := *c.p
	q.st = c.p.st.clone()
	d := &call{r: c.r, x: c.x, p: &q, in: c.in, name: name}
	d.panics()
	c.outs = append(c.outs, d.outs...)
}

// function calls a function by key: one that the engine knows by heart, one
// that can be seen, or neither.
func (c *call) function(key string, bind []value.Value, targs []*ir.Type) {
	r := c.r
	if method, ok := strings.CutSuffix(key, "$bound"); ok && len(bind) == 1 && r.prog.Func(method) != nil {
		key, bind, c.args = method, nil, append(slices.Clone(bind), c.args...)
	}
	if method, ok := strings.CutSuffix(key, "$thunk"); ok && r.prog.Func(key) == nil { // a method expression, of another package's type
		if _, inIface := c.arg(0).(*value.Iface); inIface && r.prog.Func(method) == nil {
			c.in = &ir.Instr{Op: ir.OpInvoke, Name: method[strings.LastIndexByte(method, '.')+1:], Pos: c.in.Pos, Type: c.in.Type}
			c.invoke(c.args[0], c.args[1:])
			return
		}
		key = method
	}
	path := ir.PathOf(key)
	if std := responder.Compatible(path); std != "" {
		key = strings.Replace(key, path, std, 1)
	}
	c.name = key
	for i, a := range c.args {
		c.args[i] = r.resolve(c.p.st, a)
	}
	if s := r.scan; s != nil {
		defer func(was []string) { s.routed = was }(s.routed)
		if responder.Limits(key) {
			c.ret(limiter)
			return
		}
		if c.routes() {
			return
		}
	}
	if c.pathVar() || c.callsRoute(key) {
		return
	}
	rsp := r.prog.responder(key)
	seen := rsp != nil && rsp.Source && r.prog.Func(key) != nil
	if rsp != nil && !seen && c.respond(rsp) {
		return
	}
	if f, e := responder.Registers(key); e != nil {
		c.endpoint(f, e)
		c.ret(c.results()...)
		return
	}
	if !seen && c.contextMethod(key) {
		return
	}
	if b := responder.Binds(key); b != nil && len(c.args) == 2 {
		c.bound(b)
		return
	}
	if f := r.intrinsics[key]; f != nil {
		c.args = append(c.args[:len(c.args):len(c.args)], bind...)
		f(c)
		return
	}
	fn := r.prog.Func(key)
	if r.scan != nil && fn != nil && !r.scan.handsOn(fn) {
		c.givenUp(fn, append(c.args[:len(c.args):len(c.args)], bind...))
		return
	}
	if fn == nil || int(fn.NRegs) < len(c.args)+len(bind) || len(fn.Params) != len(c.args) {
		c.args = append(c.args[:len(c.args):len(c.args)], bind...)
		c.opaque()
		return
	}
	made := len(c.outs)
	c.enter(fn, append(c.args[:len(c.args):len(c.args)], bind...), targs)
	if own := r.prog.Own.Module; fn.Pkg.Module != own && c.x.fn.Pkg.Module == own {
		for _, o := range c.outs[made:] {
			for i, v := range o.results {
				o.results[i], _ = c.located(o.st, v, 0)
			}
		}
	}
}

// maxLocated is how deep the parts of what another module's code gives are located.
const maxLocated = 3

// located is a value that another module's code gives the module's: what that code has
// chosen counts as chosen by the call. It is not new if there is nothing of the kind.
func (c *call) located(st *state, v value.Value, depth int) (out value.Value, isNew bool) {
	foreign := func(s ir.Site) bool { return s.Known() && s.Pkg.Module != c.r.prog.Own.Module }
	if depth > maxLocated {
		return v, false
	}
	switch v := v.(type) {
	case *value.Const:
		if slices.ContainsFunc(v.From, foreign) {
			n := *v
			n.From = []ir.Site{c.site()}
			return &n, true
		}
	case *value.Iface:
		n := *v
		if n.V, isNew = c.located(st, v.V, depth+1); foreign(v.At) {
			n.At, isNew = c.site(), true
		}
		return &n, isNew
	case *value.Struct:
		n := *v
		n.Fields = slices.Clone(v.Fields)
		for i, f := range v.Fields {
			field, is := c.located(st, f, depth+1)
			n.Fields[i], isNew = field, isNew || is
		}
		if foreign(v.At) {
			n.At, isNew = c.site(), true
		}
		return &n, isNew
	case value.Ptr:
		o := st.get(v.Obj)
		if o == nil || len(v.Path) > 0 || o.resp != nil || o.entries != nil || o.content == nil {
			break
		}
		if content, is := c.located(st, o.content, depth+1); is {
			n := *o
			n.sum, n.content = digest{}, content
			st.put(v.Obj, &n)
		}
	}
	return v, false
}

// contextMethod runs a method of a framework's context that the table does not
// have: it reads the request, and sends nothing.
func (c *call) contextMethod(key string) bool {
	recv, _, ok := strings.Cut(strings.TrimLeft(key, "(*"), ").")
	if !ok || len(c.args) == 0 {
		return false
	}
	switch f := responder.Reader(recv); {
	case f != nil:
		if rsp := c.r.prog.responder(key); rsp != nil && rsp.Then == responder.Binding {
			c.bindingError(f, rsp)
			return true
		}
	default:
		if _, ok := c.r.responseOf(c.args[0]); !ok || responder.Context(recv) == nil {
			return false
		}
	}
	method := strings.TrimPrefix(key[strings.LastIndexByte(key, ')')+1:], ".")
	if c.keeping(responder.Context(recv), method) {
		return true
	}
	if responder.Decodes(recv, method) {
		c.decode()
		if c.bindsValid(method) {
			return true
		}
	} else {
		for _, a := range c.args[1:] {
			c.r.escape(c.x, c.p, a, nil)
		}
	}
	c.retRead()
	return true
}

// retRead gives the results of a method that reads the request.
func (c *call) retRead() {
	res := c.results()
	c.markOrigin(res, c.read())
	for _, v := range res {
		if s, ok := v.(*value.Sym); ok && isContext(s) {
			c.r.ofARequest(s)
		}
	}
	c.ret(res...)
}

// enter runs a function that can be seen.
func (c *call) enter(fn *ir.Func, args []value.Value, targs []*ir.Type) {
	r, x := c.r, c.x
	if r.serves(c, fn) {
		c.p.st.serves(fn)
		for i, t := range fn.Params {
			if t.IsWriter() && !value.Same(args[i], r.writer) {
				r.veiled[fn] = true
			}
		}
	}
	if x.recursion(fn) < maxRecursion && c.summarised(fn, args, targs) {
		return
	}
	n := &exec{
		fn: fn, id: r.id(r.at(x, c.p, "x"+fn.Key)), depth: x.depth + 1, parent: x, call: c.site(), made: c.made, targs: targs,
		limit: x.limit - r.kept(x), aside: x.aside, deferred: c.in.Mode == ir.Deferred, guarded: x.guarded || r.recovers(c.p),
	}
	if x.late {
		n.limit = min(n.limit, r.steps+lateSteps)
	}
	// What can't get at the response is not worth all the steps that there are.
	aside, bounded := c.aside(fn, args), false
	if aside {
		n.aside = true
		if r.blown[fn] >= maxBlown || r.dull[fn] >= maxDull && !r.recovers(c.p) {
			c.givenUp(fn, args)
			return
		}
		steps := asideSteps
		if !r.prog.own(fn.Pkg.Path) {
			steps = foreignSteps
		}
		share := n.limit - r.steps
		if !x.aside && r.scan == nil {
			if r.writer != nil {
				share -= asideFloor
			}
			share /= asideShare // many such calls leave most of the steps to the rest
			if share <= 0 {
				c.givenUp(fn, args)
				return
			}
		}
		bounded = steps < share
		n.limit = r.steps + min(steps, share)
	}
	if n.depth > maxDepth || x.recursion(fn) >= recursionOf(args) || r.steps >= n.limit {
		r.lose(n)
		c.givenUp(fn, args)
		return
	}
	r.ran[fn] = true
	before, steps := c.p.st.clone(), r.steps
	c.p.st.dirty = marks{}
	outs, ok := r.run(n, args, c.p.st)
	if aside && r.scan == nil {
		r.noteDull(fn, before, outs, ok, r.steps-steps)
	}
	if !ok {
		r.lose(n)
		if aside && (bounded || r.scan != nil) { // a scan has no steps to try it again
			r.blown[fn]++
		}
		c.p.st = before
		c.givenUp(fn, args)
		return
	}
	for _, o := range outs {
		o.st.dirty = marks{ids: unionOf(o.st.dirty.ids, before.dirty.ids)}
	}
	c.outs = append(c.outs, outs...)
}

// lose notes that an activation is not followed to its end. What can't get at the response has only
// results and memory that are not known then.
func (r *Runner) lose(x *exec) { r.cut = r.cut || !x.aside || r.noting != nil }

// recursionOf is how many activations of one function there may be for arguments: on
// constants alone it computes something, and a number that is known may say how deep it is.
func recursionOf(args []value.Value) int {
	computes, counts := len(args) > 0, false
	for _, a := range args {
		c, ok := a.(*value.Const)
		computes = computes && ok
		counts = counts || ok && c.Computed && c.V.Kind() == constant.Int
	}
	switch {
	case computes:
		return maxComputed
	case counts:
		return maxCounted
	}
	return maxRecursion
}

// kept is how many steps a caller keeps when it makes a call: few where the calls go so
// deep that there would be none left.
func (r *Runner) kept(x *exec) int {
	if x.depth < deep {
		return reserve
	}
	return min(reserve, (x.limit-r.steps)/reserveShare)
}

// The bounds of a call that has nothing to do with the response: its steps, those
// of a function of another module, like a client's, the part of the steps that are
// left which one may take, the steps that none may take, because what answers comes
// after them, and how often a function may need more before it counts as code that
// can't be seen.
const (
	asideSteps   = 20_000
	foreignSteps = 2_500
	asideShare   = 4
	asideFloor   = MaxSteps / 8
	maxBlown     = 2
)

// aside reports whether a call can't get at the response, or in a scan at a
// serving value.
func (c *call) aside(fn *ir.Func, args []value.Value) bool {
	r := c.r
	if r.scan != nil {
		return !slices.ContainsFunc(fn.Params, (*ir.Type).Serves) && !slices.ContainsFunc(fn.Results, (*ir.Type).Serves)
	}
	if r.starting > 0 {
		return false
	}
	if r.writer == nil { // in a summary, which has its own bound
		return !r.prog.own(fn.Pkg.Path)
	}
	if slices.ContainsFunc(fn.Params, (*ir.Type).IsWriter) { // one of the program's own
		return false
	}
	seen := map[int]bool{}
	return !slices.ContainsFunc(args, func(v value.Value) bool { return r.leads(c.p.st, v, seen, 0) })
}

// leads reports whether a value leads to the response.
func (r *Runner) leads(st *state, v value.Value, seen map[int]bool, depth int) bool {
	if _, ok := r.responseOf(v); ok {
		return true
	}
	return r.reaches(st, v, seen, depth, func(s *value.Sym) bool { return s.Root && s.Type.HoldsWriter() }, func(_ int, o *object) bool { return o.resp != nil })
}

// reaches reports whether a symbol or an object for which a function holds is in
// a value, or in memory that it leads to. Either function may be nil.
func (r *Runner) reaches(st *state, v value.Value, seen map[int]bool, depth int, sym func(*value.Sym) bool, obj func(int, *object) bool) bool {
	if v == nil || depth > 12 {
		return v != nil
	}
	found := false
	refs(v, func(id int) {
		if s := r.derefs[id]; s != nil && sym != nil && sym(s) {
			found = true
		}
		o := st.get(id)
		if found || o == nil || seen[id] {
			return
		}
		seen[id] = true
		switch {
		case obj != nil && obj(id, o):
			found = true
		case o.resp != nil:
		case o.entries != nil:
			found = slices.ContainsFunc(o.entries.vals, func(v value.Value) bool { return r.reaches(st, v, seen, depth+1, sym, obj) })
		default:
			found = r.reaches(st, o.content, seen, depth+1, sym, obj)
		}
	}, func(s *value.Sym) { found = found || sym != nil && sym(s) })
	return found
}

// serves reports whether a function that is called inside an instance is the
// one that serves the request: one that the instance was made around, or one
// that is called as a value when no other is at it. What a function that needs an
// adapter has given back, like a value that sends itself, serves for that. So does a method
// that needs an adapter and is called, through an interface, by code that was generated: the
// program's part of it (the strict servers of oapi-codegen). Middleware that goes on after the
// handler serves for that.
func (r *Runner) serves(c *call, fn *ir.Func) bool {
	if r.watched == nil || r.watched[fn] {
		return r.watched[fn]
	}
	if c.in.Op == ir.OpInvoke && c.x.fn.Generated() && fn.Pkg == r.prog.Own && !fn.Generated() && r.prog.Roles.Partial(fn) {
		return true
	}
	static := c.in.Op == ir.OpCall && c.in.Name != ""
	if static || r.closing || fn.Pkg != r.prog.Own || !r.prog.Roles.Serves(fn) {
		return false
	}
	before := c.p.st.serving
	if before != nil && r.watched[before] && (r.generic[before] || r.prog.Roles.Partial(before)) {
		return false
	}
	return !c.x.within(func(fn *ir.Func) bool { return fn == before })
}

// recovers reports whether one of the path's deferred calls would stop a
// panic.
func (r *Runner) recovers(p *path) bool {
	for _, d := range p.defers {
		name := d.in.Name
		if d.in.Op == ir.OpCall && name == "" {
			if f, ok := d.args[0].(*value.Func); ok {
				name = f.Name
			}
		}
		if fn := r.prog.Func(name); fn != nil && fn.Recovers {
			return true
		}
	}
	return false
}

// invoke calls a method through an interface.
func (c *call) invoke(recv value.Value, args []value.Value) {
	r := c.r
	recv = r.resolve(c.p.st, recv)
	if c.in.Fn != nil && len(c.in.Fn.Params) > 0 && c.in.Fn.Params[0] != nil && c.in.Fn.Params[0].Kind == ir.TypeParam {
		if t := c.x.typ(c.in.Fn.Params[0]); t.Kind != ir.TypeParam && t.Kind != ir.Interface {
			c.method(t, recv, c.in.Name, args)
			return
		}
	}
	switch v := recv.(type) {
	case *value.Union:
		c.each(v, func(v value.Value) { c.invoke(v, args) })
	case value.Nil:
		c.panics()
	case *value.Iface:
		if isWriterValue(v) {
			c.args = append([]value.Value{v}, args...)
			c.writerMethod(c.in.Name)
			return
		}
		c.made = v.At
		c.method(v.Type, v.V, c.in.Name, args)
	case *value.Sym:
		c.unknownReceiver(v, args)
	default:
		c.opaque()
	}
}

// embedded calls a method of the interface in a value. What it holds may lead to the value
// again, if that stands for several: then it gives what its other ways give.
func (c *call) embedded(outer, in value.Value, args []value.Value) {
	key := string(outer.Key(nil))
	if c.asking[key] {
		return
	}
	if c.asking == nil {
		c.asking = map[string]bool{}
	}
	c.asking[key] = true
	before := len(c.outs)
	c.invoke(in, args)
	delete(c.asking, key)
	if len(c.outs) == before && len(c.asking) == 0 {
		c.opaque() // there are none
	}
}

// method calls a method of a concrete type.
func (c *call) method(t *ir.Type, v value.Value, name string, args []value.Value) {
	r, st := c.r, c.p.st
	sel := t.Method(name)
	if sel == nil { // of another module's type
		c.name, c.args = "("+t.ID()+")."+name, append([]value.Value{v}, args...)
		c.opaque()
		return
	}
	cur, ct := v, t
	for _, i := range sel.Path {
		ptr := ct.Kind == ir.Pointer
		if ptr {
			ct = ct.Elem
		}
		ft := ct.Fields[i].Type
		if ptr {
			cur = r.address(st, cur, i)
			if ft.Kind == ir.Pointer || ft.Kind == ir.Interface {
				cur = r.load(st, cur, ft)
			} else {
				ft = &ir.Type{Kind: ir.Pointer, Elem: ft}
			}
		} else {
			cur = r.child(st, cur, i, ft)
		}
		ct = ft
	}
	if sel.Method.Func == "" { // the method of an embedded interface
		c.embedded(v, cur, args)
		return
	}
	isPtr := ct.Kind == ir.Pointer && !ct.Defined
	switch {
	case sel.Method.Ptr && !isPtr:
		id := r.alloc(c.x, c.p, &object{typ: ct, content: cur})
		cur = value.Ptr{Obj: id}
	case !sel.Method.Ptr && isPtr:
		cur = r.load(st, cur, ct.Elem)
	}
	c.args = append([]value.Value{cur}, args...)
	c.function(sel.Method.Func, nil, sel.Type.TArgs)
}

// unknownReceiver calls a method of a value whose type is not known: of each
// type that can be seen to implement the interface, if it is one of the
// project's own.
func (c *call) unknownReceiver(recv *value.Sym, args []value.Value) {
	r := c.r
	if recv.Type == nil || recv.Type.Kind != ir.Interface {
		c.opaque()
		return
	}
	if recv.Root && r.writer != nil && len(args) == 0 && c.in.Type.IsWriter() && recv.Type.GivesWriter() {
		c.ret(r.writer)
		return
	}
	key := recv.Type.Declared(c.in.Name)
	if own := "(" + recv.Type.Name + ")." + c.in.Name; r.intrinsics[own] != nil {
		key = own // it says more than the interface in which the method is declared
	}
	if key != "" {
		c.args = append([]value.Value{recv}, args...)
		c.name = key
		for i, a := range c.args {
			c.args[i] = r.resolve(c.p.st, a)
		}
		if s := r.scan; s != nil {
			defer func(was []string) { s.routed = was }(s.routed)
			if c.routes() {
				return
			}
		}
		if c.pathVar() {
			return
		}
		if rsp := r.prog.responder(key); rsp != nil && c.respond(rsp) || c.contextMethod(key) {
			return
		}
		if f := r.intrinsics[key]; f != nil {
			f(c)
			return
		}
	}
	var impls []*ir.Type
	if r.scan == nil || c.in.Type.Serves() || c.in.Fn != nil && len(c.in.Fn.Params) > 0 && slices.ContainsFunc(c.in.Fn.Params[1:], (*ir.Type).Serves) {
		impls = r.implementations(c.p.st, recv, c.in.Name)
	}
	if active := slices.DeleteFunc(slices.Clone(impls), func(t *ir.Type) bool { return c.active(t) }); len(active) > 0 {
		// A decorator around a value of its own type adds nothing but another
		// layer.
		impls = active
	}
	if len(impls) == 0 {
		c.args = append([]value.Value{recv}, args...)
		c.opaque()
		return
	}
	st := c.p.st
	for i, t := range impls {
		c.p.st = st
		if i < len(impls)-1 {
			c.p.st = st.clone()
		}
		if !r.assume(c.p.st, &value.Cond{Op: value.HasType, X: recv, Type: t}, true) {
			continue
		}
		c.method(t, r.assertedValue(c.p.st, recv, t), c.in.Name, append([]value.Value{}, args...))
	}
}

// active reports whether the called method of a type is being executed already.
func (c *call) active(t *ir.Type) bool {
	sel := t.Method(c.in.Name)
	return sel != nil && c.x.within(func(fn *ir.Func) bool { return fn.Key == sel.Method.Func })
}

// maxImpls bounds the implementations that a call through an interface is
// charged with.
const maxImpls = 12

// implementations are the types that an unknown value of an interface type may
// have; a type that only passes the method on to another value of the interface
// adds nothing. The types are those of the visible packages, if the interface
// is declared there too.
func (r *Runner) implementations(st *state, recv *value.Sym, method string) []*ir.Type {
	t := recv.Type
	if len(t.Methods) == 0 || t.Defined && r.prog.pkg(ir.PathOf(t.Name)) == nil {
		return nil
	}
	if !t.Defined && !ownMethods(t) {
		return nil
	}
	if t.IsNamed("error") || foundIn(recv) {
		return nil
	}
	// What the path already knows of the value's type rules the others out.
	var keep []*ir.Type
	for _, ct := range r.implementers(t).types {
		if sel := ct.Method(method); sel != nil && sel.Method.Func != "" && r.hasType(st, recv, ct) != no {
			keep = append(keep, ct)
		}
	}
	return keep
}

// How a value was read from another one (value.Sym.What), before the type.
const (
	foundAs  = "as|" // by errors.As
	asserted = "ta|" // by a type assertion
)

// foundIn reports whether a value was looked for in an error that can't be seen: what it
// is if it is there, is a guess.
func foundIn(s *value.Sym) bool {
	return strings.HasPrefix(s.What, foundAs) || strings.HasPrefix(s.What, asserted) && s.Of != nil && s.Of.Type != nil && s.Of.Type.IsNamed("error")
}

// implementers are the types of the module that implement an interface, none if they are
// too many.
type implementers struct {
	types   []*ir.Type
	tooMany bool
}

// implementers finds the types that implement an interface once.
func (r *Runner) implementers(t *ir.Type) *implementers {
	is := r.impls[t.ID()]
	if is == nil {
		is = r.prog.implementers(t)
		r.impls[t.ID()] = is
	}
	return is
}

func (p *Program) implementers(t *ir.Type) *implementers {
	var out []*ir.Type
	for _, pkg := range p.Visible() {
		for _, ct := range pkg.Concrete {
			if ct.Kind == ir.Interface || len(ct.TArgs) > 0 {
				continue
			}
			if ok, known := ct.Implements(t); ok && known {
				out = append(out, ct)
			} else {
				pt := &ir.Type{Kind: ir.Pointer, Elem: ct}
				if ok, known := pt.Implements(t); ok && known {
					pt.Seal()
					out = append(out, pt)
				}
			}
			if len(out) > maxImpls {
				return &implementers{tooMany: true}
			}
		}
	}
	return &implementers{types: out}
}

// ownMethods reports whether an interface literal asks for more than the
// standard library's everyday methods, so that its implementations are likely
// the project's.
func ownMethods(t *ir.Type) bool {
	for _, m := range t.Methods {
		switch m.Name {
		case "Error", "String", "Unwrap", "Is", "As", "Close", "Read", "Write", "Timeout", "Temporary", "Flush":
		default:
			return true
		}
	}
	return false
}
