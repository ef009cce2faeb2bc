package flow

import (
	"go/token"
	"math"
	"slices"
	"strings"

	"github.com/httpcontract/httpcontract/internal/ir"
	"github.com/httpcontract/httpcontract/internal/value"
)

// Instructions at which the runtime panics, certainly or perhaps.

// faults reports whether the path certainly panics at an instruction: it goes through a nil
// pointer, slice or map, or for an element beyond the last, divides by zero, or asserts a type that
// the value does not have.
func (r *Runner) faults(x *exec, p *path, in *ir.Instr) bool {
	arg := func(i int) value.Value { return r.resolve(p.st, r.val(x, p, &in.Args[i])) }
	switch {
	case dereferences(in) && isNil(arg(0)):
		return true
	case in.Op == ir.OpIndex || in.Op == ir.OpIndexAddr:
		at, ok := value.AsInt(arg(1))
		length := r.knownLength(p.st, arg(0))
		return ok && length >= 0 && (at < 0 || at >= length)
	case divides(x, in):
		n, ok := value.AsInt(arg(1))
		return ok && n == 0
	case in.Op == ir.OpTypeAssert && in.N == 0:
		v := arg(0)
		return isNil(v) || isMade(v) && r.hasType(p.st, v, x.typ(in.Type)) == no
	}
	return false
}

// divides reports whether an instruction is a division of integers.
func divides(x *exec, in *ir.Instr) bool {
	if in.Op != ir.OpBin || in.Tok != token.QUO && in.Tok != token.REM {
		return false
	}
	t := x.typ(in.Type)
	return t.Kind == ir.Int || t.Kind == ir.Uint
}

func dereferences(in *ir.Instr) bool {
	switch in.Op {
	case ir.OpLoad, ir.OpStore, ir.OpFieldAddr, ir.OpIndexAddr, ir.OpMapUpdate:
		return true
	}
	return false
}

// dereferenced notes that a pointer which an instruction has followed is not nil.
func (r *Runner) dereferenced(x *exec, p *path, in *ir.Instr) {
	if !dereferences(in) {
		return
	}
	if s, ok := r.resolve(p.st, r.val(x, p, &in.Args[0])).(*value.Sym); ok && !s.Blur && s.Type != nil && s.Type.Kind == ir.Pointer {
		if f := p.st.fact(s.ID); f.nilness == 0 {
			f.nilness = -1
			p.st.setFact(s.ID, f)
		}
	}
}

// leftOut reports whether a value is a pointer that a decoded text may have left out: a field
// of a struct, of which its tags do not say that it is required.
func leftOut(st *state, v value.Value) bool {
	s, ok := v.(*value.Sym)
	if !ok || !s.Decoded || s.Blur || s.Type == nil || s.Type.Kind != ir.Pointer || st.fact(s.ID).nilness != 0 {
		return false
	}
	tag, ok := tagOf(s)
	return ok && !strings.Contains(tag, "required")
}

// mayFault reports whether an instruction may panic because of a number that can't be
// seen, an index, a divisor, a length, or because of what can't be seen of a decoded text: that it
// may have left out a pointer, or the elements of a list, or has a value of another type.
func (r *Runner) mayFault(x *exec, p *path, in *ir.Instr) bool {
	arg := func(i int) value.Value { return r.resolve(p.st, r.val(x, p, &in.Args[i])) }
	if dereferences(in) && leftOut(p.st, arg(0)) {
		return true
	}
	switch in.Op {
	case ir.OpTypeAssert:
		s, ok := arg(0).(*value.Sym)
		return in.N == 0 && ok && s.Decoded && !s.Blur && r.hasType(p.st, s, x.typ(in.Type)) == unknown
	case ir.OpMakeSlice:
		return r.negative(p.st, arg(0)) || r.negative(p.st, arg(1))
	case ir.OpIndex, ir.OpIndexAddr:
		return r.negative(p.st, arg(1)) || r.mayExceed(p.st, arg(0), arg(1), 1)
	case ir.OpSlice:
		for i := range in.Args[1:] {
			if in.Args[i+1].Kind != ir.ArgNone && (r.negative(p.st, arg(i+1)) || r.mayExceed(p.st, arg(0), arg(i+1), 0)) {
				return true
			}
		}
	case ir.OpBin:
		if !divides(x, in) {
			return false
		}
		switch y := arg(1).(type) {
		case *value.Sym:
			return !y.Blur && r.equal(p.st, y, value.Int(0)) == unknown
		case *value.Union:
			return slices.ContainsFunc(y.Alts, func(v value.Value) bool { n, ok := value.AsInt(v); return ok && n == 0 })
		}
	}
	return false
}

// mayExceed reports whether a list, or a text, may have no element at an index, or, where least
// is 0, not so many elements.
func (r *Runner) mayExceed(st *state, list, index value.Value, least int64) bool {
	if at, ok := value.AsInt(index); ok {
		return r.beyond(st, list, at+least)
	}
	i, ok := index.(*value.Sym)
	if !ok || i.Blur || i.Type != nil && i.Type.Defined && !i.Decoded {
		return false // a value of an enumeration, which the program itself has made
	}
	length := r.knownLength(st, list)
	if length < 0 {
		return (i.Read || i.Decoded) && hasLength(list) && !r.tested(st, i)
	}
	if least == 0 && !i.Read && !i.Decoded {
		return false // what the program itself has counted
	}
	_, hi, _, known := r.bounds(st, i)
	if f := st.fact(i.ID); !known && f.hi != nil {
		hi, known = *f.hi, true // a loop's counter, of which only the end is known
	}
	return !known || hi+least > length
}

// knownLength is how many elements a value has, or the memory that it points to: -1 if
// that is not known.
func (r *Runner) knownLength(st *state, list value.Value) int64 {
	switch v := list.(type) {
	case *value.Slice:
		return int64(v.Hi - v.Lo)
	case value.Ptr:
		if a, ok := r.load(st, v, nil).(*value.Array); ok {
			return int64(len(a.Elems))
		} else if o := r.object(st, v.Obj); o != nil && o.typ != nil {
			if t := partType(o.typ, v.Path); t != nil && t.Kind == ir.Array {
				return t.Len
			}
		}
	case *value.Const:
		if text, ok := value.AsString(v); ok {
			return int64(len(text))
		}
	}
	return -1
}

// hasLength reports whether a value that can't be seen is a list or a text.
func hasLength(v value.Value) bool {
	switch v := v.(type) {
	case *value.Seq, *value.Text:
		return true
	case *value.Sym:
		return v.Type != nil && (v.Type.Kind == ir.Slice || v.Type.Kind == ir.String)
	}
	return false
}

// tested reports whether the path has compared a symbol, or what it was computed of, with
// a bound above, or with what can't be seen.
func (r *Runner) tested(st *state, s *value.Sym) bool {
	for ; s != nil; s = s.Of {
		if f := st.fact(s.ID); f.hi != nil && !greatest(*f.hi) || f.eq != nil || f.in != nil || st.asked(s) {
			return true
		}
	}
	return false
}

// asked reports whether a condition that the path has gone one way on is about a symbol.
func (s *state) asked(sym *value.Sym) (is bool) {
	s.conds.each(func(_ string, a *answer) {
		refs(a.cond, nil, func(o *value.Sym) { is = is || o.ID == sym.ID })
	})
	return is
}

// greatest reports whether a number is the greatest of an integer type: what is read for a size in bits
// is not compared with it.
func greatest(n int64) bool {
	switch n {
	case math.MaxInt8, math.MaxUint8, math.MaxInt16, math.MaxUint16, math.MaxInt32, math.MaxUint32, math.MaxInt64:
		return true
	}
	return false
}

// negative reports whether a number that can't be seen may be negative: one that was read from
// a text.
func (r *Runner) negative(st *state, v value.Value) bool {
	n, ok := v.(*value.Sym)
	if !ok || n.Blur || !n.Read && !n.Decoded || n.Type == nil || n.Type.Kind != ir.Int {
		return false
	}
	f := st.fact(n.ID)
	return (f.lo == nil || *f.lo < 0) && f.eq == nil && f.in == nil
}

// mayBeNegative reports whether an operation may give any number, also a negative one, because it
// is about one that was read and not compared: the operation takes it away, or it is negative itself.
func (r *Runner) mayBeNegative(st *state, tok token.Token, a, b value.Value) bool {
	if s, ok := b.(*value.Sym); ok && tok == token.SUB && s.Read && !s.Blur && !r.tested(st, s) {
		return true
	}
	return (tok == token.ADD || tok == token.SUB || tok == token.MUL) && slices.ContainsFunc([]value.Value{a, b}, func(v value.Value) bool {
		s, ok := v.(*value.Sym)
		return ok && r.negative(st, s) && !r.tested(st, s)
	})
}

// beyond reports whether a list that can't be seen may have fewer elements than some: the pieces
// of a text, of which the first is there, or a list that was decoded. What the path has asked of
// the length is believed to be enough.
func (r *Runner) beyond(st *state, v value.Value, some int64) bool {
	s, ok := v.(*value.Sym)
	if !ok || s.Blur || !hasLength(s) {
		return false
	}
	n, ok := r.resolve(st, r.part(s, "len", intType)).(*value.Sym)
	if !ok {
		return false // it has been tested for
	}
	f := st.fact(n.ID)
	switch {
	case s.Pieces:
		return some > 1 && (f.lo == nil || *f.lo < some)
	case s.Decoded && some > 0:
		return f.same(fact{}) && len(st.fact(s.ID).ne) == 0 && !st.asked(n) && !st.asked(s) && !validated(s)
	}
	return false
}

// validated reports whether the tags of a field say that a validator looks at it.
func validated(s *value.Sym) bool {
	tag, _ := tagOf(s)
	return strings.Contains(tag, "validate:") || strings.Contains(tag, "binding:")
}

// tagOf is the tag of the field that a symbol was read from, if it was from one.
func tagOf(s *value.Sym) (tag string, ok bool) {
	i := fieldIndex(s)
	if i < 0 || i >= len(s.Of.Type.Fields) {
		return "", false
	}
	return s.Of.Type.Fields[i].Tag, true
}

// runtimeErrors are none of the errors that code can tell apart otherwise.
var runtimeErrors = &value.Errors{May: []string{}}

// faulted is what the runtime panics with.
func (r *Runner) faulted(x *exec, p *path) value.Value {
	s := r.result(x, p, "panic", runtimePanic)
	s.Origin, s.Errors = value.Standard, runtimeErrors
	p.st.setFact(s.ID, fact{nilness: -1})
	return s
}
