// Package value holds what the abstract execution knows of Go values: the
// lattice that package flow computes in. A value is immutable; memory that a
// program can change is an object in flow's heap, and a value points to it by
// number.
//
// The order of the lattice is by knowledge: constants and structures below,
// Union above them, Sym (some value of which only the identity and the type
// are known) at the top.
package value

import (
	"go/constant"
	"go/token"
	"slices"
	"strconv"
	"strings"

	"github.com/httpcontract/httpcontract/internal/ir"
	"github.com/httpcontract/httpcontract/internal/shape"
)

// Value is one abstract value.
type Value interface {
	// Key appends text that is equal for values that are the same; where a
	// constant was chosen does not count.
	Key(b []byte) []byte
}

// Const is a known bool, number or string. From are the places where the
// source chose it; Computed says that it is the result of an operation.
type Const struct {
	V        constant.Value
	From     []ir.Site
	Computed bool
}

// Nil is nil of whatever type.
type Nil struct{}

// Sym is a value that can't be seen but has an identity: what is learned of it
// on a path holds for each of its uses.
type Sym struct {
	ID   int
	Type *ir.Type
	// Of is the symbol that this one was read from, What how: by a field, a
	// dereference, an assertion.
	Of   *Sym
	What string
	// Depth is how deep in the call stack the symbol was made.
	Depth int
	// Blur says that the symbol stands for several values at once: it has a
	// type but no identity, and nothing is learned of it.
	Blur bool
	Traits
	// Root says that the symbol is a parameter of the function at which
	// execution started, or part of one.
	Root bool
}

// Traits are what is known of a value by how it was made.
type Traits struct {
	Origin Origin
	// Decoded says that encoding/json made the value of a text: its numbers are finite,
	// and what is in an any is of one of few types.
	Decoded bool
	// Numeral says that the value is a text that is a decimal number of an int's range.
	Numeral bool
	// Read says that the value is a number that was read from a text, or was computed of one
	// that was: it may be any.
	Read bool
	// Ratio says that the value is a number that came of a division by what may be zero: it may
	// be none, or infinite.
	Ratio bool
	// Pieces says that the value is a list of the pieces of a text: how many there are depends
	// on that.
	Pieces bool
	// Moment, if not nil, tells when a time is.
	Moment *Moment
	// Errors, if not nil, tells what is known of a foreign error.
	Errors *Errors
}

// Moment is when a time is: between so many nanoseconds after the clock was asked.
type Moment struct{ Least, Most int64 }

// Foreign reports whether code outside the module made the value.
func (s *Sym) Foreign() bool { return s.Origin != Anywhere }

// Origin is where a value that can't be seen comes from.
type Origin uint8

// The origins.
const (
	Anywhere Origin = iota
	// Outside: code outside the module made the value without calling back into
	// it, so that it holds nothing of the module's types and variables.
	Outside
	// Plugged: the standard library made it so with what is plugged into it, like a
	// database's driver: code that knows of no web framework.
	Plugged
	// Standard: the standard library made it so; it holds nothing of other
	// modules' either.
	Standard
)

// Errors is what is known of a foreign error. May are the types ("*pkg.T") and variables
// ("pkg.Var") of the standard library, and of what gin's binding ends with, that it may be or
// wrap, of those that code can tell apart. Is, if not "", is the one that it is whenever it is not nil. If there are some in
// Never, it may be any but these: names, or, with a dot at the end, packages.
type Errors struct {
	May   []string
	Is    string
	Never []string
}

// Excludes reports whether an error is certainly not of a type, or a variable, with a
// name. Of an error of which nothing is known, nothing is.
func (e *Errors) Excludes(name string) bool {
	switch {
	case e == nil:
		return false
	case len(e.Never) > 0:
		return slices.ContainsFunc(e.Never, func(n string) bool {
			return name == n || strings.HasSuffix(n, ".") && strings.HasPrefix(strings.TrimPrefix(name, "*"), n)
		})
	}
	return !slices.Contains(e.May, name)
}

// Join is what is known of an error that is one of two, nil if that is nothing.
func (e *Errors) Join(f *Errors) *Errors {
	if e == nil || f == nil {
		return nil
	}
	if e.Listed() && f.Listed() {
		out := &Errors{May: e.May}
		for _, name := range f.May {
			if !slices.Contains(out.May, name) {
				out.May = append(slices.Clip(out.May), name)
			}
		}
		if e.Is == f.Is {
			out.Is = e.Is
		}
		return out
	}
	if e.Listed() {
		e, f = f, e
	}
	out := &Errors{}
	for _, both := range [][2]*Errors{{e, f}, {f, e}} {
		for _, name := range both[0].Never {
			if both[1].rulesOut(name) && !slices.Contains(out.Never, name) {
				out.Never = append(out.Never, name)
			}
		}
	}
	if len(out.Never) == 0 {
		return nil
	}
	return out
}

// rulesOut reports whether an error is certainly none of what a name in Never means.
func (e *Errors) rulesOut(name string) bool {
	if !e.Listed() {
		return e.Excludes(name)
	}
	return !slices.ContainsFunc(e.May, func(m string) bool {
		return m == name || strings.HasSuffix(name, ".") && strings.HasPrefix(strings.TrimPrefix(m, "*"), name)
	})
}

// Listed reports whether it is known which types and variables an error may be.
func (e *Errors) Listed() bool { return e != nil && len(e.Never) == 0 }

// Ptr points into an object: Path are field and element indices from the
// object's whole content.
type Ptr struct {
	Obj  int
	Path []int
}

// Struct is a struct by value, At where it was made.
type Struct struct {
	Type   *ir.Type
	Fields []Value
	At     ir.Site
}

// Array is an array by value, or the memory behind a slice.
type Array struct {
	Type  *ir.Type
	Elems []Value
}

// Slice is a slice of known length: Lo..Hi of the Array that Base points to.
type Slice struct {
	Type   *ir.Type
	Base   Ptr
	Lo, Hi int
}

// Seq is a slice of unknown length whose elements are all Elem. Filled says
// that it has at least one. If Mem is not 0, its elements are stored in the object of
// that number, which holds a Seq, and Elem is what is known of them without looking there.
type Seq struct {
	Type   *ir.Type
	Elem   Value
	Filled bool
	Mem    int
}

// Map refers to a map in the heap.
type Map struct{ Obj int }

// Iface is a value of a known concrete type in an interface.
type Iface struct {
	Type *ir.Type
	V    Value
	// At is where the value was put into the interface: often the only
	// position that an expression of no literal has.
	At ir.Site
}

// Func is a function value with what it captured.
type Func struct {
	Name  string // the function's key
	Bind  []Value
	TArgs []*ir.Type
}

// Tuple is a multi-value result.
type Tuple []Value

// Union is one of several values, made only where paths had to be joined.
type Union struct{ Alts []Value }

// Text is a string or a []byte put together from known and unknown parts.
type Text struct {
	Parts []shape.Part
	At    ir.Site
}

// Iter is the state of a range over a known string, slice or map.
type Iter struct {
	Keys, Vals []Value
	Next       int
	// Rest says that unknown entries follow the known ones.
	Rest bool
}

// Stream is the state of a value that bytes are written to: a bytes.Buffer or
// strings.Builder (no To), or an encoder, compressor or buffer in front of
// other writers. Kind is the Go type that it is the state of.
type Stream struct {
	Kind  string
	To    []Value
	Parts []shape.Part // held back, or a buffer's content
	Vague bool         // also holds bytes that are not known
}

// CondOp is what a condition asks.
type CondOp uint8

// The questions: X Tok Y, errors.Is(X, Y), errors.As(X, Type), the dynamic
// type of X is (or implements) Type.
const (
	Compare CondOp = iota
	Is
	As
	HasType
)

// Cond is a bool that depends on an unknown value. Not negates it.
type Cond struct {
	Op   CondOp
	Tok  token.Token
	X, Y Value
	Type *ir.Type
	Not  bool
}

func (c *Const) Key(b []byte) []byte {
	switch c.V.Kind() {
	case constant.String:
		s := constant.StringVal(c.V)
		return append(num(append(b, '"'), len(s)), s...)
	case constant.Int:
		if n, exact := constant.Int64Val(c.V); exact {
			return append(strconv.AppendInt(append(b, 'c'), n, 10), ';')
		}
	}
	return append(append(append(b, 'c'), c.V.ExactString()...), ';')
}

func (Nil) Key(b []byte) []byte    { return append(b, 'n', ';') }
func (s *Sym) Key(b []byte) []byte { return num(append(b, 's'), s.ID) }

func (p Ptr) Key(b []byte) []byte {
	b = num(append(b, 'p'), p.Obj)
	for _, i := range p.Path {
		b = num(append(b, '.'), i)
	}
	return b
}

func (s *Struct) Key(b []byte) []byte { return list(append(b, '{'), s.Fields) }
func (a *Array) Key(b []byte) []byte  { return list(append(b, '['), a.Elems) }

func (s *Slice) Key(b []byte) []byte {
	b = s.Base.Key(append(b, 'l'))
	return num(num(append(b, ':'), s.Lo), s.Hi)
}

func (s *Seq) Key(b []byte) []byte {
	b = append(b, 'q')
	if s.Filled {
		b = append(b, '+')
	}
	if s.Mem != 0 {
		b = num(append(b, '@'), s.Mem)
	}
	return s.Elem.Key(b)
}

func (m Map) Key(b []byte) []byte { return num(append(b, 'm'), m.Obj) }

func (i *Iface) Key(b []byte) []byte {
	b = append(b, 'i')
	b = append(b, i.Type.ID()...)
	return i.V.Key(append(b, ':'))
}

func (f *Func) Key(b []byte) []byte {
	b = append(append(b, 'f'), f.Name...)
	for _, t := range f.TArgs {
		b = append(b, t.ID()...)
	}
	return list(b, f.Bind)
}

func (t Tuple) Key(b []byte) []byte { return list(append(b, '('), t) }

func (u *Union) Key(b []byte) []byte { return list(append(b, '|'), u.Alts) }

func (t *Text) Key(b []byte) []byte {
	b = append(b, 't')
	for _, p := range t.Parts {
		switch p.Kind {
		case shape.LitPart:
			b = strconv.AppendQuote(b, p.Lit)
		case shape.HolePart:
			b = num(append(b, '_'), int(p.Hole))
		case shape.JSONPart:
			b = append(b, p.JSON.Key()...)
		}
	}
	return append(b, ';')
}

func (s *Stream) Key(b []byte) []byte {
	b = append(append(b, 'w'), s.Kind...)
	b = list(b, s.To)
	if s.Vague {
		b = append(b, '~')
	}
	return (&Text{Parts: s.Parts}).Key(b)
}

func (i *Iter) Key(b []byte) []byte {
	if b = append(b, 'r'); i.Rest {
		b = append(b, '~')
	}
	return num(list(list(b, i.Keys), i.Vals), i.Next)
}

func (c *Cond) Key(b []byte) []byte {
	b = num(append(b, '?'), int(c.Op))
	b = append(b, c.Tok.String()...)
	b = c.X.Key(b)
	if c.Y != nil {
		b = c.Y.Key(b)
	}
	if c.Type != nil {
		b = append(b, c.Type.ID()...)
	}
	if c.Not {
		b = append(b, '!')
	}
	return append(b, ';')
}

func num(b []byte, n int) []byte { return append(strconv.AppendInt(b, int64(n), 10), ';') }

func list(b []byte, vs []Value) []byte {
	for _, v := range vs {
		if v == nil {
			b = append(b, '0')
			continue
		}
		b = v.Key(b)
	}
	return append(b, ')')
}

// Same reports whether two values are the same but for where they were chosen.
func Same(a, b Value) bool {
	if a == nil || b == nil {
		return a == nil && b == nil
	}
	if sa, ok := a.(*Sym); ok {
		sb, ok := b.(*Sym)
		return ok && sa.ID == sb.ID
	}
	if ca, ok := a.(*Const); ok {
		cb, ok := b.(*Const)
		return ok && SameConstant(ca.V, cb.V)
	}
	if pa, ok := a.(Ptr); ok {
		pb, ok := b.(Ptr)
		return ok && pa.Obj == pb.Obj && slices.Equal(pa.Path, pb.Path)
	}
	if ia, ok := a.(*Iface); ok {
		ib, ok := b.(*Iface)
		return ok && (ia.Type == ib.Type || ia.Type.ID() == ib.Type.ID()) && Same(ia.V, ib.V)
	}
	if _, ok := a.(Nil); ok {
		_, ok := b.(Nil)
		return ok
	}
	if sa, ok := a.(*Struct); ok {
		sb, ok := b.(*Struct)
		return ok && (sa == sb || slices.EqualFunc(sa.Fields, sb.Fields, Same))
	}
	var ba, bb [128]byte
	return string(a.Key(ba[:0])) == string(b.Key(bb[:0]))
}

// SameConstant reports whether two constants are of the same kind and equal.
func SameConstant(a, b constant.Value) bool {
	if a.Kind() != b.Kind() {
		return false
	}
	switch a.Kind() {
	case constant.Bool, constant.String, constant.Int, constant.Float:
		return constant.Compare(a, token.EQL, b)
	}
	return a.ExactString() == b.ExactString()
}

// Merge combines two values that are the same: the places where they were
// chosen are put together.
func Merge(a, b Value) Value {
	ca, ok := a.(*Const)
	if !ok {
		return a
	}
	cb, ok := b.(*Const)
	if !ok || ca == cb {
		return a
	}
	from := ca.From
	for _, s := range cb.From {
		if len(from) < maxSites && !slices.Contains(from, s) {
			from = append(slices.Clone(from), s)
		}
	}
	return &Const{V: ca.V, From: from, Computed: ca.Computed || cb.Computed}
}

// maxSites bounds the places remembered for one constant.
const maxSites = 64

// Int makes an integer constant.
func Int(n int64, from ...ir.Site) *Const { return &Const{V: constant.MakeInt64(n), From: from} }

// Str makes a string constant.
func Str(s string, from ...ir.Site) *Const { return &Const{V: constant.MakeString(s), From: from} }

// Bool makes a bool constant.
func Bool(v bool) *Const { return &Const{V: constant.MakeBool(v)} }

// AsInt is the value's integer, if it is a known one.
func AsInt(v Value) (int64, bool) {
	c, ok := v.(*Const)
	if !ok {
		return 0, false
	}
	i := constant.ToInt(c.V)
	if i.Kind() != constant.Int {
		return 0, false
	}
	return constant.Int64Val(i)
}

// AsString is the value's text, if all of it is known.
func AsString(v Value) (string, bool) {
	switch v := v.(type) {
	case *Const:
		if v.V.Kind() == constant.String {
			return constant.StringVal(v.V), true
		}
	case *Text:
		s := ""
		for _, p := range v.Parts {
			if p.Kind != shape.LitPart {
				return "", false
			}
			s += p.Lit
		}
		return s, true
	}
	return "", false
}

// AsBool is the value's bool, if known.
func AsBool(v Value) (b, known bool) {
	if c, ok := v.(*Const); ok && c.V.Kind() == constant.Bool {
		return constant.BoolVal(c.V), true
	}
	return false, false
}

// Alternatives are the values that v may be: itself, or a union's.
func Alternatives(v Value) []Value {
	if u, ok := v.(*Union); ok {
		return u.Alts
	}
	return []Value{v}
}
