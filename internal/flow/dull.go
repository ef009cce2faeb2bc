package flow

import (
	"slices"

	"github.com/httpcontract/httpcontract/internal/ir"
	"github.com/httpcontract/httpcontract/internal/shape"
	"github.com/httpcontract/httpcontract/internal/value"
)

// A call that can't get at the response is not worth its steps if all that comes of it is what
// is known of code that can't be seen, like that of a function which translates a text.

// maxDull is how often a function may have been executed for nothing before it counts as code that can't
// be seen, leastDull how many steps it must have taken.
const (
	maxDull   = 4
	leastDull = 150
)

// noteDull notes whether a call of a function has left something that is known: once is enough.
func (r *Runner) noteDull(fn *ir.Func, before *state, outs []outcome, ok bool, steps int) {
	switch {
	case r.dull[fn] < 0:
	case !ok || slices.ContainsFunc(fn.Results, mayHoldError) || slices.ContainsFunc(outs, func(o outcome) bool { return !dull(before, o) }):
		r.dull[fn] = -1
	case steps >= leastDull:
		r.dull[fn]++
	}
}

// dull reports whether an outcome has nothing that is known: neither results nor changes of the memory that
// there was before.
func dull(before *state, o outcome) bool {
	if o.panics {
		return false
	}
	for _, v := range o.results {
		switch v := v.(type) {
		case *value.Sym:
			if !o.st.fact(v.ID).same(fact{}) {
				return false
			}
		case *value.Text:
			if slices.ContainsFunc(v.Parts, func(p shape.Part) bool { return p.Kind != shape.HolePart || !p.Hole.Free() }) {
				return false
			}
		default:
			return false
		}
	}
	return !slices.ContainsFunc(o.st.dirty.ids, func(id int) bool {
		return before.get(id) != nil
	})
}
