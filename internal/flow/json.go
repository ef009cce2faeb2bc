package flow

import (
	"encoding/json"
	"go/constant"
	"slices"
	"strconv"

	"github.com/httpcontract/httpcontract/internal/ir"
	"github.com/httpcontract/httpcontract/internal/shape"
	"github.com/httpcontract/httpcontract/internal/value"
)

// encoder finds the shape that encoding/json makes of a value, and whether it
// may fail.
type encoder struct {
	r     *Runner
	st    *state
	shape *shape.Shape
	fails bool // marshalling may give an error
	must  bool // marshalling certainly gives an error
	ratio bool // there is a number in it that may be none; see value.Traits
	types []string
}

// json is the shape of a value as encoding/json writes it.
func (r *Runner) json(st *state, v value.Value) (s *shape.Shape, mayFail, mustFail bool) {
	e := r.encode(st, v)
	return e.shape, e.fails, e.must
}

// encode has a value encoded.
func (r *Runner) encode(st *state, v value.Value) *encoder {
	if r.encoders == 0 {
		r.encoded = 0
	}
	r.encoders++ // a marshalling method may encode more
	defer func() { r.encoders-- }()
	e := &encoder{r: r, st: st}
	e.shape = e.iface(v)
	return e
}

// maxEncoded bounds the values that are encoded for one body: types that lead to each
// other by many ways have no end. What is left is not known.
const maxEncoded = 2000

// iface encodes what is in an interface.
func (e *encoder) iface(v value.Value) *shape.Shape {
	v = e.r.resolve(e.st, v)
	switch v := v.(type) {
	case value.Nil:
		return shape.Of(shape.Null)
	case *value.Iface:
		return e.value(v.V, v.Type, false)
	case *value.Union:
		return e.union(v, e.iface)
	case *value.Sym:
		if v.Type != nil && v.Type.Kind != ir.Interface {
			return e.value(v, v.Type, false)
		}
	}
	e.fails = true
	return shape.Any()
}

func (e *encoder) union(u *value.Union, f func(value.Value) *shape.Shape) *shape.Shape {
	var out *shape.Shape
	must, all := e.must, true
	for _, a := range u.Alts {
		e.must = false
		out = shape.Join(out, f(a))
		all = all && e.must
	}
	e.must = must || all
	return out
}

// stdMarshalers are the shapes of standard library types with marshalling
// methods of their own.
var stdMarshalers = map[string]shape.Kind{
	"time.Time": shape.String, "math/big.Int": shape.Number, "math/big.Float": shape.String, "math/big.Rat": shape.String,
	"net.IP": shape.String, "net/netip.Addr": shape.String, "net/netip.AddrPort": shape.String, "net/netip.Prefix": shape.String,
	"log/slog.Level": shape.String, "regexp.Regexp": shape.String, "encoding/json.Number": shape.Number,
}

// value encodes a value of a type. addr says that it is addressable, so that
// pointer methods count.
func (e *encoder) value(v value.Value, t *ir.Type, addr bool) *shape.Shape {
	v = e.r.resolve(e.st, v)
	if e.r.encoded++; t == nil || e.r.encoded > maxEncoded {
		e.fails = true
		return shape.Any()
	}
	if u, ok := v.(*value.Union); ok {
		return e.union(u, func(a value.Value) *shape.Shape { return e.value(a, t, addr) })
	}
	if t.Kind == ir.Interface {
		return e.iface(v)
	}
	if t.Kind == ir.Pointer {
		if isNil(v) {
			return shape.Of(shape.Null)
		}
		s := e.custom(v, t, true)
		if s == nil {
			s = e.value(e.r.load(e.st, v, t.Elem), t.Elem, true)
		}
		if sym, ok := v.(*value.Sym); ok && e.st.fact(sym.ID).nilness != -1 && s.Kind != shape.Unknown {
			return s.OrNull()
		}
		return s
	}
	if s := e.custom(v, t, addr); s != nil {
		return s
	}
	switch t.Kind {
	case ir.Bool:
		if b, ok := value.AsBool(v); ok {
			return &shape.Shape{Kind: shape.Bool, Known: true, Literal: strconv.FormatBool(b)}
		}
		return shape.Of(shape.Bool)
	case ir.Int, ir.Uint, ir.Float:
		if c, ok := v.(*value.Const); ok && t.Kind != ir.Float {
			return &shape.Shape{Kind: shape.Number, Known: true, Literal: c.V.ExactString()}
		} else if s, sym := v.(*value.Sym); !ok && t.Kind == ir.Float && !(sym && (s.Decoded || s.Of != nil)) {
			e.ratio = e.ratio || sym && s.Ratio
			e.fails = true // NaN and the infinities, which what is computed may be; what is kept somewhere is taken to be finite
		}
		return shape.Of(shape.Number)
	case ir.String:
		return e.str(v)
	case ir.Struct:
		return e.structure(v, t, addr)
	case ir.Map:
		return e.mapping(v, t)
	case ir.Slice, ir.Array:
		return e.array(v, t, addr || t.Kind == ir.Slice)
	case ir.Complex, ir.Signature, ir.Chan:
		if t.Kind != ir.Complex && isNil(v) {
			// A nil func is refused all the same.
			e.must = true
		}
		e.fails, e.must = true, true
		return shape.Any()
	}
	e.fails = true
	return shape.Any()
}

func (e *encoder) str(v value.Value) *shape.Shape {
	if s, ok := value.AsString(v); ok {
		return shape.Str(s)
	}
	out := shape.Of(shape.String)
	switch v := v.(type) {
	case *value.Text:
		for _, p := range v.Parts {
			if p.Kind == shape.LitPart || p.Kind == shape.JSONPart || !p.Hole.Free() {
				out.NonEmpty = true
			}
		}
	case *value.Sym:
		f := e.st.fact(v.ID)
		out.NonEmpty = slices.ContainsFunc(f.ne, func(c constant.Value) bool {
			return c.Kind() == constant.String && constant.StringVal(c) == ""
		})
	}
	return out
}

// custom encodes a type that has marshalling methods of its own, nil if it has
// none.
func (e *encoder) custom(v value.Value, t *ir.Type, addr bool) *shape.Shape {
	base := t
	if t.Kind == ir.Pointer && !t.Defined {
		base = t.Elem
		if base == nil {
			return nil
		}
	}
	if base.Defined && len(base.TArgs) == 0 {
		if k, ok := stdMarshalers[base.Name]; ok {
			if isNil(v) && base.Kind != ir.Slice {
				return shape.Of(shape.Null)
			}
			e.fails = e.fails || k != shape.String
			return &shape.Shape{Kind: k, NonEmpty: base.Name == "time.Time"}
		}
		if base.Name == "encoding/json.RawMessage" {
			return e.raw(v)
		}
	}
	for _, name := range []string{"MarshalJSON", "MarshalText"} {
		sel := t.Method(name)
		if sel == nil || sel.Method.Ptr && t.Kind != ir.Pointer && !addr {
			continue
		}
		at := t
		if sel.Method.Ptr && t.Kind != ir.Pointer {
			at = &ir.Type{Kind: ir.Pointer, Elem: t}
			id := e.r.id("marshal|" + t.ID() + "|" + string(v.Key(nil)))
			e.st.put(id, &object{typ: t, content: v, depth: maxDepth})
			v = value.Ptr{Obj: id}
		}
		var s *shape.Shape
		for _, o := range e.r.outcomes(e.st, &value.Iface{Type: at, V: v}, name) {
			if len(o.results) == 2 {
				s = shape.Join(s, e.marshalled(o, name))
			}
		}
		switch {
		case s != nil:
			return s
		case name == "MarshalText":
			s = shape.Of(shape.String)
		default:
			s = shape.Any()
		}
		e.fails = true
		return s
	}
	if isStdError(t) {
		return shape.Obj(nil, false) // no exported fields
	}
	return nil
}

// marshalled is the shape of what a marshalling method gives.
func (e *encoder) marshalled(o outcome, name string) *shape.Shape {
	e.r.carry(e.st, o.st, o.results[0])
	if err := e.r.resolve(o.st, o.results[1]); !isNil(err) {
		e.fails = true
		if e.r.eval(o.st, nonNil(err)) == yes {
			return nil // nothing is written then
		}
	}
	if name == "MarshalText" {
		return e.str(o.results[0])
	}
	var out *shape.Shape
	for _, alt := range value.Alternatives(o.results[0]) {
		s := shape.ParseBody(textParts(alt))
		if s.Kind == shape.Text || s.Kind == shape.Empty {
			e.fails = true // not valid JSON
			s = shape.Any()
		}
		out = shape.Join(out, s)
	}
	return out
}

// raw encodes a json.RawMessage: its text as it is.
func (e *encoder) raw(v value.Value) *shape.Shape {
	if isNil(v) {
		return shape.Of(shape.Null)
	}
	e.fails = true
	if s, ok := value.AsString(v); ok {
		e.must = e.must || !json.Valid([]byte(s))
	}
	if t, ok := v.(*value.Text); ok {
		s := shape.ParseBody(t.Parts)
		if s.Kind != shape.Text && s.Kind != shape.Empty {
			return s
		}
	}
	return shape.Any()
}

func (e *encoder) structure(v value.Value, t *ir.Type, addr bool) *shape.Shape {
	if slices.Contains(e.types, t.ID()) && len(e.types) > 6 || len(e.types) > 16 {
		e.fails = true
		return shape.Any()
	}
	e.types = append(e.types, t.ID())
	defer func() { e.types = e.types[:len(e.types)-1] }()
	var members []shape.Member
	for _, f := range shape.Fields(t) {
		cur, ct := v, t
		maybe, absent, viaPointer := false, false, false
		for _, i := range f.Index {
			if ct.Kind == ir.Pointer {
				viaPointer = true
				cur = e.r.resolve(e.st, cur)
				if isNil(cur) {
					absent = true
					break
				}
				if sym, ok := cur.(*value.Sym); ok && e.st.fact(sym.ID).nilness != -1 {
					maybe = true
				}
				cur, ct = e.r.load(e.st, cur, ct.Elem), ct.Elem
			}
			cur = e.r.child(e.st, cur, i, ct.Fields[i].Type)
			ct = ct.Fields[i].Type
		}
		if absent {
			continue
		}
		cur = e.r.resolve(e.st, cur)
		if f.OmitEmpty {
			switch e.empty(cur, f.Type) {
			case yes:
				continue
			case unknown:
				maybe = true
			}
		}
		if f.OmitZero {
			switch e.isZero(cur, f.Type) {
			case yes:
				continue
			case unknown:
				maybe = true
			}
		}
		s := e.value(cur, f.Type, addr || viaPointer)
		if maybe && f.OmitEmpty && s.Kind == shape.String && !s.Known {
			n := *s
			n.NonEmpty = true // it stands only if it is not empty
			s = &n
		}
		if maybe && f.OmitEmpty && s.Nullable {
			n := *s
			n.Nullable = false
			s = &n
		}
		if f.Quoted {
			s = &shape.Shape{Kind: shape.String, NonEmpty: true}
		}
		p := shape.Present
		if maybe {
			p = shape.Maybe
		}
		members = append(members, shape.Member{Name: f.Name, Presence: p, Shape: s})
	}
	return shape.Obj(members, false)
}

// empty answers whether a value is left out by omitempty.
func (e *encoder) empty(v value.Value, t *ir.Type) truth {
	switch t.Kind {
	case ir.Bool, ir.Int, ir.Uint, ir.Float, ir.String:
		return e.isZero(v, t)
	case ir.Pointer, ir.Interface:
		return e.r.equal(e.st, v, value.Nil{})
	case ir.Slice, ir.Map, ir.Array:
		return e.length0(v)
	}
	return no
}

func (e *encoder) length0(v value.Value) truth {
	switch v := v.(type) {
	case value.Nil:
		return yes
	case *value.Slice:
		return truthOf(v.Hi == v.Lo)
	case *value.Seq:
		if v.Filled {
			return no
		}
	case *value.Array:
		return truthOf(len(v.Elems) == 0)
	case value.Map:
		if o := e.r.object(e.st, v.Obj); o != nil && o.entries != nil && !e.r.changing(e.st, v.Obj) {
			if len(o.entries.keys) > 0 {
				return no
			}
			if !o.entries.rest {
				return yes
			}
		}
	case *value.Text:
		if s := e.str(v); s.NonEmpty {
			return no
		}
	case *value.Union:
		return sameTruth(v.Alts, e.length0)
	case *value.Sym:
		if e.st.fact(v.ID).nilness == 1 {
			return yes
		}
		if l := e.r.syms["len|"+strconv.Itoa(v.ID)]; l != nil {
			f := e.st.fact(l.ID)
			if f.lo != nil && *f.lo > 0 {
				return no
			}
			if f.hi != nil && *f.hi <= 0 {
				return yes
			}
		}
	}
	return unknown
}

func (e *encoder) isZero(v value.Value, t *ir.Type) truth {
	if t.Method("IsZero") != nil && t.Kind == ir.Struct {
		return unknown
	}
	switch v := v.(type) {
	case value.Nil:
		return yes
	case *value.Const:
		switch v.V.Kind() {
		case constant.Bool:
			return truthOf(!constant.BoolVal(v.V))
		case constant.String:
			return truthOf(constant.StringVal(v.V) == "")
		}
		return truthOf(constant.Sign(v.V) == 0)
	case *value.Text:
		if e.str(v).NonEmpty {
			return no
		}
		return unknown
	case *value.Struct:
		out := yes
		for i, f := range v.Fields {
			if i >= len(v.Type.Fields) {
				return unknown
			}
			switch e.isZero(f, v.Type.Fields[i].Type) {
			case no:
				return no
			case unknown:
				out = unknown
			}
		}
		return out
	case *value.Sym:
		f := e.st.fact(v.ID)
		if f.nilness == 1 {
			return yes
		}
		if f.nilness == -1 {
			return no
		}
		for _, c := range f.ne {
			if c.Kind() == constant.String && constant.StringVal(c) == "" || c.Kind() == constant.Int && constant.Sign(c) == 0 {
				return no
			}
		}
		return unknown
	case value.Ptr, *value.Iface, value.Map, *value.Slice, *value.Func:
		return no
	case *value.Union:
		return sameTruth(v.Alts, func(a value.Value) truth { return e.isZero(a, t) })
	}
	return unknown
}

func (e *encoder) mapping(v value.Value, t *ir.Type) *shape.Shape {
	switch t.Key.Kind {
	case ir.String, ir.Int, ir.Uint:
	default:
		if t.Key.Method("MarshalText") == nil {
			e.fails, e.must = true, true
			return shape.Any()
		}
	}
	switch v := v.(type) {
	case value.Nil:
		return shape.Of(shape.Null)
	case value.Map:
		o := e.r.object(e.st, v.Obj)
		if o == nil || o.entries == nil {
			break
		}
		if e.r.changing(e.st, v.Obj) {
			break
		}
		if len(e.types) > 16 {
			e.fails = true
			return shape.Any()
		}
		e.types = append(e.types, t.ID())
		defer func() { e.types = e.types[:len(e.types)-1] }()
		var members []shape.Member
		open := o.entries.rest
		if open {
			// Unknown entries fail as their type does.
			e.value(e.r.fresh("entry", t.Elem), t.Elem, false)
		}
		for i, k := range o.entries.keys {
			s := e.value(o.entries.vals[i], t.Elem, false)
			name, ok := value.AsString(k)
			if n, isInt := value.AsInt(k); isInt {
				name, ok = strconv.FormatInt(n, 10), true
			}
			if !ok || t.Key.Method("MarshalText") != nil && t.Key.Kind != ir.String {
				open = true
				continue
			}
			members = append(members, shape.Member{Name: name, Shape: s})
		}
		return shape.Obj(members, open)
	}
	e.value(e.r.fresh("entry", t.Elem), t.Elem, false)
	s := shape.Obj(nil, true)
	if sym, ok := v.(*value.Sym); ok && e.st.fact(sym.ID).nilness == -1 {
		return s
	}
	return s.OrNull()
}

// array encodes a slice or array; addr says that its elements are addressable.
func (e *encoder) array(v value.Value, t *ir.Type, addr bool) *shape.Shape {
	if t.Kind == ir.Slice && isBytes(t) {
		if isNil(v) {
			return shape.Of(shape.Null)
		}
		if _, ok := v.(*value.Text); ok {
			return shape.Of(shape.String)
		}
		return shape.Of(shape.String).OrNull()
	}
	if len(e.types) > 16 {
		e.fails = true
		return shape.Any()
	}
	e.types = append(e.types, t.ID())
	defer func() { e.types = e.types[:len(e.types)-1] }()
	out := &shape.Shape{Kind: shape.Array}
	switch v := v.(type) {
	case value.Nil:
		return shape.Of(shape.Null)
	case *value.Slice:
		for _, i := range e.r.items(e.st, v) {
			s := e.value(i, t.Elem, addr)
			out.Items = append(out.Items, s)
			out.Elem = shape.Join(out.Elem, s)
		}
		out.Filled = len(out.Items) > 0
		return out
	case *value.Array:
		for _, i := range v.Elems {
			s := e.value(i, t.Elem, addr)
			out.Items = append(out.Items, s)
			out.Elem = shape.Join(out.Elem, s)
		}
		out.Filled = len(out.Items) > 0
		return out
	case *value.Seq:
		// Not what is in its memory: whether each element has been stored is not known.
		out.Elem = e.value(v.Elem, t.Elem, addr)
		out.Filled = v.Filled
		return out
	}
	if t.Elem == nil {
		return shape.Any()
	}
	out.Elem = e.value(e.r.fresh("elem", t.Elem), t.Elem, addr)
	if sym, ok := v.(*value.Sym); ok && e.st.fact(sym.ID).nilness == -1 || t.Kind == ir.Array {
		return out
	}
	return out.OrNull()
}
