package ir

import (
	"slices"
	"strconv"
	"strings"
	"sync/atomic"

	"github.com/httpcontract/httpcontract/internal/responder"
)

// Kind is the kind of a type's underlying type.
type Kind uint8

// The kinds of type. Opaque is a type whose structure is not carried.
const (
	Opaque Kind = iota
	Bool
	Int
	Uint
	Float
	Complex
	String
	Pointer
	Slice
	Array
	Map
	Struct
	Interface
	Signature
	Chan
	TypeParam
	Tuple
)

// Type is a Go type, cut down to what execution and JSON shapes need. Types
// are compared by ID, never by pointer.
type Type struct {
	Kind    Kind
	Name    string // a defined type's "pkg.Name"; a basic type's name
	Defined bool
	TArgs   []*Type // a generic type's arguments
	Elem    *Type
	Key     *Type
	Len     int64    // of an array; the bytes of an integer
	Fields  []Field  // Struct
	Methods []Method // a defined type's own methods; an interface's whole set
	Params  []*Type  // Signature
	Results []*Type  // Signature, Tuple
	Index   int      // TypeParam

	id string
	// answers remembers what was asked of a sealed type; see once.
	answers uint32
}

// Field is a struct field.
type Field struct {
	Name     string
	Type     *Type
	Tag      string
	Embedded bool
	Exported bool
}

// Method is a method: Func is the key of its body, Sig its signature as text.
type Method struct {
	Name string
	Sig  string
	Func string
	Ptr  bool // has a pointer receiver
	// From is, for a method of an interface, the key of the method as the
	// interface that first declares it has it.
	From string
}

// ID is the type's identity: equal for identical types.
func (t *Type) ID() string {
	if t == nil {
		return "?"
	}
	if t.id == "" {
		var b strings.Builder
		t.write(&b, 0)
		return b.String()
	}
	return t.id
}

// Seal remembers the ID; it is called before the type is shared.
func (t *Type) Seal() { t.id = t.ID() }

func (t *Type) write(b *strings.Builder, depth int) {
	if t == nil || depth > 20 {
		b.WriteByte('?')
		return
	}
	if t.id != "" {
		b.WriteString(t.id)
		return
	}
	list := func(ts []*Type) {
		for i, t := range ts {
			if i > 0 {
				b.WriteByte(',')
			}
			t.write(b, depth+1)
		}
	}
	if t.Defined {
		b.WriteString(t.Name)
		if len(t.TArgs) > 0 {
			b.WriteByte('[')
			list(t.TArgs)
			b.WriteByte(']')
		}
		return
	}
	switch t.Kind {
	case Pointer:
		b.WriteByte('*')
		t.Elem.write(b, depth+1)
	case Slice:
		b.WriteString("[]")
		t.Elem.write(b, depth+1)
	case Array:
		b.WriteString("[" + strconv.FormatInt(t.Len, 10) + "]")
		t.Elem.write(b, depth+1)
	case Map:
		b.WriteString("map[")
		t.Key.write(b, depth+1)
		b.WriteByte(']')
		t.Elem.write(b, depth+1)
	case Chan:
		b.WriteString("chan ")
		t.Elem.write(b, depth+1)
	case Struct:
		b.WriteString("struct{")
		for _, f := range t.Fields {
			b.WriteString(f.Name + " ")
			f.Type.write(b, depth+1)
			if f.Tag != "" {
				b.WriteString(strconv.Quote(f.Tag))
			}
			b.WriteByte(';')
		}
		b.WriteByte('}')
	case Interface:
		b.WriteString("interface{")
		for _, m := range t.Methods {
			b.WriteString(m.Name + m.Sig + ";")
		}
		b.WriteByte('}')
	case Signature:
		b.WriteString("func(")
		list(t.Params)
		b.WriteString(")(")
		list(t.Results)
		b.WriteByte(')')
	case Tuple:
		b.WriteByte('(')
		list(t.Results)
		b.WriteByte(')')
	case TypeParam:
		b.WriteString("$" + strconv.Itoa(t.Index))
	default:
		b.WriteString(t.Name)
	}
}

// Own returns the method that the defined type itself declares, or nil.
func (t *Type) Own(name string) *Method {
	for i := range t.Methods {
		if t.Methods[i].Name == name {
			return &t.Methods[i]
		}
	}
	return nil
}

// Selection is a method found on a type: the embedded fields that lead to it
// and either the method of a defined type or, for an embedded interface, none.
type Selection struct {
	Path   []int // field indices from the outer struct
	Type   *Type // the type that has the method: defined, or an interface
	Method *Method
}

// Method finds a method in the method set of t or *t, through embedded
// fields as the Go specification selects them (the shallowest, and only if it
// is the only one at that depth), or nil.
func (t *Type) Method(name string) *Selection {
	type node struct {
		t    *Type
		path []int
	}
	if t.Kind == Pointer && !t.Defined {
		t = t.Elem
	}
	level := []node{{t: t}}
	seen := map[*Type]bool{}
	for len(level) > 0 {
		var found []*Selection
		var next []node
		for _, n := range level {
			if seen[n.t] || n.t == nil {
				continue
			}
			seen[n.t] = true
			if m := n.t.Own(name); m != nil {
				found = append(found, &Selection{Path: n.path, Type: n.t, Method: m})
				continue
			}
			if n.t.Kind != Struct {
				continue
			}
			for i, f := range n.t.Fields {
				if !f.Embedded {
					if f.Name == name {
						found = append(found, nil) // a field hides deeper methods
					}
					continue
				}
				ft := f.Type
				if ft.Kind == Pointer && !ft.Defined {
					ft = ft.Elem
				}
				path := append(append([]int{}, n.path...), i)
				next = append(next, node{ft, path})
			}
		}
		if len(found) == 1 {
			return found[0]
		}
		if len(found) > 1 {
			return nil
		}
		level = next
	}
	return nil
}

// Implements reports whether values of type t have all methods of the
// interface. The second result is false where t's structure is not known well
// enough to say.
func (t *Type) Implements(iface *Type) (yes, known bool) {
	if iface.Kind != Interface {
		return false, false
	}
	known = true
	for _, want := range iface.Methods {
		sel := t.Method(want.Name)
		if sel == nil {
			if !t.complete(0) {
				known = false
				continue
			}
			return false, true
		}
		if sel.Method.Sig != want.Sig {
			return false, true
		}
		if sel.Method.Ptr && t.Kind != Pointer && !sel.viaPointer(t) {
			return false, true
		}
	}
	return known, known
}

// viaPointer reports whether the selection goes through an embedded pointer,
// which puts pointer methods into the value's method set.
func (s *Selection) viaPointer(t *Type) bool {
	for _, i := range s.Path {
		f := t.Fields[i].Type
		if f.Kind == Pointer {
			return true
		}
		t = f
	}
	return false
}

// complete reports whether every method of the type is known.
func (t *Type) complete(depth int) bool {
	if t == nil || t.Kind == Opaque || t.Kind == TypeParam || depth > 8 {
		return false
	}
	if t.Kind == Pointer && !t.Defined {
		return t.Elem.complete(depth + 1)
	}
	for _, f := range t.Fields {
		if f.Embedded && !f.Type.complete(depth+1) {
			return false
		}
	}
	return true
}

// IsNamed reports whether the type is the defined type "pkg.Name".
func (t *Type) IsNamed(name string) bool { return t != nil && t.Defined && t.Name == name }

// embeds reports whether the type, or the one that it points to, is a struct that
// embeds one of the named types, however deep.
func (t *Type) embeds(names []string) bool {
	if len(names) == 0 {
		return false
	}
	if t.Kind == Pointer && !t.Defined {
		t = t.Elem
	}
	return t != nil && slices.ContainsFunc(t.Fields, func(f Field) bool {
		return f.Embedded && (slices.Contains(names, f.Type.Name) || f.Type.Kind == Struct && f.Type.embeds(names))
	})
}

// IsRequest reports whether the type is *http.Request.
func (t *Type) IsRequest() bool {
	return t != nil && t.Kind == Pointer && t.Elem.IsNamed("net/http.Request")
}

// Nillable reports whether nil is a value of the type.
func (t *Type) Nillable() bool {
	switch t.Kind {
	case Pointer, Slice, Map, Interface, Signature, Chan:
		return true
	}
	return false
}

// Subst replaces type parameters by arguments.
func (t *Type) Subst(args []*Type) *Type {
	if t == nil || len(args) == 0 || !t.generic(map[*Type]bool{}) {
		return t
	}
	return t.subst(args, map[*Type]*Type{})
}

func (t *Type) generic(seen map[*Type]bool) bool {
	if t == nil || seen[t] {
		return false
	}
	seen[t] = true
	if t.Kind == TypeParam {
		return true
	}
	if t.Defined {
		// A defined type depends on type parameters only by its arguments.
		return anyGeneric(t.TArgs, seen)
	}
	if t.Elem.generic(seen) || t.Key.generic(seen) || anyGeneric(t.Params, seen) || anyGeneric(t.Results, seen) {
		return true
	}
	for _, f := range t.Fields {
		if f.Type.generic(seen) {
			return true
		}
	}
	return false
}

// Generic reports whether the type has type parameters in it.
func (t *Type) Generic() bool { return t.generic(map[*Type]bool{}) }

// MayBe reports whether two types are identical for some arguments of the type
// parameters in them.
func (t *Type) MayBe(o *Type) bool {
	switch {
	case t == nil || o == nil:
		return t == o
	case t.Kind == TypeParam || o.Kind == TypeParam:
		return true
	case t.Defined || o.Defined:
		return t.Defined == o.Defined && t.Name == o.Name && slices.EqualFunc(t.TArgs, o.TArgs, (*Type).MayBe)
	case !t.Generic() && !o.Generic():
		return t.ID() == o.ID()
	}
	return t.Kind == o.Kind && t.Len == o.Len && t.Elem.MayBe(o.Elem) && t.Key.MayBe(o.Key) &&
		slices.EqualFunc(t.Params, o.Params, (*Type).MayBe) && slices.EqualFunc(t.Results, o.Results, (*Type).MayBe) &&
		slices.EqualFunc(t.Fields, o.Fields, func(a, b Field) bool { return a.Name == b.Name && a.Type.MayBe(b.Type) })
}

func anyGeneric(ts []*Type, seen map[*Type]bool) bool {
	for _, t := range ts {
		if t.generic(seen) {
			return true
		}
	}
	return false
}

func (t *Type) subst(args []*Type, done map[*Type]*Type) *Type {
	if t == nil {
		return nil
	}
	if t.Kind == TypeParam {
		if t.Index < len(args) {
			return args[t.Index]
		}
		return t
	}
	if d := done[t]; d != nil {
		return d
	}
	if !t.generic(map[*Type]bool{}) {
		return t
	}
	n := Type{Kind: t.Kind, Name: t.Name, Defined: t.Defined, Len: t.Len, Methods: t.Methods, Index: t.Index}
	done[t] = &n
	list := func(ts []*Type) []*Type {
		if ts == nil {
			return nil
		}
		out := make([]*Type, len(ts))
		for i, e := range ts {
			out[i] = e.subst(args, done)
		}
		return out
	}
	n.TArgs, n.Params, n.Results = list(t.TArgs), list(t.Params), list(t.Results)
	n.Elem, n.Key = t.Elem.subst(args, done), t.Key.subst(args, done)
	n.Fields = make([]Field, len(t.Fields))
	for i, f := range t.Fields {
		f.Type = f.Type.subst(args, done)
		n.Fields[i] = f
	}
	return &n
}

var writerMethods = map[string]string{"Header": "() net/http.Header", "Write": "([]byte) (int, error)", "WriteHeader": "(int)"}

// IsWriter reports whether the type is http.ResponseWriter or an interface that
// includes it.
func (t *Type) IsWriter() bool {
	if t == nil || t.Kind != Interface {
		return false
	}
	if t.IsNamed("net/http.ResponseWriter") {
		return true
	}
	n := 0
	for _, m := range t.Methods {
		if m.Sig != "" && m.Sig == writerMethods[m.Name] {
			n++
		}
	}
	return n == len(writerMethods)
}

// GivesWriter reports whether the type is an interface with a method that gives the
// writer: a context of the program's own behind one.
func (t *Type) GivesWriter() bool {
	return t.gives("net/http.ResponseWriter") && !t.IsWriter()
}

// GivesRequest is GivesWriter for the request.
func (t *Type) GivesRequest() bool { return t.gives("*net/http.Request") }

// gives reports whether the type is an interface, and no framework's context, with a method
// that gives a value of a type.
func (t *Type) gives(result string) bool {
	return t != nil && t.Kind == Interface && t.Context() == nil && slices.ContainsFunc(t.Methods, func(m Method) bool { return m.Sig == "() "+result })
}

// HoldsWriter reports whether the type is http.ResponseWriter, a framework's
// context, an interface that gives one, or a structure that holds one, however deep.
func (t *Type) HoldsWriter() bool {
	return t.once(holdsWriter, func() bool {
		return t.find(func(t *Type) bool { return t.IsWriter() || t.Context() != nil || t.GivesWriter() })
	})
}

// What is asked of types again and again: a bit that says that it is known, before the one
// with the answer.
const (
	holdsWriter uint32 = 1 << (2 * iota)
	mayServe
	configures
)

// once answers a question about a type that no longer changes only once.
func (t *Type) once(question uint32, is func() bool) bool {
	if t == nil || t.id == "" {
		return is()
	}
	if known := atomic.LoadUint32(&t.answers); known&question != 0 {
		return known&(question<<1) != 0
	}
	yes := is()
	if yes {
		question |= question << 1
	}
	atomic.OrUint32(&t.answers, question)
	return yes
}

// Context is the framework of which the type, or the type that it points to,
// is a context, or nil.
func (t *Type) Context() *responder.Framework {
	if t == nil {
		return nil
	}
	if t.Kind == Pointer && !t.Defined {
		t = t.Elem
	}
	if t == nil || !t.Defined {
		return nil
	}
	if f := responder.Context(t.Name); f != nil || t.Kind != Interface {
		return f
	}
	// A project's own interface over a framework's.
	for _, m := range t.Methods {
		recv, _, _ := strings.Cut(strings.TrimLeft(m.From, "(*"), ").")
		if f := responder.Context(recv); f != nil {
			return f
		}
	}
	return nil
}

// HeldContext is the framework of the first context that the type holds, or
// nil.
func (t *Type) HeldContext() (f *responder.Framework) {
	t.find(func(t *Type) bool {
		f = t.Context()
		return f != nil
	})
	return f
}

// Declared is the key of an interface's method as the interface that first
// declares it has it, "" if that is not known.
func (t *Type) Declared(name string) string {
	if m := t.Own(name); m != nil && m.From != "" {
		return m.From
	}
	if t.Defined {
		return "(" + t.Name + ")." + name
	}
	return ""
}

// Configures reports whether a value of the type may decide what code does to which another package
// gives it: it is a function, an interface or a setting, or holds one where whoever makes it puts it.
func (t *Type) Configures() bool {
	return t.once(configures, func() bool { return t.findSetting(true, map[*Type]bool{}) })
}

// findSetting is Configures; open says that another package can put values of the type where it
// was found.
func (t *Type) findSetting(open bool, seen map[*Type]bool) bool {
	if t == nil || t.Kind == Struct && t.Defined && IsStd(PathOf(t.Name)) {
		return false
	}
	if was, found := seen[t]; found && (was || !open) {
		return false
	}
	seen[t] = open
	switch t.Kind {
	case Pointer, Slice, Array, Map, Chan:
		return t.Elem.findSetting(open, seen)
	case Struct:
		return slices.ContainsFunc(t.Fields, func(f Field) bool { return f.Type.findSetting(open && f.Exported, seen) })
	case Interface, Signature, TypeParam:
		return true
	case Bool, Int, Uint, Float, String:
		return open
	}
	return false
}

// Serves reports whether values of the type serve HTTP requests, or hold or
// make values that do: functions that take a writer or a request, types with a
// ServeHTTP method, middleware, tables of routes.
func (t *Type) Serves() bool {
	return t.once(mayServe, func() bool { return t.serves(map[*Type]bool{}, 0) })
}

func (t *Type) serves(seen map[*Type]bool, depth int) bool {
	if t == nil || depth > maxHoldDepth+2 || seen[t] {
		return false
	}
	seen[t] = true
	any := func(ts []*Type) bool {
		return slices.ContainsFunc(ts, func(t *Type) bool { return t.serves(seen, depth+1) })
	}
	if t.Defined && t.Method("ServeHTTP") != nil {
		return true
	}
	switch t.Kind {
	case Signature:
		for _, p := range t.Params {
			if p.HoldsWriter() || p.IsRequest() {
				return true
			}
		}
		return any(t.Params) || any(t.Results)
	case Tuple:
		return any(t.Results)
	case Pointer:
		return t.Method("ServeHTTP") != nil || t.Elem.serves(seen, depth+1)
	case Slice, Array, Map:
		return t.Elem.serves(seen, depth+1)
	case Interface:
		return t.Own("ServeHTTP") != nil
	case Struct:
		return slices.ContainsFunc(t.Fields, func(f Field) bool { return f.Type.serves(seen, depth+1) })
	}
	return false
}

const maxHoldDepth = 4

// Structs calls f for the defined struct types of which a value of the type holds
// values: itself, and those of fields and array elements.
func (t *Type) Structs(f func(*Type)) {
	switch {
	case t == nil:
	case t.Kind == Array:
		t.Elem.Structs(f)
	case t.Kind == Struct:
		if t.Defined {
			f(t)
		}
		for _, field := range t.Fields {
			field.Type.Structs(f)
		}
	case t.Kind == Tuple:
		for _, e := range t.Results {
			e.Structs(f)
		}
	}
}

// Holds reports whether a value of the type is, or holds, one of a struct type with a
// name.
func (t *Type) Holds(name string) (found bool) {
	t.Structs(func(s *Type) { found = found || s.Name == name })
	return found
}

// find reports whether a function holds for the type or one inside it.
func (t *Type) find(is func(*Type) bool) bool {
	var few [16]*Type
	seen := few[:0]
	return t.findIn(0, &seen, is)
}

func (t *Type) findIn(depth int, seen *[]*Type, is func(*Type) bool) bool {
	if t == nil || depth > maxHoldDepth || slices.Contains(*seen, t) {
		return false
	}
	*seen = append(*seen, t)
	if is(t) {
		return true
	}
	switch t.Kind {
	case Pointer:
		return t.Elem.findIn(depth, seen, is)
	case Struct:
		if t.Defined && strings.HasPrefix(t.Name, "net/http.") {
			return false
		}
		for _, f := range t.Fields {
			if f.Type.findIn(depth+1, seen, is) {
				return true
			}
		}
	}
	return false
}
