package flow

import (
	"cmp"
	"iter"
	"maps"
	"slices"
)

// layers is a map that is cheap to copy and to compare with its copies: a shared
// base that is never changed, and a small layer of changes on top. A nil value is
// a deletion.
type layers[K cmp.Ordered, V interface {
	comparable
}] struct {
	base   *map[K]V // nil for an empty one
	over   map[K]V
	shared bool // over belongs to a copy too
}

// maxLayer is the size at which the upper layer becomes part of the base.
const maxLayer = 24

func (l *layers[K, V]) get(k K) V {
	if v, ok := l.over[k]; ok {
		return v
	}
	return l.below()[k]
}

func (l *layers[K, V]) below() map[K]V {
	if l.base == nil {
		return nil
	}
	return *l.base
}

func (l *layers[K, V]) set(k K, v V) {
	switch {
	case l.over == nil:
		l.over = map[K]V{}
	case l.shared:
		l.over = maps.Clone(l.over)
	}
	l.shared = false
	var zero V
	base := l.below()
	if _, below := base[k]; v == zero && !below {
		delete(l.over, k)
		return
	}
	l.over[k] = v
	if len(l.over) <= maxLayer {
		return
	}
	merged := make(map[K]V, len(base)+len(l.over))
	maps.Copy(merged, base)
	for k, v := range l.over {
		if v == zero {
			delete(merged, k)
		} else {
			merged[k] = v
		}
	}
	l.base, l.over = &merged, nil
}

func (l *layers[K, V]) clone() layers[K, V] {
	l.shared = true // the first that changes something makes a copy
	return *l
}

// each calls f for the entries, in no order. The map may be changed meanwhile.
func (l *layers[K, V]) each(f func(K, V)) {
	var none layers[K, V]
	l.eachBut(&none, f)
}

// eachBut calls f for the entries that another map, of which this one may be a
// copy, does not have alike, in no order. The map may be changed meanwhile.
func (l *layers[K, V]) eachBut(other *layers[K, V], f func(K, V)) {
	var zero V
	base, over := l.base, l.over
	for k, v := range over {
		if v != zero && other.get(k) != v {
			f(k, v)
		}
	}
	if base == nil {
		return
	}
	if base == other.base {
		for k := range other.over {
			if _, changed := over[k]; !changed {
				if v := (*base)[k]; v != zero && other.get(k) != v {
					f(k, v)
				}
			}
		}
		return
	}
	for k, v := range *base {
		if _, changed := over[k]; !changed && other.get(k) != v {
			f(k, v)
		}
	}
}

// all are the entries by key. The map may be changed meanwhile.
func (l *layers[K, V]) all() iter.Seq2[K, V] {
	var keys []K
	snapshot := l.clone()
	snapshot.each(func(k K, _ V) { keys = append(keys, k) })
	slices.Sort(keys)
	return func(yield func(K, V) bool) {
		for _, k := range keys {
			if !yield(k, snapshot.get(k)) {
				return
			}
		}
	}
}
