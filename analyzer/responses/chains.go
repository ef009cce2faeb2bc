package responses

import (
	"maps"
	"slices"
	"strings"

	"github.com/httpcontract/httpcontract/internal/flow"
	"github.com/httpcontract/httpcontract/internal/ir"
	"github.com/httpcontract/httpcontract/internal/responder"
)

// behind is what a handler, or an adapter that answers for it, sends behind the middleware that was
// put around it, by instances of that, less what can't be followed; all says that this is nothing, or
// that what is known of some less around the handler takes its place. mine tells what is sent for it
// by the function that served last, steps how much there is to execute without the middleware.
func (p *packagePass) behind(r *flow.Runner, f found, chains []flow.Instance, mine func(*ir.Func) bool, steps int) (out []served, all bool) {
	if len(chains) > maxInstances {
		return nil, false
	}
	var whole, parts []flow.Instance
	for _, in := range chains {
		res, done := f.runs[in.Key()]
		if !done {
			// Where less behind the same middleware was too much to execute, this is, too.
			if least, cut := f.tooMuch[in.Func]; cut && steps >= least {
				parts = append(parts, in)
				continue
			}
			var ok bool
			if res, ok = p.runInstance(r, &f, in); !ok {
				parts = append(parts, in)
				continue
			}
			if least, cut := f.tooMuch[in.Func]; res.Cut && (!cut || steps < least) {
				f.tooMuch[in.Func] = steps
			}
		}
		known, first := !res.Cut, len(out)
		for _, resp := range res.Responses {
			switch {
			case !mine(resp.Serving):
			case resp.Status == 0:
				known = false
			default:
				out = append(out, served{resp, in.At, res.Cut})
			}
		}
		if !known { // what was left open there, something that can't be followed may have answered
			out = append(out[:first], slices.DeleteFunc(slices.Clone(out[first:]), func(s served) bool { return leftOpen(s.resp) })...)
		}
		if known {
			whole = append(whole, in)
		} else {
			parts = append(parts, in)
		}
	}
	return out, len(chains) > 0 && !slices.ContainsFunc(parts, func(in flow.Instance) bool {
		res, done := f.runs[in.Key()]
		unseen := done && !res.Cut // it was followed to the end, and something answers that can't be seen
		return unseen || !slices.ContainsFunc(whole, in.Covers)
	})
}

// just tells one function.
func just(fn *ir.Func) func(*ir.Func) bool { return func(g *ir.Func) bool { return g == fn } }

// overrule makes of what a handler sends by itself what it sends behind its middleware,
// where each of them has some that gives it another writer or makes another error of
// the one that it returns, or the handler asks for what they may have left in the
// request's context.
func (p *packagePass) overrule(h *Handler, r *flow.Runner, fn *ir.Func, f found, asks bool, steps int) {
	chains := f.behind[fn]
	if len(chains) == 0 && !slices.ContainsFunc(f.made[fn], func(in flow.Instance) bool { return f.alone[in.Key()] }) {
		chains = f.around[fn] // which changes nothing: see unveil
	}
	changes := len(f.behind[fn]) > 0 && p.changes(chains, fn)
	if len(chains) == 0 || !changes && !asks || p.uses(fn) > len(chains) {
		return
	}
	seen, all := p.behind(r, f, chains, just(fn), steps)
	sent, got := map[int]bool{}, map[int]bool{}
	for _, resp := range h.Responses {
		sent[resp.Status] = true
	}
	for _, s := range seen {
		got[s.resp.Status] = true
	}
	switch {
	case !all || len(seen) == 0 || maps.Equal(sent, got):
		return
	case !changes: // by itself it does the same, but for more than there can be
		h.Responses = slices.DeleteFunc(h.Responses, func(resp Response) bool { return !got[resp.Status] })
	default:
		h.Responses = nil
		for _, s := range seen {
			h.Responses = append(h.Responses, p.response(s.resp, s.at))
		}
	}
	h.Sole = false
}

// changes reports whether each of some instances has code around a function that may change what it
// sends.
func (p *packagePass) changes(chains []flow.Instance, fn *ir.Func) bool {
	return !slices.ContainsFunc(chains, func(in flow.Instance) bool {
		return !slices.ContainsFunc(append(slices.Clone(in.Nested), in.Func), func(m *ir.Func) bool {
			return m != fn && (m.Pkg.Module == p.own.Module && p.veils(m) || alters(m))
		})
	})
}

// interferes reports whether the code around a router may have the last word: it recovers from
// panics, or gives what it is around a writer that changes what is sent.
func (p *packagePass) interferes(in flow.Instance) bool {
	return slices.ContainsFunc(append(slices.Clone(in.Nested), in.Func), func(m *ir.Func) bool {
		return !slices.Contains(in.Around, m) && m.Pkg.Module == p.own.Module && (p.veils(m) || p.recovers(m))
	})
}

// recovers reports whether a function has a call deferred that recovers from panics.
func (p *packagePass) recovers(fn *ir.Func) bool {
	for _, b := range fn.Body() {
		for _, in := range b.Instrs {
			if in.Op != ir.OpCall || in.Mode != ir.Deferred {
				continue
			}
			name := in.Name
			if name == "" {
				name = fn.Callee(in.Args[0])
			}
			if g := p.prog.Func(strings.TrimSuffix(name, "$bound")); g != nil && g.Recovers {
				return true
			}
		}
	}
	return false
}

// veils reports whether a function makes a writer of a type of its own that does not hand on
// each status as it is given it.
func (p *packagePass) veils(fn *ir.Func) bool {
	for _, b := range fn.Body() {
		for _, in := range b.Instrs {
			if in.Op != ir.OpMakeIface || in.Type.Method("Header") == nil {
				continue
			}
			if sel := in.Type.Method("WriteHeader"); sel != nil && sel.Method.Func != "" && !handsOnStatus(p.prog.Func(sel.Method.Func)) {
				return true
			}
		}
	}
	return false
}

// handsOnStatus reports whether a WriteHeader method calls another one, and that with its own
// argument alone.
func handsOnStatus(fn *ir.Func) bool {
	if fn == nil || len(fn.Params) != 2 {
		return false
	}
	handsOn := false
	for _, b := range fn.Body() {
		for _, in := range b.Instrs {
			if in.Dst == 1 {
				return false
			}
			if name := in.Name[strings.LastIndexByte(in.Name, '.')+1:]; (in.Op == ir.OpCall || in.Op == ir.OpInvoke) && name == "WriteHeader" {
				if last := in.Args[len(in.Args)-1]; last.Kind != ir.ArgReg || last.Reg != 1 {
					return false
				}
				handsOn = true
			}
		}
	}
	return handsOn
}

// alters reports whether a function calls another one whose error is its result, or goes on
// by its context, and may return something else after it.
func alters(fn *ir.Func) bool {
	if n := len(fn.Results); n != 1 || !fn.Results[n-1].IsNamed("error") {
		return false
	}
	body := fn.Body()
	for i, b := range body {
		for j, in := range b.Instrs {
			goesOn := in.Op == ir.OpCall && in.Name == "" || (in.Op == ir.OpCall || in.Op == ir.OpInvoke) && responder.Continues(in.Callee())
			if goesOn && in.Dst >= 0 && in.Type.IsNamed("error") && returnsElse(body, i, j+1, in.Dst) {
				return true
			}
		}
	}
	return false
}

// returnsElse reports whether the code from an instruction on may return anything but what
// is in a register, or nil.
func returnsElse(body []ir.Block, block, index int, reg int32) bool {
	same, seen := map[int32]bool{reg: true}, map[int]bool{}
	var visit func(block, index int) bool
	visit = func(block, index int) bool {
		for _, in := range body[block].Instrs[index:] {
			a := ir.Arg{}
			if len(in.Args) > 0 {
				a = in.Args[0]
			}
			switch known := a.Kind == ir.ArgReg && same[a.Reg]; in.Op {
			case ir.OpMove:
				same[in.Dst] = known
			case ir.OpReturn:
				if !known && a.Kind != ir.ArgNil {
					return true
				}
			}
		}
		for _, s := range body[block].Succs {
			if !seen[int(s)] {
				seen[int(s)] = true
				if visit(int(s), 0) {
					return true
				}
			}
		}
		return false
	}
	return visit(block, index)
}
