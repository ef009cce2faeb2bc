package flow

import (
	"cmp"
	"reflect"
	"slices"
	"strings"

	"github.com/httpcontract/httpcontract/internal/ir"
	"github.com/httpcontract/httpcontract/internal/shape"
	"github.com/httpcontract/httpcontract/internal/value"
)

// marshalXML is xml.Marshal. Of values that it certainly encodes it gives no error; what becomes of
// others is not known.
func (c *call) marshalXML() {
	if text := c.r.xml(c.p.st, c.arg(0)); text != nil {
		c.nilError(text)
		return
	}
	c.opaque()
}

// encodeXML is (*xml.Encoder).Encode.
func (c *call) encodeXML() {
	_, s := c.streamAt(c.arg(0))
	if s != nil && len(s.To) == 1 {
		if text := c.r.xml(c.p.st, c.arg(1)); text != nil {
			c.write(s.To[0], text.Parts, false, orSite(bodySite(c.r, c.p.st, c.arg(1)), c.site()))
			c.wrote(s.To[0])
			return
		}
	}
	c.opaque()
}

// xml is what encoding/xml makes of a value, nil if it may refuse it.
func (r *Runner) xml(st *state, v value.Value) *value.Text {
	v = r.resolve(st, v)
	i, ok := v.(*value.Iface)
	if !ok {
		return nil
	}
	t := i.Type
	for t.Kind == ir.Pointer || t.Kind == ir.Slice {
		t = t.Elem
	}
	// The element is named after the type (encoding/xml, Marshal).
	if !t.Defined || t.Kind != ir.Struct || len(t.TArgs) > 0 || !encodesXML(i.Type, map[string]bool{}) {
		return nil
	}
	parts := []shape.Part{{Kind: shape.HolePart}}
	if p, ok := r.asPtr(i.V); t == i.Type || ok && t == i.Type.Elem && r.object(st, p.Obj) != nil {
		parts = []shape.Part{{Lit: "<"}, {Kind: shape.HolePart}, {Lit: ">"}}
	}
	return &value.Text{Parts: parts, At: bodySite(r, st, v)}
}

// encodesXML reports whether encoding/xml encodes each value of a type: there is no method of the
// program's own in it, and nothing that has no form in XML.
func encodesXML(t *ir.Type, seen map[string]bool) bool {
	for t.Kind == ir.Pointer {
		t = t.Elem
	}
	if t.Defined && (t.Name == "time.Time" || t.Name == "encoding/xml.Name") {
		return true
	}
	if seen[t.ID()] {
		return true
	}
	seen[t.ID()] = true
	for _, name := range []string{"MarshalXML", "MarshalXMLAttr", "MarshalText"} {
		if t.Method(name) != nil {
			return false
		}
	}
	switch t.Kind {
	case ir.Slice:
		return encodesXML(t.Elem, seen)
	case ir.Struct:
		return encodesFieldsXML(t, seen)
	}
	return scalarXML(t)
}

// refusesXML reports whether encoding/xml encodes no value of a type: there is a map in it that is not
// left out where it is empty.
func refusesXML(t *ir.Type, seen map[string]bool) bool {
	for t.Kind == ir.Pointer && !t.Defined {
		t = t.Elem
	}
	if t.Kind == ir.Struct && seen[t.ID()] {
		return false
	}
	seen[t.ID()] = true
	for _, name := range []string{"MarshalXML", "MarshalXMLAttr", "MarshalText"} {
		if t.Method(name) != nil {
			return false
		}
	}
	return t.Kind == ir.Map || t.Kind == ir.Struct && slices.ContainsFunc(t.Fields, func(f ir.Field) bool {
		tag := reflect.StructTag(f.Tag).Get("xml")
		return tag != "-" && !strings.Contains(tag, "omitempty") && (f.Exported || f.Embedded) && f.Type.Kind != ir.Pointer && refusesXML(f.Type, seen)
	})
}

// scalarXML reports whether values of a type become text.
func scalarXML(t *ir.Type) bool {
	switch t.Kind {
	case ir.Bool, ir.Int, ir.Uint, ir.Float, ir.String:
		return true
	}
	return false
}

// encodesFieldsXML is encodesXML of a struct: its tags must be as they are documented, and not
// be in each other's way (encoding/xml, Unmarshal and Marshal).
func encodesFieldsXML(t *ir.Type, seen map[string]bool) bool {
	var elements, attributes []string
	for _, f := range t.Fields {
		tag := reflect.StructTag(f.Tag).Get("xml")
		if tag == "-" || !f.Exported && !f.Embedded || f.Name == "XMLName" {
			continue
		}
		path, options, _ := strings.Cut(tag, ",")
		path = cmp.Or(path[strings.LastIndexByte(path, ' ')+1:], f.Name) // after a namespace
		scalar := scalarXML(f.Type)
		if f.Embedded || strings.HasSuffix(path, ">") || otherNameXML(f.Type, path) || !encodesXML(f.Type, seen) {
			return false
		}
		switch options {
		case "", "omitempty":
			elements = append(elements, path)
		case "attr", "attr,omitempty":
			if !scalar || strings.Contains(path, ">") {
				return false
			}
			attributes = append(attributes, path)
		case "chardata", "cdata", "innerxml":
			if !scalar || path != f.Name {
				return false
			}
		default:
			return false
		}
	}
	return !inTheWay(elements) && !inTheWay(attributes)
}

// inTheWay reports whether one of some paths, like a>b, leads through another one.
func inTheWay(paths []string) bool {
	for i, p := range paths {
		for j, q := range paths {
			if i != j && strings.HasPrefix(p+">", q+">") {
				return true
			}
		}
	}
	return false
}

// otherNameXML reports whether a struct may have another name for itself than the field that it
// is in.
func otherNameXML(t *ir.Type, name string) bool {
	for t.Kind == ir.Pointer {
		t = t.Elem
	}
	return t.Kind == ir.Struct && slices.ContainsFunc(t.Fields, func(f ir.Field) bool {
		return f.Name == "XMLName" && reflect.StructTag(f.Tag).Get("xml") != "" && reflect.StructTag(f.Tag).Get("xml") != name
	})
}
