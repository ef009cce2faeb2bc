package rule

import (
	"fmt"
	"go/ast"
	"go/token"
	"strings"
)

var ignoreRule = &Rule{
	ID:    "ignore",
	Title: "an httpcontract:ignore directive that is wrong or not needed",
	Text: `A finding is silenced by "//httpcontract:ignore RULE reason" on its line, on the line above, or in the comment above a
function for the whole function. RULE is one id or several joined by commas. The reason is required, and a directive
that silences nothing is reported, so that none outlives its cause.`,
	Wrong: `//httpcontract:ignore status
w.WriteHeader(http.StatusTeapot)`,
	Right: `//httpcontract:ignore status the coffee client of 2014 expects it
w.WriteHeader(http.StatusTeapot)`,
}

const directive = "//httpcontract:ignore"

// ignore is one directive.
type ignore struct {
	pos      token.Pos
	rules    []string
	from, to int // lines
	used     map[string]bool
	problem  string
}

// ignores reads a file's directives.
func ignores(fset *token.FileSet, f *ast.File) []*ignore {
	var out []*ignore
	code := map[int]bool{} // the lines on which something begins or ends
	ast.Inspect(f, func(n ast.Node) bool {
		switch n.(type) {
		case nil, *ast.Comment, *ast.CommentGroup:
			return false
		}
		code[fset.Position(n.Pos()).Line], code[fset.Position(n.End()-1).Line] = true, true
		return true
	})
	for _, g := range f.Comments {
		for _, c := range g.List {
			rest, ok := strings.CutPrefix(c.Text, directive)
			if !ok || rest != "" && rest[0] != ' ' && rest[0] != '\t' {
				continue
			}
			line := fset.Position(c.Pos()).Line
			ig := &ignore{pos: c.Pos(), from: line, to: line, used: map[string]bool{}}
			if !code[line] {
				ig.to++
			}
			words := strings.Fields(rest)
			switch {
			case len(words) == 0:
				ig.problem = "the directive names no rule; write //httpcontract:ignore RULE reason"
			case len(words) == 1:
				ig.problem = "the directive gives no reason; write //httpcontract:ignore RULE reason"
			}
			if len(words) > 0 {
				ig.rules = strings.Split(words[0], ",")
				for _, id := range ig.rules {
					if find(id) == nil {
						ig.problem = fmt.Sprintf("the directive names the rule %q, which does not exist", id)
					}
				}
			}
			out = append(out, ig)
		}
	}
	// A directive in a function's comment covers the function.
	for _, d := range f.Decls {
		fd, ok := d.(*ast.FuncDecl)
		if !ok || fd.Doc == nil {
			continue
		}
		for _, ig := range out {
			if ig.pos >= fd.Doc.Pos() && ig.pos < fd.Doc.End() {
				ig.to = fset.Position(fd.End()).Line
			}
		}
	}
	return out
}

// covers reports whether the directive silences a rule on a line.
func (ig *ignore) covers(rule string, line int) bool {
	if ig.problem != "" || line < ig.from || line > ig.to {
		return false
	}
	for _, id := range ig.rules {
		if id == rule {
			return true
		}
	}
	return false
}

func find(id string) *Rule {
	for _, r := range All {
		if r.ID == id {
			return r
		}
	}
	return nil
}
