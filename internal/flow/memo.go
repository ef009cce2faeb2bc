package flow

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/httpcontract/httpcontract/internal/ir"
	"github.com/httpcontract/httpcontract/internal/value"
)

// summary is what a function does for arguments that are constants or not
// known at all: executed once, instantiated at every such call. Functions that
// are given a writer, or memory of the caller's, are executed where they are
// called.
type summary struct {
	outs []outcome
	// params are the symbols that stand for the unknown arguments, in the
	// order in which canonical meets them.
	params []*value.Sym
	// consts are the known arguments: another caller's were chosen elsewhere.
	consts []*value.Const
	depth  int // of the execution
	ok     bool
	cut    bool
	// faulty and asks are what it leaves in the runner of the same names.
	faulty, asks bool
	// busy says that it is being executed, recursive that it calls itself with the
	// same arguments, partial that it calls another one that is busy.
	busy, recursive, partial bool
	endless                  bool // all ways through it lead to such a call
}

// The bounds of summaries: the steps of one, the summaries of one function
// (for different constants), and the steps of all in a package, after which
// functions are executed where they are called.
const (
	memoSteps = 10_000
	memoKeys  = 16
	memoTotal = 1_500_000
)

// canonical replaces the unknown parts of arguments by symbols of the
// summary's own. It fails on what a summary can't be made for.
type canonical struct {
	r      *Runner
	st     *state
	key    []byte
	actual []value.Value // what the symbols stand for
	types  []*ir.Type
	nils   []int8
	params []*value.Sym // that stand for them
	consts []*value.Const
	failed bool
}

func (n *canonical) value(v value.Value) value.Value {
	list := func(vs []value.Value) []value.Value {
		out := make([]value.Value, len(vs))
		for i, v := range vs {
			if v != nil {
				out[i] = n.value(v)
			}
		}
		return out
	}
	switch v := v.(type) {
	case *value.Const:
		n.key = v.Key(n.key)
		n.consts = append(n.consts, v)
		return v
	case value.Nil, *value.Text:
		n.key = v.Key(n.key)
		return v
	case *value.Sym:
		return n.sym(v, v)
	case value.Ptr:
		if sym := n.r.derefs[v.Obj]; sym != nil && len(v.Path) == 0 && n.st.get(v.Obj) == nil {
			return n.sym(sym, sym)
		}
		if n.r.static[v.Obj] != nil && n.st.get(v.Obj) == nil {
			n.key = v.Key(n.key)
			return v
		}
	case value.Map:
		if n.r.static[v.Obj] != nil && n.st.get(v.Obj) == nil {
			n.key = v.Key(n.key)
			return v
		}
	case *value.Func:
		if len(v.Bind) == 0 {
			n.key = v.Key(n.key)
			return v
		}
	case *value.Iface:
		if isWriterValue(v) {
			break
		}
		n.key = append(append(n.key, 'i'), v.Type.ID()...)
		c := *v
		c.V = n.value(v.V)
		return &c
	case *value.Struct:
		n.key = append(append(n.key, '{'), v.Type.ID()...)
		c := *v
		c.Fields = list(v.Fields)
		return &c
	case *value.Union:
		n.key = append(n.key, '|')
		return &value.Union{Alts: list(v.Alts)}
	}
	n.failed = true
	return v
}

func (n *canonical) sym(s *value.Sym, v value.Value) value.Value {
	if s.Root && s.Type.HoldsWriter() {
		n.failed = true
		return v
	}
	f := n.st.fact(s.ID)
	if f.bounded() {
		n.failed = true
		return v
	}
	n.st.conds.each(func(_ string, a *answer) {
		refs(a.cond, nil, func(o *value.Sym) { n.failed = n.failed || o.ID == s.ID })
	})
	if s.Type != nil && s.Type.Kind == ir.Struct { // what is known of its fields
		n.st.know.each(func(id int, f *fact) {
			of := n.r.byID[id]
			n.failed = n.failed || f.bounded() && of.Of == s
		})
	}
	// Memory behind the symbol that the path has changed is known better than
	// the summary would.
	if id, ok := n.r.ids["deref|"+strconv.Itoa(s.ID)]; ok && n.st.get(id) != nil {
		n.failed = true
	}
	if n.failed {
		return v
	}
	i := len(n.actual)
	n.actual = append(n.actual, v)
	n.nils = append(n.nils, f.nilness)
	n.key = append(append(append(n.key, 's', byte('1'+f.nilness)), s.Type.ID()...), originKey(s)...)
	p := n.r.sym("arg|"+strconv.Itoa(i)+"|"+s.Type.ID()+"|"+originKey(s), s.Type)
	p.Traits, p.Root = s.Traits, s.Root
	n.params = append(n.params, p)
	return p
}

// originKey tells symbols apart by where their values come from.
func originKey(s *value.Sym) string {
	var b []byte
	for _, is := range []bool{s.Root, s.Decoded, s.Numeral, s.Read, s.Ratio, s.Pieces} {
		b = strconv.AppendBool(b, is)
	}
	b = strconv.AppendInt(b, int64(s.Origin), 10)
	if m := s.Moment; m != nil {
		b = fmt.Appendf(b, "@%d-%d", m.Least, m.Most)
	}
	if e := s.Errors; e != nil {
		b = fmt.Appendf(b, "%q%q%q", e.May, e.Is, e.Never)
	}
	return string(b)
}

// summarised runs a call by its summary, made when first needed. It is false
// for calls that need the caller's own state.
func (c *call) summarised(fn *ir.Func, args []value.Value, targs []*ir.Type) bool {
	r := c.r
	if r.scan != nil && r.wires[fn] || r.noting != nil && r.noting.makes(fn) {
		return false
	}
	n := &canonical{r: r, st: c.p.st, key: append([]byte(fn.Key), '|')}
	if r.scan != nil {
		n.key = append(n.key, "scan|"...) // in which other functions are closed
	}
	for _, t := range targs {
		n.key = append(append(n.key, t.ID()...), ',')
	}
	for _, v := range r.vars {
		n.key = strconv.AppendBool(append(append(n.key, v.Name...), '|'), v.Numeral)
	}
	n.key = strconv.AppendBool(append(n.key, r.registration()...), r.unrouted)
	guarded := c.x.guarded || r.recovers(c.p)
	if guarded || c.in.Mode == ir.Deferred || r.starting > 0 {
		// While a package is initialised its variables are memory like any
		// other, and a function may change them.
		return false
	}
	canon := make([]value.Value, len(args))
	for i, a := range args {
		canon[i] = n.value(a)
		if n.failed {
			return false
		}
	}
	s := r.memo[string(n.key)]
	if s == nil {
		if r.memoKeys[fn] >= memoKeys || r.memoSteps > memoTotal {
			return false
		}
		r.memoKeys[fn]++
		s = &summary{busy: true, depth: c.x.depth + 1, params: n.params, consts: n.consts}
		r.memo[string(n.key)] = s
		st := newState()
		for i, p := range s.params {
			if n.nils[i] != 0 {
				st.setFact(p.ID, fact{nilness: n.nils[i]})
			}
		}
		writer, steps, cut, invalid := r.writer, r.steps, r.cut, r.invalid
		faulty, asks := r.faulty, r.asksAround
		r.writer, r.cut, r.faulty, r.asksAround = nil, false, false, false
		x := &exec{fn: fn, id: r.id("memo|" + string(n.key)), depth: s.depth, parent: c.x, call: c.site(), targs: targs, limit: r.steps + memoSteps}
		r.ran[fn] = true
		r.making = append(r.making, s)
		again, before := st.clone(), r.scan.progress()
		s.outs, s.ok = r.run(x, canon, st)
		if s.ok && s.recursive {
			// At first a call of itself with the same arguments counted as one that
			// does not return; it returns what the other ways through it give. Once is
			// enough: more of them say the same of other symbols. If there is no other
			// way, like in a decorator of which nothing else can be seen, it is anything.
			s.endless = len(s.outs) == 0
			s.outs, s.ok = r.run(x, canon, again)
		}
		s.cut, s.faulty, s.asks = r.cut || !s.ok, r.faulty, r.asksAround
		s.busy = false
		if r.making = r.making[:len(r.making)-1]; s.partial {
			delete(r.memo, string(n.key)) // it means less than it will when that one is done
		}
		r.memoSteps += r.steps - steps
		r.writer, r.steps, r.cut, r.invalid, r.faulty, r.asksAround = writer, steps, cut, invalid, faulty, asks
		if r.scan.progress() != before {
			// Its caller may change what it has handed on, and calls it again for
			// others: a summary does not say that.
			r.scan.forget(before)
			r.wires[fn] = true
			delete(r.memo, string(n.key))
			return false
		}
	}
	if s.busy {
		s.recursive = true
		for i := len(r.making) - 1; r.making[i] != s; i-- {
			r.making[i].partial = true
		}
		if s.endless {
			c.opaque()
			return true
		}
	} else if !s.ok {
		r.lose(c.x)
		c.opaque()
		return true
	}
	r.cut, r.faulty, r.asksAround = r.cut || s.cut, r.faulty || s.faulty, r.asksAround || s.asks
	r.steps += forkSteps * (1 + len(s.outs))
	base := c.p.st
	for i, o := range s.outs {
		c.p.st = base
		if i < len(s.outs)-1 {
			c.p.st = base.clone()
		}
		in := &instantiation{c: c, s: s, actual: n.actual, consts: n.consts, objs: map[int]int{}, syms: map[int]value.Value{}}
		in.outcome(o, i)
	}
	return true
}

// instantiation carries one outcome of a summary over to a caller.
type instantiation struct {
	c      *call
	s      *summary
	actual []value.Value
	consts []*value.Const
	objs   map[int]int
	syms   map[int]value.Value
}

func (in *instantiation) outcome(o outcome, i int) {
	c := in.c
	for j, p := range in.s.params {
		in.syms[p.ID] = in.actual[j]
	}
	res := make([]value.Value, len(o.results))
	for j, v := range o.results {
		res[j] = in.value(v)
	}
	// The heap that the outcome left; its objects may lead to more symbols.
	type put struct {
		id  int
		obj *object
	}
	var puts []put
	for _, id := range o.st.dirty.ids {
		if obj := o.st.get(id); obj != nil {
			n := *obj
			n.sum = digest{}
			if n.depth > 0 {
				n.depth = c.x.depth
			}
			switch {
			case n.entries != nil:
				n.entries = &mapping{keys: in.list(obj.entries.keys), vals: in.list(obj.entries.vals), rest: obj.entries.rest}
			case n.content != nil:
				n.content = in.value(obj.content)
			}
			puts = append(puts, put{in.object(id), &n})
		}
	}
	for _, p := range puts {
		c.p.st.put(p.id, p.obj)
	}
	for id, f := range o.st.know.all() {
		sym := c.r.byID[id]
		if v, ok := in.sym(sym).(*value.Sym); ok {
			if v == sym && c.p.st.know.get(id) != nil {
				continue
			}
			both, ok := c.p.st.fact(v.ID).and(*f)
			if !ok {
				return // impossible here
			}
			c.p.st.setFact(v.ID, both)
		}
	}
	for _, a := range o.st.conds.all() {
		if cond, ok := in.value(a.cond).(*value.Cond); ok && !c.r.assume(c.p.st, cond, a.yes) {
			return
		}
	}
	c.p.st.supposed, c.p.st.doubted = c.p.st.supposed || o.st.supposed, c.p.st.doubted || o.st.doubted
	if o.panics {
		c.p.st.panicking = in.value(o.st.panicking)
	}
	c.outs = append(c.outs, outcome{st: c.p.st, results: res, panics: o.panics})
}

// object is the caller's number for an object.
func (in *instantiation) object(id int) int {
	r := in.c.r
	if n, ok := in.objs[id]; ok {
		return n
	}
	n := id
	switch sym := r.derefs[id]; {
	case sym != nil:
		switch v := in.sym(sym).(type) {
		case *value.Sym:
			n = r.pointer(v).Obj
		case value.Ptr:
			if len(v.Path) == 0 {
				n = v.Obj
			} else {
				n = r.id(r.at(in.c.x, in.c.p, "mo"+strconv.Itoa(id)))
			}
		default:
			n = r.id(r.at(in.c.x, in.c.p, "mo"+strconv.Itoa(id)))
		}
	case r.static[id] != nil:
	default:
		n = r.id(r.at(in.c.x, in.c.p, "mo"+strconv.Itoa(id)))
	}
	in.objs[id] = n
	return n
}

// sym is the caller's value for a symbol: the argument that it stands for,
// part of one, or a new symbol for one that the function made.
func (in *instantiation) sym(s *value.Sym) value.Value {
	if v, ok := in.syms[s.ID]; ok {
		return v
	}
	r := in.c.r
	var out value.Value = s
	switch {
	case s.Of != nil:
		switch of := in.sym(s.Of).(type) {
		case *value.Sym:
			if of != s.Of {
				out = r.part(of, s.What, s.Type)
			}
		default:
			out = r.result(in.c.x, in.c.p, "mp"+strconv.Itoa(s.ID), s.Type)
		}
	case s.Depth >= in.s.depth:
		n := r.sym(r.at(in.c.x, in.c.p, "ms"+strconv.Itoa(s.ID)), s.Type)
		n.Traits = s.Traits
		n.Depth = in.c.x.depth
		out = n
	}
	in.syms[s.ID] = out
	return out
}

func (in *instantiation) list(vs []value.Value) []value.Value {
	out := make([]value.Value, len(vs))
	for i, v := range vs {
		if v != nil {
			out[i] = in.value(v)
		}
	}
	return out
}

func (in *instantiation) value(v value.Value) value.Value {
	switch v := v.(type) {
	case *value.Const:
		if i := slices.Index(in.s.consts, v); i >= 0 {
			return in.consts[i]
		}
	case *value.Sym:
		return in.sym(v)
	case value.Ptr:
		if sym := in.c.r.derefs[v.Obj]; sym != nil {
			if p, ok := in.sym(sym).(value.Ptr); ok {
				return value.Ptr{Obj: p.Obj, Path: append(append([]int{}, p.Path...), v.Path...)}
			}
		}
		return value.Ptr{Obj: in.object(v.Obj), Path: v.Path}
	case value.Map:
		return value.Map{Obj: in.object(v.Obj)}
	case *value.Slice:
		n := *v
		n.Base.Obj = in.object(v.Base.Obj)
		return &n
	case *value.Seq:
		n := &value.Seq{Type: v.Type, Elem: in.value(v.Elem), Filled: v.Filled}
		if v.Mem != 0 {
			n.Mem = in.object(v.Mem)
		}
		return n
	case *value.Iface:
		n := *v
		n.V = in.value(v.V)
		return &n
	case *value.Struct:
		n := *v
		n.Fields = in.list(v.Fields)
		return &n
	case *value.Array:
		return &value.Array{Type: v.Type, Elems: in.list(v.Elems)}
	case *value.Func:
		n := *v
		n.Bind = in.list(v.Bind)
		return &n
	case value.Tuple:
		return value.Tuple(in.list(v))
	case *value.Union:
		return &value.Union{Alts: in.list(v.Alts)}
	case *value.Stream:
		n := *v
		n.To = in.list(v.To)
		return &n
	case *value.Cond:
		n := *v
		n.X = in.value(v.X)
		if v.Y != nil {
			n.Y = in.value(v.Y)
		}
		return &n
	}
	return v
}
