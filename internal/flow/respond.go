package flow

import (
	"go/token"
	"net/http"
	"slices"
	"strings"

	"github.com/httpcontract/httpcontract/internal/ir"
	"github.com/httpcontract/httpcontract/internal/responder"
	"github.com/httpcontract/httpcontract/internal/shape"
	"github.com/httpcontract/httpcontract/internal/value"
)

// respond runs a known responder. It is false if its writer is not the
// server's, so that its source must be looked at.
func (c *call) respond(rsp *responder.Responder) bool {
	r := c.r
	if rsp.Notes != "" {
		return c.noteStatus(rsp)
	}
	if len(c.args) == 0 && rsp.Finds {
		c.args = []value.Value{value.Nil{}}
	}
	for _, i := range []int{rsp.Writer, rsp.BodyArg, rsp.ErrorArg, rsp.Key, rsp.Value} {
		if i >= len(c.args) {
			return false // the library's version, or the contract, has it otherwise
		}
	}
	if rsp.Overrides && rsp.Status >= len(c.args) {
		return false
	}
	w := c.args[rsp.Writer]
	id, ok := r.responseOf(w)
	if rsp.Finds && !ok && r.writer != nil {
		id, ok = r.responseOf(r.writer)
	}
	if !ok {
		return c.respondThrough(rsp, w)
	}
	if rsp.First != "" {
		c.first(rsp, func() { c.respondTo(rsp, id) })
		return true
	}
	c.respondTo(rsp, id)
	return true
}

// respondTo sends a responder's part of a response.
func (c *call) respondTo(rsp *responder.Responder, id int) {
	r := c.r
	o := c.p.st.get(id).resp
	if o.gone {
		c.then(rsp)
		return
	}
	if rsp.Bare {
		c.note(rsp, !o.committed)
	}
	if o.committed && !rsp.Only {
		// What follows a sent status only adds to the body.
		switch rsp.Body {
		case responder.NoBody:
		case responder.Text, responder.Bytes:
			c.writeTo(id, c.bodyText(rsp), false, ir.Site{}, true)
		case responder.JSON:
			if body, _, must := r.json(c.p.st, c.args[rsp.BodyArg]); !must {
				at := orSite(bodySite(r, c.p.st, c.args[rsp.BodyArg]), c.site())
				c.writeTo(id, []shape.Part{{Kind: shape.JSONPart, JSON: body}}, false, at, true)
			}
		default:
			r.change(c.p.st, id, func(o *response) { o.vague = true })
		}
		c.then(rsp)
		return
	}
	if rsp.IfGiven {
		err := c.args[rsp.ErrorArg]
		if st := c.p.st.clone(); r.assume(st, nonNil(err), false) {
			was := c.p.st
			c.p.st = st
			c.then(rsp)
			c.p.st = was
		}
		if !r.assume(c.p.st, nonNil(err), true) {
			return
		}
	}
	if rsp.Fallible { // nothing is sent, and there is no error
		base := c.p.st
		c.p.st = base.clone()
		c.decode()
		c.foundValid()
		c.nilError()
		c.p.st = base
	}
	if rsp.Aborts {
		r.change(c.p.st, id, func(o *response) { o.link, o.aborted = len(r.links), true })
	}
	if rsp.Continues {
		if c.next(id) {
			return
		}
		if c.x.guarded || r.recovers(c.p) { // what comes next may panic, like any handler
			c.alsoPanics("")
		}
		r.change(c.p.st, id, func(o *response) { o.passed = o.passed || !o.aborted && len(r.links) == 0 })
		defer func(made int) {
			for _, o := range c.outs[made:] {
				for _, v := range o.results {
					if s, ok := v.(*value.Sym); ok {
						r.passedOn[s.ID] = true
					}
				}
			}
		}(len(c.outs))
	}
	if rsp.Answers && c.answersFor(id, c.args[1]) {
		return
	}
	if rsp.Open && (r.closing || rsp.Continues && len(r.links) > 0) { // what comes next has been
		c.then(rsp)
		return
	}
	if rsp.Open {
		r.handOver(c.p.st, id, false)
		if errs, t := r.recordedIn(c.p.st, c.args[0]); t != nil {
			r.store(c.p.st, errs, r.result(c.x, c.p, "recorded", t))
		}
		c.then(rsp)
		return
	}
	if rsp.Resets {
		r.change(c.p.st, id, func(o *response) { o.pending, o.parts, o.vague, o.maybe = nil, nil, false, false })
		hdr := *c.p.st.get(o.header)
		hdr.sum, hdr.entries = digest{}, &mapping{}
		c.p.st.put(o.header, &hdr)
	}
	if len(rsp.Errors) > 0 {
		c.respondError(rsp, id)
		return
	}
	if rsp.Records {
		if f := frameworkOf(c.args[0]); f == nil || len(r.prog.hooks(f.Recorded)) > 0 || !r.makes(f) {
			r.change(c.p.st, id, func(o *response) { o.vague = true })
		}
	}
	if rsp.Instead != "" && !c.takes(rsp) {
		return
	}
	base := c.p.st
	if rsp.Refuses != 0 {
		c.p.st = base.clone()
		r.change(c.p.st, id, func(o *response) { o.implied = true })
		c.sendWith(&responder.Responder{Func: rsp.Func, Status: -1, Then: rsp.Then}, id, value.Int(int64(rsp.Refuses), c.site()))
	}
	statuses := c.statuses(rsp)
	for i, s := range statuses {
		c.p.st = base
		if i < len(statuses)-1 {
			c.p.st = base.clone()
		}
		if i > 0 {
			r.change(c.p.st, id, func(o *response) { o.implied = true })
		}
		c.sendWith(rsp, id, s)
	}
}

// takes gives a responder's error for the statuses that it does not take, and reports whether
// there are others.
func (c *call) takes(rsp *responder.Responder) bool {
	var taken []value.Value
	base := c.p.st
	for _, v := range value.Alternatives(c.r.resolve(base, c.args[rsp.Status])) {
		if n, known := value.AsInt(v); !known || slices.Contains(rsp.Takes, int(n)) {
			taken = append(taken, v)
			continue
		}
		c.p.st = base.clone()
		res := c.results()
		res[len(res)-1] = c.r.load(c.p.st, c.r.global(rsp.Instead, &ir.Type{Kind: ir.Pointer, Elem: errorType}), errorType)
		c.ret(res...)
	}
	c.p.st = base
	if len(taken) == 0 {
		return false
	}
	c.args = slices.Clone(c.args)
	c.args[rsp.Status] = taken[0]
	if len(taken) > 1 {
		c.args[rsp.Status] = &value.Union{Alts: taken}
	}
	return true
}

// frameworkOf is the framework of which a value is a context.
func frameworkOf(v value.Value) *responder.Framework {
	if sym, ok := v.(*value.Sym); ok {
		return sym.Type.Context()
	}
	return nil
}

// statuses are those that a responder may send; a nil one leaves the status
// as it is.
func (c *call) statuses(rsp *responder.Responder) []value.Value {
	var out []value.Value
	if rsp.Status >= 0 && rsp.Status < len(c.args) {
		v := c.r.resolve(c.p.st, c.args[rsp.Status])
		switch s := v.(type) {
		case *value.Slice: // a variadic argument
			if items := c.r.items(c.p.st, s); len(items) > 0 {
				return []value.Value{items[0]}
			}
		case value.Nil:
		default:
			n, known := value.AsInt(v)
			if len(rsp.Takes) > 0 && known && !slices.Contains(rsp.Takes, int(n)) {
				break
			}
			if known && n == 0 && rsp.Zero != 0 {
				v = value.Int(int64(rsp.Zero), c.site())
			}
			return []value.Value{v}
		}
	}
	if id, ok := c.r.responseOf(c.args[rsp.Writer]); ok && rsp.Yields && c.p.st.get(id).resp.pending != nil {
		return []value.Value{nil}
	}
	for _, s := range rsp.Statuses {
		out = append(out, value.Int(int64(s), c.site()))
	}
	if len(out) > 0 && c.answersTooLarge(rsp) {
		out = append(out, value.Int(int64(rsp.TooLarge), c.site()))
	}
	if len(out) == 0 && rsp.Noted != "" {
		if s := c.noted(rsp.Noted); s != nil {
			out = append(out, s)
		}
	}
	switch {
	case len(out) > 0:
	case rsp.AnyStatus:
		out = append(out, c.r.fresh("status", nil))
	default:
		out = append(out, nil)
	}
	return out
}

// sendWith sends a responder's part with a status.
func (c *call) sendWith(rsp *responder.Responder, id int, status value.Value) {
	r, st := c.r, c.p.st
	o := st.get(id).resp
	c.setMedia(rsp, id)
	var parts []shape.Part
	vague := false
	at := c.site()
	switch rsp.Body {
	case responder.Text, responder.Bytes:
		parts = c.bodyText(rsp)
		if rsp.BodyArg >= 0 {
			at = orSite(siteOf(c.args[rsp.BodyArg]), at)
		}
	case responder.Format:
		args, known := c.variadic(rsp.BodyArg + 1)
		if known && len(args) == 0 {
			parts = textParts(c.args[rsp.BodyArg])
		} else {
			text, _ := r.formatted(st, c.args[rsp.BodyArg], args, known)
			parts = textParts(text)
		}
		at = orSite(siteOf(c.args[rsp.BodyArg]), at)
	case responder.JSON:
		e := r.encode(st, c.args[rsp.BodyArg])
		switch {
		case rsp.XML && c.isChan(c.args[rsp.BodyArg]): // a list, or a stream, of what comes from it
			vague = true
		case e.must:
			c.unencodable(rsp, id, status)
			return
		}
		if e.ratio || rsp.XML && c.refusedXML(c.args[rsp.BodyArg]) {
			c.p.st = st.clone()
			r.change(c.p.st, id, func(o *response) { o.implied = true })
			c.unencodable(rsp, id, status)
			c.p.st = st
		}
		if !vague {
			parts = []shape.Part{{Kind: shape.JSONPart, JSON: e.shape}}
		}
		at = orSite(bodySite(r, st, c.args[rsp.BodyArg]), at)
	case responder.StatusText:
		if len(o.parts) > 0 || o.vague {
			break
		}
		parts = []shape.Part{{Kind: shape.HolePart, Hole: shape.AnyText}}
		if n, ok := value.AsInt(status); ok {
			parts = []shape.Part{{Lit: http.StatusText(int(n))}}
		}
	case responder.UnknownBody:
		vague = true
	}
	if rsp.Suffix != "" {
		parts = append(slices.Clip(parts), shape.Part{Lit: rsp.Suffix})
	}
	if status != nil && !c.choose(id, status, rsp.Func) {
		c.refused()
		return
	}
	switch {
	case rsp.Only:
	case rsp.Body == responder.NoBody:
		c.implicit(id)
	default:
		c.writeTo(id, parts, vague, at, rsp.Appends || o.model != responder.Buffered || rsp.Body == responder.StatusText && len(parts) == 0)
	}
	c.then(rsp)
}

// writeTo writes to the response itself; without add, it replaces what a
// framework has buffered.
func (c *call) writeTo(id int, parts []shape.Part, vague bool, at ir.Site, add bool) {
	r := c.r
	if !add {
		r.change(c.p.st, id, func(o *response) { o.parts, o.vague, o.chosen = nil, false, ir.Site{} })
	}
	c.write(&value.Iface{Type: writerType, V: value.Ptr{Obj: id}}, parts, vague, at)
	if vague {
		r.unsniffed(c.p.st, id)
	}
}

// unencodable is the way of a value that can't be encoded: echo and fiber send nothing then and give
// an error, gin sends the status without a body, others send an error of their own, or panic.
func (c *call) unencodable(rsp *responder.Responder, id int, status value.Value) {
	switch {
	case rsp.Fails != 0:
		c.sendWith(&responder.Responder{Func: rsp.Func, Status: -1, Body: responder.Text, BodyArg: -1, Media: "text/plain; charset=utf-8", Overrides: true, Then: rsp.Then}, id, value.Int(int64(rsp.Fails), c.site()))
		return
	case rsp.Panics:
		c.r.faulty = true
		c.panics()
		return
	case c.p.st.get(id).resp.model == responder.Remembered && status != nil:
		c.choose(id, status, rsp.Func)
	}
	if rsp.Then != responder.NilError {
		c.ret(c.results()...)
		return
	}
	c.failed()
	if res := c.outs[len(c.outs)-1].results; len(res) > 0 {
		if s, ok := res[len(res)-1].(*value.Sym); ok && !c.callsBack(c.args[rsp.BodyArg], 0) {
			s.Origin, s.Errors = value.Standard, documented["encoding/json.Marshal"]
		}
	}
}

func (c *call) isChan(v value.Value) bool {
	i, ok := c.r.resolve(c.p.st, v).(*value.Iface)
	return ok && i.Type.Kind == ir.Chan
}

// refusedXML reports whether encoding/xml certainly does not encode a value.
func (c *call) refusedXML(v value.Value) bool {
	i, ok := c.r.resolve(c.p.st, v).(*value.Iface)
	return ok && refusesXML(i.Type, map[string]bool{})
}

func (c *call) setMedia(rsp *responder.Responder, id int) {
	var v value.Value
	switch {
	case rsp.Key > 0:
		if name, ok := value.AsString(c.args[rsp.Key]); ok {
			c.setHeader(id, http.CanonicalHeaderKey(name), c.args[rsp.Value])
		}
		return
	case rsp.MediaArg > 0 && rsp.MediaArg < len(c.args):
		v = c.args[rsp.MediaArg]
		if s, ok := value.AsString(v); ok && rsp.Only && extensions[s] != "" {
			v = value.Str(extensions[s])
		}
	case rsp.Media == "?":
		v = textHole
	case rsp.Media != "":
		v = value.Str(rsp.Media)
	default:
		return
	}
	hdr := c.p.st.get(c.p.st.get(id).resp.header).entries
	if !rsp.Overrides && (hdr.rest || hdr.find(value.Str("Content-Type")) >= 0) && rsp.Writer == 0 {
		return
	}
	c.setHeader(id, "Content-Type", v)
}

// extensions are the file extensions that fiber's Type takes for a media type.
var extensions = map[string]string{"json": "application/json", "html": "text/html", "txt": "text/plain", "xml": "application/xml", ".json": "application/json", ".html": "text/html"}

// hook calls the program's own code for a framework's method, argument 0 being the
// context. It is false if there is none, or it can't be seen.
func (c *call) hook(field string) bool {
	keys := c.r.prog.hooks(field)
	if len(keys) != 1 {
		return false
	}
	fn := c.r.prog.Func(keys[0])
	if fn == nil || !fn.Recv || len(fn.Params) != len(c.args) {
		return false
	}
	own := c.r.sym("hook|"+field, fn.Params[0])
	own.Root = true
	c.enter(fn, append([]value.Value{own}, c.args[1:]...), nil)
	return true
}

// then ends a responder's call.
func (c *call) then(rsp *responder.Responder) {
	if rsp.Hook != "" && c.hook(rsp.Hook) {
		return
	}
	switch rsp.Then {
	case responder.NilError:
		c.nilError()
	case responder.Failed:
		c.failed()
		last := c.outs[len(c.outs)-1]
		c.markOrigin(last.results, c.read())
	case responder.Binding:
		c.bindingError(frameworkOf(c.args[rsp.Writer]), rsp)
	case responder.Receiver:
		c.ret(c.args[0])
	case responder.Inner:
		res := c.results()
		t := resultType(c.x.typ(c.in.Type), 0)
		if sym, ok := c.args[0].(*value.Sym); ok {
			res[0] = c.r.part(sym, "inner|"+rsp.Func, t)
		} else {
			res[0] = c.r.context(c.x, t)
		}
		if s, ok := res[0].(*value.Sym); ok {
			c.p.st.setFact(s.ID, fact{nilness: -1})
		}
		for i := range res[1:] {
			res[i+1] = value.Nil{} // an error of another kind of writer
		}
		c.ret(res...)
	case responder.Writer:
		c.ret(c.r.writer)
	case responder.Ends:
		if id, ok := c.r.responseOf(c.args[0]); ok {
			c.r.change(c.p.st, id, func(o *response) { o.ended = true })
		}
		c.panics()
	case responder.Aborted:
		if id, ok := c.r.responseOf(c.args[0]); ok && len(c.r.links) > 0 {
			c.ret(value.Bool(c.p.st.get(id).resp.aborted))
			return
		}
		c.ret(c.results()...)
	case responder.Sent, responder.Code:
		id, _ := c.r.responseOf(c.args[0])
		switch o := c.p.st.get(id).resp; {
		case o.maybe:
			c.ret(c.results()...)
		case rsp.Then == responder.Sent:
			c.ret(value.Bool(o.committed))
		case o.committed && o.status != nil:
			c.ret(o.status)
		case o.pending != nil:
			c.ret(o.pending)
		default:
			c.ret(value.Int(http.StatusOK))
		}
	case responder.Header:
		id, _ := c.r.responseOf(c.args[0])
		c.ret(value.Map{Obj: c.p.st.get(id).resp.header})
	default:
		res := c.results()
		if rsp.As == "" {
			c.ret(res...)
			return
		}
		base := c.p.st.clone()
		tooLarge := c.answersTooLarge(rsp)
		c.name = rsp.As
		c.markOrigin(res, value.Standard)
		c.ret(res...)
		f := frameworkOf(c.args[rsp.Writer])
		if t := c.errorTypeOf(f); tooLarge && t != nil { // of the reader that middleware puts around the body
			c.p.st = base
			res := c.results()
			res[len(res)-1] = c.errorWith(f, t, value.Int(int64(rsp.TooLarge)))
			c.ret(res...)
		}
	}
}

// errorTypeOf is the type of a framework's errors with a status, nil if it is not known.
func (c *call) errorTypeOf(f *responder.Framework) *ir.Type {
	if f == nil || len(f.Errors) == 0 {
		return nil
	}
	return c.r.structNamed(strings.TrimPrefix(f.Errors[0].Type, "*"))
}

// structNamed is the struct type with a name of a package that can be seen, nil if there is none.
func (r *Runner) structNamed(name string) *ir.Type {
	if pkg := r.prog.pkg(ir.PathOf(name)); pkg != nil {
		for _, ct := range pkg.Concrete {
			if ct.IsNamed(name) && ct.Kind == ir.Struct {
				return ct
			}
		}
	}
	return nil
}

// errorWith is an error of such a type with a status, and a text.
func (c *call) errorWith(f *responder.Framework, t *ir.Type, status value.Value) value.Value {
	s := c.r.zero(t).(*value.Struct)
	for i, field := range t.Fields {
		switch field.Name {
		case f.Errors[0].Status:
			s.Fields[i] = status
		case f.Errors[0].Message:
			s.Fields[i] = &value.Text{Parts: []shape.Part{{Kind: shape.HolePart}}}
			if field.Type.Kind == ir.Interface {
				s.Fields[i] = &value.Iface{Type: stringType, V: s.Fields[i]}
			}
		}
	}
	s.At = c.site()
	obj := c.r.alloc(c.x, c.p, &object{typ: t, content: s, at: c.site()})
	return &value.Iface{Type: &ir.Type{Kind: ir.Pointer, Elem: t}, V: value.Ptr{Obj: obj}, At: c.site()}
}

// namedError is the error in a variable of a framework's, of type t, with a status as the call has
// chosen it. It is not ok if it can't be seen.
func (c *call) namedError(name string, f *responder.Framework, t *ir.Type, status value.Value) (err value.Value, ok bool) {
	ptr := &ir.Type{Kind: ir.Pointer, Elem: t}
	p, ok := c.r.load(c.p.st, c.r.global(name, &ir.Type{Kind: ir.Pointer, Elem: ptr}), ptr).(value.Ptr)
	if !ok {
		return nil, false
	}
	for i, field := range t.Fields {
		if field.Name == f.Errors[0].Status {
			c.r.store(c.p.st, c.r.address(c.p.st, p, i), status)
		}
	}
	return &value.Iface{Type: ptr, V: p, At: c.site()}, true
}

// wrapsDecoding notes that an error, as its framework makes it of what can't be decoded, has the
// decoder's inside.
func (c *call) wrapsDecoding(err value.Value) {
	p := err.(*value.Iface).V.(value.Ptr)
	s := c.r.load(c.p.st, p, nil).(*value.Struct)
	for i, field := range s.Type.Fields {
		if field.Type.IsNamed("error") {
			in := c.r.result(c.x, c.p, "decoding", errorType)
			in.Origin, in.Errors = value.Standard, c.withLimits(decodingErrors)
			c.p.st.setFact(in.ID, fact{nilness: -1})
			c.r.store(c.p.st, c.r.address(c.p.st, p, i), in)
		}
	}
}

// outerError is an error of a struct type that has a framework's error embedded.
func (c *call) outerError(outer *ir.Type, err value.Value) value.Value {
	in := err.(*value.Iface)
	s := c.r.zero(outer).(*value.Struct)
	for i, field := range outer.Fields {
		if s.Fields[i] = in.V; field.Type.ID() != in.Type.ID() {
			s.Fields[i] = c.r.result(c.x, c.p, "outer"+field.Name, field.Type)
		}
	}
	s.At = c.site()
	obj := c.r.allocNth(c.x, c.p, 1, &object{typ: outer, content: s, at: c.site()})
	return &value.Iface{Type: &ir.Type{Kind: ir.Pointer, Elem: outer}, V: value.Ptr{Obj: obj}, At: c.site()}
}

// bindingError gives nil, or an error that the framework makes of a body that does not
// fit, or another one.
func (c *call) bindingError(f *responder.Framework, rsp *responder.Responder) {
	if c.r.leadsToOwn(f, c.name) {
		c.ret(c.results()...)
		return
	}
	c.decode()
	t, outer := c.errorTypeOf(f), c.r.structNamed(rsp.Outer)
	if t == nil || outer == nil && rsp.Outer != "" {
		c.ret(c.results()...)
		return
	}
	base := c.p.st
	gives := rsp.Gives
	if c.answersTooLarge(rsp) {
		gives = append(slices.Clip(gives), rsp.TooLarge)
	}
	for i, status := range gives {
		code := value.Int(int64(status)) // the client's choice, all but the first
		if i == 0 {
			code = value.Int(int64(status), c.site())
		}
		c.p.st = base.clone()
		err := c.errorWith(f, t, code)
		if name := rsp.Named[status]; name == "" {
			c.wrapsDecoding(err)
		} else if named, ok := c.namedError(name, f, t, code); ok {
			err = named
		}
		if outer != nil {
			err = c.outerError(outer, err)
		}
		if c.in.Type != nil && c.in.Type.Kind == ir.Slice {
			err = &value.Seq{Type: c.in.Type, Elem: err, Filled: true}
		}
		c.ret(err)
	}
	if rsp.Else {
		c.p.st = base.clone()
		res := c.results()
		c.markOrigin(res, c.read())
		if err, ok := res[len(res)-1].(*value.Sym); ok {
			c.p.st.setFact(err.ID, fact{nilness: -1})
			err.Errors = &value.Errors{Never: []string{"*" + t.ID()}}
		}
		c.ret(res...)
	}
	c.p.st = base
	c.nilError()
}

var stringType = &ir.Type{Kind: ir.String, Name: "string"}

// noteStatus puts a status into the context of the request, argument 0.
func (c *call) noteStatus(rsp *responder.Responder) bool {
	i := c.contextField(0)
	if i < 0 || rsp.Status >= len(c.args) {
		return false
	}
	ctx := c.r.address(c.p.st, c.arg(0), i)
	key := c.r.load(c.p.st, c.r.global(rsp.Notes, nil), nil)
	c.r.store(c.p.st, ctx, c.derived(c.r.load(c.p.st, ctx, contextType), key, c.r.resolve(c.p.st, c.arg(rsp.Status))))
	c.ret(c.results()...)
	return true
}

// noted is the status in the context of the request, argument 1, nil if there is
// none.
func (c *call) noted(key string) value.Value {
	i := c.contextField(1)
	if i < 0 {
		return nil
	}
	want := c.r.load(c.p.st, c.r.global(key, nil), nil)
	ctx := c.r.load(c.p.st, c.r.address(c.p.st, c.arg(1), i), contextType)
	for {
		iface, ok := ctx.(*value.Iface)
		if !ok {
			return nil // the server's own
		}
		s, ok := iface.V.(*value.Struct)
		if ok && s.Type == detachedContext {
			ctx = s.Fields[0]
			continue
		}
		if !ok || s.Type != valueContext {
			return c.r.fresh("noted", nil)
		}
		have := s.Fields[ctxKey]
		if i, ok := have.(*value.Iface); ok {
			have = i.V
		}
		switch {
		case value.Same(have, want):
			if v, ok := s.Fields[ctxVal].(*value.Iface); ok {
				return c.r.resolve(c.p.st, v.V)
			}
			return c.r.resolve(c.p.st, s.Fields[ctxVal])
		case !distinct(have):
			return c.r.fresh("noted", nil)
		}
		ctx = s.Fields[ctxParent]
	}
}

// first calls the method of a body, or of a list's elements, and of what is in them, that is asked
// for before it is sent; an error ends the response there.
func (c *call) first(rsp *responder.Responder, send func()) {
	body := c.args[rsp.BodyArg]
	if list := c.listType(rsp.BodyArg); list != nil {
		elem, _, filled := c.r.elems(c.p.st, body)
		if sym, ok := body.(*value.Sym); ok {
			elem = c.r.part(sym, "e*", list.Elem)
		}
		if !filled { // there may be none
			base := c.p.st
			c.p.st = base.clone()
			send()
			c.p.st = base
		}
		if elem == nil || isNil(body) {
			return
		}
		body = elem
	}
	c.methods(body, methodTree{name: rsp.First, args: c.args[:2], failed: func(err value.Value) { c.ret(err) }}, send)
}

// listType is the type of a parameter if that is a slice.
func (c *call) listType(i int) *ir.Type {
	if c.in.Fn == nil || i >= len(c.in.Fn.Params) || c.in.Fn.Params[i] == nil || c.in.Fn.Params[i].Kind != ir.Slice {
		return nil
	}
	return c.in.Fn.Params[i]
}

// bodyText is the text that a responder sends.
func (c *call) bodyText(rsp *responder.Responder) []shape.Part {
	parts := []shape.Part{{Lit: rsp.BodyText}}
	if rsp.BodyArg >= 0 {
		parts = slices.Clone(textParts(c.args[rsp.BodyArg]))
	}
	return parts
}

// respondError sends what a responder makes of an error that it is given.
func (c *call) respondError(rsp *responder.Responder, id int) {
	var status value.Value
	if rsp.Status >= 0 && rsp.Status < len(c.args) {
		status = c.r.resolve(c.p.st, c.args[rsp.Status])
	}
	c.answer(id, rsp.Errors, c.r.resolve(c.p.st, c.args[rsp.ErrorArg]), status, func() { c.then(rsp) })
}

// answer sends what the rules say of an error: once for each that may hold.
// status, if not nil, is the one to send; done ends each.
func (c *call) answer(id int, rules []responder.Error, err, status value.Value, done func()) {
	for _, alt := range value.Alternatives(err) {
		base := c.p.st
		c.p.st = base.clone()
		c.answerOne(id, rules, alt, status, done)
		c.p.st = base
	}
}

func (c *call) answerOne(id int, rules []responder.Error, err, status value.Value, done func()) {
	for i := range rules {
		t, found := c.r.match(c.p.st, err, &rules[i], 0)
		if t == no {
			continue
		}
		base := c.p.st
		if t == unknown {
			// Whatever is sent from here on, it is not certain that it is.
			c.r.change(base, id, func(o *response) { o.assumed = true })
			c.p.st = base.clone()
		}
		c.sendError(id, &rules[i], err, found, status)
		done()
		if t == yes {
			return
		}
		c.p.st = base
	}
	done()
}

// match tells whether a rule applies to an error, and gives the error that it
// is about.
func (r *Runner) match(st *state, err value.Value, rule *responder.Error, depth int) (truth, value.Value) {
	if rule.Type == "" && rule.Method == "" {
		return yes, err
	}
	if s, ok := r.resolve(st, err).(*value.Sym); ok {
		return r.matchSym(st, s, rule), nil
	}
	v, ok := r.resolve(st, err).(*value.Iface)
	switch {
	case isNil(err):
		return no, nil
	case !ok || depth > maxChain:
		return unknown, nil
	case rule.Method != "" && v.Type.Method(rule.Method) != nil && (rule.Type == "" || v.Type.ID() == rule.Type):
		return yes, v
	case rule.Method == "" && v.Type.ID() == rule.Type:
		if rule.Inner != "" {
			if in, ok := r.resolve(st, r.member(st, v.V, rule.Inner)).(*value.Iface); ok && in.Type.ID() == rule.Type {
				return yes, in.V
			}
		}
		return yes, v.V
	case !rule.Wrapped:
		return no, nil
	}
	in := r.unwrap(st, v)
	answer := truthOf(false)
	if !in.known {
		answer = unknown
	}
	for _, e := range in.inner {
		switch t, found := r.match(st, e, rule, depth+1); {
		case t == yes && in.all:
			return yes, found
		case t != no:
			answer = unknown
		}
	}
	return answer, nil
}

// matchSym tells whether a rule applies to an error that can't be seen.
func (r *Runner) matchSym(st *state, s *value.Sym, rule *responder.Error) truth {
	if name, ok := strings.CutPrefix(rule.Type, "*"); ok {
		t, _ := r.errorAs(st, s, &ir.Type{Kind: ir.Pointer, Elem: &ir.Type{Kind: ir.Struct, Defined: true, Name: name}}, nil)
		if t == no {
			return no
		}
	} else if rule.Method != "" && s.Origin == value.Standard {
		return no
	}
	return unknown
}

// sendError sends an error as a rule says.
func (c *call) sendError(id int, rule *responder.Error, err, found, status value.Value) {
	r, st := c.r, c.p.st
	at := orSite(c.madeAt(err), c.site())
	switch {
	case status != nil:
	case rule.Status != "":
		status = r.member(st, found, rule.Status)
	case rule.Method != "":
		if v, ok := found.(*value.Iface); ok {
			status, _ = r.pure(st, v, rule.Method)
		}
	case rule.Code != 0:
		status = value.Int(int64(rule.Code), at)
	default:
		status = value.Int(http.StatusOK)
	}
	if status == nil {
		status = r.fresh("status", nil)
	}
	if status = r.resolve(st, status); rule.Zero != 0 {
		if n, known := value.AsInt(status); known && n == 0 {
			status = value.Int(int64(rule.Zero), at)
		}
	}
	if !c.choose(id, status, "") {
		return
	}
	r.change(c.p.st, id, func(o *response) { o.at = at })
	st = c.p.st
	var parts []shape.Part
	vague := false
	switch {
	case rule.Self:
		body, _, _ := r.json(st, found)
		c.setHeader(id, "Content-Type", value.Str(rule.Media))
		r.change(c.p.st, id, func(o *response) { o.media, o.sniffs = value.Str(rule.Media), false })
		var f *responder.Framework
		if r.endpoint != nil {
			f = r.endpoint.framework
		}
		r.sendShape(c, id, f, body, at)
		return
	case rule.Text:
		parts = textParts(r.errorText(st, err))
	case rule.Body != "":
		parts = []shape.Part{{Lit: rule.Body}}
	case rule.Message != "" || rule.StatusMessage:
		msg := r.member(st, found, rule.Message)
		body := shape.Any()
		if s, ok := value.AsString(msg); rule.StatusMessage && (msg == nil && rule.Message == "" || ok && s == "") {
			msg = nil
			if n, ok := value.AsInt(status); ok {
				msg = value.Str(http.StatusText(int(n)))
			}
		}
		if msg != nil {
			body = r.message(st, msg)
		}
		if vague = body.Kind == shape.Unknown; !vague {
			parts = []shape.Part{{Kind: shape.JSONPart, JSON: body}, {Lit: "\n"}}
		}
	default:
		vague = true
	}
	o := st.get(id).resp
	if rule.Media != "" && (o.model == responder.Buffered || st.get(o.header).entries.find(value.Str("Content-Type")) < 0) {
		c.setHeader(id, "Content-Type", value.Str(rule.Media))
		r.change(c.p.st, id, func(o *response) {
			if o.committed { // the status and the header go out together
				o.media, o.sniffs = value.Str(rule.Media), false
			}
		})
	}
	c.writeTo(id, parts, vague, at, o.model != responder.Buffered)
}

// madeAt is where the package under analysis made an error or got it from a
// constructor, else where it was made.
func (c *call) madeAt(err value.Value) ir.Site {
	if i, ok := err.(*value.Iface); ok && i.At.Pkg == c.r.prog.Own {
		return i.At
	}
	return bodySite(c.r, c.p.st, err)
}

// message is the body that an error's message makes: a text in the member
// "message", another value as it is.
func (r *Runner) message(st *state, v value.Value) *shape.Shape {
	s, _, _ := r.json(st, v)
	if i, ok := v.(*value.Iface); ok && i.Type.Method("Error") != nil && i.Type.Method("MarshalJSON") == nil {
		s = shape.Of(shape.String)
	} else if _, ok := v.(*value.Iface); !ok && (s.Kind == shape.Unknown || s.Kind == shape.Null) {
		if t, ok := value.AsString(v); ok {
			s = shape.Str(t)
		}
	}
	if s.Kind != shape.String {
		return s
	}
	return shape.Obj([]shape.Member{{Name: "message", Shape: s}}, false)
}

// member is a field of an error, nil if it can't be seen. The name may be a
// path with dots.
func (r *Runner) member(st *state, v value.Value, name string) value.Value {
	if v == nil {
		return nil
	}
	if outer, inner, ok := strings.Cut(name, "."); ok {
		return r.member(st, r.member(st, v, outer), inner)
	}
	if _, ok := v.(*value.Struct); !ok {
		v = r.load(st, v, nil)
	}
	if s, ok := v.(*value.Struct); ok {
		for i, f := range s.Type.Fields {
			if f.Name == name {
				return r.resolve(st, s.Fields[i])
			}
		}
	}
	return nil
}

func nonNil(v value.Value) *value.Cond {
	return &value.Cond{Op: value.Compare, Tok: token.NEQ, X: v, Y: value.Nil{}}
}
