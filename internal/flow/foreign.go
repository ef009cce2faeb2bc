package flow

import (
	"slices"
	"strings"

	"github.com/httpcontract/httpcontract/internal/ir"
	"github.com/httpcontract/httpcontract/internal/value"
)

// What code outside the module gives back holds nothing of the module's own
// types and variables, as long as it has not called back into the module. That
// is how an error of encoding/json is known not to be one of the service's.

// native reports whether only code of the module can make a value of a type, or
// one that implements it.
func (r *Runner) native(t *ir.Type) bool {
	if t.Kind == ir.Interface {
		return slices.ContainsFunc(t.Methods, func(m ir.Method) bool { return !stdMethods[m.Name] })
	}
	return r.prog.own(ir.PathOf(strings.TrimLeft(t.ID(), "*[]")))
}

// stdMethods are the methods of the standard library's errors. An interface that
// asks for another is implemented by none of them.
var stdMethods = map[string]bool{"Error": true, "Unwrap": true, "Is": true, "As": true, "Timeout": true, "Temporary": true, "String": true, "RuntimeError": true, "GoString": true}

// nativeValue reports whether a value is one that the module made: of its types,
// or in its variables.
func (r *Runner) nativeValue(st *state, v *value.Iface) bool {
	if r.native(v.Type) {
		return true
	}
	p, ok := v.V.(value.Ptr)
	if !ok {
		return false
	}
	o := r.object(st, p.Obj)
	return o != nil && o.at.Pkg != nil && r.prog.own(o.at.Pkg.Path)
}

// foreign reports whether a call of code that can't be seen is one of the
// standard library's that can't get at code of the module.
func (c *call) foreign() bool {
	pkg := ir.PathOf(c.name)
	if c.name == "" || !ir.IsStd(pkg) || keepers[pkg] || strings.HasPrefix(c.name, "(*net/http.Client)") {
		return false
	}
	return !slices.ContainsFunc(c.args, func(v value.Value) bool { return c.callsBack(v, 0) })
}

// keepers are the packages that give back what they were given before.
var keepers = map[string]bool{"context": true, "errors": true, "sync": true, "sync/atomic": true, "container/list": true, "container/ring": true, "container/heap": true, "reflect": true}

// markForeign marks results of a foreign call, but for those of a type that can
// hold anything.
func (c *call) markForeign(vs []value.Value) {
	for _, v := range vs {
		s, ok := v.(*value.Sym)
		if ok && s.Type != nil && (s.Type.Kind != ir.Interface || s.Type.Defined && len(s.Type.Methods) > 0) {
			s.Foreign = true
			if s.Type.IsNamed("error") {
				if s.Among = documented[c.name]; c.hooked {
					s.Among = nil
				}
			}
		}
	}
}

var (
	bodyErrors = []string{"io.EOF", "io.ErrUnexpectedEOF", "*net/http.MaxBytesError", "net/http.ErrBodyReadAfterClose", "net/http.ErrBodyNotAllowed", "os.ErrDeadlineExceeded"}
	jsonErrors = []string{"*encoding/json.SyntaxError", "*encoding/json.UnmarshalTypeError", "*encoding/json.InvalidUnmarshalError"}
	formErrors = slices.Concat(bodyErrors, []string{"net/url.EscapeError", "net/http.ErrNotMultipart", "net/http.ErrMissingBoundary", "net/http.ErrMissingFile",
		"*net/http.ProtocolError", "mime/multipart.ErrMessageTooLarge", "mime.ErrInvalidMediaParameter"})
)

// documented are the errors that functions of the standard library give, by
// their documentation and source. A request's body fails with none of package
// context's: net/http reports a client that went away as io.ErrUnexpectedEOF or
// an error of the connection.
var documented = map[string][]string{
	"strconv.ParseFloat":                       {"*strconv.NumError", "strconv.ErrSyntax", "strconv.ErrRange"},
	"strconv.Unquote":                          {"strconv.ErrSyntax"},
	"time.Parse":                               {"*time.ParseError"},
	"time.ParseInLocation":                     {"*time.ParseError"},
	"time.ParseDuration":                       {},
	"time.LoadLocation":                        {},
	"net/url.Parse":                            {"*net/url.Error", "net/url.EscapeError", "net/url.InvalidHostError"},
	"net/url.ParseRequestURI":                  {"*net/url.Error", "net/url.EscapeError", "net/url.InvalidHostError"},
	"net/url.ParseQuery":                       {"net/url.EscapeError"},
	"net/url.QueryUnescape":                    {"net/url.EscapeError"},
	"net/url.PathUnescape":                     {"net/url.EscapeError"},
	"mime.ParseMediaType":                      {"mime.ErrInvalidMediaParameter"},
	"encoding/hex.DecodeString":                {"encoding/hex.InvalidByteError", "encoding/hex.ErrLength"},
	"encoding/json.Unmarshal":                  jsonErrors,
	"encoding/json.MarshalIndent":              {"*encoding/json.UnsupportedTypeError", "*encoding/json.UnsupportedValueError"},
	"encoding/json.Marshal":                    {"*encoding/json.UnsupportedTypeError", "*encoding/json.UnsupportedValueError"},
	"(*encoding/json.Decoder).Decode":          slices.Concat(jsonErrors, bodyErrors),
	"io.ReadAll":                               bodyErrors,
	"(*net/http.Request).Cookie":               {"net/http.ErrNoCookie"},
	"(*net/http.Request).ParseForm":            formErrors,
	"(*net/http.Request).FormFile":             formErrors,
	"(*net/http.Request).BasicAuth":            {},
	"(*net/http.Request).MultipartReader":      formErrors,
	"(*net/http.Request).ParseMultipartForm":   formErrors,
	"(*encoding/base64.Encoding).DecodeString": {"encoding/base64.CorruptInputError"},
}

// excludes reports whether an error is certainly no value of a type of the
// standard library.
func excludes(s *value.Sym, t *ir.Type) bool {
	return s.Among != nil && t.Kind != ir.Interface && !slices.Contains(s.Among, t.ID())
}

// excludesValue is excludes for a variable of the standard library.
func (r *Runner) excludesValue(s *value.Sym, v *value.Iface) bool {
	p, ok := v.V.(value.Ptr)
	if s.Among == nil || !ok || v.Type != errorStringPtr {
		return false
	}
	return !slices.ContainsFunc(s.Among, func(name string) bool { return r.ids["sentinel|"+name] == p.Obj })
}

// callsBack reports whether the standard library may call the module through a
// value: by a function, an interface of an unknown or a native type, or a method
// that one of its packages looks for.
func (c *call) callsBack(v value.Value, depth int) bool {
	if depth > 6 {
		return true
	}
	any := func(vs []value.Value) bool {
		return slices.ContainsFunc(vs, func(v value.Value) bool { return v != nil && c.callsBack(v, depth+1) })
	}
	switch v := v.(type) {
	case *value.Func:
		return true
	case *value.Sym:
		if v.Foreign || v.Root || v.Type == nil {
			return !v.Foreign && !v.Root
		}
		return v.Type.Kind == ir.Interface || v.Type.Kind == ir.Signature || v.Type.Kind == ir.Pointer && v.Type.Elem.Defined && ir.IsStd(ir.PathOf(v.Type.Elem.Name)) || c.hooks(v.Type, 0)
	case *value.Iface:
		return c.hooks(v.Type, 0) || c.callsBack(v.V, depth+1)
	case value.Ptr:
		if c.r.derefs[v.Obj] != nil {
			return c.callsBack(c.r.derefs[v.Obj], depth+1)
		}
		o := c.r.object(c.p.st, v.Obj)
		if o == nil || o.typ == nil {
			return o == nil
		}
		if c.hooks(o.typ, 0) {
			return true
		}
		return o.content != nil && c.callsBack(o.content, depth+1)
	case value.Map:
		o := c.r.object(c.p.st, v.Obj)
		return o == nil || o.entries == nil || any(o.entries.vals)
	case *value.Struct:
		return any(v.Fields)
	case *value.Array:
		return any(v.Elems)
	case *value.Slice:
		return any(c.r.items(c.p.st, v))
	case *value.Seq:
		return c.callsBack(v.Elem, depth+1)
	case *value.Union:
		return any(v.Alts)
	case *value.Stream:
		return any(v.To)
	}
	return false
}

// hooks reports whether a type, or one inside it, has a method that a package of
// the standard library calls where it finds it, and that may give something of
// the module's.
func (c *call) hooks(t *ir.Type, depth int) bool {
	if t == nil || depth > 5 {
		return false
	}
	if t.Kind == ir.Pointer || t.Kind == ir.Slice || t.Kind == ir.Array || t.Kind == ir.Map {
		return c.hooks(t.Elem, depth+1)
	}
	if t.Defined && ir.IsStd(ir.PathOf(t.Name)) {
		return false
	}
	if t.Kind == ir.Interface {
		return false // a nil one, or one whose value is looked at
	}
	for _, m := range t.Methods {
		if hookMethods[m.Name] {
			c.hooked = true
			if !c.r.harmless(m.Func) {
				return true
			}
		}
	}
	return slices.ContainsFunc(t.Fields, func(f ir.Field) bool { return c.hooks(f.Type, depth+1) })
}

// harmless reports whether the errors that a function gives hold nothing of the
// module's: texts, and errors of foreign code.
func (r *Runner) harmless(key string) (is bool) {
	if known, ok := r.harmlessFuncs[key]; ok {
		return known
	}
	r.harmlessFuncs[key] = false // while it is being found out
	fn := r.prog.Func(key)
	if fn == nil || r.pureDepth > 8 {
		return false
	}
	resume := r.suspend()
	r.pureDepth++
	defer func() {
		r.pureDepth--
		resume()
		r.harmlessFuncs[key] = is
	}()
	st := newState()
	x := &exec{fn: fn, id: r.id("hook|" + key), depth: 1, limit: r.steps + maxHook}
	outs, ok := r.run(x, r.params(fn, st), st)
	for _, o := range outs {
		for i, v := range o.results {
			if fn.Results[i].IsNamed("error") && !r.unowned(o.st, v, 0) {
				return false
			}
		}
	}
	return ok && !r.cut
}

// maxHook bounds the steps of a function that the standard library calls.
const maxHook = 3_000

// unowned reports whether an error is nil, foreign, or a text of its own with
// such errors in it.
func (r *Runner) unowned(st *state, v value.Value, depth int) bool {
	switch v := r.resolve(st, v).(type) {
	case value.Nil:
		return true
	case *value.Sym:
		return v.Foreign
	case *value.Iface:
		p, made := v.V.(value.Ptr)
		s, ok := r.load(st, v.V, nil).(*value.Struct)
		return made && ok && isStdError(v.Type) && depth < maxChain && r.static[p.Obj] == nil &&
			!slices.ContainsFunc(s.Fields[1:], func(e value.Value) bool { return !r.unowned(st, e, depth+1) })
	}
	return false
}

// hookMethods are the methods of the standard library's interfaces by which it
// calls what it is given (io, encoding, database/sql, fmt, sort, net/http).
var hookMethods = map[string]bool{
	"Read": true, "Write": true, "ReadAt": true, "WriteAt": true, "ReadFrom": true, "WriteTo": true, "Close": true, "Seek": true, "Open": true,
	"UnmarshalJSON": true, "UnmarshalJSONFrom": true, "MarshalJSON": true, "MarshalJSONTo": true, "UnmarshalText": true, "MarshalText": true,
	"UnmarshalBinary": true, "MarshalBinary": true, "UnmarshalXML": true, "UnmarshalXMLAttr": true, "MarshalXML": true, "GobDecode": true, "GobEncode": true,
	"Scan": true, "Value": true, "Format": true, "Less": true, "RoundTrip": true, "ServeHTTP": true,
}
