// Package slices models functions of the standard library's package.
package slices

import (
	"cmp"
	"iter"
)

func All[S ~[]E, E any](s S) iter.Seq2[int, E] {
	return func(yield func(int, E) bool) {
		for i, v := range s {
			if !yield(i, v) {
				return
			}
		}
	}
}

func Values[S ~[]E, E any](s S) iter.Seq[E] {
	return func(yield func(E) bool) {
		for _, v := range s {
			if !yield(v) {
				return
			}
		}
	}
}

func Backward[S ~[]E, E any](s S) iter.Seq2[int, E] {
	return func(yield func(int, E) bool) {
		for i := len(s) - 1; i >= 0; i-- {
			if !yield(i, s[i]) {
				return
			}
		}
	}
}

func AppendSeq[S ~[]E, E any](s S, seq iter.Seq[E]) S {
	for v := range seq {
		s = append(s, v)
	}
	return s
}

func Collect[E any](seq iter.Seq[E]) []E {
	var s []E
	for v := range seq {
		s = append(s, v)
	}
	return s
}

// Sorted gives the elements in the order of the iterator: nothing that is
// certain follows from their order.
func Sorted[E cmp.Ordered](seq iter.Seq[E]) []E { return Collect(seq) }

// SortedFunc is like Sorted.
func SortedFunc[E any](seq iter.Seq[E], _ func(E, E) int) []E { return Collect(seq) }

// SortedStableFunc is like Sorted.
func SortedStableFunc[E any](seq iter.Seq[E], _ func(E, E) int) []E { return Collect(seq) }

func ContainsFunc[S ~[]E, E any](s S, f func(E) bool) bool {
	for _, v := range s {
		if f(v) {
			return true
		}
	}
	return false
}

func IndexFunc[S ~[]E, E any](s S, f func(E) bool) int {
	for i, v := range s {
		if f(v) {
			return i
		}
	}
	return -1
}

func Insert[S ~[]E, E any](s S, i int, v ...E) S {
	var out S
	out = append(out, s[:i]...)
	out = append(out, v...)
	return append(out, s[i:]...)
}

func DeleteFunc[S ~[]E, E any](s S, del func(E) bool) S {
	var out S
	for _, v := range s {
		if !del(v) {
			out = append(out, v)
		}
	}
	return out
}

func Min[S ~[]E, E cmp.Ordered](s S) E {
	least := s[0]
	for _, v := range s[1:] {
		if v < least {
			least = v
		}
	}
	return least
}

func Max[S ~[]E, E cmp.Ordered](s S) E {
	most := s[0]
	for _, v := range s[1:] {
		if v > most {
			most = v
		}
	}
	return most
}

func MinFunc[S ~[]E, E any](s S, compare func(a, b E) int) E {
	least := s[0]
	for _, v := range s[1:] {
		if compare(v, least) < 0 {
			least = v
		}
	}
	return least
}

func MaxFunc[S ~[]E, E any](s S, compare func(a, b E) int) E {
	most := s[0]
	for _, v := range s[1:] {
		if compare(v, most) > 0 {
			most = v
		}
	}
	return most
}

func EqualFunc[S1 ~[]E1, S2 ~[]E2, E1, E2 any](s S1, t S2, eq func(E1, E2) bool) bool {
	if len(s) != len(t) {
		return false
	}
	for i, v := range s {
		if !eq(v, t[i]) {
			return false
		}
	}
	return true
}

func CompactFunc[S ~[]E, E any](s S, eq func(E, E) bool) S {
	var out S
	for i, v := range s {
		if i == 0 || !eq(v, s[i-1]) {
			out = append(out, v)
		}
	}
	return out
}
