package ir

import (
	"encoding/binary"
	"errors"
	"fmt"
	"reflect"
)

// The encoding is a walk over the exported fields in order: varints for
// numbers, a table for strings, a table for *Type (types refer to each other
// in cycles and are shared). encoding/gob is not used because its type numbers
// depend on what a process encoded before, and equal packages must have equal
// bytes.

const codecVersion = 2

var typePtr = reflect.TypeFor[*Type]()

type encoder struct {
	buf     []byte
	strings map[string]uint64
	types   map[*Type]uint64
	queue   []*Type
}

// Encode writes the package as bytes: the same package gives the same bytes.
func Encode(p *Package) []byte {
	e := &encoder{strings: map[string]uint64{}, types: map[*Type]uint64{}}
	e.buf = append(e.buf, codecVersion)
	e.value(reflect.ValueOf(p).Elem())
	// Types follow in the order of first reference; encoding one may add more.
	for i := 0; i < len(e.queue); i++ {
		e.value(reflect.ValueOf(e.queue[i]).Elem())
	}
	return e.buf
}

func (e *encoder) value(v reflect.Value) {
	switch v.Kind() {
	case reflect.Bool:
		b := byte(0)
		if v.Bool() {
			b = 1
		}
		e.buf = append(e.buf, b)
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		e.buf = binary.AppendVarint(e.buf, v.Int())
	case reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uint:
		e.buf = binary.AppendUvarint(e.buf, v.Uint())
	case reflect.String:
		s := v.String()
		if n, ok := e.strings[s]; ok {
			e.buf = binary.AppendUvarint(e.buf, n)
			return
		}
		// A number one past the table announces a new string.
		n := uint64(len(e.strings))
		e.strings[s] = n
		e.buf = binary.AppendUvarint(e.buf, n)
		e.buf = binary.AppendUvarint(e.buf, uint64(len(s)))
		e.buf = append(e.buf, s...)
	case reflect.Slice:
		e.buf = binary.AppendUvarint(e.buf, uint64(v.Len()))
		for i := range v.Len() {
			e.value(v.Index(i))
		}
	case reflect.Pointer:
		if v.Type() != typePtr {
			e.value(v.Elem()) // never nil, never shared
			return
		}
		t := v.Interface().(*Type)
		if t == nil {
			e.buf = binary.AppendUvarint(e.buf, 0)
			return
		}
		n, ok := e.types[t]
		if !ok {
			n = uint64(len(e.types)) + 1
			e.types[t] = n
			e.queue = append(e.queue, t)
		}
		e.buf = binary.AppendUvarint(e.buf, n)
	case reflect.Struct:
		t := v.Type()
		for i := range t.NumField() {
			if f := t.Field(i); f.IsExported() && f.Tag.Get("codec") != "-" {
				e.value(v.Field(i))
			}
		}
	default:
		panic("ir: cannot encode " + v.Kind().String())
	}
}

type decoder struct {
	buf     []byte
	strings []string
	types   []*Type
}

var errShort = errors.New("ir: truncated summary")

// Decode reads what Encode wrote. Bytes that Encode did not write give an
// error.
func Decode(data []byte) (p *Package, err error) {
	defer func() {
		if r := recover(); r != nil {
			de, ok := r.(error)
			if !ok {
				panic(r)
			}
			p, err = nil, de
		}
	}()
	if len(data) == 0 || data[0] != codecVersion {
		return nil, fmt.Errorf("ir: not a summary of version %d", codecVersion)
	}
	d := &decoder{buf: data[1:]}
	p = new(Package)
	d.value(reflect.ValueOf(p).Elem())
	for i := 0; i < len(d.types); i++ {
		d.value(reflect.ValueOf(d.types[i]).Elem())
	}
	if len(d.buf) != 0 {
		return nil, errors.New("ir: trailing bytes after summary")
	}
	for _, t := range d.types {
		t.Seal()
	}
	p.Index()
	return p, nil
}

func (d *decoder) uvarint() uint64 {
	n, w := binary.Uvarint(d.buf)
	if w <= 0 {
		panic(errShort)
	}
	d.buf = d.buf[w:]
	return n
}

func (d *decoder) value(v reflect.Value) {
	switch v.Kind() {
	case reflect.Bool:
		if len(d.buf) == 0 {
			panic(errShort)
		}
		v.SetBool(d.buf[0] != 0)
		d.buf = d.buf[1:]
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		n, w := binary.Varint(d.buf)
		if w <= 0 {
			panic(errShort)
		}
		d.buf = d.buf[w:]
		v.SetInt(n)
	case reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uint:
		v.SetUint(d.uvarint())
	case reflect.String:
		n := d.uvarint()
		switch {
		case n < uint64(len(d.strings)):
			v.SetString(d.strings[n])
		case n == uint64(len(d.strings)):
			size := d.uvarint()
			if size > uint64(len(d.buf)) {
				panic(errShort)
			}
			s := string(d.buf[:size])
			d.buf = d.buf[size:]
			d.strings = append(d.strings, s)
			v.SetString(s)
		default:
			panic(errors.New("ir: unknown string in summary"))
		}
	case reflect.Slice:
		n := d.uvarint()
		if n > uint64(len(d.buf)) { // every element takes a byte or more
			panic(errShort)
		}
		if n == 0 {
			return
		}
		s := reflect.MakeSlice(v.Type(), int(n), int(n))
		for i := range int(n) {
			d.value(s.Index(i))
		}
		v.Set(s)
	case reflect.Pointer:
		if v.Type() != typePtr {
			v.Set(reflect.New(v.Type().Elem()))
			d.value(v.Elem())
			return
		}
		n := d.uvarint()
		switch {
		case n == 0:
		case n <= uint64(len(d.types)):
			v.Set(reflect.ValueOf(d.types[n-1]))
		case n == uint64(len(d.types))+1:
			t := new(Type)
			d.types = append(d.types, t)
			v.Set(reflect.ValueOf(t))
		default:
			panic(errors.New("ir: unknown type in summary"))
		}
	case reflect.Struct:
		t := v.Type()
		for i := range t.NumField() {
			if f := t.Field(i); f.IsExported() && f.Tag.Get("codec") != "-" {
				d.value(v.Field(i))
			}
		}
	default:
		panic(errors.New("ir: cannot decode " + v.Kind().String()))
	}
}
