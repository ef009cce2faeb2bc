package flow

import (
	"slices"
	"strconv"

	"github.com/httpcontract/httpcontract/internal/ir"
	"github.com/httpcontract/httpcontract/internal/value"
)

// lent is the memory behind a value that code has handed on, as it was then.
type lent struct {
	st *state
	// late are the objects in st that the code changes after it has handed the
	// value on, with the fields of which that is so.
	late map[int]map[int]bool
	// given are the objects in st that the function that was executed gives its caller,
	// who may set their exported fields.
	given map[int]bool
	// unfinished says that there was too much to execute: what the function does with
	// the objects afterwards is not known.
	unfinished bool
}

// whole in lent.late says that all of an object changes.
const whole = -1

// lend is the memory of a path that hands something on: what it changes of it from now on, it
// changes later.
func lend(st *state) *lent { return lendWith(st, st) }

// lendWith is lend where the memory has more in it: what middleware has made for the purpose.
func lendWith(st, more *state) *lent {
	l := &lent{st: more.snapshot()}
	st.handOn(l)
	return l
}

// noteChange notes that the code changes an object after it has handed the memory on.
func (l *lent) noteChange(id int, now *object) {
	was := l.st.get(id)
	if was == nil || was == now || was.digest() == now.digest() {
		return
	}
	if l.late == nil {
		l.late = map[int]map[int]bool{}
	}
	if l.late[id] == nil {
		l.late[id] = map[int]bool{}
	}
	old, ok := was.content.(*value.Struct)
	last, ok2 := now.content.(*value.Struct)
	if !ok || !ok2 || len(old.Fields) != len(last.Fields) {
		l.late[id][whole] = true
		return
	}
	for f := range old.Fields {
		if !value.Same(old.Fields[f], last.Fields[f]) {
			l.late[id][f] = true
		}
	}
}

// widen covers another state in which the same was handed on: with maps that may have
// more entries, after a loop over something that is not known.
func (l *lent) widen(st *state) {
	l.st.heap.each(func(id int, o *object) {
		if o.entries == nil || o.entries.rest {
			return
		}
		if now := st.get(id); now != nil && now.entries != nil && now.entries.rest {
			n := *o
			n.sum, n.entries = digest{}, &mapping{keys: o.entries.keys, vals: o.entries.vals, rest: true}
			l.st.heap.set(id, &n)
		}
	})
}

// servingState is the state in which what was handed on serves requests: all that was known on
// the path still holds.
func (r *Runner) servingState(l *lent) *state {
	st := l.st.clone()
	for id, o := range l.st.heap.all() {
		st.heap.set(id, r.whenServing(l, id, o))
	}
	return st
}

// atServing adds to a state the memory of something else that was handed on, as it is when requests
// are served.
func (r *Runner) atServing(st *state, l *lent) {
	for id, o := range l.st.heap.all() {
		if st.get(id) == nil {
			st.heap.set(id, r.whenServing(l, id, o))
		}
	}
}

// whenServing is an object of lent memory as it is when requests are served.
func (r *Runner) whenServing(l *lent, id int, o *object) *object {
	n := *o
	n.depth, n.shared = 0, true // older than the root
	switch {
	case l.late[id] == nil:
	case n.entries != nil:
		n.sum, n.entries = digest{}, &mapping{rest: true}
	case n.content != nil && l.late[id][whole]:
		n.sum, n.content = digest{}, r.sym("late|"+strconv.Itoa(id), n.typ)
	case n.content != nil:
		c := *n.content.(*value.Struct)
		c.Fields = slices.Clone(c.Fields)
		for f := range l.late[id] {
			c.Fields[f] = r.sym("late|"+strconv.Itoa(id)+"."+strconv.Itoa(f), c.Type.Fields[f].Type)
		}
		n.sum, n.content = digest{}, &c
	}
	if c, ok := n.content.(*value.Struct); ok && (l.given[id] || l.unfinished) && r.prog.own(ir.PathOf(c.Type.Name)) {
		n.sum, n.content = digest{}, r.opened(c, "given|"+strconv.Itoa(id), l.unfinished)
	}
	return &n
}

// captured are the variables of a closure that is called in an instance: nothing else leads to them. One
// that handlers assign has any value by the time it serves.
func (r *Runner) captured(st *state, f *value.Func, own map[int]bool) {
	fn := r.prog.Func(f.Name)
	if fn == nil { // a method's receiver
		return
	}
	for i, v := range f.Bind {
		p, ok := v.(value.Ptr)
		if !ok {
			continue
		}
		own[p.Obj] = true
		if old := r.object(st, p.Obj); old != nil && r.assigns(fn, len(fn.Params)+i, 0) {
			o := *old
			o.sum, o.content = digest{}, r.sym("captured|"+fn.Key+"|"+string(p.Key(nil)), o.typ)
			st.heap.set(p.Obj, &o)
		}
	}
}
