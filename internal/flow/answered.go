package flow

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/httpcontract/httpcontract/internal/ir"
	"github.com/httpcontract/httpcontract/internal/responder"
	"github.com/httpcontract/httpcontract/internal/value"
)

// What a framework does after a handler: an error that it has returned, or left in
// the context, becomes the response.

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
	x.limit = max(x.limit, r.steps+answerSteps) // the handler may have used up its own
	var out []outcome
	handlers, custom := r.prog.errorHandlers(f)
	for i, o := range outs {
		if o.panics || len(o.results) == 0 {
			out = append(out, o)
			continue
		}
		succeed := func(st *state) {
			if r.endpoint != nil {
				c := r.afterwards(x, outcome{st: st, at: o.at}, i)
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
		if s, ok := err.(*value.Sym); o.st.get(id).resp.committed || ok && r.passedOn[s.ID] {
			out = append(out, outcome{st: o.st})
			continue
		}
		c := r.afterwards(x, o, i)
		switch {
		case custom && len(handlers) == 0:
			r.change(o.st, id, func(o *response) { o.maybe, o.vague, o.pending = true, true, nil })
			c.ret()
		case custom:
			handlers := r.answererOf(r.lastOf(x.fn), handlers)
			if len(handlers) > 1 { // it is not known which application's
				r.change(o.st, id, func(o *response) { o.assumed = true })
			}
			for k, own := range handlers {
				c.p.st = o.st
				if k < len(handlers)-1 {
					c.p.st = o.st.clone()
				}
				args := make([]value.Value, len(own.Params))
				for i, t := range own.Params {
					switch {
					case t.IsNamed("error"):
						args[i] = err
					case t.Context() != nil:
						args[i] = r.context(x, t)
					case t.IsWriter():
						args[i] = r.writer
					default:
						args[i] = r.sym("handler|"+own.Key+"|"+strconv.Itoa(i), t)
					}
				}
				c.own(own, args)
			}
			c.fallBack(f, id)
		default:
			if len(f.Makers) > 0 && !r.makes(f) {
				r.change(o.st, id, func(o *response) { o.assumed = true })
			}
			c.answer(id, f.Errors, err, nil, func() { c.ret() })
		}
		out = append(out, c.ended()...)
	}
	return out
}

// fallBack has a framework answer by itself where the program's error handler gives an error.
func (c *call) fallBack(f *responder.Framework, id int) {
	rsp := responder.Lookup(f.Fallback)
	if rsp == nil {
		return
	}
	given := c.outs
	c.outs = nil
	for _, o := range given {
		if o.panics || len(o.results) == 0 {
			c.outs = append(c.outs, o)
			continue
		}
		err := c.r.resolve(o.st, o.results[len(o.results)-1])
		if st := o.st.clone(); c.r.assume(st, nonNil(err), false) {
			c.outs = append(c.outs, outcome{st: st})
		}
		if !c.r.assume(o.st, nonNil(err), true) {
			continue
		}
		d := &call{r: c.r, x: c.x, p: &path{st: o.st}, in: c.in, args: []value.Value{c.r.writer, value.Int(http.StatusInternalServerError)}}
		d.respondTo(rsp, id)
		c.outs = append(c.outs, d.ended()...)
	}
}

// caught has the program's own handlers of panics answer, which its router calls.
func (r *Runner) caught(x *exec, args []value.Value, outs []outcome) (out []outcome) {
	handlers := r.panicHandlers(x.fn)
	if len(handlers) == 0 {
		return outs
	}
	for i, o := range outs {
		if !o.panics {
			out = append(out, o)
			continue
		}
		c := r.afterwards(x, o, i)
		panicked := o.st.panicking
		for k, own := range handlers {
			if c.p.st = o.st; k < len(handlers)-1 {
				c.p.st = o.st.clone()
			}
			c.p.st.panicking = nil
			given := make([]value.Value, len(own.Params))
			for i, t := range own.Params {
				given[i] = panicked
				if at := slices.IndexFunc(x.fn.Params, func(p *ir.Type) bool { return p.ID() == t.ID() }); at >= 0 {
					given[i] = args[at]
				} else if i == 0 && own.Recv {
					given[i] = r.sym("handler|"+own.Key, t)
				}
			}
			c.own(own, given)
		}
		out = append(out, c.ended()...)
	}
	return out
}

// panicHandlers are what answers where a root panics, as far as its router calls that.
func (r *Runner) panicHandlers(fn *ir.Func) []*ir.Func {
	f := fn.Framework()
	if r.helper || f == nil || len(f.PanicHandler) == 0 {
		return nil
	}
	own, _ := r.prog.storedIn(f.PanicHandler)
	return own
}

// answerSteps are for what becomes of the errors that a handler returns.
const answerSteps = 20_000

// answersFor has the framework answer for an error at a call, as it does for one that the root
// returns. It is false if the root is none of a framework that answers for errors.
func (c *call) answersFor(id int, err value.Value) bool {
	root := c.x
	for root.parent != nil {
		root = root.parent
	}
	if f := root.fn.Framework(); c.r.helper || f == nil || len(f.Errors) == 0 {
		return false
	}
	for _, o := range c.r.answered(root, []outcome{{st: c.p.st, results: []value.Value{err}, at: c.in.Pos}}, id) {
		if !o.panics {
			o.results = c.results()
		}
		c.outs = append(c.outs, o)
	}
	return true
}

// answererOf are those of the program's error handlers that may answer for a handler.
func (r *Runner) answererOf(fn *ir.Func, all []*ir.Func) []*ir.Func {
	by := r.answeredBy[fn]
	if len(by) == 0 || by[nil] {
		return all
	}
	if own := slices.DeleteFunc(slices.Clone(all), func(h *ir.Func) bool { return !by[h] }); len(own) > 0 {
		return own
	}
	return all
}

// keepsErrors is the framework of a context that keeps errors for middleware, nil of
// any other value.
func keepsErrors(v value.Value) *responder.Framework {
	if s, ok := v.(*value.Sym); ok && s.Type != nil && s.Type.Kind == ir.Pointer {
		if f := s.Type.Context(); f != nil && f.Recorded != "" {
			return f
		}
	}
	return nil
}

// recordedIn is the address of the errors that a context keeps, and their type; none
// if it keeps none.
func (r *Runner) recordedIn(st *state, ctx value.Value) (value.Value, *ir.Type) {
	f := keepsErrors(ctx)
	if f == nil {
		return nil, nil
	}
	t := ctx.(*value.Sym).Type.Elem
	i := slices.IndexFunc(t.Fields, func(field ir.Field) bool { return t.ID()+"."+field.Name == f.Recorded })
	if i < 0 {
		return nil, nil
	}
	return r.address(st, ctx, i), t.Fields[i].Type
}

// recorded has the program's middleware answer for the errors that a handler has left
// in its context, the one handler that reads them.
func (r *Runner) recorded(x *exec, args []value.Value, outs []outcome, id int) (out []outcome) {
	ctx := slices.IndexFunc(args, func(v value.Value) bool { return keepsErrors(v) != nil })
	if r.helper || ctx < 0 {
		return outs
	}
	f := keepsErrors(args[ctx])
	readers := r.prog.hooks(f.Recorded)
	var own *ir.Func
	if len(readers) == 1 {
		own = r.prog.Func(readers[0])
	}
	linked := slices.ContainsFunc(r.links, func(l *value.Func) bool { return r.server(l) == own })
	if own == x.fn || linked || len(readers) == 0 && r.makes(f) {
		return outs
	}
	for i, o := range outs {
		errs, t := r.recordedIn(o.st, args[ctx])
		switch {
		case t == nil || o.panics || isNil(r.resolve(o.st, r.load(o.st, errs, t))), o.st.get(id).resp.passed:
			out = append(out, o)
		case own == nil || !r.prog.Roles.Serves(own) || own.Recv || len(own.Params) != 1:
			r.handOver(o.st, id, false)
			out = append(out, o)
		default:
			c := r.afterwards(x, o, i)
			r.closing = true
			c.own(own, []value.Value{args[ctx]})
			r.closing = false
			out = append(out, c.ended()...)
		}
	}
	return out
}

// afterwards is a call that a framework makes after a handler, of outcome i.
func (r *Runner) afterwards(x *exec, o outcome, i int) *call {
	return &call{r: r, x: x, p: &path{st: o.st, index: 1 << 20 * (i + 1)}, in: &ir.Instr{Op: ir.OpCall, Pos: max(o.at, x.fn.Pos)}}
}

// own calls a function of the program with what it has captured, or for whatever that is.
func (c *call) own(fn *ir.Func, args []value.Value) {
	closure := len(fn.Free) > 0
	switch bind := c.r.capturedBy(c.p.st, fn); {
	case len(bind) > 0 && fn.Recv && !closure: // a method value
		args[0] = bind[0]
	case len(bind) > 0 && closure && !fn.Recv:
		args = append(args, bind...)
	default:
		for i, t := range fn.Free {
			args = append(args, c.r.sym("free|"+fn.Key+"|"+strconv.Itoa(i), t))
		}
	}
	c.args = args
	c.enter(fn, args, nil)
}

// answers reports whether a function is the program's own error handler for a framework.
func (r *Runner) answers(fn *ir.Func) bool {
	if r.answerers == nil {
		r.answerers = map[*ir.Func]bool{}
		for _, f := range responder.Frameworks() {
			handlers, _ := r.prog.errorHandlers(f)
			for _, own := range handlers {
				r.answerers[own] = true
			}
		}
	}
	return r.answerers[fn]
}

// answerer notes a function if it is an error handler, once for all that are made alike.
func (s *scan) answerer(st *state, v *value.Func) {
	fn := s.r.prog.Func(strings.TrimSuffix(v.Name, "$bound"))
	if fn == nil || !s.r.answers(fn) {
		return
	}
	in := &Instance{Func: fn, bind: v.Bind, lent: &lent{st: st}}
	in.key = s.key(*in)
	if i := slices.IndexFunc(s.answering, func(was *Instance) bool { return was.key == in.key }); i >= 0 {
		s.answering[i].widen(st)
		st.handOn(s.answering[i].lent)
		return
	}
	in.lent = lend(st)
	s.answering = append(s.answering, in)
}

// keepAnswering keeps the error handlers that a scan has found. What another scan has found
// made alike is the same one.
func (r *Runner) keepAnswering(found []*Instance) {
	for _, in := range found {
		known := slices.DeleteFunc(r.answering[in.Func], func(was Instance) bool { return was.key == in.key })
		r.answering[in.Func] = append(known, *in)
	}
}

// capturedBy is what an error handler has captured, or its receiver, as it was made where
// that is seen to be in one way: nothing else. The memory behind it becomes the path's.
func (r *Runner) capturedBy(st *state, fn *ir.Func) []value.Value {
	if len(r.answering[fn]) != 1 {
		return nil
	}
	in := r.answering[fn][0]
	seen := map[int]bool{}
	var bring func(id int)
	bring = func(id int) {
		if seen[id] {
			return
		}
		seen[id] = true
		if o := in.st.get(id); o != nil {
			if st.get(id) == nil {
				st.heap.set(id, r.whenServing(in.lent, id, o))
			}
			o.refs(bring, nil)
		}
	}
	refsAll(in.bind, bring, nil)
	return in.bind
}

// ended are the outcomes of a call after which nobody asks for results.
func (c *call) ended() (out []outcome) {
	for _, o := range c.outs {
		out = append(out, outcome{st: o.st, panics: o.panics})
	}
	return out
}

// context is the framework's context that the root was given.
func (r *Runner) context(x *exec, t *ir.Type) value.Value {
	s := r.sym("param|"+x.fn.Key+"|context|"+t.ID()+"|"+r.registration(), t)
	s.Root = true
	return s
}
