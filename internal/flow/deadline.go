package flow

import (
	"slices"
	"strings"

	"github.com/httpcontract/httpcontract/internal/ir"
	"github.com/httpcontract/httpcontract/internal/responder"
	"github.com/httpcontract/httpcontract/internal/value"
)

// A context gives context.DeadlineExceeded only if somebody has given it a deadline. net/http
// gives a request's none (http.Request.Context), so that it takes code of the program: on
// the path, or in middleware.

const deadlineExceeded = "context.DeadlineExceeded"

// timeout is the name of http.TimeoutHandler's handlers, which answer with 503 for the handler that
// they call when the time is up.
const timeout = "timeout"

// Timed reports whether scans have seen a function inside such a handler.
func (r *Runner) Timed(fn *ir.Func) bool { return r.timed[fn] }

// unhurried is what is known of the errors of a context without a deadline, and of what was
// made with one.
var unhurried = &value.Errors{Never: []string{deadlineExceeded}}

// expires reports whether a context may have a deadline.
func (r *Runner) expires(v value.Value) bool {
	switch v := v.(type) {
	case *value.Sym:
		return !v.Errors.Excludes(deadlineExceeded) && (!v.Root || r.hurries())
	case *value.Iface:
		s, ok := v.V.(*value.Struct)
		switch {
		case v.Type == detachedContext:
			return false
		case v.Type.Context() != nil: // a framework's own, like gin's
			return r.hurries()
		case v.Type != valueContext || !ok:
			return true
		case hasDeadline(s):
			return true
		}
		return r.expires(s.Fields[ctxParent])
	}
	return true
}

// ofARequest marks a context that is a request's.
func (r *Runner) ofARequest(s *value.Sym) {
	if !r.hurries() {
		s.Errors = unhurried
	}
}

// withoutDeadline reports whether what a call of a database gives has nothing to do with a
// deadline: it is given contexts that have none, and what it is a method of was made so.
func (c *call) withoutDeadline() bool {
	for _, v := range c.args {
		s, ok := v.(*value.Sym)
		if p, isPtr := v.(value.Ptr); isPtr && len(p.Path) == 0 && c.r.derefs[p.Obj] != nil {
			s, ok = c.r.derefs[p.Obj], true
		}
		switch {
		case isContext(v):
			if c.r.expires(v) {
				return false
			}
		case ok && s.Type != nil && inDatabase[strings.TrimPrefix(s.Type.ID(), "*")] && !s.Errors.Excludes(deadlineExceeded):
			return false
		}
	}
	return true
}

// inDatabase are the types of database/sql that work with the context that they were made with.
var inDatabase = map[string]bool{"database/sql.Row": true, "database/sql.Rows": true, "database/sql.Tx": true, "database/sql.Stmt": true, "database/sql.Conn": true}

// deadlines is what is known of the deadlines that a program gives requests.
type deadlines struct {
	influence
	found truth
	// by are the functions that give some, unseen that it is not known around which handlers: code
	// that can't be seen does.
	by     []*ir.Func
	unseen bool
}

// hurries reports whether the requests of the root may have a deadline, as far as it can be seen: the
// program gives some, and not only to those of other handlers.
func (r *Runner) hurries() bool {
	d := &r.deadlines
	if d.found == unknown {
		d.found = no
		for _, pkg := range r.prog.Visible() {
			for _, fn := range pkg.Funcs {
				r.findDeadlines(fn)
			}
		}
	}
	if d.found == no {
		return false
	}
	return r.hurried != no || d.unseen || slices.ContainsFunc(d.by, func(fn *ir.Func) bool { return !d.seen[fn] })
}

// findDeadlines notes whether a function gives requests a deadline, or calls one of another module
// that makes middleware which does.
func (r *Runner) findDeadlines(fn *ir.Func) {
	d := &r.deadlines
	if hurriesIn(fn) {
		d.found, d.by = yes, append(d.by, fn)
	}
	for _, in := range fn.Pkg.Uses()[fn].Sites {
		if in.Op != ir.OpCall || !responder.GivesDeadline(in.Name) || r.prog.own(ir.PathOf(in.Name)) || !in.Type.Serves() && (in.Type == nil || in.Type.Kind != ir.Signature) {
			continue
		}
		of := r.prog.Func(in.Name)
		if of == nil {
			d.found, d.unseen = yes, d.unseen || in.Name != "net/http.TimeoutHandler" // which scans see
			continue
		}
		for _, g := range reachedFrom(map[*ir.Func]bool{}, of) {
			if hurriesIn(g) && !slices.Contains(d.by, g) {
				d.found, d.by = yes, append(d.by, g)
			}
		}
	}
}

// hurriesIn reports whether a function makes a deadline, and a request with another context.
func hurriesIn(fn *ir.Func) bool {
	calls := fn.Pkg.Uses()[fn].Calls
	return slices.ContainsFunc(calls, makesDeadline) && slices.ContainsFunc(calls, responder.ReplacesContext)
}

func makesDeadline(name string) bool {
	return strings.HasPrefix(name, "context.WithTimeout") || strings.HasPrefix(name, "context.WithDeadline")
}
