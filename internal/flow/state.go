package flow

import (
	"go/constant"
	"maps"
	"slices"
	"sort"
	"strconv"
	"strings"

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
	key   string // what it holds, as text; made when first needed
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

func (o *object) id() string {
	if o.key == "" {
		var b []byte
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
		o.key = string(b)
	}
	return o.key
}

// fact is what a path knows of one symbol.
type fact struct {
	nilness int8 // 1 nil, -1 not nil
	eq      constant.Value
	ne      []constant.Value
	lo, hi  *int64
}

func (f fact) same(g fact) bool {
	return f.nilness == g.nilness && constEqual(f.eq, g.eq) && slices.EqualFunc(f.ne, g.ne, constEqual) && intEqual(f.lo, g.lo) && intEqual(f.hi, g.hi)
}

func constEqual(a, b constant.Value) bool {
	if a == nil || b == nil {
		return a == nil && b == nil
	}
	return a.Kind() == b.Kind() && a.ExactString() == b.ExactString()
}

func intEqual(a, b *int64) bool {
	if a == nil || b == nil {
		return a == nil && b == nil
	}
	return *a == *b
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
	heap  map[int]*object
	know  map[int]fact    // by symbol
	conds map[string]bool // answered conditions, by key
	// panicking is the value of a panic that is under way.
	panicking value.Value
}

func newState() *state {
	return &state{heap: map[int]*object{}, know: map[int]fact{}, conds: map[string]bool{}}
}

func (s *state) clone() *state {
	return &state{heap: maps.Clone(s.heap), know: maps.Clone(s.know), conds: maps.Clone(s.conds), panicking: s.panicking}
}

func (s *state) put(id int, o *object) { s.heap[id] = o }

// meet keeps of the knowledge what another path, alike in everything else,
// knows too.
func (s *state) meet(o *state) {
	for id, f := range s.know {
		g, ok := o.know[id]
		if !ok {
			delete(s.know, id)
			continue
		}
		if !f.same(g) {
			s.know[id] = f.meet(g)
		}
	}
	for k, v := range s.conds {
		if w, ok := o.conds[k]; !ok || v != w {
			delete(s.conds, k)
		}
	}
}

// forget drops what is known of a symbol that is about to get a new meaning.
func (s *state) forget(sym *value.Sym) {
	delete(s.know, sym.ID)
	if len(s.conds) == 0 {
		return
	}
	text := string(sym.Key(nil))
	for k := range s.conds {
		if strings.Contains(k, text) {
			delete(s.conds, k)
		}
	}
}

// refs calls f for each object that a value refers to.
func refs(v value.Value, f func(id int)) {
	switch v := v.(type) {
	case value.Ptr:
		f(v.Obj)
	case value.Map:
		f(v.Obj)
	case *value.Slice:
		f(v.Base.Obj)
	case *value.Iface:
		refs(v.V, f)
	case *value.Struct:
		refsAll(v.Fields, f)
	case *value.Array:
		refsAll(v.Elems, f)
	case *value.Seq:
		refs(v.Elem, f)
	case *value.Func:
		refsAll(v.Bind, f)
	case value.Tuple:
		refsAll(v, f)
	case *value.Union:
		refsAll(v.Alts, f)
	case *value.Stream:
		refsAll(v.To, f)
	case *value.Iter:
		refsAll(v.Keys, f)
		refsAll(v.Vals, f)
	case *value.Cond:
		refs(v.X, f)
		if v.Y != nil {
			refs(v.Y, f)
		}
	}
}

func refsAll(vs []value.Value, f func(id int)) {
	for _, v := range vs {
		if v != nil {
			refs(v, f)
		}
	}
}

func (o *object) refs(f func(id int)) {
	switch {
	case o.resp != nil:
		f(o.resp.header)
	case o.entries != nil:
		refsAll(o.entries.keys, f)
		refsAll(o.entries.vals, f)
	default:
		refs(o.content, f)
	}
}

// reachable is the set of objects that matter to a call at the given depth:
// all that are older, and what roots or older objects lead to.
func (s *state) reachable(depth int, roots []value.Value) map[int]bool {
	live := make(map[int]bool, len(s.heap))
	var work []int
	visit := func(id int) {
		if !live[id] {
			live[id] = true
			work = append(work, id)
		}
	}
	for id, o := range s.heap {
		if o.depth < depth {
			visit(id)
		}
	}
	refsAll(roots, visit)
	if s.panicking != nil {
		refs(s.panicking, visit)
	}
	for len(work) > 0 {
		id := work[len(work)-1]
		work = work[:len(work)-1]
		if o := s.heap[id]; o != nil {
			o.refs(visit)
		}
	}
	return live
}

// collect drops the garbage of a call that ends, and hands what is left over
// to the caller's depth.
func (s *state) collect(depth int, roots []value.Value) {
	live := s.reachable(depth, roots)
	for id, o := range s.heap {
		if !live[id] {
			delete(s.heap, id)
		} else if o.depth >= depth {
			n := *o
			n.depth = depth - 1
			s.heap[id] = &n
		}
	}
}

// signature is equal for states that differ only in what they know of
// symbols.
func (s *state) signature(depth int, roots []value.Value, b []byte) []byte {
	live := s.reachable(depth, roots)
	ids := make([]int, 0, len(live))
	for id := range live {
		if s.heap[id] != nil {
			ids = append(ids, id)
		}
	}
	sort.Ints(ids)
	for _, id := range ids {
		b = append(strconv.AppendInt(append(b, '#'), int64(id), 10), s.heap[id].id()...)
	}
	if s.panicking != nil {
		b = s.panicking.Key(append(b, '!'))
	}
	return b
}

// responses is the part of the signature that tells what has been sent.
func (s *state) responses() string {
	var ids []int
	for id, o := range s.heap {
		if o.resp != nil {
			ids = append(ids, id)
		}
	}
	sort.Ints(ids)
	var b strings.Builder
	for _, id := range ids {
		b.WriteString(s.heap[id].id())
	}
	return b.String()
}
