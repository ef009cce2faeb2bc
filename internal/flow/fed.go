package flow

import (
	"slices"
	"strings"

	"github.com/httpcontract/httpcontract/internal/ir"
	"github.com/httpcontract/httpcontract/internal/responder"
	"github.com/httpcontract/httpcontract/internal/value"
)

// Code of another module gives back errors of the module under analysis only if it has
// been given some, or functions that give some: by the call at hand, or before, to keep. Of
// the latter what can be seen counts.

// givesOwn reports whether a call of another module's code, of a package, may give errors
// of the module under analysis. A module below that one in the same repository is taken to
// be made of its code.
func (c *call) givesOwn(pkg string) bool {
	return pkg == "" || strings.HasPrefix(pkg, c.r.prog.Own.Module+"/") || c.r.fed(pkg) ||
		slices.ContainsFunc(c.args, func(v value.Value) bool { return c.feeds(v, 0) })
}

// answers reports whether code of another module's package, at a call, has to do with answering
// requests: it may make errors of a framework's.
func (c *call) answers(pkg string) bool {
	return responder.Within(pkg) || slices.ContainsFunc(c.args, func(v value.Value) bool {
		_, leads := c.r.responseOf(v)
		return leads
	})
}

// feeds reports whether code that is given a value may get errors of the module's from it.
func (c *call) feeds(v value.Value, depth int) bool {
	if depth > maxFed {
		return true
	}
	if isContext(v) {
		return false
	}
	switch v := v.(type) {
	case *value.Func:
		// What it gives when it is called is known: see callback.
		return c.r.givesOwnErrors(v) && keeps(c.in, ir.PathOf(c.name))
	case *value.Sym:
		if v.Foreign() || v.Type == nil {
			return !v.Foreign()
		}
		return v.Type.Kind == ir.Interface && c.r.ownImplements(v.Type, c.hasRequest()) || c.r.givesErrors(v.Type, c.hasRequest())
	case *value.Iface:
		if v.Type.Method("Error") != nil || isStdError(v.Type) {
			p, ok := v.V.(value.Ptr)
			if name := c.r.sentinels[p.Obj]; name != "" {
				return c.r.prog.own(ir.PathOf(name))
			}
			o := c.r.object(c.p.st, p.Obj)
			if !ok || o == nil || !o.at.Known() || c.r.prog.own(o.at.Pkg.Path) {
				return true
			}
			return o.content != nil && c.feeds(o.content, depth+1) // what other code has made
		}
		return c.r.givesErrors(v.Type, c.hasRequest()) || c.feeds(v.V, depth+1)
	case value.Ptr:
		if s := c.r.derefs[v.Obj]; s != nil {
			return c.feeds(s, depth+1)
		}
		o := c.r.object(c.p.st, v.Obj)
		if o == nil || o.content == nil {
			return o == nil
		}
		if f, ok := o.content.(*value.Func); ok { // in a variable, where callback does not look
			return c.r.givesOwnErrors(f)
		}
		return c.r.givesErrors(o.typ, c.hasRequest()) || c.feeds(o.content, depth+1)
	}
	vs, known := c.r.held(c.p.st, v)
	if _, ok := v.(*value.Struct); !ok {
		depth++
	}
	return !known || slices.ContainsFunc(vs, func(v value.Value) bool { return v != nil && c.feeds(v, depth) })
}

// maxFed is how deep what other code is given is looked into.
const maxFed = 6

// givesOwnErrors reports whether a function of the module may give errors.
func (r *Runner) givesOwnErrors(f *value.Func) bool {
	fn := r.prog.Func(strings.TrimSuffix(f.Name, "$bound"))
	return fn != nil && slices.ContainsFunc(fn.Results, mayHoldError) && !r.harmless(fn.Key)
}

// mayHoldError reports whether a value of a type may be an error, or lead to one by what can't be told
// from its type.
func mayHoldError(t *ir.Type) bool { return mayHoldErrorIn(t, 0) }

// mayHoldErrorIn is mayHoldError of what functions so deep give: a state function may give the next one
// without end.
func mayHoldErrorIn(t *ir.Type, depth int) bool {
	switch t.Kind {
	case ir.Interface, ir.TypeParam:
		return true
	case ir.Signature:
		return depth < maxFed && slices.ContainsFunc(t.Results, func(t *ir.Type) bool { return mayHoldErrorIn(t, depth+1) })
	}
	return false
}

// maxAsked bounds the methods of a type that are looked at.
const maxAsked = 12

// hasRequest reports whether a call is given a request or a writer, so that it can call methods
// that take one.
func (c *call) hasRequest() bool {
	return slices.ContainsFunc(c.args, func(v value.Value) bool {
		s, ok := v.(*value.Sym)
		return ok && (s.Type.IsRequest() || s.Type.HoldsWriter()) || isWriterValue(v)
	})
}

// givesErrors reports whether a value of a type of the module, or one in it, is an error or has methods
// that give errors of the module's to who has a request to call them with, or has none.
func (r *Runner) givesErrors(t *ir.Type, request bool) bool {
	return r.givesErrorsIn(t, request, map[string]bool{})
}

// givesErrorsIn is givesErrors of a type in another one, which may lead back to types that were seen.
func (r *Runner) givesErrorsIn(t *ir.Type, request bool, seen map[string]bool) bool {
	if t == nil || seen[t.ID()] {
		return false
	}
	switch seen[t.ID()] = true; t.Kind {
	case ir.Signature:
		return slices.ContainsFunc(t.Results, mayHoldError)
	case ir.Interface:
		return t.IsNamed("error") || !t.IsNamed("context.Context") && r.ownImplements(t, request)
	}
	if t.Defined && !r.prog.own(ir.PathOf(t.Name)) {
		return false
	}
	if len(t.Methods) > maxAsked || len(seen) > maxSeen {
		return true
	}
	for i := range t.Methods {
		if r.methodGives(&t.Methods[i], request) {
			return true
		}
	}
	return r.givesErrorsIn(t.Elem, request, seen) || slices.ContainsFunc(t.Fields, func(f ir.Field) bool { return r.givesErrorsIn(f.Type, request, seen) })
}

// maxSeen bounds the types in one that are looked at.
const maxSeen = 200

// ownImplements reports whether a type of the module, as far as it can be seen, implements an interface
// in which it gives errors.
func (r *Runner) ownImplements(t *ir.Type, request bool) bool {
	if len(t.Methods) == 0 {
		return true // anything
	}
	if t.Defined && r.prog.own(ir.PathOf(t.Name)) {
		return true
	}
	is := r.implementers(t)
	return is.tooMany || slices.ContainsFunc(is.types, func(ct *ir.Type) bool {
		return slices.ContainsFunc(t.Methods, func(m ir.Method) bool {
			sel := ct.Method(m.Name)
			return sel != nil && r.prog.own(ir.PathOf(sel.Method.Func)) && r.methodGives(sel.Method, request)
		})
	})
}

// methodGives reports whether a method may give errors of the module's.
func (r *Runner) methodGives(m *ir.Method, request bool) bool {
	fn := r.prog.Func(m.Func)
	if fn != nil && !request && slices.ContainsFunc(fn.Params, func(t *ir.Type) bool { return t.IsRequest() || t.IsWriter() }) {
		return false // there is none to call it with
	}
	return m.Name == "Error" || fn == nil || slices.ContainsFunc(fn.Results, mayHoldError) && !r.harmless(m.Func)
}

// fed reports whether the module gives a package of another module, to keep, something of its own that
// gives errors: a function, an error, a value in an interface.
func (r *Runner) fed(pkg string) bool {
	if r.fedPackages == nil {
		r.fedPackages = map[string]bool{}
		for _, p := range r.prog.Visible() {
			for _, fn := range p.Funcs {
				r.feed(fn)
			}
		}
	}
	return r.fedPackages[pkg]
}

// feed notes the packages that a function feeds; see fed.
func (r *Runner) feed(fn *ir.Func) {
	for _, b := range fn.Body() {
		for i := range b.Instrs {
			in := &b.Instrs[i]
			if in.Op != ir.OpCall && in.Op != ir.OpInvoke || in.Fn == nil {
				continue
			}
			if pkg := ir.PathOf(in.Name); !r.fedPackages[pkg] && keeps(in, pkg) && r.carriesErrors(fn, in) {
				r.fedPackages[pkg] = true
			}
		}
	}
}

// carriesErrors reports whether what a call in a function hands on may hold or give errors of
// the module.
func (r *Runner) carriesErrors(fn *ir.Func, in *ir.Instr) bool {
	for i, t := range in.Fn.Params {
		if t == nil || i >= len(in.Args) || in.Args[i].Kind == ir.ArgNil || t.Context() != nil {
			continue
		}
		if t.Kind == ir.Signature && !t.Serves() && slices.ContainsFunc(t.Results, mayHoldError) && !r.harmless(fn.Callee(in.Args[i])) || t.IsNamed("error") ||
			t.Kind == ir.Interface && len(t.Methods) > 0 && !ir.IsStd(ir.PathOf(t.Name)) && r.ownImplements(t, true) {
			return true
		}
	}
	return false
}

// keeps reports whether what a call gives a function is for later: the function gives no error, or
// something else of its package. Another one, like that of a transaction, or one that gives its
// receiver back, with its error, calls it and is done.
func keeps(in *ir.Instr, pkg string) bool {
	recv, _, _ := strings.Cut(strings.TrimPrefix(in.Name, "("), ").")
	gives := false
	for i := range resultCount(in.Type) {
		t := resultType(in.Type, i)
		if t == nil {
			continue
		}
		if t.IsNamed("error") || t.ID() == recv {
			gives = true
			continue
		}
		if t.Kind == ir.Pointer {
			t = t.Elem
		}
		if t.Defined && ir.PathOf(t.Name) == pkg {
			return true
		}
	}
	return !gives
}
