package flow

import (
	"go/constant"
	"maps"
	"slices"
	"strconv"

	"github.com/httpcontract/httpcontract/internal/ir"
	"github.com/httpcontract/httpcontract/internal/value"
)

// When a loop is unrolled, and what becomes of what it changes when it is not.

// ask notes that a test of something that is not known, of which the path knows the
// answer, has put off a loop's end: the same test of the same will never end it.
func (p *path) ask(head int32, cond value.Value) {
	asked := make(map[int32]digest, len(p.asked)+1)
	maps.Copy(asked, p.asked)
	asked[head] = digestOf(cond.Key(asked[head].append(nil)))
	p.asked = asked
}

// test notes what a known test that has put off a loop's end compared.
func (p *path) test(head int32, operands []value.Value) {
	tested := make(map[int32]digest, len(p.tested)+1)
	maps.Copy(tested, p.tested)
	b := tested[head].append(nil)
	for _, v := range operands {
		b = v.Key(append(b, '|'))
	}
	if operands == nil {
		b = strconv.AppendInt(b, int64(p.iter), 10) // it may be about anything
	}
	tested[head] = digestOf(b)
	p.tested = tested
}

// comparedBy are what a condition that a block has computed at last compares, nil if that
// can't be seen.
func (r *Runner) comparedBy(x *exec, p *path, blk *ir.Block, cond *ir.Arg) (out []value.Value) {
	if cond.Kind != ir.ArgReg {
		return nil
	}
	for i := len(blk.Instrs) - 1; i >= 0; i-- {
		if in := &blk.Instrs[i]; in.Dst == cond.Reg {
			if in.Op != ir.OpBin {
				return nil
			}
			for j := range in.Args {
				out = append(out, r.val(x, p, &in.Args[j]))
			}
			return out
		}
	}
	return nil
}

// loop is a loop's head and the last block of its body.
type loop struct{ head, end int }

// loopsOf are a function's loops by head.
func (r *Runner) loopsOf(f *ir.Func) []loop {
	loops, ok := r.loops[f]
	if !ok {
		ends := map[int]int{}
		for i, b := range f.Body() {
			for _, h := range b.Succs {
				if int(h) <= i {
					ends[int(h)] = i
				}
			}
		}
		for _, h := range slices.Sorted(maps.Keys(ends)) {
			loops = append(loops, loop{h, ends[h]})
		}
		r.loops[f] = loops
	}
	return loops
}

// again notes that a path goes back to the head of a loop. Where nothing known
// limits the loop, what changes from pass to pass becomes unknown.
func (r *Runner) again(x *exec, p *path) *path {
	head := p.block
	p.iter++
	loose := slices.Contains(p.loose, head)
	p.loose = removed(p.loose, head)
	known, asked := slices.Contains(p.decided, head), p.asked[head]
	tested := p.tested[head]
	p.decided, p.asked, p.tested = removed(p.decided, head), dropped(p.asked, head), dropped(p.tested, head)
	if known || asked != (digest{}) {
		last, now := p.passes[head], pass{began: asked, tested: tested}
		if known {
			now.began = r.progress(x, p, head, asked)
		}
		if loose {
			now.loose = last.loose + 1
		}
		// A test that is asked about the same each time will never end it, and
		// one that is far off, or compares the same each time, not before another one does.
		same := known && asked == digest{} && loose && tested == last.tested
		if last.began != now.began && now.loose <= maxLoose && !same && x.passes[head] < maxPasses {
			p.passes = outer(p.passes, head)
			p.passes[head] = now
			return p
		}
	}
	p.soft = outer(p.soft, head)
	p.soft[head]++
	if p.soft[head] >= maxSoft {
		r.widen(x, p, head)
	}
	return p
}

// pass is what is known of a pass through a loop that a known test lets go on: what
// progress it began with, or what was asked, what was compared, and how many before it
// another test might have ended.
type pass struct {
	began, tested digest
	loose         int
}

// outer copies what is kept of loops, but for those inside the one with a head,
// which start anew.
func outer[V any](m map[int32]V, head int32) map[int32]V {
	out := make(map[int32]V, len(m)+1)
	for k, v := range m {
		if k <= head {
			out[k] = v
		}
	}
	return out
}

// added is a list with an element, a copy if it has not been there.
func added(list []int32, e int32) []int32 {
	if slices.Contains(list, e) {
		return list
	}
	return append(slices.Clip(list), e)
}

// removed is a copy of a list without one of its elements.
func removed(list []int32, e int32) []int32 {
	if i := slices.Index(list, e); i >= 0 {
		return slices.Delete(slices.Clone(list), i, i+1)
	}
	return list
}

// dropped is a map without a loop's entry.
func dropped[V any](m map[int32]V, head int32) map[int32]V {
	if _, ok := m[head]; !ok {
		return m
	}
	n := maps.Clone(m)
	delete(n, head)
	return n
}

// progress is what at the head of a loop a test may be about that ends it:
// constants, lengths, and what the others are but for their texts.
func (r *Runner) progress(x *exec, p *path, head int32, asked digest) digest {
	b := asked.append(r.scratch[:0])
	for _, reg := range x.fn.Body()[head].Live {
		switch v := p.regs.get(reg).(type) {
		case *value.Const:
			b = v.Key(b)
		case *value.Slice:
			b = strconv.AppendInt(append(b, 'l'), int64(v.Hi-v.Lo), 10)
		default:
			b = r.gist(p.st, v, b, 0)
		}
	}
	r.scratch = b
	return digestOf(b)
}

// widen makes unknown what a loop's pass changed, given the path at its head.
// Registers hold their type's unknown; the memory that the loop writes is
// joined with what it was on the pass before.
func (r *Runner) widen(x *exec, p *path, head int32) {
	prev := x.heads[head]
	cur := p.fork()
	if prev != nil {
		for _, reg := range x.fn.Body()[head].Live {
			what := "w|" + strconv.Itoa(x.id) + "|" + strconv.Itoa(int(head)) + "|" + strconv.Itoa(int(reg))
			p.regs.set(reg, r.widenValue(prev.st, p.st, prev.regs.get(reg), p.regs.get(reg), what))
		}
		for _, id := range changed(prev.st, p.st) {
			o, old := p.st.get(id), prev.st.get(id)
			if o == nil || old == nil || old.digest() == o.digest() || o.resp != nil {
				continue
			}
			n := *o
			n.sum = digest{}
			what := "w|" + strconv.Itoa(x.id) + "|" + strconv.Itoa(int(head)) + "|o" + strconv.Itoa(id)
			switch {
			case o.typ == middlewareType:
				n.content = joinMiddleware(old.content, o.content)
			case o.entries != nil && old.entries != nil:
				n.entries = joinMappings(r, prev.st, p.st, old.entries, o.entries, what)
			case o.content != nil && old.content != nil:
				n.content = r.widenValue(prev.st, p.st, old.content, o.content, what)
			}
			p.st.put(id, &n)
		}
		r.widenResponses(prev.st, p.st)
	}
	x.heads[head] = cur
}

func (r *Runner) widenValue(sa, sb *state, a, b value.Value, what string) value.Value {
	if a == nil || b == nil || value.Same(a, b) {
		return b
	}
	j := r.join(sa, sb, a, b, what)
	if u, ok := j.(*value.Union); ok {
		// What is computed from pass to pass goes on changing; what the source
		// spells out does not.
		texts, consts := 0, 0
		for _, alt := range u.Alts {
			switch c := alt.(type) {
			case *value.Text:
				texts++
			case *value.Const:
				if c.Computed {
					consts++
				}
				if c.V.Kind() == constant.String {
					texts++
				}
			}
		}
		switch {
		case texts == len(u.Alts):
			return textHole
		case consts > 0 || len(u.Alts) > maxAlts:
			return r.fresh("widened", nil)
		}
	}
	return j
}
