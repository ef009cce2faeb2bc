package shape

import (
	"encoding/json"
	"slices"
	"strings"
)

// Hole is what is known of text that stands for a value not known yet.
type Hole uint8

// The holes.
const (
	AnyText  Hole = iota // any characters, also none
	Quoted               // a quoted JSON or Go string
	Digits               // a number
	Word                 // true or false
	Unquoted             // any characters but quotes, also none
)

// Free reports whether the text may be nearly any, also none.
func (h Hole) Free() bool { return h == AnyText || h == Unquoted }

// Part is a piece of text: a literal, a hole, or the JSON encoding of a value.
type Part struct {
	Lit  string
	Hole Hole
	JSON *Shape // encoded JSON
	Kind PartKind
}

// PartKind tells what a part is.
type PartKind uint8

// The kinds of part.
const (
	LitPart PartKind = iota
	HolePart
	JSONPart
)

// ParseBody is the shape of a body made of parts. Text that is not JSON is
// Text; where holes leave it open whether it is, the answer is Unknown.
func ParseBody(parts []Part) *Shape {
	total := 0

	for _, p := range parts {
		total += len(p.Lit)
		if p.Kind != LitPart {
			total++
		}
	}
	if total == 0 {
		return Of(Empty)
	}
	p := &parser{parts: parts}
	s, ok := p.document()
	if ok {
		return s
	}
	if p.vague {
		return any
	}

	return Of(Text)
}

// parser reads JSON in which holes stand for values or parts of strings. It
// sets vague when the answer depends on what a hole holds.
type parser struct {
	parts []Part
	i     int // part
	j     int // offset in a literal
	vague bool
	// loose: text of unknown content stands for a member's value, so that it
	// may hold more members.
	loose bool
	depth int
}

// peek is the next literal byte; ok is false at a hole or at the end.
func (p *parser) peek() (c byte, ok bool) {
	for p.i < len(p.parts) && p.parts[p.i].Kind == LitPart {
		if p.j < len(p.parts[p.i].Lit) {
			return p.parts[p.i].Lit[p.j], true
		}
		p.i++
		p.j = 0
	}
	return 0, false
}

func (p *parser) end() bool {
	_, ok := p.peek()
	return !ok && p.i >= len(p.parts)
}

// hole is the non-literal part that comes next, or nil.
func (p *parser) hole() *Part {
	if _, ok := p.peek(); ok || p.i >= len(p.parts) {
		return nil
	}
	return &p.parts[p.i]
}

func (p *parser) space() {
	for {
		c, ok := p.peek()
		if !ok || (c != ' ' && c != '\n' && c != '\t' && c != '\r') {
			return
		}
		p.j++
	}
}

func (p *parser) document() (*Shape, bool) {
	p.space()
	s, ok := p.value()
	if !ok {
		return nil, false
	}
	p.space()
	if p.end() {
		return s, true
	}
	if h := p.hole(); h != nil && h.Kind == HolePart && h.Hole.Free() {
		p.vague = true
	}
	return nil, false
}

func (p *parser) value() (*Shape, bool) {
	p.depth++
	defer func() { p.depth-- }()
	if p.depth > 100 {
		p.vague = true
		return nil, false
	}
	if h := p.hole(); h != nil {
		p.i, p.j = p.i+1, 0
		if h.Kind == JSONPart {
			return h.JSON, true
		}
		switch h.Hole {
		case Quoted:
			return Of(String), true
		case Digits:
			return Of(Number), true
		case Word:
			return Of(Bool), true
		}
		// Any text in the place of a value: the whole document may be
		// anything if nothing stands around it.
		if p.depth == 1 {
			p.vague = p.quotes()
			return nil, false
		}
		return any, true
	}
	c, ok := p.peek()
	if !ok {
		return nil, false
	}
	switch {
	case c == '{':
		return p.object()
	case c == '[':
		return p.array()
	case c == '"':
		return p.str()
	case c == '-' || c >= '0' && c <= '9':
		return p.number()
	}
	for word, s := range map[string]*Shape{"true": {Kind: Bool, Known: true, Literal: "true"}, "false": {Kind: Bool, Known: true, Literal: "false"}, "null": {Kind: Null}} {
		if p.i < len(p.parts) && strings.HasPrefix(p.parts[p.i].Lit[p.j:], word) {
			p.j += len(word)
			return s, true
		}
	}
	return nil, false
}

// quotes reports whether there may be a quote anywhere in the body. Without one there
// is no object with members.
func (p *parser) quotes() bool {
	return slices.ContainsFunc(p.parts, func(p Part) bool {
		return p.Kind == JSONPart || p.Kind == HolePart && (p.Hole == AnyText || p.Hole == Quoted) || strings.ContainsRune(p.Lit, '"')
	})
}

// number reads a number; its parts may be holes.
func (p *parser) number() (*Shape, bool) {
	var lit strings.Builder
	known := true
	for {
		if h := p.hole(); h != nil {
			if h.Kind == HolePart && h.Hole == Digits {
				p.i, p.j, known = p.i+1, 0, false
				continue
			}
			if h.Kind == HolePart && h.Hole.Free() {
				p.vague = true
			}
			break
		}
		c, ok := p.peek()
		if !ok || !strings.ContainsRune("+-.eE0123456789", rune(c)) {
			break
		}
		lit.WriteByte(c)
		p.j++
	}
	if !known {
		return Of(Number), true
	}
	if !json.Valid([]byte(lit.String())) {
		return nil, false
	}
	return &Shape{Kind: Number, Known: true, Literal: lit.String()}, true
}

// str reads a quoted string with holes in it.
func (p *parser) str() (*Shape, bool) {
	p.j++ // the quote
	var lit strings.Builder
	known, nonEmpty := true, false
	for {
		if h := p.hole(); h != nil {
			known = false
			if h.Kind == JSONPart || h.Hole == Quoted {
				// A quote inside the string ends it: what follows depends on
				// the value.
				p.vague = true
				return nil, false
			}
			nonEmpty = nonEmpty || h.Hole == Digits || h.Hole == Word
			p.i, p.j = p.i+1, 0
			continue
		}
		c, ok := p.peek()
		if !ok {
			return nil, false
		}
		p.j++
		switch {
		case c == '"':
			if !known {
				return &Shape{Kind: String, NonEmpty: nonEmpty || lit.Len() > 0}, true
			}
			var s string
			if json.Unmarshal([]byte(`"`+lit.String()+`"`), &s) != nil {
				return nil, false
			}
			return Str(s), true
		case c == '\\':
			lit.WriteByte(c)
			e, ok := p.peek()
			if !ok {
				return nil, false
			}
			lit.WriteByte(e)
			p.j++
		case c < 0x20:
			return nil, false
		default:
			lit.WriteByte(c)
		}
	}
}

func (p *parser) object() (*Shape, bool) {
	p.j++
	var members []Member
	open := false
	for first := true; ; first = false {
		p.space()
		if c, ok := p.peek(); ok && c == '}' && first {
			p.j++
			return Obj(nil, false), true
		}
		if h := p.hole(); h != nil {
			if h.Kind == HolePart && h.Hole.Free() {
				// Members made elsewhere.
				p.i, p.j = p.i+1, 0
				open = true
				p.space()
				if c, ok := p.peek(); ok && c == '}' {
					p.j++
					return Obj(members, true), true
				}
				p.vague = true
				return nil, false
			}
			if h.Kind == JSONPart && h.JSON.Kind == String && h.JSON.Known {
				p.i, p.j = p.i+1, 0
				if s, ok := p.member(h.JSON.Literal); ok {
					members = append(members, s)
					goto next
				}
				return nil, false
			}
			p.vague = true
			return nil, false
		}
		if c, ok := p.peek(); !ok || c != '"' {
			return nil, false
		} else {
			name, ok := p.str()
			if !ok {
				return nil, false
			}
			if !name.Known {
				open = true
			}
			m, ok := p.member(name.Literal)
			if !ok {
				return nil, false
			}
			if name.Known {
				members = append(members, m)
			}
		}
	next:
		p.space()
		c, ok := p.peek()
		if !ok {
			if h := p.hole(); h != nil {
				if h.Kind == HolePart && h.Hole.Free() {
					p.i, p.j = p.i+1, 0
					open = true
					p.space()
					if c, ok := p.peek(); ok && c == '}' {
						p.j++
						return Obj(members, true), true
					}
				}
				p.vague = true
			}
			return nil, false
		}
		p.j++
		if c == '}' {
			return Obj(members, open || p.loose), true
		}
		if c != ',' {
			return nil, false
		}
	}
}

func (p *parser) member(name string) (Member, bool) {
	p.space()
	if c, ok := p.peek(); !ok || c != ':' {
		if h := p.hole(); h != nil {
			p.vague = true
		}
		return Member{}, false
	}
	p.j++
	p.space()
	if h := p.hole(); h != nil && h.Kind == HolePart && h.Hole.Free() {
		p.loose = true
	}
	v, ok := p.value()
	return Member{Name: name, Shape: v}, ok
}

func (p *parser) array() (*Shape, bool) {
	p.j++
	out := &Shape{Kind: Array}
	for first := true; ; first = false {
		p.space()
		if c, ok := p.peek(); ok && c == ']' && first {
			p.j++
			return out, true
		}
		bare := p.hole() != nil && p.hole().Kind == HolePart && p.hole().Hole.Free()
		v, ok := p.value()
		if !ok {
			return nil, false
		}
		out.Elem = Join(out.Elem, v)
		if bare {
			out.Elem = any // perhaps several elements, perhaps none
		} else {
			out.Filled = true
			out.Items = append(out.Items, v)
		}
		p.space()
		c, ok := p.peek()
		if !ok {
			if p.hole() != nil {
				p.vague = true
			}
			return nil, false
		}
		p.j++
		if c == ']' {
			if len(out.Items) > 0 && bare {
				out.Items = nil
			}
			return out, true
		}
		if c != ',' {
			return nil, false
		}
	}
}
