package flow

import "slices"

// marks is a small ordered set of objects that is cheap to copy.
type marks struct {
	ids    []int
	shared bool // the numbers belong to a copy too
}

func (m *marks) clone() marks {
	m.shared = true // the first that changes something makes a copy
	return *m
}

func (m *marks) add(id int) {
	i, found := slices.BinarySearch(m.ids, id)
	if found {
		return
	}
	m.own()
	m.ids = slices.Insert(m.ids, i, id)
}

// keep drops the objects of which keep is false.
func (m *marks) keep(keep func(id int) bool) {
	m.own()
	m.ids = slices.DeleteFunc(m.ids, func(id int) bool { return !keep(id) })
}

func (m *marks) own() {
	if m.shared {
		m.ids, m.shared = append(make([]int, 0, len(m.ids)+8), m.ids...), false
	}
}

// unionOf is the ordered union of two ordered sets.
func unionOf(a, b []int) []int {
	out := make([]int, 0, len(a)+len(b))
	for len(a) > 0 && len(b) > 0 {
		switch {
		case a[0] < b[0]:
			out, a = append(out, a[0]), a[1:]
		case a[0] > b[0]:
			out, b = append(out, b[0]), b[1:]
		default:
			out, a, b = append(out, a[0]), a[1:], b[1:]
		}
	}
	return append(append(out, a...), b...)
}
