package flow

import (
	"slices"

	"github.com/httpcontract/httpcontract/internal/ir"
	"github.com/httpcontract/httpcontract/internal/responder"
	"github.com/httpcontract/httpcontract/internal/value"
)

// A route's pattern names parts of the path; where a handler is registered only with patterns
// that do, these are there and not empty.

// notePatterns notes, in a scan, with what pattern a call registers handlers.
func (c *call) notePatterns() {
	for i := 1; i < len(c.args); i++ {
		pattern, ok := value.AsString(c.args[i-1])
		if !ok {
			continue
		}
		var handlers []*ir.Func
		for _, v := range c.args[i:] {
			vs := []value.Value{v}
			if s, ok := v.(*value.Slice); ok {
				vs = c.r.items(c.p.st, s)
			}
			for _, v := range vs {
				if fn := c.r.server(c.r.resolve(c.p.st, v)); fn != nil {
					handlers = append(handlers, fn)
				}
			}
		}
		vars := responder.PatternVars(c.name, pattern)
		for _, fn := range handlers {
			at := c.r.patterns[fn]
			if at == nil {
				at = map[ir.Site][]responder.PatternVar{}
				c.r.patterns[fn] = at
			}
			if known, again := at[c.site()]; again { // a table of routes
				at[c.site()] = common(known, vars)
			} else {
				at[c.site()] = vars
			}
		}
		if len(handlers) > 0 {
			return
		}
	}
}

// matched are the parts of the path that are not empty for a handler: those that each
// pattern names with which it is registered, if that is all that is done with it.
func (r *Runner) matched(fn *ir.Func) (vars []responder.PatternVar) {
	if len(r.patterns[fn]) == 0 || r.valued(fn) > len(r.patterns[fn]) {
		return nil
	}
	first := true
	for _, vs := range r.patterns[fn] {
		if first {
			vars, first = vs, false
			continue
		}
		vars = common(vars, vs)
	}
	return vars
}

// common is what holds whichever of two patterns matched.
func common(a, b []responder.PatternVar) (out []responder.PatternVar) {
	for _, v := range a {
		if w := named(b, v.Name); w != nil {
			v.Numeral = v.Numeral && w.Numeral
			out = append(out, v)
		}
	}
	return out
}

func named(vars []responder.PatternVar, name string) *responder.PatternVar {
	if i := slices.IndexFunc(vars, func(v responder.PatternVar) bool { return v.Name == name }); i >= 0 {
		return &vars[i]
	}
	return nil
}

// valued is the number of places that name a function as a value.
func (r *Runner) valued(fn *ir.Func) int {
	if r.values == nil {
		r.values = map[string]int{}
		for _, pkg := range r.prog.Visible() {
			for _, u := range pkg.Uses() {
				for _, v := range u.Values {
					r.values[v]++
				}
			}
		}
	}
	return r.values[fn.Key]
}

// unregistered reports whether nothing can be seen of how a function is registered: then the parts of
// the path that it asks for are most likely there, as they are for who names them in a pattern. What
// it does where it finds that one is not, is listed, and told of nowhere.
func (r *Runner) unregistered(fn *ir.Func) bool { return len(r.patterns[fn]) == 0 && r.valued(fn) == 0 }

// pathVar gives a part of the path that is there. It is false if that is not known.
func (c *call) pathVar() bool {
	if responder.GivesPathVars(c.name) {
		s := c.result(0)
		c.r.parts[s.ID], s.Origin = true, value.Outside
		c.ret(s)
		return true
	}
	i := responder.PathVar(c.name)
	if i == 0 || i >= len(c.args) {
		return false
	}
	name, ok := value.AsString(c.args[i])
	part := named(c.r.vars, name)
	if !ok || !c.r.unrouted && part == nil {
		return false
	}
	if responder.ParsesPathVar(c.name) {
		if part == nil || !part.Numeral {
			return false
		}
		c.nilError()
		return true
	}
	s := c.result(0)
	if c.ret(s); part == nil {
		c.r.parts[s.ID] = true
	} else {
		c.r.there(c.p.st, s, part)
	}
	return true
}

// there notes of a part of the path that a pattern names it.
func (r *Runner) there(st *state, s *value.Sym, part *responder.PatternVar) {
	s.Origin, s.Numeral = value.Outside, part.Numeral
	if f, ok := st.fact(s.ID).and(nonEmpty); ok {
		st.setFact(s.ID, f)
	}
}

// pathPart is what a map of the parts of the path has under a name, and whether it has something.
func (r *Runner) pathPart(st *state, name value.Value, s, ok *value.Sym) (found value.Value) {
	text, known := value.AsString(name)
	if part := named(r.vars, text); known && part != nil {
		r.there(st, s, part)
		return value.Bool(true)
	}
	s.Origin = value.Outside
	r.parts[s.ID], r.parts[ok.ID] = r.unrouted, true // whoever asks for it names it in the pattern
	return ok
}
