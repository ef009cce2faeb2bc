package flow

import (
	"go/constant"
	"go/token"
	"slices"

	"github.com/httpcontract/httpcontract/internal/ir"
	"github.com/httpcontract/httpcontract/internal/value"
)

// The bounds of what is computed of a number that is only known to be one of some:
// how many they may be, and how many the results.
const (
	maxOperands = 256
	maxResults  = maxRange
)

// computed is an operation on a number that can't be seen and a constant, of which it
// is known within what bounds it is: the remainder of a division, the bits that a
// mask leaves, what is left of a small number. It is nil if nothing is known.
func (r *Runner) computed(st *state, tok token.Token, x, y value.Value, t *ir.Type) value.Value {
	if t == nil || t.Kind != ir.Int && t.Kind != ir.Uint {
		return nil
	}
	sx, okx := x.(*value.Sym)
	cy, oky := y.(*value.Const)
	if !okx || !oky { // c op s
		cx, ok := x.(*value.Const)
		sy, is := y.(*value.Sym)
		if !ok || !is {
			return nil
		}
		return r.operate(st, sy, tok.String()+"of"+cx.V.ExactString(), t, func(n constant.Value) constant.Value { return fold(tok, cx.V, n, t) }, nil)
	}
	k, ok := constant.Int64Val(constant.ToInt(cy.V))
	if !ok {
		return nil
	}
	// Some operations bound their results whatever the number is.
	var within []int64
	switch {
	case tok == token.REM && k > 0 && k < maxOperands:
		if within = []int64{1 - k, k - 1}; t.Kind == ir.Uint {
			within[0] = 0
		}
	case tok == token.AND && k >= 0 && k < maxOperands:
		within = []int64{0, k}
	}
	return r.operate(st, sx, tok.String()+cy.V.ExactString(), t, func(n constant.Value) constant.Value { return fold(tok, n, cy.V, t) }, within)
}

// operate is what becomes of a symbol by an operation with a name, a part of it. If
// within is not nil, the results of that range are all that there can be.
func (r *Runner) operate(st *state, s *value.Sym, name string, t *ir.Type, op func(constant.Value) constant.Value, within []int64) value.Value {
	if s.Blur {
		return nil
	}
	lo, hi, set, ok := r.bounds(st, s)
	switch {
	case set != nil:
	case ok && uint64(hi-lo) < maxOperands: // which may overflow
		set = numbers(lo, hi)
	case within != nil:
		if f := st.fact(s.ID); (ok && lo >= 0 || f.lo != nil && *f.lo >= 0) && within[0] < 0 {
			within[0] = 0 // a remainder has the sign of what was divided
		}
		set = numbers(within[0], within[1])
	default:
		return nil
	}
	// The results, as long as they are few, and between what they are.
	var few []constant.Value
	var least, most int64
	for i, n := range set {
		v := op(n)
		if v == nil || v.Kind() != constant.Int {
			return nil
		}
		k, ok := constant.Int64Val(v)
		if !ok {
			return nil
		}
		if i == 0 {
			least, most = k, k
		}
		least, most = min(least, k), max(most, k)
		if len(few) <= maxResults && !slices.ContainsFunc(few, func(o constant.Value) bool { return constEqual(o, v) }) {
			few = append(few, v)
		}
	}
	if len(few) == 1 {
		return &value.Const{V: few[0], Computed: true}
	}
	part, ok := r.part(s, "op"+name, t).(*value.Sym)
	if !ok {
		return nil
	}
	if len(few) > maxResults {
		r.supply(st, part, fact{lo: &least, hi: &most})
	} else {
		r.supply(st, part, fact{in: few})
	}
	return part
}

// mayBeRatio reports whether an operation on numbers may give one that is none, or infinite: a
// division by what may be zero, or an operation on the result of one.
func (r *Runner) mayBeRatio(st *state, tok token.Token, x, y value.Value) bool {
	for _, v := range []value.Value{x, y} {
		if s, ok := v.(*value.Sym); ok && s.Ratio {
			return true
		}
	}
	if c, ok := y.(*value.Const); ok && tok == token.QUO {
		return constant.Sign(orOne(c.V)) == 0
	}
	s, ok := y.(*value.Sym)
	if tok != token.QUO || !ok || s.Blur {
		return false
	}
	for ; s != nil; s = s.Of { // or what it was converted from
		if r.equal(st, s, value.Int(0)) == no || st.asked(s) {
			return false
		}
	}
	return true
}

// supply notes what is known of a symbol that the path has not met.
func (r *Runner) supply(st *state, s *value.Sym, f fact) {
	if !s.Blur && st.know.get(s.ID) == nil {
		st.setFact(s.ID, f)
	}
}

// converted is a number that can't be seen as one of another integer type.
func (r *Runner) converted(st *state, s *value.Sym, t *ir.Type) value.Value {
	v := r.part(s, "conv|"+t.ID(), t)
	p, ok := v.(*value.Sym)
	if !ok || s.Blur || s.Type.Kind != ir.Int && s.Type.Kind != ir.Uint || t.Kind != ir.Int && t.Kind != ir.Uint {
		return v
	}
	lo, hi, set, ok := r.bounds(st, s)
	if least, most, narrow := typeBounds(t); !ok || narrow && (lo < least || hi > most) || t.Kind == ir.Uint && lo < 0 {
		return v
	}
	if set != nil {
		r.supply(st, p, fact{in: set})
	} else {
		r.supply(st, p, fact{lo: &lo, hi: &hi})
	}
	return v
}

// bounds are the numbers that a symbol can be: one of a set, if it is not nil, or
// from lo to hi. It is not ok if it can be any.
func (r *Runner) bounds(st *state, s *value.Sym) (lo, hi int64, set []constant.Value, ok bool) {
	f := st.fact(s.ID)
	if set := without(f.possible(), f.ne); set != nil {
		lo, hi, ok = span(set)
		return lo, hi, set, ok
	}
	lo, hi, ok = typeBounds(s.Type)
	if f.lo != nil && (!ok || *f.lo > lo) {
		lo = *f.lo
	}
	if f.hi != nil && (!ok || *f.hi < hi) {
		hi = *f.hi
	}
	return lo, hi, nil, ok || f.lo != nil && f.hi != nil
}

// typeBounds are the least and the greatest number of an integer type of up to 32 bits.
func typeBounds(t *ir.Type) (lo, hi int64, ok bool) {
	if t == nil || t.Len <= 0 || t.Len > 4 {
		return 0, 0, false
	}
	bits := uint(8 * t.Len)
	switch t.Kind {
	case ir.Uint:
		return 0, 1<<bits - 1, true
	case ir.Int:
		return -1 << (bits - 1), 1<<(bits-1) - 1, true
	}
	return 0, 0, false
}

// truncated is a number as a variable of an integer type holds it.
func truncated(v constant.Value, t *ir.Type) constant.Value {
	if t == nil || t.Len <= 0 || t.Len > 8 || v.Kind() != constant.Int || t.Kind != ir.Int && t.Kind != ir.Uint {
		return v
	}
	bits := uint(8 * t.Len)
	size := constant.Shift(constant.MakeInt64(1), token.SHL, bits)
	least, most := constant.MakeInt64(0), size
	if t.Kind == ir.Int {
		most = constant.Shift(constant.MakeInt64(1), token.SHL, bits-1)
		least = constant.UnaryOp(token.SUB, most, 0)
	}
	if constant.Compare(v, token.GEQ, least) && constant.Compare(v, token.LSS, most) {
		return v
	}
	n := constant.BinaryOp(v, token.REM, size)
	for constant.Compare(n, token.LSS, least) {
		n = constant.BinaryOp(n, token.ADD, size)
	}
	for constant.Compare(n, token.GEQ, most) {
		n = constant.BinaryOp(n, token.SUB, size)
	}
	return n
}

// numbers are those from lo to hi.
func numbers(lo, hi int64) (out []constant.Value) {
	for n := lo; n <= hi; n++ {
		out = append(out, constant.MakeInt64(n))
	}
	return out
}

// span are the least and the greatest of some numbers.
func span(set []constant.Value) (lo, hi int64, ok bool) {
	for i, v := range set {
		n, is := constant.Int64Val(constant.ToInt(v))
		if v.Kind() != constant.Int || !is {
			return 0, 0, false
		}
		if i == 0 {
			lo, hi = n, n
		}
		lo, hi = min(lo, n), max(hi, n)
	}
	return lo, hi, len(set) > 0
}
