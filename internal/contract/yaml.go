package contract

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Parse reads a contract file. A mistake gives an *Error with file, line and
// field.
func Parse(file string, data []byte) (*Contract, error) {
	c := &Contract{File: file, Digest: digest(data)}
	r := &reader{file: file}
	var doc yaml.Node
	documents := yaml.NewDecoder(bytes.NewReader(data))
	if err := documents.Decode(&doc); err != nil && err != io.EOF {
		return nil, r.syntax(err)
	}
	if len(doc.Content) == 0 {
		return nil, &Error{File: file, Msg: "the contract is empty; expected at least \"statuses\""}
	}
	root := doc.Content[0]
	var more yaml.Node
	switch err := documents.Decode(&more); {
	case err == nil:
		r.fail(&more, "", "expected the end of the contract, found another YAML document")
	case err != io.EOF:
		return nil, r.syntax(err)
	}
	r.object(root, "", map[string]func(n *yaml.Node, f string){
		"statuses": func(n *yaml.Node, f string) {
			r.list(n, f, func(n *yaml.Node, f string) { c.Statuses = append(c.Statuses, r.status(n, f)) })
		},
		"error": func(n *yaml.Node, f string) { c.Error = r.errorBody(n, f) },
		"disable": func(n *yaml.Node, f string) {
			c.Disable = r.strings(n, f, func(id string) string {
				if !slices.Contains(ruleIDs, id) {
					return "expected a rule id (" + strings.Join(ruleIDs, ", ") + ")"
				}
				return ""
			})
		},
		"exclude": func(n *yaml.Node, f string) {
			c.Exclude = r.strings(n, f, func(p string) string {
				if _, err := path.Match(p, ""); err != nil || p == "" || strings.HasPrefix(p, "/") {
					return "expected a pattern of files, relative to the contract's folder"
				}
				return ""
			})
		},
		"responders": func(n *yaml.Node, f string) {
			r.list(n, f, func(n *yaml.Node, f string) { c.Responders = append(c.Responders, r.responder(n, f)) })
		},
		"trust": func(n *yaml.Node, f string) {
			r.list(n, f, func(n *yaml.Node, f string) {
				c.Responders = append(c.Responders, Responder{Function: r.function(n, f)})
			})
		},
	})
	if r.err == nil && len(c.Statuses) == 0 {
		r.fail(root, "statuses", "expected at least one documented status")
	}
	seen := map[string]bool{}
	for i, s := range c.Statuses {
		if r.err == nil && seen[s.Code] {
			r.err = &Error{File: file, Line: r.lines[i], Field: fmt.Sprintf("statuses[%d].code", i), Msg: "status " + s.Code + " is documented twice"}
		}
		seen[s.Code] = true
	}
	if r.err != nil {
		return nil, r.err
	}
	return c, nil
}

// ruleIDs are the rules that a contract can switch off. A test holds them to
// the registry.
var ruleIDs = []string{"status", "error-body", "bare-error", "ignore"}

// reader keeps the first mistake.
type reader struct {
	file  string
	err   error
	lines []int // of the statuses
}

func (r *reader) fail(n *yaml.Node, field, format string, args ...any) {
	if r.err == nil {
		r.err = &Error{File: r.file, Line: n.Line, Field: field, Msg: fmt.Sprintf(format, args...)}
	}
}

var yamlLine = regexp.MustCompile(`^yaml: (?:line (\d+): )?(.*)`)

// syntax gives a YAML syntax error file and line.
func (r *reader) syntax(err error) error {
	out := &Error{File: r.file, Msg: err.Error()}
	var te *yaml.TypeError
	if errors.As(err, &te) && len(te.Errors) > 0 {
		out.Msg = te.Errors[0]
	}
	if m := yamlLine.FindStringSubmatch(out.Msg); m != nil {
		out.Line, _ = strconv.Atoi(m[1])
		out.Msg = "not valid YAML: " + m[2]
	}
	return out
}

func kind(n *yaml.Node) string {
	switch n.Kind {
	case yaml.MappingNode:
		return "an object"
	case yaml.SequenceNode:
		return "a list"
	case yaml.AliasNode:
		return "an alias"
	}
	if n.Tag == "!!null" {
		return "nothing"
	}
	return strconv.Quote(n.Value)
}

func (r *reader) object(n *yaml.Node, field string, fields map[string]func(*yaml.Node, string)) {
	if n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	if n.Kind != yaml.MappingNode {
		r.fail(n, field, "expected an object, found %s", kind(n))
		return
	}
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		k, v := n.Content[i], n.Content[i+1]
		name := k.Value
		if field != "" {
			name = field + "." + k.Value
		}
		read := fields[k.Value]
		if read == nil {
			var names []string
			for f := range fields {
				names = append(names, f)
			}
			slices.Sort(names)
			r.fail(k, name, "unknown field; expected one of %s", strings.Join(names, ", "))
			return
		}
		if seen[k.Value] {
			r.fail(k, name, "the field stands twice")
		}
		seen[k.Value] = true
		read(v, name)
	}
}

func (r *reader) list(n *yaml.Node, field string, f func(*yaml.Node, string)) {
	if n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	if n.Kind == yaml.ScalarNode && n.Tag == "!!null" {
		return
	}
	if n.Kind != yaml.SequenceNode {
		r.fail(n, field, "expected a list, found %s", kind(n))
		return
	}
	for i, e := range n.Content {
		f(e, fmt.Sprintf("%s[%d]", field, i))
	}
}

func (r *reader) text(n *yaml.Node, field string) string {
	if n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	if n.Kind != yaml.ScalarNode || n.Tag == "!!null" {
		r.fail(n, field, "expected a text, found %s", kind(n))
		return ""
	}
	return n.Value
}

// strings reads a list of texts. Of one that is wrong, wrong says what was expected.
func (r *reader) strings(n *yaml.Node, field string, wrong func(text string) string) []string {
	var out []string
	r.list(n, field, func(n *yaml.Node, f string) {
		s := r.text(n, f)
		if msg := wrong(s); msg != "" {
			r.fail(n, f, "%s, found %q", msg, s)
		}
		out = append(out, s)
	})
	return out
}

var codeForm = regexp.MustCompile(`^[1-5]([0-9][0-9]|XX)$`)

func (r *reader) status(n *yaml.Node, field string) Status {
	var s Status
	r.lines = append(r.lines, n.Line)
	code := func(n *yaml.Node, f string) {
		s.Code = strings.ToUpper(r.text(n, f))
		if r.err == nil && !codeForm.MatchString(s.Code) {
			r.fail(n, f, "expected a status from 100 to 599 or a range like 4XX, found %q", n.Value)
		}
	}
	if n.Kind == yaml.ScalarNode { // the short form: - 404
		code(n, field)
		return s
	}
	r.object(n, field, map[string]func(*yaml.Node, string){
		"code":        code,
		"description": func(n *yaml.Node, f string) { s.Description = r.text(n, f) },
		"body": func(n *yaml.Node, f string) {
			if v := r.text(n, f); v != "none" {
				r.fail(n, f, "expected \"none\" or no such field, found %q", v)
			}
			s.NoBody = true
		},
	})
	if s.Code == "" {
		r.fail(n, field+".code", "expected a status, found nothing")
	}
	return s
}

func (r *reader) errorBody(n *yaml.Node, field string) ErrorBody {
	var e ErrorBody
	paths := func(n *yaml.Node, f string) []string {
		return r.strings(n, f, func(p string) string {
			if slices.Contains(strings.Split(p, "."), "") {
				return "expected names joined by dots"
			}
			return ""
		})
	}
	r.object(n, field, map[string]func(*yaml.Node, string){
		"media": func(n *yaml.Node, f string) {
			e.Media = r.text(n, f)
			if r.err == nil && strings.Count(e.Media, "/") != 1 {
				r.fail(n, f, "expected a media type like application/json, found %q", e.Media)
			}
		},
		"required": func(n *yaml.Node, f string) { e.Required = paths(n, f) },
		"items": func(n *yaml.Node, f string) {
			r.list(n, f, func(n *yaml.Node, f string) {
				var it Items
				r.object(n, f, map[string]func(*yaml.Node, string){
					"path":     func(n *yaml.Node, f string) { it.Path = r.text(n, f) },
					"required": func(n *yaml.Node, f string) { it.Required = paths(n, f) },
				})
				if it.Path == "" {
					r.fail(n, f+".path", "expected the dotted path of an array, found nothing")
				}
				e.Items = append(e.Items, it)
			})
		},
	})
	return e
}

var functionForm = regexp.MustCompile(`^(\(\*?[^()]+\.\w+\)|[^()]+)\.\w+$`)

func (r *reader) function(n *yaml.Node, field string) string {
	name := r.text(n, field)
	if r.err == nil && !functionForm.MatchString(name) {
		r.fail(n, field, "expected a full name like example.com/kit/web.Fail or (*example.com/kit/web.Ctx).Fail, found %q", name)
	}
	return name
}

// arg reads "arg N".
func (r *reader) arg(n *yaml.Node, field string) (i int, ok bool) {
	rest, ok := strings.CutPrefix(r.text(n, field), "arg ")
	if !ok {
		return 0, false
	}
	i, err := strconv.Atoi(rest)
	return i, err == nil && i > 0
}

func (r *reader) responder(n *yaml.Node, field string) Responder {
	var out Responder
	argument := func(n *yaml.Node, f string) int {
		i, ok := r.arg(n, f)
		if !ok {
			r.fail(n, f, "expected an argument like \"arg 2\", found %q", n.Value)
		}
		return i
	}
	r.object(n, field, map[string]func(*yaml.Node, string){
		"function": func(n *yaml.Node, f string) { out.Function = r.function(n, f) },
		"writer":   func(n *yaml.Node, f string) { out.Writer = argument(n, f) },
		"error":    func(n *yaml.Node, f string) { out.ErrorArg = argument(n, f) },
		"status": func(n *yaml.Node, f string) {
			var ok bool
			if out.StatusArg, ok = r.arg(n, f); ok {
				return
			}
			code, err := strconv.Atoi(n.Value)
			if err != nil || code < 100 || code > 599 {
				r.fail(n, f, "expected a status from 100 to 599 or an argument like \"arg 2\", found %q", n.Value)
			}
			out.Status = code
		},
		"body": func(n *yaml.Node, f string) {
			var ok bool
			if out.BodyArg, ok = r.arg(n, f); ok {
				out.Body = BodyJSON
				return
			}
			switch n.Value {
			case "none":
				out.Body = BodyNone
			case "text":
				out.Body = BodyText
			case "unknown":
			default:
				r.fail(n, f, "expected an argument like \"arg 3\", none, text or unknown, found %q", n.Value)
			}
		},
	})
	if out.Function == "" {
		r.fail(n, field+".function", "expected the full name of a function, found nothing")
	}
	return out
}
