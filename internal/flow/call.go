package flow

import (
	"go/constant"
	"go/token"
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
	// sought says that the standard library may call methods of the module's
	// types, which do no harm; see foreign.
	sought bool
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
func (c *call) ret(vs ...value.Value) { c.outs = append(c.outs, outcome{st: c.p.st, results: vs}) }

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
	case value.Nil:
		c.panics()
	default:
		c.opaque()
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
			c.outs[j].was, c.outs[j].is = of, v
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
	if c.in.Op == ir.OpBuiltin {
		s.Origin, s.Type = value.Standard, runtimePanic
	} else if c.name != "" && !c.r.prog.own(ir.PathOf(c.name)) {
		s.Origin, s.Type = value.Outside, foreignPanic
	}
	c.p.st.setFact(s.ID, fact{nilness: -1})
	c.p.st.panicking = s
	c.outs = append(c.outs, outcome{st: c.p.st, panics: true})
}

// function calls a function by key: one that the engine knows by heart, one
// that can be seen, or neither.
func (c *call) function(key string, bind []value.Value, targs []*ir.Type) {
	r := c.r
	if method, ok := strings.CutSuffix(key, "$bound"); ok && len(bind) == 1 && r.prog.Func(method) != nil {
		key, bind, c.args = method, nil, append(slices.Clone(bind), c.args...)
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
		if c.routes() {
			return
		}
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
	if !responder.Reads(recv) {
		if _, ok := c.r.responseOf(c.args[0]); !ok || responder.Context(recv) == nil {
			return false
		}
	}
	for _, a := range c.args[1:] {
		c.r.escape(c.x, c.p, a, nil)
	}
	res := c.results()
	c.markOrigin(res, c.read())
	c.ret(res...)
	return true
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
		fn: fn, id: r.id(r.at(x, c.p, "x"+fn.Key)), depth: x.depth + 1, parent: x, call: c.site(), targs: targs,
		limit: x.limit - r.kept(x), aside: x.aside, deferred: c.in.Mode == ir.Deferred, guarded: x.guarded || r.recovers(c.p),
	}
	if x.late {
		n.limit = min(n.limit, r.steps+lateSteps)
	}
	// What can't get at the response is not worth all the steps that there are.
	aside, bounded := c.aside(fn, args), false
	if aside {
		n.aside = true
		if r.blown[fn] >= maxBlown {
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
		r.cut = true
		c.givenUp(fn, args)
		return
	}
	r.ran[fn] = true
	before, cut := c.p.st.clone(), r.cut
	c.p.st.dirty = marks{}
	outs, ok := r.run(n, args, c.p.st)
	if !ok {
		r.cut = true
		if aside {
			r.cut = cut
			if bounded || r.scan != nil { // a scan has no steps to try it again
				r.blown[fn]++
			}
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

// recursionOf is how many activations of one function there may be for arguments: on
// constants alone it computes something.
func recursionOf(args []value.Value) int {
	for _, a := range args {
		if _, ok := a.(*value.Const); !ok {
			return maxRecursion
		}
	}
	if len(args) == 0 {
		return maxRecursion
	}
	return maxComputed
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
	asideSteps   = 12_000
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
	seen := map[int]bool{}
	return !slices.ContainsFunc(args, func(v value.Value) bool { return r.leads(c.p.st, v, seen, 0) })
}

// leads reports whether a value leads to the response.
func (r *Runner) leads(st *state, v value.Value, seen map[int]bool, depth int) bool {
	if _, ok := r.responseOf(v); ok {
		return true
	}
	return r.reaches(st, v, seen, depth, func(s *value.Sym) bool { return s.Root && s.Type.HoldsWriter() }, func(o *object) bool { return o.resp != nil })
}

// reaches reports whether a symbol or an object for which a function holds is in
// a value, or in memory that it leads to. Either function may be nil.
func (r *Runner) reaches(st *state, v value.Value, seen map[int]bool, depth int, sym func(*value.Sym) bool, obj func(*object) bool) bool {
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
		case obj != nil && obj(o):
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
// adapter has given back, like a value that sends itself, serves for that.
func (r *Runner) serves(c *call, fn *ir.Func) bool {
	if r.watched == nil || r.watched[fn] {
		return r.watched[fn]
	}
	static := c.in.Op == ir.OpCall && c.in.Name != ""
	if static || fn.Pkg != r.prog.Own || !r.prog.Roles.Serves(fn) {
		return false
	}
	before := c.p.st.serving
	if before != nil && r.watched[before] && r.prog.Roles.Partial(before) {
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
	if sel == nil {
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
	out, ok := r.impls[t.ID()]
	if !ok {
		out = r.prog.implementations(t)
		r.impls[t.ID()] = out
	}
	// What the path already knows of the value's type rules the others out.
	var keep []*ir.Type
	for _, ct := range out {
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

// implementations are the types of the module that implement an interface, nil
// if they are too many.
func (p *Program) implementations(t *ir.Type) (out []*ir.Type) {
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
				return nil
			}
		}
	}
	return out
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

// opaque calls code that can't be seen. It may keep, change or write to
// whatever it is given, and call the functions that it is given.
func (c *call) opaque() {
	r, x := c.r, c.x
	pure, origin := isPure(c.name), c.origin()
	states := []*state{c.p.st}
	for i, a := range c.args {
		var t *ir.Type
		if c.in.Fn != nil && i < len(c.in.Fn.Params) {
			t = c.in.Fn.Params[i]
		}
		if r.scan != nil {
			at, via := c.route()
			r.scan.value(c.p.st, a, at, via)
		}
		for _, f := range r.closures(c.p.st, a, 0) {
			states = c.callback(states, f)
		}
		if f, ok := a.(*value.Func); ok && r.scan == nil && len(f.Bind) > 0 && r.prog.Func(f.Name) != nil {
			continue // it has been called, which is all that can be done with it
		}
		for _, st := range states {
			c.p.st = st
			if pure {
				r.touch(c.x, c.p, a, t)
			} else {
				r.escape(c.x, c.p, a, t)
			}
		}
	}
	for i, st := range states {
		c.p.st = st
		c.p.index += i * 100000 // the results of one state are not another's
		if c.mayPanic(origin) && (x.guarded || r.recovers(c.p)) {
			q := *c.p
			q.st = st.clone()
			d := &call{r: r, x: x, p: &q, in: c.in, name: c.name}
			d.panics()
			c.outs = append(c.outs, d.outs...)
		}
		res := c.results()
		c.markOrigin(res, origin)
		c.ret(res...)
	}
}

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

// givenUp calls a function that can be seen like code that can't, because it is too much
// to execute: unlike that, it may change any field that its code changes. The arguments are
// with the variables that it has captured.
func (c *call) givenUp(fn *ir.Func, args []value.Value) {
	c.args = args
	was := c.r.skipped
	c.r.skipped = c.r.footprint(fn)
	c.opaque()
	c.r.skipped = was
}

// mayPanic reports whether code that can't be seen may panic: the standard library does
// so where it says it does, or in what it calls.
func (c *call) mayPanic(origin value.Origin) bool {
	name := c.name[strings.LastIndexByte(c.name, '.')+1:]
	args := c.args
	if strings.HasPrefix(c.name, "(*net/http.Request).") {
		args = args[1:]
	}
	if pkg := ir.PathOf(c.name); ir.IsStd(pkg) && pkg != "reflect" && !slices.ContainsFunc(args, func(v value.Value) bool {
		return c.callsBack(v, 0) || !ofRequest(v) && c.leadsOutside(v)
	}) {
		origin = value.Standard // of what it is given nothing is called
	}
	return origin != value.Standard || c.name == "" || c.sought || strings.HasPrefix(name, "Must")
}

// ofRequest reports whether a value is the request of a root, or part of it.
func ofRequest(v value.Value) bool {
	s, ok := v.(*value.Sym)
	return ok && base(s).Type.IsRequest()
}

// closures finds the functions with captured variables in a value that is
// handed to code that can't be seen.
func (r *Runner) closures(st *state, v value.Value, depth int) []*value.Func {
	if depth > 3 {
		return nil
	}
	switch v := v.(type) {
	case *value.Func:
		return []*value.Func{v}
	case *value.Iface:
		return r.closures(st, v.V, depth+1)
	case *value.Slice:
		var out []*value.Func
		for _, e := range r.items(st, v) {
			out = append(out, r.closures(st, e, depth+1)...)
		}
		return out
	case *value.Struct:
		var out []*value.Func
		for _, e := range v.Fields {
			out = append(out, r.closures(st, e, depth+1)...)
		}
		return out
	}
	return nil
}

// maxCallbacks bounds the states that functions handed to code that can't be seen
// may leave.
const maxCallbacks = 16

// callback lets code that can't be seen call a function or not, and once more if
// the first call has changed a variable of the function's: what two calls have
// done is all that any number of them can, as far as it is told apart.
func (c *call) callback(states []*state, f *value.Func) []*state {
	fn := c.r.prog.Func(f.Name)
	if fn == nil || len(f.Bind) == 0 || c.r.scan != nil && c.r.writer == nil && fn.HoldsWriter() {
		for _, st := range states {
			c.r.publish(st, f)
		}
		return states
	}
	out := slices.Clone(states)
	for round := range 2 {
		var again []*state
		for _, st := range states {
			q := *c.p
			q.st = st.clone()
			args := make([]value.Value, len(fn.Params))
			for i, t := range fn.Params {
				args[i] = c.r.result(c.x, &q, "cb"+strconv.Itoa(round)+f.Name+strconv.Itoa(i), t)
			}
			d := &call{r: c.r, x: c.x, p: &q, in: c.in, args: args, name: f.Name}
			d.function(f.Name, f.Bind, f.TArgs)
			for _, o := range d.outs {
				if o.panics {
					c.outs = append(c.outs, o)
				} else if len(out) < maxCallbacks {
					out = append(out, o.st)
					if c.r.assigned(st, o.st, f) {
						again = append(again, o.st)
					}
				}
			}
		}
		states = again
	}
	return out
}

// assigned reports whether a variable that a function has captured differs
// between two states.
func (r *Runner) assigned(a, b *state, f *value.Func) bool {
	return slices.ContainsFunc(f.Bind, func(v value.Value) bool {
		p, ok := v.(value.Ptr)
		if !ok {
			return false
		}
		was, is := a.get(p.Obj), b.get(p.Obj)
		return was != is && is != nil && (was == nil || was.digest() != is.digest())
	})
}

// effect is what code that can't be seen does to the memory that it is handed.
type effect uint8

// The effects.
const (
	// readsOnly: but it may write to a writer in it.
	readsOnly effect = iota
	// callsMethods: it knows no more of it than an interface.
	callsMethods
	// setsFields: also what reflection can set.
	setsFields
)

// escape hands a value to code that can't be seen. t is the type of the
// parameter: an io.Writer can only be written to.
func (r *Runner) escape(x *exec, p *path, v value.Value, t *ir.Type) {
	if t.IsNamed("context.Context") {
		return // its methods change nothing, whatever it was made of (package context: safe for simultaneous use)
	}
	e := setsFields
	if t != nil && t.Kind == ir.Interface && len(t.Methods) > 0 {
		e = callsMethods
	}
	r.walk(x, p, v, t, e, map[string]bool{})
}

// touch hands a value to code that only reads it.
func (r *Runner) touch(x *exec, p *path, v value.Value, t *ir.Type) {
	r.walk(x, p, v, t, readsOnly, map[string]bool{})
}

func (r *Runner) walk(x *exec, p *path, v value.Value, t *ir.Type, e effect, seen map[string]bool) {
	all := func(vs []value.Value) {
		for _, v := range vs {
			if v != nil {
				r.walk(x, p, v, nil, e, seen)
			}
		}
	}
	switch v := v.(type) {
	case *value.Iface:
		if v.Type != nil && !isWriterValue(v) && v.Type.Method("Error") != nil {
			return // errors are not changed by those who report them
		}
		r.walk(x, p, v.V, t, e, seen)
	case value.Ptr:
		r.walkObject(x, p, v, t, e, seen)
	case value.Map:
		r.walkObject(x, p, value.Ptr{Obj: v.Obj}, t, e, seen)
	case *value.Slice:
		all(r.items(p.st, v))
		if e != readsOnly && v.Type.Elem != nil && (v.Type.Elem.Kind == ir.Uint || v.Type.Elem.Kind == ir.Int) {
			r.store(p.st, v.Base, r.result(x, p, "esc"+strconv.Itoa(v.Base.Obj), nil))
		}
	case *value.Seq:
		all([]value.Value{v.Elem})
	case *value.Struct:
		for i, f := range v.Fields {
			inner := e
			if r.hides(v.Type, i) {
				inner = min(e, callsMethods)
			}
			if f != nil {
				r.walk(x, p, f, nil, inner, seen)
			}
		}
	case *value.Array:
		all(v.Elems)
	case *value.Func:
		// Of what a function has captured, it may change a variable that it
		// assigns, whenever it is called. Calling it here shows what else it does.
		fn := r.prog.Func(v.Name)
		for i, b := range v.Bind {
			cell, ok := b.(value.Ptr)
			e := readsOnly
			if ok && fn != nil && len(cell.Path) == 0 && r.assigns(fn, len(fn.Params)+i, 0) {
				e = setsFields
			}
			r.walk(x, p, b, nil, e, seen)
		}
	case value.Tuple:
		all(v)
	case *value.Union:
		for _, a := range v.Alts {
			r.walk(x, p, a, t, e, seen)
		}
	case *value.Stream:
		for _, to := range v.To {
			r.walk(x, p, to, ioWriter, readsOnly, seen)
		}
	case *value.Sym:
		if id, ok := r.responseOf(v); ok {
			r.handOver(p.st, id, bodyOnly(t))
			return
		}
		// What the path has put behind it.
		for _, id := range r.behind[v.ID] {
			if p.st.get(id) != nil {
				r.walkObject(x, p, value.Ptr{Obj: id}, nil, r.reach(v, r.derefs[id], e), seen)
			}
		}
	}
}

// reach is what code that is handed a symbol and has an effect does to what is read from
// it as another one: it can't get at fields that are hidden from it.
func (r *Runner) reach(from, to *value.Sym, e effect) effect {
	for s := to; s != nil && s.ID != from.ID; s = s.Of {
		if i, err := strconv.Atoi(strings.TrimPrefix(s.What, "f")); err == nil && i >= 0 && s.Of != nil && s.Of.Type != nil && r.hides(s.Of.Type, i) {
			e = min(e, callsMethods)
		}
	}
	return e
}

func (r *Runner) walkObject(x *exec, p *path, ptr value.Ptr, t *ir.Type, e effect, seen map[string]bool) {
	key := string(ptr.Key(nil))
	if seen[key] {
		return
	}
	seen[key] = true
	o := r.object(p.st, ptr.Obj)
	if o == nil {
		return
	}
	if len(ptr.Path) > 0 && o.resp == nil && o.entries == nil {
		r.walkPart(x, p, ptr, o, t, e, seen)
		return
	}
	switch {
	case o.resp != nil:
		r.handOver(p.st, ptr.Obj, bodyOnly(t))
	case o.entries != nil:
		for _, v := range o.entries.vals {
			r.walk(x, p, v, nil, e, seen)
		}
		if kept := e == callsMethods && o.typ != nil && !r.mutates(o.typ, -1) && !r.skipped.changes(r, p.st, ptr.Obj, o.typ); e != readsOnly && !kept && p.st.get(ptr.Obj) != nil {
			n := *o
			n.sum = digest{}
			n.entries = &mapping{rest: true}
			p.st.put(ptr.Obj, &n)
		}
	default:
		r.walk(x, p, o.content, nil, e, seen)
		if s, ok := o.content.(*value.Stream); ok && (len(s.To) > 0 || e == readsOnly) {
			if len(s.To) == 0 && bodyOnly(t) {
				n := *o
				n.sum = digest{}
				n.content = &value.Stream{Kind: s.Kind, Vague: true}
				p.st.put(ptr.Obj, &n)
			}
			return
		}
		if e != readsOnly && (p.st.get(ptr.Obj) != nil || r.derefs[ptr.Obj] != nil) {
			var c value.Value
			switch s := o.content.(type) {
			case *value.Stream:
				c = &value.Stream{Kind: s.Kind, Vague: true}
			case *value.Struct:
				c = r.exposed(x, p, "esc"+strconv.Itoa(ptr.Obj), s, e)
			default:
				c = r.result(x, p, "esc"+strconv.Itoa(ptr.Obj), o.typ)
			}
			n := *o
			n.sum = digest{}
			n.content = c
			p.st.put(ptr.Obj, &n)
		}
	}
}

// exposed is what is known of a struct after code that can't be seen was handed a
// pointer to it. It has not exchanged a writer in it: code that is handed a wrapper
// does not. In a type of the module it could set none of the fields that are not
// exported, and without reflection none at all, but by calling the module's code.
func (r *Runner) exposed(x *exec, p *path, what string, s *value.Struct, e effect) value.Value {
	n := *s
	n.Fields = slices.Clone(s.Fields)
	kept := false
	for i, f := range s.Type.Fields[:min(len(s.Type.Fields), len(s.Fields))] {
		switch {
		case isWriterValue(s.Fields[i]), (e == callsMethods && r.ours(s.Type) || r.hides(s.Type, i)) && !r.partMutated(s, i):
			kept = true
		default:
			n.Fields[i] = r.result(x, p, what+"."+strconv.Itoa(i), f.Type)
		}
	}
	if !kept {
		return r.result(x, p, what, s.Type)
	}
	return &n
}

// ours reports whether the module under analysis defines the type.
func (r *Runner) ours(t *ir.Type) bool { return t.Defined && r.prog.own(ir.PathOf(t.Name)) }

// hides reports whether code outside the module can't get at a field.
func (r *Runner) hides(t *ir.Type, i int) bool {
	return i < len(t.Fields) && !t.Fields[i].Exported && r.ours(t)
}

// walkPart is walkObject for a pointer into an object: what surrounds the part is
// out of reach.
func (r *Runner) walkPart(x *exec, p *path, ptr value.Ptr, o *object, t *ir.Type, e effect, seen map[string]bool) {
	part := r.load(p.st, ptr, nil)
	r.walk(x, p, part, nil, e, seen)
	s, stream := part.(*value.Stream)
	known := p.st.get(ptr.Obj) != nil || r.derefs[ptr.Obj] != nil
	switch {
	case stream && (len(s.To) > 0 || e == readsOnly):
		if len(s.To) == 0 && bodyOnly(t) {
			r.store(p.st, ptr, &value.Stream{Kind: s.Kind, Vague: true})
		}
	case stream:
		r.store(p.st, ptr, &value.Stream{Kind: s.Kind, Vague: true})
	case e != readsOnly && known:
		r.store(p.st, ptr, r.result(x, p, "esc"+string(ptr.Key(nil)), partType(o.typ, ptr.Path)))
	}
}

// partType is the type of a part of a value, nil where that is not known.
func partType(t *ir.Type, path []int) *ir.Type {
	for _, i := range path {
		switch {
		case t == nil:
			return nil
		case t.Kind == ir.Struct && i >= 0 && i < len(t.Fields):
			t = t.Fields[i].Type
		default:
			t = t.Elem
		}
	}
	return t
}

// bodyOnly reports whether code that gets a writer as a parameter of type t
// can do no more than write bytes.
func bodyOnly(t *ir.Type) bool {
	if t == nil || t.Kind != ir.Interface || len(t.Methods) == 0 {
		return false
	}
	for _, m := range t.Methods {
		switch m.Name {
		case "Write", "WriteString", "WriteByte", "ReadFrom", "Flush":
		default:
			return false
		}
	}
	return true
}

var ioWriter = &ir.Type{Kind: ir.Interface, Methods: []ir.Method{{Name: "Write", Sig: "([]byte) (int, error)"}}}

// builtin runs a predeclared function.
func (c *call) builtin() {
	r, st := c.r, c.p.st
	for i, a := range c.args {
		c.args[i] = r.resolve(st, a)
	}
	t := c.x.typ(c.in.Type)
	switch c.in.Name {
	case "len", "cap":
		c.ret(r.length(c, c.args[0]))
	case "append":
		c.ret(r.appendTo(c, t))
	case "recover":
		if c.x.deferred && st.panicking != nil {
			v := st.panicking
			st.panicking = nil
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
		c.ret()
	case "copy":
		if s, ok := c.args[0].(*value.Slice); ok {
			e, _, _ := r.elems(st, c.args[1])
			if e == nil {
				e = r.result(c.x, c.p, "copy", s.Type.Elem)
			}
			r.weaken(st, anyOf(s), e)
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
