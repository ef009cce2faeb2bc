package flow

import (
	"maps"
	"slices"

	"github.com/httpcontract/httpcontract/internal/ir"
	"github.com/httpcontract/httpcontract/internal/value"
)

// startup is a package's initialisation, executed as far as somebody asks for
// what it leaves in the package's variables. Its instructions fall into parts:
// those that share registers, and so belong to one variable's initialiser or one
// call of an init function. A variable needs the parts that define it, and
// those of the variables that these mention.
type startup struct {
	pkg   *ir.Package
	fn    *ir.Func // nil if there is none
	guard string   // go/ssa's variable that keeps fn from running twice

	part     [][]int           // by block and instruction; always: see always
	mentions []map[string]bool // variables of the package that a part may use
	defines  map[string][]int  // parts that set a variable
	// effects are the parts that may change variables besides those that they
	// define, touched the variables that this can be about; touchesAll says
	// that it can be any.
	effects    []int
	touched    map[string]bool
	touchesAll bool

	st      *state // what has been executed so far
	put     map[string]bool
	done    []bool // by part
	runs    int
	failed  map[string]bool
	running bool
	missed  bool // while running, a variable was asked for that had not been foreseen
}

// always is the part of instructions that run whatever is asked for.
const always = -1

// startup gives the package's initialisation.
func (r *Runner) startup(pkg *ir.Package) *startup {
	s := r.startups[pkg.Path]
	if s != nil {
		return s
	}
	r.addMutated(pkg)
	s = &startup{pkg: pkg, fn: pkg.Func(pkg.Init), guard: pkg.Path + ".init$guard", defines: map[string][]int{}, touched: map[string]bool{}, st: newState(), put: map[string]bool{}, failed: map[string]bool{}}
	r.startups[pkg.Path] = s
	if s.fn != nil {
		s.cut()
		s.findEffects(r)
	}
	return s
}

// cut finds the parts.
func (s *startup) cut() {
	fn := s.fn
	// Sets of registers and instructions: a register is its number, an
	// instruction follows after the registers.
	first := make([]int, len(fn.Body()))
	n := int(fn.NRegs)
	for b := range fn.Body() {
		first[b] = n
		n += len(fn.Body()[b].Instrs)
	}
	set := make([]int, n)
	for i := range set {
		set[i] = i
	}
	var find func(i int) int
	find = func(i int) int {
		for set[i] != i {
			set[i] = set[set[i]]
			i = set[i]
		}
		return i
	}
	union := func(a, b int) { set[find(a)] = find(b) }
	branch := s.branches()
	for b, blk := range fn.Body() {
		for i, in := range blk.Instrs {
			node := first[b] + i
			if in.Dst >= 0 {
				union(node, int(in.Dst))
			}
			for _, a := range in.Args {
				if a.Kind == ir.ArgReg {
					union(node, int(a.Reg))
				}
			}
			if from := branch[b]; from >= 0 {
				// What runs under a condition belongs to it.
				union(node, first[from]+len(fn.Body()[from].Instrs)-1)
			}
		}
	}
	number := map[int]int{}
	s.part = make([][]int, len(fn.Body()))
	for b, blk := range fn.Body() {
		s.part[b] = make([]int, len(blk.Instrs))
		for i, in := range blk.Instrs {
			switch in.Op {
			case ir.OpJump, ir.OpReturn, ir.OpRunDefers, ir.OpUnreachable, ir.OpNop:
				s.part[b][i] = always
				continue
			}
			root := find(first[b] + i)
			p, ok := number[root]
			if !ok {
				p = len(s.mentions)
				number[root] = p
				s.mentions = append(s.mentions, map[string]bool{})
			}
			s.part[b][i] = p
			s.note(p, &in)
		}
	}
	s.done = make([]bool, len(s.mentions))
}

// branches gives, for each block that not every way through the initialisation
// takes, the block with the branch that leads there, else -1. The guard's
// branch does not count. An initialisation with a loop is all one.
func (s *startup) branches() []int {
	blocks := s.fn.Body()
	succs := func(b int32) []int32 {
		if b == 0 && len(blocks[0].Succs) == 2 {
			return blocks[0].Succs[1:] // the guard: Succs[0] is the way out
		}
		return blocks[b].Succs
	}
	// In reverse postorder every edge leads forward if there is no loop.
	order := make([]int32, 0, len(blocks))
	seen := make([]bool, len(blocks))
	var visit func(b int32)
	visit = func(b int32) {
		seen[b] = true
		for _, n := range succs(b) {
			if !seen[n] {
				visit(n)
			}
		}
		order = append(order, b)
	}
	visit(0)
	slices.Reverse(order)
	at := make([]int, len(blocks))
	for i, b := range order {
		at[b] = i
	}
	out := make([]int, len(blocks))
	for b := range out {
		out[b] = 0 // what can't be reached runs with the entry
	}
	reach, trunk := 0, 0
	for i, b := range order {
		if i >= reach { // no edge leads past it
			trunk = int(b)
			out[b] = -1
		} else {
			out[b] = trunk
		}
		for _, n := range succs(b) {
			if at[n] <= i { // a loop
				return make([]int, len(blocks))
			}
			reach = max(reach, at[n])
		}
	}
	return out
}

// note takes down what an instruction of a part means for variables.
func (s *startup) note(p int, in *ir.Instr) {
	for i, a := range in.Args {
		if a.Kind != ir.ArgGlobal {
			continue
		}
		s.mentions[p][a.Name] = true
		// The address of a part of a variable is taken to set it.
		if in.Op == ir.OpStore && i == 0 || in.Op == ir.OpFieldAddr || in.Op == ir.OpIndexAddr {
			if !slices.Contains(s.defines[a.Name], p) {
				s.defines[a.Name] = append(s.defines[a.Name], p)
			}
		}
	}
}

// findEffects finds the parts that call code that may use the package's
// variables, and completes what each part may use by that.
func (s *startup) findEffects(r *Runner) {
	for b, blk := range s.fn.Body() {
		for i := range blk.Instrs {
			in := &blk.Instrs[i]
			p := s.part[b][i]
			if p == always {
				continue
			}
			uses := &usedBy{s: s, r: r, names: s.mentions[p], seen: map[string]bool{}}
			if uses.instr(in) || len(s.mentions[p]) > 0 && !isPure(in.Name) && (in.Op == ir.OpCall || in.Op == ir.OpInvoke) {
				if !slices.Contains(s.effects, p) {
					s.effects = append(s.effects, p)
				}
				s.touchesAll = s.touchesAll || uses.any
			}
		}
	}
	for _, p := range s.closure(s.effects) {
		for name := range s.mentions[p] {
			s.touched[name] = true
		}
	}
}

// usedBy collects the package's variables that functions mention, called from
// each other.
type usedBy struct {
	s     *startup
	r     *Runner
	names map[string]bool
	seen  map[string]bool
	any   bool // a call of something that is not known: any variable
}

// instr reports whether an instruction calls a function that mentions a
// variable.
func (u *usedBy) instr(in *ir.Instr) bool {
	used := false
	if in.Op == ir.OpCall || in.Op == ir.OpClosure {
		used = u.function(in.Name)
		u.any = u.any || in.Name == ""
	}
	for _, a := range in.Args {
		if a.Kind == ir.ArgFunc {
			used = u.function(a.Name) || used
		}
	}
	return used || u.any
}

func (u *usedBy) function(key string) bool {
	if key == "" || ir.PathOf(key) != u.s.pkg.Path || u.seen[key] {
		return false
	}
	u.seen[key] = true
	fn := u.s.pkg.Func(key)
	if fn == nil || fn == u.s.fn {
		return false
	}
	used := false
	for _, b := range fn.Body() {
		for i := range b.Instrs {
			in := &b.Instrs[i]
			for _, a := range in.Args {
				if a.Kind == ir.ArgGlobal && ir.PathOf(a.Name) == u.s.pkg.Path {
					u.names[a.Name], used = true, true
				}
			}
			if in.Op == ir.OpInvoke && in.Fn != nil && len(in.Fn.Params) > 0 && u.own(in.Fn.Params[0]) {
				u.any = true
			}
			used = u.instr(in) || used
		}
	}
	return used
}

// own reports whether an interface is declared by the module, so that a method
// may do anything to its variables.
func (u *usedBy) own(t *ir.Type) bool {
	return t != nil && t.Defined && u.r.prog.pkg(ir.PathOf(t.Name)) != nil
}

// closure adds to parts those that define what they mention.
func (s *startup) closure(parts []int) []int {
	in := map[int]bool{}
	work := slices.Clone(parts)
	for len(work) > 0 {
		p := work[len(work)-1]
		work = work[:len(work)-1]
		if in[p] {
			continue
		}
		in[p] = true
		for name := range s.mentions[p] {
			work = append(work, s.defines[name]...)
		}
	}
	return slices.Sorted(maps.Keys(in))
}

// need executes what a variable's content takes. It is false if that could not
// be executed.
func (s *startup) need(r *Runner, name string) bool {
	if s.fn == nil || s.failed[name] {
		return false
	}
	if s.running {
		if !s.put[name] {
			s.missed = true
		}
		return true
	}
	if s.put[name] {
		return true
	}
	parts := s.closure(s.defines[name])
	hit := s.touchesAll || s.touched[name]
	for _, p := range parts {
		for m := range s.mentions[p] {
			hit = hit || s.touched[m]
		}
	}
	if hit {
		parts = s.closure(append(parts, s.effects...))
	}
	if s.runs++; s.runs > maxRuns {
		// Each run passes by all instructions: of many variables, all at once.
		parts = s.all()
	}
	if !s.run(r, name, parts) && s.missed {
		// The variable depends on others in a way that was not foreseen.
		s.missed = false
		s.st, s.put = newState(), map[string]bool{}
		clear(s.done)
		s.run(r, name, s.all())
	}
	return !s.failed[name]
}

// maxRuns is the number of variables that are asked for one by one.
const maxRuns = 16

// all are all parts.
func (s *startup) all() []int {
	all := make([]int, len(s.done))
	for i := range all {
		all[i] = i
	}
	return all
}

// run executes parts, less those that have run. It is false if they need more
// than that.
func (s *startup) run(r *Runner, name string, parts []int) bool {
	names := map[string]bool{name: true, s.guard: true}
	only := map[int]bool{always: true}
	for _, p := range parts {
		for n := range s.mentions[p] {
			names[n] = ir.PathOf(n) == s.pkg.Path
		}
		only[p] = !s.done[p]
		s.done[p] = true
	}
	resume := r.suspend()
	r.starting++
	s.running = true
	defer func() {
		r.starting--
		s.running = false
		resume()
	}()
	asked := s.ready(r, names)
	x := &exec{fn: s.fn, id: r.id("init|" + s.pkg.Path), depth: 1, limit: r.steps + maxInit, only: func(b int32, i int) bool { return only[s.part[b][i]] }}
	outs, ok := r.run(x, nil, s.st.clone())
	if s.missed {
		return false
	}
	var last *state
	for _, o := range outs {
		if o.panics {
			continue
		}
		if last == nil {
			last = o.st
			continue
		}
		r.joinHeaps(last, o.st, "init")
	}
	if ok && last != nil {
		s.keep(r, last)
	} else {
		s.fail(name, asked, only, len(parts) == len(s.done))
	}
	return true
}

// ready gives the variables that are asked for their zero values, and returns
// those that are asked for the first time.
func (s *startup) ready(r *Runner, names map[string]bool) (asked []string) {
	for _, n := range slices.Sorted(maps.Keys(names)) {
		if g := s.pkg.Global(n); names[n] && g != nil && !s.put[n] {
			s.put[n] = true
			asked = append(asked, n)
			s.st.put(r.id("var|"+n), &object{typ: g.Type, content: r.zero(g.Type)})
		}
	}
	s.put[s.guard] = true
	s.st.put(r.id("var|"+s.guard), &object{typ: boolType, content: value.Bool(false)})
	return asked
}

// keep takes over what the parts have left in the variables.
func (s *startup) keep(r *Runner, last *state) {
	last.heap.each(func(id int, obj *object) {
		if s.st.get(id) != obj || r.static[id] == nil {
			o := *obj
			o.depth = 0
			r.static[id] = &o
		}
	})
	s.st = last
	seen := map[int]bool{}
	for n := range s.put {
		g := s.pkg.Global(n)
		if g != nil && g.Open && (r.prog.own(s.pkg.Path) || r.assignedElsewhere(n)) { // others' importers are here
			r.open(n, r.id("var|"+n))
		}
		if g != nil && g.Frozen {
			if o := r.static[r.id("var|"+n)]; o != nil {
				o.frozen = true
				r.freeze(o.content, seen)
			}
		}
	}
}

// open makes the fields of a variable unknown that its package leaves to others.
func (r *Runner) open(name string, id int) {
	o := r.static[id]
	if o == nil {
		return
	}
	switch c := o.content.(type) {
	case value.Ptr:
		if len(c.Path) == 0 && c.Obj != id {
			r.open(name, c.Obj)
		}
	case *value.Struct:
		n := *o
		n.sum, n.content = digest{}, r.opened(c, name, false)
		r.static[id] = &n
	}
}

// opened is a struct of which the exported fields, or all, that have no value yet are
// for others to set.
func (r *Runner) opened(s *value.Struct, name string, all bool) value.Value {
	n := *s
	n.Fields = slices.Clone(s.Fields)
	for i, f := range s.Type.Fields {
		if !f.Exported && !all || i >= len(n.Fields) {
			continue
		}
		part := name + "." + f.Name
		switch v := n.Fields[i].(type) {
		case *value.Struct:
			n.Fields[i] = r.opened(v, part, all)
		case value.Nil:
			n.Fields[i] = r.sym("open|"+part, f.Type)
		case *value.Const:
			if zero, ok := r.zero(f.Type).(*value.Const); ok && value.Same(zero, v) {
				n.Fields[i] = r.sym("open|"+part, f.Type)
			}
		}
	}
	return &n
}

// fail makes the variables unknown of which the parts were too large or not
// understood. If those were all parts, the others are asked for later, one by one.
func (s *startup) fail(name string, asked []string, only map[int]bool, all bool) {
	s.failed[name] = true
	for _, n := range asked {
		if all && n != name {
			delete(s.put, n)
			continue
		}
		s.failed[n] = true
	}
	if all {
		s.runs = -len(s.pkg.Globals)
	}
	for p, now := range only {
		if now && p != always {
			s.done[p] = false
		}
	}
}

// maxInit bounds the steps of a package's initialisation.
const maxInit = 300_000
