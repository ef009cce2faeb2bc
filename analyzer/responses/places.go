package responses

import (
	"go/token"
	"slices"
	"strings"

	"github.com/httpcontract/httpcontract/internal/flow"
	"github.com/httpcontract/httpcontract/internal/ir"
)

// routed reports whether a ServeHTTP method of another module, like a router's
// that redirects, sent the response: nothing in the package chose what it sends by
// itself.
func (p *packagePass) routed(in flow.Response) bool {
	return slices.ContainsFunc(append([]ir.Site{in.At}, in.Sites...), func(s ir.Site) bool {
		if !s.Known() || p.sameModule(s.Pkg) {
			return false
		}
		f := enclosing(s)
		return f != nil && f.Recv && isHandler(f) && strings.HasSuffix(f.Key, ").ServeHTTP")
	})
}

// enclosing is the function that a site is in, nil for the initialisation of a
// variable.
func enclosing(s ir.Site) *ir.Func {
	var in *ir.Func
	for _, f := range s.Pkg.Funcs {
		if f.Pos.File() == s.Pos.File() && f.Pos <= s.Pos && s.Pos <= f.End && (in == nil || f.Pos > in.Pos) {
			in = f
		}
	}
	return in
}

// places are where sites are reported: in the package itself, or at the call
// that leads out of it to code of another module. Code of the same module
// accounts for itself.
func (p *packagePass) places(sites []ir.Site, in flow.Response, at ir.Site, accounted bool) []token.Pos {
	var out []token.Pos
	add := func(pos token.Pos) {
		if pos.IsValid() && !slices.Contains(out, pos) {
			out = append(out, pos)
		}
	}
	for _, s := range sites {
		switch s = p.written(s, in); {
		case s.Known() && s.Pkg == p.own:
			add(p.pos(s.Pos))
		case accounted && p.accounts(s, in), p.routed(in), in.Supposed: // what is only supposed is told where it is chosen
		default:
			sites := append([]ir.Site{in.At}, in.Sites...)
			if at.Known() {
				sites = p.handed(s, sites, in, at)
			}
			for _, c := range sites {
				if c.Known() && c.Pkg == p.own {
					add(p.pos(c.Pos))
					break
				}
			}
		}
	}
	slices.Sort(out)
	return out
}

// written is a site, or, if that is in a generated file, where this package has made the value of
// which the code there is a method, like a response object of oapi-codegen's.
func (p *packagePass) written(s ir.Site, in flow.Response) ir.Site {
	generated := func(s ir.Site) bool { return s.Known() && slices.Contains(s.Pkg.Generated, s.Pos.File()) }
	if generated(s) {
		for _, m := range in.Made {
			if m.Pkg == p.own && !generated(m) {
				return m
			}
		}
	}
	return s
}

// handed is where something is told that another package chose for a handler which was
// handed on at a place: at the call in the handler, or in what it calls, that leads to the
// answer, if there is one, else where the handler is declared, once for all handlers. Of
// a table's entries it is not known which it is. Of another package's handler it is told
// where that is handed on, but only if its own package can't see it.
func (p *packagePass) handed(s ir.Site, sites []ir.Site, in flow.Response, at ir.Site) []ir.Site {
	serving := in.Serving
	if call := under(serving, sites); call.Known() {
		return []ir.Site{call}
	}
	switch {
	case table(s), serving != nil && serving.Pkg != p.own && (!s.Known() || p.reaches(serving, enclosing(s))):
		return nil
	case serving != nil && serving.Pkg == p.own:
		at = ir.Site{Pkg: p.own, Pos: serving.Pos}
	}
	what := toldOf{s, in.Status >= 400}
	if told, ok := p.told[what]; ok && s.Known() {
		return []ir.Site{told}
	}
	p.told[what] = at
	return []ir.Site{at}
}

// toldOf is something of other code that is told once: a site, for errors or for the rest.
type toldOf struct {
	site ir.Site
	err  bool
}

// reaches reports whether a function leads to another one by what the source shows to its
// own package: calls, values, and methods of that package.
func (p *packagePass) reaches(from, to *ir.Func) bool {
	if p.reached == nil {
		p.reached = map[*ir.Func]map[*ir.Func]bool{}
	}
	seen := p.reached[from]
	if seen == nil {
		seen = map[*ir.Func]bool{}
		p.reached[from] = seen
		work := []*ir.Func{from}
		add := func(f *ir.Func) {
			if f != nil && !seen[f] {
				seen[f] = true
				work = append(work, f)
			}
		}
		for len(work) > 0 {
			f := work[len(work)-1]
			work = work[:len(work)-1]
			u := f.Pkg.Uses()[f]
			if u == nil {
				continue
			}
			for _, name := range slices.Concat(u.Calls, u.Values) {
				add(p.prog.Func(name))
			}
			for _, name := range u.Invokes {
				for _, m := range from.Pkg.Methods(name) {
					add(m)
				}
			}
		}
	}
	return from == to || seen[to]
}

// under is the first of the sites, the innermost first, that is in a function or in what
// that calls of its package.
func under(fn *ir.Func, sites []ir.Site) ir.Site {
	var first ir.Site
	for _, s := range sites {
		if fn == nil || s.Pkg != fn.Pkg {
			continue
		}
		if !first.Known() {
			first = s
		}
		if s.Pos.File() == fn.Pos.File() && fn.Pos <= s.Pos && s.Pos <= fn.End {
			return first
		}
	}
	return ir.Site{}
}

// table reports whether a site is outside all functions, in the initialisation
// of a variable.
func table(s ir.Site) bool { return s.Known() && enclosing(s) == nil }

// accounts reports whether the package in which a site stands, another one of
// the module, has the response among its own: one of the functions on the way
// to the write is a root there, and chooses it itself, not whoever calls it.
func (p *packagePass) accounts(s ir.Site, in flow.Response) bool {
	if !s.Known() || s.Pkg == p.own || !p.sameModule(s.Pkg) {
		return false
	}
	chosen := enclosing(s)
	return slices.ContainsFunc(append([]ir.Site{in.At}, in.Sites...), func(c ir.Site) bool {
		if c.Pkg != s.Pkg {
			return false
		}
		for _, f := range s.Pkg.Funcs {
			if f.Pos.File() == c.Pos.File() && f.Pos <= c.Pos && c.Pos <= f.End && (isHandler(f) || f.HoldsWriter()) && (chosen == nil || p.reaches(f, chosen)) {
				return true
			}
		}
		return false
	})
}
