package flow

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/httpcontract/httpcontract/internal/ir"
	"github.com/httpcontract/httpcontract/internal/responder"
	"github.com/httpcontract/httpcontract/internal/value"
)

// A program puts code around a whole router, like a recovery around a mux: a front. A scan
// remembers what each router calls and which fronts have routers in them, and when it has
// seen all makes an instance of each handler behind each front. There the router calls that
// handler.

// routed is what a router calls: a handler, or another one's middleware or router.
type routed struct {
	handler value.Value
	fn      *ir.Func // that serves, nil if it is not seen
	*lent            // the memory behind it
	key     string   // of the handler by itself
	inner   string   // the key of the instance of it inside the router's own middleware, "" for none
	// links are it, at the end, and the handlers before it that go on by their context.
	links []*value.Func
}

// front is an instance with routers in it.
type front struct {
	Instance
	routers []int
	into    int // the router that it was registered with, 0 for none
}

// noteRoute notes what the router with a number is given to call.
func (s *scan) noteRoute(router int, rt routed) {
	id := s.origin(router)
	s.chains++ // a summary does not say that
	s.routes[id], s.routers = append(s.routes[id], rt), append(s.routers, id)
}

// routerID is the object that stands for what a router calls.
func (r *Runner) routerID(router value.Value) int { return r.ofRouter("routes", router) }

// origin is the router that one was derived from.
func (s *scan) origin(id int) int {
	for s.derived[id] != 0 && s.derived[id] != id {
		id = s.derived[id]
	}
	return id
}

// front notes an instance that has routers in it, if it is the outermost.
func (s *scan) front(in Instance) {
	if s.inside > 0 {
		return
	}
	var routers []int
	for _, v := range slices.Concat(in.recv, in.bind) {
		routers = s.r.routersIn(in.st, v, routers)
	}
	routers = s.others(routers)
	if len(routers) == 0 {
		return
	}
	s.noteFront(union([]*ir.Func{in.Func}, in.Nested))
	f := &front{Instance: in, routers: routers, into: s.into}
	f.key = s.key(in)
	f.At, f.Via, f.Group = s.at, s.via, s.r.groups
	f.lent = lend(in.st)
	s.fronts = append(s.fronts, f)
}

// registeredWith sets the router that the values at hand are registered with, until done is called.
func (s *scan) registeredWith(router int) (done func()) {
	was := s.into
	s.into = s.origin(router)
	return func() { s.into = was }
}

// others are routers but for the one that the value at hand is registered with: what is in a router is
// not around it, even if it leads there.
func (s *scan) others(routers []int) []int {
	return slices.DeleteFunc(routers, func(id int) bool { return s.into != 0 && s.origin(id) == s.into })
}

// routersIn adds the routers that a value leads to.
func (r *Runner) routersIn(st *state, v value.Value, found []int) []int {
	add := func(router value.Value) {
		if id := r.routerID(router); !slices.Contains(found, id) {
			found = append(found, id)
		}
	}
	r.reaches(st, v, map[int]bool{}, 0, func(s *value.Sym) bool {
		if isRouter(s.Type) {
			add(s)
		}
		return false
	}, func(id int, o *object) bool {
		if isRouter(o.typ) {
			add(value.Ptr{Obj: id})
		}
		return false
	})
	return found
}

// isRouter reports whether a type is that of a router, or a pointer to one.
func isRouter(t *ir.Type) bool {
	return t != nil && responder.IsRouter(strings.TrimPrefix(t.ID(), "*"))
}

// maxFronted bounds the instances that a scan makes of handlers behind fronts.
const maxFronted = 2000

// behindFronts keeps the instances of handlers behind fronts. Of one that is itself registered with a
// router that is behind another front, that one's are all.
func (s *scan) behindFronts() {
	made, covered := 0, map[int]bool{}
	for _, registered := range []bool{false, true} {
		for _, f := range s.fronts {
			if registered != (f.into != 0) || covered[f.into] {
				continue
			}
			for _, id := range f.routers {
				s.behindFront(f, id, nil, nil, covered, &made)
			}
		}
	}
}

// behindFront keeps the instances of what a router calls behind a front; calls are the routers on
// the way, with what each of them calls, in memory under.
func (s *scan) behindFront(f *front, id int, calls map[int]value.Value, under []*lent, covered map[int]bool, made *int) {
	if calls[id] != nil {
		return
	}
	origin := s.origin(id)
	covered[origin] = true
	for i := range s.routes[origin] {
		rt := &s.routes[origin][i]
		here := maps.Clone(calls)
		if here == nil {
			here = map[int]value.Value{}
		}
		here[id] = rt.handler
		under := append(slices.Clip(under), rt.lent)
		if rt.fn != nil && rt.fn.Framework() == nil && *made < maxFronted { // a framework's is given a context
			*made++
			s.keepBehind(f, rt, here, under)
		}
		for _, nested := range s.r.routersIn(rt.st, rt.handler, nil) {
			s.behindFront(f, nested, here, under, covered, made)
		}
	}
}

func (s *scan) keepBehind(f *front, rt *routed, calls map[int]value.Value, under []*lent) {
	in := f.Instance
	in.Behind, in.handler, in.calls, in.under = rt.fn, rt.key, calls, under
	in.Around = union([]*ir.Func{rt.fn}, s.servingIn(rt.st, rt.handler))
	in.Nested = union(in.Nested, in.Around)
	key := []byte("fronted " + rt.fn.Key + " " + in.key)
	for _, id := range slices.Sorted(maps.Keys(calls)) {
		left := maxWalk
		key = s.r.deepKey(rt.st, calls[id], append(strconv.AppendInt(key, int64(id), 10), '|'), 0, &left)
	}
	in.key = string(key)
	if s.seen[in.key] != nil {
		return
	}
	s.drop(rt.inner) // it is inside this one
	in.Open = s.open(in)
	s.seen[in.key] = &in
	s.found = append(s.found, &in)
}

// servingIn are the functions that serve in a value that was handed on before.
func (s *scan) servingIn(st *state, v value.Value) []*ir.Func {
	s.composing++
	s.left = maxWalk
	inner, nested := s.walk(st, v, 0)
	s.composing--
	return union(inner, nested)
}

// callsRoute calls what a router calls in an instance behind a front. It is false if that is
// not known.
func (c *call) callsRoute(method string) bool {
	if len(c.r.calls) == 0 || len(c.args) != 3 || !strings.HasSuffix(method, ").ServeHTTP") {
		return false
	}
	h := c.r.calls[c.r.routerID(c.args[0])]
	if h == nil {
		return false
	}
	args := c.args[1:]
	if f, ok := unconverted(h).(*value.Func); ok {
		c.dynamic(f, args)
		return true
	}
	c.in = &ir.Instr{Op: ir.OpInvoke, Name: "ServeHTTP", Pos: c.in.Pos, Type: c.in.Type}
	c.invoke(h, args)
	return true
}

// drop leaves out the instance with a key, if that is none of "".
func (s *scan) drop(key string) {
	if key != "" && !s.dropped[key] {
		s.dropped[key] = true
		s.undo = append(s.undo, func() { delete(s.dropped, key) })
	}
}
