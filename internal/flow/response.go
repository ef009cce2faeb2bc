package flow

import (
	"go/constant"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/httpcontract/httpcontract/internal/ir"
	"github.com/httpcontract/httpcontract/internal/responder"
	"github.com/httpcontract/httpcontract/internal/shape"
	"github.com/httpcontract/httpcontract/internal/value"
)

// response is the state of an HTTP response that is being put together.
type response struct {
	header    int         // the object of the header map
	kept      int         // that of what handlers have put into their context
	status    value.Value // once committed
	committed bool
	// model is how the framework puts the response together; pending is the
	// status that it remembers.
	model   responder.Model
	pending value.Value
	media   value.Value // Content-Type when committed; nil: not set
	sniffs  bool        // net/http will detect the media type
	parts   []shape.Part
	vague   bool // the body has, or may have, bytes that are not known
	// maybe says that code that can't be seen had the writer before anything
	// was committed, bodyMaybe that it could only write bytes.
	maybe, bodyMaybe bool
	implied          bool
	// faint says that an encoder perhaps failed on a value and wrote nothing:
	// a path that then ends without a word is not worth telling.
	faint bool
	// supposed says that the path to it is a supposition; see state.
	supposed bool
	// assumed says that the body may be another: see Response.Assumed.
	assumed bool
	// gone says that the connection was hijacked: what is sent is no response
	// of net/http's.
	gone bool
	// ended says that the handler has ended by a panic that its framework
	// expects.
	ended bool
	// out says that the header has gone to the client: a panic afterwards does not take
	// it back.
	out bool
	// still says that the writer is http.TimeoutHandler's, which does not flush.
	still bool
	// link counts the handlers of the chain that have been called, 0 if none is known;
	// aborted says that no other one will be.
	link    int
	aborted bool
	// textual says that the framework may add a text.
	textual bool
	// passed says that the handlers that come next were called, which can't be seen.
	passed bool
	// head says that the path has found the request to be a HEAD: no body is sent.
	head   bool
	via    string // the responder that sent it, and where it was called
	at     ir.Site
	chosen ir.Site // where the body was chosen
	stack  []string
	sites  []ir.Site // call sites from the root to the commit
	made   []ir.Site // where the values were made of which methods led to it
}

// begun reports whether something was sent or is kept to be sent.
func (o *response) begun() bool { return o.touched() || o.model == responder.Buffered && o.vague }

// touched reports whether something is sent that is not only what code may send which can't be
// seen, like the handlers that come next.
func (o *response) touched() bool { return o.committed || o.pending != nil || len(o.parts) > 0 }

func (o *response) appendKey(b []byte) []byte {
	b = strconv.AppendBool(o.appendStatus(b), o.vague)
	b = append((&value.Text{Parts: o.parts}).Key(b), o.via...)
	for _, s := range o.sites { // each is told of
		b = appendSite(b, s)
	}
	return appendSite(appendSite(b, o.at), o.chosen)
}

func appendSite(b []byte, s ir.Site) []byte {
	if s.Pkg != nil {
		b = append(b, s.Pkg.Path...)
	}
	return strconv.AppendInt(append(b, '@'), int64(s.Pos), 10)
}

// appendForm appends what is equal for responses that differ only in what is in their texts and JSON
// values.
func (o *response) appendForm(b []byte) []byte {
	b = o.appendStatus(b)
	was := shape.LitPart
	for i, p := range o.parts {
		if isJSON := p.Kind == shape.JSONPart; isJSON || i == 0 || was == shape.JSONPart {
			b = strconv.AppendBool(b, isJSON)
		}
		was = p.Kind
	}
	return strconv.AppendBool(b, o.vague)
}

// join makes of a response what is known of it and another one of the same form.
func (o *response) join(p *response) {
	var values []*shape.Shape
	for _, part := range p.parts {
		if part.Kind == shape.JSONPart {
			values = append(values, part.JSON)
		}
	}
	var parts []shape.Part
	for _, part := range o.parts {
		switch {
		case part.Kind == shape.JSONPart:
			part.JSON, values = shape.Join(part.JSON, values[0]), values[1:]
			parts = append(parts, part)
		case len(parts) == 0 || parts[len(parts)-1].Kind == shape.JSONPart:
			parts = append(parts, shape.Part{Kind: shape.HolePart})
		}
	}
	o.parts = parts
}

// appendStatus appends what is equal for responses that differ in their bodies alone.
func (o *response) appendStatus(b []byte) []byte {
	b = append(b, 'R')
	for _, f := range []bool{o.committed, o.sniffs, o.maybe, o.bodyMaybe, o.implied, o.faint, o.gone, o.assumed, o.ended, o.out, o.head, o.aborted, o.passed, o.supposed, o.still} {
		b = strconv.AppendBool(b, f)
	}
	if o.status != nil {
		b = o.status.Key(b)
		for _, a := range value.Alternatives(o.status) {
			if c, ok := a.(*value.Const); ok {
				for _, s := range c.From {
					b = appendSite(b, s)
				}
			}
		}
	}
	for _, v := range []value.Value{o.media, o.pending} {
		b = append(b, '/')
		if v != nil {
			b = v.Key(b)
		}
	}
	b = strconv.AppendInt(append(b, ' '), int64(o.link), 10)
	return strconv.AppendInt(append(b, ' '), int64(o.header), 10)
}

// change puts a changed response into the heap.
func (r *Runner) change(st *state, id int, f func(o *response)) {
	o := *st.get(id)
	n := *o.resp
	n.parts = slices.Clip(n.parts)
	f(&n)
	o.resp, o.sum = &n, digest{}
	st.put(id, &o)
}

// writerType is the dynamic type of the response's writer.
var writerType = &ir.Type{Kind: ir.Struct, Defined: true, Name: "net/http.response"}

// newResponse puts an untouched response into a state and gives its writer.
func (r *Runner) newResponse(st *state, model responder.Model) value.Value {
	id, hdr, kept := r.id("response"), r.id("header"), r.id("kept")
	st.put(hdr, &object{typ: headerType, entries: &mapping{}})
	st.put(kept, &object{typ: anyType, entries: &mapping{rest: true}}) // what others have put there is not known
	st.put(id, &object{typ: writerType, resp: &response{header: hdr, kept: kept, model: model}})
	st.resp = id
	return &value.Iface{Type: writerType, V: value.Ptr{Obj: id}}
}

var headerType = &ir.Type{Kind: ir.Map, Defined: true, Name: "net/http.Header"}

func isWriterValue(v value.Value) bool {
	i, ok := v.(*value.Iface)
	return ok && i.Type == writerType
}

// responseOf is the response that a value is the writer of, or that a context
// of a framework leads to.
func (r *Runner) responseOf(v value.Value) (id int, ok bool) {
	switch v := v.(type) {
	case *value.Iface:
		if v.Type == writerType {
			return v.V.(value.Ptr).Obj, true
		}
		return r.responseOf(v.V)
	case *value.Sym:
		if v.Root && r.writer != nil && v.Type.Context() != nil {
			return r.writer.(*value.Iface).V.(value.Ptr).Obj, true
		}
	case value.Ptr: // memory of a context, like a response inside it
		if sym := r.derefs[v.Obj]; sym != nil {
			t := sym.Type
			for _, i := range append([]int{0}, v.Path...) {
				switch {
				case t == nil:
				case t.Kind == ir.Pointer:
					t = t.Elem
				case responder.Reader(t.Name) != nil:
					return 0, false // in the request
				case t.Kind == ir.Struct && i >= 0 && i < len(t.Fields):
					t = t.Fields[i].Type
				default:
					t = nil
				}
			}
			if id, ok := r.responseOf(sym); ok || !sym.Root || r.writer == nil {
				return id, ok
			}
			// A context inside what the root was given.
			if len(v.Path) > 0 && t.Context() != nil {
				return r.writer.(*value.Iface).V.(value.Ptr).Obj, true
			}
		}
	}
	return 0, false
}

// writerImplements says whether the server's writer has an interface's methods:
// net/http's own has Flush, and Hijack for HTTP/1, and middleware may have put anything around
// it.
func (r *Runner) writerImplements(o *response, t *ir.Type) truth {
	is := yes
	for _, m := range t.Methods {
		switch m.Name {
		case "Header", "Write", "WriteHeader":
		case "Flush", "FlushError":
			switch {
			case o.still:
				return no
			case !r.enclosed && !r.flushes():
				is = unknown
			}
		default:
			is = unknown
		}
	}
	r.asksAround = r.asksAround || is == unknown
	return is
}

// flushes reports whether handlers are given a writer that flushes, as far as the program
// can be seen: it has no writers of its own that hide it, and no http.TimeoutHandler.
func (r *Runner) flushes() bool {
	if r.flushing == unknown {
		hides := func(t *ir.Type) bool {
			return t.Method("WriteHeader") != nil && t.Method("Header") != nil && t.Method("Write") != nil && t.Method("Flush") == nil
		}
		r.flushing = truthOf(!slices.ContainsFunc(r.prog.Visible(), func(pkg *ir.Package) bool {
			return slices.ContainsFunc(pkg.Concrete, func(t *ir.Type) bool { return hides(t) || hides(&ir.Type{Kind: ir.Pointer, Elem: t}) }) ||
				slices.ContainsFunc(pkg.Funcs, func(fn *ir.Func) bool { return slices.Contains(pkg.Uses()[fn].Calls, "net/http.TimeoutHandler") })
		}))
	}
	return r.flushing == yes
}

// handOver gives the response to code that can't be seen.
func (r *Runner) handOver(st *state, id int, bodyOnly bool) {
	if kept := st.get(id).resp.kept; !bodyOnly && st.get(kept) != nil {
		st.put(kept, &object{typ: anyType, entries: &mapping{rest: true}})
	}
	r.change(st, id, func(o *response) {
		o.vague = true
		if o.model == responder.Buffered && !bodyOnly {
			o.pending, o.parts = nil, nil
		}
		switch {
		case o.committed:
		case bodyOnly:
			o.bodyMaybe = true
		default:
			o.maybe = true
		}
	})
	if !bodyOnly {
		hdr := st.get(id).resp.header
		n := *st.get(hdr)
		n.sum = digest{}
		n.entries = &mapping{keys: n.entries.keys, vals: n.entries.vals, rest: true}
		st.put(hdr, &n)
	}
}

// writerMethod is a call of a method of the server's writer.
func (c *call) writerMethod(name string) {
	r, st := c.r, c.p.st
	id, _ := r.responseOf(c.args[0])
	o := st.get(id).resp
	switch name {
	case "Header":
		c.ret(value.Map{Obj: o.header})
	case "WriteHeader":
		if len(c.args) < 2 {
			c.ret()
			return
		}
		status := r.resolve(st, c.args[1])
		if u, ok := status.(*value.Union); ok && slices.ContainsFunc(u.Alts, isStatus) { // the others panic
			for _, v := range u.Alts {
				if !isStatus(v) {
					c.p.st = st.clone()
					c.choose(id, v, "")
					c.refused()
				}
			}
			c.p.st, status = st, &value.Union{Alts: slices.DeleteFunc(slices.Clone(u.Alts), func(v value.Value) bool { return !isStatus(v) })}
		}
		if c.choose(id, status, "") {
			c.ret()
		} else {
			c.refused()
		}
	case "Write", "WriteString":
		c.write(c.args[0], textParts(c.args[1]), false, siteOf(c.args[1]))
		c.wrote(c.args[0])
	case "Flush", "FlushError":
		c.flushed(id)
		c.ret(c.results()...)
	case "Hijack":
		c.hijack(id)
	default:
		if c.in.Fn != nil && c.in.Fn.Params[0] != nil {
			if rsp := r.prog.responder("(" + c.in.Fn.Params[0].Name + ")." + name); rsp != nil && c.respond(rsp) {
				return
			}
		}
		if n := resultCount(c.in.Type); len(c.args) > 1 || n == 0 || !plain(resultType(c.in.Type, 0)) {
			r.handOver(st, id, false)
		} // else it only tells something, like the status or the size
		c.ret(c.results()...)
	}
}

// hijack takes the connection away from net/http, or fails.
func (c *call) hijack(id int) {
	base := c.p.st
	c.p.st = base.clone()
	c.r.change(c.p.st, id, func(o *response) { o.gone = true })
	c.nilError()
	c.p.st = base
	c.failed()
}

// isStatus reports whether net/http takes a number as a status, as far as it can be seen.
func isStatus(v value.Value) bool {
	n, ok := value.AsInt(v)
	return !ok || n >= 100 && n <= 999
}

// commit writes a status. It is false if that panics: net/http does for a code
// outside 100..999.
func (c *call) commit(id int, status value.Value, via string) bool {
	r, st := c.r, c.p.st
	if o := st.get(id).resp; o.committed || o.gone {
		return true // superfluous
	}
	if n, ok := value.AsInt(status); ok {
		if n >= 100 && n < 200 && n != http.StatusSwitchingProtocols {
			return true // informational: the response is still to come
		}
		if !isStatus(status) {
			invalid := *st.get(id).resp // what recovers may still answer
			c.stamp(&invalid, status, via)
			r.invalid = append(r.invalid, invalid)
			return false
		}
	}
	media, sniffs := r.mediaType(st, st.get(id).resp.header)
	r.change(st, id, func(o *response) {
		o.media, o.sniffs = media, sniffs
		c.stamp(o, status, via)
	})
	return true
}

// choose sets a status, which is sent at once or remembered.
func (c *call) choose(id int, status value.Value, via string) bool {
	o := c.p.st.get(id).resp
	if o.model == responder.Immediate {
		return c.commit(id, status, via)
	}
	if n, ok := value.AsInt(status); o.committed || ok && n <= 0 && o.model == responder.Remembered {
		return true // gin drops a status that is none
	}
	if n, ok := value.AsInt(status); ok && n == 0 { // fasthttp's StatusCode takes none for 200
		status = value.Int(http.StatusOK, c.site())
	}
	c.r.change(c.p.st, id, func(o *response) {
		c.stamp(o, status, via)
		o.pending, o.status, o.committed = status, nil, false
	})
	return true
}

func (c *call) stamp(o *response, status value.Value, via string) {
	if via == "" {
		via = c.r.via
	}
	o.status, o.committed, o.via, o.at = status, true, via, c.site()
	o.stack = c.x.stack()
	o.head, o.supposed = c.p.st.asksHead(), c.p.st.supposed
	o.implied = o.implied || c.p.st.doubted // not told
	o.sites, o.made = nil, nil
	for e := c.x; e != nil; e = e.parent {
		o.sites = append(o.sites, e.call)
		if e.made.Known() {
			o.made = append(o.made, e.made)
		}
	}
}

// asksHead reports whether the path has found a text, which will be the request's
// method, to be HEAD.
func (s *state) asksHead() bool {
	for _, f := range s.know.all() {
		if f.eq != nil && f.eq.Kind() == constant.String && constant.StringVal(f.eq) == http.MethodHead {
			return true
		}
	}
	return false
}

// implicit commits the status 200 that a first write brings with it.
func (c *call) implicit(id int) {
	o := c.p.st.get(id).resp
	switch {
	case o.committed || o.model == responder.Buffered:
	case o.pending != nil:
		via, at, stack, sites, made := o.via, o.at, o.stack, o.sites, o.made
		c.commit(id, o.pending, via)
		c.r.change(c.p.st, id, func(o *response) { o.at, o.stack, o.sites, o.made = at, stack, sites, made })
	case o.maybe:
		// The code that can't be seen may have chosen another.
		c.commit(id, c.r.fresh("status", nil), "")
	default:
		c.commit(id, value.Int(200), "")
	}
}

// flushed sends the header: what is written later is not looked at for a media
// type.
func (c *call) flushed(id int) {
	c.implicit(id)
	c.r.change(c.p.st, id, func(o *response) {
		o.out = o.committed
		if o.sniffs && len(o.parts) == 0 {
			o.sniffs, o.media = false, textHole
		}
	})
}

// mediaType reads the Content-Type of a header map. sniffs says that there is
// none and net/http will look at the body.
func (r *Runner) mediaType(st *state, hdr int) (media value.Value, sniffs bool) {
	m := st.get(hdr).entries
	if i := m.find(value.Str("Content-Type")); i >= 0 {
		v := m.vals[i]
		if s, ok := v.(*value.Slice); ok && s.Hi > s.Lo {
			v = r.items(st, s)[0]
		}
		if isNil(v) {
			return textHole, false // sniffing is switched off
		}
		return v, false
	}
	if m.rest || m.find(value.Str("Content-Encoding")) >= 0 {
		return textHole, false
	}
	return nil, true
}

var textHole = &value.Text{Parts: []shape.Part{{Kind: shape.HolePart}}}

// write sends bytes to a destination: the response itself, something in front
// of it, a buffer, or a type of the program's own.
func (c *call) write(dst value.Value, parts []shape.Part, vague bool, chosen ir.Site) {
	states := append([]*state{c.p.st}, c.also...)
	c.also = nil
	var after []*state
	for _, st := range states {
		c.p.st = st
		c.writeIn(dst, parts, vague, chosen)
		after = append(append(after, c.p.st), c.also...)
		c.also = nil
	}
	c.p.st, c.also = after[0], after[1:]
}

// writeIn is write in the state of the call's path alone.
func (c *call) writeIn(dst value.Value, parts []shape.Part, vague bool, chosen ir.Site) {
	r, st := c.r, c.p.st
	if id, ok := r.responseOf(dst); ok {
		if st.get(id).resp.gone {
			return
		}
		c.implicit(id)
		r.change(st, id, func(o *response) {
			if s, ok := value.AsInt(o.status); ok && o.committed && (s == 204 || s == 304 || s < 200) {
				return // no body is sent with these (RFC 9110, section 6.4.1)
			}
			if len(o.parts) == 0 && !o.vague || !o.chosen.Known() {
				o.chosen = orSite(chosen, c.site())
			}
			o.parts = mergeParts(append(o.parts, parts...))
			o.vague = o.vague || vague
		})
		return
	}
	if p, s := c.streamAt(dst); s != nil {
		c.writeStream(p, s, parts, vague, chosen)
		return
	}
	switch v := dst.(type) {
	case *value.Union:
		for _, a := range v.Alts {
			if !isNil(a) {
				c.write(a, parts, true, chosen)
			}
		}
	case *value.Iface:
		if sel := v.Type.Method("Write"); sel != nil {
			d := &call{r: r, x: c.x, p: c.p, in: c.in}
			d.in = &ir.Instr{Op: ir.OpInvoke, Name: "Write", Pos: c.in.Pos, Type: writeResult, Fn: c.in.Fn}
			if vague {
				parts = append(slices.Clone(parts), shape.Part{Kind: shape.HolePart})
			}
			d.method(v.Type, v.V, "Write", []value.Value{&value.Text{Parts: parts, At: chosen}})
			c.adopt(d)
			return
		}
		r.escape(c.x, c.p, v, ioWriter)
	default:
		r.escape(c.x, c.p, v, ioWriter)
	}
}

// wrote ends a call that writes. To memory that can't fail; where it fails for the
// response, the client is gone, and nothing that follows can be seen.
func (c *call) wrote(dst value.Value) {
	_, s := c.streamAt(dst)
	if _, ok := c.r.responseOf(dst); ok || s != nil && len(s.To) == 0 || c.takesAll(dst) {
		c.nilError()
		return
	}
	c.ret(c.results()...)
}

// takesAll reports whether a writer of the program's own fails only where the response does.
func (c *call) takesAll(dst value.Value) bool {
	i, ok := dst.(*value.Iface)
	if !ok || i.Type.Method("Write") == nil {
		return false
	}
	q := *c.p
	q.st = c.p.st.clone()
	d := &call{r: c.r, x: c.x, p: &q, in: &ir.Instr{Op: ir.OpInvoke, Name: "Write", Pos: c.in.Pos, Type: writeResult}}
	d.method(i.Type, i.V, "Write", []value.Value{textHole})
	return !slices.ContainsFunc(d.outs, func(o outcome) bool {
		return o.panics || len(o.results) != 2 || !isNil(c.r.resolve(o.st, o.results[1]))
	})
}

var writeResult = &ir.Type{Kind: ir.Tuple, Results: []*ir.Type{{Kind: ir.Int, Name: "int"}, errorType}}

// maxAlso bounds the states in which a write goes on.
const maxAlso = 4

// adopt goes on with the states that a call inside this one left. Of several that have sent the same,
// the first stands for all: they differ in what a wrapper counts, not in what it passes on.
func (c *call) adopt(d *call) {
	var sent []string
	for _, o := range d.outs {
		if o.panics || len(sent) > maxAlso {
			continue
		}
		key := string(o.st.appendResponses(nil))
		switch {
		case len(sent) == 0:
			c.p.st = o.st
		case slices.Contains(sent, key):
			continue
		default:
			c.also = append(c.also, o.st)
		}
		sent = append(sent, key)
	}
}

// unsniffed makes a media type unknown that the body would decide.
func (r *Runner) unsniffed(st *state, id int) {
	r.change(st, id, func(o *response) {
		if o.sniffs {
			o.sniffs, o.media = false, textHole
		}
	})
}

const zipWriter = "archive/zip.Writer"

func (c *call) writeStream(p value.Ptr, s *value.Stream, parts []shape.Part, vague bool, chosen ir.Site) {
	r := c.r
	switch s.Kind {
	case "compress/gzip.Writer", "compress/flate.Writer", "compress/zlib.Writer", zipWriter:
		for _, to := range s.To {
			c.write(to, parts, vague, chosen)
			if id, ok := r.responseOf(to); ok {
				r.unsniffed(c.p.st, id) // it looks like no text any more
			}
		}
		return
	case "io.MultiWriter":
		for _, to := range s.To {
			c.write(to, parts, vague, chosen)
		}
		return
	}
	n := *s
	n.Parts = mergeParts(append(slices.Clone(s.Parts), parts...))
	n.Vague = s.Vague || vague
	r.store(c.p.st, p, &n)
}

// flush passes on what a buffering stream holds back.
func (c *call) flush(p value.Ptr, s *value.Stream) {
	if len(s.Parts) == 0 && !s.Vague {
		return
	}
	for _, to := range s.To {
		c.write(to, s.Parts, s.Vague, c.site())
	}
	n := *s
	n.Parts, n.Vague = nil, false
	c.r.store(c.p.st, p, &n)
}

// respondThrough sends what a responder sends to a writer of the program's own
// type, by the methods that it has.
func (c *call) respondThrough(rsp *responder.Responder, w value.Value) bool {
	r := c.r
	iface, ok := w.(*value.Iface)
	if !ok || iface.Type.Method("WriteHeader") == nil || rsp.Body == responder.Format || rsp.Body == responder.StatusText {
		return false
	}
	if rsp.Status >= len(c.args) || rsp.Status < 0 && len(rsp.Statuses) == 0 && rsp.Noted == "" {
		return false
	}
	if rsp.Body == responder.JSON {
		if _, _, must := r.json(c.p.st, c.args[rsp.BodyArg]); must {
			return false
		}
	}
	if rsp.First != "" {
		c.first(rsp, func() { c.sendThrough(rsp, iface) })
		return true
	}
	c.note(rsp, true)
	c.sendThrough(rsp, iface)
	return true
}

// sendThrough is respondThrough for a responder for which nothing else is to be done before.
func (c *call) sendThrough(rsp *responder.Responder, w *value.Iface) {
	r := c.r
	calls := 0
	step := func(name string, args []value.Value, then func(outcome)) {
		q := *c.p
		q.index += calls * chainIndex
		calls++
		d := &call{r: r, x: c.x, p: &q, in: &ir.Instr{Op: ir.OpInvoke, Name: name, Pos: c.in.Pos}}
		if name == "WriteHeader" {
			r.via = rsp.Func
		}
		d.method(w.Type, w.V, name, args)
		r.via = ""
		for _, o := range d.outs {
			if o.panics {
				c.outs = append(c.outs, o)
				continue
			}
			c.p.st = o.st
			then(o)
		}
	}
	end := func(outcome) {
		if rsp.Then == responder.NilError {
			c.nilError()
			return
		}
		c.ret(c.results()...)
	}
	write := func(v value.Value) { step("Write", []value.Value{v}, end) }
	base, statuses := c.p.st, c.statuses(rsp)
	for i, status := range statuses {
		body := func(o outcome) {
			if id, ok := r.responseOf(r.writer); ok && i > 0 && rsp.Status < 0 {
				r.change(c.p.st, id, func(o *response) { o.implied = true })
			}
			switch code, _ := value.AsInt(status); {
			case rsp.Body == responder.Text || rsp.Body == responder.Bytes:
				write(&value.Text{Parts: mergeParts(append(c.bodyText(rsp), shape.Part{Lit: rsp.Suffix})), At: c.site()})
			case rsp.Body == responder.JSON:
				sh, _, _ := r.json(c.p.st, c.args[rsp.BodyArg])
				at := orSite(bodySite(r, c.p.st, c.args[rsp.BodyArg]), c.site())
				write(&value.Text{Parts: mergeParts([]shape.Part{{Kind: shape.JSONPart, JSON: sh}, {Lit: rsp.Suffix}}), At: at})
			case rsp.Body == responder.UnknownBody && code != http.StatusNotModified:
				write(textHole)
			default:
				end(o)
			}
		}
		c.p.st = base.clone()
		step("Header", nil, func(o outcome) {
			if len(o.results) == 1 && rsp.Media != "" {
				if m, ok := o.results[0].(value.Map); ok {
					media := value.Value(value.Str(rsp.Media))
					if rsp.Media == "?" {
						media = textHole
					}
					r.mapUpdate(c.p.st, m, value.Str("Content-Type"), media)
				}
			}
			if status == nil {
				body(o)
				return
			}
			step("WriteHeader", []value.Value{status}, body)
		})
	}
}

// SiteUse is what became of a call of a bare responder, over all paths.
type SiteUse struct {
	Func      string
	Effective bool // some path sent a response by it
	// Stack and Status are those of the first such path.
	Stack  []string
	Status value.Value
}

func (c *call) note(rsp *responder.Responder, effective bool) {
	if !rsp.Bare {
		return
	}
	s := c.site()
	u := c.r.sites[s]
	if u == nil {
		u = &SiteUse{Func: rsp.Func}
		c.r.sites[s] = u
	}
	if effective && !u.Effective && !c.p.st.doubted {
		u.Effective = true
		u.Stack = c.x.stack()
		if rsp.Status >= 0 {
			u.Status = c.args[rsp.Status]
		} else {
			u.Status = value.Int(int64(rsp.Statuses[0]))
		}
	}
}

// setHeader sets a header field of the response.
func (c *call) setHeader(id int, name string, v value.Value) {
	c.r.mapUpdate(c.p.st, value.Map{Obj: c.p.st.get(id).resp.header}, value.Str(name), v)
}

// Response is one response that a root can send.
type Response struct {
	// Status is the code, 0 if it is not known. From are the places where
	// the source chose it.
	Status int
	From   []ir.Site
	// Media is the media type without parameters, "" if there is no body,
	// "?" if it is not known.
	Media string
	Body  *shape.Shape
	// Implied says that other code chose the status: a function that serves files, by the
	// client's request or the file system, or what recovers from panics.
	Implied bool
	// Invalid says that net/http panics on the status.
	Invalid bool
	// Via is the known responder that sent the response, "" if it was put
	// together by hand.
	Via string
	// At is where the status was written; Chosen where the body was chosen.
	At, Chosen ir.Site
	// Stack names the functions from the root to the write, Sites are the
	// calls between them from the write outwards.
	Stack []string
	Sites []ir.Site
	// Made are the places where values were put into the interfaces of which methods are
	// on that way.
	Made []ir.Site
	// Serving is the function inside an instance that served the request
	// last, nil if none did.
	Serving *ir.Func
	// Steps are those before it that can send nothing themselves.
	Steps []*ir.Func
	// Silent says that the function returned without an answer, which
	// net/http takes for 200, but code around it may not.
	Silent bool
	// Supposed says that the response is only possible: a function on the way has found an error
	// that it was given, and that can't be seen, to be a certain one.
	Supposed bool
	// Bodiless says that the function has sent no body: code around it may add one.
	Bodiless bool
	// Head: see responses.Response.
	Head bool
	// Assumed says that a framework's default made the response out of an
	// error, but it is not certain that the error is one for that rule, or
	// that the program has no error handler of its own.
	Assumed bool
}

// responses are what a finished path has sent.
func (r *Runner) responses(st *state, id int) []Response {
	o := st.get(id).resp
	if !o.committed {
		if o.faint {
			return nil
		}
		if o.maybe && o.pending == nil || o.gone { // whatever is written to a hijacked connection
			return []Response{{Media: "?", Body: shape.Any()}}
		}
		// A handler that returns has answered 200 (net/http.Handler).
		n := *o
		n.status, n.committed = value.Int(200), true
		if o.pending != nil {
			n.status = o.pending
			if s, ok := value.AsInt(o.pending); ok && o.model == responder.Remembered && len(o.parts) == 0 && (s == http.StatusNotFound || s == http.StatusMethodNotAllowed) {
				// For a route that does not exist, the framework adds a text
				// of its own (gin's serveError).
				n.textual = true
			}
		}
		n.media, n.sniffs = r.mediaType(st, o.header)
		if o.model == responder.Buffered && n.sniffs {
			// fasthttp's default, which fiber and hertz share.
			n.media, n.sniffs = value.Str("text/plain; charset=utf-8"), false
		}
		o = &n
	}
	if alts := r.within(st, o.status); alts != nil {
		n := *o
		n.status, n.implied = &value.Union{Alts: alts}, true
		o = &n
	}
	return r.describe(o)
}

// maxRange is the number of statuses up to which one that is only known to be
// one of some is told as each of them.
const maxRange = 16

// within are the numbers that a symbol can be, or nil if these may be too many.
func (r *Runner) within(st *state, v value.Value) (out []value.Value) {
	sym, ok := v.(*value.Sym)
	if !ok || sym.Blur {
		return nil
	}
	lo, hi, set, ok := r.bounds(st, sym)
	switch {
	case !ok || set == nil && uint64(hi-lo) >= maxRange || len(set) > maxRange:
		return nil
	case set == nil:
		set = without(numbers(lo, hi), st.fact(sym.ID).ne)
	}
	for _, n := range set {
		out = append(out, &value.Const{V: n})
	}
	return out
}

func (r *Runner) describe(o *response) []Response {
	body := shape.Any()
	if !o.vague {
		body = shape.ParseBody(o.parts)
	}
	bodiless := body.Kind == shape.Empty
	if o.textual {
		body = shape.Any()
	}
	var out []Response
	for _, alt := range value.Alternatives(o.status) {
		res := Response{Body: body, Via: o.via, At: o.at, Chosen: o.chosen, Stack: o.stack, Sites: o.sites, Made: o.made, Implied: o.implied, Assumed: o.assumed, Head: o.head, Bodiless: bodiless, Supposed: o.supposed}
		if n, ok := value.AsInt(alt); ok {
			res.Status = int(n)
			if c, ok := alt.(*value.Const); ok {
				res.From = c.From
			}
			if n == 204 || n == 304 {
				res.Body = shape.Of(shape.Empty)
			}
		}
		res.Media = r.media(o, res.Body)
		out = append(out, res)
	}
	return out
}

func (r *Runner) media(o *response, body *shape.Shape) string {
	if body.Kind == shape.Empty {
		return "-"
	}
	if o.media != nil {
		for _, alt := range value.Alternatives(o.media) {
			parts := textParts(alt)
			if len(parts) == 0 || parts[0].Kind != shape.LitPart {
				return "?"
			}
			m, _, cut := strings.Cut(parts[0].Lit, ";")
			if !cut && len(parts) > 1 || len(value.Alternatives(o.media)) > 1 {
				return "?"
			}
			return strings.ToLower(strings.TrimSpace(m))
		}
	}
	if !o.sniffs || o.vague || o.textual {
		return "?"
	}
	return sniff(o.parts, body)
}

// sniff is what net/http detects (http.DetectContentType) in a body of which
// the beginning is known.
func sniff(parts []shape.Part, body *shape.Shape) string {
	lit := ""
	for _, p := range parts {
		switch {
		case p.Kind == shape.JSONPart:
			if lit == "" {
				switch p.JSON.Kind {
				case shape.Object:
					lit = "{"
				case shape.Array:
					lit = "["
				case shape.Number, shape.Bool, shape.Null:
					lit = "0"
				case shape.String:
					lit = `"`
				default:
					// Whatever it is, encoding/json writes no binary bytes.
					lit = "0"
				}
			}
			continue
		case p.Kind == shape.LitPart:
			lit += p.Lit
			continue
		case !p.Hole.Free():
			lit += "0"
			continue
		}
		return "?"
	}
	m, _, _ := strings.Cut(http.DetectContentType([]byte(lit)), ";")
	return m
}

// widenResponses makes unknown a body that grows from pass to pass of a loop.
func (r *Runner) widenResponses(prev, cur *state) {
	o, old := cur.get(cur.resp), prev.get(cur.resp)
	if o == nil || old == nil || !old.resp.committed || len(old.resp.parts) == len(o.resp.parts) && old.resp.vague == o.resp.vague {
		return
	}
	r.change(cur, cur.resp, func(o *response) { o.parts, o.vague = nil, true })
}

// Sites are the calls of bare responders that have been executed.
func (r *Runner) Sites() map[ir.Site]*SiteUse { return r.sites }

// StatusCode is the status of the first effective use, 0 if it is not known.
func (u *SiteUse) StatusCode() int {
	if n, ok := value.AsInt(u.Status); ok {
		return int(n)
	}
	return 0
}
