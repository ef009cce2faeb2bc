package flow

import (
	"go/constant"
	"slices"
	"strconv"

	"github.com/httpcontract/httpcontract/internal/ir"
	"github.com/httpcontract/httpcontract/internal/value"
)

// How paths that meet, and outcomes of one call, are merged.

// meet merges the paths that reach a block in the same state, and joins the
// most alike where there are too many.
func (r *Runner) meet(x *exec, b int32, paths []*path) []*path {
	if len(paths) == 1 {
		return paths
	}
	if x.fn.Body()[b].Loop {
		// Passes through a loop that nothing known ends are all alike soon:
		// one path for each answer sent so far goes on.
		soft, rest := partition(paths, func(p *path) bool { return p.soft[b] > 0 })
		if len(soft) > 1 {
			paths = append(rest, r.joinPaths(x, b, soft, bySent)...)
		}
	}
	live := x.fn.Body()[b].Live
	bySig := map[digest]*path{}
	r.steps += len(paths) * forkSteps
	var out []*path
	for _, p := range paths {
		sig := r.signature(x, p, live)
		if q := bySig[sig]; q != nil {
			q.st.meet(p.st)
			for _, reg := range live {
				if was, ok := q.regs.get(reg).(*value.Const); ok {
					if now := value.Merge(was, p.regs.get(reg)); now != value.Value(was) {
						q.regs.set(reg, now)
					}
				}
			}
			continue
		}
		bySig[sig] = p
		out = append(out, p)
	}
	if early, rest := partition(out, func(p *path) bool { return r.before(p.st) }); len(early) > 1 {
		// What middleware has found out matters less than that there are steps left for the handler.
		out = append(rest, r.joinPaths(x, b, early, bySent)...)
	}
	if len(out) > softPaths {
		out = r.joinPaths(x, b, out, byGist)
	}
	for _, how := range []likeness{bySent, byForm} {
		if len(out) > r.apart() {
			out = r.joinPaths(x, b, out, how)
		}
	}
	return out
}

// partition gives the paths of which something holds, and the others.
func partition(paths []*path, is func(*path) bool) (those, rest []*path) {
	for _, p := range paths {
		if is(p) {
			those = append(those, p)
		} else {
			rest = append(rest, p)
		}
	}
	return those, rest
}

// before reports whether a path of a chain of middleware has not come to the handler behind it.
func (r *Runner) before(st *state) bool {
	return r.inChain != nil && r.writer != nil && !slices.Contains(r.inChain, st.serving)
}

// apart is the number of paths at one block up to which they are kept apart: the
// more steps the root has taken, the fewer.
func (r *Runner) apart() int {
	switch {
	case r.steps < MaxSteps/6:
		return maxPaths
	case r.steps < MaxSteps/2:
		return maxPaths / 3
	}
	return maxPaths / 8
}

// likeness is what paths must have in common to be joined.
type likeness int8

const (
	byGist likeness = iota // what they have sent so far, and the gist of what they hold
	bySent                 // what they have sent so far
	byForm                 // the status that they have sent, and the form of the body
)

// joinPaths joins the paths that are alike.
func (r *Runner) joinPaths(x *exec, b int32, paths []*path, how likeness) []*path {
	live := x.fn.Body()[b].Live
	groups := map[digest]*path{}
	var out []*path
	for _, p := range paths {
		k := how.appendSent(p.st, r.scratch[:0])
		if how == byGist {
			for _, reg := range live {
				k = r.gist(p.st, p.regs.get(reg), k, 0)
			}
			k = r.gistHeap(p.st, x.depth, nil, k)
		}
		if p.st.panicking != nil {
			k = r.gist(p.st, p.st.panicking, append(k, '!'), 0)
		}
		k = strconv.AppendInt(append(k, '/'), int64(len(p.defers)), 10)
		sig := r.compared(k)
		q := groups[sig]
		if q == nil {
			groups[sig] = p
			out = append(out, p)
			continue
		}
		what := "m|" + strconv.Itoa(x.id) + "|" + strconv.Itoa(int(b))
		for _, reg := range live {
			q.regs.set(reg, r.join(q.st, p.st, q.regs.get(reg), p.regs.get(reg), what+"|"+strconv.Itoa(int(reg))))
		}
		r.joinPanics(q.st, p.st, what)
		r.joinHeaps(q.st, p.st, what)
		q.st.meet(p.st)
	}
	return out
}

// appendSent appends to b what tells what a path has sent.
func (how likeness) appendSent(st *state, b []byte) []byte {
	if how == byForm {
		return st.appendForms(b)
	}
	return st.appendResponses(b)
}

// joinPanics joins the values that two paths panic with.
func (r *Runner) joinPanics(a, b *state, what string) {
	if a.panicking != nil && b.panicking != nil {
		a.panicking = r.join(a, b, a.panicking, b.panicking, what+"|panic")
	}
}

// joinHeaps joins the memory of b into a; their responses are of the same form.
func (r *Runner) joinHeaps(a, b *state, what string) {
	for _, id := range changed(a, b) {
		o := b.get(id)
		if o == nil {
			continue
		}
		q := a.get(id)
		if q == nil {
			if r.derefs[id] == nil {
				a.put(id, o)
				continue
			}
			q = r.object(a, id)
		}
		if q.digest() == o.digest() {
			continue
		}
		if o.resp != nil {
			if id == a.resp {
				r.change(a, id, func(q *response) { q.join(o.resp) })
			}
			continue
		}
		r.steps++
		n := *q
		n.sum = digest{}
		w := what + "|o" + strconv.Itoa(id)
		switch {
		case q.typ == middlewareType:
			n.content = joinMiddleware(q.content, o.content)
		case q.entries != nil && o.entries != nil:
			n.entries = joinMappings(r, a, b, q.entries, o.entries, w)
		case q.content != nil && o.content != nil:
			n.content = r.join(a, b, q.content, o.content, w)
		}
		a.put(id, &n)
	}
	for _, id := range changed(a, b) {
		// Memory behind a symbol that only a has changed.
		if q := a.get(id); q != nil && r.derefs[id] != nil && b.get(id) == nil && q.content != nil {
			n := *q
			n.sum = digest{}
			n.content = r.join(a, b, q.content, r.object(b, id).content, what+"|o"+strconv.Itoa(id))
			a.put(id, &n)
		}
	}
}

// changed are the objects that differ between two paths of an activation, in
// order.
func changed(a, b *state) []int {
	return unionOf(a.dirty.ids, b.dirty.ids)
}

func joinMappings(r *Runner, sa, sb *state, a, b *mapping, what string) *mapping {
	out := &mapping{rest: a.rest || b.rest}
	for i, k := range a.keys {
		j := b.find(k)
		if j < 0 {
			out.rest = true
			continue
		}
		out.keys = append(out.keys, k)
		out.vals = append(out.vals, r.join(sa, sb, a.vals[i], b.vals[j], what+strconv.Itoa(i)))
	}
	if len(out.keys) < len(b.keys) {
		out.rest = true
	}
	return out
}

// signature is equal for paths at one block that differ only in what they know of
// symbols.
func (r *Runner) signature(x *exec, p *path, live []int32) digest {
	b := r.scratch[:0]
	roots := make([]value.Value, 0, len(live))
	for _, reg := range live {
		if v := p.regs.get(reg); v != nil {
			b = v.Key(b)
			roots = append(roots, v)
		} else {
			b = append(b, '-')
		}
	}
	for _, d := range p.defers {
		b = append(b, d.in.Name...)
		b = value.Tuple(d.args).Key(b)
		roots = append(roots, d.args...)
	}
	b = r.appendState(p.st, x.depth, roots, b)
	return r.compared(b)
}

// compared is the digest of what tells states apart, made in r.scratch. It grows with
// the memory, so that it counts as steps.
func (r *Runner) compared(b []byte) digest {
	r.scratch = b
	r.steps += len(b) / 200
	return digestOf(b)
}

// mergeOutcomes merges outcomes that are alike, and joins where there are too
// many. before is the state that the activation began in.
func (r *Runner) mergeOutcomes(x *exec, before *state, outs []outcome) []outcome {
	if len(outs) < 2 {
		return outs
	}
	bySig := map[digest]int{}
	var merged []outcome
	for _, o := range outs {
		b := r.scratch[:0]
		if o.panics {
			b = append(b, '!')
		}
		b = r.appendState(o.st, x.depth, o.results, value.Tuple(o.results).Key(b))
		r.scratch = b
		sig := digestOf(b)
		if i, ok := bySig[sig]; ok {
			q := &merged[i]
			q.st.meet(o.st)
			q.results = slices.Clone(q.results)
			for j := range q.results {
				q.results[j] = value.Merge(q.results[j], o.results[j])
			}
			continue
		}
		bySig[sig] = len(merged)
		merged = append(merged, o)
	}
	if len(merged) <= softPaths {
		return merged
	}
	for _, how := range []likeness{byGist, bySent, byForm} {
		if how == byGist || len(merged) > maxOutcomes {
			merged = r.joinOutcomes(x, before, merged, how)
		}
	}
	return merged
}

// joinOutcomes joins the outcomes that are alike.
func (r *Runner) joinOutcomes(x *exec, before *state, outs []outcome, how likeness) []outcome {
	groups := map[digest]int{}
	var out []outcome
	for _, o := range outs {
		k := how.appendSent(o.st, r.scratch[:0])
		if how == byGist {
			for _, v := range o.results {
				k = r.madeAt(o.st, v, k)
			}
			k = r.gistHeap(o.st, x.depth, before, r.gist(o.st, value.Tuple(o.results), k, 0))
		}
		if o.panics {
			k = r.gist(o.st, o.st.panicking, append(k, '!'), 0)
		}
		sig := r.compared(k)
		i, ok := groups[sig]
		if !ok {
			groups[sig] = len(out)
			out = append(out, o)
			continue
		}
		q := &out[i]
		q.results = slices.Clone(q.results)
		for j := range q.results {
			q.results[j] = r.join(q.st, o.st, q.results[j], o.results[j], "ret|"+strconv.Itoa(x.id)+"|"+strconv.Itoa(j))
		}
		r.joinPanics(q.st, o.st, "ret|"+strconv.Itoa(x.id))
		r.joinHeaps(q.st, o.st, "ret|"+strconv.Itoa(x.id))
		q.st.meet(o.st)
	}
	return out
}

// madeAt is where an object was made, because that is where it is reported. Of what
// other modules make, it is the call that led there; each makes its own object.
func (r *Runner) madeAt(st *state, v value.Value, b []byte) []byte {
	if i, ok := v.(*value.Iface); ok {
		v = i.V
	}
	p, ok := v.(value.Ptr)
	if !ok {
		return b
	}
	o := st.get(p.Obj)
	switch {
	case o == nil || !o.at.Known():
		return b
	case r.prog.own(o.at.Pkg.Path):
		return strconv.AppendInt(append(b, '@'), int64(o.at.Pos), 36)
	}
	return strconv.AppendInt(append(b, '#'), int64(p.Obj), 36)
}

// gist is what of a value decides about statuses: constants that are no text, unless that is of a
// type of its own, nil or not, dynamic types and what is inside errors.
func (r *Runner) gist(st *state, v value.Value, b []byte, depth int) []byte {
	if depth > maxGist || len(b) > maxGistSize {
		return append(b, '.')
	}
	all := func(vs []value.Value) {
		for _, e := range vs {
			b = r.gist(st, e, b, depth+1)
		}
		b = append(b, ')')
	}
	switch v := r.resolve(st, v).(type) {
	case nil:
		return append(b, '-')
	case *value.Const:
		if v.V.Kind() == constant.String {
			return append(b, 't')
		}
		return v.Key(b)
	case *value.Text:
		return append(b, 't')
	case *value.Sym:
		return append(b, 's', byte('1'+st.fact(v.ID).nilness))
	case *value.Iface:
		return r.gist(st, v.V, append(append(b, 'i'), v.Type.ID()...), depth+1)
	case value.Ptr:
		o := st.get(v.Obj)
		if o == nil || o.resp != nil || len(v.Path) > 0 {
			return v.Key(b)
		}
		return r.gistObject(st, o, append(b, 'p'), depth+1)
	case value.Map:
		if o := st.get(v.Obj); o != nil {
			return r.gistObject(st, o, append(b, 'm'), depth+1)
		}
		return v.Key(b)
	case *value.Struct:
		b = append(b, '{')
		for i, f := range v.Fields {
			// A text of a type of its own is one of an enumeration.
			if c, ok := f.(*value.Const); ok && v.Type != nil && i < len(v.Type.Fields) && v.Type.Fields[i].Type.Defined && v.Type.Fields[i].Type.Kind == ir.String {
				b = c.Key(b)
				continue
			}
			b = r.gist(st, f, b, depth+1)
		}
		b = append(b, ')')
	case value.Tuple:
		b = append(b, '(')
		all(v)
	case *value.Union:
		b = append(b, '|')
		all(v.Alts)
	case *value.Slice:
		b = append(b, 'l')
		// A context may collect errors.
		if !listsErrors(v) {
			return b
		}
		all(r.items(st, v))
	case *value.Seq, *value.Array:
		return append(b, 'l')
	case *value.Cond:
		return append(b, 'c')
	default:
		return v.Key(b)
	}
	return b
}

// gistHeap is the gist of the memory that an activation has changed and that is
// older than it. At its end what it has made is its caller's; before, the state that
// it began in, tells that apart.
func (r *Runner) gistHeap(st *state, depth int, before *state, b []byte) []byte {
	for _, id := range st.dirty.ids {
		if o := st.get(id); o != nil && o.depth < depth && o.resp == nil && (before == nil || o.depth == 0 || before.get(id) != nil) {
			b = r.gistObject(st, o, strconv.AppendInt(append(b, '#'), int64(id), 10), 0)
		}
	}
	return b
}

func (r *Runner) gistObject(st *state, o *object, b []byte, depth int) []byte {
	if o.entries == nil {
		return r.gist(st, o.content, b, depth)
	}
	for i, k := range o.entries.keys {
		b = r.gist(st, o.entries.vals[i], k.Key(b), depth)
	}
	return b
}
