package rule

import (
	"fmt"
	"go/token"
	"strings"

	"github.com/httpcontract/httpcontract/analyzer/responses"
	"github.com/httpcontract/httpcontract/internal/contract"
	"github.com/httpcontract/httpcontract/internal/shape"
)

var errorBodyRule = &Rule{
	ID:    "error-body",
	Title: "an error response whose body breaks the contract",
	Text: `The body of a 4XX or 5XX response must be a JSON object with the members that the contract requires, each a non-empty
string. Reported is only what is certain: a member that is always absent, null, empty or of another type, a body that is
no JSON object, no body at all, an array entry that lacks a required member, and, if the contract names one, another
media type. The finding stands where the body was made.
A body sent by http.Error is the business of bare-error.`,
	Wrong: `func getUser(w http.ResponseWriter, r *http.Request) {
	w.WriteHeader(http.StatusNotFound)
	json.NewEncoder(w).Encode(map[string]string{"error": "no such user"}) // error-body: 404 body lacks message; error is a string, not an object
}`,
	Right: `func getUser(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(http.StatusNotFound)
	json.NewEncoder(w).Encode(map[string]any{
		"message": "Not Found",
		"error":   map[string]string{"name": "NotFound", "message": "no such user"},
	})
}`,
	check: func(in *Input, report func(Finding)) {
		// A body to which members are added that can't be seen, if only in a
		// loop that may not run, is not judged by what it lacks without them.
		filled := map[token.Pos]bool{}
		in.each(func(h *responses.Handler, r *responses.Response) {
			if r.Body.Kind == shape.Object && r.Body.Open {
				filled[r.BodyPos] = true
			}
		})
		in.each(func(h *responses.Handler, r *responses.Response) {
			if filled[r.BodyPos] && r.BodyPos.IsValid() {
				return
			}
			if !contract.IsError(r.Status) || r.Bare != "" || r.Implied || r.Assumed || r.Head {
				return
			}
			if s := in.Contract.Find(r.Status); s != nil && s.NoBody {
				return
			}
			problem := violation(r.Body, &in.Contract.Error)
			if problem == "" {
				problem = mismatch(r, in.Contract.Error.Media)
			}
			if problem == "" {
				return
			}
			f := Finding{Pos: r.BodyPos, Msg: fmt.Sprintf("%d %s%s", r.Status, problem, via(r.Path))}
			if r.Body.Kind == shape.Empty {
				if !h.Serves {
					return // the helper's caller may still write
				}
				// Nothing was made: the status was chosen without a body.
				for _, pos := range r.StatusPos {
					f.Pos = pos
					report(f)
				}
				if len(r.StatusPos) > 0 {
					return
				} // else a helper of another package has chosen it: its call counts for the body
			}
			if f.Pos.IsValid() {
				report(f)
			}
		})
	},
}

// mismatch says that a body is certainly sent as another media type than the documented one, if
// one is. (RFC 9110, 8.3: the type and the subtype are case-insensitive.)
func mismatch(r *responses.Response, documented string) string {
	if documented == "" || r.Media == "?" || r.Media == "-" || r.Body.Kind == shape.Empty || strings.EqualFold(r.Media, documented) {
		return ""
	}
	return "body is sent as " + r.Media + ", not " + documented
}

// violation says what of a body certainly breaks the contract, "" if nothing
// does.
func violation(s *shape.Shape, want *contract.ErrorBody) string {
	if len(want.Required) == 0 && len(want.Items) == 0 {
		return ""
	}
	if len(s.Alts) > 0 {
		first := ""
		for _, a := range s.Alts {
			p := violation(a, want)
			if p == "" {
				return ""
			}
			if first == "" {
				first = p
			}
		}
		return first
	}
	switch s.Kind {
	case shape.Unknown:
		return ""
	case shape.Empty:
		return "response has no body"
	case shape.Text:
		return "body is text, not a JSON object"
	case shape.Object:
	default:
		return "body is " + article(s.Kind) + ", not an object"
	}
	var problems []string
	var lacks []string
	reported := map[string]bool{}
	for _, path := range want.Required {
		lack, problem := member(s, path)
		switch {
		case lack != "" && !reported[lack]:
			reported[lack] = true
			lacks = append(lacks, lack)
		case problem != "" && !reported[problem]:
			reported[problem] = true
			problems = append(problems, problem)
		}
	}
	for _, it := range want.Items {
		if p := items(s, &it); p != "" {
			problems = append(problems, p)
		}
	}
	if len(lacks) > 0 {
		problems = append([]string{"lacks " + strings.Join(lacks, ", ")}, problems...)
	}
	if len(problems) == 0 {
		return ""
	}
	return "body " + strings.Join(problems, "; ")
}

// member follows a dotted path to a required string. It gives the path that is
// certainly absent, or what is certainly wrong with it.
func member(s *shape.Shape, path string) (lacks, problem string) {
	names := strings.Split(path, ".")
	for i, name := range names {
		at := strings.Join(names[:i+1], ".")
		m := s.Member(name)
		if m == nil {
			if s.Open {
				return "", ""
			}
			return path, ""
		}
		if m.Presence == shape.Maybe {
			return "", ""
		}
		s = m.Shape
		last := i == len(names)-1
		if p := wrong(s, last); p != "" {
			return "", at + " " + p
		}
		if s.Kind == shape.Unknown || s.Nullable {
			return "", ""
		}
	}
	return "", ""
}

// wrong says what is certainly wrong with a member: a string at a path's end,
// an object before.
func wrong(s *shape.Shape, last bool) string {
	if len(s.Alts) > 0 {
		first := ""
		for _, a := range s.Alts {
			p := wrong(a, last)
			if p == "" {
				return ""
			}
			if first == "" {
				first = p
			}
		}
		return first
	}
	want := shape.Object
	if last {
		want = shape.String
	}
	switch {
	case s.Kind == shape.Unknown:
		return ""
	case s.Kind == shape.Null:
		return "is null"
	case s.Kind != want && last:
		return "is " + article(s.Kind) + ", not a string"
	case s.Kind != want:
		return "is " + article(s.Kind) + ", not an object"
	case last && s.Known && s.Literal == "":
		return "is empty"
	}
	return ""
}

// items says what is certainly wrong with an optional array's entries.
func items(s *shape.Shape, it *contract.Items) string {
	for _, name := range strings.Split(it.Path, ".") {
		if s.Kind != shape.Object {
			return ""
		}
		m := s.Member(name)
		if m == nil || m.Presence == shape.Maybe && m.Shape.Kind != shape.Array {
			return ""
		}
		s = m.Shape
	}
	switch s.Kind {
	case shape.Array:
	case shape.Unknown, shape.Null:
		return ""
	default:
		return it.Path + " is " + article(s.Kind) + ", not an array"
	}
	entries := s.Items
	if len(entries) == 0 && s.Filled && s.Elem != nil {
		entries = []*shape.Shape{s.Elem}
	}
	for _, e := range entries {
		for _, name := range it.Required {
			switch e.Kind {
			case shape.Unknown:
				continue
			case shape.Object:
			default:
				return it.Path + " entry is " + article(e.Kind) + ", not an object"
			}
			lack, problem := member(e, name)
			if lack != "" {
				return it.Path + " entry lacks " + lack
			}
			if problem != "" && !strings.HasSuffix(problem, "is empty") {
				return it.Path + " entry: " + problem
			}
		}
	}
	return ""
}

func article(k shape.Kind) string {
	switch k {
	case shape.Array:
		return "an array"
	case shape.Object:
		return "an object"
	case shape.String:
		return "a string"
	case shape.Number:
		return "a number"
	case shape.Bool:
		return "a bool"
	case shape.Null:
		return "null"
	}
	return "text"
}
