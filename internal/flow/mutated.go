package flow

import (
	"go/token"
	"slices"
	"strings"

	"github.com/httpcontract/httpcontract/internal/ir"
)

// mutates reports whether code of the module, or of a package whose variables
// were asked for, changes the named memory while requests are served; see
// ir.Func.Mutates. What only code changes that puts the program together, like the
// methods by which a registry is filled, has been seen where that is executed.
func (r *Runner) mutates(name string) bool {
	if r.mutated == nil {
		r.mutated = map[string]bool{}
		pkgs := r.prog.Visible()
		serving := r.servingTime(pkgs)
		for _, pkg := range pkgs {
			for _, m := range pkg.Mutated {
				r.mutated[m] = true
			}
			for _, f := range pkg.Funcs {
				if serving[f] {
					for _, m := range f.Mutates {
						r.mutated[m] = true
					}
				}
			}
		}
	}
	return r.mutated[name]
}

// addMutated adds all that a package's code changes.
func (r *Runner) addMutated(pkg *ir.Package) {
	if r.prog.own(pkg.Path) {
		return // among the visible ones
	}
	for _, m := range pkg.Mutated {
		r.mutated[m] = true
	}
	for _, f := range pkg.Funcs {
		for _, m := range f.Mutates {
			r.mutated[m] = true
		}
	}
}

// servingTime finds the functions that may run while requests are served: those
// that are given a request or a writer, those that are used as values or
// started as goroutines, those that somebody else may call unless they put
// handlers together, and what they lead to.
func (r *Runner) servingTime(pkgs []*ir.Package) map[*ir.Func]bool {
	byKey := map[string]*ir.Func{}
	methods := map[string][]*ir.Func{}
	called := map[string]bool{}
	var roots []string
	uses := map[*ir.Func]*ir.Uses{}
	for _, pkg := range pkgs {
		for f, u := range pkg.Uses() {
			uses[f] = u
			byKey[f.Key] = f
			if f.Recv {
				name := f.Key[strings.LastIndexByte(f.Key, '.')+1:]
				methods[name] = append(methods[name], f)
			}
			for _, c := range u.Calls {
				called[c] = true
			}
			roots = append(roots, u.Values...)
		}
	}
	out := map[*ir.Func]bool{}
	var work []*ir.Func
	reach := func(f *ir.Func) {
		if f != nil && !out[f] {
			out[f] = true
			work = append(work, f)
		}
	}
	for _, key := range roots {
		reach(byKey[key])
	}
	for f := range uses {
		name := f.Key[strings.LastIndexByte(f.Key, '.')+1:]
		if f.HoldsWriter() || slices.ContainsFunc(f.Params, (*ir.Type).IsRequest) || token.IsExported(name) && !called[f.Key] && !r.Mentions(f) {
			reach(f)
		}
	}
	for len(work) > 0 {
		f := work[len(work)-1]
		work = work[:len(work)-1]
		u := uses[f]
		for _, key := range slices.Concat(u.Calls, u.Values) {
			reach(byKey[key])
		}
		for _, name := range u.Invokes {
			for _, m := range methods[name] {
				reach(m)
			}
		}
	}
	return out
}
