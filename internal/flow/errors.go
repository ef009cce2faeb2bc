package flow

import (
	"slices"
	"strconv"
	"strings"

	"github.com/httpcontract/httpcontract/internal/ir"
	"github.com/httpcontract/httpcontract/internal/shape"
	"github.com/httpcontract/httpcontract/internal/value"
)

// The types of the errors that the standard library makes. A wrapping error's
// fields after the text are the errors that it wraps.
var (
	errorType       = &ir.Type{Kind: ir.Interface, Defined: true, Name: "error", Methods: []ir.Method{{Name: "Error", Sig: "() string"}}}
	errorStringType = errorStruct("errors.errorString")
	errorStringPtr  = &ir.Type{Kind: ir.Pointer, Elem: errorStringType}
	wrapErrorType   = errorStruct("fmt.wrapError", "() error")
	joinErrorType   = errorStruct("errors.joinError", "() []error")
	numErrorType    = &ir.Type{Kind: ir.Struct, Defined: true, Name: "strconv.NumError",
		Fields:  []ir.Field{{Name: "Func", Type: stringType, Exported: true}, {Name: "Num", Type: stringType, Exported: true}, {Name: "Err", Type: errorType, Exported: true}},
		Methods: []ir.Method{{Name: "Error", Sig: "() string", Func: "(std error).Error", Ptr: true}, {Name: "Unwrap", Sig: "() error", Func: "(std error).Unwrap", Ptr: true}}}
)

var errorsType = &ir.Type{Kind: ir.Slice, Elem: errorType}

func isSeq(v value.Value) bool { _, ok := v.(*value.Seq); return ok }

func errorStruct(name string, unwrap ...string) *ir.Type {
	t := &ir.Type{Kind: ir.Struct, Defined: true, Name: name, Fields: []ir.Field{{Name: "s", Type: &ir.Type{Kind: ir.String, Name: "string"}}},
		Methods: []ir.Method{{Name: "Error", Sig: "() string", Func: "(std error).Error", Ptr: true}}}
	for _, sig := range unwrap {
		t.Methods = append(t.Methods, ir.Method{Name: "Unwrap", Sig: sig, Func: "(std error).Unwrap", Ptr: true})
	}
	return t
}

// isStdError reports whether a type is one of those errors.
func isStdError(t *ir.Type) bool {
	return t.Kind == ir.Pointer && (t.Elem == errorStringType || t.Elem == wrapErrorType || t.Elem == joinErrorType)
}

// newError makes an error of the standard library's that wraps others.
func (c *call) newError(t *ir.Type, text value.Value, wrapped ...value.Value) value.Value {
	s := &value.Struct{Type: t, Fields: append([]value.Value{text}, wrapped...), At: c.site()}
	id := c.r.alloc(c.x, c.p, &object{typ: t, content: s, at: c.site()})
	return &value.Iface{Type: &ir.Type{Kind: ir.Pointer, Elem: t}, V: value.Ptr{Obj: id}, At: c.site()}
}

// maxChain bounds the errors that are unwrapped one after the other.
const maxChain = 20

// wrapped are the errors directly inside another.
type wrapped struct {
	inner []value.Value
	known bool // there are no others
	all   bool // each of them certainly is inside
	some  bool // any number of them is inside, not just one
	one   bool // at least one is
}

// certainly reports whether it is enough that so many of them are something: the error
// is then.
func (w wrapped) certainly(n int) bool { return w.one && n > 0 && n == len(w.inner) }

func (r *Runner) unwrap(st *state, err *value.Iface) wrapped {
	t := err.Type
	if name := wrappedBy[strings.TrimPrefix(t.ID(), "*")]; name != "" && t.Kind == ir.Pointer {
		if s, ok := r.load(st, err.V, nil).(*value.Struct); ok {
			i := slices.IndexFunc(s.Type.Fields, func(f ir.Field) bool { return f.Name == name })
			if i >= 0 && s.Fields[i] != nil {
				return oneOf(s.Fields[i])
			}
		}
		return wrapped{}
	}
	if isStdError(t) {
		if s, ok := r.load(st, err.V, nil).(*value.Struct); ok {
			if len(s.Fields) == 2 {
				if seq, ok := s.Fields[1].(*value.Seq); ok {
					return wrapped{inner: value.Alternatives(seq.Elem), known: true, some: true, one: seq.Filled}
				}
				return oneOf(s.Fields[1])
			}
			return wrapped{inner: s.Fields[1:], known: true, all: true}
		}
		return wrapped{}
	}
	if ok, known := hasMethod(t, "Unwrap"); !ok {
		return wrapped{known: known, all: true}
	}
	key := r.knownOf(st, err)
	outs, asked := r.unwraps[key]
	if !asked {
		outs = r.outcomes(st, err, "Unwrap")
		r.unwraps[key] = outs
	}
	var results []value.Value
	for _, o := range outs {
		if v := o.results[0]; !slices.ContainsFunc(results, func(w value.Value) bool { return value.Same(v, w) }) {
			r.carry(st, o.st, v)
			results = append(results, v)
		}
	}
	switch len(results) {
	case 0:
		return wrapped{}
	case 1:
		switch v := results[0].(type) {
		case value.Nil:
			return wrapped{known: true, all: true}
		case *value.Slice:
			return wrapped{inner: r.items(st, v), known: true, all: true}
		case *value.Seq:
			return wrapped{inner: value.Alternatives(r.elemOf(st, v)), known: true, some: true, one: v.Filled}
		}
		return oneOf(results[0])
	}
	if slices.ContainsFunc(results, func(v value.Value) bool { _, list, _ := r.elems(st, v); return list != nil }) {
		return wrapped{}
	}
	return oneOf(&value.Union{Alts: results})
}

// wrappedBy are the standard library's errors that wrap another one, with the field that has it.
var wrappedBy = map[string]string{
	"io/fs.PathError": "Err", "os.LinkError": "Err", "os.SyscallError": "Err", "os/exec.Error": "Err", "net.OpError": "Err", "net.DNSConfigError": "Err",
	"net/url.Error": "Err", "strconv.NumError": "Err", "encoding/csv.ParseError": "Err", "encoding/json.MarshalerError": "Err",
}

// knownOf is equal for errors of which the same is known: they are asked for what is
// in them again and again.
func (r *Runner) knownOf(st *state, err value.Value) digest {
	b := err.Key(nil)
	st.behind(err, func(id int, o *object) bool {
		b = o.digest().append(strconv.AppendInt(append(b, '#'), int64(id), 10))
		return true
	}, func(s *value.Sym) {
		b = st.fact(s.ID).appendKey(append(strconv.AppendInt(b, int64(s.ID), 10), ':'))
	})
	return digestOf(b)
}

func oneOf(v value.Value) wrapped {
	alts := value.Alternatives(v)
	return wrapped{inner: alts, known: true, all: len(alts) == 1, one: true}
}

// inside are the errors directly inside the last of a chain of errors, each inside the
// one before, without those that it can't be by what the path has learned of the chain:
// they would have answered its tests otherwise.
func (r *Runner) inside(st *state, chain []value.Value) wrapped {
	err := chain[len(chain)-1].(*value.Iface)
	w := r.unwrap(st, err)
	if w.all || len(w.inner) == 0 {
		return w
	}
	st.conds.each(func(_ string, a *answer) {
		own := value.Same(a.cond.X, err)
		if a.yes && (!own || w.some) || !own && !slices.ContainsFunc(chain, func(e value.Value) bool { return value.Same(e, a.cond.X) }) {
			return
		}
		w.inner = slices.DeleteFunc(slices.Clone(w.inner), func(e value.Value) bool {
			t := unknown
			if _, sym := e.(*value.Sym); sym && !a.yes {
				return false // it would have to be that one for certain
			}
			switch a.cond.Op {
			case value.Is:
				t = r.errorIs(st, e, a.cond.Y, chain)
			case value.As:
				t, _ = r.errorAs(st, e, a.cond.Type, chain)
			}
			return t != unknown && t != truthOf(a.yes)
		})
	})
	w.all = len(w.inner) == 1 && !w.some
	return w
}

// hasMethod reports whether a type has a method; known is false if the type's
// methods can't be seen.
func hasMethod(t *ir.Type, name string) (has, known bool) {
	if sel := t.Method(name); sel != nil {
		return inMethodSet(t, sel), true
	}
	want := &ir.Type{Kind: ir.Interface, Methods: []ir.Method{{Name: name, Sig: ""}}}
	_, known = t.Implements(want)
	return false, known
}

// inMethodSet reports whether a value of a type in an interface has a method that is found
// for it: one with a pointer receiver only behind a pointer.
func inMethodSet(t *ir.Type, sel *ir.Selection) bool {
	addressed := !sel.Method.Ptr
	for _, i := range append(slices.Clone(sel.Path), -1) {
		if t.Kind == ir.Pointer {
			addressed, t = true, t.Elem
		}
		if i < 0 || t.Kind != ir.Struct || i >= len(t.Fields) {
			break
		}
		t = t.Fields[i].Type
	}
	return addressed
}

// pure calls a method of a value for its results, which must be the same whatever
// way it goes. It is not ok if it can't be seen, or panics.
func (r *Runner) pure(st *state, v *value.Iface, name string, args ...value.Value) (value.Value, bool) {
	var out value.Value
	for _, o := range r.outcomes(st, v, name, args...) {
		res := o.results[0]
		if len(o.results) > 1 {
			res = value.Tuple(o.results)
		}
		if out != nil && !value.Same(out, res) {
			return nil, false
		}
		out = res
		r.carry(st, o.st, out)
	}
	return out, out != nil
}

// outcomes calls a method of a value for its results; what it does to memory does
// not count. There are none if it can't be seen, panics, or gives nothing.
func (r *Runner) outcomes(st *state, v *value.Iface, name string, args ...value.Value) []outcome {
	sel := v.Type.Method(name)
	if sel == nil || sel.Method.Func == "" || r.pureDepth > 8 {
		return nil
	}
	fn := r.prog.Func(sel.Method.Func)
	if fn == nil {
		return nil
	}
	x := &exec{fn: fn, id: r.id("pure|" + sel.Method.Func), depth: maxDepth - 100, limit: r.steps + 5000, aside: true}
	c := &call{r: r, x: x, p: &path{st: st.clone()}, in: &ir.Instr{Op: ir.OpInvoke, Name: name}}
	r.pureDepth++
	defer func() { r.pureDepth-- }()
	c.method(v.Type, v.V, name, args)
	if slices.ContainsFunc(c.outs, func(o outcome) bool { return o.panics || len(o.results) == 0 }) {
		return nil
	}
	return c.outs
}

// carry puts the objects into a state that another one has and a value needs.
func (r *Runner) carry(st, from *state, v value.Value) {
	for _, id := range r.reachable(from, 0, []value.Value{v}, nil) {
		if st.get(id) == nil {
			st.put(id, from.get(id))
		}
	}
}

// alsoIs are the variables of the standard library with an Is method that answers for another one.
var alsoIs = map[string]string{"net/http.ErrNotSupported": "errors.ErrUnsupported"}

// sentinelIs reports whether the error in a variable of the standard library says by its own method that
// it is that in another one.
func (r *Runner) sentinelIs(err *value.Iface, target value.Value) bool {
	other, ok := target.(*value.Iface)
	if !ok {
		return false
	}
	p, ok := err.V.(value.Ptr)
	q, isPtr := other.V.(value.Ptr)
	is := r.sentinels[p.Obj]
	return ok && isPtr && is != "" && alsoIs[is] != "" && alsoIs[is] == r.sentinels[q.Obj]
}

// errorIs answers errors.Is(err, target) for an error inside others, the innermost last.
func (r *Runner) errorIs(st *state, err, target value.Value, in []value.Value) truth {
	err = r.resolve(st, err)
	if len(in) > maxChain {
		return unknown
	}
	switch v := err.(type) {
	case value.Nil:
		return truthOf(isNil(target))
	case *value.Union:
		return sameTruth(v.Alts, func(a value.Value) truth { return r.errorIs(st, a, target, in) })
	case *value.Sym:
		if isNil(target) {
			return r.equal(st, v, target)
		}
		if t := st.cond(condKey(&value.Cond{Op: value.Is, X: v, Y: target})); t != unknown {
			return t
		}
		if t := r.equal(st, v, target); t == yes {
			return yes
		}
		switch i, ok := target.(*value.Iface); {
		case st.fact(v.ID).nilness == 1 || ok && r.excludesMade(st, v, i):
			return no
		case ok && st.fact(v.ID).nilness == -1 && r.isVar(v, i):
			return yes
		}
		return unknown
	case *value.Iface:
		if isNil(target) {
			return no
		}
		if t, ok := target.(*value.Union); ok {
			return sameTruth(t.Alts, func(a value.Value) truth { return r.errorIs(st, err, a, in) })
		}
		eq := r.equal(st, v, target)
		if eq == yes || r.sentinelIs(v, target) {
			return yes
		}
		answer := no
		if eq == unknown {
			answer = unknown
		}
		if ok, known := hasMethod(v.Type, "Is"); ok {
			res, ok := r.pure(st, v, "Is", target)
			switch t := r.eval(st, res0(res)); {
			case !ok || t == unknown:
				answer = unknown
			case t == yes:
				return yes
			}
		} else if !known {
			answer = unknown
		}
		in = append(slices.Clip(in), v)
		w := r.inside(st, in)
		if !w.known {
			answer = unknown
		}
		are := 0
		for _, e := range w.inner {
			switch r.errorIs(st, e, target, in) {
			case yes:
				if w.all {
					return yes
				}
				are++
				answer = unknown
			case unknown:
				answer = unknown
			}
		}
		if w.certainly(are) {
			return yes
		}
		return answer
	}
	return unknown
}

func res0(v value.Value) value.Value {
	if v == nil {
		return value.Nil{}
	}
	return v
}

// errorAs answers errors.As(err, *t) and gives the error that is found.
func (r *Runner) errorAs(st *state, err value.Value, t *ir.Type, in []value.Value) (truth, value.Value) {
	err = r.resolve(st, err)
	if len(in) > maxChain {
		return unknown, nil
	}
	switch v := err.(type) {
	case value.Nil:
		return no, nil
	case *value.Sym:
		key := condKey(&value.Cond{Op: value.As, X: v, Type: t})
		found := r.part(v, foundAs+t.ID(), t)
		if t := st.cond(key); t != unknown {
			return t, found
		}
		switch {
		case st.fact(v.ID).nilness == 1 || r.excludes(v, t):
			return no, nil
		case st.fact(v.ID).nilness == -1 && isOf(v, t):
			return yes, found
		}
		return unknown, found
	case *value.Iface:
		switch r.hasType(st, v, t) {
		case yes:
			if t.Kind == ir.Interface {
				return yes, v
			}
			return yes, v.V
		case unknown:
			return unknown, nil
		}
		// may are the errors that it may find; unseen that it may find others, too.
		answer, unseen := no, false
		if ok, known := hasMethod(v.Type, "As"); ok || !known {
			answer, unseen = unknown, true
		}
		in = append(slices.Clip(in), v)
		w := r.inside(st, in)
		if !w.known {
			answer, unseen = unknown, true
		}
		var may []value.Value
		certain := 0
		for _, e := range w.inner {
			a, found := r.errorAs(st, e, t, in)
			if a == no {
				continue
			}
			if a == yes {
				if answer == no && w.all {
					return yes, found
				}
				certain++
			}
			answer = unknown
			if found == nil {
				unseen = true
			} else {
				may = append(may, found)
			}
		}
		if w.certainly(certain) {
			answer = yes
		}
		switch {
		case unseen || len(may) == 0:
			return answer, nil
		case len(may) == 1:
			return answer, may[0]
		}
		return answer, &value.Union{Alts: may}
	}
	return unknown, nil
}

// ownAs reports whether an error, or one of those inside it, has an As method that can be seen.
func (r *Runner) ownAs(st *state, err value.Value, depth int) bool {
	v, ok := r.resolve(st, err).(*value.Iface)
	if !ok || depth > maxChain {
		return false
	}
	if r.asMethod(v) {
		return true
	}
	w := r.unwrap(st, v)
	return w.known && w.all && slices.ContainsFunc(w.inner, func(e value.Value) bool { return r.ownAs(st, e, depth+1) })
}

func (r *Runner) asMethod(v *value.Iface) bool {
	sel := v.Type.Method("As")
	return sel != nil && inMethodSet(v.Type, sel) && r.prog.Func(sel.Method.Func) != nil
}

// asIn runs errors.As on an error and those inside it one by one, where some have an As method of
// their own: first each error's method, then what the error wraps. Where nothing is found it goes
// on with otherwise.
func (c *call) asIn(err, target value.Value, t *ir.Type, otherwise func()) {
	r := c.r
	if !r.ownAs(c.p.st, err, 0) {
		c.asFound(err, target, t, otherwise)
		return
	}
	v := r.resolve(c.p.st, err).(*value.Iface)
	if r.hasType(c.p.st, v, t) != no {
		c.asFound(err, target, t, otherwise)
		return
	}
	inside := func() {
		w := r.unwrap(c.p.st, v)
		if !w.known || !w.all {
			c.ret(c.result(0))
			return
		}
		var next func(i int)
		next = func(i int) {
			if i == len(w.inner) {
				otherwise()
				return
			}
			c.asIn(w.inner[i], target, t, func() { next(i + 1) })
		}
		next(0)
	}
	if !r.asMethod(v) {
		inside()
		return
	}
	d := &call{r: r, x: c.x, p: c.p, in: &ir.Instr{Op: ir.OpInvoke, Name: "As", Type: boolType, Pos: c.in.Pos}}
	d.method(v.Type, v.V, "As", []value.Value{&value.Iface{Type: &ir.Type{Kind: ir.Pointer, Elem: t}, V: target}})
	for _, o := range d.outs {
		if o.panics || len(o.results) != 1 {
			c.outs = append(c.outs, o)
			continue
		}
		st := o.st.clone()
		if r.assume(st, o.results[0], true) {
			c.p.st = st
			c.ret(value.Bool(true))
		}
		if c.p.st = o.st; r.assume(c.p.st, o.results[0], false) {
			inside()
		}
	}
}

// as runs errors.As: on the path where it succeeds, the target holds what was
// found.
func (c *call) as(err, target value.Value) {
	r := c.r
	if i, ok := target.(*value.Iface); ok {
		target = i.V
	}
	var t *ir.Type
	if p, ok := target.(value.Ptr); ok {
		if o := r.object(c.p.st, p.Obj); o != nil && len(p.Path) == 0 {
			t = o.typ
		}
	}
	if t == nil {
		c.opaque()
		return
	}
	c.each(err, func(e value.Value) {
		c.asIn(e, target, t, func() { c.ret(value.Bool(false)) })
	})
}

// asFound is errors.As on an error, with all that is inside it, that has no As method, or is what is
// sought.
func (c *call) asFound(err, target value.Value, t *ir.Type, otherwise func()) {
	r := c.r
	answer, found := r.errorAs(c.p.st, err, t, nil)
	base := c.p.st
	if answer != no {
		if answer == unknown {
			c.p.st = base.clone()
		}
		if c.assumeAs(err, t, true, answer == unknown) {
			if found == nil {
				found = r.result(c.x, c.p, "as", t)
			}
			r.store(c.p.st, target, found)
			if sym, ok := found.(*value.Sym); ok {
				f := c.p.st.fact(sym.ID)
				f.nilness = -1
				c.p.st.setFact(sym.ID, f)
			}
			c.ret(value.Bool(true))
		}
	}
	if answer != yes {
		c.p.st = base
		if c.assumeAs(err, t, false, answer == unknown) {
			otherwise()
		}
	}
}

func (c *call) assumeAs(err value.Value, t *ir.Type, want, unsure bool) bool {
	cond := &value.Cond{Op: value.As, X: err, Type: t}
	if _, ok := err.(*value.Sym); ok {
		return c.r.assume(c.p.st, cond, want)
	}
	c.p.st.supposed = c.p.st.supposed || want && unsure && c.r.supposes(c.p.st, cond)
	return true
}

// errorText is err.Error() of the standard library's errors.
func (r *Runner) errorText(st *state, v value.Value) value.Value {
	if p, ok := v.(value.Ptr); ok {
		if s, ok := r.load(st, p, nil).(*value.Struct); ok && len(s.Fields) > 0 {
			if s.Type == numErrorType {
				name := append([]shape.Part{{Lit: "strconv."}}, textParts(s.Fields[0])...)
				return &value.Text{Parts: mergeParts(append(name, shape.Part{Lit: ": parsing "}, shape.Part{Kind: shape.HolePart}))}
			}
			return s.Fields[0]
		}
	}
	return textHole
}

// formatted is the text that fmt makes of a format and its arguments, and the
// errors that %w wraps.
func (r *Runner) formatted(st *state, format value.Value, args []value.Value, known bool) (text value.Value, wrapped []value.Value) {
	f, ok := value.AsString(format)
	if !ok {
		return textHole, nil
	}
	var parts []shape.Part
	n := 0
	for i := 0; i < len(f); i++ {
		if f[i] != '%' {
			parts = append(parts, shape.Part{Lit: f[i : i+1]})
			continue
		}
		i++
		start := i
		for i < len(f) && slices.Contains([]byte("+-# 0123456789.*[]"), f[i]) {
			if f[i] == '*' || f[i] == '[' {
				return &value.Text{Parts: []shape.Part{{Kind: shape.HolePart}}}, args
			}
			i++
		}
		if i >= len(f) {
			break
		}
		flags := f[start:i]
		if f[i] == '%' {
			parts = append(parts, shape.Part{Lit: "%"})
			continue
		}
		var v value.Value
		if known && n < len(args) {
			v = r.resolve(st, args[n])
		}
		n++
		if f[i] == 'w' && v != nil {
			wrapped = append(wrapped, v)
		}
		parts = append(parts, r.verb(st, f[i], flags, v)...)
	}
	if !known {
		return &value.Text{Parts: mergeParts(parts)}, nil
	}
	return &value.Text{Parts: mergeParts(parts)}, wrapped
}

// verb is the text of one formatted operand.
func (r *Runner) verb(st *state, verb byte, flags string, v value.Value) []shape.Part {
	hole := func(h shape.Hole) []shape.Part { return []shape.Part{{Kind: shape.HolePart, Hole: h}} }
	var t *ir.Type
	if i, ok := v.(*value.Iface); ok {
		t, v = i.Type, r.resolve(st, i.V)
	}
	switch verb {
	case 'd', 'b', 'o', 'f', 'g', 'e', 'F', 'G', 'E':
		if n, ok := value.AsInt(v); ok && verb == 'd' && flags == "" {
			return []shape.Part{{Lit: strconv.FormatInt(n, 10)}}
		}
		return hole(shape.Digits)
	case 'q':
		if s, ok := value.AsString(v); ok && flags == "" {
			return []shape.Part{{Lit: strconv.Quote(s)}}
		}
		return hole(shape.Quoted)
	case 't':
		return hole(shape.Word)
	case 's', 'v', 'w':
		if flags != "" || v == nil {
			return hole(shape.AnyText)
		}
		if t != nil && (t.Method("Error") != nil || t.Method("String") != nil) {
			if isStdError(t) {
				return textParts(r.errorText(st, v))
			}
			return hole(shape.AnyText)
		}
		if s, ok := value.AsString(v); ok && t != nil && t.Kind == ir.String {
			return textParts(value.Str(s))
		}
		if n, ok := value.AsInt(v); ok {
			return []shape.Part{{Lit: strconv.FormatInt(n, 10)}}
		}
		if txt, ok := v.(*value.Text); ok {
			return txt.Parts
		}
		if t != nil {
			switch t.Kind {
			case ir.Int, ir.Uint:
				return hole(shape.Digits)
			case ir.Bool:
				return hole(shape.Word)
			}
		}
	}
	return hole(shape.AnyText)
}
