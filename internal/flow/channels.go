package flow

import (
	"go/constant"
	"go/token"
	"slices"
	"strconv"

	"github.com/httpcontract/httpcontract/internal/ir"
	"github.com/httpcontract/httpcontract/internal/value"
)

// A channel that the code has made is memory: what was sent is in it, in no order,
// and what is received is one of that. A goroutine is executed to its end where it
// is started; if it sends, or tells a WaitGroup that it is done, the code that
// started it is taken to wait for that, else it may as well not have run yet. So
// code that is no goroutine waits for ever at a channel that goroutines have and into
// which nothing was sent; a goroutine may receive anything there, since it is executed
// before what follows.

// channel finds the memory of a channel, or nil if it can't be seen.
func (r *Runner) channel(st *state, ch value.Value) (id int, o *object) {
	p, ok := ch.(value.Ptr)
	if !ok || len(p.Path) > 0 || r.derefs[p.Obj] != nil {
		return 0, nil
	}
	if o = st.get(p.Obj); o == nil || o.typ == nil || o.typ.Kind != ir.Chan || o.shared {
		return 0, nil
	}
	return p.Obj, o
}

// private reports whether memory is the execution's own: nothing that is older leads
// to it.
func (r *Runner) private(st *state, v value.Value) bool {
	for _, alt := range value.Alternatives(v) {
		var id int
		switch v := alt.(type) {
		case value.Ptr:
			id = v.Obj
		case value.Map:
			id = v.Obj
		default:
			return false
		}
		if o := st.get(id); o == nil || o.shared || r.derefs[id] != nil || r.static[id] != nil {
			return false
		}
	}
	return true
}

// publish makes the channels that a value leads to unknown: anybody may send to them. So is whether
// a context has been cancelled, with which may go the function that does.
func (r *Runner) publish(st *state, v value.Value) {
	r.shared(st, v, func(id int, o *object) {
		if _, known := o.content.(*value.Sym); !known {
			o.content = r.sym("published|"+strconv.Itoa(id), o.typ)
		}
	})
}

// shared changes what a value leads to that is made to be shared: channels, and what cancel
// functions leave.
func (r *Runner) shared(st *state, v value.Value, change func(id int, o *object)) {
	if v == nil {
		return
	}
	st.behind(v, func(id int, o *object) bool {
		if o.typ == nil || o.typ.Kind != ir.Chan && o.typ != endedType {
			return true
		}
		n := *o
		n.sum = digest{}
		change(id, &n)
		st.put(id, &n)
		return false
	}, nil)
}

func (r *Runner) send(x *exec, p *path, ch, v value.Value) {
	id, o := r.channel(p.st, r.resolve(p.st, ch))
	if o == nil {
		r.escape(x, p, v, nil)
		return
	}
	r.synced = true
	elem := v
	switch old := o.content.(type) {
	case *value.Seq:
		elem = r.join(p.st, p.st, old.Elem, v, "sent|"+strconv.Itoa(id))
	case *value.Sym:
		return // handed to code that can't be seen
	}
	n := *o
	n.sum, n.content = digest{}, &value.Seq{Type: o.typ, Elem: elem}
	p.st.put(id, &n)
}

// closeChan closes a channel: from then on zero values can be received too.
func (r *Runner) closeChan(st *state, ch value.Value) {
	id, o := r.channel(st, ch)
	if o == nil {
		return
	}
	r.synced = true
	zero := r.zero(o.typ.Elem)
	n := *o
	switch old := o.content.(type) {
	case *value.Seq:
		n.content = &value.Seq{Type: o.typ, Elem: r.join(st, st, old.Elem, zero, "closed|"+strconv.Itoa(id)), Filled: true}
	case value.Nil:
		n.content = &value.Seq{Type: o.typ, Elem: zero, Filled: true}
	default:
		return
	}
	n.sum = digest{}
	st.put(id, &n)
}

// blocks reports whether nothing can be received from a channel.
func (r *Runner) blocks(st *state, ch value.Value) bool {
	ch = r.resolve(st, ch)
	if isNil(ch) {
		return true
	}
	_, o := r.channel(st, ch)
	if o == nil || r.goroutines > 0 {
		return false
	}
	_, empty := o.content.(value.Nil)
	return empty && o.given
}

// waitsForEver reports whether an instruction can't be got over.
func (r *Runner) waitsForEver(x *exec, p *path, in *ir.Instr) bool {
	switch in.Op {
	case ir.OpRecv:
		return r.blocks(p.st, r.val(x, p, &in.Args[0]))
	case ir.OpSelect:
		return in.N == 1 && len(r.ready(x, p, in)) == 0
	}
	return false
}

// ready are the cases of a select statement that may run.
func (r *Runner) ready(x *exec, p *path, in *ir.Instr) (cases []constant.Value) {
	for i := 0; i < len(in.Args); i += 2 {
		if in.Args[i+1].Kind != ir.ArgNone || !r.blocks(p.st, r.val(x, p, &in.Args[i])) {
			cases = append(cases, constant.MakeInt64(int64(i/2)))
		}
	}
	return cases
}

// receive gives what is received; t is a tuple if the code asks whether the channel
// was closed. what tells the receptions of one instruction apart.
func (r *Runner) receive(x *exec, p *path, what string, ch value.Value, t *ir.Type, commaOk bool) value.Value {
	var elem value.Value
	if _, o := r.channel(p.st, r.resolve(p.st, ch)); o != nil {
		if seq, ok := o.content.(*value.Seq); ok {
			elem = seq.Elem
		}
	}
	if s, ok := elem.(*value.Sym); ok { // each time another one
		n := r.result(x, p, what, s.Type)
		p.st.setFact(n.ID, p.st.fact(s.ID))
		elem = n
	}
	if !commaOk {
		if elem == nil {
			elem = r.result(x, p, what, t)
		}
		return elem
	}
	if elem == nil {
		elem = r.result(x, p, what, resultType(t, 0))
	}
	return value.Tuple{elem, r.result(x, p, "open", boolType)}
}

// selects runs a select statement: any of its cases.
func (r *Runner) selects(x *exec, p *path, in *ir.Instr, t *ir.Type) value.Value {
	index := r.result(x, p, "case", resultType(t, 0))
	cases := r.ready(x, p, in)
	if in.N == 0 {
		cases = append(cases, constant.MakeInt64(-1))
	}
	out := value.Tuple{index, r.result(x, p, "open", boolType)}
	for i := 0; i < len(in.Args); i += 2 {
		ch := r.val(x, p, &in.Args[i])
		if in.Args[i+1].Kind != ir.ArgNone {
			r.send(x, p, ch, r.val(x, p, &in.Args[i+1]))
			continue
		}
		out = append(out, r.receive(x, p, "received"+strconv.Itoa(i), ch, resultType(t, len(out)), false))
	}
	p.st.setFact(index.ID, fact{in: cases})
	return out
}

// cases are the paths after a select statement: one by itself for each case that has seen a context
// end.
func (r *Runner) cases(x *exec, p *path, in *ir.Instr) []*path {
	if in.Op != ir.OpSelect {
		return []*path{p}
	}
	var out []*path
	index := p.regs.get(in.Dst).(value.Tuple)[0]
	for i := 0; i < len(in.Args); i += 2 {
		ch := r.resolve(p.st, r.val(x, p, &in.Args[i]))
		if in.Args[i+1].Kind != ir.ArgNone || endsWith(ch) == nil {
			continue
		}
		is := &value.Cond{Op: value.Compare, Tok: token.EQL, X: index, Y: value.Int(int64(i / 2))}
		if q := p.fork(); r.assume(q.st, is, true) {
			r.received(q.st, ch)
			out = append(out, q)
		}
		if !r.assume(p.st, is, false) {
			return out
		}
	}
	return append(out, p)
}

// spawn starts a goroutine.
func (c *call) spawn() {
	r := c.r
	name, args := c.in.Name, c.args
	var bind []value.Value
	var targs []*ir.Type
	if f, ok := c.arg(0).(*value.Func); ok && c.in.Op == ir.OpCall && name == "" {
		name, bind, targs, args = f.Name, f.Bind, f.TArgs, c.args[1:]
	} else {
		targs = c.x.targsOf(c.in.Name, c.in.TArgs)
	}
	if c.in.Op != ir.OpCall || name == "" || r.prog.Func(name) == nil || !c.waits(bind, args) {
		c.opaque()
		return
	}
	for _, v := range slices.Concat(bind, args) {
		r.shared(c.p.st, v, func(_ int, o *object) { o.given = true })
	}
	before, synced := c.p.st.clone(), r.synced
	r.synced = false
	in := *c.in
	in.Mode = ir.Now
	d := &call{r: r, x: c.x, p: c.p, in: &in, args: args, name: name}
	r.goroutines++
	d.function(name, bind, targs)
	r.goroutines--
	for _, o := range d.outs {
		if !o.panics { // else the process is gone
			c.outs = append(c.outs, outcome{st: o.st})
		}
	}
	if !r.synced || len(c.outs) == 0 {
		c.outs = append(c.outs, outcome{st: before})
	}
	r.synced = synced
}

// waits reports whether a goroutine is given something by which the code that starts
// it can wait for it.
func (c *call) waits(values ...[]value.Value) bool {
	for _, vs := range values {
		for _, v := range vs {
			if c.r.reaches(c.p.st, v, map[int]bool{}, 0, nil, func(_ int, o *object) bool {
				return o.typ != nil && !o.shared && (o.typ.Kind == ir.Chan || o.typ.Holds("sync.WaitGroup"))
			}) {
				return true
			}
		}
	}
	return false
}
