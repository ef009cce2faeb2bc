// Package strings models functions of the standard library's package.
package strings

import (
	"iter"
	"strings"
)

func SplitSeq(s, sep string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for _, v := range strings.Split(s, sep) {
			if !yield(v) {
				return
			}
		}
	}
}

func FieldsSeq(s string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for _, v := range strings.Fields(s) {
			if !yield(v) {
				return
			}
		}
	}
}
