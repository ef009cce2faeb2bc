package flow

import (
	"slices"
	"strconv"

	"github.com/httpcontract/httpcontract/internal/ir"
	"github.com/httpcontract/httpcontract/internal/responder"
	"github.com/httpcontract/httpcontract/internal/shape"
	"github.com/httpcontract/httpcontract/internal/value"
)

// Result is what one root can send.
type Result struct {
	Responses []Response
	// Cut says that part of the code was too large to follow. Steps is how much was executed.
	Cut   bool
	Steps int
	// Open says that a path ended, or may have, in a panic of its own or without an answer:
	// code around the function may have the last word. Panics says that one ended in such a panic
	// before it has answered.
	Open, Panics bool
	// Veiled are the functions inside an instance that were given another
	// writer than the server's, so that what they send may not be what the
	// client gets.
	Veiled map[*ir.Func]bool
	// Asks says that the function has asked for what code around it decides: a value in the
	// request's context, other methods of its writer than net/http's has.
	Asks bool
}

// Run executes a function of the program as a root: its parameters are
// unknown, but for the one response that every http.ResponseWriter among them,
// or inside them, leads to.
func (r *Runner) Run(fn *ir.Func) Result { return r.RunBounded(fn, MaxSteps) }

// helperSteps bounds a helper: what it does for a handler was executed with that.
const helperSteps = MaxSteps / 4

// RunHelper is Run for a function that handlers call: what it returns is not
// the framework's to answer.
func (r *Runner) RunHelper(fn *ir.Func) Result {
	r.helper = true
	defer func() { r.helper = false }()
	return r.RunBounded(fn, helperSteps)
}

// RunBounded is Run with at most the given number of steps.
func (r *Runner) RunBounded(fn *ir.Func, steps int) Result {
	st := newState()
	r.begin(st, fn, []*ir.Func{fn})
	args := r.params(fn, st)
	for i, t := range fn.Free {
		s := r.sym("free|"+fn.Key+"|"+strconv.Itoa(i), t)
		s.Root = true
		st.setFact(s.ID, fact{nilness: -1})
		args = append(args, s)
	}
	return r.root(fn, args, nil, st, steps)
}

// params are unknown arguments for a function.
func (r *Runner) params(fn *ir.Func, st *state) []value.Value {
	args := make([]value.Value, 0, len(fn.Params)+len(fn.Free))
	for i, t := range fn.Params {
		if t.IsWriter() && r.writer != nil {
			args = append(args, r.writer)
			continue
		}
		s := r.sym("param|"+fn.Key+"|"+strconv.Itoa(i)+"|"+r.registration(), t)
		s.Root = true
		if t.IsRequest() {
			s.Origin = value.Outside
		}
		if s.Foreign() || t.Context() != nil || i == 0 && fn.Recv && t.Kind == ir.Pointer {
			// A method that is running has a receiver, a handler a request.
			st.setFact(s.ID, fact{nilness: -1})
		}
		args = append(args, s)
	}
	return args
}

// begin readies the runner for a root, of which the registration of handlers tells how it is
// registered.
func (r *Runner) begin(st *state, fn *ir.Func, registered []*ir.Func) {
	model := responder.Immediate
	for _, t := range fn.Params {
		if f := t.HeldContext(); f != nil {
			model = f.Model
			break
		}
	}
	r.writer = r.newResponse(st, model)
	r.steps, r.invalid, r.cut, r.faulty, r.asksAround = 0, nil, false, false, false
	r.vars, r.unrouted = nil, false
	if len(registered) == 1 {
		r.vars, r.unrouted = r.matched(registered[0]), r.unregistered(registered[0])
	}
	r.limited, r.hurried = r.limits.around(registered), r.deadlines.around(registered)
	clear(r.unwraps)
}

// registration tells roots of one function apart by how they are registered.
func (r *Runner) registration() string {
	return strconv.Itoa(int(r.limited)) + strconv.Itoa(int(r.hurried))
}

func (r *Runner) root(fn *ir.Func, args []value.Value, targs []*ir.Type, st *state, steps int) Result {
	defer func() { r.writer = nil }()
	x := &exec{fn: fn, id: r.id("root|" + fn.Key + "|" + r.registration()), depth: 1, targs: targs, limit: steps, root: true, guarded: len(r.panicHandlers(fn)) > 0}
	id, _ := r.responseOf(r.writer)
	r.ran[fn] = true
	if status := r.missing[r.lastOf(fn)]; status != 0 {
		r.change(st, id, func(o *response) { o.pending = value.Int(int64(status)) })
	}
	if !r.helper {
		for _, v := range args {
			if errs, t := r.recordedIn(st, v); t != nil {
				r.store(st, errs, value.Nil{})
			}
		}
	}
	outs, ok := r.run(x, args, st)
	taken := r.steps
	outs = r.caught(x, args, outs)
	res := Result{Cut: r.cut || !ok, Steps: taken, Open: r.faulty, Asks: r.asksAround}
	if !ok {
		res.Responses = append(res.Responses, Response{Media: "?", Body: shape.Any()})
	}
	for _, o := range r.recorded(x, args, r.answered(x, r.followed(x, args, outs, id), id), id) {
		if !o.panics && r.leftToNext(fn, o.st.get(id).resp) {
			continue
		}
		silent := !o.panics && !o.st.get(id).resp.begun()
		ended := o.panics && (o.st.get(id).resp.ended || o.st.get(id).resp.out)
		own := o.panics && !isRuntime(o.st.panicking)
		res.Open, res.Panics = res.Open || silent || own, res.Panics || own && !ended
		if o.panics && !ended {
			continue // net/http closes the connection
		}
		if silent && !answers(fn) {
			continue
		}
		if silent && r.leaves(o) {
			res.Responses = append(res.Responses, Response{Media: "?", Body: shape.Any(), Serving: o.st.serving, Steps: o.st.steps})
			continue
		}
		for _, resp := range r.responses(o.st, id) {
			resp.Serving, resp.Steps, resp.Silent = o.st.serving, o.st.steps, silent
			if resp.Body.Kind == shape.Empty && resp.Status != 204 && resp.Status != 304 && r.fails(fn, o) {
				// Its caller cannot change the status any more, but add a body.
				resp.Media, resp.Body, resp.Bodiless = "?", shape.Any(), false
			}
			res.Responses = append(res.Responses, resp)
		}
	}
	for i := range r.invalid {
		for _, resp := range r.describe(&r.invalid[i]) {
			resp.Invalid = true
			res.Responses = append(res.Responses, resp)
		}
	}
	return res
}

// leftToNext reports whether what comes next in a chain answers for a root that has returned, and is
// told of there.
func (r *Runner) leftToNext(fn *ir.Func, resp *response) bool {
	if len(r.links) > 0 || !r.neverLast(fn) {
		return resp.passed && !resp.begun()
	}
	f := fn.Framework()
	return resp.passed && !resp.touched() || f != nil && f.Chained && !resp.aborted && !resp.begun()
}

// answers reports whether a return without a response is an answer: of a
// function with results only if one of them may become the response, because
// then its caller has the last word; a guard's bool tells the caller to go on.
func answers(fn *ir.Func) bool {
	return len(fn.Results) == 0 || slices.ContainsFunc(fn.Results, func(t *ir.Type) bool {
		switch t.Kind {
		case ir.Bool, ir.Int, ir.Uint, ir.Float, ir.String:
			return false
		}
		return true
	})
}

// fails reports whether an outcome may be an error for the function's caller.
func (r *Runner) fails(fn *ir.Func, o outcome) bool {
	for i, t := range fn.Results[:min(len(fn.Results), len(o.results))] {
		if t.IsNamed("error") && !isNil(r.resolve(o.st, o.results[i])) {
			return true
		}
	}
	return false
}

// leaves reports whether an outcome leaves the answer to the function's
// caller: it returns an error, or anything else beside a nil error.
func (r *Runner) leaves(o outcome) bool {
	for _, v := range o.results {
		if !isNil(r.resolve(o.st, v)) {
			return true
		}
	}
	return false
}
