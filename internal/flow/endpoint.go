package flow

import (
	"net/http"
	"slices"
	"strings"

	"github.com/httpcontract/httpcontract/internal/ir"
	"github.com/httpcontract/httpcontract/internal/responder"
	"github.com/httpcontract/httpcontract/internal/shape"
	"github.com/httpcontract/httpcontract/internal/value"
)

// endpoint is how a registered typed function becomes a handler; see
// responder.Endpoint.
type endpoint struct {
	framework *responder.Framework
	*responder.Endpoint
	// status is that of a success, nil for the framework's choice.
	status value.Value
}

// endpoint hands a typed function that is registered to the scan.
func (c *call) endpoint(f *responder.Framework, e *responder.Endpoint) {
	if c.r.scan == nil || e.Handler >= len(c.args) {
		return
	}
	h, ok := c.args[e.Handler].(*value.Func)
	if !ok {
		return
	}
	fn := c.r.prog.Func(strings.TrimSuffix(h.Name, "$bound"))
	if fn == nil {
		return
	}
	ep := &endpoint{framework: f, Endpoint: e}
	if e.Default != "" && e.Operation < len(c.args) {
		if s := c.r.member(c.p.st, c.args[e.Operation], e.Default); s != nil {
			if n, known := value.AsInt(s); !known || n != 0 {
				ep.status = s
			}
		}
	}
	in := Instance{Func: fn, targs: h.TArgs, lent: &lent{st: c.p.st}, endpoint: ep}
	if fn.Key != h.Name {
		in.recv = h.Bind
	} else {
		in.bind = h.Bind
	}
	s := c.r.scan
	s.at, s.via = c.route()
	s.instance(in)
}

// finish sends what an endpoint's function returned without an error, of type t.
func (e *endpoint) finish(c *call, id int, out value.Value, t *ir.Type) {
	r, st := c.r, c.p.st
	if t != nil && t.Kind == ir.Pointer {
		t = t.Elem
	}
	if _, ok := out.(*value.Struct); !ok && !isNil(out) {
		out = r.load(st, out, t)
	}
	field := func(name string) (v value.Value, ft *ir.Type) {
		for i, f := range t.Fields {
			if f.Name == name {
				return r.resolve(st, r.child(st, out, i, f.Type)), f.Type
			}
		}
		return nil, nil
	}
	status := e.status
	var body value.Value
	var bodyType *ir.Type
	if t != nil && t.Kind == ir.Struct {
		if v, ft := field(e.Status); ft != nil {
			status = v // whatever it is: zero, which net/http panics on, too
		}
		body, bodyType = field(e.Body)
	}
	switch {
	case status != nil:
	case t == nil || t.Kind != ir.Struct:
		status = r.fresh("status", nil)
	case bodyType != nil:
		status = value.Int(http.StatusOK)
	default:
		status = value.Int(http.StatusNoContent)
	}
	if !c.choose(id, r.resolve(st, status), "") {
		return
	}
	if bodyType == nil {
		c.implicit(id)
		return
	}
	c.setHeader(id, "Content-Type", value.Str(e.Media))
	r.change(c.p.st, id, func(o *response) { o.media, o.sniffs = value.Str(e.Media), false })
	sh, _, _ := r.json(st, &value.Iface{Type: bodyType, V: body})
	r.sendShape(c, id, e.framework, sh, orSite(siteOf(out), c.site()))
}

// sendShape writes a JSON body to which a framework may add members.
func (r *Runner) sendShape(c *call, id int, f *responder.Framework, s *shape.Shape, at ir.Site) {
	if s.Kind == shape.Unknown || f != nil && slices.ContainsFunc(f.Transforms, func(field string) bool { return len(r.prog.hooks(field)) > 0 }) {
		c.writeTo(id, nil, true, at, true)
		return
	}
	if s.Kind == shape.Object && f != nil {
		ms := slices.Clone(s.Members)
		for _, name := range f.Adds {
			ms = append(ms, shape.Member{Name: name, Presence: shape.Maybe, Shape: shape.Of(shape.String)})
		}
		s = shape.Obj(ms, s.Open)
	}
	c.writeTo(id, []shape.Part{{Kind: shape.JSONPart, JSON: s}, {Lit: "\n"}}, false, at, true)
}
