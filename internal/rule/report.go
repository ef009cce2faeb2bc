package rule

import (
	"go/ast"
	"go/token"
	"slices"
	"sort"
	"strings"

	"github.com/httpcontract/httpcontract/internal/lower"
)

// Options say which files are quiet.
type Options struct {
	Tests     bool // report in _test.go files
	Generated bool // report in generated files
	// Exclude reports whether a file has no findings; it may be nil.
	Exclude func(file string) bool
}

// Report decides what becomes of findings: at most one for each rule and line,
// none in quiet files or where a directive silences it, in the order of
// position and then gravity. It adds what is wrong with the directives.
func Report(fset *token.FileSet, files []*ast.File, findings []Finding, disabled func(rule string) bool, opts Options) []Finding {
	byFile := map[*token.File]*file{}
	for _, f := range files {
		// By the package clause: a line directive above it names the file that
		// somebody wrote.
		name := fset.Position(f.Name.Pos()).Filename
		byFile[fset.File(f.Pos())] = &file{quiet: quiet(f, name, opts), ignores: ignores(fset, f)}
	}
	type key struct {
		rule, file string
		line       int
	}
	seen := map[key]bool{}
	var out []Finding
	for _, f := range findings {
		p := fset.Position(f.Pos)
		file := byFile[fset.File(f.Pos)]
		if file == nil || file.quiet {
			continue
		}
		k := key{f.Rule, p.Filename, p.Line}
		if seen[k] {
			continue
		}
		seen[k] = true
		silenced := false
		for _, ig := range file.ignores {
			if ig.covers(f.Rule, p.Line) {
				ig.used[f.Rule] = true
				silenced = true
			}
		}
		if !silenced {
			out = append(out, f)
		}
	}
	if !disabled(ignoreRule.ID) {
		out = append(out, unused(byFile, disabled)...)
	}
	order := map[string]int{}
	for i, r := range All {
		order[r.ID] = i
	}
	sort.SliceStable(out, func(i, j int) bool {
		pi, pj := fset.Position(out[i].Pos), fset.Position(out[j].Pos)
		if pi.Filename != pj.Filename {
			return pi.Filename < pj.Filename
		}
		if pi.Line != pj.Line {
			return pi.Line < pj.Line
		}
		if out[i].Rule != out[j].Rule {
			return order[out[i].Rule] < order[out[j].Rule]
		}
		return pi.Column < pj.Column
	})
	return out
}

// Quiet reports whether no finding of a package would be reported, because all of its files
// are quiet.
func Quiet(fset *token.FileSet, files []*ast.File, opts Options) bool {
	return !slices.ContainsFunc(files, func(f *ast.File) bool { return !quiet(f, fset.Position(f.Name.Pos()).Filename, opts) })
}

type file struct {
	quiet   bool
	ignores []*ignore
}

func quiet(f *ast.File, name string, opts Options) bool {
	return !opts.Tests && strings.HasSuffix(name, "_test.go") || !opts.Generated && lower.IsGenerated(f) || opts.Exclude != nil && opts.Exclude(name)
}

// unused are the directives that are wrong or silence nothing.
func unused(files map[*token.File]*file, disabled func(string) bool) []Finding {
	var out []Finding
	for _, f := range files {
		if f.quiet {
			continue
		}
		for _, ig := range f.ignores {
			if ig.problem != "" {
				out = append(out, Finding{Rule: ignoreRule.ID, Pos: ig.pos, Msg: ig.problem})
				continue
			}
			for _, id := range ig.rules {
				if !ig.used[id] && !disabled(id) {
					out = append(out, Finding{Rule: ignoreRule.ID, Pos: ig.pos, Msg: "the directive silences nothing: there is no finding of " + id + " here"})
					break
				}
			}
		}
	}
	return out
}
