package flow

import (
	"cmp"
	"iter"
	"maps"
	"slices"
)

// layers is a map that is cheap to copy: a shared base that is never changed,
// and a small layer of changes on top. A nil value is a deletion.
type layers[K cmp.Ordered, V interface {
	comparable
}] struct {
	base, over map[K]V
}

// maxLayer is the size at which the upper layer becomes part of the base.
const maxLayer = 24

func (l *layers[K, V]) get(k K) V {
	if v, ok := l.over[k]; ok {
		return v
	}
	return l.base[k]
}

func (l *layers[K, V]) set(k K, v V) {
	if l.over == nil {
		l.over = map[K]V{}
	}
	l.over[k] = v
	if len(l.over) <= maxLayer {
		return
	}
	var zero V
	merged := make(map[K]V, len(l.base)+len(l.over))
	maps.Copy(merged, l.base)
	for k, v := range l.over {
		if v == zero {
			delete(merged, k)
		} else {
			merged[k] = v
		}
	}
	l.base, l.over = merged, nil
}

func (l *layers[K, V]) clone() layers[K, V] { return layers[K, V]{l.base, maps.Clone(l.over)} }

// each calls f for the entries, in no order. The map may be changed meanwhile.
func (l *layers[K, V]) each(f func(K, V)) {
	var zero V
	base, over := l.base, l.over
	for k, v := range over {
		if v != zero {
			f(k, v)
		}
	}
	for k, v := range base {
		if _, changed := over[k]; !changed {
			f(k, v)
		}
	}
}

// all are the entries by key. The map may be changed meanwhile.
func (l *layers[K, V]) all() iter.Seq2[K, V] {
	var keys []K
	snapshot := *l
	snapshot.over = maps.Clone(l.over)
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
