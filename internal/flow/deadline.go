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
		case isNil(s.Fields[1]) && !isNil(s.Fields[2]): // it has one of its own
			return true
		}
		return r.expires(s.Fields[0])
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

// hurries reports whether the program gives requests a deadline, as far as it can be seen:
// a function that makes one and a request with another context, or code of others that says
// so by its name.
func (r *Runner) hurries() bool {
	if r.deadlines == unknown {
		r.deadlines = truthOf(slices.ContainsFunc(r.prog.Visible(), func(pkg *ir.Package) bool {
			return slices.ContainsFunc(pkg.Funcs, func(fn *ir.Func) bool { return r.hurriesIn(fn) })
		}))
	}
	return r.deadlines == yes
}

func (r *Runner) hurriesIn(fn *ir.Func) bool {
	made, given := false, false
	for _, b := range fn.Body() {
		for _, in := range b.Instrs {
			if in.Op != ir.OpCall {
				continue
			}
			switch in.Name {
			case "context.WithTimeout", "context.WithTimeoutCause", "context.WithDeadline", "context.WithDeadlineCause":
				made = true
			default:
				if responder.GivesDeadline(in.Name) && !r.prog.own(ir.PathOf(in.Name)) && (in.Type.Serves() || in.Type != nil && in.Type.Kind == ir.Signature) {
					return true
				}
				given = given || responder.ReplacesContext(in.Name)
			}
		}
	}
	return made && given
}
