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
	// Cut says that part of the code was too large to follow.
	Cut bool
	// Open says that a path ended in a panic of its own or without an answer:
	// code around the function may have the last word.
	Open bool
	// Veiled are the functions inside an instance that were given another
	// writer than the server's, so that what they send may not be what the
	// client gets.
	Veiled map[*ir.Func]bool
}

// Run executes a function of the program as a root: its parameters are
// unknown, but for the one response that every http.ResponseWriter among them,
// or inside them, leads to.
func (r *Runner) Run(fn *ir.Func) Result { return r.RunBounded(fn, maxSteps) }

// RunHelper is Run for a function that handlers call: what it returns is not
// the framework's to answer.
func (r *Runner) RunHelper(fn *ir.Func) Result {
	r.helper = true
	defer func() { r.helper = false }()
	return r.Run(fn)
}

// RunBounded is Run with at most the given number of steps.
func (r *Runner) RunBounded(fn *ir.Func, steps int) Result {
	st := newState()
	r.begin(st, fn)
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
		if isWriterType(t) && r.writer != nil {
			args = append(args, r.writer)
			continue
		}
		s := r.sym("param|"+fn.Key+"|"+strconv.Itoa(i), t)
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

// begin readies the runner for a root.
func (r *Runner) begin(st *state, fn *ir.Func) {
	model := responder.Immediate
	for _, t := range fn.Params {
		if f := t.HeldContext(); f != nil {
			model = f.Model
			break
		}
	}
	r.writer = r.newResponse(st, model)
	r.steps, r.invalid, r.cut = 0, nil, false
}

func (r *Runner) root(fn *ir.Func, args []value.Value, targs []*ir.Type, st *state, steps int) Result {
	defer func() { r.writer = nil }()
	x := &exec{fn: fn, id: r.id("root|" + fn.Key), depth: 1, targs: targs, limit: steps}
	id, _ := r.responseOf(r.writer)
	r.ran[fn] = true
	if !r.helper {
		for _, v := range args {
			if errs, t := r.recordedIn(st, v); t != nil {
				r.store(st, errs, value.Nil{})
			}
		}
	}
	outs, ok := r.run(x, args, st)
	res := Result{Cut: r.cut || !ok}
	if !ok {
		res.Responses = append(res.Responses, Response{Media: "?", Body: shape.Any()})
	}
	for _, o := range r.recorded(x, args, r.answered(x, outs, id), id) {
		silent := !o.panics && !o.st.get(id).resp.begun()
		ended := o.panics && o.st.get(id).resp.ended
		if _, runtime := o.st.panicking.(*value.Sym); silent || o.panics && !runtime {
			res.Open = true
		}
		if o.panics && !ended {
			continue // net/http closes the connection
		}
		if silent && !answers(fn) {
			continue
		}
		if silent && r.leaves(o) {
			res.Responses = append(res.Responses, Response{Media: "?", Body: shape.Any(), Serving: o.st.serving})
			continue
		}
		for _, resp := range r.responses(o.st, id) {
			resp.Serving, resp.Silent = o.st.serving, silent
			if resp.Body.Kind == shape.Empty && resp.Status != 204 && resp.Status != 304 && r.fails(fn, o) {
				// Its caller cannot change the status any more, but add a body.
				resp.Media, resp.Body = "?", shape.Any()
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

// answered turns the errors that a framework's handler returns into responses:
// by the program's own error handler, or as the framework does by default.
func (r *Runner) answered(x *exec, outs []outcome, id int) []outcome {
	f := x.fn.Framework()
	if r.endpoint != nil {
		f = r.endpoint.framework
	}
	if r.helper || f == nil || len(f.Errors) == 0 {
		return outs
	}
	var out []outcome
	own, custom := r.prog.errorHandler(f)
	for i, o := range outs {
		if o.panics || len(o.results) == 0 {
			out = append(out, o)
			continue
		}
		succeed := func(st *state) {
			if r.endpoint != nil {
				c := &call{r: r, x: x, p: &path{st: st, index: 1 << 20 * (i + 1)}, in: &ir.Instr{Op: ir.OpCall, Pos: max(o.at, x.fn.Pos)}}
				r.endpoint.finish(c, id, r.resolve(st, o.results[0]), x.typ(x.fn.Results[0]))
				st = c.p.st
			}
			out = append(out, outcome{st: st})
		}
		err := r.resolve(o.st, o.results[len(o.results)-1])
		if isNil(err) {
			succeed(o.st)
			continue
		}
		if st := o.st.clone(); r.assume(st, nonNil(err), false) {
			succeed(st)
		}
		if !r.assume(o.st, nonNil(err), true) {
			continue
		}
		if o.st.get(id).resp.committed {
			out = append(out, outcome{st: o.st})
			continue
		}
		c := &call{r: r, x: x, p: &path{st: o.st, index: 1 << 20 * (i + 1)}, in: &ir.Instr{Op: ir.OpCall, Pos: max(o.at, x.fn.Pos)}}
		switch {
		case custom && own == nil:
			r.change(o.st, id, func(o *response) { o.maybe, o.vague, o.pending = true, true, nil })
			c.ret()
		case custom:
			args := make([]value.Value, len(own.Params))
			for i, t := range own.Params {
				switch {
				case t.IsNamed("error"):
					args[i] = err
				case t.Context() != nil:
					args[i] = r.context(x, t)
				default:
					args[i] = r.sym("handler|"+own.Key+"|"+strconv.Itoa(i), t)
				}
			}
			for i, t := range own.Free {
				args = append(args, r.sym("free|"+own.Key+"|"+strconv.Itoa(i), t))
			}
			c.args = args
			c.enter(own, args, nil)
		default:
			if len(f.Makers) > 0 && !r.makes(f) {
				r.change(o.st, id, func(o *response) { o.assumed = true })
			}
			c.answer(id, f.Errors, err, nil, func() { c.ret() })
		}
		for _, a := range c.outs {
			out = append(out, outcome{st: a.st, panics: a.panics})
		}
	}
	return out
}

// recordedIn is the address of the errors that a context keeps for middleware, and
// their type; none if it keeps none.
func (r *Runner) recordedIn(st *state, ctx value.Value) (value.Value, *ir.Type) {
	s, ok := ctx.(*value.Sym)
	if !ok || s.Type == nil || s.Type.Kind != ir.Pointer || s.Type.Context() == nil || s.Type.Context().Recorded == "" {
		return nil, nil
	}
	t := s.Type.Elem
	i := slices.IndexFunc(t.Fields, func(f ir.Field) bool { return t.ID()+"."+f.Name == s.Type.Context().Recorded })
	if i < 0 {
		return nil, nil
	}
	return r.address(st, s, i), t.Fields[i].Type
}

// recorded has the program's middleware answer for the errors that a handler has left
// in its context, the one handler that reads them.
func (r *Runner) recorded(x *exec, args []value.Value, outs []outcome, id int) (out []outcome) {
	if r.helper {
		return outs
	}
	for i, o := range outs {
		ctx := slices.IndexFunc(args, func(v value.Value) bool { _, t := r.recordedIn(o.st, v); return t != nil })
		if ctx < 0 || o.panics {
			out = append(out, o)
			continue
		}
		errs, t := r.recordedIn(o.st, args[ctx])
		if isNil(r.resolve(o.st, r.load(o.st, errs, t))) {
			out = append(out, o)
			continue
		}
		f := args[ctx].(*value.Sym).Type.Context()
		readers := r.prog.hooks(f.Recorded)
		var own *ir.Func
		if len(readers) == 1 {
			own = r.prog.Func(readers[0])
		}
		switch {
		case own == x.fn || len(readers) == 0 && r.makes(f):
			out = append(out, o)
		case own == nil || !r.prog.Roles.Serves(own) || own.Recv || len(own.Params) != 1:
			r.handOver(o.st, id, false)
			out = append(out, o)
		default:
			given := []value.Value{args[ctx]}
			for i, t := range own.Free {
				given = append(given, r.sym("free|"+own.Key+"|"+strconv.Itoa(i), t))
			}
			c := &call{r: r, x: x, p: &path{st: o.st, index: 1 << 20 * (i + 1)}, in: &ir.Instr{Op: ir.OpCall, Pos: max(o.at, x.fn.Pos)}, args: given}
			r.closing = true
			c.enter(own, given, nil)
			r.closing = false
			for _, a := range c.outs {
				out = append(out, outcome{st: a.st, panics: a.panics})
			}
		}
	}
	return out
}

// context is the framework's context that the root was given.
func (r *Runner) context(x *exec, t *ir.Type) value.Value {
	s := r.sym("param|"+x.fn.Key+"|context|"+t.ID(), t)
	s.Root = true
	return s
}
