package flow

import (
	"github.com/httpcontract/httpcontract/internal/ir"
	"github.com/httpcontract/httpcontract/internal/value"
)

// Instance is a function value that code makes and hands on, with what it
// captured: a handler that a factory made for a certain code or another
// handler.
type Instance struct {
	fn   *value.Func
	st   *state
	Func *ir.Func
}

// scanSteps bounds the execution of one function by Instances.
const scanSteps = 20_000

// Instances executes a function that is no handler and gives the function
// values that it hands to code that can't be seen, like a router, or returns.
func (r *Runner) Instances(fn *ir.Func) []Instance {
	st := newState()
	r.begin(st)
	r.writer = nil
	var found []Instance
	seen := map[string]bool{}
	r.onValue = func(st *state, f *value.Func) {
		target := r.prog.fn(f.Name)
		if target == nil || target.Pkg != r.prog.Own || len(f.Bind) == 0 {
			return
		}
		key := string(f.Key(nil))
		for _, b := range f.Bind {
			key += string(r.load(st, b, nil).Key(nil))
		}
		if !seen[key] {
			seen[key] = true
			found = append(found, Instance{f, st.clone(), target})
		}
	}
	defer func() { r.onValue = nil }()
	x := &exec{fn: fn, id: r.id("scan|" + fn.Key), depth: 1, limit: scanSteps}
	outs, _ := r.run(x, r.params(fn, st), st)
	for _, o := range outs {
		for _, v := range o.results {
			for _, f := range r.closures(o.st, v, 0) {
				r.onValue(o.st, f)
			}
		}
	}
	return found
}

// RunInstance executes an instance as a root.
func (r *Runner) RunInstance(in Instance) Result {
	st := in.st.clone()
	for id, o := range st.heap.all() {
		n := *o
		n.depth = 0 // older than the root
		st.heap.set(id, &n)
	}
	st.dirty = map[int]bool{}
	st.panicking = nil
	r.begin(st)
	return r.root(in.Func, append(r.params(in.Func, st), in.fn.Bind...), st, maxSteps)
}
