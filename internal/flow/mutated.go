package flow

import (
	"maps"
	"slices"

	"github.com/httpcontract/httpcontract/internal/ir"
	"github.com/httpcontract/httpcontract/internal/value"
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
	return r.mutated.has(t, field)
}

func (r *Runner) findMutated() {
	r.mutated = newMutated()
	pkgs := r.prog.Visible()
	for _, pkg := range pkgs {
		for _, m := range pkg.Mutated {
			r.mutated.add(m)
		}
	}
	t := newServingTime(r, pkgs)
	t.find()
	t.mutations(r.mutated)
	r.servingTime = t
}

// addMutated adds what the code of another module's package changes, whenever that may
// run. What it changes of its callers' memory is that of the module's own calls: what
// other modules have it change is not thought of.
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
	t := newServingTime(r, []*ir.Package{pkg})
	reached := r.reachedIn(pkg)
	for f, u := range t.uses {
		if !reached[f] {
			continue // like middleware that the module does not use
		}
		t.funcs[f] = true
		t.entries[f] = t.entries[f] || f.HoldsWriter() || slices.ContainsFunc(f.Params, (*ir.Type).IsRequest)
		for _, key := range u.Values {
			t.value(t.byKey[key])
		}
	}
	open := t.mutations(r.mutated)
	for _, own := range r.prog.Visible() {
		for f, u := range own.Uses() {
			for _, in := range u.Sites {
				t.callees(in, func(g *ir.Func) {
					for _, m := range open[g] {
						if m.Param < 0 || m.Param >= len(in.Args) || !r.makesNew(f, &in.Args[m.Param]) {
							m.Type = m.Type.Subst(in.TArgs)
							r.mutated.add(m)
						}
					}
				})
			}
		}
	}
}

// reachedIn are the functions of another module's package that may run: its initialisation, its
// methods, what the module names, and what these lead to in the package.
func (r *Runner) reachedIn(pkg *ir.Package) map[*ir.Func]bool {
	reached := map[*ir.Func]bool{}
	reachedFrom(reached, pkg.Func(pkg.Init))
	for _, fn := range pkg.Funcs {
		if fn.Recv {
			reachedFrom(reached, fn)
		}
	}
	for _, own := range r.prog.Visible() {
		for _, u := range own.Uses() {
			for _, key := range slices.Concat(u.Calls, u.Values) {
				if ir.PathOf(key) == pkg.Path {
					reachedFrom(reached, pkg.Func(key))
				}
			}
		}
	}
	return reached
}

// reachedFrom adds to those that are reached a function and those of its package that it leads to,
// and gives the new ones, in order.
func reachedFrom(reached map[*ir.Func]bool, fn *ir.Func) (out []*ir.Func) {
	if fn == nil || reached[fn] {
		return nil
	}
	reached[fn] = true
	out = append(out, fn)
	if u := fn.Pkg.Uses()[fn]; u != nil {
		for _, key := range slices.Concat(u.Calls, u.Values) {
			out = append(out, reachedFrom(reached, fn.Pkg.Func(key))...)
		}
	}
	return out
}

// makesNew reports whether an argument of an instruction of a function certainly points to
// memory that was made for it: by the function, or by one that gives nothing else.
func (r *Runner) makesNew(fn *ir.Func, a *ir.Arg) bool {
	return r.isNew(fn, a, 0, func(int) bool { return false })
}

// isNew is makesNew, where param says it of the function's own parameters.
func (r *Runner) isNew(fn *ir.Func, a *ir.Arg, depth int, param func(i int) bool) bool {
	seen := map[int32]bool{}
	var made func(a *ir.Arg) bool
	made = func(a *ir.Arg) bool {
		if a.Kind != ir.ArgReg {
			return a.Kind == ir.ArgNil || a.Kind == ir.ArgNone
		}
		if seen[a.Reg] {
			return true
		}
		seen[a.Reg] = true
		if int(a.Reg) < len(fn.Params) && !param(int(a.Reg)) {
			return false
		}
		defined := int(a.Reg) < len(fn.Params)
		for _, b := range fn.Body() {
			for i := range b.Instrs {
				in := &b.Instrs[i]
				if in.Dst != a.Reg {
					continue
				}
				defined = true
				switch in.Op {
				case ir.OpAlloc:
				case ir.OpMove:
					if !made(&in.Args[0]) {
						return false
					}
				case ir.OpCall:
					g := r.prog.Func(in.Name)
					if g == nil || !r.givesNew(g, depth+1, func(i int) bool { return i < len(in.Args) && made(&in.Args[i]) }) {
						return false
					}
				default:
					return false
				}
			}
		}
		return defined
	}
	return made(a)
}

// givesNew reports whether a function with one result makes what it gives, or gives back one of
// its parameters, of which param says that it is new.
func (r *Runner) givesNew(fn *ir.Func, depth int, param func(i int) bool) bool {
	if len(fn.Results) != 1 || depth > maxGiven {
		return false
	}
	for _, b := range fn.Body() {
		for i := range b.Instrs {
			if in := &b.Instrs[i]; in.Op == ir.OpReturn && !r.isNew(fn, &in.Args[0], depth, param) {
				return false
			}
		}
	}
	return true
}

// mutated is the memory that is changed: by name, and what may be an instance of a
// generic type's.
type mutated struct {
	names   map[string]bool
	generic map[string]ir.Mutation
	asked   map[string]bool // the answers about generic, by name
	in      map[string]bool // confined fields
	all     bool            // it is not known what
}

func newMutated() *mutated {
	return &mutated{names: map[string]bool{}, generic: map[string]ir.Mutation{}, asked: map[string]bool{}, in: map[string]bool{}}
}

func (d *mutated) add(m ir.Mutation) {
	if m.Made {
		return
	}
	if m.In != "" {
		d.in[m.In] = true
		return
	}
	if m.Type.Generic() && m.Type.Kind != ir.TypeParam {
		d.generic[m.Name()] = m
		clear(d.asked)
	}
	d.names[m.Name()] = true
}

func (d *mutated) merge(o *mutated) {
	maps.Copy(d.names, o.names)
	maps.Copy(d.generic, o.generic)
	maps.Copy(d.in, o.in)
	d.all = d.all || o.all
}

func (d *mutated) has(t *ir.Type, field int) bool {
	if d == nil || d.all {
		return d != nil
	}
	name := ir.FieldName(t, field)
	if d.names[name] {
		return true
	}
	found, ok := d.asked[name]
	if !ok {
		for _, m := range d.generic {
			found = found || m.Field == field && m.Type.MayBe(t)
		}
		d.asked[name] = found
	}
	return found
}

// changes reports whether a map with a number is among what is changed.
func (d *mutated) changes(r *Runner, st *state, id int, t *ir.Type) bool {
	if d == nil || d.all {
		return d != nil
	}
	if len(d.in) > 0 {
		if field := r.confinedIn(st, id); field != "" {
			return d.in[field]
		}
	}
	return d.has(t, -1)
}

// maxFootprint bounds the functions that are looked at for what one changes.
const maxFootprint = 3000

// footprint is what a function of the module, or what it leads to, changes.
func (r *Runner) footprint(fn *ir.Func) *mutated {
	if d := r.footprints[fn]; d != nil {
		return d
	}
	d := newMutated()
	r.footprints[fn] = d
	seen := map[*ir.Func]bool{fn: true}
	work := []*ir.Func{fn}
	add := func(f *ir.Func) {
		if f != nil && !seen[f] {
			seen[f] = true
			work = append(work, f)
		}
	}
	for len(work) > 0 {
		if len(seen) > maxFootprint {
			d.all = true
			break
		}
		f := work[len(work)-1]
		work = work[:len(work)-1]
		for _, m := range f.Mutates {
			d.add(m)
		}
		u := f.Pkg.Uses()[f]
		if u == nil {
			continue
		}
		for _, name := range slices.Concat(u.Calls, u.Values) {
			if r.prog.own(ir.PathOf(name)) {
				add(r.prog.Func(name))
			}
		}
		for _, name := range u.Invokes {
			for _, pkg := range r.prog.Visible() {
				for _, m := range pkg.Methods(name) {
					add(m)
				}
			}
		}
	}
	return d
}

// footprintOf is what the functions change that a call of a value may lead to.
func (r *Runner) footprintOf(in *ir.Instr) *mutated {
	if d := r.footprintsOf[in]; d != nil {
		return d
	}
	if r.servingTime == nil {
		r.findMutated()
	}
	d := newMutated()
	r.footprintsOf[in] = d
	r.servingTime.callees(in, func(fn *ir.Func) { d.merge(r.footprint(fn)) })
	return d
}

// changing reports whether other code changes a map that is older than the run.
func (r *Runner) changing(st *state, id int) bool {
	o := r.object(st, id)
	if !r.changeable(st, id) || o.typ == nil {
		return false
	}
	if r.mutates(o.typ, -1) || len(r.mutated.in) > 0 {
		if field := r.confinedIn(st, id); field != "" {
			return r.mutated.in[field]
		}
	}
	return r.mutates(o.typ, -1)
}

// confinedIn is the field that has the map with a number, if its maps are nowhere else,
// or "".
func (r *Runner) confinedIn(st *state, id int) string {
	if field, ok := r.confined[id]; ok {
		return field
	}
	found := ""
	look := func(_ int, o *object) {
		if s, ok := o.content.(*value.Struct); ok && found == "" {
			found = r.confinedField(s, id)
		}
	}
	for n, o := range r.static {
		look(n, o)
	}
	st.heap.each(look)
	if found != "" {
		r.confined[id] = found
	}
	return found
}

func (r *Runner) confinedField(s *value.Struct, id int) string {
	for i, v := range s.Fields {
		switch v := v.(type) {
		case value.Map:
			if v.Obj != id || !s.Type.Defined || i >= len(s.Type.Fields) {
				break
			}
			name := s.Type.Name + "." + s.Type.Fields[i].Name
			if pkg := r.prog.pkg(ir.PathOf(s.Type.Name)); pkg != nil {
				if _, is := slices.BinarySearch(pkg.Confined, name); is {
					return name
				}
			}
		case *value.Struct:
			if name := r.confinedField(v, id); name != "" {
				return name
			}
		}
	}
	return ""
}

// servingTime are the functions that may run while requests are served: those that
// are given a request or a writer, those that are used as values or started as
// goroutines, those that somebody else may call unless they put handlers together,
// and what they lead to. A value that only the module can call, because it takes
// one of its types, like a functional option, runs where the module calls such
// values.
type servingTime struct {
	r      *Runner
	pkgs   []*ir.Package
	uses   map[*ir.Func]*ir.Uses
	byKey  map[string]*ir.Func
	values map[int][]*ir.Func // that only the module can call, by number of parameters
	// entries are those that code which can't be seen may call, of the funcs.
	entries map[*ir.Func]bool
	funcs   map[*ir.Func]bool
}

func newServingTime(r *Runner, pkgs []*ir.Package) *servingTime {
	t := &servingTime{r: r, pkgs: pkgs, uses: map[*ir.Func]*ir.Uses{}, byKey: map[string]*ir.Func{}, values: map[int][]*ir.Func{}, entries: map[*ir.Func]bool{}, funcs: map[*ir.Func]bool{}}
	for _, pkg := range pkgs {
		for f, u := range pkg.Uses() {
			t.uses[f] = u
			t.byKey[f.Key] = f
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
	if f.Recv || !slices.ContainsFunc(f.Params, t.r.prog.hasOwn) {
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
		for _, pkg := range t.pkgs {
			for _, m := range pkg.Methods(in.Name) {
				f(m)
			}
		}
	case in.Name != "":
		if g := t.byKey[in.Name]; g != nil {
			f(g)
		}
	case in.Fn != nil && len(in.Fn.Params) > 0:
		params := in.Fn.Params[1:]
		for _, g := range t.values[len(params)] {
			if resultCount(in.Type) == len(g.Results) && slices.EqualFunc(params, g.Params, (*ir.Type).MayBe) {
				f(g)
			}
		}
	}
}

// mutations adds what the functions change. What they change of memory that a caller
// has just made is the caller's to tell, and so is which instance of a type a generic
// function changes: what is left open is given back.
func (t *servingTime) mutations(out *mutated) (open map[*ir.Func]map[string]ir.Mutation) {
	open = map[*ir.Func]map[string]ir.Mutation{} // what depends on the callers
	add := func(f *ir.Func, m ir.Mutation) (added bool) {
		if m.Made {
			return false
		}
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
						if i := m.Param + skip; m.Param >= 0 && i < len(in.Args) && in.Mode != ir.Spawned {
							if i < len(in.From) {
								from = in.From[i]
							}
							if from == ir.FromElsewhere && t.r.makesNew(f, &in.Args[i]) {
								from = ir.FromHere
							}
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
	return open
}

// hasOwn reports whether a type is one that the module defines, or a pointer to one.
func (p *Program) hasOwn(t *ir.Type) bool {
	if t.Kind == ir.Pointer && !t.Defined {
		t = t.Elem
	}
	return t.Defined && t.Kind != ir.Interface && p.own(ir.PathOf(t.Name))
}
