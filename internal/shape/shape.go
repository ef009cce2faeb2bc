// Package shape describes what a response body is, to the depth that JSON
// has structure. Package flow makes shapes from values and types; package rule
// holds them against the contract.
package shape

import (
	"sort"
	"strconv"
	"strings"
)

// Kind is the kind of a shape.
type Kind uint8

// The kinds of shape.
const (
	Unknown Kind = iota // anything, also nothing
	Empty               // no body at all
	Text                // bytes that are certainly not a JSON object
	Object
	Array
	String
	Number
	Bool
	Null
)

// Presence tells whether an object has a member.
type Presence uint8

// The presences.
const (
	Present Presence = iota
	Maybe
)

// Member is a member of an object.
type Member struct {
	Name     string
	Presence Presence
	Shape    *Shape
}

// Shape is the form of a JSON value or of a whole body. It is never changed
// once made.
type Shape struct {
	Kind Kind
	// Known says that Literal is the exact value of a String, Number or Bool.
	Known   bool
	Literal string
	// NonEmpty says of a String that it has at least one character.
	NonEmpty bool
	// Members of an Object, sorted by name. Open says that it may have more.
	Members []Member
	Open    bool
	// Elem is the join of an Array's elements, nil if it is certainly empty;
	// Items are the elements themselves if all are known. Filled says that
	// the array has at least one.
	Elem   *Shape
	Items  []*Shape
	Filled bool
	// Nullable says that the value may be null instead.
	Nullable bool
	// Alts says that this is one of several shapes; Kind is then Unknown.
	Alts []*Shape
}

// Any is the shape of what can't be seen.
var any = &Shape{}

// Any returns the unknown shape.
func Any() *Shape { return any }

// Of returns a shape of a kind without structure.
func Of(k Kind) *Shape { return &Shape{Kind: k} }

// Str is a known string.
func Str(s string) *Shape {
	return &Shape{Kind: String, Known: true, Literal: s, NonEmpty: s != ""}
}

// Obj makes an object; later members replace earlier ones of the same name, as
// in a Go map.
func Obj(members []Member, open bool) *Shape {
	byName := map[string]int{}
	var out []Member
	for _, m := range members {
		if i, ok := byName[m.Name]; ok {
			out[i] = m
			continue
		}
		byName[m.Name] = len(out)
		out = append(out, m)
	}
	sort.SliceStable(out, func(i, j int) bool { return out[i].Name < out[j].Name })
	return &Shape{Kind: Object, Members: out, Open: open}
}

// Member finds an object's member, or nil.
func (s *Shape) Member(name string) *Member {
	for i := range s.Members {
		if s.Members[i].Name == name {
			return &s.Members[i]
		}
	}
	return nil
}

// OrNull is the shape, or null.
func (s *Shape) OrNull() *Shape {
	if s.Kind == Unknown || s.Kind == Null || s.Nullable {
		return s
	}
	n := *s
	n.Nullable = true
	return &n
}

// Equal compares two shapes.
func Equal(a, b *Shape) bool {
	if a == b {
		return true
	}
	return a != nil && b != nil && a.key(0) == b.key(0)
}

// Key is text that is equal for equal shapes.
func (s *Shape) Key() string { return s.key(0) }

// key writes everything that distinguishes a shape.
func (s *Shape) key(depth int) string {
	if s == nil {
		return "-"
	}
	var b strings.Builder
	b.WriteString(strconv.Itoa(int(s.Kind)))
	for _, f := range []bool{s.Known, s.NonEmpty, s.Open, s.Filled, s.Nullable} {
		if f {
			b.WriteByte('t')
		} else {
			b.WriteByte('f')
		}
	}
	b.WriteString(strconv.Quote(s.Literal))
	if depth > 12 {
		return b.String()
	}
	for _, m := range s.Members {
		b.WriteString(m.Name + string('0'+byte(m.Presence)) + m.Shape.key(depth+1))
	}
	if s.Elem != nil {
		b.WriteString("[" + s.Elem.key(depth+1))
	}
	for _, i := range s.Items {
		b.WriteString("," + i.key(depth+1))
	}
	for _, i := range s.Alts {
		b.WriteString("|" + i.key(depth+1))
	}
	return b.String()
}

// Join is a shape that covers both: what is certain of it is certain of each.
func Join(a, b *Shape) *Shape {
	switch {
	case a == nil:
		return b
	case b == nil || Equal(a, b):
		return a
	case len(a.Alts) > 0 || len(b.Alts) > 0:
		return alternatives(a, b)
	case a.Kind == Null:
		return b.OrNull()
	case b.Kind == Null:
		return a.OrNull()
	case a.Kind != b.Kind || a.Kind == Unknown:
		return alternatives(a, b)
	}
	out := &Shape{Kind: a.Kind, Nullable: a.Nullable || b.Nullable}
	switch a.Kind {
	case String:
		out.NonEmpty = a.NonEmpty && b.NonEmpty
	case Array:
		out.Elem = Join(a.Elem, b.Elem)
		out.Filled = a.Filled && b.Filled
	case Object:
		out.Open = a.Open || b.Open
		for _, m := range a.Members {
			if o := b.Member(m.Name); o != nil {
				p := max(m.Presence, o.Presence)
				out.Members = append(out.Members, Member{m.Name, p, Join(m.Shape, o.Shape)})
			} else {
				out.Members = append(out.Members, Member{m.Name, Maybe, m.Shape})
			}
		}
		for _, m := range b.Members {
			if a.Member(m.Name) == nil {
				out.Members = append(out.Members, Member{m.Name, Maybe, m.Shape})
			}
		}
		sort.Slice(out.Members, func(i, j int) bool { return out.Members[i].Name < out.Members[j].Name })
	}
	return out
}

const maxAlts = 8

func alternatives(a, b *Shape) *Shape {
	var alts []*Shape
	add := func(s *Shape) bool {
		if s.Kind == Unknown && len(s.Alts) == 0 {
			return false
		}
		for _, o := range alts {
			if Equal(o, s) {
				return true
			}
		}
		alts = append(alts, s)
		return true
	}
	for _, s := range []*Shape{a, b} {
		list := s.Alts
		if len(list) == 0 {
			list = []*Shape{s}
		}
		for _, s := range list {
			if !add(s) {
				return any
			}
		}
	}
	if len(alts) > maxAlts {
		return any
	}
	return &Shape{Alts: alts}
}

// String is the shape as a short JSON-like text: what -list prints.
func (s *Shape) String() string {
	var b strings.Builder
	s.write(&b, 0)
	return b.String()
}

const (
	maxPrintDepth  = 6
	maxPrintLength = 400
)

func (s *Shape) write(b *strings.Builder, depth int) {
	if s == nil {
		b.WriteByte('?')
		return
	}
	if depth > maxPrintDepth || b.Len() > maxPrintLength {
		b.WriteString("...")
		return
	}
	switch s.Kind {
	case Unknown:
		if len(s.Alts) == 0 {
			b.WriteByte('?')
			return
		}
		for i, a := range s.Alts {
			if i > 0 {
				b.WriteString(" | ")
			}
			a.write(b, depth)
		}
		return
	case Empty:
		b.WriteByte('-')
	case Text:
		b.WriteString("text")
	case Null:
		b.WriteString("null")
	case String:
		if s.Known {
			b.WriteString(strconv.Quote(s.Literal))
		} else {
			b.WriteString("string")
		}
	case Number:
		if s.Known {
			b.WriteString(s.Literal)
		} else {
			b.WriteString("number")
		}
	case Bool:
		if s.Known {
			b.WriteString(s.Literal)
		} else {
			b.WriteString("bool")
		}
	case Array:
		b.WriteByte('[')
		switch {
		case s.Elem != nil:
			s.Elem.write(b, depth+1)
			b.WriteString("...")
		}
		b.WriteByte(']')
	case Object:
		b.WriteByte('{')
		for i, m := range s.Members {
			if i > 0 {
				b.WriteString(", ")
			}
			b.WriteString(m.Name)
			if m.Presence == Maybe {
				b.WriteByte('?')
			}
			b.WriteString(": ")
			m.Shape.write(b, depth+1)
		}
		if s.Open {
			if len(s.Members) > 0 {
				b.WriteString(", ")
			}
			b.WriteString("...")
		}
		b.WriteByte('}')
	}
	if s.Nullable {
		b.WriteString(" | null")
	}
}
