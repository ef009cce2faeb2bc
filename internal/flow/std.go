package flow

import (
	"go/constant"
	"html"
	"net/http"
	"slices"
	"strings"

	"github.com/httpcontract/httpcontract/internal/ir"
	"github.com/httpcontract/httpcontract/internal/responder"
	"github.com/httpcontract/httpcontract/internal/shape"
	"github.com/httpcontract/httpcontract/internal/value"
)

// purePackages are those of which no function changes what it is given, apart
// from writing to a writer.
var purePackages = map[string]bool{
	"fmt": true, "log": true, "log/slog": true, "errors": true, "strings": true, "strconv": true, "time": true, "math": true,
	"path": true, "path/filepath": true, "unicode": true, "unicode/utf8": true, "context": true, "net/url": true, "regexp": true,
	"html": true, "html/template": true, "text/template": true, "encoding/base64": true, "encoding/hex": true, "mime": true,
	"crypto/subtle": true, "maps": true, "cmp": true, "os": true, "runtime": true, "runtime/debug": true, "sync": true,
	validatorPath: true,
}

func isPure(name string) bool {
	if name == "" || strings.HasPrefix(name, "fmt.Sscan") || strings.HasPrefix(name, "fmt.Fscan") || strings.HasPrefix(name, "fmt.Scan") {
		return false
	}
	return purePackages[ir.PathOf(name)] || pureFuncs[name] || strings.HasPrefix(name, "(*net/http.Request).")
}

// pureFuncs are functions of other packages that change nothing, either.
var pureFuncs = map[string]bool{
	"slices.BinarySearch": true, "slices.BinarySearchFunc": true, "slices.Clip": true, "slices.Compare": true, "slices.CompareFunc": true, "slices.Equal": true,
	"slices.Grow": true, "slices.IsSorted": true, "slices.IsSortedFunc": true, "sort.IsSorted": true, "sort.SearchInts": true, "sort.SearchStrings": true,
	"bytes.Compare": true, "bytes.Contains": true, "bytes.Equal": true, "bytes.HasPrefix": true, "bytes.HasSuffix": true, "bytes.Index": true,
}

// noEffect is for functions that get a writer but send nothing.
func noEffect(c *call) {
	res := c.results()
	c.markOrigin(res, c.origin())
	c.ret(res...)
}

// never is for functions that do not return.
func never(*call) {}

func (c *call) arg(i int) value.Value {
	if i < len(c.args) {
		return c.args[i]
	}
	return value.Nil{}
}

// variadic are the elements of a variadic argument.
func (c *call) variadic(i int) (items []value.Value, known bool) {
	switch v := c.arg(i).(type) {
	case value.Nil:
		return nil, true
	case *value.Slice:
		return c.r.items(c.p.st, v), true
	}
	return nil, false
}

// nilError gives results of which the last is a nil error.
func (c *call) nilError(vs ...value.Value) {
	res := c.results()
	copy(res, vs)
	if len(res) > 0 {
		res[len(res)-1] = value.Nil{}
	}
	c.ret(res...)
}

// failed gives results of which the last is an error.
func (c *call) failed() {
	res := c.results()
	if n := len(res) - 1; n >= 0 {
		if s, ok := res[n].(*value.Sym); ok {
			c.p.st.setFact(s.ID, fact{nilness: -1})
		}
	}
	c.ret(res...)
}

// object makes a stream in memory and gives the pointer to it.
func (c *call) stream(s *value.Stream) value.Value {
	t := &ir.Type{Kind: ir.Struct, Defined: true, Name: s.Kind}
	return value.Ptr{Obj: c.r.alloc(c.x, c.p, &object{typ: t, content: s, at: c.site()})}
}

// streamAt is the stream that a pointer points to.
func (c *call) streamAt(v value.Value) (value.Ptr, *value.Stream) {
	if i, ok := v.(*value.Iface); ok {
		v = i.V
	}
	if p, ok := c.r.asPtr(v); ok {
		if s, ok := c.r.load(c.p.st, p, nil).(*value.Stream); ok {
			return p, s
		}
	}
	return value.Ptr{}, nil
}

// intrinsics are the functions of the standard library whose meaning the
// engine knows: the drivers do not all analyse the standard library, and a
// few of these could not be understood from their source. Keyed like ir.Func.
func intrinsics() map[string]func(*call) {
	m := map[string]func(*call){
		// errors
		"errors.New": func(c *call) { c.ret(c.newError(errorStringType, c.arg(0))) },
		"errors.Is": func(c *call) {
			cond := &value.Cond{Op: value.Is, X: c.arg(0), Y: c.arg(1)}
			if u, ok := c.arg(0).(*value.Union); ok {
				c.each(u, func(v value.Value) { c.ret(c.known(&value.Cond{Op: value.Is, X: v, Y: c.arg(1)})) })
				return
			}
			c.ret(c.known(cond))
		},
		"errors.As":     func(c *call) { c.as(c.arg(0), c.arg(1)) },
		"errors.Unwrap": func(c *call) { c.each(c.arg(0), c.unwrap) },
		"errors.Join":   func(c *call) { c.each(c.arg(0), c.joinErrors) },
		"errors.AsType": func(c *call) {
			t := c.x.typ(c.in.TArgs[0])
			d := &call{r: c.r, x: c.x, p: c.p, in: &ir.Instr{Op: ir.OpCall, Type: boolType, Pos: c.in.Pos}}
			cell := value.Ptr{Obj: c.r.alloc(c.x, c.p, &object{typ: t, content: c.r.zero(t)})}
			d.as(c.arg(0), cell)
			for _, o := range d.outs {
				c.p.st = o.st
				c.ret(c.r.load(o.st, cell, t), o.results[0])
			}
		},
		"(std error).Error": func(c *call) { c.ret(c.r.errorText(c.p.st, c.arg(0))) },
		"(std error).Unwrap": func(c *call) {
			s, ok := c.r.load(c.p.st, c.arg(0), nil).(*value.Struct)
			switch {
			case ok && s.Type == wrapErrorType && len(s.Fields) == 2:
				c.ret(s.Fields[1])
			case ok && s.Type == numErrorType:
				c.ret(s.Fields[2])
			case ok && s.Type == joinErrorType && len(s.Fields) == 2 && isSeq(s.Fields[1]):
				c.ret(s.Fields[1])
			case ok && s.Type == joinErrorType:
				c.ret(c.slice(s.Fields[1:], errorsType, errorType))
			default:
				c.opaque()
			}
		},

		// fmt
		"fmt.Errorf": func(c *call) {
			args, known := c.variadic(1)
			if !known {
				c.failed()
				return
			}
			text, wrapped := c.r.formatted(c.p.st, c.arg(0), args, known)
			t := errorStringType
			switch {
			case len(wrapped) == 1:
				t = wrapErrorType
			case len(wrapped) > 1:
				t = joinErrorType // fmt.wrapErrors, which unwraps alike
			}
			c.ret(c.newError(t, text, wrapped...))
		},
		"fmt.Sprintf": func(c *call) {
			args, known := c.variadic(1)
			text, _ := c.r.formatted(c.p.st, c.arg(0), args, known)
			c.ret(c.text(text))
		},
		"fmt.Sprint":   func(c *call) { c.ret(c.text(c.printed(0, false))) },
		"fmt.Sprintln": func(c *call) { c.ret(c.text(c.printed(0, true))) },
		"fmt.Fprintf": func(c *call) {
			args, known := c.variadic(2)
			text, _ := c.r.formatted(c.p.st, c.arg(1), args, known)
			c.write(c.arg(0), textParts(text), false, orSite(siteOf(c.arg(1)), c.site()))
			c.wrote(c.arg(0))
		},
		"fmt.Fprint": func(c *call) {
			c.write(c.arg(0), textParts(c.printed(1, false)), false, c.site())
			c.wrote(c.arg(0))
		},
		"fmt.Fprintln": func(c *call) {
			c.write(c.arg(0), textParts(c.printed(1, true)), false, c.site())
			c.wrote(c.arg(0))
		},

		// encoding/json
		"encoding/json.Marshal":       func(c *call) { c.marshal() },
		"encoding/json.MarshalIndent": func(c *call) { c.marshal() },
		"encoding/json.NewEncoder": func(c *call) {
			c.ret(c.stream(&value.Stream{Kind: "encoding/json.Encoder", To: []value.Value{c.arg(0)}}))
		},
		"(*encoding/json.Encoder).SetIndent":     noEffect,
		"(*encoding/json.Encoder).SetEscapeHTML": noEffect,
		"(*encoding/json.Encoder).Encode":        func(c *call) { c.encode() },

		// encoding/xml
		"encoding/xml.Marshal":       func(c *call) { c.marshalXML() },
		"encoding/xml.MarshalIndent": func(c *call) { c.marshalXML() },
		"encoding/xml.NewEncoder": func(c *call) {
			c.ret(c.stream(&value.Stream{Kind: "encoding/xml.Encoder", To: []value.Value{c.arg(0)}}))
		},
		"(*encoding/xml.Encoder).Indent": noEffect,
		"(*encoding/xml.Encoder).Encode": func(c *call) { c.encodeXML() },

		// io
		"io.WriteString": func(c *call) {
			c.write(c.arg(0), textParts(c.arg(1)), false, siteOf(c.arg(1)))
			c.wrote(c.arg(0))
		},
		"io.Copy":       func(c *call) { c.copy() },
		"io.CopyN":      func(c *call) { c.copy() },
		"io.CopyBuffer": func(c *call) { c.copy() },
		"io.MultiWriter": func(c *call) {
			items, known := c.variadic(0)
			if !known {
				c.opaque()
				return
			}
			t := &ir.Type{Kind: ir.Struct, Defined: true, Name: "io.MultiWriter"}
			c.ret(&value.Iface{Type: &ir.Type{Kind: ir.Pointer, Elem: t}, V: c.stream(&value.Stream{Kind: t.Name, To: items})})
		},

		// strings, bytes, strconv
		"bytes.NewBufferString": func(c *call) { c.ret(c.stream(&value.Stream{Kind: "bytes.Buffer", Parts: textParts(c.arg(0))})) },
		"bytes.NewBuffer":       func(c *call) { c.ret(c.stream(&value.Stream{Kind: "bytes.Buffer", Parts: bytesOf(c.arg(0))})) },
		"bytes.NewReader":       func(c *call) { c.ret(c.stream(&value.Stream{Kind: "bytes.Reader", Parts: bytesOf(c.arg(0))})) },
		"strings.NewReader":     func(c *call) { c.ret(c.stream(&value.Stream{Kind: "strings.Reader", Parts: textParts(c.arg(0))})) },
		"strconv.Itoa": func(c *call) {
			if n, ok := value.AsInt(c.arg(0)); ok {
				c.ret(value.Str(constant.MakeInt64(n).ExactString(), c.site()))
				return
			}
			c.ret(c.text(&value.Text{Parts: []shape.Part{{Kind: shape.HolePart, Hole: shape.Digits}}}))
		},
		"html.EscapeString": func(c *call) {
			if s, ok := value.AsString(c.arg(0)); ok { // chosen here: with any text it would be none of JSON
				c.ret(value.Str(html.EscapeString(s), c.site()))
				return
			}
			c.ret(c.text(&value.Text{Parts: []shape.Part{{Kind: shape.HolePart, Hole: shape.Unquoted}}}))
		},
		"strconv.Quote": func(c *call) {
			c.ret(c.text(&value.Text{Parts: []shape.Part{{Kind: shape.HolePart, Hole: shape.Quoted}}}))
		},
		"cmp.Or": func(c *call) { c.firstNonZero() },

		// net/http
		"net/http.StatusText": func(c *call) {
			if n, ok := value.AsInt(c.arg(0)); ok {
				c.ret(value.Str(http.StatusText(int(n)), c.site()))
				return
			}
			if u, ok := c.arg(0).(*value.Union); ok {
				var out value.Value
				for _, a := range u.Alts {
					if n, ok := value.AsInt(a); ok {
						out = c.r.join(c.p.st, c.p.st, out, value.Str(http.StatusText(int(n)), c.site()), "statustext")
					} else {
						out = c.result(0)
						break
					}
				}
				c.ret(out)
				return
			}
			c.ret(c.result(0))
		},
		"(net/http.HandlerFunc).ServeHTTP": func(c *call) { c.dynamic(c.arg(0), c.args[1:]) },
		"(net/http.Header).Set":            func(c *call) { c.header(c.arg(2), false) },
		"(net/http.Header).Add":            func(c *call) { c.header(c.arg(2), true) },
		"(net/http.Header).Del": func(c *call) {
			if o, key, ok := c.headerKey(); ok {
				n := *o
				n.sum, n.entries = digest{}, o.entries.remove(key)
				c.p.st.put(c.arg(0).(value.Map).Obj, &n)
			}
			c.ret()
		},
		"(net/http.Header).Get": func(c *call) {
			if o, key, ok := c.headerKey(); ok && !o.entries.rest {
				if i := o.entries.find(key); i < 0 {
					c.ret(value.Str(""))
					return
				} else if _, slice := o.entries.vals[i].(*value.Slice); !slice {
					c.ret(o.entries.vals[i])
					return
				}
			}
			c.ret(c.result(0))
		},
		"net/http.SetCookie": noEffect,
		"net/http.MaxBytesReader": func(c *call) {
			s := c.result(0)
			if of, ok := c.arg(1).(*value.Sym); ok { // whose errors it gives, and one of its own
				s.Origin = of.Origin
				if of.Errors.Excludes(deadlineExceeded) {
					s.Errors = maybeLimited
				}
			}
			c.ret(s)
		},
		"net/http.NewResponseController": func(c *call) {
			c.ret(c.stream(&value.Stream{Kind: "net/http.ResponseController", To: []value.Value{c.arg(0)}}))
		},
		"(*net/http.ResponseController).Flush":            func(c *call) { c.controllerFlush() },
		"(*net/http.ResponseController).SetReadDeadline":  noEffect,
		"(*net/http.ResponseController).SetWriteDeadline": noEffect,
		"(*net/http.ResponseController).EnableFullDuplex": noEffect,
		"net/http.NotFoundHandler":                        func(c *call) { c.ret(c.handler("net/http.NotFound")) },
		"net/http.RedirectHandler":                        func(c *call) { c.ret(c.handler("redirect", c.arg(0), c.arg(1))) },
		"net/http.StripPrefix":                            func(c *call) { c.ret(c.handler("stripPrefix", c.arg(1))) },
		"stripPrefix": func(c *call) { // w, r, handler
			base, args := c.p.st.clone(), c.args
			c.byItself(args[0], http.StatusNotFound, "net/http.StripPrefix")
			c.p.st = base
			c.in = &ir.Instr{Op: ir.OpInvoke, Name: "ServeHTTP", Pos: c.in.Pos, Type: c.in.Type}
			c.invoke(args[2], args[:2])
		},
		"(*net/http.ResponseController).Hijack": func(c *call) {
			if _, s := c.streamAt(c.arg(0)); s != nil && len(s.To) == 1 {
				if id, ok := c.r.responseOf(s.To[0]); ok {
					c.hijack(id)
					return
				}
			}
			c.opaque()
		},
		"net/http.MaxBytesHandler": func(c *call) { c.ret(c.arg(0)) },
		"redirect": func(c *call) { // w, r, url, code
			c.function("net/http.Redirect", nil, nil)
		},

		// These never fail (crypto/rand since Go 1.24, hash.Hash).
		"crypto/rand.Read":  func(c *call) { c.r.escape(c.x, c.p, c.arg(0), nil); c.nilError() },
		"(hash.Hash).Write": func(c *call) { c.nilError() },

		// Control does not come back.
		"os.Exit": never, "log.Fatal": never, "log.Fatalf": never, "log.Fatalln": never, "runtime.Goexit": never,
		"log.Panic": func(c *call) { c.panics() }, "log.Panicf": func(c *call) { c.panics() }, "log.Panicln": func(c *call) { c.panics() },

		// What a Once has run, some call has run before or this one does now;
		// memory holds the same after either. A function that captured
		// something, like a writer, runs now or has run for somebody else.
		"(*sync.Once).Do": func(c *call) {
			f, ok := c.arg(1).(*value.Func)
			if !ok {
				c.opaque()
				return
			}
			if len(f.Bind) > 0 {
				base := c.p.st
				c.p.st = base.clone()
				c.ret()
				c.p.st = base
			}
			c.dynamic(f, nil)
		},
		"(*sync.WaitGroup).Done": func(c *call) { c.r.synced = true; c.ret() },
		"(*sync.WaitGroup).Go": func(c *call) {
			c.dynamic(c.arg(1), nil) // and then Done
		},
		"sync.OnceFunc":   func(c *call) { c.ret(&value.Func{Name: "once", Bind: []value.Value{c.arg(0)}}) },
		"sync.OnceValue":  func(c *call) { c.ret(&value.Func{Name: "once", Bind: []value.Value{c.arg(0)}}) },
		"sync.OnceValues": func(c *call) { c.ret(&value.Func{Name: "once", Bind: []value.Value{c.arg(0)}}) },
		"once":            func(c *call) { c.dynamic(c.arg(0), nil) },

		// TimeoutHandler answers by itself when the time is up.
		"net/http.TimeoutHandler": func(c *call) { c.ret(c.handler(timeout, c.arg(0), c.arg(2))) },
		timeout: func(c *call) { // w, r, handler, message
			base, args := c.p.st.clone(), c.args
			c.byItself(args[0], http.StatusServiceUnavailable, "net/http.TimeoutHandler")
			c.p.st = base
			if id, ok := c.r.responseOf(args[0]); ok {
				c.r.change(c.p.st, id, func(o *response) { o.still = true })
			}
			c.in = &ir.Instr{Op: ir.OpInvoke, Name: "ServeHTTP", Pos: c.in.Pos, Type: c.in.Type}
			c.invoke(args[2], args[:2])
		},
	}
	for _, f := range []string{"Struct", "StructCtx"} {
		m["(*"+validatorPath+".Validate)."+f] = func(c *call) {
			switch v := c.arg(len(c.args) - 1); {
			case !c.validates(v):
				c.nilError()
			case c.r.tells("SetTagName") || !c.splitsValid(v, "validate", c.opaque):
				c.opaque()
			}
		}
	}
	for _, f := range infallible {
		m[f] = func(c *call) { c.nilError(c.result(0)) }
	}
	for _, path := range jwtPaths {
		m["(*"+path+".Token).SignedString"] = func(c *call) {
			if key, ok := c.arg(1).(*value.Iface); ok && isBytes(key.Type) {
				s := c.result(0)
				c.r.supply(c.p.st, s, nonEmpty)
				c.nilError(s)
				return
			}
			c.opaque()
		}
	}
	contexts(m)
	collections(m)
	reflection(m)
	files(m)
	moments(m)
	for name, f := range folded {
		m[name] = func(c *call) { c.fold(f) }
	}
	for _, kind := range []string{"compress/gzip", "compress/flate", "compress/zlib"} {
		for _, f := range []string{"NewWriter", "NewWriterLevel"} {
			m[kind+"."+f] = func(c *call) {
				p := c.stream(&value.Stream{Kind: kind + ".Writer", To: []value.Value{c.arg(0)}})
				if resultCount(c.in.Type) == 2 {
					c.nilError(p)
					return
				}
				c.ret(p)
			}
		}
		m["(*"+kind+".Writer).Write"] = streamWrite
		m["(*"+kind+".Writer).Reset"] = func(c *call) {
			if p, s := c.streamAt(c.arg(0)); s != nil {
				n := *s
				n.To = []value.Value{c.arg(1)}
				c.r.store(c.p.st, p, &n)
			} else if p, ok := c.r.asPtr(c.arg(0)); ok {
				c.r.store(c.p.st, p, &value.Stream{Kind: kind + ".Writer", To: []value.Value{c.arg(1)}})
			}
			c.ret()
		}
		for _, f := range []string{"Flush", "Close"} {
			// What a compressor holds back has been passed on already; it still
			// writes its header.
			m["(*"+kind+".Writer)."+f] = func(c *call) {
				if _, s := c.streamAt(c.arg(0)); s != nil {
					for _, to := range s.To {
						id, ok := c.r.responseOf(to)
						empty := ok && len(c.p.st.get(id).resp.parts) == 0
						c.write(to, nil, empty, c.site())
					}
				}
				c.nilError()
			}
		}
	}
	for _, f := range []string{"NewWriter", "NewWriterSize"} {
		m["bufio."+f] = func(c *call) {
			c.ret(c.stream(&value.Stream{Kind: "bufio.Writer", To: []value.Value{c.arg(0)}}))
		}
	}
	m["(*bufio.Writer).Flush"] = func(c *call) {
		if p, s := c.streamAt(c.arg(0)); s != nil {
			c.flush(p, s)
		}
		c.ret(c.results()...)
	}
	for _, f := range []string{"Cut", "CutPrefix", "CutSuffix"} {
		known := m["strings."+f]
		m["strings."+f] = func(c *call) { c.cut(f, known) }
	}
	// (*zip.Writer).Create fails as what it writes to does.
	m["archive/zip.NewWriter"] = func(c *call) {
		c.ret(c.stream(&value.Stream{Kind: zipWriter, To: []value.Value{c.arg(0)}}))
	}
	m["(*archive/zip.Writer).Create"] = func(c *call) {
		p, s := c.streamAt(c.arg(0))
		if s == nil {
			c.opaque()
			return
		}
		c.writeStream(p, s, []shape.Part{{Kind: shape.HolePart}}, true, c.site())
		if _, ok := c.r.responseOf(s.To[0]); !ok {
			c.ret(c.results()...)
			return
		}
		c.nilError(c.stream(s))
	}
	for _, f := range []string{"Close", "Flush"} {
		m["(*archive/zip.Writer)."+f] = func(c *call) {
			p, s := c.streamAt(c.arg(0))
			if s == nil {
				c.opaque()
				return
			}
			c.writeStream(p, s, []shape.Part{{Kind: shape.HolePart}}, true, c.site())
			c.wrote(s.To[0])
		}
	}
	m["encoding/csv.NewWriter"] = func(c *call) {
		c.ret(c.stream(&value.Stream{Kind: "encoding/csv.Writer", To: []value.Value{c.arg(0)}}))
	}
	for _, f := range []string{"Write", "WriteAll", "Flush", "Error"} {
		m["(*encoding/csv.Writer)."+f] = func(c *call) { c.csv(f) }
	}
	for _, t := range []string{"bytes.Buffer", "strings.Builder", "bufio.Writer"} {
		recv := "(*" + t + ")."
		for _, f := range []string{"Write", "WriteString"} {
			m[recv+f] = streamWrite
		}
		for _, f := range []string{"WriteByte", "WriteRune"} {
			m[recv+f] = func(c *call) {
				part := shape.Part{Kind: shape.HolePart}
				if n, ok := value.AsInt(c.arg(1)); ok {
					part = shape.Part{Lit: string(rune(n))}
				}
				c.write(c.arg(0), []shape.Part{part}, false, c.site())
				c.nilError()
			}
		}
		m[recv+"Grow"] = noEffect
		m[recv+"Reset"] = func(c *call) {
			if p, s := c.streamAt(c.arg(0)); s != nil {
				n := *s
				n.Parts, n.Vague = nil, false
				c.r.store(c.p.st, p, &n)
			}
			c.ret()
		}
		for _, f := range []string{"String", "Bytes"} {
			m[recv+f] = func(c *call) {
				if _, s := c.streamAt(c.arg(0)); s != nil && !s.Vague {
					c.ret(&value.Text{Parts: s.Parts, At: c.site()})
					return
				}
				c.ret(c.result(0))
			}
		}
	}
	m["(*bytes.Buffer).WriteTo"] = func(c *call) {
		_, s := c.streamAt(c.arg(0))
		if s == nil {
			c.write(c.arg(1), nil, true, c.site())
		} else if len(s.Parts) > 0 || s.Vague {
			c.write(c.arg(1), s.Parts, s.Vague, c.site())
		}
		c.wrote(c.arg(1))
	}
	return m
}

// joinErrors is errors.Join for a list. Errors that were joined before are taken apart: what
// joins them one by one, in a loop, makes no more kinds of errors than there are.
func (c *call) joinErrors(list value.Value) {
	switch list := list.(type) {
	case value.Nil:
		c.ret(value.Nil{})
	case *value.Slice:
		var certain, maybe []value.Value
		none, any := true, false
		for _, e := range c.r.items(c.p.st, list) {
			e = c.r.resolve(c.p.st, e)
			if s, ok := e.(*value.Sym); ok && c.p.st.fact(s.ID).nilness == 0 {
				if s.Blur {
					maybe = append(maybe, s)
					continue
				}
				base := c.p.st
				for _, is := range []bool{false, true} {
					if c.p.st = base.clone(); c.r.assume(c.p.st, nonNil(s), is) {
						c.joinErrors(list)
					}
				}
				return
			}
			alts := value.Alternatives(e)
			for _, alt := range alts {
				inner, choice := c.r.takenApart(c.p.st, alt)
				switch {
				case isNil(alt):
				case len(alts) > 1 || choice:
					maybe, any = append(maybe, inner...), any || choice
				default:
					certain = append(certain, inner...)
				}
			}
			none = none && (len(alts) > 1 && slices.ContainsFunc(alts, isNil) || len(alts) == 1 && isNil(alts[0]))
		}
		any = any || c.r.repeats(c.p.st, certain)
		c.joined(certain, maybe, none && len(certain) == 0, any)
	case *value.Seq:
		alts := value.Alternatives(c.r.resolve(c.p.st, list.Elem))
		c.joined(nil, alts, !list.Filled || slices.ContainsFunc(alts, isNil), false)
	default:
		c.opaque()
	}
}

// takenApart are the errors that were joined in one, or the error; choice says that they are any choice of
// these.
func (r *Runner) takenApart(st *state, err value.Value) (inner []value.Value, choice bool) {
	if i, ok := err.(*value.Iface); ok && i.Type.Kind == ir.Pointer && i.Type.Elem == joinErrorType {
		if s, made := r.load(st, i.V, nil).(*value.Struct); made && len(s.Fields) > 1 {
			if seq, ok := s.Fields[1].(*value.Seq); ok {
				return value.Alternatives(seq.Elem), true
			}
			return s.Fields[1:], false
		}
	}
	return []value.Value{err}, false
}

// repeats reports whether there are several of one kind among errors.
func (r *Runner) repeats(st *state, errs []value.Value) bool {
	seen := map[string]bool{}
	for _, e := range errs {
		kind := string(r.kindOf(st, e, nil, 0, true))
		if seen[kind] {
			return true
		}
		seen[kind] = true
	}
	return false
}

// joined gives an error of those that are certain and any choice of those that may be, by their
// kinds, of which there may be none. If these can't be told apart, or any is set, it is of any choice
// of all.
func (c *call) joined(certain, maybe []value.Value, none, any bool) {
	seen := map[string]bool{}
	kinds := slices.DeleteFunc(slices.Clone(maybe), func(e value.Value) bool {
		kind := string(c.r.kindOf(c.p.st, e, nil, 0, false))
		again := seen[kind]
		seen[kind] = true
		return isNil(e) || again
	})
	any = any || len(kinds) > maxKinds || slices.ContainsFunc(kinds, func(e value.Value) bool { return !isMade(e) })
	base := c.p.st
	if none {
		c.p.st = base.clone()
		c.ret(value.Nil{})
		c.p.st = base
	}
	if any {
		c.ret(c.newError(joinErrorType, textHole, c.r.choiceOf(c.p.st, slices.Concat(certain, kinds))))
		return
	}
	for some := range 1 << len(kinds) {
		errs := slices.Clone(certain)
		for i, e := range kinds {
			if some&(1<<i) != 0 {
				errs = append(errs, e)
			}
		}
		if len(errs) > 0 {
			c.p.st = base.clone()
			c.ret(c.newError(joinErrorType, textHole, errs...))
		}
	}
}

// choiceOf is a list of any choice of some errors, of at least one. Of each kind there is one.
func (r *Runner) choiceOf(st *state, errs []value.Value) *value.Seq {
	var elem value.Value
	first := map[string]value.Value{}
	for _, e := range errs {
		kind := string(r.kindOf(st, e, nil, 0, true))
		if was := first[kind]; was != nil {
			r.blend(st, was, e)
			continue
		}
		first[kind] = e
		elem = r.join(st, st, elem, e, "choice")
	}
	return &value.Seq{Type: errorsType, Elem: elem, Filled: true}
}

// blend has an error stand for another one of its kind too, with what other code's errors are in it.
func (r *Runner) blend(st *state, a, b value.Value) value.Value {
	if value.Same(a, b) {
		return a
	}
	sa, ok := a.(*value.Sym)
	sb, ok2 := b.(*value.Sym)
	if ok && ok2 {
		return r.joinForeign(st, st, []*value.Sym{sa, sb})
	}
	ia, ok := a.(*value.Iface)
	ib, ok2 := b.(*value.Iface)
	if !ok || !ok2 || !isStdError(ia.Type) {
		return a // differs in a text
	}
	pa := ia.V.(value.Ptr)
	ca, ok := r.load(st, pa, nil).(*value.Struct)
	cb, ok2 := r.load(st, ib.V, nil).(*value.Struct)
	if !ok || !ok2 || r.static[pa.Obj] != nil && st.get(pa.Obj) == nil {
		return a
	}
	n := *ca
	n.Fields = slices.Clone(ca.Fields)
	for i := 1; i < len(n.Fields); i++ {
		n.Fields[i] = r.blend(st, ca.Fields[i], cb.Fields[i])
	}
	o := *st.get(pa.Obj)
	o.sum, o.content = digest{}, &n
	st.put(pa.Obj, &o)
	return a
}

// maxKinds bounds the kinds of errors of which a list's are told apart.
const maxKinds = 3

// kindOf is equal for errors that differ only in their texts, or, if loose, in which errors of other
// code are in them.
func (r *Runner) kindOf(st *state, err value.Value, b []byte, depth int, loose bool) []byte {
	i, ok := err.(*value.Iface)
	if ok && isStdError(i.Type) && depth < maxChain {
		if s, made := r.load(st, i.V, nil).(*value.Struct); made && len(s.Fields) > 1 {
			b = append(append(b, i.Type.ID()...), '(')
			for _, inner := range s.Fields[1:] {
				b = append(r.kindOf(st, inner, b, depth+1, loose), ',')
			}
			return b
		}
	}
	left := maxWalk
	if ok && !isStdError(i.Type) {
		return r.deepKey(st, err, b, 0, &left)
	}
	if s, ok := err.(*value.Sym); ok && loose && s.Foreign() {
		return append(b, 's', '0'+byte(s.Origin))
	}
	return err.Key(b)
}

// isMade reports whether a value is one of a type that is known.
func isMade(v value.Value) bool { _, ok := v.(*value.Iface); return ok }

// cut is strings.Cut or one of its kin: of a text that is not known it may find the
// separator or not, and then it gives the text as it is.
func (c *call) cut(name string, known func(*call)) {
	text := c.arg(0)
	_, constant := value.AsString(text)
	if _, ok := value.AsString(c.arg(1)); ok && constant {
		known(c)
		return
	}
	base := c.p.st
	c.p.st = base.clone()
	if name == "Cut" {
		c.ret(text, value.Str(""), value.Bool(false))
	} else {
		c.ret(text, value.Bool(false))
	}
	c.p.st = base
	res := c.results()
	c.markOrigin(res, c.origin())
	res[len(res)-1] = value.Bool(true)
	c.ret(res...)
}

// csv is a method of a csv.Writer, which holds records back until it is flushed. The
// errors are those of what it writes to, or of a comma that is none.
func (c *call) csv(method string) {
	p, s := c.streamAt(c.arg(0))
	if s == nil {
		c.opaque()
		return
	}
	if method == "Write" || method == "WriteAll" {
		c.writeStream(p, s, []shape.Part{{Kind: shape.HolePart}}, false, c.site())
		_, s = c.streamAt(p)
	}
	if method != "Write" && method != "Error" {
		c.flush(p, s)
	}
	if method == "Flush" {
		c.ret()
		return
	}
	c.wrote(s.To[0])
}

// unwrap is errors.Unwrap.
func (c *call) unwrap(err value.Value) {
	switch err := err.(type) {
	case *value.Iface:
		if m := err.Type.Method("Unwrap"); m == nil && !isWriterValue(err) || m != nil && m.Method.Sig != "() error" {
			c.ret(value.Nil{}) // it is for one error only
			return
		}
		in := c.r.unwrap(c.p.st, err)
		if in.known && in.all && len(in.inner) <= 1 {
			c.ret(append(slices.Clone(in.inner), value.Nil{})[0])
			return
		}
		if in.known && !in.all && !in.some {
			c.each(&value.Union{Alts: in.inner}, func(v value.Value) { c.ret(v) })
			return
		}
	case *value.Sym: // what is in an error comes from where it comes from
		var in *value.Sym
		if err.Blur {
			in = c.r.freshFrom(err.Origin, "unwrapped|"+originKey(err), errorType)
		} else {
			in = c.r.part(err, "unwrap", errorType).(*value.Sym)
		}
		if err.Errors != nil {
			in.Errors = &value.Errors{May: err.Errors.May, Never: err.Errors.Never}
		}
		c.ret(in)
		return
	case value.Nil:
		c.ret(err)
		return
	}
	c.opaque()
}

func streamWrite(c *call) {
	c.write(c.arg(0), textParts(c.arg(1)), false, siteOf(c.arg(1)))
	c.nilError()
}

// files are the tests for what kind of error a file operation gave: they look
// into the errors of package os, but do not unwrap (os.IsNotExist).
func files(m map[string]func(*call)) {
	for name, sentinel := range map[string]string{"IsNotExist": "ErrNotExist", "IsExist": "ErrExist", "IsPermission": "ErrPermission"} {
		m["os."+name] = func(c *call) {
			c.each(c.arg(0), func(v value.Value) {
				err, ok := v.(*value.Iface)
				if ok {
					switch err.Type.ID() {
					case "*io/fs.PathError", "*os.LinkError", "*os.SyscallError":
						if inner := c.r.member(c.p.st, err.V, "Err"); inner != nil {
							v = inner
						}
					}
					err, ok = v.(*value.Iface)
				}
				target := c.r.variable(c.p.st, "io/fs."+sentinel)
				switch {
				case isNil(v), c.excluded(v, target):
					c.ret(value.Bool(false))
				case ok && err.Type.ID() != "syscall.Errno":
					if t := c.r.equal(c.p.st, err, target); t != unknown {
						c.ret(value.Bool(t == yes))
						return
					}
					c.ret(c.result(0))
				default:
					c.ret(c.result(0))
				}
			})
		}
	}
	embedded := func(v value.Value) bool {
		i, ok := v.(*value.Iface)
		return ok && i.Type.ID() == "embed.FS"
	}
	for _, name := range []string{"ReadFile", "Open"} {
		m["(embed.FS)."+name] = func(c *call) { c.fromFiles(true, c.args[1:]) }
	}
	for _, name := range []string{"io/fs.ReadFile", "html/template.ParseFS", "text/template.ParseFS"} {
		m[name] = func(c *call) { c.fromFiles(embedded(c.arg(0)), c.args[1:]) }
	}
	for _, kind := range []string{"html", "text"} {
		m["(*"+kind+"/template.Template).ParseFS"] = func(c *call) { c.fromFiles(embedded(c.arg(1)), c.args[2:]) }
		m["(*"+kind+"/template.Template).Execute"] = func(c *call) { c.template(c.arg(2)) }
		m["(*"+kind+"/template.Template).ExecuteTemplate"] = func(c *call) { c.template(c.arg(3)) }
	}
}

// template executes a template with data: where that has methods that give errors, it may call them, and give
// what they give, wrapped (text/template.ExecError).
func (c *call) template(data value.Value) {
	errs := c.methodErrors(data)
	before := len(c.outs)
	c.opaque()
	for _, o := range slices.Clone(c.outs[before:]) {
		for i, err := range errs {
			q := *c.p
			q.st, q.index = o.st.clone(), c.p.index+(i+1)*chainIndex
			c.r.carry(q.st, err.st, err.results[0])
			d := &call{r: c.r, x: c.x, p: &q, in: c.in}
			d.ret(d.newError(wrapErrorType, textHole, err.results[0]))
			c.outs = append(c.outs, d.outs...)
		}
	}
}

// methodErrors are the errors that methods of a value without arguments may give, each with the state in
// which it does.
func (c *call) methodErrors(v value.Value) (errs []outcome) {
	i, ok := c.r.resolve(c.p.st, v).(*value.Iface)
	if !ok {
		return nil
	}
	t := i.Type
	if t.Kind == ir.Pointer {
		t = t.Elem
	}
	for _, m := range t.Methods {
		if !strings.HasPrefix(m.Sig, "() (") || !strings.HasSuffix(m.Sig, ", error)") {
			continue
		}
		for _, o := range c.r.outcomes(c.p.st, i, m.Name) {
			if n := len(o.results); n == 2 && !isNil(c.r.resolve(o.st, o.results[1])) {
				errs = append(errs, outcome{st: o.st, results: o.results[1:]})
			}
		}
	}
	return errs
}

// fromFiles is a call that reads files by their names. Those that are embedded in the program are there under
// names that are written down, and are what they are: a program of which this is not so never works.
func (c *call) fromFiles(embedded bool, names []value.Value) {
	for _, v := range names {
		vs := []value.Value{v}
		if l, ok := v.(*value.Slice); ok {
			vs = c.r.items(c.p.st, l)
		}
		embedded = embedded && !slices.ContainsFunc(vs, func(v value.Value) bool {
			_, written := value.AsString(c.r.resolve(c.p.st, v))
			return !written
		})
	}
	if !embedded {
		c.opaque()
		return
	}
	res := c.results()
	c.nilError(res[:len(res)-1]...)
}

// excluded reports whether an error that can't be seen certainly is not, and does not
// hold, another one.
func (c *call) excluded(v, target value.Value) bool {
	s, ok := v.(*value.Sym)
	t, made := target.(*value.Iface)
	return ok && made && c.r.excludesMade(c.p.st, s, t)
}

// byItself ends the call with a response that net/http chooses by the request or
// the time, not the code at hand.
func (c *call) byItself(w value.Value, status int, via string) {
	if id, ok := c.r.responseOf(w); ok {
		c.commit(id, value.Int(int64(status), c.site()), via)
		c.r.change(c.p.st, id, func(o *response) { o.vague, o.implied = true, true })
		c.ret()
		return
	}
	made := len(c.outs)
	c.args = []value.Value{w}
	c.respondThrough(&responder.Responder{Func: via, Status: -1, Statuses: []int{status}, BodyArg: -1, Body: responder.UnknownBody}, w)
	for _, o := range c.outs[made:] {
		if id, ok := c.r.responseOf(c.r.writer); ok {
			c.r.change(o.st, id, func(o *response) { o.implied = true })
		}
	}
}

// bytesOf are the parts of a []byte, which may be an empty slice with room.
func bytesOf(v value.Value) []shape.Part {
	if s, ok := v.(*value.Slice); ok && s.Hi == s.Lo {
		return nil
	}
	if s, ok := v.(*value.Seq); ok && !s.Filled {
		if c, ok := s.Elem.(*value.Const); ok && constant.Sign(c.V) == 0 {
			return nil // make([]byte, 0, n)
		}
	}
	return textParts(v)
}

// text gives a text as a constant where all of it is known.
func (c *call) text(v value.Value) value.Value {
	if s, ok := value.AsString(v); ok {
		return value.Str(s, c.site())
	}
	if t, ok := v.(*value.Text); ok && !t.At.Known() {
		n := *t
		n.At = c.site()
		return &n
	}
	return v
}

// known answers a condition if the path can.
func (c *call) known(cond *value.Cond) value.Value {
	switch c.r.eval(c.p.st, cond) {
	case yes:
		return value.Bool(true)
	case no:
		return value.Bool(false)
	}
	return cond
}

// printed is the text that fmt.Print makes of the arguments from i on.
func (c *call) printed(i int, line bool) value.Value {
	args, known := c.variadic(i)
	if !known {
		return textHole
	}
	var parts []shape.Part
	for j, a := range args {
		if j > 0 {
			if line {
				parts = append(parts, shape.Part{Lit: " "})
			} else {
				// Print puts a space between operands when neither is a string.
				parts = append(parts, shape.Part{Kind: shape.HolePart})
			}
		}
		parts = append(parts, c.r.verb(c.p.st, 'v', "", c.r.resolve(c.p.st, a))...)
	}
	if line {
		parts = append(parts, shape.Part{Lit: "\n"})
	}
	return &value.Text{Parts: mergeParts(parts), At: c.site()}
}

// marshal is json.Marshal: it fails only where a value can make it.
func (c *call) marshal() {
	s, may, must := c.r.json(c.p.st, c.arg(0))
	base := c.p.st
	if !must {
		if may {
			c.p.st = base.clone()
		}
		c.nilError(&value.Text{Parts: []shape.Part{{Kind: shape.JSONPart, JSON: s}}, At: orSite(bodySite(c.r, c.p.st, c.arg(0)), c.site())})
	}
	if may {
		c.p.st = base
		c.unencoded(c.arg(0))
	}
}

// unencoded ends an encoder's call that fails: a method of the value, if it has one that
// the encoder calls, may have given the error.
func (c *call) unencoded(v value.Value) {
	c.failed()
	if !c.callsBack(v, 0) {
		c.markOrigin(c.outs[len(c.outs)-1].results, value.Standard)
	}
}

// bodySite is where a value that becomes a body was made.
func bodySite(r *Runner, st *state, v value.Value) ir.Site {
	if i, ok := v.(*value.Iface); ok {
		if s := bodySite(r, st, i.V); s.Known() {
			return s
		}
		return i.At
	}
	switch v := v.(type) {
	case value.Ptr:
		if o := r.object(st, v.Obj); o != nil {
			return o.at
		}
	case value.Map:
		if o := r.object(st, v.Obj); o != nil {
			return o.at
		}
	}
	return siteOf(v)
}

// encode is (*json.Encoder).Encode: a value that can't be marshalled writes
// nothing; otherwise only the connection can fail, after the status is sent.
func (c *call) encode() {
	_, s := c.streamAt(c.arg(0))
	if s == nil {
		c.opaque()
		return
	}
	body, may, must := c.r.json(c.p.st, c.arg(1))
	base := c.p.st
	for _, to := range s.To {
		// Once the status is sent, a value that can't be marshalled only cuts
		// the body short.
		if id, ok := c.r.responseOf(to); ok && base.get(id).resp.committed {
			may = must
		}
	}
	if !must {
		if may {
			c.p.st = base.clone()
		}
		at := orSite(bodySite(c.r, c.p.st, c.arg(1)), c.site())
		for _, to := range s.To {
			c.write(to, []shape.Part{{Kind: shape.JSONPart, JSON: body}, {Lit: "\n"}}, false, at)
		}
		c.wrote(s.To[0])
	}
	if may {
		c.p.st = base
		for _, to := range s.To {
			if id, ok := c.r.responseOf(to); ok && !must {
				c.r.change(base, id, func(o *response) { o.faint = true })
			}
		}
		c.unencoded(c.arg(1))
	}
}

// copy is io.Copy: of a known reader the text, else bytes that are not known.
func (c *call) copy() {
	src := c.r.resolve(c.p.st, c.arg(1))
	if u, ok := src.(*value.Union); ok {
		c.each(u, func(v value.Value) { c.args[1] = v; c.copy() })
		return
	}
	if i, ok := src.(*value.Iface); ok && c.name != "io.CopyN" {
		if sel := i.Type.Method("WriteTo"); sel != nil && c.r.prog.Func(sel.Method.Func) != nil && inMethodSet(i.Type, sel) { // io.WriterTo
			c.in = &ir.Instr{Op: ir.OpInvoke, Name: "WriteTo", Pos: c.in.Pos, Type: c.in.Type}
			c.invoke(i, c.args[:1])
			return
		}
	}
	_, s := c.streamAt(src)
	switch {
	case s != nil && len(s.To) == 0 && !s.Vague:
		if len(s.Parts) > 0 {
			c.write(c.arg(0), s.Parts, false, c.site())
		}
	default:
		if id, ok := c.r.responseOf(c.arg(0)); ok {
			// An empty source writes nothing, so nothing is certain of the body
			// and nothing is committed; a status written later still counts.
			c.r.handOver(c.p.st, id, true)
		} else {
			c.write(c.arg(0), nil, true, c.site())
		}
	}
	c.ret(c.results()...)
}

// firstNonZero is cmp.Or.
func (c *call) firstNonZero() {
	items, known := c.variadic(0)
	if !known {
		c.opaque()
		return
	}
	e := &encoder{r: c.r, st: c.p.st}
	t := c.x.typ(c.in.Type)
	for _, v := range items {
		v = c.r.resolve(c.p.st, v)
		switch e.isZero(v, t) {
		case no:
			c.ret(v)
			return
		case unknown:
			c.p.st, e.st = c.p.st.clone(), c.p.st
			c.ret(v)
			c.p.st = e.st
		}
	}
	if t != nil {
		c.ret(c.r.zero(t))
	}
}

// headerKey is the entry of a header map that a method call is about.
func (c *call) headerKey() (o *object, key value.Value, ok bool) {
	m, is := c.arg(0).(value.Map)
	if !is {
		return nil, nil, false
	}
	o = c.r.object(c.p.st, m.Obj)
	name, known := value.AsString(c.arg(1))
	if o == nil || o.entries == nil || !known {
		return o, nil, false
	}
	return o, value.Str(http.CanonicalHeaderKey(name)), true
}

func (c *call) header(v value.Value, add bool) {
	m, ok := c.arg(0).(value.Map)
	if !ok {
		c.ret()
		return
	}
	o, key, ok := c.headerKey()
	switch {
	case ok && add && o.entries.find(key) >= 0:
		if name, _ := value.AsString(key); name != "Content-Type" { // of which the first counts
			c.r.mapUpdate(c.p.st, m, key, c.r.fresh("added", &ir.Type{Kind: ir.Slice, Elem: &ir.Type{Kind: ir.String, Name: "string"}}))
		}
	case ok:
		c.r.mapUpdate(c.p.st, m, key, v)
	case o != nil && o.entries != nil:
		n := *o
		n.sum = digest{}
		n.entries = &mapping{rest: true}
		c.p.st.put(m.Obj, &n)
	}
	c.ret()
}

// infallible are functions of other modules that fail only if crypto/rand does, which it has
// not done since Go 1.24.
var infallible = []string{
	"github.com/gofrs/uuid.NewV4", "github.com/gofrs/uuid.NewV7", "github.com/gofrs/uuid/v3.NewV4", "github.com/gofrs/uuid/v5.NewV4", "github.com/gofrs/uuid/v5.NewV7",
	"github.com/google/uuid.NewRandom", "github.com/google/uuid.NewV7",
}

// jwtPaths are the versions of a module that signs tokens. With a key of bytes (HMAC) that fails only for
// claims that can't be encoded.
var jwtPaths = []string{"github.com/golang-jwt/jwt", "github.com/golang-jwt/jwt/v4", "github.com/golang-jwt/jwt/v5", "github.com/dgrijalva/jwt-go"}

// flusherType is http.Flusher, as far as writerImplements asks.
var flusherType = &ir.Type{Kind: ir.Interface, Methods: []ir.Method{{Name: "Flush"}}}

// controllerFlush sends the header, or fails where the writer, which may be anybody's, has
// no way to do that.
func (c *call) controllerFlush() {
	if _, s := c.streamAt(c.arg(0)); s != nil && len(s.To) == 1 {
		c.flushWriter(s.To[0], 0)
		return
	}
	c.ret(c.results()...)
}

// maxUnwraps bounds the writers inside writers that are asked.
const maxUnwraps = 8

// flushWriter flushes the first writer that can, of one and those that it gives by Unwrap.
func (c *call) flushWriter(w value.Value, depth int) {
	r, base := c.r, c.p.st
	if id, ok := r.responseOf(w); ok {
		c.p.st = base.clone()
		can := r.writerImplements(base.get(id).resp, flusherType)
		if can != no {
			c.flushed(id)
			c.nilError()
		}
		if c.p.st = base; can != yes {
			c.unsupported()
		}
		return
	}
	iface, ok := r.resolve(base, w).(*value.Iface)
	if !ok || depth > maxUnwraps {
		c.ret(c.results()...)
		return
	}
	i := slices.IndexFunc(flushMethods, func(name string) bool { return iface.Type.Method(name) != nil })
	if i < 0 {
		c.unsupported()
		return
	}
	d := &call{r: r, x: c.x, p: c.p, in: &ir.Instr{Op: ir.OpInvoke, Name: flushMethods[i], Pos: c.in.Pos}}
	d.method(iface.Type, iface.V, flushMethods[i], nil)
	for _, o := range d.outs {
		switch c.p.st = o.st; {
		case o.panics:
			c.outs = append(c.outs, o)
		case flushMethods[i] == "Flush":
			c.nilError()
		case len(o.results) != 1:
			c.ret(c.results()...)
		case flushMethods[i] == "Unwrap":
			c.flushWriter(o.results[0], depth+1)
		default:
			c.ret(o.results[0])
		}
	}
}

// flushMethods are what http.ResponseController.Flush looks for, in that order.
var flushMethods = []string{"FlushError", "Flush", "Unwrap"}

// unsupported ends the call with the error of an http.ResponseController that can't.
func (c *call) unsupported() {
	c.ret(c.r.variable(c.p.st, "net/http.ErrNotSupported"))
}

// handlerType is the type of the handlers that net/http's constructors give.
var handlerType = &ir.Type{Kind: ir.Signature, Defined: true, Name: "net/http.HandlerFunc",
	Methods: []ir.Method{{Name: "ServeHTTP", Sig: "(net/http.ResponseWriter, *net/http.Request)", Func: "(net/http.HandlerFunc).ServeHTTP"}}}

func (c *call) handler(name string, bind ...value.Value) value.Value {
	return &value.Iface{Type: handlerType, V: &value.Func{Name: name, Bind: bind}, At: c.site()}
}
