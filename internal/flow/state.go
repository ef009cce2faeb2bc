package flow

import (
	"cmp"
	"go/constant"
	"slices"
	"strconv"

	"github.com/httpcontract/httpcontract/internal/ir"
	"github.com/httpcontract/httpcontract/internal/value"
)

// object is a piece of the heap: plain memory, a map, or a response. Objects
// are immutable; a change puts a new one in the state's heap.
type object struct {
	typ     *ir.Type
	content value.Value // plain memory
	entries *mapping    // a map
	resp    *response   // an HTTP response
	at      ir.Site     // where it was made
	// depth is how deep in the call stack the object was made; once nothing
	// older refers to it, it is garbage when that call ends.
	depth int
	// frozen says that no code changes what a package-level variable holds.
	frozen bool
	// shared says that the object was made before the run, for a handler.
	shared bool
	// given says of a channel that a goroutine which was executed has it.
	given bool
	sum   digest // of what it holds; made when first needed
}

// mapping is a map's content in insertion order. Rest says that it may have
// entries that are not known.
type mapping struct {
	keys, vals []value.Value
	rest       bool
}

func (m *mapping) find(k value.Value) int {
	for i := range m.keys {
		if value.Same(m.keys[i], k) {
			return i
		}
	}
	return -1
}

// allConst reports whether every key is a constant, so that a different
// constant certainly is another key.
func (m *mapping) allConst() bool {
	for _, k := range m.keys {
		if !distinct(k) {
			return false
		}
	}
	return true
}

// distinct reports whether the value differs from every other distinct value
// that is not the same.
func distinct(v value.Value) bool {
	switch v := v.(type) {
	case *value.Const, value.Ptr, value.Nil:
		return true
	case *value.Iface:
		return distinct(v.V)
	case *value.Struct:
		return !slices.ContainsFunc(v.Fields, func(f value.Value) bool { return !distinct(f) })
	case *value.Array:
		return !slices.ContainsFunc(v.Elems, func(e value.Value) bool { return !distinct(e) })
	}
	return false
}

func (m *mapping) set(k, v value.Value) *mapping {
	n := &mapping{keys: slices.Clone(m.keys), vals: slices.Clone(m.vals), rest: m.rest}
	if i := n.find(k); i >= 0 {
		n.vals[i] = v
		return n
	}
	n.keys, n.vals = append(n.keys, k), append(n.vals, v)
	return n
}

func (m *mapping) remove(k value.Value) *mapping {
	i := m.find(k)
	if i < 0 {
		return m
	}
	return &mapping{keys: slices.Delete(slices.Clone(m.keys), i, i+1), vals: slices.Delete(slices.Clone(m.vals), i, i+1), rest: m.rest}
}

// digest is equal for objects that hold the same.
func (o *object) digest() digest {
	if o.sum == (digest{}) {
		b := make([]byte, 0, 256)
		switch {
		case o.resp != nil:
			b = o.resp.appendKey(b)
		case o.entries != nil:
			b = append(b, 'M')
			for i, k := range o.entries.keys {
				b = o.entries.vals[i].Key(append(k.Key(b), '='))
			}
			b = append(b, strconv.FormatBool(o.entries.rest)...)
		default:
			b = o.content.Key(append(b, 'C'))
		}
		o.sum = digestOf(b)
	}
	return o.sum
}

// fact is what a path knows of one symbol.
type fact struct {
	nilness int8 // 1 nil, -1 not nil
	eq      constant.Value
	in      []constant.Value // if not nil, it is one of these
	ne      []constant.Value
	lo, hi  *int64
	is      *ir.Type // the type of what is in the interface
}

func (f fact) same(g fact) bool {
	return f.nilness == g.nilness && constEqual(f.eq, g.eq) && slices.EqualFunc(f.in, g.in, constEqual) && slices.EqualFunc(f.ne, g.ne, constEqual) && intEqual(f.lo, g.lo) && intEqual(f.hi, g.hi) && typeEqual(f.is, g.is)
}

// appendKey appends text that is equal for equal facts.
func (f fact) appendKey(b []byte) []byte {
	b = append(strconv.AppendInt(b, int64(f.nilness), 10), f.is.ID()...)
	for _, set := range [][]constant.Value{{f.eq}, f.in, f.ne} {
		b = append(b, '|')
		for _, c := range set {
			if c != nil {
				b = append(append(b, c.ExactString()...), ',')
			}
		}
	}
	for _, n := range []*int64{f.lo, f.hi} {
		if b = append(b, '|'); n != nil {
			b = strconv.AppendInt(b, *n, 10)
		}
	}
	return b
}

func typeEqual(a, b *ir.Type) bool {
	return a == b || a != nil && b != nil && a.ID() == b.ID()
}

func constEqual(a, b constant.Value) bool {
	if a == nil || b == nil {
		return a == nil && b == nil
	}
	return value.SameConstant(a, b)
}

func intEqual(a, b *int64) bool {
	if a == nil || b == nil {
		return a == nil && b == nil
	}
	return *a == *b
}

// possible are the constants that the symbol may be, nil for any.
func (f fact) possible() []constant.Value {
	if f.eq != nil {
		return []constant.Value{f.eq}
	}
	return f.in
}

// unite puts two sets of possible constants together, nil standing for all.
func unite(a, b []constant.Value) []constant.Value {
	if a == nil || b == nil {
		return nil
	}
	out := slices.Clone(a)
	for _, c := range b {
		if !slices.ContainsFunc(out, func(o constant.Value) bool { return constEqual(o, c) }) {
			out = append(out, c)
		}
	}
	if len(out) > maxAlts {
		return nil
	}
	return out
}

// without is what of a set is left if constants are excluded.
func without(set, ne []constant.Value) (left []constant.Value) {
	for _, c := range set {
		if !slices.ContainsFunc(ne, func(n constant.Value) bool { return constEqual(n, c) }) {
			left = append(left, c)
		}
	}
	return left
}

// and is what is known where both facts hold. It is not ok if they can't.
func (f fact) and(g fact) (out fact, ok bool) {
	if f.nilness*g.nilness == -1 {
		return f, false
	}
	out = f
	out.nilness = cmp.Or(f.nilness, g.nilness)
	out.is = cmp.Or(f.is, g.is)
	out.ne = slices.Concat(f.ne, without(g.ne, f.ne))
	if f.lo == nil || g.lo != nil && *g.lo > *f.lo {
		out.lo = g.lo
	}
	if f.hi == nil || g.hi != nil && *g.hi < *f.hi {
		out.hi = g.hi
	}
	set, others := f.possible(), g.possible()
	switch {
	case set == nil:
		set = others
	case others != nil:
		set = without(set, without(set, others))
		if len(set) == 0 {
			return f, false
		}
	}
	if set != nil {
		set = slices.DeleteFunc(without(set, out.ne), func(c constant.Value) bool { return !out.within(c) })
		if len(set) == 0 {
			return f, false
		}
	}
	if out.eq, out.in = nil, set; len(set) == 1 {
		out.eq, out.in = set[0], nil
	}
	return out, out.lo == nil || out.hi == nil || *out.lo <= *out.hi
}

// bounded reports whether it is known of a value what it may be, or what not, but not what it is.
func (f fact) bounded() bool { return len(f.ne) > 0 || f.in != nil || f.lo != nil || f.hi != nil }

// within reports whether a constant is in the bounds, if it is a number.
func (f fact) within(c constant.Value) bool {
	if c.Kind() != constant.Int {
		return true
	}
	n, exact := constant.Int64Val(c)
	return !exact || (f.lo == nil || n >= *f.lo) && (f.hi == nil || n <= *f.hi)
}

// meet keeps what both facts know.
func (f fact) meet(g fact) fact {
	var out fact
	if f.nilness == g.nilness {
		out.nilness = f.nilness
	}
	if f.eq != nil && constEqual(f.eq, g.eq) {
		out.eq = f.eq
	}
	if f.is != nil && typeEqual(f.is, g.is) {
		out.is = f.is
	}
	if out.eq == nil {
		out.in = unite(f.possible(), g.possible())
	}
	excluded := func(h fact, c constant.Value) bool {
		return slices.ContainsFunc(h.ne, func(n constant.Value) bool { return constEqual(n, c) }) || h.eq != nil && !constEqual(h.eq, c)
	}
	for _, c := range append(slices.Clone(f.ne), g.ne...) {
		if excluded(f, c) && excluded(g, c) && !slices.ContainsFunc(out.ne, func(n constant.Value) bool { return constEqual(n, c) }) {
			out.ne = append(out.ne, c)
		}
	}
	if f.lo != nil && g.lo != nil {
		lo := min(*f.lo, *g.lo)
		out.lo = &lo
	}
	if f.hi != nil && g.hi != nil {
		hi := max(*f.hi, *g.hi)
		out.hi = &hi
	}
	return out
}

// state is everything that one path through the program has brought about
// outside its registers.
type state struct {
	heap  layers[int, *object]
	know  layers[int, *fact]      // by symbol
	conds layers[string, *answer] // answered conditions, by key
	// dirty are the objects that were put since the present activation began:
	// all that can differ between its paths.
	dirty marks
	// panicking is the value of a panic that is under way.
	panicking value.Value
	// resp is the object of the response, 0 if there is none.
	resp int
	// serving is the watched function that ran last, steps those before it that can
	// send nothing, like one that reads the request for it.
	serving *ir.Func
	steps   []*ir.Func
	// locked is where the path has waited for others last, 0 if it has not: what these
	// may change is not what it was before.
	locked int
	// supposed says that the path has found an error that can't be seen to be a certain one
	// in a function that was given it: that of whoever called this one may never be.
	supposed bool
	// doubted says that it has found a part of the request's path missing, or a value in its context, that
	// is most likely there; see unregistered.
	doubted bool
	// handed is memory that the path has handed on; see Runner.Instances.
	handed []*lent
}

// answer is a condition that a path has gone one way on.
type answer struct {
	cond *value.Cond
	yes  bool
}

func newState() *state { return &state{} }

func (s *state) clone() *state {
	return &state{heap: s.heap.clone(), know: s.know.clone(), conds: s.conds.clone(), dirty: s.dirty.clone(), panicking: s.panicking, resp: s.resp, serving: s.serving, steps: slices.Clip(s.steps), locked: s.locked, supposed: s.supposed, doubted: s.doubted, handed: slices.Clip(s.handed)}
}

// snapshot is a copy that is kept.
func (s *state) snapshot() *state {
	n := s.clone()
	n.handed = nil
	return n
}

// handOn notes that the path has handed on memory: what it changes of it from now on, it changes
// later.
func (s *state) handOn(l *lent) {
	if !slices.Contains(s.handed, l) {
		s.handed = append(s.handed, l)
	}
}

// serves notes that a watched function runs.
func (s *state) serves(fn *ir.Func) {
	if was := s.serving; was != nil && was != fn && !was.HoldsWriter() && !slices.Contains(s.steps, was) {
		s.steps = append(s.steps, was)
	}
	s.serving = fn
}

// appendServing appends to b what tells what has served.
func (s *state) appendServing(b []byte) []byte {
	for _, fn := range s.steps {
		b = append(append(b, '>'), fn.Key...)
	}
	if s.serving != nil {
		b = append(append(b, '>'), s.serving.Key...)
	}
	return b
}

func (s *state) get(id int) *object { return s.heap.get(id) }

func (s *state) put(id int, o *object) {
	for _, l := range s.handed {
		l.noteChange(id, o)
	}
	s.heap.set(id, o)
	s.dirty.add(id)
}

// add adds the objects of another state that this one does not have.
func (s *state) add(o *state) {
	for id, obj := range o.heap.all() {
		if s.get(id) == nil {
			s.heap.set(id, obj)
		}
	}
}

// fact is what the path knows of a symbol.
func (s *state) fact(id int) fact {
	if f := s.know.get(id); f != nil {
		return *f
	}
	return fact{}
}

func (s *state) setFact(id int, f fact) { s.know.set(id, &f) }

func (s *state) cond(key string) truth {
	if a := s.conds.get(key); a != nil {
		return truthOf(a.yes)
	}
	return unknown
}

func (s *state) setCond(c *value.Cond, yes bool) {
	n := *c
	n.Not = false
	s.conds.set(condKey(c), &answer{&n, yes})
}

// meet keeps of the knowledge what another path, alike in everything else,
// knows too.
func (s *state) meet(o *state) {
	s.supposed, s.doubted = s.supposed && o.supposed, s.doubted && o.doubted
	for _, l := range o.handed {
		s.handOn(l)
	}
	var facts []int
	s.know.eachBut(&o.know, func(id int, _ *fact) { facts = append(facts, id) })
	for _, id := range facts {
		f, g := s.know.get(id), o.know.get(id)
		switch {
		case g == nil:
			s.know.set(id, nil)
		case !f.same(*g):
			m := f.meet(*g)
			s.know.set(id, &m)
		}
	}
	var drop []string
	s.conds.eachBut(&o.conds, func(k string, v *answer) {
		if w := o.conds.get(k); w == nil || v.yes != w.yes {
			drop = append(drop, k)
		}
	})
	for _, k := range drop {
		s.conds.set(k, nil)
	}
}

// refs calls obj for each object and sym for each symbol in a value; either
// may be nil.
func refs(v value.Value, obj func(id int), sym func(*value.Sym)) {
	all := func(vs []value.Value) {
		for _, v := range vs {
			if v != nil {
				refs(v, obj, sym)
			}
		}
	}
	id := func(n int) {
		if obj != nil {
			obj(n)
		}
	}
	switch v := v.(type) {
	case *value.Sym:
		if sym != nil {
			sym(v)
		}
	case value.Ptr:
		id(v.Obj)
	case value.Map:
		id(v.Obj)
	case *value.Slice:
		id(v.Base.Obj)
	case *value.Iface:
		refs(v.V, obj, sym)
	case *value.Struct:
		all(v.Fields)
	case *value.Array:
		all(v.Elems)
	case *value.Seq:
		if v.Mem != 0 {
			id(v.Mem)
		}
		refs(v.Elem, obj, sym)
	case *value.Func:
		all(v.Bind)
	case value.Tuple:
		all(v)
	case *value.Union:
		all(v.Alts)
	case *value.Stream:
		all(v.To)
	case *value.Iter:
		all(v.Keys)
		all(v.Vals)
	case *value.Cond:
		all([]value.Value{v.X, v.Y})
	}
}

func refsAll(vs []value.Value, obj func(id int), sym func(*value.Sym)) {
	for _, v := range vs {
		if v != nil {
			refs(v, obj, sym)
		}
	}
}

func (o *object) refs(obj func(id int), sym func(*value.Sym)) {
	switch {
	case o.resp != nil:
		obj(o.resp.header)
		obj(o.resp.kept)
		if o.resp.status != nil {
			refs(o.resp.status, obj, sym)
		}
	case o.entries != nil:
		refsAll(o.entries.keys, obj, sym)
		refsAll(o.entries.vals, obj, sym)
	default:
		refs(o.content, obj, sym)
	}
}

// behind calls obj for each object of the path's that a value leads to, and goes on
// with what is in it if that is true, and sym, if not nil, for the symbols on the way.
func (s *state) behind(v value.Value, obj func(id int, o *object) bool, sym func(*value.Sym)) {
	seen := map[int]bool{}
	var visit func(id int)
	visit = func(id int) {
		o := s.get(id)
		if o == nil || seen[id] {
			return
		}
		seen[id] = true
		if obj(id, o) {
			o.refs(visit, sym)
		}
	}
	refs(v, visit, sym)
}

// reachable is what matters of the objects that a call at the given depth has
// put: the older ones, and what they or the roots lead to, in no order. sym, if
// not nil, is called for the symbols on the way. The result holds until the next
// call, and so does lives.
func (r *Runner) reachable(s *state, depth int, roots []value.Value, sym func(*value.Sym)) []int {
	for len(r.marked) <= len(r.ids) {
		r.marked = append(r.marked, make([]int, len(r.ids)+64)...)
	}
	r.generation += 2
	put, live := r.generation, r.generation+1
	for _, id := range s.dirty.ids {
		r.marked[id] = put
	}
	work := r.live[:0]
	visit := func(id int) {
		if r.marked[id] == put {
			r.marked[id] = live
			work = append(work, id)
		}
	}
	for _, id := range s.dirty.ids {
		if o := s.get(id); o != nil && o.depth < depth {
			visit(id)
		}
	}
	refsAll(roots, visit, sym)
	if s.panicking != nil {
		refs(s.panicking, visit, sym)
	}
	for i := 0; i < len(work); i++ {
		if o := s.get(work[i]); o != nil {
			o.refs(visit, sym)
		}
	}
	r.live = work
	return work
}

// lives reports whether an object was among the last that were reachable.
func (r *Runner) lives(id int) bool { return r.marked[id] == r.generation+1 }

// collect drops the garbage of a call that ends, and hands what is left over
// to the caller's depth: objects, and what is known of symbols. before is the
// state in which the call began: what was known then is the caller's.
func (r *Runner) collect(s, before *state, depth int, roots []value.Value) {
	syms := map[int]bool{}
	live := r.reachable(s, depth, roots, func(sym *value.Sym) { syms[base(sym).ID] = true })
	for _, id := range s.dirty.ids {
		o := s.get(id)
		switch {
		case !r.lives(id):
			s.heap.set(id, nil)
		case o != nil && o.depth >= depth:
			n := *o
			n.depth = depth - 1
			s.heap.set(id, &n)
		}
		if sym := r.derefs[id]; sym != nil {
			syms[base(sym).ID] = true
		}
	}
	s.dirty.keep(r.lives)
	for _, id := range live {
		if sym := r.derefs[id]; sym != nil {
			syms[base(sym).ID] = true
		}
	}
	refsAll(roots, func(id int) {
		if sym := r.derefs[id]; sym != nil {
			syms[base(sym).ID] = true
		}
	}, nil)
	dead := func(sym *value.Sym) bool {
		b := base(sym)
		return b.Depth >= depth && !syms[b.ID]
	}
	var facts []int
	s.know.eachBut(&before.know, func(id int, _ *fact) {
		if dead(r.byID[id]) {
			facts = append(facts, id)
		}
	})
	for _, id := range facts {
		s.know.set(id, nil)
	}
	var drop []string
	s.conds.eachBut(&before.conds, func(k string, a *answer) {
		gone := false
		refs(a.cond, nil, func(sym *value.Sym) { gone = gone || dead(sym) })
		if gone {
			drop = append(drop, k)
		}
	})
	for _, k := range drop {
		s.conds.set(k, nil)
	}
	for id := range syms {
		// What survives belongs to the caller from now on.
		if b := r.byID[id]; b.Depth >= depth {
			b.Depth = depth - 1
		}
	}
}

// base is the symbol that a symbol was, in the end, read from.
func base(sym *value.Sym) *value.Sym {
	for sym.Of != nil {
		sym = sym.Of
	}
	return sym
}

// appendState appends to b what is equal for states that differ only in what they
// know of symbols.
func (r *Runner) appendState(s *state, depth int, roots []value.Value, b []byte) []byte {
	live := r.reachable(s, depth, roots, nil)
	slices.Sort(live)
	for _, id := range live {
		if o := s.get(id); o != nil {
			b = o.digest().append(strconv.AppendInt(append(b, '#'), int64(id), 10))
		}
	}
	if s.panicking != nil {
		b = s.panicking.Key(append(b, '!'))
	}
	return s.appendServing(b)
}

// appendResponses appends to b what tells what has been sent.
func (s *state) appendResponses(b []byte) []byte {
	if o := s.get(s.resp); o != nil {
		b = o.digest().append(b)
	}
	return s.appendServing(b)
}

// appendForms appends to b what tells the status and the form of what has been sent.
func (s *state) appendForms(b []byte) []byte {
	o := s.get(s.resp)
	if o == nil || !o.resp.committed {
		return s.appendResponses(b)
	}
	return s.appendServing(o.resp.appendForm(b))
}
