package flow

import (
	"go/token"
	"iter"
	"slices"
	"strconv"
	"strings"

	"github.com/httpcontract/httpcontract/internal/ir"
	"github.com/httpcontract/httpcontract/internal/value"
)

// MaxSteps bounds one root: instructions, with what copies of states cost.
const MaxSteps = 120_000

// The other bounds of one execution. They keep cost in hand on code that is far from
// a handler; what they cut off is unknown, never wrong.
const (
	forkSteps    = 6      // the cost of copying or comparing a state
	extension    = 8000   // steps for what else a root does, where one path was too much,
	lateSteps    = 300    // and of these for one call
	reserve      = 300    // steps that a caller keeps when it makes a call,
	deep         = 150    // but from so many calls inside calls on
	reserveShare = 400    // no larger part of those that are left
	softPaths    = 6      // paths at one block, after which those that differ in texts only are joined
	maxPaths     = 64     // paths that are kept apart at one block; see apart
	maxOutcomes  = 96     // outcomes of one call
	maxGist      = 20     // how deep a gist looks: an error wrapped once is four deeper
	maxGistList  = 4      // elements of a list in a gist
	maxGistSize  = 10_000 // bytes of a gist: objects that lead to each other by many ways have no end
	maxSoft      = 2      // passes through a loop that nothing known ends
	maxPasses    = 1100   // passes through a loop that something known ends
	maxLoose     = 16     // passes through one that something else might have ended too
	maxRecursion = 3      // activations of one function
	maxComputed  = 200    // and of one that is called on constants alone
	maxCounted   = 12     // or on a number that was computed
	maxDepth     = 2500   // calls inside calls
)

// exec is one activation of a function.
type exec struct {
	fn     *ir.Func
	id     int
	depth  int
	parent *exec
	call   ir.Site // where the call stands
	made   ir.Site // where the value in an interface was made of which it is a method
	targs  []*ir.Type
	limit  int
	// root says that execution started here, late that it has taken all its steps.
	root, late bool
	// aside says that the activation, or one above it, can't get at the response.
	aside bool
	// deferred says that the activation is a deferred call, where recover
	// works; guarded that some activation above would catch a panic.
	deferred bool
	guarded  bool
	// heads are the states in which loops were last entered again; see widen.
	heads map[int32]*path
	// passes counts the passes through loops, of all paths.
	passes map[int32]int
	// only, if set, tells which instructions run; see startup.
	only func(block int32, index int) bool
	// keeps says that the memory which the activation leaves is looked at, not only
	// what can be reached; see invariant.
	keeps bool
}

// path is one way through an activation.
type path struct {
	regs   registers
	st     *state
	defers []deferredCall
	// iter counts the passes through loops, soft those that nothing known
	// limits; decided marks the loops whose end a known test has put off
	// since the pass began, asked what such tests of something that is not known
	// were about, tested what the known ones compared; loose marks those that another
	// test might have ended.
	iter    int
	soft    map[int32]int
	decided []int32
	asked   map[int32]digest
	tested  map[int32]digest
	loose   []int32
	passes  map[int32]pass
	// guesses are the registers with results that an earlier call gave to
	// this path and others to another, and what was computed of them: a loop
	// that such a value goes on with is not ended by anything known.
	guesses bits

	block int32
	index int
}

// narrow replaces, in all registers and in the memory that the activation has
// written, a value that is one of several by the one that it is on this path.
func (p *path) narrow(was, is value.Value) {
	p.regs.each(func(i int32, v value.Value) {
		if n, ok := narrowed(v, was, is, 0); ok {
			p.regs.set(i, n)
		}
	})
	for _, id := range p.st.dirty.ids {
		if o := p.st.get(id); o != nil && o.content != nil {
			if c, ok := narrowed(o.content, was, is, 0); ok {
				n := *o
				n.sum, n.content = digest{}, c
				p.st.put(id, &n)
			}
		}
	}
}

// narrowed is a value with another in place of one, also inside structs. It is not ok
// if that is not there.
func narrowed(v, was, is value.Value, depth int) (value.Value, bool) {
	if depth > maxNarrow {
		return nil, false
	}
	switch v := v.(type) {
	case *value.Union:
		return is, value.Value(v) == was
	case *value.Seq:
		return is, value.Value(v) == was
	case *value.Iface:
		if in, ok := narrowed(v.V, was, is, depth); ok {
			n := *v
			n.V = in
			return &n, true
		}
	case *value.Struct:
		var fields []value.Value
		for i, f := range v.Fields {
			if in, ok := narrowed(f, was, is, depth+1); ok {
				if fields == nil {
					fields = slices.Clone(v.Fields)
				}
				fields[i] = in
			}
		}
		if fields != nil {
			n := *v
			n.Fields = fields
			return &n, true
		}
	}
	return nil, false
}

// maxNarrow is how deep in structs a value is narrowed.
const maxNarrow = 3

// split goes on with a path for each of the values that one may be.
func (p *path) split(u *value.Union) []*path {
	out := make([]*path, len(u.Alts))
	for i, alt := range u.Alts {
		q := p
		if i < len(u.Alts)-1 {
			q = p.fork()
		}
		q.narrow(u, alt)
		out[i] = q
	}
	return out
}

// guessed reports whether an instruction is about a guess.
func (p *path) guessed(in *ir.Instr) bool {
	return slices.ContainsFunc(in.Args, func(a ir.Arg) bool { return a.Kind == ir.ArgReg && p.guesses.has(a.Reg) })
}

// guess notes whether a register holds a guess.
func (p *path) guess(reg int32, is bool) { p.guesses = p.guesses.with(reg, is) }

type deferredCall struct {
	in   *ir.Instr
	args []value.Value
}

func (p *path) fork() *path {
	n := *p
	n.regs = p.regs.clone()
	n.st = p.st.clone()
	n.defers = slices.Clip(p.defers)
	return &n
}

// outcome is one way in which a call ends. Results are nil if it panicked.
type outcome struct {
	st      *state
	results []value.Value
	panics  bool
	at      ir.Pos // of a return statement
	// of several values, the one that an argument was; see narrow.
	was, is value.Value
}

// run executes a function. ok is false if it took more steps than allowed; the
// outcomes are then those found so far.
func (r *Runner) run(x *exec, args []value.Value, st *state) (outs []outcome, ok bool) {
	f, blocks := x.fn, x.fn.Body()
	if len(blocks) == 0 {
		return nil, false
	}
	p := &path{regs: newRegisters(f.NRegs), st: st}
	for i, a := range args {
		p.regs.set(int32(i), a)
	}
	before := st.clone()
	pending := make([][]*path, len(blocks))
	x.heads, x.passes = map[int32]*path{}, map[int32]int{}
	seen := map[int32]map[digest]bool{}
	pending[0] = []*path{p}
	loops := r.loopsOf(f)
	limit := x.limit
	for pos := 0; pos < len(pending); {
		if len(pending[pos]) > 0 {
			b := int32(pos)
			paths := r.meet(x, b, pending[pos])
			pending[pos] = nil
			for _, p := range paths {
				if blocks[b].Loop {
					// A path that has been here before in the same state brings
					// nothing new.
					sig := r.signature(x, p, blocks[b].Live)
					if seen[b] == nil {
						seen[b] = map[digest]bool{}
					}
					if seen[b][sig] || p.soft[b] > maxSoft+2 {
						continue
					}
					x.passes[b]++
					seen[b][sig] = true
				}
				next, done := r.block(x, p, b)
				outs = append(outs, done...)
				if x.root && !x.late && r.steps > limit-reserve {
					// One path was too much: the others may end soon.
					x.late, x.limit = true, r.steps+extension
				}
				if r.steps > x.limit {
					return outs, false
				}
				for _, n := range next {
					if n.block <= b && blocks[n.block].Loop {
						n = r.again(x, n)
					}
					pending[n.block] = append(pending[n.block], n)
				}
			}
			if len(outs) > 2*maxOutcomes {
				outs = r.mergeOutcomes(x, before, outs)
			}
		}
		// A loop's next pass begins when all paths have ended this one, so that
		// they meet at its head.
		next := pos + 1
		for _, l := range loops { // the inner ones last
			if l.head <= pos && l.end <= pos && len(pending[l.head]) > 0 {
				next = l.head
			}
		}
		pos = next
	}
	for i := range outs {
		if !x.keeps {
			r.collect(outs[i].st, before, x.depth, outs[i].results)
		}
	}
	return r.mergeOutcomes(x, before, outs), r.steps <= limit
}

// at names an instruction on a path: what it makes is the same object or
// symbol on every path that comes by in the same way.
func (r *Runner) at(x *exec, p *path, what string) string {
	b := make([]byte, 0, 40)
	for _, n := range [...]int{x.id, int(p.block), p.index, p.iter} {
		b = append(strconv.AppendInt(b, int64(n), 10), '|')
	}
	return string(append(b, what...))
}

// result makes the symbol for what an instruction on a path gives.
func (r *Runner) result(x *exec, p *path, what string, t *ir.Type) *value.Sym {
	s := r.sym(r.at(x, p, "r"+what), t)
	s.Depth = x.depth
	return s
}

func (x *exec) site(p ir.Pos) ir.Site { return ir.Site{Pkg: x.fn.Pkg, Pos: p} }

// typ is an instruction's type with the activation's type arguments.
func (x *exec) typ(t *ir.Type) *ir.Type { return t.Subst(x.targs) }

// targsOf are the type arguments of a function that is named with some: a literal,
// or a method that is bound, has those of the function that it is in.
func (x *exec) targsOf(name string, list []*ir.Type) (out []*ir.Type) {
	if len(list) == 0 && len(x.targs) > 0 && (strings.HasPrefix(name, x.fn.Key+"$") || strings.HasSuffix(name, "$bound")) {
		return x.targs
	}
	for _, t := range list {
		out = append(out, x.typ(t))
	}
	return out
}

// val is the value of an operand.
func (r *Runner) val(x *exec, p *path, a *ir.Arg) value.Value {
	switch a.Kind {
	case ir.ArgReg:
		if v := p.regs.get(a.Reg); v != nil {
			return v
		}
		return r.fresh("undef", nil)
	case ir.ArgConst:
		v, ok := r.operands[a]
		if !ok {
			v = &value.Const{V: r.constant(a.K), From: []ir.Site{x.site(a.Pos)}}
			r.operands[a] = v
		}
		return v
	case ir.ArgNil:
		return r.zero(x.typ(a.Type))
	case ir.ArgFunc:
		return &value.Func{Name: a.Name, TArgs: x.targsOf(a.Name, nil)}
	case ir.ArgGlobal:
		return r.global(a.Name, a.Type)
	}
	return nil
}

// block runs a block from its start. It gives the paths that go on in other
// blocks and the outcomes of those that end.
func (r *Runner) block(x *exec, p *path, b int32) (next []*path, done []outcome) {
	defer func(was *exec) { r.active = was }(r.active)
	r.active = x
	p.block = b
	blk := &x.fn.Body()[b]
	paths := []*path{p}
	fault := func(p *path) (escapes bool) {
		p.st.panicking = r.faulted(x, p)
		n, ended := r.unwind(x, p)
		next, done = append(next, n...), append(done, ended...)
		return slices.ContainsFunc(ended, func(o outcome) bool { return o.panics })
	}
	forkFault := func(p *path, in *ir.Instr) {
		switch may := r.mayFault(x, p, in); {
		case may && (x.guarded || r.recovers(p)):
			r.faulty = fault(p.fork()) && !x.guarded || r.faulty
		case may:
			r.faulty = true
		}
	}
	for i := range blk.Instrs {
		in := &blk.Instrs[i]
		if x.only != nil && !x.only(b, i) {
			if in.Op == ir.OpIf {
				p.block = blk.Succs[1]
				return []*path{p}, done
			}
			continue
		}
		var after []*path
		for _, p := range paths {
			r.steps++
			p.block, p.index = b, i
			switch in.Op {
			case ir.OpCall, ir.OpInvoke, ir.OpBuiltin:
				if in.Mode == ir.Deferred {
					args := make([]value.Value, len(in.Args))
					for j := range in.Args {
						args[j] = r.val(x, p, &in.Args[j])
					}
					p.defers = append(slices.Clip(p.defers), deferredCall{in, args})
					after = append(after, p)
					continue
				}
				args := make([]value.Value, len(in.Args))
				for j := range in.Args {
					args[j] = r.val(x, p, &in.Args[j])
				}
				live, ended := r.finish(x, p, in, r.call(x, p, in, args))
				after = append(after, live...)
				done = append(done, ended...)
			case ir.OpTypeAssert:
				for _, q := range r.splitOn(x, p, &in.Args[0]) {
					if r.faults(x, q, in) {
						fault(q)
						continue
					}
					forkFault(q, in)
					r.simple(x, q, in)
					after = append(after, q)
				}
			case ir.OpLookup:
				after = append(after, r.lookup(x, p, in)...)
			case ir.OpRunDefers:
				live, ended := r.runDefers(x, p)
				after = append(after, live...)
				done = append(done, ended...)
			case ir.OpPanic:
				v := r.val(x, p, &in.Args[0])
				if isNil(r.resolve(p.st, v)) {
					v, r.faulty = r.faulted(x, p), true // a runtime.PanicNilError
				}
				p.st.panicking = v
				n, ended := r.unwind(x, p)
				next = append(next, n...)
				done = append(done, ended...)
			case ir.OpReturn:
				res := make([]value.Value, len(in.Args))
				for j := range in.Args {
					// What a path knows of a result keeps it apart from others.
					res[j] = r.resolve(p.st, r.val(x, p, &in.Args[j]))
				}
				done = append(done, outcome{st: p.st, results: res, at: in.Pos})
			case ir.OpJump:
				p.block = blk.Succs[0]
				next = append(next, p)
			case ir.OpIf:
				next = append(next, r.branch(x, p, blk, &in.Args[0])...)
			default:
				if r.faults(x, p, in) {
					fault(p)
					break
				}
				if r.waitsForEver(x, p, in) {
					break
				}
				forkFault(p, in)
				r.dereferenced(x, p, in)
				for _, q := range r.indexed(x, p, in) {
					r.simple(x, q, in)
					after = append(after, r.cases(x, q, in)...)
				}
			}
			if r.steps > x.limit {
				return nil, nil
			}
		}
		paths = after
	}
	return next, done
}

// branch goes both ways unless the path knows the answer.
func (r *Runner) branch(x *exec, p *path, blk *ir.Block, arg *ir.Arg) []*path {
	cond := r.val(x, p, arg)
	switch r.eval(p.st, cond) {
	case yes:
		p.block = blk.Succs[0]
	case no:
		p.block = blk.Succs[1]
	default:
		if u := unionIn(cond); u != nil && arg.Kind == ir.ArgReg {
			var out []*path
			for i, q := range p.split(u) {
				r.steps += forkSteps
				q.regs.set(arg.Reg, replaced(cond, u, u.Alts[i]))
				out = append(out, r.branch(x, q, blk, arg)...)
			}
			return out
		}
		for _, head := range blk.ExitOf {
			p.loose = added(p.loose, head)
		}
		r.steps += forkSteps
		q := p.fork()
		var out []*path
		if r.assume(p.st, cond, true) {
			r.sharpen(x, p, blk, arg, cond, true)
			p.block = blk.Succs[0]
			out = append(out, p)
		}
		if r.assume(q.st, cond, false) {
			r.sharpen(x, q, blk, arg, cond, false)
			q.block = blk.Succs[1]
			out = append(out, q)
		}
		return out
	}
	for _, head := range blk.ExitOf {
		if !(arg.Kind == ir.ArgReg && p.guesses.has(arg.Reg)) {
			if _, ok := cond.(*value.Const); ok {
				p.decided = added(p.decided, head)
				p.test(head, r.comparedBy(x, p, blk, arg))
			} else {
				p.ask(head, cond)
			}
		}
	}
	return []*path{p}
}

// sharpen gives a register that holds a blurred value, which a block has compared with nil
// at last, one of its own: nothing is learned of the others that the symbol stands for.
func (r *Runner) sharpen(x *exec, p *path, blk *ir.Block, arg *ir.Arg, cond value.Value, yes bool) {
	c, ok := cond.(*value.Cond)
	if !ok || c.Op != value.Compare || c.Tok != token.EQL && c.Tok != token.NEQ || arg.Kind != ir.ArgReg {
		return
	}
	s, ok := c.X.(*value.Sym)
	if !ok || !s.Blur || !isNil(c.Y) {
		return
	}
	for i := len(blk.Instrs) - 1; i >= 0; i-- {
		in := &blk.Instrs[i]
		if in.Dst != arg.Reg {
			continue
		}
		if in.Op != ir.OpBin || in.Args[0].Kind != ir.ArgReg || p.regs.get(in.Args[0].Reg) != value.Value(s) {
			return
		}
		if (c.Tok == token.EQL) == (yes != c.Not) {
			p.regs.set(in.Args[0].Reg, value.Nil{})
			return
		}
		n := r.result(x, p, "sharp", s.Type)
		n.Traits = s.Traits
		p.st.setFact(n.ID, fact{nilness: -1})
		p.regs.set(in.Args[0].Reg, n)
		return
	}
}

// splitOn splits a path on the values that an operand may be.
func (r *Runner) splitOn(x *exec, p *path, arg *ir.Arg) []*path {
	if u, ok := r.val(x, p, arg).(*value.Union); ok && arg.Kind == ir.ArgReg {
		r.steps += forkSteps * len(u.Alts)
		return p.split(u)
	}
	return []*path{p}
}

// unionIn is a value in a condition that may be one of several, or nil.
func unionIn(v value.Value) *value.Union {
	c, ok := v.(*value.Cond)
	if !ok {
		return nil
	}
	for _, o := range []value.Value{c.X, c.Y} {
		if u, ok := o.(*value.Union); ok {
			return u
		}
		if u := unionIn(o); u != nil {
			return u
		}
	}
	return nil
}

// replaced is a condition with another value in place of one.
func replaced(v value.Value, was *value.Union, is value.Value) value.Value {
	if u, ok := v.(*value.Union); ok && u == was {
		return is
	}
	c, ok := v.(*value.Cond)
	if !ok {
		return v
	}
	n := *c
	n.X = replaced(c.X, was, is)
	if c.Y != nil {
		n.Y = replaced(c.Y, was, is)
	}
	return &n
}

// finish gives a call's results to the path that made it, once for each
// outcome.
func (r *Runner) finish(x *exec, p *path, in *ir.Instr, outs []outcome) (live []*path, ended []outcome) {
	for i, o := range outs {
		q := p
		if i < len(outs)-1 {
			n := *p
			n.regs = p.regs.clone()
			q = &n
		}
		q.st = o.st
		if o.was != nil {
			q.regs = q.regs.clone()
			q.narrow(o.was, o.is)
		}
		if o.panics {
			ended = append(ended, r.unwound(x, q)...)
			continue
		}
		if in.Dst >= 0 {
			q.guess(in.Dst, len(outs) > 1 || p.guessed(in))
			switch {
			case len(o.results) == 1:
				q.regs.set(in.Dst, o.results[0])
			default:
				q.regs.set(in.Dst, value.Tuple(o.results))
			}
		}
		live = append(live, q)
	}
	return live, ended
}

// unwound are the outcomes of a panic in a call. A path that recovers ends in
// the recover block, outside the instructions that it came from, so that block
// is run at once.
func (r *Runner) unwound(x *exec, p *path) []outcome {
	next, done := r.unwind(x, p)
	for _, n := range next {
		_, d := r.block(x, n, n.block)
		done = append(done, d...)
	}
	return done
}

// runDefers runs the deferred calls at a normal return.
func (r *Runner) runDefers(x *exec, p *path) (live []*path, ended []outcome) {
	paths := []*path{p}
	for len(paths) > 0 {
		q := paths[len(paths)-1]
		paths = paths[:len(paths)-1]
		if len(q.defers) == 0 {
			live = append(live, q)
			continue
		}
		d := q.defers[len(q.defers)-1]
		q.defers = q.defers[:len(q.defers)-1]
		for _, o := range r.deferred(x, q, d) {
			n := *q
			n.regs = q.regs.clone()
			n.st = o.st
			if o.panics {
				ended = append(ended, r.unwound(x, &n)...)
				continue
			}
			paths = append(paths, &n)
		}
	}
	return live, ended
}

func (r *Runner) deferred(x *exec, p *path, d deferredCall) []outcome {
	// Each deferred call is an instruction of its own, not the RunDefers.
	p.index = 1000 + len(p.defers)
	return r.call(x, p, d.in, d.args)
}

// unwind runs the deferred calls while a panic is under way. A path that
// recovers goes on in the recover block.
func (r *Runner) unwind(x *exec, p *path) (next []*path, done []outcome) {
	paths := []*path{p}
	for len(paths) > 0 {
		q := paths[len(paths)-1]
		paths = paths[:len(paths)-1]
		if len(q.defers) == 0 {
			switch {
			case q.st.panicking != nil:
				done = append(done, outcome{st: q.st, panics: true})
			case x.fn.Recover >= 0:
				q.block = x.fn.Recover
				next = append(next, q)
			default:
				res := make([]value.Value, len(x.fn.Results))
				for i, t := range x.fn.Results {
					res[i] = r.zero(x.typ(t))
				}
				done = append(done, outcome{st: q.st, results: res})
			}
			continue
		}
		d := q.defers[len(q.defers)-1]
		q.defers = q.defers[:len(q.defers)-1]
		for _, o := range r.deferred(x, q, d) {
			n := *q
			n.regs = q.regs.clone()
			n.st = o.st
			paths = append(paths, &n)
		}
	}
	return next, done
}

// simple runs an instruction that has one outcome.
func (r *Runner) simple(x *exec, p *path, in *ir.Instr) {
	st := p.st
	arg := func(i int) value.Value { return r.val(x, p, &in.Args[i]) }
	set := func(v value.Value) {
		if in.Dst >= 0 {
			p.regs.set(in.Dst, v)
		}
	}
	t := x.typ(in.Type)
	switch {
	case in.Dst >= 0:
		p.guess(in.Dst, p.guessed(in))
	case in.Op == ir.OpStore && in.Args[0].Kind == ir.ArgReg: // a local variable
		p.guess(in.Args[0].Reg, in.Args[1].Kind == ir.ArgReg && p.guesses.has(in.Args[1].Reg))
	}
	switch in.Op {
	case ir.OpMove:
		set(arg(0))
	case ir.OpAlloc:
		id := r.alloc(x, p, &object{typ: t, content: r.zero(t), at: x.site(in.Pos)})
		set(value.Ptr{Obj: id})
	case ir.OpLoad:
		set(r.load(st, arg(0), t))
	case ir.OpStore:
		if !r.private(st, arg(0)) {
			r.publish(st, arg(1))
		}
		if f, ok := arg(1).(*value.Func); ok && r.scan != nil {
			r.scan.answerer(st, f) // in a field of the framework's, maybe
		}
		r.store(st, arg(0), arg(1))
	case ir.OpUn:
		set(r.unary(st, in.Tok, arg(0), t, func() value.Value { return r.result(x, p, "", t) }))
	case ir.OpBin:
		a, b := r.resolve(st, arg(0)), r.resolve(st, arg(1))
		v := r.binary(st, in.Tok, a, b, t)
		if s, ok := v.(*value.Sym); ok && s.Of == nil {
			s = r.result(x, p, "", t)
			s.Ratio = t.Kind == ir.Float && r.mayBeRatio(st, in.Tok, a, b)
			s.Read = t.Kind == ir.Int && r.mayBeNegative(st, in.Tok, a, b)
			v = s
		}
		set(v)
	case ir.OpField:
		set(r.child(st, arg(0), in.N, t))
	case ir.OpFieldAddr:
		set(r.address(st, arg(0), in.N))
	case ir.OpIndexAddr:
		set(r.elemAddr(x, p, arg(0), r.resolve(st, arg(1)), 0))
	case ir.OpIndex:
		set(r.index(st, arg(0), r.resolve(st, arg(1)), t))
	case ir.OpMapUpdate:
		if !r.private(st, arg(0)) {
			r.publish(st, arg(2))
		}
		r.mapUpdate(st, arg(0), r.resolve(st, arg(1)), arg(2))
	case ir.OpMakeMap:
		id := r.alloc(x, p, &object{typ: t, entries: &mapping{}, at: x.site(in.Pos)})
		set(value.Map{Obj: id})
	case ir.OpMakeSlice:
		n, ok := value.AsInt(r.resolve(st, arg(0)))
		if !ok || n < 0 || n > maxArray {
			e := r.zero(t.Elem)
			if isBytes(t) {
				set(&value.Seq{Type: t, Elem: e})
				return
			}
			id := r.alloc(x, p, &object{typ: &ir.Type{Kind: ir.Array, Elem: t.Elem}, content: &value.Seq{Type: t, Elem: e}, at: x.site(in.Pos)})
			set(&value.Seq{Type: t, Elem: r.fresh("elem", t.Elem), Mem: id})
			return
		}
		at := &ir.Type{Kind: ir.Array, Elem: t.Elem, Len: n}
		if c, ok := value.AsInt(r.resolve(st, arg(1))); ok && c > n && c <= maxArray {
			at.Len = c
		}
		id := r.alloc(x, p, &object{typ: at, content: r.zero(at), at: x.site(in.Pos)})
		set(&value.Slice{Type: t, Base: value.Ptr{Obj: id}, Lo: 0, Hi: int(n)})
	case ir.OpClosure:
		f := &value.Func{Name: in.Name, TArgs: x.targsOf(in.Name, in.TArgs)}
		for i := range in.Args {
			f.Bind = append(f.Bind, arg(i))
		}
		set(f)
	case ir.OpMakeIface:
		v := r.resolve(st, arg(0))
		if t != nil && t.Kind == ir.Interface { // a type parameter that is one
			set(v)
			return
		}
		if isWriterValue(v) {
			set(v)
			return
		}
		if _, ok := r.responseOf(v); ok && t.Kind == ir.Pointer && (t.Method("WriteHeader") != nil || len(t.Elem.Methods) == 0) {
			// A context that is a writer too: http.Error(c.Response(), ...)
			set(r.writer)
			return
		}
		set(&value.Iface{Type: t, V: v, At: x.site(in.Pos)})
	case ir.OpConvert:
		set(r.convert(st, arg(0), t, x.site(in.Pos)))
	case ir.OpSlice:
		set(r.slice(x, p, in, t))
	case ir.OpTypeAssert:
		r.typeAssert(x, p, in, t)
	case ir.OpExtract:
		switch tup := arg(0).(type) {
		case value.Tuple:
			if in.N < len(tup) {
				set(tup[in.N])
				return
			}
		case *value.Sym:
			set(r.part(tup, "x"+strconv.Itoa(in.N), t))
			return
		}
		set(r.fresh("extract", t))
	case ir.OpRange:
		set(r.rangeOver(st, arg(0)))
	case ir.OpNext:
		r.next(x, p, in)
	case ir.OpMakeChan:
		set(value.Ptr{Obj: r.alloc(x, p, &object{typ: t, content: value.Nil{}, at: x.site(in.Pos)})})
	case ir.OpSend:
		r.send(x, p, arg(0), arg(1))
	case ir.OpRecv:
		set(r.receive(x, p, "", arg(0), t, in.N == 1))
		r.received(st, arg(0))
	case ir.OpSelect:
		set(r.selects(x, p, in, t))
	case ir.OpOpaque:
		for i := range in.Args {
			r.escape(x, p, arg(i), nil)
		}
		if in.Dst >= 0 {
			set(r.result(x, p, "", t))
		}
	}
}

func (r *Runner) unary(st *state, tok token.Token, v value.Value, t *ir.Type, fresh func() value.Value) value.Value {
	if tok == token.NOT {
		switch r.eval(st, v) {
		case yes:
			return value.Bool(false)
		case no:
			return value.Bool(true)
		}
		switch v := v.(type) {
		case *value.Cond:
			n := *v
			n.Not = !n.Not
			return &n
		case *value.Sym:
			return &value.Cond{Op: value.Compare, Tok: token.EQL, X: v, Y: value.Bool(false)}
		}
		return fresh()
	}
	if c, ok := v.(*value.Const); ok && tok == token.SUB {
		if n, ok := value.AsInt(c); ok {
			return &value.Const{V: value.Int(-n).V, From: c.From}
		}
	}
	return fresh()
}

func (r *Runner) typeAssert(x *exec, p *path, in *ir.Instr, t *ir.Type) {
	v := r.val(x, p, &in.Args[0])
	cond := &value.Cond{Op: value.HasType, X: v, Type: t}
	if in.N == ir.Implied {
		cond = nonNil(v)
	}
	answer := r.eval(p.st, cond)
	if s, ok := v.(*value.Sym); ok && answer == unknown && s.Root && s.Type.Context() != nil {
		r.asksAround = true // middleware may have wrapped the context
	}
	inner := r.assertedValue(p.st, v, t)
	if in.N == 0 {
		if answer != no {
			r.assume(p.st, cond, true)
		}
		p.regs.set(in.Dst, inner)
		return
	}
	switch answer {
	case yes:
		if s, ok := inner.(*value.Sym); ok && t.Kind == ir.Interface {
			p.st.setFact(s.ID, fact{nilness: -1})
		}
		p.regs.set(in.Dst, value.Tuple{inner, value.Bool(true)})
	case no:
		p.regs.set(in.Dst, value.Tuple{r.zero(t), value.Bool(false)})
	default:
		p.regs.set(in.Dst, value.Tuple{inner, cond})
	}
}

// assertedValue is the value that an assertion to t gives if it succeeds.
func (r *Runner) assertedValue(st *state, v value.Value, t *ir.Type) value.Value {
	switch v := v.(type) {
	case *value.Iface:
		if t.Kind == ir.Interface || isWriterValue(v) {
			return v
		}
		if v.Type.ID() == t.ID() {
			return v.V
		}
	case *value.Sym:
		if t.Kind == ir.Interface && v.Type != nil && v.Type.ID() == t.ID() {
			return v
		}
		inner := r.part(v, asserted+t.ID(), t)
		if s, ok := inner.(*value.Sym); ok && t.Kind == ir.Interface {
			s.Errors = v.Errors
		}
		return inner
	case *value.Union:
		for _, a := range v.Alts {
			if r.hasType(st, a, t) == yes {
				return r.assertedValue(st, a, t)
			}
		}
	}
	return r.zero(t)
}

var (
	boolType = &ir.Type{Kind: ir.Bool, Name: "bool"}
	intType  = &ir.Type{Kind: ir.Int, Name: "int"}
)

// stack names the functions from the root to x.
func (x *exec) stack() []string {
	var out []string
	for e := range x.frames() {
		out = append(out, e.fn.Name)
	}
	slices.Reverse(out)
	return out
}

// frames are the activations from x outwards.
func (x *exec) frames() iter.Seq[*exec] {
	return func(yield func(*exec) bool) {
		for e := x; e != nil; e = e.parent {
			if !yield(e) {
				return
			}
		}
	}
}

// within reports whether a function is among the activations.
func (x *exec) within(is func(*ir.Func) bool) bool {
	for e := range x.frames() {
		if is(e.fn) {
			return true
		}
	}
	return false
}

// recursion counts the activations of a function.
func (x *exec) recursion(fn *ir.Func) (n int) {
	for e := range x.frames() {
		if e.fn == fn {
			n++
		}
	}
	return n
}
