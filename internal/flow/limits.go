package flow

import (
	"slices"

	"github.com/httpcontract/httpcontract/internal/ir"
	"github.com/httpcontract/httpcontract/internal/responder"
	"github.com/httpcontract/httpcontract/internal/value"
)

// A request's body gives *http.MaxBytesError only if somebody has limited it
// (http.MaxBytesReader): on the path, or in middleware, which may be around any handler. Where
// nobody is seen to limit one, code above the program that can be seen may.

const tooLarge = "*net/http.MaxBytesError"

// unlimited is what is known of the errors of a body that nobody limits, and of what reads it. No
// body has a deadline of a context's: net/http gives the connection's (os.ErrDeadlineExceeded).
var (
	unlimited    = &value.Errors{Never: []string{tooLarge, deadlineExceeded}}
	maybeLimited = &value.Errors{Never: []string{deadlineExceeded}}
	// answered is what is known of those of a response's body.
	answered = &value.Errors{Never: []string{tooLarge}}
)

// noteBody notes of the body of a server's request what its errors are: the server's, unless the
// program has bodies of its own.
func (r *Runner) noteBody(body *value.Sym) {
	body.Errors = maybeLimited
	if l := r.limiting(); l == limitsOnPaths && r.limited != yes || l == limitsAround && r.limited == no {
		body.Errors = unlimited
	}
	if r.limits.bodies == unknown {
		r.limits.bodies = truthOf(slices.ContainsFunc(r.prog.Visible(), func(pkg *ir.Package) bool {
			return slices.ContainsFunc(pkg.Concrete, func(t *ir.Type) bool { return t.Method("Read") != nil && t.Method("Close") != nil })
		}))
	}
	if r.limits.bodies == no {
		body.Origin = value.Standard
	}
}

// limits is what is known of the limits of a program's requests' bodies.
type limits struct {
	influence
	where    limiting        // asked for by Runner.limiting
	limiters map[string]bool // the functions that limit a body, by key
	bodies   truth           // whether the program has bodies of requests of its own
}

// limiting is where a program limits the bodies of requests.
type limiting int8

const (
	limitsUnsought limiting = iota
	limitsUnseen
	limitsOnPaths // only where a handler's own code does
	limitsAround  // in code that goes on to handlers
)

func (r *Runner) limiting() limiting {
	if r.limits.where == limitsUnsought {
		r.limits.where = r.findLimits()
	}
	return r.limits.where
}

func (r *Runner) findLimits() limiting {
	limiters := map[string]bool{"net/http.MaxBytesReader": true}
	r.limits.limiters = limiters
	found := limitsUnseen
	for more := true; more; { // to callers
		more = false
		for _, pkg := range r.prog.Visible() {
			for _, fn := range pkg.Funcs {
				uses := pkg.Uses()[fn]
				if slices.Contains(uses.Calls, "net/http.MaxBytesHandler") || slices.ContainsFunc(uses.Calls, r.limitsOf) {
					found = limitsAround
				}
				if limiters[fn.Key] || !slices.ContainsFunc(uses.Calls, func(name string) bool { return limiters[name] }) {
					continue
				}
				limiters[fn.Key], more, found = true, true, max(found, limitsOnPaths)
				if goesOn(uses) {
					found = limitsAround
				}
			}
		}
	}
	return found
}

// limitsOf reports whether a function of another module makes middleware that limits bodies.
func (r *Runner) limitsOf(name string) bool {
	if path := ir.PathOf(name); ir.IsStd(path) || r.prog.own(path) {
		return false
	}
	fn := r.prog.Func(name)
	if fn == nil || !slices.ContainsFunc(fn.Results, isMiddleware) {
		return false
	}
	for _, g := range reachedFrom(map[*ir.Func]bool{}, fn) {
		if slices.Contains(g.Pkg.Uses()[g].Calls, "net/http.MaxBytesReader") {
			r.limits.limiters[g.Key] = true
			return true
		}
	}
	return false
}

// goesOn reports whether a function calls a handler, with the request or its context.
func goesOn(uses *ir.Uses) bool {
	return slices.ContainsFunc(uses.Sites, func(in *ir.Instr) bool {
		return in.Name == "ServeHTTP" || responder.Continues(in.Callee()) ||
			in.Op == ir.OpCall && in.Name == "" && in.Fn != nil && slices.ContainsFunc(in.Fn.Params, func(t *ir.Type) bool { return t.IsRequest() || t.Context() != nil })
	})
}

// limiter is the middleware that the functions make which the table of responders knows to limit
// bodies, in a scan.
var limiter = &value.Func{Name: "limiter"}

// body is the body of the request that the call's first argument is or leads to, or what reads
// it; nil if that is not seen.
func (c *call) body() value.Value {
	v, t := c.arg(0), c.requestType(0)
	for _, name := range []string{"Request", "Body"} { // of a framework's context, of a request
		if t == nil || t.Kind != ir.Struct {
			continue
		}
		i := slices.IndexFunc(t.Fields, func(f ir.Field) bool { return f.Name == name })
		if i < 0 {
			continue
		}
		v = c.r.load(c.p.st, c.r.address(c.p.st, v, i), t.Fields[i].Type)
		if s, ok := v.(*value.Sym); ok && name == "Body" && base(s).Root {
			c.r.noteBody(s)
		}
		if t = t.Fields[i].Type; t.Kind == ir.Pointer {
			t = t.Elem
		}
	}
	return v
}

// limited reports whether the body that is read by a call may be limited: by code that can be
// seen, or by code that can't.
func (c *call) limited() (seen, maybe bool) {
	switch c.r.limiting() {
	case limitsUnseen:
		return false, true
	case limitsAround:
		if c.r.limited != unknown { // the code around the handler is known
			break
		}
		return true, true
	}
	if c.r.limited == yes {
		return true, true
	}
	v := c.body()
	if w := c.wrapper(v); w != nil {
		maybe = !w.Errors.Excludes(tooLarge)
	} else if _, known := c.packageOf(v); !known {
		maybe = true
	}
	return maybe, maybe
}

// withLimits are documented errors of what a call reads, as the body is limited or not.
func (c *call) withLimits(e *value.Errors) *value.Errors {
	if !slices.Contains(e.May, tooLarge) {
		return e
	}
	if _, maybe := c.limited(); maybe {
		return e
	}
	return butFor(e, tooLarge)
}

// answersTooLarge reports whether a responder that reads the body may find that it is larger
// than somebody has allowed.
func (c *call) answersTooLarge(rsp *responder.Responder) bool {
	if rsp.TooLarge == 0 {
		return false
	}
	if len(rsp.Limiters) > 0 {
		return c.r.limited == yes
	}
	seen, _ := c.limited()
	return seen
}
