package flow

import (
	"go/constant"
	"go/token"
	"slices"
	"strings"

	"github.com/httpcontract/httpcontract/internal/ir"
	"github.com/httpcontract/httpcontract/internal/value"
)

// valueContext is the type of the contexts that carry a value: its parent, the
// key, the value. One without a value has a nil key, and something of its own for a value if it has a
// deadline; after that, if it is not nil, the cause (context.Cause) is the last.
var valueContext = &ir.Type{Kind: ir.Struct, Defined: true, Name: "context.valueCtx",
	Fields: []ir.Field{{Name: "Context", Type: contextType}, {Name: "key", Type: anyType}, {Name: "val", Type: anyType}, {Name: "cause", Type: errorType}},
	Methods: []ir.Method{
		{Name: "Value", Sig: "(any) any", Func: "(context.valueCtx).Value"},
		{Name: "Err", Sig: "() error", Func: "(context.valueCtx).Err"},
		{Name: "Done", Sig: "() <-chan struct{}", Func: "(context.valueCtx).Done"},
		{Name: "Deadline", Sig: "() (time.Time, bool)", Func: "(context.valueCtx).Deadline"},
	}}

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
	derived := func(c *call, k, v value.Value) value.Value { return c.derived(c.arg(0), k, v) }
	m["context.WithValue"] = func(c *call) { c.ret(derived(c, c.arg(1), c.arg(2))) }
	detached := func(c *call, parent value.Value) {
		c.ret(&value.Iface{Type: detachedContext, V: &value.Struct{Type: detachedContext, Fields: []value.Value{parent}}, At: c.site()})
	}
	m["context.WithoutCancel"] = func(c *call) { detached(c, c.arg(0)) }
	empty := func(c *call) { detached(c, value.Nil{}) }
	m["context.Background"], m["context.TODO"] = empty, empty
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
		m["context."+f] = func(c *call) { c.ret(derived(c, value.Nil{}, value.Nil{}), &value.Func{Name: "context.cancel"}) }
	}
	for _, f := range []string{"WithTimeout", "WithTimeoutCause", "WithDeadline", "WithDeadlineCause"} { // see expires
		m["context."+f] = func(c *call) {
			ctx := derived(c, value.Nil{}, c.r.result(c.x, c.p, "deadline", anyType)).(*value.Iface)
			if len(c.args) == 3 {
				ctx.V.(*value.Struct).Fields[3] = c.arg(2)
			}
			c.ret(ctx, &value.Func{Name: "context.cancel"})
		}
	}
	m["context.cancel"] = noEffect
	m["(context.valueCtx).Value"] = func(c *call) {
		s, ok := c.arg(0).(*value.Struct)
		if !ok {
			c.ret(c.result(0))
			return
		}
		switch c.r.equal(c.p.st, s.Fields[1], c.arg(1)) {
		case yes:
			c.ret(s.Fields[2])
		case no:
			c.askParent("Value", s.Fields[0])
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
		base, names := c.p.st, []string{"Canceled"}
		if c.r.expires(ctx) {
			names = append(names, "DeadlineExceeded")
		}
		for _, name := range names {
			c.p.st = base.clone()
			sentinel := c.r.global("context."+name, &ir.Type{Kind: ir.Pointer, Elem: errorType})
			c.ret(c.r.load(c.p.st, sentinel, errorType))
		}
		if c.p.st = base; !c.r.hasEnded(base, identity(ctx)) {
			c.ret(value.Nil{})
		}
	}
	m["(context.Context).Err"] = func(c *call) { ended(c, c.arg(0)) }
	m["(context.valueCtx).Err"] = func(c *call) {
		if s, ok := c.arg(0).(*value.Struct); ok && !isNil(s.Fields[1]) {
			c.askParent("Err", s.Fields[0]) // it has a value, and nothing else of its own
			return
		}
		ended(c, &value.Iface{Type: valueContext, V: c.arg(0)})
	}
	m["context.Cause"] = func(c *call) {
		ctx := c.arg(0)
		var s *value.Struct
		if i, ok := ctx.(*value.Iface); ok && i.Type == valueContext {
			s, _ = i.V.(*value.Struct)
		}
		switch {
		case s != nil && !isNil(s.Fields[3]): // unless its parent has ended before
			base := c.p.st
			if d, ok := s.Fields[0].(*value.Iface); !ok || d.Type != detachedContext {
				c.p.st = base.clone()
				c.ret(c.results()...)
			}
			c.p.st = base
			c.ret(s.Fields[3])
		case c.r.uses("context.WithCancelCause", "context.WithTimeoutCause", "context.WithDeadlineCause"):
			c.ret(c.results()...)
		default:
			ended(c, ctx)
		}
	}
	m["(context.Context).Value"] = func(c *call) {
		if !c.r.carried(c.arg(1)) {
			c.ret(value.Nil{})
			return
		}
		c.r.asksAround = true
		c.opaque()
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
		case !isNil(v.Fields[1]): // it has a value, and nothing else of its own
			return identity(v.Fields[0])
		default:
			s, _ := v.Fields[2].(*value.Sym)
			return s
		}
	}
	return nil
}

// received notes what a path knows when it has received from a channel.
func (r *Runner) received(st *state, ch value.Value) {
	if s := endsWith(ch); s != nil {
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
func (c *call) derived(parent, k, v value.Value) value.Value {
	return &value.Iface{Type: valueContext, V: &value.Struct{Type: valueContext, Fields: []value.Value{parent, k, v, value.Nil{}}}, At: c.site()}
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
