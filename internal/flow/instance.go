package flow

import (
	"go/constant"
	"slices"
	"strings"

	"github.com/httpcontract/httpcontract/internal/ir"
	"github.com/httpcontract/httpcontract/internal/value"
)

// Instance is a value that serves requests, as code makes it and hands it on:
// a handler that a factory made for a certain code, a middleware around
// another handler, an adapter around functions that return errors.
type Instance struct {
	// Func is the function that serves: a closure, or a ServeHTTP method.
	Func *ir.Func
	// Inner are the functions that it leads to and that serve requests only
	// with its help.
	Inner []*ir.Func
	// Nested are the serving functions in it, and those that they lead to.
	Nested []*ir.Func
	// At is where the value was handed on, Via the functions that did it, the
	// innermost first.
	At  ir.Site
	Via []*ir.Func
	// Behind is the handler around which a router puts the instance, or which a router in it
	// calls; see chains.go. Then Around are that and the functions in it that serve.
	Behind  *ir.Func
	Around  []*ir.Func
	handler string // the key of the value of which Behind is the function
	// Group is the same for the instances in one value that was handed on, Within
	// says that this one was inside another one.
	Group  int
	Within bool
	// Open says that the value was made with code that is not known: a value of
	// an interface, a function.
	Open bool

	// methods are the request methods that it is registered for, if that is known.
	methods []string

	key   string
	targs []*ir.Type
	recv  []value.Value // a method's receiver
	bind  []value.Value // what a closure captured
	*lent               // the memory of these
	// links are the handlers of a chain of which it is the first; see chains.go.
	links []*value.Func
	// calls is what the routers call that are in it, under the memory of that; see fronts.go.
	calls map[int]value.Value
	under []*lent
	// endpoint, if not nil, makes a response of what the function returns.
	endpoint *endpoint
}

// Fronted reports whether the instance has a router in it that calls the handler which it is
// around.
func (in Instance) Fronted() bool { return len(in.calls) > 0 }

// Key is equal for instances that are made alike.
func (in Instance) Key() string { return in.key }

// Composition is equal for instances that are put together of the same functions, whatever these
// were made with.
func (in Instance) Composition() string {
	var b strings.Builder
	if in.Behind != nil {
		b.WriteString(in.Behind.Key)
	}
	for _, fns := range [][]*ir.Func{{in.Func}, in.Inner, in.Nested, in.Around} {
		b.WriteByte('|')
		for _, fn := range fns {
			b.WriteString(fn.Key)
			b.WriteByte(' ')
		}
	}
	return b.String()
}

// Covers reports whether the instance is behind the same value as another one, and has all in it
// that this has, and more: of two with the same functions, each may have been made otherwise.
func (in Instance) Covers(inner Instance) bool {
	return in.handler == inner.handler && len(in.Nested) > len(inner.Nested) && !slices.ContainsFunc(append([]*ir.Func{inner.Func}, inner.Nested...), func(fn *ir.Func) bool {
		return fn != in.Func && !slices.Contains(in.Nested, fn)
	})
}

// Roles tells the functions apart that may serve requests.
type Roles struct {
	// Serves is true for those that a server can call as they are, Partial
	// for those whose result or context an adapter must turn into a response.
	Serves, Partial func(*ir.Func) bool
}

// scanSteps bounds the execution of one function by Instances.
const scanSteps = 150_000

// Instances executes a function that is no handler and gives the serving
// values that it hands to code that can't be seen, like a router, or stores
// where that may find them, or returns.
// It is not ok if there was too much to execute.
func (r *Runner) Instances(fn *ir.Func) (found []Instance, ok bool) {
	st := newState()
	r.begin(st, fn, nil)
	r.writer = nil
	if r.hands == nil {
		r.hands = map[*ir.Func]bool{}
	}
	s := newScan(r)
	s.hands = r.hands
	r.scan = s
	defer func() { r.scan = nil }()
	x := &exec{fn: fn, id: r.id("scan|" + fn.Key), depth: 1, limit: scanSteps}
	outs, ok := r.run(x, r.params(fn, st), st)
	given := map[int]bool{}
	for _, o := range outs {
		for _, v := range o.results {
			s.value(o.st, v, ir.Site{Pkg: fn.Pkg, Pos: fn.Pos}, nil)
			r.settable(o.st, v, given)
		}
	}
	ok = ok && !r.cut
	s.behindFronts()
	for _, l := range s.lent() {
		l.given, l.unfinished = given, !ok
	}
	r.keepAnswering(s.answering)
	return s.all(), ok
}

// lent is the memory of all that a scan has found.
func (s *scan) lent() (out []*lent) {
	for _, in := range slices.Concat(s.found, s.answering) {
		out = append(out, in.lent)
		out = append(out, in.under...)
	}
	return out
}

// settable collects the objects of which somebody who is given a value can set fields.
func (r *Runner) settable(st *state, v value.Value, given map[int]bool) {
	switch v := v.(type) {
	case value.Ptr:
		o := st.get(v.Obj)
		if o == nil || given[v.Obj] || len(v.Path) > 0 {
			return
		}
		given[v.Obj] = true
		if o.content != nil {
			r.settable(st, o.content, given)
		}
	case *value.Struct:
		for i, f := range v.Type.Fields {
			if f.Exported {
				r.settable(st, v.Fields[i], given)
			}
		}
	}
}

// Mentions reports whether a function, or a closure in it, may put a serving
// value together.
func (r *Runner) Mentions(fn *ir.Func) bool {
	role := func(name string) bool {
		g := r.prog.Func(strings.TrimSuffix(name, "$bound"))
		return g != nil && (r.prog.Roles.Serves(g) || r.prog.Roles.Partial(g))
	}
	for _, b := range fn.Body() {
		for _, in := range b.Instrs {
			switch in.Op {
			case ir.OpClosure:
				if role(in.Name) {
					return true
				}
				if c := r.prog.Func(in.Name); c != nil && r.Mentions(c) {
					return true
				}
			case ir.OpCall:
				if in.Type.Serves() {
					return true
				}
			case ir.OpMakeIface:
				if in.Type.Method("ServeHTTP") != nil {
					return true
				}
			}
			for _, a := range in.Args {
				if a.Kind == ir.ArgFunc && role(a.Name) {
					return true
				}
			}
		}
	}
	return false
}

// builds reports whether a function with a result of a type makes something of
// the module that has methods: handlers, or what they will call.
func (s *scan) builds(t *ir.Type) bool {
	if t.Kind == ir.Pointer && !t.Defined {
		t = t.Elem
	}
	return t.Defined && len(t.Methods) > 0 && s.r.prog.own(ir.PathOf(t.Name))
}

// maxTrifle is the size of functions that a scan executes whatever they do, like
// options and setters.
const maxTrifle = 40

// maxKeeper is that of functions that are given another one, to keep, and give nothing back.
const maxKeeper = 80

// maxMiddleware is the size of functions of other modules that are executed because they make
// middleware. Larger ones, like echo's for CORS, have many settings, of which each makes another
// instance.
const maxMiddleware = 60

// isMiddleware reports whether a type is that of functions which serve, or make of what serves
// something that does, or of settings with such functions.
func isMiddleware(t *ir.Type) bool {
	return (t.Kind == ir.Signature || t.Kind == ir.Struct) && t.Serves()
}

// handsOn reports whether a call of a function may matter to a scan: the
// function is given a serving value, gives one, or puts one together, or one
// that it calls does.
func (s *scan) handsOn(fn *ir.Func) bool {
	if known, ok := s.hands[fn]; ok {
		return known
	}
	s.hands[fn] = false // while it is being found out: recursion adds nothing
	size := fn.Size()
	if size > maxTrifle && fn.Pkg.Module != s.r.prog.Own.Module && !(size <= maxMiddleware && slices.ContainsFunc(fn.Results, isMiddleware)) {
		return false // a router's inside
	}
	keeps := len(fn.Results) == 0 && slices.ContainsFunc(fn.Params, func(t *ir.Type) bool { return t.Kind == ir.Signature })
	yes := size <= maxTrifle || keeps && size <= maxKeeper || slices.ContainsFunc(fn.Params, (*ir.Type).Serves) || slices.ContainsFunc(fn.Results, (*ir.Type).Serves) || slices.ContainsFunc(fn.Results, s.builds) || s.r.Mentions(fn)
	for _, b := range fn.Body() {
		if yes {
			break
		}
		for _, in := range b.Instrs {
			if in.Op != ir.OpCall && in.Op != ir.OpClosure || in.Name == "" {
				continue
			}
			if g := s.r.prog.Func(in.Name); g != nil && s.handsOn(g) {
				yes = true
				break
			}
		}
	}
	s.hands[fn] = yes
	return yes
}

// GlobalInstances are the serving values in the variables of the package
// under analysis.
func (r *Runner) GlobalInstances() []Instance {
	s := newScan(r)
	own := r.prog.Own
	st := newState()
	for _, g := range own.Globals {
		if g.Stable && r.startup(own).need(r, g.Name) {
			s.value(st, value.Ptr{Obj: r.id("var|" + g.Name)}, ir.Site{Pkg: own}, nil)
		}
	}
	return s.all()
}

// scan collects instances.
type scan struct {
	r     *Runner
	seen  map[string]*Instance
	found []*Instance
	// answering are the program's own error handlers as they were made.
	answering []*Instance
	hands     map[*ir.Func]bool // see handsOn
	// Of the value at hand:
	at   ir.Site
	via  []*ir.Func
	left int // values to look at
	// routed are the request methods for which the call under way registers what it is
	// given, if that is known.
	routed []string
	// generic says that the value at hand is a function that serves only with the help of
	// a generic adapter; see isGeneric.
	generic bool
	// inside counts the serving values around the one at hand.
	inside int
	// behind are the functions that serve in the handler inside the middleware at hand, the
	// handler's own first, if that is what is looked at, with the key of its value, chains how often
	// a router was given some.
	behind  []*ir.Func
	handler string
	chains  int
	// routes is what routers call, by their origins, which routers has in the order in which they
	// were given it, derived the router that one comes from.
	routes  map[int][]routed
	routers []int
	undo    []func()        // takes back what was noted of what answers for handlers, and dropped
	dropped map[string]bool // instances that others have taken the place of, by key
	derived map[int]int
	fronts  []*front
	// into is the router that the value at hand is registered with, 0 for none, inner the key
	// of the instance of it inside middleware.
	into  int
	inner string
	// composing counts the chains of middleware that are being put together.
	composing int
}

func newScan(r *Runner) *scan {
	return &scan{r: r, seen: map[string]*Instance{}, dropped: map[string]bool{}, routes: map[int][]routed{}, derived: map[int]int{}}
}

func (s *scan) value(st *state, v value.Value, at ir.Site, via []*ir.Func) {
	s.r.groups++
	s.at, s.via, s.left = at, via, maxWalk
	s.walk(st, v, 0)
}

// maxScan bounds how deep serving values are looked for in others.
const maxScan = 48

// scanned is how many instances, routes, fronts and answering functions a scan has found, and how
// often a router was given middleware.
type scanned struct{ found, chains, routes, fronts, undo int }

func (s *scan) progress() scanned {
	if s == nil {
		return scanned{}
	}
	return scanned{len(s.found), s.chains, len(s.routers), len(s.fronts), len(s.undo)}
}

// all are the instances that were found. A receiver that is nil is one beside others: by
// itself it says nothing of what the handler is made for.
func (s *scan) all() (out []Instance) {
	absent := func(in *Instance) bool { return len(in.recv) == 1 && isNil(in.recv[0]) }
	for _, in := range s.found {
		if s.dropped[in.key] {
			continue
		}
		if !absent(in) || slices.ContainsFunc(s.found, func(o *Instance) bool { return o.Func == in.Func && !absent(o) }) {
			out = append(out, *in)
		}
	}
	return out
}

// forget drops what was found after a time.
func (s *scan) forget(after scanned) {
	for _, in := range s.found[after.found:] {
		delete(s.seen, in.key)
	}
	s.found, s.fronts = s.found[:after.found], s.fronts[:after.fronts]
	for _, id := range s.routers[after.routes:] {
		s.routes[id] = s.routes[id][:len(s.routes[id])-1]
	}
	for _, undo := range slices.Backward(s.undo[after.undo:]) {
		undo()
	}
	s.routers, s.undo = s.routers[:after.routes], s.undo[:after.undo]
}

// maxWalk bounds the values that are looked at for one that is handed on.
const maxWalk = 5000

// walk finds the serving values in a value. It gives the partial functions that
// the value leads to by itself, and those behind serving values in it.
func (s *scan) walk(st *state, v value.Value, depth int) (inner, nested []*ir.Func) {
	if depth > maxScan || s.left <= 0 {
		return nil, nil
	}
	s.left--
	add := func(vs ...value.Value) {
		for _, e := range vs {
			if e != nil {
				in, ne := s.walk(st, e, depth+1)
				inner, nested = union(inner, in), union(nested, ne)
			}
		}
	}
	r := s.r
	switch v := v.(type) {
	case *value.Func:
		name := strings.TrimSuffix(v.Name, "$bound")
		fn := r.prog.Func(name)
		if fn == nil {
			add(v.Bind...)
			if name == timeout {
				for _, g := range union(inner, nested) {
					r.timed[g], r.deadlines.handlers[g] = true, yes
				}
			}
			return inner, nested
		}
		s.answerer(st, v)
		serves := r.prog.Roles.Serves(fn)
		if _, function := bound(v); name == v.Name || function {
			if serves {
				s.inside++
			}
			for i, b := range v.Bind {
				was := s.generic
				s.generic = serves && name == v.Name && i < len(fn.Free) && isGeneric(fn.Free[i])
				add(b)
				s.generic = was
			}
			if serves {
				s.inside--
				inner = slices.DeleteFunc(inner, func(g *ir.Func) bool { return siblings(g, fn) })
			}
		}
		switch {
		case serves:
			switch {
			case name == v.Name && len(v.Bind)+len(v.TArgs) > 0:
				s.instance(Instance{Func: fn, Inner: inner, Nested: nested, targs: v.TArgs, bind: v.Bind, lent: &lent{st: st}})
			case name != v.Name && len(v.Bind) == 1 && (len(inner) > 0 || r.made(st, v.Bind[0]) || isNil(v.Bind[0])):
				s.instance(Instance{Func: fn, Inner: inner, Nested: nested, targs: v.TArgs, recv: v.Bind, lent: &lent{st: st}})
			}
			return nil, union(union(nested, inner), []*ir.Func{fn})
		case s.generic && fn.Pos != 0 && len(inner) == 0:
			r.generic[fn] = true
			return []*ir.Func{fn}, nested
		case r.prog.Roles.Partial(fn) && len(inner) == 0:
			return []*ir.Func{fn}, nested
		}
	case *value.Iface:
		_, function := v.V.(*value.Func) // which serves by itself
		sel := v.Type.Method("ServeHTTP")
		server := sel != nil && sel.Method.Func != "" && !function // not a handler that it embeds
		if server {
			s.inside++
		}
		add(v.V)
		if server {
			s.inside--
		}
		if sel != nil && sel.Method.Func != "" && len(sel.Path) == 0 {
			fn := r.prog.Func(sel.Method.Func)
			if fn != nil && r.prog.Roles.Serves(fn) && (len(inner) > 0 || r.prog.own(fn.Pkg.Path)) {
				if len(inner) > 0 || r.made(st, v.V) || isNil(v.V) && sel.Method.Ptr {
					recv := v.V
					if ptr := v.Type.Kind == ir.Pointer; ptr && !sel.Method.Ptr {
						recv = r.load(st, recv, v.Type.Elem)
					}
					s.instance(Instance{Func: fn, Inner: inner, Nested: nested, targs: sel.Type.TArgs, recv: []value.Value{recv}, lent: &lent{st: st}})
				}
				return nil, union(union(nested, inner), []*ir.Func{fn})
			}
		}
	case value.Ptr:
		if s.r.derefs[v.Obj] == nil {
			add(r.load(st, v, nil))
		}
	case value.Map:
		if o := r.object(st, v.Obj); o != nil && o.entries != nil {
			add(o.entries.vals...)
		}
	case *value.Slice:
		add(r.items(st, v)...)
	case *value.Struct:
		add(v.Fields...)
	case *value.Array:
		add(v.Elems...)
	case *value.Union:
		add(v.Alts...)
	case *value.Seq:
		add(r.elemOf(st, v))
	}
	return inner, nested
}

// isGeneric reports whether what a closure has captured is a function, or a variable with
// one, that gives a value of the type with which the closure's maker was instantiated and
// an error: the closure makes responses of such values.
func isGeneric(t *ir.Type) bool {
	if t.Kind == ir.Pointer {
		t = t.Elem
	}
	n := len(t.Results)
	return t.Kind == ir.Signature && n == 2 && t.Results[n-1].IsNamed("error") && slices.ContainsFunc(t.Results, func(t *ir.Type) bool {
		return t.Kind == ir.TypeParam || t.Kind == ir.Pointer && t.Elem.Kind == ir.TypeParam
	})
}

// siblings reports whether two functions are literals of the same one: what one of them has
// captured of the other is its helper.
func siblings(f, g *ir.Func) bool {
	i, j := strings.LastIndexByte(f.Key, '$'), strings.LastIndexByte(g.Key, '$')
	return i >= 0 && j >= 0 && f.Key[:i] == g.Key[:j]
}

// bound is the function that a method of a function's type was bound to.
func bound(v *value.Func) (*value.Func, bool) {
	if len(v.Bind) != 1 || !strings.HasSuffix(v.Name, "$bound") {
		return nil, false
	}
	f, ok := v.Bind[0].(*value.Func)
	return f, ok
}

// made reports whether a receiver was made by code that was executed and holds
// something, so that more is known of it than of any.
func (r *Runner) made(st *state, v value.Value) bool {
	if p, ok := v.(value.Ptr); ok {
		if r.derefs[p.Obj] != nil {
			return false
		}
		v = r.load(st, p, nil)
	}
	s, ok := v.(*value.Struct)
	return ok && len(s.Fields) > 0
}

func union(a, b []*ir.Func) []*ir.Func {
	for _, f := range b {
		if !slices.Contains(a, f) {
			a = append(slices.Clip(a), f)
		}
	}
	return a
}

// key is equal for instances that are made alike.
func (s *scan) key(in Instance) string {
	key := []byte(in.Func.Key)
	if e := in.endpoint; e != nil && e.status != nil {
		key = e.status.Key(key)
	}
	for _, vs := range [][]value.Value{in.recv, in.bind} {
		for _, v := range vs {
			left := maxWalk
			key = s.r.deepKey(in.st, v, append(key, '|'), 0, &left)
		}
	}
	for _, t := range in.targs {
		key = append(append(key, ','), t.ID()...)
	}
	return string(key)
}

// valueKey is equal for values that are made alike.
func (s *scan) valueKey(st *state, v value.Value) string {
	left := maxWalk
	return string(s.r.deepKey(st, v, nil, 0, &left))
}

func (s *scan) instance(in Instance) {
	if s.composing > 0 {
		return
	}
	s.front(in)
	if in.key = s.key(in); s.behind != nil {
		if s.inside > 0 {
			return // the outermost has all of them in it
		}
		in.Behind, in.Around, in.key = s.behind[0], s.behind, "behind "+s.behind[0].Key+" "+in.key
		in.handler = s.handler
		s.inner = in.key
	}
	s.keep(in)
}

// keep keeps an instance, once for all that are made alike.
func (s *scan) keep(in Instance) {
	if was := s.seen[in.key]; was != nil {
		if was.Within = was.Within && s.inside > 0; len(s.routed) == 0 {
			was.methods = nil
		} else if len(was.methods) > 0 {
			was.methods = slices.Compact(slices.Sorted(slices.Values(slices.Concat(was.methods, s.routed))))
		}
		was.widen(in.st)
		in.st.handOn(was.lent)
		return
	}
	in.Group, in.Within = s.r.groups, s.inside > 0
	in.Open = s.open(in)
	in.At, in.Via, in.methods = s.at, s.via, s.routed
	in.lent = lend(in.st)
	s.seen[in.key] = &in
	s.found = append(s.found, &in)
}

// open reports whether an instance was made with code that is not known.
func (s *scan) open(in Instance) bool {
	return slices.ContainsFunc(slices.Concat(in.recv, in.bind), func(v value.Value) bool {
		return s.r.reaches(in.st, v, map[int]bool{}, 0, unknownCode, nil)
	})
}

// unknownCode reports whether a symbol stands for a value that can be called.
func unknownCode(s *value.Sym) bool {
	return s.Type == nil || s.Type.Kind == ir.Signature || s.Type.Kind == ir.Interface && len(s.Type.Methods) > 0
}

// deepKey is equal for values that are made alike, in whatever objects.
func (r *Runner) deepKey(st *state, v value.Value, b []byte, depth int, left *int) []byte {
	if *left--; depth > maxScan || *left < 0 {
		return append(b, '.')
	}
	all := func(vs []value.Value) {
		for _, e := range vs {
			if e != nil {
				b = r.deepKey(st, e, append(b, ','), depth+1, left)
			}
		}
		b = append(b, ')')
	}
	switch v := v.(type) {
	case *value.Func:
		b = append(append(b, 'f'), v.Name...)
		all(v.Bind)
	case *value.Iface:
		b = append(append(b, 'i'), v.Type.ID()...)
		all([]value.Value{v.V})
	case *value.Struct:
		b = append(b, '{')
		all(v.Fields)
	case value.Ptr:
		if r.derefs[v.Obj] != nil || r.static[v.Obj] != nil {
			return v.Key(b)
		}
		b = append(b, '*')
		all([]value.Value{r.load(st, v, nil)})
	case *value.Slice:
		b = append(b, '[')
		all(r.items(st, v))
	case value.Map:
		b = append(b, 'm')
		if o := r.object(st, v.Obj); o != nil && o.entries != nil {
			all(o.entries.keys)
			all(o.entries.vals)
		}
	default:
		return v.Key(b)
	}
	return b
}

// RunInstance executes an instance as a root.
func (r *Runner) RunInstance(in Instance) Result {
	in = r.followable(in)
	st := r.servingState(in.lent)
	for _, l := range in.under {
		r.atServing(st, l)
	}
	own := map[int]bool{}
	r.captured(st, &value.Func{Name: in.Func.Key, Bind: in.bind}, own)
	for _, h := range in.calls {
		if f, ok := unconverted(h).(*value.Func); ok {
			r.captured(st, f, own)
		}
	}
	for id := range own {
		if o := st.get(id); o != nil && o.shared {
			n := *o
			n.shared = false
			st.heap.set(id, &n)
		}
	}
	st.dirty = marks{}
	st.panicking = nil
	r.begin(st, in.Func, r.registeredIn(in))
	args := r.params(in.Func, st)
	copy(args, in.recv)
	r.requested(st, in, args)
	r.watched = map[*ir.Func]bool{}
	for _, f := range union(in.Inner, in.Nested) {
		r.watched[f] = true
	}
	r.endpoint, r.veiled, r.links, r.calls, r.enclosed = in.endpoint, map[*ir.Func]bool{}, in.links, in.calls, in.Behind != nil
	r.inChain = in.Around
	defer func() {
		r.watched, r.endpoint, r.veiled, r.methods, r.links, r.calls, r.enclosed, r.inChain = nil, nil, nil, nil, nil, nil, false, nil
	}()
	if id, ok := r.responseOf(r.writer); ok && len(in.links) > 0 {
		r.change(st, id, func(o *response) { o.link = 1 })
	}
	res := r.root(in.Func, append(args, in.bind...), in.targs, st, MaxSteps)
	res.Veiled = r.veiled
	return res
}

// requested notes what method the requests of an instance have. It is asked for here, so
// that it is known where the summary of a call depends on it.
func (r *Runner) requested(st *state, in Instance, args []value.Value) {
	for _, m := range in.methods {
		r.methods = append(r.methods, constant.MakeString(m))
	}
	for i, t := range in.Func.Params {
		if !t.IsRequest() {
			continue
		}
		for f, field := range t.Elem.Fields {
			if field.Name == "Method" {
				r.load(st, r.address(st, args[i], f), field.Type)
			}
		}
	}
}

// assigns reports whether a function, or a closure that it makes, stores to
// the variable whose address is in a register.
func (r *Runner) assigns(fn *ir.Func, reg, depth int) bool {
	if depth > 4 {
		return true
	}
	for _, b := range fn.Body() {
		for _, in := range b.Instrs {
			for i, a := range in.Args {
				if a.Kind != ir.ArgReg || int(a.Reg) != reg {
					continue
				}
				switch in.Op {
				case ir.OpStore:
					if i == 0 {
						return true
					}
				case ir.OpClosure:
					if c := r.prog.Func(in.Name); c == nil || r.assigns(c, len(c.Params)+i, depth+1) {
						return true
					}
				}
			}
		}
	}
	return false
}
