package flow

import (
	"go/token"
	"slices"
	"strconv"
	"strings"

	"github.com/httpcontract/httpcontract/internal/ir"
	"github.com/httpcontract/httpcontract/internal/value"
)

// Instructions at which the runtime panics, certainly or perhaps.

// faults reports whether the path certainly panics at an instruction: it goes through a nil
// pointer, slice or map, divides by zero, or asserts a type that the value does not have.
func (r *Runner) faults(x *exec, p *path, in *ir.Instr) bool {
	arg := func(i int) value.Value { return r.resolve(p.st, r.val(x, p, &in.Args[i])) }
	switch {
	case dereferences(in):
		return isNil(arg(0))
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
	if !ok || !s.Decoded || s.Blur || s.Type == nil || s.Type.Kind != ir.Pointer || s.Of == nil || s.Of.Type == nil || st.fact(s.ID).nilness != 0 {
		return false
	}
	i, err := strconv.Atoi(strings.TrimPrefix(s.What, "f"))
	return err == nil && i >= 0 && i < len(s.Of.Type.Fields) && !strings.Contains(s.Of.Type.Fields[i].Tag, "required")
}

// mayFault reports whether an instruction may panic because of a number that can't be
// seen: an index into what has a known length, a divisor, a length; or of a pointer that was
// left out.
func (r *Runner) mayFault(x *exec, p *path, in *ir.Instr) bool {
	arg := func(i int) value.Value { return r.resolve(p.st, r.val(x, p, &in.Args[i])) }
	if dereferences(in) && leftOut(p.st, arg(0)) {
		return true
	}
	switch in.Op {
	case ir.OpMakeSlice:
		return r.negative(p.st, arg(0)) || r.negative(p.st, arg(1))
	case ir.OpIndex, ir.OpIndexAddr:
		if at, ok := value.AsInt(arg(1)); ok {
			return r.beyond(p.st, arg(0), at)
		}
		i, ok := arg(1).(*value.Sym)
		if !ok || i.Blur || i.Type != nil && i.Type.Defined && !i.Decoded {
			return false // a value of an enumeration, which the program itself has made
		}
		length := int64(-1)
		switch v := arg(0).(type) {
		case *value.Slice:
			length = int64(v.Hi - v.Lo)
		case value.Ptr:
			if a, ok := r.load(p.st, v, nil).(*value.Array); ok {
				length = int64(len(a.Elems))
			} else if o := r.object(p.st, v.Obj); o != nil && o.typ != nil {
				if t := partType(o.typ, v.Path); t != nil && t.Kind == ir.Array {
					length = t.Len
				}
			}
		case *value.Const:
			if text, ok := value.AsString(v); ok {
				length = int64(len(text))
			}
		}
		_, hi, _, known := r.bounds(p.st, i)
		if f := p.st.fact(i.ID); !known && f.hi != nil {
			hi, known = *f.hi, true // a loop's counter, of which only the end is known
		}
		return length >= 0 && (!known || hi >= length)
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

// negative reports whether a number that can't be seen may be negative: one that was read from
// a text.
func (r *Runner) negative(st *state, v value.Value) bool {
	n, ok := v.(*value.Sym)
	if !ok || n.Blur || n.Origin != value.Standard || n.Type == nil || n.Type.Kind != ir.Int {
		return false
	}
	f := st.fact(n.ID)
	return (f.lo == nil || *f.lo < 0) && f.eq == nil && f.in == nil
}

// beyond reports whether an index may be beyond the parts of a text that can't be seen. The
// first one is there.
func (r *Runner) beyond(st *state, v value.Value, at int64) bool {
	s, ok := v.(*value.Sym)
	if !ok || !r.splits[s.ID] || at == 0 {
		return false
	}
	n, ok := r.resolve(st, r.part(s, "len", intType)).(*value.Sym)
	if !ok {
		return false // it has been tested for
	}
	f := st.fact(n.ID)
	return f.lo == nil || *f.lo <= at
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
