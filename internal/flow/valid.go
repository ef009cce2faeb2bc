package flow

import (
	"go/constant"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/httpcontract/httpcontract/internal/ir"
	"github.com/httpcontract/httpcontract/internal/responder"
	"github.com/httpcontract/httpcontract/internal/value"
)

// What go-playground/validator has found valid is as the tags of its fields say (the package's
// documentation of its baked in validations). gin has it look at all that it binds.

// maxValid is how deep in structs tags are looked at.
const maxValid = 4

// valid notes what is known of a struct, or what a pointer to one leads to, that a validator which
// goes by a tag has found valid.
func (r *Runner) valid(st *state, v value.Value, tag string) {
	if i, ok := r.resolve(st, v).(*value.Iface); ok {
		r.validIn(st, i.V, i.Type, tag, 0)
	}
}

func (r *Runner) validIn(st *state, v value.Value, t *ir.Type, tag string, depth int) {
	v = r.resolve(st, v)
	if t.Kind == ir.Pointer && !t.Defined {
		if _, ok := r.asPtr(v); !ok {
			return
		}
		v, t = r.resolve(st, r.load(st, v, t.Elem)), t.Elem
	}
	if t.Kind != ir.Struct || depth > maxValid {
		return
	}
	for i, f := range t.Fields {
		rules, checked := rulesOf(f, tag)
		if !checked && f.Type.Kind != ir.Struct {
			continue
		}
		in := r.resolve(st, r.child(st, v, i, f.Type))
		if s, ok := in.(*value.Sym); ok && !s.Blur && checked {
			r.obeys(st, s, f.Type, rules)
		}
		if f.Type.Kind == ir.Struct {
			r.validIn(st, in, f.Type, tag, depth+1)
		}
	}
}

// rulesOf are the validations of a field itself, not of what is in it. It is not ok if it has none.
func rulesOf(f ir.Field, tag string) (rules []string, ok bool) {
	text := reflect.StructTag(f.Tag).Get(tag)
	if text == "" || text == "-" || !f.Exported && !f.Embedded {
		return nil, false
	}
	rules = strings.Split(text, ",")
	if i := slices.Index(rules, "dive"); i >= 0 {
		rules = rules[:i]
	}
	return rules, len(rules) > 0
}

// tagged reports whether tags of a type tell something about its values.
func tagged(t *ir.Type, tag string, depth int) bool {
	if t.Kind == ir.Pointer {
		t = t.Elem
	}
	return t.Kind == ir.Struct && depth <= maxValid && slices.ContainsFunc(t.Fields, func(f ir.Field) bool {
		_, checked := rulesOf(f, tag)
		return checked || f.Type.Kind == ir.Struct && tagged(f.Type, tag, depth+1)
	})
}

// formats are validations that no empty text passes.
var formats = map[string]bool{
	"alpha": true, "alphanum": true, "numeric": true, "number": true, "hexadecimal": true, "email": true, "url": true, "http_url": true, "uri": true,
	"uuid": true, "uuid3": true, "uuid4": true, "uuid5": true, "ulid": true, "hostname": true, "fqdn": true, "ip": true, "ipv4": true, "ipv6": true, "cidr": true,
	"datetime": true, "e164": true, "iso3166_1_alpha2": true, "iso4217": true, "base64": true, "json": true, "jwt": true, "boolean": true,
}

// obeys notes what is known of the value of a field, of which the rules hold.
func (r *Runner) obeys(st *state, s *value.Sym, t *ir.Type, rules []string) {
	note := func(s *value.Sym, f fact) {
		if f, ok := st.fact(s.ID).and(f); ok {
			st.setFact(s.ID, f)
		}
	}
	optional := slices.ContainsFunc(rules, func(rule string) bool { return strings.HasPrefix(rule, "omit") })
	zero, isConst := r.zero(t).(*value.Const)
	// number is what numbers in rules are about: the value, or its length.
	number, isNumber := s, t.Kind == ir.Int || t.Kind == ir.Uint
	if !isNumber {
		number, _ = r.part(s, "len", intType).(*value.Sym)
	}
	sized := isNumber || t.Kind == ir.String || t.Kind == ir.Slice || t.Kind == ir.Map
	for _, rule := range rules {
		name, arg, _ := strings.Cut(rule, "=")
		if strings.Contains(rule, "|") {
			continue // one of several
		}
		switch {
		case name == "required" && isConst:
			note(s, fact{ne: []constant.Value{zero.V}})
		case name == "required":
			note(s, fact{nilness: -1})
		case formats[name] && t.Kind == ir.String && !optional:
			note(s, fact{ne: []constant.Value{zero.V}})
		case name == "oneof" && isConst && t.Kind != ir.Bool && !strings.Contains(arg, "'"): // which is around words with spaces
			in := choices(arg, isNumber)
			if optional && in != nil {
				in = append(in, zero.V)
			}
			if in != nil && len(in) <= maxAlts {
				note(s, fact{in: in})
			}
		case sized && number != nil:
			lo, hi, ok := between(name, arg)
			if !ok {
				break
			}
			if optional && lo > 0 {
				lo = 0
			}
			if t.Kind == ir.String {
				hi = math.MaxInt64 // in runes, which are fewer than bytes
			}
			f := fact{hi: &hi}
			if lo != math.MinInt64 {
				f.lo = &lo
			}
			if hi == math.MaxInt64 {
				f.hi = nil
			}
			note(number, f)
			if lo > 0 && !isNumber && isConst {
				note(s, fact{ne: []constant.Value{zero.V}}) // no empty text
			}
		}
	}
}

// choices are the constants among which oneof has a value be, none if they are not of its kind.
func choices(arg string, number bool) (in []constant.Value) {
	for _, word := range strings.Fields(arg) {
		c := constant.MakeString(word)
		if number {
			n, err := strconv.ParseInt(word, 10, 64)
			if err != nil {
				return nil
			}
			c = constant.MakeInt64(n)
		}
		in = append(in, c)
	}
	return in
}

// between are the least and the most that a rule about a number, or a length, allows.
func between(name, arg string) (lo, hi int64, ok bool) {
	n, err := strconv.ParseInt(arg, 10, 64)
	lo, hi = math.MinInt64, math.MaxInt64
	switch {
	case err != nil:
		return 0, 0, false
	case name == "min" || name == "gte":
		lo = n
	case name == "gt":
		lo = n + 1
	case name == "max" || name == "lte":
		hi = n
	case name == "lt":
		hi = n - 1
	case name == "len":
		lo, hi = n, n
	default:
		return 0, 0, false
	}
	return lo, hi, true
}

// splitsValid splits a call of a validator, which goes by a tag, on whether what it is given is valid.
// It is false if nothing would follow from that. fails gives the error.
func (c *call) splitsValid(v value.Value, tag string, fails func()) bool {
	i, ok := c.r.resolve(c.p.st, v).(*value.Iface)
	if !ok || !tagged(i.Type, tag, 0) {
		return false
	}
	base := c.p.st
	c.p.st = base.clone()
	c.r.valid(c.p.st, i, tag)
	c.nilError()
	c.p.st = base
	from := len(c.outs)
	fails()
	for _, o := range c.outs[from:] {
		if n := len(o.results); n > 0 {
			if s, ok := o.results[n-1].(*value.Sym); ok {
				f := o.st.fact(s.ID)
				f.nilness = -1
				o.st.setFact(s.ID, f)
			}
		}
	}
	return true
}

// validates reports whether the validator has something to check of a struct, or a pointer to
// one: a tag, a function of the program's for the whole, or tags of another name.
func (c *call) validates(v value.Value) bool {
	i, ok := v.(*value.Iface)
	if !ok {
		return true
	}
	t := i.Type
	if t.Kind == ir.Pointer {
		t = t.Elem
	}
	if t.Kind != ir.Struct {
		return true
	}
	tagged := false
	t.Structs(func(s *ir.Type) {
		tagged = tagged || slices.ContainsFunc(s.Fields, func(f ir.Field) bool {
			return strings.Contains(f.Tag, "validate:") || !plain(f.Type) && !plainPointer(f.Type)
		})
	})
	return tagged || c.r.tells("SetTagName", "RegisterStructValidation", "RegisterStructValidationCtx")
}

// tells reports whether the program calls one of some methods of a validator.
func (r *Runner) tells(methods ...string) bool {
	return slices.ContainsFunc(r.prog.Visible(), func(pkg *ir.Package) bool {
		return slices.ContainsFunc(methods, func(m string) bool { return len(pkg.UsedBy().Callers["(*"+validatorPath+".Validate)."+m]) > 0 })
	})
}

// plainPointer reports whether a type is a pointer to a value that leads to nothing.
func plainPointer(t *ir.Type) bool { return t.Kind == ir.Pointer && plain(t.Elem) }

// bindTag is the tag by which what a method of a framework's context binds to its argument is found valid,
// "" if it is not, or not by the framework's own means.
func (c *call) bindTag() string {
	recv, _, _ := strings.Cut(strings.TrimLeft(c.name, "(*"), ").")
	tag := responder.ValidTag(recv)
	if tag == "" || len(c.args) < 2 || c.r.leadsToOwn(responder.Context(recv), "ShouldBind") || c.r.tells("SetTagName") {
		return ""
	}
	return tag
}

// foundValid notes that such a method has succeeded.
func (c *call) foundValid() {
	if tag := c.bindTag(); tag != "" {
		c.r.valid(c.p.st, c.args[1], tag)
	}
}

// bindsValid is the end of such a method, which gives an error. It is false if nothing follows from what
// the tags say.
func (c *call) bindsValid(method string) bool {
	tag := c.bindTag()
	if tag == "" || resultCount(c.in.Type) != 1 {
		return false
	}
	return c.splitsValid(c.args[1], tag, func() {
		c.retRead()
		// Parts of the URL that are texts are all that there is to it: nothing but that they are not valid.
		i := c.r.resolve(c.p.st, c.args[1]).(*value.Iface)
		if s, ok := c.outs[len(c.outs)-1].results[0].(*value.Sym); ok && onlyTexts(i.Type) && (method == "ShouldBindUri" || method == "ShouldBindQuery" || method == "ShouldBindHeader") {
			s.Errors = &value.Errors{May: validErrors, Is: validErrors[0]}
		}
	})
}

// onlyTexts reports whether all that is bound of a type are texts, which need no conversion.
func onlyTexts(t *ir.Type) bool {
	for t.Kind == ir.Pointer {
		t = t.Elem
	}
	return t.Kind == ir.Struct && !slices.ContainsFunc(t.Fields, func(f ir.Field) bool {
		return f.Type.Kind != ir.String && !(f.Type.Kind == ir.Struct && onlyTexts(f.Type)) || f.Type.Method("UnmarshalParam") != nil || f.Type.Method("UnmarshalText") != nil
	})
}
