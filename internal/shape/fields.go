package shape

import (
	"reflect"
	"slices"
	"sort"
	"strings"
	"unicode"

	"github.com/httpcontract/httpcontract/internal/ir"
)

// Field is a struct field as encoding/json sees it.
type Field struct {
	Name      string
	Index     []int // path of field indices through embedded structs
	Type      *ir.Type
	OmitEmpty bool
	OmitZero  bool
	Quoted    bool // the ",string" option
	tagged    bool
}

// Fields are the members that encoding/json makes of a struct, after its rules
// for tags, embedding and conflicting names (encoding/json, typeFields).
func Fields(t *ir.Type) []Field {
	type level struct {
		t     *ir.Type
		index []int
	}
	var fields []Field
	next := []level{{t: t}}
	visited := map[string]bool{}
	var count, nextCount map[string]int
	for len(next) > 0 {
		current := next
		next = nil
		count, nextCount = nextCount, map[string]int{}
		for _, l := range current {
			if visited[l.t.ID()] {
				continue
			}
			visited[l.t.ID()] = true
			for i, f := range l.t.Fields {
				ft := f.Type
				if f.Embedded {
					et := ft
					if et.Kind == ir.Pointer && !et.Defined {
						et = et.Elem
					}
					if !f.Exported && et.Kind != ir.Struct {
						continue
					}
				} else if !f.Exported {
					continue
				}
				tag := reflect.StructTag(f.Tag).Get("json")
				if tag == "-" {
					continue
				}
				name, opts, _ := strings.Cut(tag, ",")
				if !validName(name) {
					name = ""
				}
				index := append(slices.Clone(l.index), i)
				if ft.Kind == ir.Pointer && !ft.Defined {
					ft = ft.Elem
				}
				quoted := false
				if slices.Contains(strings.Split(opts, ","), "string") {
					switch ft.Kind {
					case ir.Bool, ir.Int, ir.Uint, ir.Float, ir.String:
						quoted = true
					}
				}
				if name != "" || !f.Embedded || ft.Kind != ir.Struct {
					fd := Field{
						Name: name, Index: index, Type: f.Type, tagged: name != "", Quoted: quoted,
						OmitEmpty: slices.Contains(strings.Split(opts, ","), "omitempty"),
						OmitZero:  slices.Contains(strings.Split(opts, ","), "omitzero"),
					}
					if name == "" {
						fd.Name = f.Name
					}
					fields = append(fields, fd)
					if count[l.t.ID()] > 1 {
						// Several embeddings of one type at one depth annihilate
						// each other.
						fields = append(fields, fd)
					}
					continue
				}
				nextCount[ft.ID()]++
				if nextCount[ft.ID()] == 1 {
					next = append(next, level{ft, index})
				}
			}
		}
	}
	sort.SliceStable(fields, func(i, j int) bool {
		a, b := fields[i], fields[j]
		if a.Name != b.Name {
			return a.Name < b.Name
		}
		if len(a.Index) != len(b.Index) {
			return len(a.Index) < len(b.Index)
		}
		return a.tagged && !b.tagged
	})
	var out []Field
	for i := 0; i < len(fields); {
		j := i + 1
		for j < len(fields) && fields[j].Name == fields[i].Name {
			j++
		}
		// The dominant field: the shallowest, then the tagged one; a tie
		// leaves none.
		if j == i+1 || len(fields[i].Index) != len(fields[i+1].Index) || fields[i].tagged != fields[i+1].tagged {
			out = append(out, fields[i])
		}
		i = j
	}
	sort.SliceStable(out, func(i, j int) bool { return slices.Compare(out[i].Index, out[j].Index) < 0 })
	return out
}

func validName(s string) bool {
	for _, c := range s {
		if !strings.ContainsRune("!#$%&()*+-./:;<=>?@[]^_{|}~ ", c) && !unicode.IsLetter(c) && !unicode.IsDigit(c) {
			return false
		}
	}
	return s != ""
}
