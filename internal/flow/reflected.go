package flow

import (
	"reflect"

	"github.com/httpcontract/httpcontract/internal/ir"
	"github.com/httpcontract/httpcontract/internal/value"
)

// What package reflect is asked by helpers that are given anything: of what kind a value
// is, and whether it is nil.

// reflectedType is that of a reflect.Value; its field is the value itself.
var reflectedType = &ir.Type{Kind: ir.Struct, Defined: true, Name: "reflect.Value", Fields: []ir.Field{{Name: "v", Type: &ir.Type{Kind: ir.Interface, Name: "any"}}}}

// kinds are those that do not depend on a number's size.
var kinds = map[ir.Kind]reflect.Kind{
	ir.Bool: reflect.Bool, ir.String: reflect.String, ir.Pointer: reflect.Pointer, ir.Slice: reflect.Slice, ir.Array: reflect.Array,
	ir.Map: reflect.Map, ir.Struct: reflect.Struct, ir.Chan: reflect.Chan, ir.Signature: reflect.Func,
}

func reflection(m map[string]func(*call)) {
	m["reflect.ValueOf"] = func(c *call) {
		c.ret(&value.Struct{Type: reflectedType, Fields: []value.Value{c.arg(0)}, At: c.site()})
	}
	m["(reflect.Value).Kind"] = func(c *call) {
		switch v := c.reflected().(type) {
		case value.Nil:
			c.ret(value.Int(int64(reflect.Invalid)))
		case *value.Iface:
			if k, ok := kinds[v.Type.Kind]; ok {
				c.ret(value.Int(int64(k)))
				return
			}
			c.opaque()
		default:
			c.opaque()
		}
	}
	m["(reflect.Value).IsNil"] = func(c *call) {
		v, ok := c.reflected().(*value.Iface)
		if !ok {
			c.opaque()
			return
		}
		is := *nonNil(v.V)
		is.Not = !is.Not
		c.ret(c.known(&is))
	}
	m["(reflect.Value).IsValid"] = func(c *call) {
		if v := c.reflected(); v != nil {
			c.ret(c.known(nonNil(v)))
			return
		}
		c.opaque()
	}
	m["(reflect.Value).Interface"] = func(c *call) {
		if v := c.reflected(); v != nil {
			c.ret(v)
			return
		}
		c.opaque()
	}
}

// reflected is the value that a reflect.Value was made of, nil if that is not known.
func (c *call) reflected() value.Value {
	if s, ok := c.arg(0).(*value.Struct); ok && s.Type == reflectedType {
		return c.r.resolve(c.p.st, s.Fields[0])
	}
	return nil
}
