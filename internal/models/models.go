// Package models holds programs of functions of the standard library that call
// what they are given: iterators, searches with a predicate, sync.OnceValue. The
// standard library itself is not executed, because the drivers do not all
// analyse it; package flow executes these in its place, like a function that can
// be seen. They are written in Go, below src, as simple as possible: what matters is
// which of their arguments they call with what, and what they give.
//
// models.bin is what package lower makes of src.
package models

import (
	_ "embed"
	"sync"

	"github.com/httpcontract/httpcontract/internal/ir"
)

//go:generate go run ./gen

//go:embed models.bin
var encoded []byte

var packages = sync.OnceValue(func() map[string]*ir.Package {
	out := map[string]*ir.Package{}
	data := encoded
	for len(data) > 0 {
		var one []byte
		one, data = cut(data)
		p, err := ir.Decode(one)
		if err != nil {
			panic("models.bin is broken: " + err.Error())
		}
		out[p.Path] = p
	}
	return out
})

// Func finds the model of a function by its key, or gives nil.
func Func(key string) *ir.Func {
	if p := packages()[ir.PathOf(key)]; p != nil {
		return p.Func(key)
	}
	return nil
}
