package flow

import (
	"cmp"
	"slices"
	"strings"

	"github.com/httpcontract/httpcontract/internal/ir"
	"github.com/httpcontract/httpcontract/internal/responder"
	"github.com/httpcontract/httpcontract/internal/value"
)

// What code outside the module gives back holds nothing of the module's own
// types and variables, as long as it has not called back into the module. That
// is how an error of encoding/json is known not to be one of the service's.

// excludes reports whether a value certainly is not of a type, and holds nothing that is.
func (r *Runner) excludes(s *value.Sym, t *ir.Type) bool {
	path := ir.PathOf(strings.TrimLeft(t.ID(), "*[]"))
	switch {
	case t.Kind == ir.Interface:
		// What another module's errors have, is not known, but where these have nothing to do
		// with HTTP they don't know its statuses.
		return (s.Origin == value.Standard || s.Errors.Listed()) && isError(s.Type) && slices.ContainsFunc(t.Methods, func(m ir.Method) bool { return !stdMethods[m.Name] }) ||
			s.Errors.Excludes("net/http.") && slices.ContainsFunc(t.Methods, func(m ir.Method) bool { return responder.TellsStatus(m.Name) }) ||
			r.foreignTo(s, path) && isError(t) && r.drawnForOwn(t)
	case s.Errors.Excludes(t.ID()), responder.RecordsAs(t.ID()):
		return true
	case s.Origin == value.Standard:
		return strings.ContainsRune(t.ID(), '.') && !ir.IsStd(path)
	}
	return r.foreignTo(s, path)
}

// drawnForOwn reports whether an interface of the module's is drawn for the module's own errors: they
// implement it, with methods that no others are known to have.
func (r *Runner) drawnForOwn(t *ir.Type) bool {
	if !slices.ContainsFunc(t.Methods, func(m ir.Method) bool { return !stdMethods[m.Name] }) {
		return false
	}
	is := r.implementers(t)
	return is.tooMany || slices.ContainsFunc(is.types, func(ct *ir.Type) bool {
		return r.prog.own(ir.PathOf(strings.TrimLeft(ct.ID(), "*")))
	})
}

// isError reports whether all values of a type are errors.
func isError(t *ir.Type) bool { return t != nil && (t == runtimePanic || t.Method("Error") != nil) }

// foreignTo reports whether code that has a value certainly has nothing of a package.
func (r *Runner) foreignTo(s *value.Sym, pkg string) bool {
	return s.Foreign() && r.prog.own(pkg) && !(s.Origin == value.Plugged && r.drives(pkg)) || s.Origin == value.Plugged && responder.Declares(pkg)
}

// stdMethods are the methods of the standard library's errors. An interface that
// asks for another is implemented by none of them.
var stdMethods = map[string]bool{"Error": true, "Unwrap": true, "Is": true, "As": true, "Timeout": true, "Temporary": true, "String": true, "RuntimeError": true, "GoString": true}

// excludesMade reports whether a value certainly is not one that code has made, of a
// type of its own or in a variable, and holds nothing of the kind.
func (r *Runner) excludesMade(st *state, s *value.Sym, v *value.Iface) bool {
	p, ok := v.V.(value.Ptr)
	if name := r.sentinels[p.Obj]; ok && name != "" {
		pkg := ir.PathOf(name)
		return s.Errors.Excludes(name) || s.Origin == value.Standard && !ir.IsStd(pkg) || r.foreignTo(s, pkg)
	}
	if !isStdError(v.Type) && r.excludes(s, v.Type) {
		return true
	}
	if !ok || !s.Foreign() {
		return false
	}
	o := r.object(st, p.Obj)
	foreign := func(at ir.Site) bool { return at.Pkg != nil && r.foreignTo(s, at.Pkg.Path) }
	return o != nil && (foreign(o.at) || foreign(v.At))
}

// origin tells where the results of a call of code that can't be seen come from: from
// the standard library or another module, if it can't get at code of the module.
func (c *call) origin() value.Origin {
	pkg, args := ir.PathOf(c.name), c.args
	if strings.HasPrefix(c.name, "(*net/http.Client).") {
		switch {
		case c.stdTransport():
			args = args[1:]
		case c.r.transports():
			return value.Anywhere
		default: // by a transport of other code
			return value.Plugged
		}
	}
	switch {
	case c.name == "" || keepers[pkg]:
		return value.Anywhere
	case ir.IsStd(pkg):
		switch {
		case slices.ContainsFunc(args, func(v value.Value) bool { return c.callsBack(v, 0) }):
			return value.Anywhere
		}
		of := value.Standard
		if plugged[pkg] {
			of = value.Plugged
		}
		for _, v := range args {
			of = min(of, max(c.leadsTo(v), value.Outside))
		}
		return of
	case !c.r.prog.own(pkg):
		if c.in.Fn != nil && !slices.ContainsFunc(c.in.Fn.Params, func(t *ir.Type) bool { return !plain(t) }) {
			return value.Outside
		}
		switch {
		case c.givesOwn(pkg):
		case c.answers(pkg):
			return value.Outside
		default:
			return value.Plugged
		}
	}
	return value.Anywhere
}

// originOf tells where a value comes from: from the standard library or another
// module, if neither a type nor a value of the module is in it.
func (r *Runner) originOf(st *state, v value.Value, depth int) value.Origin {
	all := func(vs []value.Value) value.Origin {
		o := value.Standard
		for _, v := range vs {
			if v != nil && o != value.Anywhere {
				o = min(o, r.originOf(st, v, depth+1))
			}
		}
		return o
	}
	from := func(pkg string) value.Origin {
		switch {
		case ir.IsStd(pkg):
			return value.Standard
		case pkg == "" || r.prog.own(pkg):
			return value.Anywhere
		}
		return value.Outside
	}
	of := func(t *ir.Type) value.Origin {
		if isStdError(t) {
			return value.Standard
		}
		return from(ir.PathOf(strings.TrimLeft(t.ID(), "*[]")))
	}
	if depth > 6 {
		return value.Anywhere
	}
	switch v := v.(type) {
	case *value.Sym:
		return v.Origin
	case value.Nil, *value.Const, *value.Text:
		return value.Standard
	case *value.Iface:
		return min(of(v.Type), r.originOf(st, v.V, depth+1))
	case *value.Struct:
		return all(v.Fields)
	case *value.Union:
		return all(v.Alts)
	case value.Ptr:
		if name := r.sentinels[v.Obj]; name != "" {
			return from(ir.PathOf(name))
		}
		o := r.object(st, v.Obj)
		if o == nil || o.content == nil || o.at.Pkg == nil || r.prog.own(o.at.Pkg.Path) {
			return value.Anywhere
		}
		return r.originOf(st, o.content, depth+1)
	}
	return value.Anywhere
}

// plugged are the packages of the standard library that call what other modules have
// registered, like a database's driver.
var plugged = map[string]bool{"database/sql": true, "database/sql/driver": true, "image": true, "archive/zip": true, "plugin": true, "crypto": true}

// isPlugged reports whether values of a type, like an *sql.DB, call what other modules have
// registered, and nothing else.
func isPlugged(t *ir.Type) bool {
	return t != nil && t.Kind != ir.Interface && plugged[ir.PathOf(strings.TrimLeft(t.ID(), "*"))]
}

// drives reports whether a package of the module is a database's driver, or one that such a package
// uses: database/sql hands on its errors. A driver has something that gives connections
// (driver.Driver, driver.Connector).
func (r *Runner) drives(pkg string) bool {
	if r.drivers != nil {
		return r.drivers[pkg]
	}
	r.drivers = map[string]bool{}
	for _, p := range r.prog.Visible() {
		if !slices.ContainsFunc(p.Funcs, func(fn *ir.Func) bool {
			return fn.Recv && slices.ContainsFunc(fn.Results, func(t *ir.Type) bool { return t.IsNamed("database/sql/driver.Conn") })
		}) {
			continue
		}
		r.drivers[p.Path] = true
		for _, u := range p.Uses() {
			for _, name := range slices.Concat(u.Calls, u.Values) {
				if path := ir.PathOf(name); r.prog.own(path) {
					r.drivers[path] = true
				}
			}
		}
	}
	return r.drivers[pkg]
}

// stdTransport reports whether a call is one of an http.Client that leaves all work to
// the standard library: the default client, unless the module puts something in its
// place, or one that was made without functions and a transport of others.
func (c *call) stdTransport() bool {
	if c.r.assignedElsewhere("net/http.DefaultClient") || c.r.assignedElsewhere("net/http.DefaultTransport") {
		return false
	}
	switch v := c.arg(0).(type) {
	case *value.Sym:
		return v.Of != nil && v.Of == c.r.syms["global|net/http.DefaultClient"]
	case value.Ptr:
		return c.r.derefs[v.Obj] == nil && c.r.object(c.p.st, v.Obj) != nil && !c.callsBack(v, 0) && !c.leadsOutside(v)
	}
	return false
}

// transports reports whether the module has code of its own of which clients hand on the
// errors: something to send requests with, or a function that is asked about redirects.
func (r *Runner) transports() bool {
	redirects := func(fn *ir.Func) bool {
		return len(fn.Params) == 2 && fn.Params[0].IsRequest() && fn.Params[1].Kind == ir.Slice && fn.Params[1].Elem.IsRequest()
	}
	return slices.ContainsFunc(r.prog.Visible(), func(pkg *ir.Package) bool {
		return slices.ContainsFunc(pkg.Concrete, func(t *ir.Type) bool { return t.Method("RoundTrip") != nil }) || slices.ContainsFunc(pkg.Funcs, redirects)
	})
}

// leadsOutside reports whether another module's code may be reached through a value.
func (c *call) leadsOutside(v value.Value) bool { return c.leadsTo(v) < value.Standard }

// leadsTo tells whose code may be reached through a value: of others' than the standard library's the
// one of which least is known. A context is taken to give package context's errors; a cause that somebody
// has given it (context.WithCancelCause) is not thought of.
func (c *call) leadsTo(v value.Value) value.Origin {
	if isContext(v) {
		return value.Standard
	}
	if s, ok := v.(*value.Sym); ok && isPlugged(s.Type) {
		return value.Standard // that it does is known of these
	}
	to := value.Standard
	c.r.reaches(c.p.st, v, map[int]bool{}, 0, func(s *value.Sym) bool {
		if !plain(s.Type) {
			to = min(to, s.Origin)
		}
		return to < value.Plugged
	}, nil)
	return to
}

// isContext reports whether a value is a context, but for one of a type of the
// program's own.
func isContext(v value.Value) bool {
	switch v := v.(type) {
	case *value.Sym:
		return v.Type != nil && v.Type.IsNamed("context.Context")
	case *value.Iface:
		return v.Type == valueContext || v.Type == detachedContext
	}
	return false
}

// plain reports whether a value of a type leads to no code.
func plain(t *ir.Type) bool { return plainIn(t, 0) }

// plainIn is plain of the elements so deep: a list may be one of such lists.
func plainIn(t *ir.Type, depth int) bool {
	if t == nil || depth > maxFed {
		return false
	}
	switch t.Kind {
	case ir.Bool, ir.Int, ir.Uint, ir.Float, ir.Complex, ir.String:
		return true
	case ir.Slice, ir.Array, ir.Map:
		return plainIn(t.Elem, depth+1)
	case ir.Struct:
		return t.IsNamed("time.Time")
	}
	return false
}

// read tells the origin of what a method of a framework's context has read from the
// request.
func (c *call) read() value.Origin {
	recv, _, _ := strings.Cut(strings.TrimLeft(c.name, "(*"), ").")
	f := cmp.Or(responder.Context(recv), responder.Reader(recv))
	if slices.ContainsFunc(c.args[1:], func(v value.Value) bool { return c.callsBack(v, 0) }) || c.r.leadsToOwn(f, c.name) {
		return value.Anywhere
	}
	return value.Outside
}

// keepers are the packages that give back what they were given before.
var keepers = map[string]bool{"context": true, "errors": true, "sync": true, "sync/atomic": true, "container/list": true, "container/ring": true, "container/heap": true, "reflect": true}

// markOrigin marks results of a call, but for those of a type that can hold
// anything.
func (c *call) markOrigin(vs []value.Value, o value.Origin) {
	if o == value.Anywhere {
		return
	}
	for _, v := range vs {
		s, ok := v.(*value.Sym)
		switch {
		case !ok || s.Type == nil:
		case inDatabase[strings.TrimPrefix(s.Type.ID(), "*")] && c.withoutDeadline():
			s.Errors = unhurried
		case wraps(s.Type):
			s.Errors = c.errorsOf()
		}
		if ok && s.Type != nil && (s.Type.Kind != ir.Interface || s.Type.Defined && len(s.Type.Methods) > 0) {
			s.Origin = o
			if s.Type.IsNamed("error") {
				s.Errors = c.errorsOf()
				if c.sought {
					s.Errors = nil
				}
			}
		}
	}
}

// callsBack reports whether the standard library may call the module through a
// value: by a function, an interface of an unknown or a native type, or a method
// that one of its packages looks for.
func (c *call) callsBack(v value.Value, depth int) bool {
	if depth > 6 {
		return true
	}
	any := func(vs []value.Value) bool {
		return slices.ContainsFunc(vs, func(v value.Value) bool { return v != nil && c.callsBack(v, depth+1) })
	}
	if isContext(v) {
		return false
	}
	switch v := v.(type) {
	case *value.Func:
		return !ir.IsStd(ir.PathOf(v.Name)) || any(v.Bind)
	case *value.Sym:
		if v.Foreign() || v.Root || v.Type == nil {
			return !v.Foreign() && !v.Root
		}
		if isPlugged(v.Type) {
			return false // it calls what is registered
		}
		return v.Type.Kind == ir.Interface || v.Type.Kind == ir.Signature || v.Type.Kind == ir.Pointer && v.Type.Elem != nil && v.Type.Elem.Defined && ir.IsStd(ir.PathOf(v.Type.Elem.Name)) || c.looksFor(v.Type, 0)
	case *value.Iface:
		return c.looksFor(v.Type, 0) || c.callsBack(v.V, depth+1)
	case value.Ptr:
		if c.r.derefs[v.Obj] != nil {
			return c.callsBack(c.r.derefs[v.Obj], depth+1)
		}
		o := c.r.object(c.p.st, v.Obj)
		if o == nil || o.typ == nil {
			return o == nil
		}
		if c.looksFor(o.typ, 0) {
			return true
		}
		return o.content != nil && c.callsBack(o.content, depth+1)
	}
	vs, known := c.r.held(c.p.st, v)
	return !known || any(vs)
}

// held are the values in one that is made of others; known says whether that is all.
func (r *Runner) held(st *state, v value.Value) (vs []value.Value, known bool) {
	switch v := v.(type) {
	case value.Map:
		o := r.object(st, v.Obj)
		if o == nil || o.entries == nil {
			return nil, false
		}
		return o.entries.vals, true
	case *value.Struct:
		return v.Fields, true
	case *value.Array:
		return v.Elems, true
	case *value.Slice:
		return r.items(st, v), true
	case *value.Seq:
		return []value.Value{r.elemOf(st, v)}, true
	case *value.Union:
		return v.Alts, true
	case *value.Stream:
		return v.To, true
	}
	return nil, true
}

// looksFor reports whether a type, or one inside it, has a method that a package of
// the standard library calls where it finds it, and that may give something of
// the module's.
func (c *call) looksFor(t *ir.Type, depth int) bool {
	if t == nil || depth > 5 {
		return false
	}
	if t.Kind == ir.Pointer || t.Kind == ir.Slice || t.Kind == ir.Array || t.Kind == ir.Map {
		return c.looksFor(t.Elem, depth+1)
	}
	if t.Defined && ir.IsStd(ir.PathOf(t.Name)) {
		return false
	}
	if t.Kind == ir.Interface {
		return false // a nil one, or one whose value is looked at
	}
	for _, m := range t.Methods {
		if soughtMethods[m.Name] && !(ir.PathOf(c.name) == "encoding/json" && ofDatabases[m.Name]) {
			c.sought = true
			if !c.r.harmless(m.Func) {
				return true
			}
		}
	}
	return slices.ContainsFunc(t.Fields, func(f ir.Field) bool { return c.looksFor(f.Type, depth+1) })
}

// harmless reports whether the errors that a function gives hold nothing of the
// module's: texts, and errors of foreign code.
func (r *Runner) harmless(key string) (is bool) {
	if known, ok := r.harmlessFuncs[key]; ok {
		return known
	}
	fn := r.prog.Func(key)
	if fn == nil || r.pureDepth > 8 {
		return false
	}
	// While it is being found out it is supposed to be: what it gives comes from elsewhere. If it is not,
	// what was found since of others was found too early.
	first := len(r.supposed)
	r.harmlessFuncs[key], r.supposed = true, append(r.supposed, key)
	resume := r.suspend()
	r.pureDepth++
	defer func() {
		r.pureDepth--
		resume()
		if !is {
			for _, k := range r.supposed[first:] {
				if r.harmlessFuncs[k] {
					delete(r.harmlessFuncs, k)
				}
			}
			r.harmlessFuncs[key] = false
		}
		if !is || first == 0 {
			r.supposed = r.supposed[:first]
		}
	}()
	st := newState()
	x := &exec{fn: fn, id: r.id("hook|" + key), depth: 1, limit: r.steps + maxHook}
	outs, ok := r.run(x, r.params(fn, st), st)
	for _, o := range outs {
		for i, v := range o.results {
			if fn.Results[i].IsNamed("error") && !r.unowned(o.st, v, 0) {
				return false
			}
		}
	}
	return ok && !r.cut
}

// maxHook bounds the steps of a function that the standard library calls.
const maxHook = 3_000

// unowned reports whether an error is nil, foreign, or a text of its own with
// such errors in it.
func (r *Runner) unowned(st *state, v value.Value, depth int) bool {
	switch v := r.resolve(st, v).(type) {
	case value.Nil:
		return true
	case *value.Sym:
		return v.Foreign()
	case *value.Iface:
		p, made := v.V.(value.Ptr)
		s, ok := r.load(st, v.V, nil).(*value.Struct)
		return made && ok && isStdError(v.Type) && depth < maxChain && r.static[p.Obj] == nil &&
			!slices.ContainsFunc(s.Fields[1:], func(e value.Value) bool { return !r.unowned(st, e, depth+1) })
	}
	return false
}

// ofDatabases are those of the soughtMethods that database/sql calls alone.
var ofDatabases = map[string]bool{"Scan": true, "Value": true}

// soughtMethods are the methods of the standard library's interfaces by which it
// calls what it is given (io, encoding, database/sql, fmt, sort, net/http).
var soughtMethods = map[string]bool{
	"Read": true, "Write": true, "ReadAt": true, "WriteAt": true, "ReadFrom": true, "WriteTo": true, "Close": true, "Seek": true, "Open": true,
	"UnmarshalJSON": true, "UnmarshalJSONFrom": true, "MarshalJSON": true, "MarshalJSONTo": true, "UnmarshalText": true, "MarshalText": true,
	"UnmarshalBinary": true, "MarshalBinary": true, "UnmarshalXML": true, "UnmarshalXMLAttr": true, "MarshalXML": true, "GobDecode": true, "GobEncode": true,
	"Scan": true, "Value": true, "Format": true, "Less": true, "RoundTrip": true, "ServeHTTP": true,
}
