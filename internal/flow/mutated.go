package flow

import (
	"slices"
	"strconv"
	"strings"

	"github.com/httpcontract/httpcontract/internal/ir"
)

// mutates reports whether code of the module, or of a package whose variables
// were asked for, changes a field of structs of a type, or if field is negative
// values of the type, while requests are served; see ir.Func.Mutates. What only code
// changes that puts the program together, like the methods by which a registry is
// filled, has been seen where that is executed.
func (r *Runner) mutates(t *ir.Type, field int) bool {
	if r.mutated == nil {
		r.findMutated()
	}
	return r.mutated[ir.FieldName(t, field)] || r.mutated[instances(t, field)]
}

func (r *Runner) findMutated() {
	r.mutated = mutated{}
	pkgs := r.prog.Visible()
	for _, pkg := range pkgs {
		for _, m := range pkg.Mutated {
			r.mutated.add(m)
		}
	}
	t := newServingTime(r, pkgs)
	t.find()
	t.mutations(r.mutated)
}

// addMutated adds all that a package's code changes.
func (r *Runner) addMutated(pkg *ir.Package) {
	if r.mutated == nil {
		r.findMutated()
	}
	if r.prog.own(pkg.Path) {
		return // among the visible ones
	}
	for _, m := range pkg.Mutated {
		r.mutated.add(m)
	}
	for _, f := range pkg.Funcs {
		for _, m := range f.Mutates {
			r.mutated.add(m)
		}
	}
}

// mutated is the memory that is changed, by name.
type mutated map[string]bool

func (d mutated) add(m ir.Mutation) {
	if m.Type.Generic() {
		d[instances(m.Type, m.Field)] = true
	} else {
		d[m.Name()] = true
	}
}

// instances names the memory that may be an instance of the same generic type's as a
// type's; "" for none.
func instances(t *ir.Type, field int) string {
	switch {
	case t.Defined && len(t.TArgs) > 0:
		if t.Kind == ir.Struct && field >= 0 && field < len(t.Fields) {
			return "any " + t.Name + "." + t.Fields[field].Name
		}
		return "any " + t.Name
	case t.Defined:
		return ""
	case t.Kind == ir.TypeParam:
		return "any"
	}
	return "any kind " + strconv.Itoa(int(t.Kind))
}

// servingTime are the functions that may run while requests are served: those that
// are given a request or a writer, those that are used as values or started as
// goroutines, those that somebody else may call unless they put handlers together,
// and what they lead to. A value that only the module can call, because it takes
// one of its types, like a functional option, runs where the module calls such
// values.
type servingTime struct {
	r       *Runner
	pkgs    []*ir.Package
	uses    map[*ir.Func]*ir.Uses
	byKey   map[string]*ir.Func
	methods map[string][]*ir.Func // by name
	values  map[int][]*ir.Func    // that only the module can call, by number of parameters
	// entries are those that code which can't be seen may call, of the funcs.
	entries map[*ir.Func]bool
	funcs   map[*ir.Func]bool
}

func newServingTime(r *Runner, pkgs []*ir.Package) *servingTime {
	t := &servingTime{r: r, pkgs: pkgs, uses: map[*ir.Func]*ir.Uses{}, byKey: map[string]*ir.Func{}, methods: map[string][]*ir.Func{}, values: map[int][]*ir.Func{}, entries: map[*ir.Func]bool{}, funcs: map[*ir.Func]bool{}}
	for _, pkg := range pkgs {
		for f, u := range pkg.Uses() {
			t.uses[f] = u
			t.byKey[f.Key] = f
			if f.Recv {
				name := f.Key[strings.LastIndexByte(f.Key, '.')+1:]
				t.methods[name] = append(t.methods[name], f)
			}
		}
	}
	return t
}

func (t *servingTime) find() {
	called := map[string]bool{}
	for f, u := range t.uses {
		for _, c := range u.Calls {
			called[c] = true
		}
		for _, key := range u.Values {
			t.value(t.byKey[key])
		}
		if f.HoldsWriter() || slices.ContainsFunc(f.Params, (*ir.Type).IsRequest) {
			t.entries[f] = true
		}
	}
	for f := range t.uses {
		if f.Exported() && !called[f.Key] && !t.r.Mentions(f) {
			t.entries[f] = true
		}
	}
	var work []*ir.Func
	reach := func(f *ir.Func) {
		if !t.funcs[f] {
			t.funcs[f] = true
			work = append(work, f)
		}
	}
	for f := range t.entries {
		reach(f)
	}
	for len(work) > 0 {
		f := work[len(work)-1]
		work = work[:len(work)-1]
		for _, in := range t.uses[f].Sites {
			t.callees(in, reach)
		}
	}
}

// value puts a function that is used as a value among the entries or the values.
func (t *servingTime) value(f *ir.Func) {
	if f == nil {
		return
	}
	if f.Recv || slices.ContainsFunc(f.Params, (*ir.Type).Generic) || !slices.ContainsFunc(f.Params, t.r.prog.hasOwn) {
		t.entries[f] = true
		return
	}
	if n := len(f.Params); !slices.Contains(t.values[n], f) {
		t.values[n] = append(t.values[n], f)
	}
}

// callees calls f for the functions that a call may lead to, except for entries
// where it calls a value.
func (t *servingTime) callees(in *ir.Instr, f func(*ir.Func)) {
	switch {
	case in.Op == ir.OpInvoke:
		for _, m := range t.methods[in.Name] {
			f(m)
		}
	case in.Name != "":
		if g := t.byKey[in.Name]; g != nil {
			f(g)
		}
	case in.Fn != nil && len(in.Fn.Params) > 0:
		params := in.Fn.Params[1:]
		for _, g := range t.values[len(params)] {
			if slices.EqualFunc(params, g.Params, func(a, b *ir.Type) bool { return a.ID() == b.ID() || a.Generic() }) {
				f(g)
			}
		}
	}
}

// mutations adds what the functions change. What they change of memory that a caller
// has just made is the caller's to tell, and so is which instance of a type a generic
// function changes.
func (t *servingTime) mutations(out mutated) {
	open := map[*ir.Func]map[string]ir.Mutation{} // what depends on the callers
	add := func(f *ir.Func, m ir.Mutation) (added bool) {
		if generic := m.Type.Generic(); t.entries[f] || m.Param < 0 && !generic {
			out.add(m)
			return false
		}
		if open[f] == nil {
			open[f] = map[string]ir.Mutation{}
		}
		key := m.Key()
		_, had := open[f][key]
		open[f][key] = m
		return !had
	}
	for f := range t.funcs {
		for _, m := range f.Mutates {
			add(f, m)
		}
	}
	for changed := true; changed; {
		changed = false
		for f := range t.funcs {
			for _, in := range t.uses[f].Sites {
				skip := 0
				if in.Op == ir.OpCall && in.Name == "" {
					skip = 1 // the function
				}
				t.callees(in, func(g *ir.Func) {
					if t.entries[g] {
						return // all of it counts
					}
					for _, m := range open[g] {
						m.Type = m.Type.Subst(in.TArgs)
						from := ir.FromElsewhere
						if i := m.Param + skip; m.Param >= 0 && i < len(in.From) && in.Mode != ir.Spawned {
							from = in.From[i]
						}
						switch {
						case from == ir.FromHere && !m.Deep, from == ir.FromHereWhole:
							continue
						case from >= 0:
							m.Param = int(from)
						default:
							m.Param, m.Deep = -1, false
						}
						changed = add(f, m) || changed
					}
				})
			}
		}
	}
}

// hasOwn reports whether a type is one that the module defines, or a pointer to one.
func (p *Program) hasOwn(t *ir.Type) bool {
	if t.Kind == ir.Pointer && !t.Defined {
		t = t.Elem
	}
	return t.Defined && t.Kind != ir.Interface && p.own(ir.PathOf(t.Name))
}
