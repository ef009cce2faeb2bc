package flow

import (
	"go/constant"
	"go/token"
	"slices"
	"strings"

	"github.com/httpcontract/httpcontract/internal/ir"
	"github.com/httpcontract/httpcontract/internal/responder"
	"github.com/httpcontract/httpcontract/internal/value"
)

// valueContext is the type of the contexts that carry a value: its parent, the
// key, the value. One that can be ended by itself has a nil key, something of its own for a value, and
// points to what its cancel function has left. It may have a deadline, and a cause that is why it has
// ended after that (context.Cause).
var valueContext = &ir.Type{Kind: ir.Struct, Defined: true, Name: "context.valueCtx",
	Fields: []ir.Field{{Name: "Context", Type: contextType}, {Name: "key", Type: anyType}, {Name: "val", Type: anyType}, {Name: "deadline", Type: boolType}, {Name: "cause", Type: errorType}, {Name: "ended", Type: &ir.Type{Kind: ir.Pointer, Elem: endedType}}},
	Methods: []ir.Method{
		{Name: "Value", Sig: "(any) any", Func: "(context.valueCtx).Value"},
		{Name: "Err", Sig: "() error", Func: "(context.valueCtx).Err"},
		{Name: "Done", Sig: "() <-chan struct{}", Func: "(context.valueCtx).Done"},
		{Name: "Deadline", Sig: "() (time.Time, bool)", Func: "(context.valueCtx).Deadline"},
	}}

// The fields of a valueContext.
const (
	ctxParent = iota
	ctxKey
	ctxVal
	ctxDeadline
	ctxCause
	ctxEnded
)

// endedType is what a cancel function leaves: whether it was called, and with what cause.
var endedType = &ir.Type{Kind: ir.Struct, Defined: true, Name: "context.ended", Fields: []ir.Field{{Name: "Is", Type: boolType}, {Name: "Cause", Type: errorType}}}

// detachedContext is the type of the contexts that are never cancelled: its parent, of
// which it has the values, nil for context.Background.
var detachedContext = &ir.Type{Kind: ir.Struct, Defined: true, Name: "context.withoutCancelCtx",
	Fields: []ir.Field{{Name: "Context", Type: contextType}},
	Methods: []ir.Method{
		{Name: "Value", Sig: "(any) any", Func: "(context.withoutCancelCtx).Value"},
		{Name: "Err", Sig: "() error", Func: "(context.withoutCancelCtx).Err"},
		{Name: "Done", Sig: "() <-chan struct{}", Func: "(context.withoutCancelCtx).Done"},
		{Name: "Deadline", Sig: "() (time.Time, bool)", Func: "(context.withoutCancelCtx).Deadline"},
	}}

var (
	anyType     = &ir.Type{Kind: ir.Interface, Name: "any"}
	contextType = &ir.Type{Kind: ir.Interface, Defined: true, Name: "context.Context"}
)

// contexts are the functions by which values travel in a request's context.
func contexts(m map[string]func(*call)) {
	m["context.WithValue"] = func(c *call) { c.ret(c.derived(c.arg(0), c.arg(1), c.arg(2))) }
	detached := func(c *call, parent value.Value) {
		c.ret(&value.Iface{Type: detachedContext, V: &value.Struct{Type: detachedContext, Fields: []value.Value{parent}}, At: c.site()})
	}
	m["context.WithoutCancel"] = func(c *call) { detached(c, c.arg(0)) }
	empty := func(c *call) { detached(c, value.Nil{}) }
	for _, f := range []string{"Background", "TODO"} { // the two give the same (context, Background and TODO)
		m["context."+f] = empty
	}
	for _, f := range []string{"Err", "Done"} {
		m["(context.withoutCancelCtx)."+f] = func(c *call) { c.ret(value.Nil{}) }
	}
	m["(context.withoutCancelCtx).Deadline"] = func(c *call) { c.ret(c.result(0), value.Bool(false)) }
	m["(context.withoutCancelCtx).Value"] = func(c *call) {
		s, ok := c.arg(0).(*value.Struct)
		switch {
		case !ok:
			c.ret(c.result(0))
		case isNil(s.Fields[0]):
			c.ret(value.Nil{})
		default:
			c.askParent("Value", s.Fields[0])
		}
	}
	for _, f := range []string{"WithCancel", "WithCancelCause"} {
		m["context."+f] = func(c *call) { c.cancellable(false, value.Nil{}) }
	}
	for _, f := range []string{"WithTimeout", "WithTimeoutCause", "WithDeadline", "WithDeadlineCause"} { // see expires
		m["context."+f] = func(c *call) {
			var cause value.Value = value.Nil{}
			if len(c.args) == 3 {
				cause = c.arg(2)
			}
			c.cancellable(true, cause)
		}
	}
	// [cause,] what it leaves.
	m[cancel] = func(c *call) {
		ended := c.arg(len(c.args) - 1)
		if called, _, ok := c.r.endedAt(c.p.st, ended); ok && value.Same(called, value.Bool(true)) {
			c.ret() // only the first call has an effect
			return
		}
		var cause value.Value = value.Nil{}
		if len(c.args) == 2 {
			cause = c.arg(0)
		}
		c.r.store(c.p.st, ended, &value.Struct{Type: endedType, Fields: []value.Value{value.Bool(true), cause}})
		c.ret()
	}
	m["(context.valueCtx).Value"] = func(c *call) {
		s, ok := c.arg(0).(*value.Struct)
		if !ok {
			c.ret(c.result(0))
			return
		}
		switch c.r.equal(c.p.st, s.Fields[ctxKey], c.arg(1)) {
		case yes:
			c.ret(s.Fields[ctxVal])
		case no:
			c.askParent("Value", s.Fields[ctxParent])
		default:
			c.ret(c.result(0))
		}
	}
	m["(context.valueCtx).Deadline"] = func(c *call) { c.ret(c.results()...) }
	for _, f := range []string{"(context.valueCtx).Done", "(context.Context).Done"} {
		m[f] = func(c *call) {
			if s := identity(c.arg(0)); s != nil {
				c.ret(c.r.part(s, endOf, c.in.Type))
				return
			}
			c.ret(c.results()...)
		}
	}
	// Err is nil, Canceled or DeadlineExceeded (context.Context).
	ended := func(c *call, ctx value.Value) {
		base := c.p.st
		var names []string
		hasEnded := c.r.hasEnded(base, identity(ctx))
		if c.r.expires(ctx) {
			names = append(names, "DeadlineExceeded")
		}
		if c.r.cancelled(base, ctx) || hasEnded && len(names) == 0 { // by what can't be seen
			names = append([]string{"Canceled"}, names...)
		}
		for _, name := range names {
			c.p.st = base.clone()
			c.ret(c.r.variable(c.p.st, "context."+name))
		}
		if c.p.st = base; !hasEnded {
			c.ret(value.Nil{})
		}
	}
	m["(context.Context).Err"] = func(c *call) { ended(c, c.arg(0)) }
	m["(context.valueCtx).Err"] = func(c *call) {
		if s, ok := c.arg(0).(*value.Struct); ok && !isNil(s.Fields[ctxKey]) {
			c.askParent("Err", s.Fields[ctxParent]) // it has a value, and nothing else of its own
			return
		}
		ended(c, &value.Iface{Type: valueContext, V: c.arg(0)})
	}
	m["context.Cause"] = func(c *call) { c.cause(c.arg(0), ended) }
	m["(context.Context).Value"] = func(c *call) {
		if !c.r.carried(c.arg(1)) {
			c.ret(value.Nil{})
			return
		}
		c.r.asksAround = true
		c.opaque()
		for _, o := range c.outs {
			c.likely(o.results)
		}
	}

	m["(*net/http.Request).Context"] = func(c *call) {
		if i := c.contextField(0); i >= 0 {
			v := c.r.load(c.p.st, c.r.address(c.p.st, c.arg(0), i), contextType)
			if _, ok := v.(*value.Iface); ok {
				c.ret(v)
				return
			}
		}
		// One and the same for each request.
		s := c.result(0)
		if sym, ok := c.arg(0).(*value.Sym); ok {
			s = c.r.part(sym, "ctx", contextType).(*value.Sym)
		}
		c.r.ofARequest(s)
		c.p.st.setFact(s.ID, fact{nilness: -1})
		c.ret(s)
	}
	with := func(c *call) {
		p, ok := c.r.asPtr(c.arg(0))
		i := c.contextField(0)
		if !ok || i < 0 {
			c.ret(c.results()...)
			return
		}
		t := c.requestType(0)
		content := c.r.set(c.p.st, c.r.load(c.p.st, p, t), []int{i}, c.arg(1))
		c.ret(value.Ptr{Obj: c.r.alloc(c.x, c.p, &object{typ: t, content: content, at: c.site()})})
	}
	m["(*net/http.Request).WithContext"] = with
	m["(*net/http.Request).Clone"] = with
}

// endOf is how the channel that a context closes when it ends was read from what stands for the
// context (value.Sym.What), after which it has an error.
const endOf = "done"

// identity is what stands for a context by which it is known whether it has ended: for one
// that can't be seen itself, for one with a deadline that; nil if there is nothing.
func identity(ctx value.Value) *value.Sym {
	switch v := ctx.(type) {
	case *value.Sym:
		if !v.Blur {
			return v
		}
	case *value.Iface:
		return identity(v.V)
	case *value.Struct:
		switch {
		case v.Type != valueContext:
		case !isNil(v.Fields[ctxKey]): // it has a value, and nothing else of its own
			return identity(v.Fields[ctxParent])
		default:
			s, _ := v.Fields[ctxVal].(*value.Sym)
			return s
		}
	}
	return nil
}

// received notes what a path knows when it has received from a channel.
func (r *Runner) received(st *state, ch value.Value) {
	r.hasNowEnded(st, endsWith(ch))
}

// hasNowEnded notes that a path has seen the end of a context that something stands for.
func (r *Runner) hasNowEnded(st *state, s *value.Sym) {
	if s != nil {
		st.setFact(r.part(s, "ended", boolType).(*value.Sym).ID, fact{eq: constant.MakeBool(true)})
	}
}

// endsWith is what stands for the context of which a channel tells the end, nil for another
// channel.
func endsWith(ch value.Value) *value.Sym {
	if s, ok := ch.(*value.Sym); ok && s.What == endOf {
		return s.Of
	}
	return nil
}

// hasEnded reports whether a path has seen the end of a context.
func (r *Runner) hasEnded(st *state, s *value.Sym) bool {
	return s != nil && st.fact(r.part(s, "ended", boolType).(*value.Sym).ID).eq != nil
}

// askParent calls a method of a context's parent with the same arguments.
func (c *call) askParent(method string, parent value.Value) {
	c.in = &ir.Instr{Op: ir.OpInvoke, Name: method, Pos: c.in.Pos, Type: c.in.Type}
	c.invoke(parent, c.args[1:])
}

// carried reports whether some code may put a value into a context under a key. Of one of
// an unexported type without fields that is only the type's package, unless it has
// a variable that others can name.
func (r *Runner) carried(key value.Value) bool {
	i, ok := key.(*value.Iface)
	if !ok || !i.Type.Defined || i.Type.Kind != ir.Struct || len(i.Type.Fields) > 0 || len(i.Type.TArgs) > 0 {
		return true
	}
	pkg := r.prog.pkg(ir.PathOf(i.Type.Name))
	name := i.Type.Name[strings.LastIndexByte(i.Type.Name, '.')+1:]
	if pkg == nil || !r.prog.own(pkg.Path) || token.IsExported(name) {
		return true
	}
	known, ok := r.carriedKeys[i.Type.Name]
	if !ok {
		known = puts(pkg, i.Type)
		r.carriedKeys[i.Type.Name] = known
	}
	return known
}

// puts reports whether code of a package may put a value into a context under a key of a
// type, or hand such a key to others.
func puts(pkg *ir.Package, t *ir.Type) bool {
	for _, g := range pkg.Globals {
		if g.Type.ID() == t.ID() && token.IsExported(g.Name[strings.LastIndexByte(g.Name, '.')+1:]) {
			return true
		}
	}
	for _, fn := range pkg.Funcs {
		if fn.Exported() && slices.ContainsFunc(fn.Results, func(u *ir.Type) bool { return u.ID() == t.ID() }) {
			return true
		}
		made := map[int32]bool{}
		for _, b := range fn.Body() {
			for _, in := range b.Instrs {
				if in.Op == ir.OpMakeIface && in.Type.ID() == t.ID() {
					made[in.Dst] = true
				}
			}
		}
		if len(made) == 0 {
			continue
		}
		for _, b := range fn.Body() {
			for _, in := range b.Instrs {
				asks := in.Op == ir.OpInvoke && in.Name == "Value" || in.Op == ir.OpMakeIface
				if !asks && slices.ContainsFunc(in.Args, func(a ir.Arg) bool { return a.Kind == ir.ArgReg && made[a.Reg] }) {
					return true
				}
			}
		}
	}
	return false
}

// derived is a context with a value in it.
func (c *call) derived(parent, k, v value.Value) *value.Iface {
	return &value.Iface{Type: valueContext, V: &value.Struct{Type: valueContext, Fields: []value.Value{parent, k, v, value.Bool(false), value.Nil{}, value.Nil{}}}, At: c.site()}
}

// cancel is the name of the functions that end a context.
const cancel = "context.cancel"

// cancellable returns a context that ends with its first argument, by the function that is returned,
// or by a deadline, for a cause if that is not nil.
func (c *call) cancellable(deadline bool, cause value.Value) {
	ctx := c.derived(c.arg(0), value.Nil{}, c.r.result(c.x, c.p, "end", anyType))
	fields := ctx.V.(*value.Struct).Fields
	zero := &value.Struct{Type: endedType, Fields: []value.Value{value.Bool(false), value.Nil{}}}
	ended := value.Ptr{Obj: c.r.alloc(c.x, c.p, &object{typ: endedType, content: zero, at: c.site()})}
	fields[ctxDeadline], fields[ctxCause], fields[ctxEnded] = value.Bool(deadline), cause, ended
	c.ret(ctx, &value.Func{Name: cancel, Bind: []value.Value{ended}})
}

// hasDeadline reports whether a valueContext has a deadline of its own.
func hasDeadline(s *value.Struct) bool { return value.Same(s.Fields[ctxDeadline], value.Bool(true)) }

// endedBy is what the cancel function of a valueContext has left: whether it was called, and with what
// cause. It is not ok for a context without one, or if that is not known.
func (r *Runner) endedBy(st *state, s *value.Struct) (called, cause value.Value, ok bool) {
	if isNil(s.Fields[ctxEnded]) {
		return nil, nil, false
	}
	return r.endedAt(st, s.Fields[ctxEnded])
}

// endedAt is what a cancel function has left in its memory.
func (r *Runner) endedAt(st *state, at value.Value) (called, cause value.Value, ok bool) {
	e, ok := r.load(st, at, endedType).(*value.Struct)
	if !ok || len(e.Fields) != 2 {
		return nil, nil, false
	}
	return e.Fields[0], e.Fields[1], true
}

// inValueContext is a valueContext in an interface, nil for another context.
func inValueContext(ctx value.Value) *value.Struct {
	i, ok := ctx.(*value.Iface)
	if !ok || i.Type != valueContext {
		return nil
	}
	s, _ := i.V.(*value.Struct)
	return s
}

// cancelled reports whether a context may have ended before its deadline.
func (r *Runner) cancelled(st *state, ctx value.Value) bool {
	if i, ok := ctx.(*value.Iface); ok && i.Type == detachedContext {
		return false
	}
	s := inValueContext(ctx)
	if s == nil {
		return true
	}
	if called, _, ok := r.endedBy(st, s); !isNil(s.Fields[ctxEnded]) && (!ok || !value.Same(called, value.Bool(false))) {
		return true
	}
	return r.cancelled(st, s.Fields[ctxParent])
}

// cause is context.Cause: why a context has ended, nil if it has not. errOf gives its Err.
func (c *call) cause(ctx value.Value, errOf func(c *call, ctx value.Value)) {
	r, base := c.r, c.p.st
	s := inValueContext(ctx)
	switch {
	case s == nil && r.givesCauses():
		c.ret(c.results()...)
		return
	case s == nil:
		errOf(c, ctx)
		return
	case isNil(s.Fields[ctxEnded]): // it has a value, and nothing else of its own
		c.cause(s.Fields[ctxParent], errOf)
		return
	}
	called, why, ok := r.endedBy(base, s)
	switch {
	case !ok:
		c.ret(c.results()...)
		return
	case isNil(why):
		why = r.variable(base, "context.Canceled")
	}
	if value.Same(called, value.Bool(true)) {
		c.ret(why)
		return
	}
	parent := s.Fields[ctxParent]
	if hasDeadline(s) {
		c.p.st = base.clone()
		if why := s.Fields[ctxCause]; isNil(why) {
			c.ret(r.variable(base, deadlineExceeded))
		} else {
			c.ret(why)
		}
	}
	c.p.st = base
	if r.hasEnded(base, identity(ctx)) { // its parent has, if it can
		if !r.cancelled(base, parent) && !r.expires(parent) {
			return
		}
		r.hasNowEnded(base, identity(parent))
	}
	c.cause(parent, errOf)
}

func takesCause(name string) bool {
	return strings.HasPrefix(name, "context.With") && strings.HasSuffix(name, "Cause")
}

// givesCauses reports whether a function of the program may give requests a context that ends with
// a cause.
func (r *Runner) givesCauses() bool {
	return slices.ContainsFunc(r.prog.Visible(), func(pkg *ir.Package) bool {
		return slices.ContainsFunc(pkg.Funcs, func(fn *ir.Func) bool {
			calls := pkg.Uses()[fn].Calls
			return slices.ContainsFunc(calls, responder.ReplacesContext) && slices.ContainsFunc(calls, takesCause)
		})
	})
}

// requestType is http.Request as a request that is an argument has it.
func (c *call) requestType(arg int) *ir.Type {
	if arg >= len(c.args) {
		return nil
	}
	switch v := c.arg(arg).(type) {
	case *value.Sym:
		if v.Type != nil {
			return v.Type.Elem
		}
	case value.Ptr:
		if o := c.r.object(c.p.st, v.Obj); o != nil && len(v.Path) == 0 {
			return o.typ
		}
	}
	return nil
}

// contextField is the index of the context in a request that is an argument, -1 if it
// can't be seen.
func (c *call) contextField(arg int) int {
	t := c.requestType(arg)
	if t == nil || t.Kind != ir.Struct {
		return -1
	}
	return slices.IndexFunc(t.Fields, func(f ir.Field) bool { return f.Name == "ctx" })
}
