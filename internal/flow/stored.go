package flow

import (
	"go/constant"

	"github.com/httpcontract/httpcontract/internal/ir"
	"github.com/httpcontract/httpcontract/internal/value"
)

// oneOf notes of a symbol for a field that it is one of the constants that the
// field's package stores there; see ir.Package.Stored.
func (r *Runner) oneOf(st *state, v value.Value, t *ir.Type, field int) value.Value {
	s, ok := v.(*value.Sym)
	if ok && field >= 0 && field < len(t.Fields) {
		switch name := t.Fields[field].Name; {
		case r.writer != nil && t.IsNamed("net/http.Request"):
			r.served(st, s, name)
			return v
		case t.IsNamed("net/http.Response") && name == "Body" && s.Foreign():
			s.Errors = answered
			return v
		}
	}
	if !ok || t == nil || t.Kind != ir.Struct || !t.Defined || field < 0 || field >= len(t.Fields) || t.Fields[field].Exported || s.Blur || st.know.get(s.ID) != nil {
		return v
	}
	pkg := r.prog.pkg(ir.PathOf(t.Name))
	if pkg == nil || pkg.Module != r.prog.Own.Module {
		return v
	}
	consts := pkg.StoredIn(ir.FieldName(t, field))
	zero, ok := r.zero(t.Fields[field].Type).(*value.Const)
	if len(consts) == 0 || !ok {
		return v
	}
	in := []constant.Value{zero.V}
	for _, k := range consts {
		if c := r.constant(k); !constEqual(c, zero.V) {
			in = append(in, c)
		}
	}
	st.setFact(s.ID, fact{in: in})
	return v
}

// nonEmpty is what is known of a text that is not empty.
var nonEmpty = fact{ne: []constant.Value{constant.MakeString("")}}

// served notes what is known of a field of a server's request: its method is not empty, and one of
// those that the root is registered for, and it has a body, if only an empty one
// (http.Request).
func (r *Runner) served(st *state, s *value.Sym, field string) {
	known := fact{}
	if field == "Body" && ofRequest(s) && base(s).Root {
		r.noteBody(s)
	}
	switch {
	case s.Blur:
		return
	case field == "Method" && len(r.methods) > 0:
		known.in = r.methods
	case field == "Method" && ofRequest(s) && base(s).Root:
		known = nonEmpty
	case (field == "Body" || field == "URL" || field == "Header") && ofRequest(s) && base(s).Root:
		known.nilness = -1
	default:
		return
	}
	if f, ok := st.fact(s.ID).and(known); ok {
		st.setFact(s.ID, f)
	}
}
