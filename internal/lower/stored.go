package lower

import (
	"go/constant"
	"go/token"
	"go/types"
	"maps"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/httpcontract/httpcontract/internal/ir"
)

// stored finds the fields of which it is known what values they can hold, like a state
// in a struct of the package's own: no other package can set a field that is not
// exported, and all that this one stores there are constants. Whatever an initialiser
// that is not followed makes is not known.
func (l *lowerer) stored() {
	if len(l.tables) > 0 {
		return
	}
	s := &stores{consts: map[*types.Var]map[ir.Const]bool{}, open: map[*types.Var]bool{}}
	for fn := range l.queued {
		for _, b := range fn.Blocks {
			for _, in := range b.Instrs {
				s.instr(in)
			}
		}
	}
	for _, t := range l.structs() {
		st := t.Underlying().(*types.Struct)
		for i := range st.NumFields() {
			f := st.Field(i)
			if consts := s.consts[f]; len(consts) > 0 && !s.open[f] && !f.Exported() {
				list := slices.SortedFunc(maps.Keys(consts), func(a, b ir.Const) int { return strings.Compare(a.Text, b.Text) })
				l.out.Stored = append(l.out.Stored, ir.Stored{Field: ir.FieldName(l.types.of(t), i), Consts: list})
			}
		}
	}
	slices.SortFunc(l.out.Stored, func(a, b ir.Stored) int { return strings.Compare(a.Field, b.Field) })
}

// structs are the package's own struct types, in a fixed order.
func (l *lowerer) structs() (out []*types.Named) {
	scope := l.pkg.Pkg.Scope()
	for _, name := range scope.Names() {
		if tn, ok := scope.Lookup(name).(*types.TypeName); ok && !tn.IsAlias() {
			if n, ok := tn.Type().(*types.Named); ok && n.TypeParams().Len() == 0 {
				if _, ok := n.Underlying().(*types.Struct); ok {
					out = append(out, n)
				}
			}
		}
	}
	return out
}

// stores collects what is stored in fields; open are those that something else may be in.
type stores struct {
	consts map[*types.Var]map[ir.Const]bool
	open   map[*types.Var]bool
}

func (s *stores) instr(in ssa.Instruction) {
	switch in := in.(type) {
	case *ssa.FieldAddr:
		f := fieldAt(in.X.Type(), in.Field)
		if f == nil {
			return
		}
		for _, ref := range *in.Referrers() {
			switch ref := ref.(type) {
			case *ssa.UnOp: // a load
			case *ssa.DebugRef:
			case *ssa.Store:
				if ref.Addr != in || !s.store(f, ref.Val) {
					s.open[f] = true
				}
			case *ssa.Call:
				switch op := atomicOp(ref.Common()); {
				case op == "Load":
				case op != "Store" && op != "Swap" || ref.Call.Args[0] != in || !s.store(f, ref.Call.Args[1]):
					s.open[f] = true
				}
			default:
				s.open[f] = true
			}
		}
	case *ssa.ChangeType:
		s.converted(in.Type(), in.X.Type())
	case *ssa.Convert:
		s.converted(in.Type(), in.X.Type())
	}
}

// store notes a value that is stored in a field. It is false if it may be anything.
func (s *stores) store(f *types.Var, v ssa.Value) bool {
	switch v := v.(type) {
	case *ssa.Const:
		k := constOf(v)
		if v.Value == nil || v.Value.Kind() == constant.Float || k.Kind == ir.KNone {
			return false
		}
		if s.consts[f] == nil {
			s.consts[f] = map[ir.Const]bool{}
		}
		s.consts[f][k] = true
		return true
	case *ssa.UnOp: // what the field holds elsewhere
		a, ok := v.X.(*ssa.FieldAddr)
		return ok && v.Op == token.MUL && fieldAt(a.X.Type(), a.Field) == f
	case *ssa.Field:
		return fieldAt(v.X.Type(), v.Field) == f
	}
	return false
}

// converted makes all fields of a struct type open that values of another are
// converted to.
func (s *stores) converted(to, from types.Type) {
	if p, ok := to.Underlying().(*types.Pointer); ok {
		to = p.Elem()
	}
	if p, ok := from.Underlying().(*types.Pointer); ok {
		from = p.Elem()
	}
	if st, ok := to.Underlying().(*types.Struct); ok && !types.Identical(to, from) {
		for f := range st.Fields() {
			s.open[f] = true
		}
	}
}

// fieldAt is a field of a struct, or of one that a pointer points to.
func fieldAt(t types.Type, i int) *types.Var {
	if p, ok := t.Underlying().(*types.Pointer); ok {
		t = p.Elem()
	}
	if st, ok := t.Underlying().(*types.Struct); ok {
		return st.Field(i)
	}
	return nil
}
