package standalone

import (
	"bytes"
	"cmp"
	"go/token"
	"os"
	"slices"
	"strings"

	"github.com/httpcontract/httpcontract/analyzer"
	"github.com/httpcontract/httpcontract/internal/ir"
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
// what its own says. One that its own package does not list, because only an
// adapter makes it a handler, has what they say.
func (r *run) list() {
	own := map[string]bool{}        // functions that their own package lists
	declared := map[string]listed{} // those that are open, by function
	wired := map[string][]analyzer.Listed{}
	for _, u := range r.roots() {
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
			lines, ok := settle(h.Listed, ways)
			if !ok {
				lines = analyzer.Union(append(ways, h.Listed)...)
			}
			settled[name] = lines
		}
	}
	moved, gets := map[string]bool{}, map[*unit]bool{}
	for name, ways := range wired {
		if own[name] {
			continue
		}
		if u, pos := r.declaration(ways[0]); u != nil {
			moved[name] = true
			u.tell(pos, analyzer.Union(closed(ways)...))
			gets[u] = true
		}
	}
	for _, u := range r.roots() {
		for _, h := range u.listed {
			if h.Elsewhere && (moved[h.Func] || own[h.Func]) {
				continue // it is told there
			}
			lines, ok := settled[h.Func]
			if !ok {
				lines = h.Lines
			}
			u.tell(h.Position, lines)
		}
		if gets[u] {
			slices.SortStableFunc(u.findings, func(a, b finding) int {
				return cmp.Or(strings.Compare(a.Pos.Filename, b.Pos.Filename), a.Pos.Offset-b.Pos.Offset, strings.Compare(a.Message, b.Message))
			})
		}
	}
}

// tell adds lines of a listing to a unit's findings.
func (u *unit) tell(at token.Position, lines []analyzer.Line) {
	for _, line := range lines {
		u.findings = append(u.findings, finding{Pos: at, End: at, Category: "list", Message: line.Message})
	}
}

// declaration is the unit under analysis that declares a handler, and where; nil if
// none does.
func (r *run) declaration(h analyzer.Listed) (*unit, token.Position) {
	u := r.units[r.byPath[ir.PathOf(h.Func)]]
	if u == nil || !u.root || h.File >= len(u.pkg.CompiledGoFiles) {
		return nil, token.Position{}
	}
	name := u.pkg.CompiledGoFiles[h.File]
	data, err := os.ReadFile(name)
	if err != nil || h.Offset > len(data) {
		return nil, token.Position{}
	}
	before := data[:h.Offset]
	return u, token.Position{Filename: name, Offset: h.Offset, Line: 1 + bytes.Count(before, []byte("\n")), Column: h.Offset - bytes.LastIndexByte(before, '\n')}
}

// closed are the ways in which it is seen how a handler is made, if there are some: then
// it does not matter how it might be.
func closed(ways []analyzer.Listed) []analyzer.Listed {
	if closed := slices.DeleteFunc(slices.Clone(ways), func(h analyzer.Listed) bool { return h.Open }); len(closed) > 0 {
		return closed
	}
	return ways
}

// settle gives the lines of a handler that its own package leaves open and others
// wire in some ways. It is not ok if these tell nothing, have lost something, or do not know
// all while its own package does.
func settle(own analyzer.Listed, ways []analyzer.Listed) (lines []analyzer.Line, ok bool) {
	lines = analyzer.Union(closed(ways)...)
	if len(lines) == 0 || has(lines, 0) && (len(lines) == 1 || !has(own.Lines, 0)) || slices.ContainsFunc(lines, func(l analyzer.Line) bool { return l.Lost }) {
		return nil, false
	}
	if has(own.Lines, 0) || !own.Sole || slices.ContainsFunc(ways, func(h analyzer.Listed) bool { return !h.Sole }) {
		return lines, true
	}
	// Both are right: what its own package rules out for all ways is not sent in
	// one of them.
	return slices.DeleteFunc(lines, func(l analyzer.Line) bool { return !has(own.Lines, l.Status) }), true
}

func has(lines []analyzer.Line, status int) bool {
	return slices.ContainsFunc(lines, func(l analyzer.Line) bool { return l.Status == status })
}
