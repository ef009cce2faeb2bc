package standalone

import (
	"go/token"
	"slices"

	"github.com/httpcontract/httpcontract/analyzer"
)

// listed is a handler in a package's listing, with its place.
type listed struct {
	analyzer.Listed
	Position token.Position
}

// list makes findings of the packages' listings. A handler stands where it is
// declared, and once: where packages under analysis show what its own leaves
// open, as the one with the main function that makes the services which a
// transport package knows by their interfaces, what they say takes the place of
// what its own says.
func (r *run) list() {
	own := map[string]bool{}        // functions that their own package lists
	declared := map[string]listed{} // those that are open, by function
	wired := map[string][]analyzer.Listed{}
	for _, u := range r.roots {
		for _, h := range u.listed {
			own[h.Func] = own[h.Func] || !h.Elsewhere
			if h.Elsewhere {
				wired[h.Func] = append(wired[h.Func], h.Listed)
			} else if h.Open {
				declared[h.Func] = h
			}
		}
	}
	settled := map[string][]analyzer.Line{} // the lines that take the place of others
	for name, h := range declared {
		if ways := wired[name]; len(ways) > 0 {
			if lines, ok := settle(h.Listed, ways); ok {
				settled[name] = lines
			}
		}
	}
	for _, u := range r.roots {
		for _, h := range u.listed {
			lines := h.Lines
			if all, ok := settled[h.Func]; ok {
				if lines = all; h.Elsewhere {
					lines = nil
				}
			} else if h.Elsewhere && own[h.Func] && !slices.ContainsFunc(lines, func(l analyzer.Line) bool { return l.Status != 0 }) {
				lines = nil // it says nothing that is not said there
			}
			for _, line := range lines {
				u.findings = append(u.findings, finding{Pos: h.Position, End: h.Position, Category: "list", Message: line.Message})
			}
		}
	}
}

// settle gives the lines of a handler that its own package leaves open and others
// wire in some ways. It is not ok if one of these can't be followed, or tells nothing.
func settle(own analyzer.Listed, ways []analyzer.Listed) (lines []analyzer.Line, ok bool) {
	// Where it is seen how a handler is made, it does not matter how it might be.
	if closed := slices.DeleteFunc(slices.Clone(ways), func(h analyzer.Listed) bool { return h.Open }); len(closed) > 0 {
		ways = closed
	}
	lines = analyzer.Union(ways...)
	if len(lines) == 0 || has(lines, 0) {
		return nil, false
	}
	if has(own.Lines, 0) || !own.Sole {
		return lines, true
	}
	// Both are right: what its own package rules out for all ways is not sent in
	// one of them.
	return slices.DeleteFunc(lines, func(l analyzer.Line) bool { return !has(own.Lines, l.Status) }), true
}

func has(lines []analyzer.Line, status int) bool {
	return slices.ContainsFunc(lines, func(l analyzer.Line) bool { return l.Status == status })
}
