package flow

import (
	"errors"
	"go/constant"
	"go/token"
	mathbits "math/bits"
	"net/http"
	"net/url"
	pathpkg "path"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/httpcontract/httpcontract/internal/ir"
	"github.com/httpcontract/httpcontract/internal/value"
)

// folded are functions of the standard library that depend on nothing but their
// arguments: on constants they are computed.
var folded = map[string]any{
	"strings.Contains": strings.Contains, "strings.ContainsAny": strings.ContainsAny, "strings.ContainsRune": strings.ContainsRune,
	"strings.Count": strings.Count, "strings.Cut": strings.Cut, "strings.CutPrefix": strings.CutPrefix, "strings.CutSuffix": strings.CutSuffix,
	"strings.EqualFold": strings.EqualFold, "strings.Compare": strings.Compare, "strings.Fields": strings.Fields,
	"strings.HasPrefix": strings.HasPrefix, "strings.HasSuffix": strings.HasSuffix,
	"strings.Index": strings.Index, "strings.IndexAny": strings.IndexAny, "strings.IndexByte": strings.IndexByte, "strings.IndexRune": strings.IndexRune, "strings.LastIndex": strings.LastIndex,
	"strings.Repeat": strings.Repeat, "strings.Replace": strings.Replace, "strings.ReplaceAll": strings.ReplaceAll,
	"strings.Split": strings.Split, "strings.SplitN": strings.SplitN, "strings.SplitAfter": strings.SplitAfter,
	"strings.ToLower": strings.ToLower, "strings.ToUpper": strings.ToUpper, "strings.ToTitle": strings.ToTitle,
	"strings.Trim": strings.Trim, "strings.TrimLeft": strings.TrimLeft, "strings.TrimRight": strings.TrimRight,
	"strings.TrimPrefix": strings.TrimPrefix, "strings.TrimSuffix": strings.TrimSuffix, "strings.TrimSpace": strings.TrimSpace,
	"strconv.Atoi": strconv.Atoi, "strconv.ParseInt": strconv.ParseInt, "strconv.ParseUint": strconv.ParseUint, "strconv.ParseBool": strconv.ParseBool,
	"strconv.FormatInt": strconv.FormatInt, "strconv.FormatUint": strconv.FormatUint, "strconv.FormatBool": strconv.FormatBool, "strconv.Unquote": strconv.Unquote,
	"math/bits.Len": mathbits.Len, "math/bits.Len8": mathbits.Len8, "math/bits.Len16": mathbits.Len16, "math/bits.Len32": mathbits.Len32, "math/bits.Len64": mathbits.Len64,
	"math/bits.OnesCount": mathbits.OnesCount, "math/bits.OnesCount8": mathbits.OnesCount8, "math/bits.OnesCount16": mathbits.OnesCount16, "math/bits.OnesCount32": mathbits.OnesCount32,
	"math/bits.TrailingZeros": mathbits.TrailingZeros, "math/bits.TrailingZeros8": mathbits.TrailingZeros8, "math/bits.TrailingZeros16": mathbits.TrailingZeros16, "math/bits.TrailingZeros32": mathbits.TrailingZeros32,
	"net/http.CanonicalHeaderKey": http.CanonicalHeaderKey,
	"net/url.PathEscape":          url.PathEscape, "net/url.QueryEscape": url.QueryEscape,
	"path.Base": pathpkg.Base, "path.Ext": pathpkg.Ext, "path.Clean": pathpkg.Clean, "path.Dir": pathpkg.Dir,
}

// maxFold bounds the length of a text that is computed.
const maxFold = 4096

// fold computes a call of a folded function; where an argument is not known, it
// is a call of code that can't be seen.
func (c *call) fold(f any) {
	for i, a := range c.args {
		if s, ok := a.(*value.Sym); ok {
			if alts := c.r.within(c.p.st, s); alts != nil { // once for each number that it can be
				args := c.args
				c.each(&value.Union{Alts: alts}, func(v value.Value) {
					c.args = slices.Clone(args)
					c.args[i] = v
					c.fold(f)
				})
				return
			}
		}
	}
	fn := reflect.ValueOf(f)
	t := fn.Type()
	if len(c.args) != t.NumIn() {
		c.opaque()
		return
	}
	in := make([]reflect.Value, len(c.args))
	var at ir.Site
	for i, a := range c.args {
		v, ok := goValue(a, t.In(i))
		if !ok {
			switch {
			case strings.HasPrefix(c.name, "strconv.Parse") || c.name == "strconv.Atoi":
				c.parse()
				return
			case c.name == "strings.Repeat" && c.r.negative(c.p.st, c.arg(1)):
				c.alsoPanics("strings.Repeat") // a negative count
			}
			c.opaque()
			c.split()
			return
		}
		in[i] = v
		at = orSite(at, siteOf(a))
	}
	if strings.HasSuffix(c.name, ".Repeat") && len(in[0].String())*int(in[1].Int()) > maxFold || c.name == "strings.Repeat" && in[1].Int() < 0 {
		c.opaque()
		return
	}
	out := fn.Call(in)
	res := make([]value.Value, len(out))
	for i, v := range out {
		switch v := v.Interface().(type) {
		case string:
			if len(v) > maxFold {
				c.opaque()
				return
			}
			res[i] = value.Str(v, orSite(at, c.site()))
		case bool:
			res[i] = value.Bool(v)
		case nil:
			res[i] = value.Nil{}
		case error:
			var num *strconv.NumError
			switch {
			case !errors.As(v, &num): // strconv.ErrSyntax
				c.failed()
			case num.Err == strconv.ErrRange:
				c.notParsed("ErrRange")
			default:
				c.notParsed("ErrSyntax")
			}
			return
		case []string:
			res[i] = c.strings(v, at)
		default:
			n := constant.MakeFromLiteral(strconv.FormatInt(reflectInt(v), 10), token.INT, 0)
			res[i] = &value.Const{V: n, From: sites(orSite(at, c.site()))}
		}
	}
	c.ret(res...)
}

// parse is a conversion of a text that is not known: it gives a number, or a
// *strconv.NumError for the text with ErrSyntax or ErrRange.
func (c *call) parse() {
	if s, ok := c.arg(0).(*value.Sym); ok && s.Numeral && c.takesInt() {
		c.nilError()
		return
	}
	base := c.p.st
	c.p.st = base.clone()
	c.nilError()
	if n, ok := c.outs[len(c.outs)-1].results[0].(*value.Sym); ok && c.name != "strconv.ParseBool" {
		n.Read = true
		if len(c.args) == 3 {
			c.r.supply(c.p.st, n, c.parsed())
		}
	}
	c.p.st = base
	if c.name == "strconv.ParseBool" { // no text is out of its range
		c.notParsed("ErrSyntax")
		return
	}
	c.notParsed("ErrSyntax", "ErrRange")
}

// takesInt reports whether a conversion gives a number for each text that is one of an int's range.
func (c *call) takesInt() bool {
	if c.name != "strconv.ParseInt" {
		return c.name == "strconv.Atoi"
	}
	base, _ := value.AsInt(c.arg(1))
	bits, ok := value.AsInt(c.arg(2))
	return base == 10 && ok && (bits == 0 || bits == 64)
}

// notParsed gives the error of a text that can't be converted, for one of some reasons.
func (c *call) notParsed(reasons ...string) {
	var whys []value.Value
	for _, name := range reasons {
		whys = append(whys, c.r.variable(c.p.st, "strconv."+name))
	}
	why := whys[0]
	if len(whys) > 1 {
		why = &value.Union{Alts: whys}
	}
	fields := []value.Value{value.Str(strings.TrimPrefix(c.name, "strconv."), c.site()), c.arg(0), why}
	id := c.r.id(c.r.at(c.x, c.p, "o"+c.name))
	c.p.st.put(id, &object{typ: numErrorType, content: &value.Struct{Type: numErrorType, Fields: fields, At: c.site()}, at: c.site(), depth: c.x.depth})
	res := c.results()
	if len(res) == 2 {
		res[1] = &value.Iface{Type: &ir.Type{Kind: ir.Pointer, Elem: numErrorType}, V: value.Ptr{Obj: id}, At: c.site()}
	}
	c.ret(res...)
}

// parsed is what is known of a number that was parsed for a given size in bits.
func (c *call) parsed() (f fact) {
	t := &ir.Type{Kind: ir.Int}
	if c.name == "strconv.ParseUint" {
		t.Kind = ir.Uint
		f.lo = new(int64)
	}
	if bits, ok := value.AsInt(c.arg(2)); ok {
		t.Len = bits / 8
		if lo, hi, ok := typeBounds(t); ok {
			f.lo, f.hi = &lo, &hi
		}
	}
	return f
}

// split notes that the result is made of parts of a text that can't be seen: how many there
// are depends on that.
func (c *call) split() {
	if !strings.HasPrefix(c.name, "strings.Split") && c.name != "strings.Fields" {
		return
	}
	for _, o := range c.outs {
		if s, ok := o.results[0].(*value.Sym); ok {
			s.Pieces = true
		}
	}
}

func sites(s ir.Site) []ir.Site {
	if !s.Known() {
		return nil
	}
	return []ir.Site{s}
}

func reflectInt(v any) int64 {
	r := reflect.ValueOf(v)
	if r.CanUint() {
		return int64(r.Uint())
	}
	return r.Int()
}

// goValue is a constant as a value of a Go type.
func goValue(v value.Value, t reflect.Type) (out reflect.Value, ok bool) {
	switch t.Kind() {
	case reflect.String:
		if s, ok := value.AsString(v); ok && len(s) <= maxFold {
			return reflect.ValueOf(s).Convert(t), true
		}
	case reflect.Bool:
		if b, ok := value.AsBool(v); ok {
			return reflect.ValueOf(b), true
		}
	case reflect.Int, reflect.Int32, reflect.Int64, reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		if n, ok := value.AsInt(v); ok {
			return reflect.ValueOf(n).Convert(t), true
		}
	}
	return out, false
}

// strings makes a slice of texts.
func (c *call) strings(texts []string, at ir.Site) value.Value {
	if texts == nil {
		return value.Nil{}
	}
	elems := make([]value.Value, len(texts))
	for i, s := range texts {
		elems[i] = value.Str(s, orSite(at, c.site()))
	}
	return c.slice(elems, resultType(c.x.typ(c.in.Type), 0), stringType)
}

// slice makes a slice of known elements.
func (c *call) slice(elems []value.Value, t, elem *ir.Type) value.Value {
	if t == nil {
		t = &ir.Type{Kind: ir.Slice, Elem: elem}
	}
	if len(elems) > maxArray {
		return &value.Seq{Type: t, Elem: c.r.fresh("elem", elem), Filled: true}
	}
	at := &ir.Type{Kind: ir.Array, Elem: elem, Len: int64(len(elems))}
	id := c.r.id(c.r.at(c.x, c.p, "o"+c.name))
	c.p.st.put(id, &object{typ: at, content: &value.Array{Type: at, Elems: elems}, at: c.site(), depth: c.x.depth})
	return &value.Slice{Type: t, Base: value.Ptr{Obj: id}, Hi: len(elems)}
}
