package responses

import (
	"go/token"
	"maps"
	"slices"
	"strings"

	"github.com/httpcontract/httpcontract/internal/flow"
	"github.com/httpcontract/httpcontract/internal/ir"
	"github.com/httpcontract/httpcontract/internal/shape"
)

// maxInstances bounds the instances of one handler that are executed one by
// one; of a handler with more, what it captured counts as unknown.
const maxInstances = 32

// maxRunSteps bounds the execution of a package's instances.
const maxRunSteps = 12_000_000

// found is what executing the package's other functions tells of its handlers.
type found struct {
	// made are the instances of handlers.
	made map[*ir.Func][]flow.Instance
	// adapted are, for a function that only an adapter makes a handler, the
	// adapters.
	adapted map[*ir.Func][]adapted
	// through are, for an adapter, the functions that it makes handlers.
	through map[*ir.Func][]*ir.Func
	// foreign are the functions of other packages that this one completes,
	// lost those of its own that may have been handed on where there was too
	// much to execute.
	foreign, lost []*ir.Func
	// runs are the results of the instances, served what of them a handler
	// inside another one has sent.
	runs   map[string]flow.Result
	served map[*ir.Func][]served
	// veiled are the instances in which a handler is given a writer that is not
	// the server's: of those in one value that was handed on, its group, the
	// outermost.
	veiled map[*ir.Func]map[int]flow.Instance
	// steps are, for a function inside an adapter, those that run before it, for it,
	// like one that reads the request; isStep has them all.
	steps  map[*ir.Func]map[*ir.Func]bool
	isStep map[*ir.Func]bool
	// alone are the instances that were handed on by themselves, by key.
	alone map[string]bool
	// behind are, for a handler, the instances of the middleware that routers put around
	// it.
	behind map[*ir.Func][]flow.Instance
	// around are, for a handler, the instances that the program has put around it by
	// itself, the outermost.
	around map[*ir.Func][]flow.Instance
	// tooMuch is, for middleware, the least to execute without it that was too much behind it.
	tooMuch map[*ir.Func]int
	// exceeded are the compositions of instances that took all the steps of one.
	exceeded map[string]bool
}

// adapted is an adapter around a function, and what was put around both before
// it was handed on.
type adapted struct {
	adapter *ir.Func
	run     flow.Instance
}

// served is a response of a handler inside another one; cut says that there may be others.
type served struct {
	resp flow.Response
	at   ir.Site
	cut  bool
}

// instances finds how the package's handlers and adapters are put together:
// it executes the functions that mention one, and looks into its variables.
func (p *packagePass) instances(r *flow.Runner) found {
	f := found{made: map[*ir.Func][]flow.Instance{}, adapted: map[*ir.Func][]adapted{}, through: map[*ir.Func][]*ir.Func{}, runs: map[string]flow.Result{}, served: map[*ir.Func][]served{}, veiled: map[*ir.Func]map[int]flow.Instance{}, alone: map[string]bool{}, steps: map[*ir.Func]map[*ir.Func]bool{}, isStep: map[*ir.Func]bool{}, behind: map[*ir.Func][]flow.Instance{}, around: map[*ir.Func][]flow.Instance{}, tooMuch: map[*ir.Func]int{}, exceeded: map[string]bool{}}
	seen := map[string]bool{}
	var kept []flow.Instance
	add := func(from *ir.Func, ins []flow.Instance) {
		for _, in := range ins {
			if in.Behind != nil {
				for _, fn := range in.Around {
					f.behind[fn] = append(f.behind[fn], in)
					if p.completes(in, fn) && (!in.Fronted() || p.interferes(in)) {
						f.complete(fn)
					}
				}
				continue
			}
			f.alone[in.Key()] = f.alone[in.Key()] || !in.Within
			// A handler that the function makes for itself captures variables
			// that may be set after it was handed on.
			if len(in.Inner) == 0 && from != nil && strings.HasPrefix(in.Func.Key, from.Key+"$") || seen[in.Key()] {
				continue
			}
			seen[in.Key()] = true
			kept = append(kept, in)
			f.made[in.Func] = append(f.made[in.Func], in)
			if p.completes(in, in.Func) {
				f.complete(in.Func)
			}
			for _, nested := range in.Nested {
				if !in.Within {
					f.around[nested] = append(f.around[nested], in)
				}
			}
			for _, inner := range in.Inner {
				if inner.Pkg != p.own && !p.completes(in, inner) {
					continue
				}
				f.adapted[inner] = append(f.adapted[inner], adapted{in.Func, in})
				if !slices.Contains(f.through[in.Func], inner) {
					f.through[in.Func] = append(f.through[in.Func], inner)
				}
				if inner.Pkg != p.own {
					f.complete(inner)
				}
			}
		}
	}
	covered := map[*ir.Func]bool{}
	for _, fn := range p.wirers(r) {
		if covered[fn] {
			continue // its caller has called it for what it really is given
		}
		ins, ok := r.Instances(fn)
		add(fn, ins)
		if !ok {
			f.lost = append(f.lost, p.mentioned(fn)...)
			continue
		}
		for _, g := range p.own.Funcs {
			covered[g] = covered[g] || r.Ran(g)
		}
	}
	if init := p.own.Func(p.own.Init); init != nil && r.Mentions(init) {
		add(nil, r.GlobalInstances())
	}
	for _, in := range kept {
		for _, nested := range in.Nested {
			for i, a := range f.adapted[nested] {
				if a.run.Group == in.Group && !f.alone[a.run.Key()] {
					f.adapted[nested][i].run = in
				}
			}
		}
	}
	// Where it is seen how a handler is made, it does not matter how it might be.
	for fn, ins := range f.made {
		if closed := slices.DeleteFunc(slices.Clone(ins), func(in flow.Instance) bool { return in.Open }); len(closed) > 0 {
			f.made[fn] = closed
		}
	}
	for fn, as := range f.adapted {
		if closed := slices.DeleteFunc(slices.Clone(as), func(a adapted) bool { return a.run.Open }); len(closed) > 0 {
			f.adapted[fn] = closed
		}
	}
	f.lost = slices.DeleteFunc(f.lost, func(fn *ir.Func) bool { return len(f.adapted[fn]) > 0 })
	p.runAll(r, &f)
	f.dropUncalled()
	return f
}

// dropUncalled drops functions that are in an adapter, but that it does not call for a request, like
// what waits for the events of a service in it.
func (f *found) dropUncalled() {
	for fn, as := range f.adapted {
		called := f.isStep[fn] || len(f.served[fn]) > 0 || slices.ContainsFunc(as, func(a adapted) bool {
			res, done := f.runs[a.run.Key()]
			return !done || res.Cut
		})
		if called {
			continue
		}
		delete(f.adapted, fn)
		for _, a := range as {
			f.through[a.adapter] = slices.DeleteFunc(f.through[a.adapter], func(g *ir.Func) bool { return g == fn })
		}
		f.foreign = slices.DeleteFunc(f.foreign, func(g *ir.Func) bool { return g == fn && len(f.made[fn])+len(f.behind[fn]) == 0 })
	}
}

// wirers are the package's functions that put handlers together, or call one
// that does: callers before the functions that they call.
func (p *packagePass) wirers(r *flow.Runner) []*ir.Func {
	wires := map[*ir.Func]bool{}
	callers := map[*ir.Func][]*ir.Func{}
	var mark func(fn *ir.Func)
	mark = func(fn *ir.Func) {
		if wires[fn] {
			return
		}
		wires[fn] = true
		for _, c := range callers[fn] {
			mark(c)
		}
	}
	var found []*ir.Func
	for _, fn := range p.own.Funcs {
		u := p.own.Uses()[fn]
		for _, name := range slices.Concat(u.Calls, u.Values) {
			if g := p.own.Func(name); g != nil && g != fn {
				callers[g] = append(callers[g], fn)
			}
		}
		if r.Mentions(fn) {
			found = append(found, fn)
		}
	}
	for _, fn := range found {
		mark(fn)
	}
	var out []*ir.Func
	done := map[*ir.Func]bool{}
	var put func(fn *ir.Func)
	put = func(fn *ir.Func) {
		if done[fn] {
			return
		}
		done[fn] = true
		for _, c := range callers[fn] {
			if wires[c] {
				put(c)
			}
		}
		if len(fn.Free) == 0 && !synthetic(fn) && fn.Key != p.own.Init && !isHandler(fn) && !fn.HoldsWriter() {
			out = append(out, fn)
		}
	}
	for _, fn := range p.own.Funcs { // in a fixed order
		if wires[fn] {
			put(fn)
		}
	}
	return out
}

// runInstance executes an instance, unless too much has been executed already, or one that is put
// together of the same functions was too much by itself: this is, too, and adds little to what was
// seen of that.
func (p *packagePass) runInstance(r *flow.Runner, f *found, in flow.Instance) (res flow.Result, ok bool) {
	made := in.Composition()
	if p.taken > maxRunSteps || f.exceeded[made] {
		return res, false
	}
	res = r.RunInstance(in)
	p.taken += res.Steps
	f.runs[in.Key()] = res
	if res.Cut && res.Steps >= flow.MaxSteps {
		f.exceeded[made] = true
	}
	return res, true
}

// runAll executes the instances.
func (p *packagePass) runAll(r *flow.Runner, f *found) {
	run := func(in flow.Instance) {
		if _, done := f.runs[in.Key()]; done {
			return
		}
		res, ok := p.runInstance(r, f, in)
		if !ok {
			return
		}
		if res.Cut {
			p.cut = true
			for _, resp := range res.Responses {
				if s := resp.Serving; s != nil {
					f.served[s] = append(f.served[s], served{resp, in.At, true})
				}
			}
			return
		}
		for _, resp := range res.Responses {
			if s := resp.Serving; s != nil {
				if s.Pkg == p.own && partial(s) && !slices.Contains(in.Inner, s) && !slices.ContainsFunc(f.adapted[s], func(a adapted) bool { return a.run.Key() == in.Key() }) {
					f.adapted[s] = append(f.adapted[s], adapted{s, in}) // generated code has called it
				}
				f.served[s] = append(f.served[s], served{resp, in.At, false})
				for _, step := range resp.Steps {
					f.step(step, s)
				}
			}
		}
		for fn := range res.Veiled {
			if f.veiled[fn] == nil {
				f.veiled[fn] = map[int]flow.Instance{}
			}
			if len(f.veiled[fn][in.Group].Nested) <= len(in.Nested) {
				f.veiled[fn][in.Group] = in
			}
		}
	}
	for _, fn := range p.own.Funcs { // in a fixed order
		if len(f.made[fn]) <= maxInstances {
			for _, in := range f.made[fn] {
				run(in)
			}
		}
	}
	for _, fn := range slices.Concat(p.own.Funcs, f.foreign) {
		if len(f.adapted[fn]) <= maxInstances {
			for _, a := range f.adapted[fn] {
				run(a.run)
			}
		}
		if fn.Pkg != p.own && len(f.made[fn]) <= maxInstances {
			for _, in := range f.made[fn] {
				run(in)
			}
		}
	}
}

// mentioned are the package's functions in need of an adapter that a function
// names as values, and that are given a request or its context: others may be
// callbacks of any kind.
func (p *packagePass) mentioned(fn *ir.Func) (out []*ir.Func) {
	add := func(name string) {
		if g := p.own.Func(strings.TrimSuffix(name, "$bound")); g != nil && partial(g) && slices.ContainsFunc(g.Params, func(t *ir.Type) bool { return t.IsRequest() || t.HoldsWriter() }) {
			out = append(out, g)
		}
	}
	for _, b := range fn.Body() {
		for _, in := range b.Instrs {
			if in.Op == ir.OpClosure {
				add(in.Name)
				if c := p.own.Func(in.Name); c != nil {
					out = append(out, p.mentioned(c)...)
				}
			}
			for _, a := range in.Args {
				if a.Kind == ir.ArgFunc {
					add(a.Name)
				}
			}
		}
	}
	return out
}

// completes reports whether a function of another package can't be seen there
// in the way in which it is handed on here: no code of that package hands it on,
// or it does so with something that decides there and is given from here.
func (p *packagePass) completes(in flow.Instance, fn *ir.Func) bool {
	if fn.Pkg == p.own || !p.sameModule(fn.Pkg) {
		return false
	}
	for _, f := range slices.Backward(in.Via) {
		if f.Pkg == fn.Pkg {
			return slices.ContainsFunc(f.Params, (*ir.Type).Configures)
		}
	}
	return true
}

// handsOn reports whether code of a third package hands a function of another one on, by
// itself: it tells of it.
func (p *packagePass) handsOn(in flow.Instance, fn *ir.Func) bool {
	return fn.Pkg != p.own && slices.ContainsFunc(in.Via, func(f *ir.Func) bool {
		return f.Pkg != p.own && f.Pkg != fn.Pkg && p.sameModule(f.Pkg) && p.reaches(f, fn)
	})
}

// closed reports whether the package shows how a handler is made in some way that
// does not depend on what it is given itself.
func (f *found) closed(fn *ir.Func) bool {
	closed := func(in flow.Instance) bool {
		n := len(in.Via)
		return !in.Open && (n == 0 || len(in.Via[n-1].Params) == 0)
	}
	return slices.ContainsFunc(f.made[fn], closed) || slices.ContainsFunc(f.adapted[fn], func(a adapted) bool { return closed(a.run) })
}

// step notes that a function runs before another one, for it.
func (f *found) step(fn, of *ir.Func) {
	if f.steps[of] == nil {
		f.steps[of] = map[*ir.Func]bool{}
	}
	f.steps[of][fn] = true
	f.isStep[fn] = true
}

func (f *found) complete(fn *ir.Func) {
	if !slices.Contains(f.foreign, fn) {
		f.foreign = append(f.foreign, fn)
	}
}

// handedOn is where the package hands on an instance of another package's
// function.
func (p *packagePass) handedOn(in flow.Instance) token.Pos {
	if pos := p.pos(in.At.Pos); pos.IsValid() {
		return pos
	}
	return p.files[0].Name.Pos() // in a variable's initialisation
}

// handler executes a handler: for what it was made with where that is known,
// within its adapters where it needs one, else for anything.
func (p *packagePass) handler(r *flow.Runner, fn *ir.Func, f found) *Handler {
	h := &Handler{Name: fn.Name, Pos: p.pos(fn.Pos), Func: fn.Key, File: fn.Pos.File(), Offset: fn.Pos.Offset(), Open: !f.closed(fn), Sole: serves(fn) && fn.Framework() == nil && !fn.AsksReceiver(), Serves: true}
	if resps, ok := p.throughAdapters(r, fn, f); ok && !p.answersAlone(fn, f) {
		if h.Responses = resps; fn.Pkg != p.own {
			h.Pos = p.handedOn(f.adapted[fn][0].run)
		}
		return h
	}
	if slices.Contains(f.lost, fn) {
		h.Responses = append(h.Responses, unknown)
		return h
	}
	made := f.made[fn]
	if inner := f.through[fn]; len(inner) > 0 && (fn.Pkg != p.own || len(made) > maxInstances) {
		// All that it can send is what it sends for these.
		if fn.Pkg != p.own {
			h.Pos = p.handedOn(made[0])
		}
		for _, in := range inner {
			resps, ok := p.throughAdapters(r, in, f)
			if !ok {
				resps = []Response{unknown}
			}
			h.Responses = append(h.Responses, resps...)
		}
		for i := range h.Responses {
			h.Responses[i].StatusPos, h.Responses[i].BodyPos = nil, 0 // told of those
		}
		return h
	}
	if fn.Pkg != p.own {
		ways := slices.Concat(made, f.behind[fn])
		if len(ways) == 0 || len(made) > maxInstances {
			h.Responses = append(h.Responses, unknown) // there are none, or too many to follow
			return h
		}
		h.Pos = p.handedOn(ways[0])
	}
	// What the code around the handler makes of what it leaves open takes the
	// place of that.
	var around []served
	asks, steps := false, 0
	add := func(res flow.Result, at ir.Site) {
		asks, steps = asks || res.Asks, max(steps, res.Steps)
		var within []served
		whole := true
		if leavesOpen(res) {
			h.Sole = false
			within = f.served[fn]
			if len(within) == 0 || slices.ContainsFunc(f.behind[fn], flow.Instance.Fronted) {
				chains := f.behind[fn]
				if len(chains) == 0 {
					chains = f.around[fn]
				}
				if seen, all := p.behind(r, f, chains, just(fn), res.Steps); len(seen) > 0 {
					within, whole = seen, all
				}
			}
			whole = whole && !slices.ContainsFunc(within, func(s served) bool { return s.cut })
			if res.Panics && !whole {
				h.Responses = append(h.Responses, unknown) // of what recovers from it, not all is known
			}
		}
		for _, resp := range res.Responses {
			if s := resp.Serving; len(within) > 0 && leftOpen(resp) && (s == nil || s == fn) && whole {
				continue
			}
			if p.inner[fn] && leftOpen(resp) {
				h.Responses = append(h.Responses, unknown)
				continue
			}
			placed := resp
			if placed.Serving == nil {
				placed.Serving = fn // what it answers by itself it answers there
			}
			out := p.response(placed, at)
			if resp.Serving != nil && (len(f.adapted[resp.Serving]) > 0 || resp.Serving.Pkg == p.own) {
				out.StatusPos, out.BodyPos = nil, 0 // told of that function
			}
			h.Responses = append(h.Responses, out)
		}
		if len(around) == 0 {
			around = within
		}
	}
	if len(made) == 0 || len(made) > maxInstances {
		res := r.Run(fn)
		p.cut = p.cut || res.Cut
		add(res, ir.Site{})
	} else {
		for _, in := range made {
			at := in.At
			if fn.Pkg != p.own {
				at = ir.Site{} // what its own package chose is told there
			}
			if res, ok := f.runs[in.Key()]; ok {
				add(res, at)
			} else {
				h.Responses = append(h.Responses, unknown)
			}
		}
	}
	for _, s := range around {
		if p.inner[fn] && leftOpen(s.resp) {
			h.Responses = append(h.Responses, unknown)
			continue
		}
		if !slices.ContainsFunc(h.Responses, func(own Response) bool {
			return own.Status == s.resp.Status && own.Media == s.resp.Media && own.Body.String() == s.resp.Body.String()
		}) {
			h.Responses = append(h.Responses, p.response(s.resp, s.at))
		}
	}
	p.unveil(h, fn, f)
	p.overrule(h, r, fn, f, asks, steps)
	return h
}

// answersAlone reports whether a function that only adapters make a handler needs none of them to
// answer: it is given a writer, a request and something else, like what a router of another
// module has recovered.
func (p *packagePass) answersAlone(fn *ir.Func, f found) bool {
	ps := fn.Params
	if fn.Recv {
		ps = ps[1:]
	}
	return len(fn.Results) == 0 && len(ps) > 2 && ps[0].IsWriter() && ps[1].IsRequest() && fn.Pkg == p.own &&
		!slices.ContainsFunc(f.adapted[fn], func(a adapted) bool { return p.sameModule(a.adapter.Pkg) })
}

// throughAdapters gives what is sent for a function that only adapters make a handler. It is not
// ok for one that none does, or too many do.
func (p *packagePass) throughAdapters(r *flow.Runner, fn *ir.Func, f found) (out []Response, ok bool) {
	adapted := f.adapted[fn]
	if len(adapted) == 0 || len(adapted) > maxInstances {
		return nil, false
	}
	for _, a := range adapted {
		res, ok := f.runs[a.run.Key()]
		if !ok {
			out = append(out, unknown)
		}
		// Before the function runs, its adapter may answer for it, but for one that is given the writer:
		// that answers by itself, and what the adapter sends is no more its than middleware's. Of an adapter
		// of too many it is told here alone.
		byItself := slices.ContainsFunc(fn.Params, (*ir.Type).IsWriter) && len(f.made[a.adapter]) <= maxInstances
		mine := func(s *ir.Func) bool { return s == fn || s == a.adapter && !byItself || f.steps[fn][s] }
		before, at := len(out), a.run.At
		if p.handsOn(a.run, fn) {
			at = ir.Site{}
		}
		resps, chains := res.Responses, f.behind[fn]
		changes := len(chains) > 0 && p.uses(fn) <= len(chains) && p.changes(chains, a.adapter)
		if changes || leavesOpen(res) || res.Asks {
			seen, all := p.behind(r, f, chains, mine, res.Steps)
			through := changes && all && len(seen) > 0
			if through {
				resps = nil // what it sends through the middleware is all
			}
			resps = slices.DeleteFunc(slices.Clone(resps), func(resp flow.Response) bool {
				open := leftOpen(resp) || res.Asks && !slices.ContainsFunc(seen, func(s served) bool { return s.resp.Status == resp.Status })
				return len(seen) > 0 && all && open
			})
			if through || leavesOpen(res) {
				for _, s := range seen {
					resps = append(resps, s.resp)
				}
			}
		}
		for _, resp := range resps {
			// What is around the adapter answers for itself.
			if s := resp.Serving; !mine(s) && (s != nil || a.run.Func != a.adapter || byItself) {
				continue
			}
			if resp.Serving == nil && a.adapter.Pkg != p.own {
				resp.Serving = a.adapter // which its own package tells of
			}
			told := p.response(resp, at)
			if i := slices.Index(told.Path, fn.Name); i >= 0 {
				told.Path = told.Path[i:]
			} else { // the adapter has made it of what the function returned
				told.Path = append([]string{fn.Name}, told.Path...)
			}
			out = append(out, told)
		}
		if res.Cut && len(out) == before {
			out = append(out, unknown) // it was not come to
		}
	}
	return out, true
}

// unveil puts what the client gets in the place of what a handler sends, where
// all that is known of the handler is inside code that gives it another writer,
// which changes it.
func (p *packagePass) unveil(h *Handler, fn *ir.Func, f found) {
	groups := f.veiled[fn]
	if len(groups) == 0 || slices.ContainsFunc(f.behind[fn], flow.Instance.Fronted) || p.uses(fn) > len(groups) || slices.ContainsFunc(f.made[fn], func(in flow.Instance) bool { return f.alone[in.Key()] }) {
		return
	}
	var seen []Response
	sent, got := map[int]bool{}, map[int]bool{}
	for _, resp := range h.Responses {
		sent[resp.Status] = true
	}
	for _, g := range slices.Sorted(maps.Keys(groups)) {
		for _, resp := range f.runs[groups[g].Key()].Responses {
			if resp.Serving != fn {
				continue
			}
			if resp.Status == 0 {
				return // the code around it can't be followed
			}
			got[resp.Status] = true
			seen = append(seen, p.response(resp, groups[g].At))
		}
	}
	if len(seen) > 0 && !maps.Equal(sent, got) {
		h.Responses, h.Sole = seen, false
	}
}

// uses counts the places that name a function as a value.
func (p *packagePass) uses(fn *ir.Func) (n int) {
	for _, pkg := range p.visible() {
		for _, u := range pkg.Uses() {
			for _, v := range u.Values {
				if v == fn.Key {
					n++
				}
			}
		}
	}
	return n
}

// unknown is the response of a handler that was too much to execute.
var unknown = Response{Media: "?", Body: shape.Any()}

// leavesOpen reports whether a handler by itself leaves something to the code
// around it: no answer, a panic, an error status without a body.
func leavesOpen(res flow.Result) bool {
	return res.Open || slices.ContainsFunc(res.Responses, leftOpen)
}

// inside finds the functions that code which is given a request makes handlers of:
// that code goes on when they have returned.
func (p *packagePass) inside() map[*ir.Func]bool {
	out := map[*ir.Func]bool{}
	for _, fn := range p.own.Funcs {
		if !fn.HoldsWriter() && !slices.ContainsFunc(fn.Params, (*ir.Type).IsRequest) {
			continue
		}
		for _, b := range fn.Body() {
			for _, in := range b.Instrs {
				switch {
				case in.Op == ir.OpClosure:
					out[p.own.Func(strings.TrimSuffix(in.Name, "$bound"))] = true
				case in.Op == ir.OpCall && in.Type.Serves(): // by a function that it calls
					if g := p.own.Func(in.Name); g != nil && !g.HoldsWriter() {
						for _, name := range p.own.Uses()[g].Values {
							out[p.own.Func(name)] = true
						}
					}
				}
			}
		}
	}
	return out
}

func leftOpen(r flow.Response) bool {
	return r.Silent || r.Status >= 400 && r.Bodiless
}
