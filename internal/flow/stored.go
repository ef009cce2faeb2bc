package flow

import (
	"go/constant"

	"github.com/httpcontract/httpcontract/internal/ir"
	"github.com/httpcontract/httpcontract/internal/value"
)

// oneOf notes of a symbol for a field that it is one of the constants that the
// field's package stores there; see ir.Package.Stored. A request's method is one of
// those that the root is registered for.
func (r *Runner) oneOf(st *state, v value.Value, t *ir.Type, field int) value.Value {
	s, ok := v.(*value.Sym)
	if ok && len(r.methods) > 0 && r.writer != nil && t.IsNamed("net/http.Request") && field >= 0 && field < len(t.Fields) && t.Fields[field].Name == "Method" {
		if of, ok := st.fact(s.ID).and(fact{in: r.methods}); ok && !s.Blur {
			st.setFact(s.ID, of)
		}
		return v
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
