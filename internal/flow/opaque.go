package flow

import (
	"slices"
	"strconv"
	"strings"

	"github.com/httpcontract/httpcontract/internal/ir"
	"github.com/httpcontract/httpcontract/internal/value"
)

// What a call of code that can't be seen may do with what it is given.

// opaque calls code that can't be seen. It may keep, change or write to
// whatever it is given, and call the functions that it is given.
func (c *call) opaque() {
	r, x := c.r, c.x
	pure, origin := isPure(c.name), c.origin()
	states := []*state{c.p.st}
	if recv, _, _ := strings.Cut(c.name, ")."); locks[recv] {
		c.p.st.locked = r.id("locked|" + strconv.Itoa(x.id) + "|" + strconv.Itoa(int(c.in.Pos)))
	}
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
			switch {
			case pure:
				r.touch(c.x, c.p, a, t)
			case decoders[c.name]:
				r.walk(c.x, c.p, a, t, decodes, map[string]bool{})
			default:
				r.escape(c.x, c.p, a, t)
			}
		}
	}
	for i, st := range states {
		c.p.st = st
		c.p.index += i * 100000 // the results of one state are not another's
		if c.mayPanic() {
			c.alsoPanics(c.name)
		}
		res := c.results()
		c.markOrigin(res, origin)
		if h := c.wrapped(); h != nil {
			res[0] = h
		}
		if origin == value.Standard && len(res) == 1 && strings.HasPrefix(c.name[strings.LastIndexByte(c.name, '.')+1:], "New") {
			if s, ok := res[0].(*value.Sym); ok { // the standard library's constructors that can't fail
				c.p.st.setFact(s.ID, fact{nilness: -1})
			}
		}
		if err := c.gave[st]; err != nil {
			res[len(res)-1] = err // what a transaction's function gives, the transaction does
		}
		c.ret(res...)
	}
}

// wrapped is, in a scan, the handler that code of another module makes one of that can't be seen,
// like a tracer around a router: nothing but that it goes on to it is known.
func (c *call) wrapped() (h value.Value) {
	if c.r.scan == nil || c.name == "" || c.r.prog.own(ir.PathOf(c.name)) || !c.in.Type.Serves() {
		return nil
	}
	for i, a := range c.args {
		if c.in.Fn == nil || i >= len(c.in.Fn.Params) || !c.in.Fn.Params[i].Serves() {
			continue
		}
		if h != nil || c.in.Fn.Params[i].ID() != c.in.Type.ID() {
			return nil
		}
		h = a
	}
	return h
}

// locks are the receivers of methods that only wait: what others change meanwhile is not what it was.
var locks = map[string]bool{"(*sync.Mutex": true, "(*sync.RWMutex": true, "(*sync.WaitGroup": true}

// givenUp calls a function that can be seen like code that can't, because it is too much
// to execute: unlike that, it may change any field that its code changes. The arguments are
// with the variables that it has captured.
func (c *call) givenUp(fn *ir.Func, args []value.Value) {
	c.args = args
	c.opaqueChanging(c.r.footprint(fn))
}

// opaqueChanging is a call of code that can't be seen, but of which it is known what fields it may
// change that only the module's own code can.
func (c *call) opaqueChanging(d *mutated) {
	was := c.r.skipped
	c.r.skipped = d
	c.opaque()
	c.r.skipped = was
}

// mayPanic reports whether code that can't be seen may panic, where something recovers:
// code of another module that says by its name that it does so on purpose, and the module's
// own, or what is called through a value that may be the module's, if it is called by what
// recovers or is given the response to go on with. That any service may panic is not worth
// telling of each handler inside a recovery.
func (c *call) mayPanic() bool {
	here := c.r.recovers(c.p)
	if !here && !c.x.guarded {
		return false
	}
	name := c.name[strings.LastIndexByte(c.name, '.')+1:]
	if strings.HasPrefix(name, "Must") {
		return true
	}
	if !here && !slices.ContainsFunc(c.args, func(v value.Value) bool { _, leads := c.r.responseOf(v); return leads }) {
		return false
	}
	switch {
	case c.name == "":
		return true
	case c.in.Op == ir.OpInvoke:
		return c.callsBack(c.args[0], 0) || !ofRequest(c.args[0]) && c.leadsOutside(c.args[0])
	}
	return c.r.prog.own(ir.PathOf(c.name))
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
	case *value.Slice, *value.Struct:
		var out []*value.Func
		vs, _ := r.held(st, v)
		for _, e := range vs {
			out = append(out, r.closures(st, e, depth+1)...)
		}
		return out
	}
	return nil
}

// maxCallbacks bounds the states that functions handed to code that can't be seen
// may leave.
const maxCallbacks = 16

// callbackSteps are for the execution of such a function.
const callbackSteps = 1_000

// callbackIndex keeps apart what such a function gives and what the code that calls it does.
const callbackIndex = 10_000_000

// callback lets code that can't be seen call a function or not, and once more if
// the first call has changed a variable of the function's: what two calls have
// done is all that any number of them can, as far as it is told apart.
func (c *call) callback(states []*state, f *value.Func) []*state {
	fn := c.r.prog.Func(f.Name)
	given := fn != nil && givesError(&ir.Type{Kind: ir.Tuple, Results: fn.Results}) && givesError(c.in.Type)
	if fn == nil || len(f.Bind) == 0 && !given || c.r.scan != nil && c.r.writer == nil && fn.HoldsWriter() {
		for _, st := range states {
			c.r.publish(st, f)
		}
		return states
	}
	out := slices.Clone(states)
	in := &ir.Instr{Op: ir.OpCall, Pos: c.in.Pos, Type: (&ir.Type{Kind: ir.Tuple, Results: fn.Results}).Subst(f.TArgs)}
	x := *c.x
	x.limit = max(x.limit, c.r.steps+callbackSteps) // what it is called by may have used up its own
	var missed *state
	indices := ir.IsStd(ir.PathOf(c.name)) && slices.ContainsFunc(fn.Params, isInt) // of elements that there are, like sort's
	for round := range 2 {
		var again []*state
		for _, st := range states {
			q := *c.p
			q.st = st.clone()
			q.index += callbackIndex
			args := make([]value.Value, len(fn.Params))
			for i, t := range fn.Params {
				s := c.r.result(c.x, &q, "cb"+strconv.Itoa(round)+f.Name+strconv.Itoa(i), t)
				s.Blur = s.Blur || indices && isInt(t) // each in turn
				args[i] = s
			}
			d := &call{r: c.r, x: &x, p: &q, in: in, args: args, name: f.Name}
			d.function(f.Name, f.Bind, f.TArgs)
			for _, o := range d.outs {
				switch {
				case o.panics && indices && isRuntime(o.st.panicking):
				case o.panics:
					c.outs = append(c.outs, o)
				case len(out) >= maxCallbacks:
					missed = st
				default:
					out = append(out, o.st)
					if given {
						out = c.give(out, o)
					}
					if c.r.assigned(st, o.st, f) {
						again = append(again, o.st)
					}
				}
			}
		}
		states = again
	}
	if missed != nil { // what the others have left is not known
		q := *c.p
		q.st = missed.clone()
		c.r.escape(c.x, &q, f, nil)
		if out = append(out, q.st); given {
			c.unknownGift(q.st)
		}
	}
	return out
}

func isInt(t *ir.Type) bool { return t.Kind == ir.Int }

// isRuntime reports whether a panic is the runtime's.
func isRuntime(v value.Value) bool {
	s, ok := v.(*value.Sym)
	return ok && s.Type == runtimePanic
}

// givesError reports whether the last of a call's results is an error.
func givesError(t *ir.Type) bool {
	n := resultCount(t)
	return n > 0 && resultType(t, n-1).IsNamed("error")
}

// give notes the error that a function has given the code which called it, of the last of some
// states, and adds one in which it was nil if it may have been.
func (c *call) give(states []*state, o outcome) []*state {
	if len(o.results) == 0 { // it was too much to execute
		c.unknownGift(o.st)
		return states
	}
	err, none := c.r.resolve(o.st, o.results[len(o.results)-1]), o.st.clone()
	if isNil(err) || !c.r.assume(o.st, nonNil(err), true) {
		return states
	}
	c.unknownGift(o.st)
	c.gave[o.st] = err
	if c.r.assume(none, nonNil(err), false) {
		states = append(states, none)
	}
	return states
}

// unknownGift notes that what a function has given in a state is not known.
func (c *call) unknownGift(st *state) {
	if c.gave == nil {
		c.gave = map[*state]value.Value{}
	}
	c.gave[st] = c.r.fresh("given", errorType)
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
	// decodes: that of encoding/json, by a text.
	decodes
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
		if v.Type != nil && !isWriterValue(v) && v.Type.Method("Error") != nil && e != decodes {
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
			r.store(p.st, v.Base, r.left(x, p, "esc"+strconv.Itoa(v.Base.Obj), nil, e))
		}
	case *value.Seq:
		if v.Mem != 0 {
			r.walkObject(x, p, value.Ptr{Obj: v.Mem}, t, e, seen)
		}
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
			if v.Name == cancel || ok && fn != nil && len(cell.Path) == 0 && r.assigns(fn, len(fn.Params)+i, 0) {
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

// decoders are the functions that fill in what they are given from a JSON text.
var decoders = map[string]bool{"encoding/json.Unmarshal": true, "(*encoding/json.Decoder).Decode": true}

// decode lets a framework's context, argument 0, fill in the others from the request.
func (c *call) decode() {
	for _, a := range c.args[1:] {
		if _, leads := c.r.responseOf(a); !leads {
			c.r.walk(c.x, c.p, a, nil, decodes, map[string]bool{})
		}
	}
}

// left is what code that can't be seen and has an effect leaves somewhere.
func (r *Runner) left(x *exec, p *path, what string, t *ir.Type, e effect) *value.Sym {
	s := r.result(x, p, what, t)
	s.Decoded = e == decodes
	return s
}

// reach is what code that is handed a symbol and has an effect does to what is read from
// it as another one: it can't get at fields that are hidden from it.
func (r *Runner) reach(from, to *value.Sym, e effect) effect {
	for s := to; s != nil && s.ID != from.ID; s = s.Of {
		if i := fieldIndex(s); i >= 0 && r.hides(s.Of.Type, i) {
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
			case *value.Seq:
				elem := r.left(x, p, "esc"+strconv.Itoa(ptr.Obj), s.Type.Elem, e)
				elem.Blur = true
				c = &value.Seq{Type: s.Type, Elem: elem}
			default:
				c = r.left(x, p, "esc"+strconv.Itoa(ptr.Obj), o.typ, e)
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
			n.Fields[i] = r.left(x, p, what+"."+strconv.Itoa(i), f.Type, e)
		}
	}
	if !kept {
		return r.left(x, p, what, s.Type, e)
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
		r.store(p.st, ptr, r.left(x, p, "esc"+string(ptr.Key(nil)), partType(o.typ, ptr.Path), e))
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

var ioWriter = &ir.Type{Kind: ir.Interface, Methods: []ir.Method{{Name: "Write", Sig: "([]byte) (int, error)"}}}

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
