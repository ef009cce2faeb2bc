package flow

import (
	"slices"
	"sort"
	"strings"

	"github.com/httpcontract/httpcontract/internal/ir"
	"github.com/httpcontract/httpcontract/internal/value"
)

// Middleware may do something for each request that goes through it, like limiting its body or
// giving it a deadline. What a handler's requests go through, scans see where it is registered.

// influence is something that code around handlers does for requests.
type influence struct {
	// does reports whether a function does it. It is nil before Runner.influences is called.
	does func(*ir.Func) bool
	// handlers says of those that scans have seen registered whether they are behind it;
	// everywhere that it is around routers, so that this does not say it.
	handlers   map[*ir.Func]truth
	everywhere bool
	// seen are the functions that do it which scans have seen around handlers.
	seen map[*ir.Func]bool
}

func newInfluence() influence {
	return influence{handlers: map[*ir.Func]truth{}, seen: map[*ir.Func]bool{}}
}

// inside reports whether a function, or one that it makes, does it.
func (e *influence) inside(fn *ir.Func) (found bool) {
	for _, g := range withLiterals(fn) {
		if e.does(g) {
			e.seen[g], found = true, true
		}
	}
	return found
}

// withLiterals are a function and the literals in it.
func withLiterals(fn *ir.Func) []*ir.Func {
	out, all := []*ir.Func{fn}, fn.Pkg.Funcs
	for i := sort.Search(len(all), func(i int) bool { return all[i].Key >= fn.Key+"$" }); i < len(all) && strings.HasPrefix(all[i].Key, fn.Key+"$"); i++ {
		out = append(out, all[i])
	}
	return out
}

// note notes that a handler is registered behind functions.
func (e *influence) note(fn *ir.Func, around []*ir.Func) (behind bool) {
	e.inside(fn) // what it does for itself is seen on its paths
	for _, g := range around {
		behind = e.inside(g) || behind
	}
	if e.handlers[fn] != yes {
		e.handlers[fn] = truthOf(behind)
	}
	return behind
}

// around tells whether one of some handlers, of which an instance calls one, is behind it.
func (e *influence) around(handlers []*ir.Func) truth {
	if e.everywhere || len(e.seen) == 0 {
		return unknown
	}
	behind := no
	for _, fn := range handlers {
		switch e.handlers[fn] {
		case yes:
			return yes
		case unknown:
			behind = unknown
		}
	}
	return behind
}

// influences are those that scans look for.
func (r *Runner) influences() []*influence {
	if r.limits.does == nil {
		r.limiting() // finds the limiters
		r.limits.does = func(fn *ir.Func) bool { return r.limits.limiters[fn.Key] }
		r.deadlines.does = hurriesIn
	}
	return []*influence{&r.limits.influence, &r.deadlines.influence}
}

// noteAround notes what a value is registered behind: functions that are known by their values, and
// those that serve in composed, which has the value inside what they make.
func (s *scan) noteAround(st *state, h value.Value, around []value.Value, composed value.Value) {
	serving := s.servers(st, h)
	var fns []*ir.Func
	for _, v := range around {
		if fn := s.r.server(v); fn != nil {
			fns = append(fns, fn)
		}
	}
	if composed != nil {
		fns = union(fns, s.servingIn(st, composed))
	}
	limited, routers := slices.Contains(around, value.Value(limiter)), len(s.others(s.r.routersIn(st, h, nil))) > 0
	for _, fn := range serving {
		others := union(slices.DeleteFunc(slices.Clone(fns), func(g *ir.Func) bool { return slices.Contains(serving, g) }),
			slices.DeleteFunc(slices.Clone(serving), func(g *ir.Func) bool { return g == fn }))
		for _, e := range s.r.influences() {
			e.everywhere = e.note(fn, others) && routers || e.everywhere
		}
		if limited {
			s.r.limits.handlers[fn], s.r.limits.seen[fn] = yes, true
		}
	}
}

// servers are the functions that serve in a value, the one that does if that is called first.
func (s *scan) servers(st *state, h value.Value) []*ir.Func {
	serving := s.servingIn(st, h)
	if fn := s.r.server(h); fn != nil {
		serving = union([]*ir.Func{fn}, serving)
	}
	return serving
}

// noteFront notes that functions are around all that a router calls.
func (s *scan) noteFront(fns []*ir.Func) {
	for _, e := range s.r.influences() {
		for _, fn := range fns {
			e.everywhere = e.inside(fn) || e.everywhere
		}
	}
}

// registeredIn are the handlers whose registration tells of an instance: the functions for which an
// adapter answers, or what serves.
func (r *Runner) registeredIn(in Instance) []*ir.Func {
	fns := []*ir.Func{in.Func}
	switch {
	case in.Behind != nil:
		fns = in.Around
	case len(in.Inner) > 0:
		fns = in.Inner
	}
	if partial := slices.DeleteFunc(slices.Clone(fns), func(fn *ir.Func) bool { return !r.prog.Roles.Partial(fn) }); len(partial) > 0 {
		return partial
	}
	return fns
}
