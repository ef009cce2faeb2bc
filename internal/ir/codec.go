package ir

import (
	"encoding/binary"
	"errors"
	"fmt"
	"reflect"
	"sync"
)

// The encoding is a walk over the exported fields in order: varints for
// numbers, indices into a table for strings and *Type (types refer to each other
// in cycles and are shared). The tables come first, and a function's body is
// preceded by its length, so that bodies can be read one by one. encoding/gob is
// not used because its type numbers depend on what a process encoded before, and
// equal packages must have equal bytes.

const codecVersion = 9

var (
	typePtr  = reflect.TypeFor[*Type]()
	funcType = reflect.TypeFor[Func]()
)

// layouts are the fields of structs that are encoded, by type: []int.
var layouts sync.Map

// encoded are the indices of a struct's fields that are encoded: asking reflect for them
// costs more than the rest.
func encoded(t reflect.Type) []int {
	if l, ok := layouts.Load(t); ok {
		return l.([]int)
	}
	var fields []int
	for i := range t.NumField() {
		if f := t.Field(i); f.IsExported() && f.Tag.Get("codec") != "-" {
			fields = append(fields, i)
		}
	}
	layouts.Store(t, fields)
	return fields
}

type encoder struct {
	buf     []byte
	strings map[string]uint64
	texts   []byte
	types   map[*Type]uint64
	queue   []*Type
}

// Encode writes the package as bytes: the same package gives the same bytes.
func Encode(p *Package) []byte {
	e := &encoder{strings: map[string]uint64{}, types: map[*Type]uint64{}}
	e.value(reflect.ValueOf(p).Elem())
	pkg := e.buf
	e.buf = nil
	// Types follow in the order of first reference; encoding one may add more.
	for i := 0; i < len(e.queue); i++ {
		e.value(reflect.ValueOf(e.queue[i]).Elem())
	}
	out := []byte{codecVersion}
	out = binary.AppendUvarint(out, uint64(len(e.strings)))
	out = append(out, e.texts...)
	out = binary.AppendUvarint(out, uint64(len(e.queue)))
	out = append(out, e.buf...)
	return append(out, pkg...)
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
		n := uint64(len(e.strings))
		e.strings[s] = n
		e.texts = append(binary.AppendUvarint(e.texts, uint64(len(s))), s...)
		e.buf = binary.AppendUvarint(e.buf, n)
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
		for _, i := range encoded(t) {
			e.value(v.Field(i))
		}
		if t == funcType {
			outside := e.buf
			e.buf = nil
			e.value(reflect.ValueOf(v.Addr().Interface().(*Func).Body()))
			e.buf = append(binary.AppendUvarint(outside, uint64(len(e.buf))), e.buf...)
		}
	default:
		panic("ir: cannot encode " + v.Kind().String())
	}
}

type decoder struct {
	buf     []byte
	strings []string
	types   []Type
}

var errShort = errors.New("ir: truncated summary")

// Decode reads what Encode wrote. Bytes that Encode did not write give an
// error, but for those of a function's body: such a function has none.
func Decode(data []byte) (p *Package, err error) {
	defer caught(&err)
	if len(data) == 0 || data[0] != codecVersion {
		return nil, fmt.Errorf("ir: not a summary of version %d", codecVersion)
	}
	d := &decoder{buf: data[1:]}
	d.strings = make([]string, d.count())
	text := string(d.buf) // that the strings share
	for i := range d.strings {
		n := len(d.bytes())
		end := len(text) - len(d.buf)
		d.strings[i] = text[end-n : end]
	}
	d.types = make([]Type, d.count())
	for i := range d.types {
		d.value(reflect.ValueOf(&d.types[i]).Elem())
	}
	p = new(Package)
	d.value(reflect.ValueOf(p).Elem())
	if len(d.buf) != 0 {
		return nil, errors.New("ir: trailing bytes after summary")
	}
	for i := range d.types {
		d.types[i].Seal()
	}
	p.Index()
	return p, nil
}

// caught makes an error of a panic with one.
func caught(err *error) {
	if r := recover(); r != nil {
		de, ok := r.(error)
		if !ok {
			panic(r)
		}
		*err = de
	}
}

// body reads a function's body.
func (d decoder) body(data []byte) (blocks []Block, err error) {
	defer caught(&err)
	d.buf = data
	d.value(reflect.ValueOf(&blocks).Elem())
	if len(d.buf) != 0 {
		return nil, errShort
	}
	return blocks, nil
}

// count reads the number of things that take a byte or more each.
func (d *decoder) count() int {
	n := d.uvarint()
	if n > uint64(len(d.buf)) {
		panic(errShort)
	}
	return int(n)
}

// bytes reads bytes that their number precedes.
func (d *decoder) bytes() []byte {
	n := d.count()
	out := d.buf[:n]
	d.buf = d.buf[n:]
	return out
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
		if n >= uint64(len(d.strings)) {
			panic(errors.New("ir: unknown string in summary"))
		}
		v.SetString(d.strings[n])
	case reflect.Slice:
		n := d.count()
		if n == 0 {
			return
		}
		s := reflect.MakeSlice(v.Type(), n, n)
		for i := range n {
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
		if n > uint64(len(d.types)) {
			panic(errors.New("ir: unknown type in summary"))
		}
		if n > 0 {
			v.Set(reflect.ValueOf(&d.types[n-1]))
		}
	case reflect.Struct:
		t := v.Type()
		for _, i := range encoded(t) {
			d.value(v.Field(i))
		}
		if t == funcType {
			data, tables := d.bytes(), *d
			v.Addr().Interface().(*Func).decode = sync.OnceValue(func() []Block {
				blocks, err := tables.body(data)
				if err != nil {
					return nil
				}
				return blocks
			})
		}
	default:
		panic(errors.New("ir: cannot decode " + v.Kind().String()))
	}
}
