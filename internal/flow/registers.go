package flow

import "github.com/httpcontract/httpcontract/internal/value"

// registers are what a path holds in an activation's registers. Paths fork far more
// often than they change what they hold, so that a copy shares it, by pages.
type registers struct {
	pages []*page
	own   []bool // of the pages: nobody else has it
}

const pageSize = 16

type page [pageSize]value.Value

func newRegisters(n int32) registers {
	k := (int(n) + pageSize - 1) / pageSize
	all := make([]page, k)
	r := registers{make([]*page, k), make([]bool, k)}
	for i := range all {
		r.pages[i] = &all[i]
		r.own[i] = true
	}
	return r
}

// get is what a register holds, nil if nothing.
func (r *registers) get(i int32) value.Value { return r.pages[i/pageSize][i%pageSize] }

func (r *registers) set(i int32, v value.Value) {
	n := i / pageSize
	if !r.own[n] {
		p := *r.pages[n]
		r.pages[n], r.own[n] = &p, true
	}
	r.pages[n][i%pageSize] = v
}

func (r *registers) clone() registers {
	clear(r.own) // the first that changes something makes a copy
	return registers{append([]*page(nil), r.pages...), make([]bool, len(r.own))}
}

// each calls f for what the registers hold.
func (r *registers) each(f func(i int32, v value.Value)) {
	for n, p := range r.pages {
		for i, v := range p {
			if v != nil {
				f(int32(n*pageSize+i), v)
			}
		}
	}
}

// bits is a set of small numbers that is never changed.
type bits []uint64

func (b bits) has(i int32) bool {
	return int(i/64) < len(b) && b[i/64]&(1<<(i%64)) != 0
}

// with is the set with or without a number.
func (b bits) with(i int32, in bool) bits {
	if b.has(i) == in {
		return b
	}
	n := make(bits, max(len(b), int(i/64)+1))
	copy(n, b)
	n[i/64] ^= 1 << (i % 64)
	return n
}
