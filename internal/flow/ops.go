package flow

import (
	"go/constant"
	"go/token"
	"slices"
	"strconv"
	"strings"

	"github.com/httpcontract/httpcontract/internal/ir"
	"github.com/httpcontract/httpcontract/internal/shape"
	"github.com/httpcontract/httpcontract/internal/value"
)

var zeroFloat = &value.Const{V: constant.MakeFloat64(0)}

// truth is the answer to a condition.
type truth int8

const (
	unknown truth = iota
	yes
	no
)

func truthOf(b bool) truth {
	if b {
		return yes
	}
	return no
}

func (t truth) not() truth {
	switch t {
	case yes:
		return no
	case no:
		return yes
	}
	return unknown
}

// binary computes x tok y.
func (r *Runner) binary(st *state, tok token.Token, x, y value.Value, t *ir.Type) value.Value {
	switch tok {
	case token.EQL, token.NEQ, token.LSS, token.LEQ, token.GTR, token.GEQ:
		return r.compare(st, tok, x, y)
	}
	if ux, uy := value.Alternatives(x), value.Alternatives(y); (len(ux) > 1 || len(uy) > 1) && len(ux)*len(uy) <= 2*maxAlts {
		var out value.Value
		for _, a := range ux {
			for _, b := range uy {
				out = r.join(st, st, out, r.binary(st, tok, a, b, t), "bin")
			}
		}
		return out
	}
	cx, okx := x.(*value.Const)
	cy, oky := y.(*value.Const)
	if okx && oky {
		if v := fold(tok, cx.V, cy.V, t); v != nil {
			from := cx.From
			if len(from) == 0 || tok == token.ADD && constant.Sign(orOne(cx.V)) == 0 {
				from = cy.From
			}
			return &value.Const{V: v, From: from, Computed: true}
		}
	}
	if tok == token.ADD && t != nil && t.Kind == ir.String {
		return concat(x, y)
	}
	if v := r.computed(st, tok, x, y, t); v != nil {
		return v
	}
	return r.fresh("bin", t)
}

func orOne(v constant.Value) constant.Value {
	if v.Kind() == constant.Int || v.Kind() == constant.Float {
		return v
	}
	return constant.MakeInt64(1)
}

// fold computes an operation on constants, nil if that is not defined.
func fold(tok token.Token, x, y constant.Value, t *ir.Type) (out constant.Value) {
	defer func() {
		if recover() != nil { // mismatched kinds, shifts by nonsense
			out = nil
		}
	}()
	switch tok {
	case token.SHL, token.SHR:
		n, ok := constant.Uint64Val(constant.ToInt(y))
		if !ok || n > 64 {
			return nil
		}
		return truncated(constant.Shift(x, tok, uint(n)), t)
	case token.QUO, token.REM:
		if constant.Sign(y) == 0 {
			return nil
		}
		if t != nil && (t.Kind == ir.Int || t.Kind == ir.Uint) && tok == token.QUO {
			tok = token.QUO_ASSIGN // integer division, as go/constant wants it
		}
	}
	v := constant.BinaryOp(x, tok, y)
	if v.Kind() == constant.Unknown {
		return nil
	}
	return truncated(v, t)
}

// concat joins two texts.
func concat(x, y value.Value) value.Value {
	px, py := textParts(x), textParts(y)
	at := siteOf(x)
	if !at.Known() {
		at = siteOf(y)
	}
	return &value.Text{Parts: mergeParts(append(slices.Clone(px), py...)), At: at}
}

func mergeParts(ps []shape.Part) []shape.Part {
	var out []shape.Part
	for _, p := range ps {
		if p.Kind == shape.LitPart {
			if p.Lit == "" {
				continue
			}
			if n := len(out); n > 0 && out[n-1].Kind == shape.LitPart {
				out[n-1].Lit += p.Lit
				continue
			}
		}
		out = append(out, p)
	}
	if len(out) > maxParts {
		return []shape.Part{{Kind: shape.HolePart}}
	}
	return out
}

// maxParts bounds the pieces of a text; a longer one is unknown.
const maxParts = 128

// textParts are the parts of a string or []byte.
func textParts(v value.Value) []shape.Part {
	switch v := v.(type) {
	case *value.Text:
		return v.Parts
	case *value.Const:
		if v.V.Kind() == constant.String {
			if s := constant.StringVal(v.V); s != "" {
				return []shape.Part{{Lit: s}}
			}
			return nil
		}
	case value.Nil:
		return nil
	}
	return []shape.Part{{Kind: shape.HolePart}}
}

// siteOf is where a value was chosen, if that is known.
func siteOf(v value.Value) ir.Site {
	switch v := v.(type) {
	case *value.Const:
		if len(v.From) > 0 {
			return v.From[0]
		}
	case *value.Struct:
		return v.At
	case *value.Text:
		return v.At
	case *value.Iface:
		if s := siteOf(v.V); s.Known() {
			return s
		}
		return v.At
	case *value.Union:
		for _, a := range v.Alts {
			if s := siteOf(a); s.Known() {
				return s
			}
		}
	}
	return ir.Site{}
}

// compare makes the condition x tok y, answered if it can be.
func (r *Runner) compare(st *state, tok token.Token, x, y value.Value) value.Value {
	c := &value.Cond{Op: value.Compare, Tok: tok, X: x, Y: y}
	switch r.eval(st, c) {
	case yes:
		return value.Bool(true)
	case no:
		return value.Bool(false)
	}
	return c
}

// eval answers a condition on what a path knows.
func (r *Runner) eval(st *state, v value.Value) truth {
	switch v := v.(type) {
	case *value.Const:
		if b, ok := value.AsBool(v); ok {
			return truthOf(b)
		}
	case *value.Sym:
		if f := st.fact(v.ID); f.eq != nil && f.eq.Kind() == constant.Bool {
			return truthOf(constant.BoolVal(f.eq))
		}
	case *value.Union:
		return sameTruth(v.Alts, func(a value.Value) truth { return r.eval(st, a) })
	case *value.Cond:
		t := r.evalCond(st, v)
		if v.Not {
			t = t.not()
		}
		return t
	}
	return unknown
}

// sameTruth is the answer if it is the same for all values.
func sameTruth(vs []value.Value, f func(value.Value) truth) truth {
	out := unknown
	for i, v := range vs {
		t := f(v)
		if t == unknown || i > 0 && t != out {
			return unknown
		}
		out = t
	}
	return out
}

func (r *Runner) evalCond(st *state, c *value.Cond) truth {
	if t := st.cond(condKey(c)); t != unknown {
		return t
	}
	switch c.Op {
	case value.Compare:
		if u, ok := c.X.(*value.Union); ok {
			return sameTruth(u.Alts, func(a value.Value) truth {
				return r.evalCond(st, &value.Cond{Tok: c.Tok, X: a, Y: c.Y})
			})
		}
		if u, ok := c.Y.(*value.Union); ok {
			return sameTruth(u.Alts, func(a value.Value) truth {
				return r.evalCond(st, &value.Cond{Tok: c.Tok, X: c.X, Y: a})
			})
		}
		switch c.Tok {
		case token.EQL:
			return r.equal(st, c.X, c.Y)
		case token.NEQ:
			return r.equal(st, c.X, c.Y).not()
		}
		return r.ordered(st, c.Tok, c.X, c.Y)
	case value.Is:
		return r.errorIs(st, c.X, c.Y, nil)
	case value.HasType:
		return r.hasType(st, c.X, c.Type)
	case value.As:
		t, _ := r.errorAs(st, c.X, c.Type, nil)
		return t
	}
	return unknown
}

// condKey identifies a condition without its negation.
func condKey(c *value.Cond) string {
	n := *c
	n.Not = false
	return string(n.Key(nil))
}

// otherLength reports whether the path has found a text to be shorter or longer than that.
func (r *Runner) otherLength(st *state, s *value.Sym, length int64) bool {
	n := r.syms["len|"+strconv.Itoa(s.ID)]
	if n == nil {
		return false
	}
	return r.equal(st, n, value.Int(length)) == no
}

// equal answers x == y.
func (r *Runner) equal(st *state, x, y value.Value) truth {
	if cx, ok := x.(*value.Cond); ok {
		if b, known := value.AsBool(y); known {
			t := r.eval(st, cx)
			if !b {
				t = t.not()
			}
			return t
		}
	}
	if _, ok := x.(*value.Sym); !ok {
		if _, ok := y.(*value.Sym); ok {
			x, y = y, x
		}
	}
	if sx, ok := x.(*value.Sym); ok {
		f := st.fact(sx.ID)
		if sx.Blur && (f.nilness == 0 || !isNil(y)) {
			// But for what a join knew of all that it joined.
			if i, ok := y.(*value.Iface); ok && r.excludesMade(st, sx, i) {
				return no
			}
			return unknown
		}
		switch y := y.(type) {
		case value.Nil:
			switch f.nilness {
			case 1:
				return yes
			case -1:
				return no
			}
			return unknown
		case *value.Const:
			if f.eq != nil && f.eq.Kind() == y.V.Kind() {
				return truthOf(constant.Compare(f.eq, token.EQL, y.V))
			}
			if slices.ContainsFunc(f.ne, func(n constant.Value) bool { return constEqual(n, y.V) }) {
				return no
			}
			if left := without(f.in, f.ne); f.in != nil && !slices.ContainsFunc(left, func(c constant.Value) bool { return constEqual(c, y.V) }) {
				return no
			} else if len(left) == 1 {
				return yes
			}
			if n, ok := value.AsInt(y); ok && (f.lo != nil && n < *f.lo || f.hi != nil && n > *f.hi) {
				return no
			}
			if text, ok := value.AsString(y); ok && r.otherLength(st, sx, int64(len(text))) {
				return no
			}
			return unknown
		case *value.Sym:
			if sx.ID == y.ID {
				return yes
			}
			fy := st.fact(y.ID)
			if f.eq != nil && fy.eq != nil && f.eq.Kind() == fy.eq.Kind() {
				return truthOf(constant.Compare(f.eq, token.EQL, fy.eq))
			}
			if f.nilness*fy.nilness == -1 {
				return no
			}
			return unknown
		}
		if i, ok := y.(*value.Iface); ok && (f.nilness == 1 || r.excludesMade(st, sx, i)) {
			return no
		} else if ok && f.nilness == -1 && r.isVar(sx, i) {
			return yes
		}
		return unknown
	}
	switch x := x.(type) {
	case value.Nil:
		switch y := y.(type) {
		case value.Nil:
			return yes
		case value.Ptr:
			if r.derefs[y.Obj] != nil && len(y.Path) == 0 {
				return r.equal(st, r.derefs[y.Obj], x)
			}
			return no
		case *value.Iface, value.Map, *value.Func, *value.Slice, *value.Text, *value.Struct, *value.Array, *value.Stream:
			return no
		case *value.Seq:
			if y.Filled {
				return no
			}
		}
		return unknown
	case *value.Const:
		if cy, ok := y.(*value.Const); ok && cy.V.Kind() == x.V.Kind() {
			return truthOf(constant.Compare(x.V, token.EQL, cy.V))
		}
		if t, ok := y.(*value.Text); ok {
			return textEqual(t, x)
		}
	case *value.Text:
		if cy, ok := y.(*value.Const); ok {
			return textEqual(x, cy)
		}
	case value.Ptr:
		if py, ok := y.(value.Ptr); ok {
			if r.derefs[x.Obj] != nil || r.derefs[py.Obj] != nil {
				if value.Same(x, y) {
					return yes
				}
				return unknown
			}
			return truthOf(value.Same(x, y))
		}
	case *value.Iface:
		if iy, ok := y.(*value.Iface); ok {
			if x.Type.ID() != iy.Type.ID() {
				return no
			}
			return r.equal(st, x.V, iy.V)
		}
	case *value.Struct:
		if sy, ok := y.(*value.Struct); ok && len(sy.Fields) == len(x.Fields) {
			out := yes
			for i := range x.Fields {
				switch r.equal(st, x.Fields[i], sy.Fields[i]) {
				case no:
					return no
				case unknown:
					out = unknown
				}
			}
			return out
		}
	case value.Map, *value.Func, *value.Slice, *value.Seq:
		if isNil(y) {
			return r.equal(st, y, x)
		}
	}
	if isNil(y) {
		return r.equal(st, y, x)
	}
	return unknown
}

func isNil(v value.Value) bool { _, ok := v.(value.Nil); return ok }

// textEqual compares a text that has unknown parts with a known string.
func textEqual(t *value.Text, c *value.Const) truth {
	want, ok := value.AsString(c)
	if !ok {
		return unknown
	}
	if s, ok := value.AsString(t); ok {
		return truthOf(s == want)
	}
	if len(t.Parts) > 0 {
		if f := t.Parts[0]; f.Kind == shape.LitPart && !strings.HasPrefix(want, f.Lit) {
			return no
		}
		if l := t.Parts[len(t.Parts)-1]; l.Kind == shape.LitPart && !strings.HasSuffix(want, l.Lit) {
			return no
		}
	}
	return unknown
}

// ordered answers x tok y for <, <=, >, >=.
func (r *Runner) ordered(st *state, tok token.Token, x, y value.Value) truth {
	cx, okx := x.(*value.Const)
	cy, oky := y.(*value.Const)
	if okx && oky {
		number := func(v constant.Value) bool { return v.Kind() == constant.Int || v.Kind() == constant.Float }
		if cx.V.Kind() == cy.V.Kind() && cx.V.Kind() != constant.Bool || number(cx.V) && number(cy.V) {
			return truthOf(constant.Compare(cx.V, tok, cy.V))
		}
		return unknown
	}
	if okx { // c < s is s > c
		x, y = y, x
		cy, oky = cx, true
		tok = map[token.Token]token.Token{token.LSS: token.GTR, token.LEQ: token.GEQ, token.GTR: token.LSS, token.GEQ: token.LEQ}[tok]
	}
	sym, ok := x.(*value.Sym)
	if !ok || !oky {
		return unknown
	}
	n, ok := value.AsInt(cy)
	if !ok {
		return unknown
	}
	f := st.fact(sym.ID)
	if f.eq != nil && f.eq.Kind() == constant.Int {
		return truthOf(constant.Compare(f.eq, tok, cy.V))
	}
	switch tok {
	case token.LSS, token.LEQ:
		if tok == token.LEQ {
			n++
		}
		if f.hi != nil && *f.hi < n {
			return yes
		}
		if f.lo != nil && *f.lo >= n {
			return no
		}
	case token.GTR, token.GEQ:
		if tok == token.GTR {
			n++
		}
		if f.lo != nil && *f.lo >= n {
			return yes
		}
		if f.hi != nil && *f.hi < n {
			return no
		}
	}
	return unknown
}

// assume adds to a path that a condition has an answer. It is false if the
// path is impossible then.
func (r *Runner) assume(st *state, v value.Value, want bool) bool {
	switch t := r.eval(st, v); {
	case t == truthOf(want):
		return true
	case t != unknown:
		return false
	}
	switch v := v.(type) {
	case *value.Sym:
		if v.Blur {
			return true
		}
		st.doubted = st.doubted || r.parts[v.ID] && !want
		f := st.fact(v.ID)
		f.eq = constant.MakeBool(want)
		st.setFact(v.ID, f)
	case *value.Cond:
		if v.Not {
			want = !want
		}
		r.learn(st, v, want)
	}
	return true
}

// supposes reports whether it is a supposition that a test holds: one of an error of which something
// can't be seen, in a function that was given it.
func (r *Runner) supposes(st *state, c *value.Cond) bool {
	switch c.Op {
	case value.Is, value.As:
		return r.given(st, c.X)
	case value.HasType:
		return errorSym(c.X) && r.given(st, c.X)
	case value.Compare:
		return errorSym(c.X) && !isNil(c.Y) && r.given(st, c.X) || errorSym(c.Y) && !isNil(c.X) && r.given(st, c.Y)
	}
	return false
}

func errorSym(v value.Value) bool {
	s, ok := v.(*value.Sym)
	return ok && s.Type.IsNamed("error")
}

// given reports whether the function that is running was given a value, if only by what it
// has of its own: it did not get it from what it has called.
func (r *Runner) given(st *state, v value.Value) bool {
	if r.active == nil || r.active.root { // a handler is given no errors
		return false
	}
	switch v := v.(type) {
	case *value.Sym:
		return base(v).Depth < r.active.depth
	case *value.Iface:
		if p, ok := v.V.(value.Ptr); ok {
			o := st.get(p.Obj)
			return o != nil && o.depth < r.active.depth
		}
		return r.given(st, v.V)
	case *value.Union:
		return slices.ContainsFunc(v.Alts, func(a value.Value) bool { return r.given(st, a) })
	}
	return false
}

// missing reports whether a condition says of a value that it is not there: that it is empty, nil, false or
// not of the type that it should have.
func missing(c *value.Cond, want bool) bool {
	switch c.Op {
	case value.HasType:
		return !want
	case value.Compare:
		equal := want == (c.Tok == token.EQL)
		if there, known := value.AsBool(c.Y); known {
			return equal != there
		}
		text, known := value.AsString(c.Y)
		return equal && (isNil(c.Y) || known && text == "")
	}
	return false
}

func (r *Runner) learn(st *state, c *value.Cond, want bool) {
	if yes := want == (c.Op != value.Compare || c.Tok == token.EQL); yes && r.supposes(st, c) {
		st.supposed = true
	}
	if s, ok := c.X.(*value.Sym); ok && r.parts[s.ID] && missing(c, want) {
		st.doubted = true
	}
	blur := false
	refs(c, func(id int) { blur = blur || r.derefs[id] != nil && r.derefs[id].Blur }, func(s *value.Sym) { blur = blur || s.Blur })
	if blur {
		return
	}
	if sym, ok := c.X.(*value.Sym); ok && !want && r.isIt(sym, c) {
		f := st.fact(sym.ID)
		f.nilness = 1
		st.setFact(sym.ID, f)
	}
	if c.Op != value.Compare {
		st.setCond(c, want)
		if sym, ok := c.X.(*value.Sym); ok && want && !isNil(c.Y) {
			f := st.fact(sym.ID)
			f.nilness = -1
			if c.Op == value.HasType && c.Type.Kind != ir.Interface {
				f.is = c.Type
			}
			st.setFact(sym.ID, f)
		}
		return
	}
	x, y, tok := c.X, c.Y, c.Tok
	if cond, ok := x.(*value.Cond); ok { // cond == true
		if b, known := value.AsBool(y); known {
			r.assume(st, cond, (tok == token.EQL) == (want == b))
		}
		return
	}
	if _, ok := x.(*value.Sym); !ok {
		x, y = y, x
		switch tok {
		case token.LSS:
			tok = token.GTR
		case token.LEQ:
			tok = token.GEQ
		case token.GTR:
			tok = token.LSS
		case token.GEQ:
			tok = token.LEQ
		}
	}
	sym, ok := x.(*value.Sym)
	if p, isPtr := x.(value.Ptr); isPtr && r.derefs[p.Obj] != nil && len(p.Path) == 0 {
		sym, ok = r.derefs[p.Obj], true
	}
	if !ok {
		st.setCond(c, want)
		return
	}
	f := st.fact(sym.ID)
	switch tok {
	case token.EQL, token.NEQ:
		eq := (tok == token.EQL) == want
		switch y := y.(type) {
		case value.Nil:
			f.nilness = -1
			if eq {
				f.nilness = 1
			}
		case *value.Const:
			if eq {
				f.eq = y.V
			} else if len(f.ne) < maxConsts {
				f.ne = append(slices.Clone(f.ne), y.V)
				st.setFact(sym.ID, f)
				if left := r.within(st, sym); len(left) == 1 {
					f.eq = left[0].(*value.Const).V
				}
			}
		default:
			st.setCond(c, want)
			switch i, ok := y.(*value.Iface); {
			case ok && eq:
				f.nilness = -1
			case ok && r.isVar(sym, i):
				f.nilness = 1
			}
		}
	default:
		n, ok := value.AsInt(y)
		if !ok {
			st.setCond(c, want)
			return
		}
		if !want {
			tok = map[token.Token]token.Token{token.LSS: token.GEQ, token.LEQ: token.GTR, token.GTR: token.LEQ, token.GEQ: token.LSS}[tok]
		}
		switch tok {
		case token.LSS:
			n--
			fallthrough
		case token.LEQ:
			if f.hi == nil || n < *f.hi {
				f.hi = &n
			}
		case token.GTR:
			n++
			fallthrough
		case token.GEQ:
			if f.lo == nil || n > *f.lo {
				f.lo = &n
			}
		}
		if f.lo != nil && f.hi != nil && *f.lo == *f.hi {
			f.eq = constant.MakeInt64(*f.lo)
		}
	}
	st.setFact(sym.ID, f)
}

// resolve replaces a symbol by the constant or nil that a path knows it to be.
func (r *Runner) resolve(st *state, v value.Value) value.Value {
	sym, ok := v.(*value.Sym)
	if !ok {
		return v
	}
	f := st.fact(sym.ID)
	switch {
	case f.eq != nil:
		return &value.Const{V: f.eq}
	case f.nilness == 1:
		return value.Nil{}
	}
	return v
}

// timeouts are the variables of the standard library whose errors are net.Errors.
var timeouts = map[string]bool{"context.DeadlineExceeded": true, "os.ErrDeadlineExceeded": true}

// decodedTypes are those of what encoding/json puts into an any (json.Unmarshal,
// Decoder.UseNumber).
var decodedTypes = map[string]bool{"bool": true, "float64": true, "string": true, "[]any": true, "map[string]any": true, "encoding/json.Number": true}

// hasType answers whether a value in an interface has (or implements) a type.
func (r *Runner) hasType(st *state, v value.Value, t *ir.Type) truth {
	switch v := v.(type) {
	case value.Nil:
		return no
	case *value.Iface:
		if t.Kind == ir.Interface {
			if p, ok := v.V.(value.Ptr); ok {
				if o := r.object(st, p.Obj); o != nil && o.resp != nil {
					return r.writerImplements(o.resp, t)
				}
				if timeouts[r.sentinels[p.Obj]] && !slices.ContainsFunc(t.Methods, func(m ir.Method) bool { return m.Name != "Error" && m.Name != "Timeout" && m.Name != "Temporary" }) {
					return yes
				}
			}
			ok, known := v.Type.Implements(t)
			if !known {
				return unknown
			}
			return truthOf(ok)
		}
		return truthOf(v.Type.ID() == t.ID())
	case *value.Union:
		return sameTruth(v.Alts, func(a value.Value) truth { return r.hasType(st, a, t) })
	case *value.Sym:
		if f := st.fact(v.ID); f.nilness == 1 {
			return no
		}
		switch {
		case v.Type == nil || v.Type.Kind != ir.Interface:
		case t.Kind != ir.Interface: // converted to another interface, like any, it is still what it was
			if ok, known := t.Implements(v.Type); !ok && known {
				return no
			}
		case st.fact(v.ID).nilness == -1:
			if ok, known := v.Type.Implements(t); ok && known {
				return yes
			}
		}
		if is := st.fact(v.ID).is; is != nil && t.Kind != ir.Interface {
			return truthOf(typeEqual(is, t))
		}
		if v.Decoded && v.Type != nil && v.Type.Kind == ir.Interface && len(v.Type.Methods) == 0 && t.Kind != ir.Interface && !decodedTypes[t.ID()] {
			return no
		}
		key := &value.Cond{Op: value.HasType, X: v, Type: t}
		if t := st.cond(condKey(key)); t != unknown {
			return t
		}
		if st.fact(v.ID).nilness == -1 && isOf(v, t) {
			return yes
		}
		if r.excludes(v, t) {
			return no
		}
		if t := r.panicHasType(st, v, t); t != unknown {
			return t
		}
	}
	return unknown
}

// convert changes a value's type.
func (r *Runner) convert(st *state, v value.Value, t *ir.Type, at ir.Site) value.Value {
	if t == nil {
		return v
	}
	switch v := v.(type) {
	case *value.Union:
		var out value.Value
		for _, a := range v.Alts {
			out = r.join(st, st, out, r.convert(st, a, t, at), "conv")
		}
		return out
	case *value.Struct:
		n := *v
		n.Type = t
		return &n
	case *value.Slice:
		if t.Kind == ir.Slice {
			n := *v
			n.Type = t
			return &n
		}
		return &value.Text{Parts: []shape.Part{{Kind: shape.HolePart}}, At: at} // string([]byte{...})
	case *value.Const:
		switch t.Kind {
		case ir.String:
			if v.V.Kind() == constant.Int {
				if n, ok := constant.Int64Val(v.V); ok {
					return &value.Const{V: constant.MakeString(string(rune(n))), From: v.From}
				}
			}
			return v
		case ir.Slice:
			if isBytes(t) {
				return &value.Text{Parts: textParts(v), At: orSite(siteOf(v), at)}
			}
			return r.fresh("conv", t)
		case ir.Int, ir.Uint:
			if v.V.Kind() == constant.Float {
				f, _ := constant.Float64Val(v.V)
				return &value.Const{V: constant.MakeInt64(int64(f)), From: v.From}
			}
			if n := truncated(v.V, t); n != v.V {
				return &value.Const{V: n, From: v.From, Computed: true}
			}
			return v
		case ir.Float:
			return &value.Const{V: constant.ToFloat(v.V), From: v.From}
		}
		return v
	case *value.Text:
		if t.Kind == ir.String || isBytes(t) {
			return v
		}
		return r.fresh("conv", t)
	case *value.Sym:
		if v.Type == nil || v.Type.ID() == t.ID() {
			return v
		}
		switch t.Kind {
		case ir.Bool, ir.Int, ir.Uint, ir.Float:
			if v.Type.Kind == t.Kind {
				return v
			}
		case ir.String:
			if v.Type.Kind == ir.String {
				return v
			}
		}
		return r.converted(st, v, t)
	}
	return v
}

func orSite(a, b ir.Site) ir.Site {
	if a.Known() {
		return a
	}
	return b
}

// isBytes reports whether a type is a slice of bytes.
func isBytes(t *ir.Type) bool {
	return t != nil && t.Kind == ir.Slice && t.Elem != nil && t.Elem.Kind == ir.Uint && t.Elem.Len == 1
}
