// Package check holds what the analyzer predicts of handlers against what they
// really send. Only tests use it.
package check

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/packages"

	"github.com/httpcontract/httpcontract/analyzer/responses"
	"github.com/httpcontract/httpcontract/internal/reality"
	"github.com/httpcontract/httpcontract/internal/shape"
)

// Predict gives what the analyzer says of the handlers of packages, by name.
func Predict(dir string, patterns ...string) (map[string][]responses.Response, error) {
	pkgs, err := packages.Load(&packages.Config{Mode: packages.LoadAllSyntax | packages.NeedModule, Dir: dir}, patterns...)
	if err != nil {
		return nil, err
	}
	if packages.PrintErrors(pkgs) > 0 {
		return nil, errors.New("the packages do not compile")
	}
	graph, err := checker.Analyze([]*analysis.Analyzer{responses.Analyzer}, pkgs, nil)
	if err != nil {
		return nil, err
	}
	out := map[string][]responses.Response{}
	for _, act := range graph.Roots {
		if act.Err != nil {
			return nil, act.Err
		}
		res, err := act.Result.(*responses.Result).Responses(responses.Options{})
		if err != nil {
			return nil, err
		}
		for _, h := range res.Handlers {
			out[h.Name] = append(out[h.Name], h.Responses...)
		}
	}
	return out, nil
}

// Compare runs a handler on its requests and gives what contradicts the
// prediction: everything sent must have been predicted, nothing certain may be
// contradicted, and nothing may be predicted that is never sent.
func Compare(c reality.Case, predicted []responses.Response) (problems []string) {
	report := func(format string, args ...any) { problems = append(problems, fmt.Sprintf(format, args...)) }
	predicted = slices.DeleteFunc(slices.Clone(predicted), func(r responses.Response) bool { return r.Invalid }) // net/http panics instead
	sent := map[int]bool{}
	for _, q := range c.Requests {
		method := http.MethodGet
		if m, rest, ok := strings.Cut(q, " "); ok {
			method, q = m, rest
		}
		status, media, body := send(c, method, q)
		sent[status] = true
		why := "no response with that status was predicted"
		for _, p := range predicted {
			if p.Status != status && p.Status != 0 {
				continue
			}
			if why = contradiction(p, media, body); why == "" {
				break
			}
		}
		if why != "" {
			report("%s ?%s sent %d %s %s: %s; predicted:\n%s", method, q, status, media, body, why, show(predicted))
		}
	}
	for _, p := range predicted {
		switch {
		case p.Status == 0 && !c.Unknown:
			report("a response with an unknown status was predicted:\n%s", show(predicted))
		case p.Status != 0 && !p.Implied && !sent[p.Status] && !slices.Contains(c.Unseen, p.Status):
			report("%d was predicted and never sent:\n%s", p.Status, show(predicted))
		}
	}
	return problems
}

// send asks a real server, so that what net/http adds is seen too.
func send(c reality.Case, method, query string) (status int, media, body string) {
	values, err := url.ParseQuery(query)
	if err != nil {
		panic(err)
	}
	base, do := "http://example.com", c.Do
	if do == nil {
		srv := httptest.NewServer(c.Handler)
		defer srv.Close()
		client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
		base, do = srv.URL, client.Do
	}
	req, err := http.NewRequest(method, base+"/?"+values.Encode(), nil)
	if err != nil {
		panic(err)
	}
	resp, err := do(req)
	if err != nil {
		panic(err)
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) { // the handler has aborted it
		panic(err)
	}
	media, _, _ = mime.ParseMediaType(resp.Header.Get("Content-Type"))
	return resp.StatusCode, media, string(data)
}

// contradiction says what of an answer the prediction rules out.
func contradiction(p responses.Response, media, body string) string {
	if body == "" {
		if p.Media != "-" && p.Media != "?" {
			return "the body is empty"
		}
		return ""
	}
	if p.Media != "?" && p.Media != media {
		return "the media type is not " + p.Media
	}
	switch p.Body.Kind {
	case shape.Empty:
		return "a body was sent"
	case shape.Unknown:
		if len(p.Body.Alts) == 0 {
			return ""
		}
	}
	var v any
	if err := json.Unmarshal([]byte(body), &v); err != nil {
		if p.Body.Kind == shape.Text {
			return ""
		}
		return "the body is not JSON"
	}
	return mismatch(p.Body, v, "body")
}

func mismatch(s *shape.Shape, v any, path string) string {
	if len(s.Alts) > 0 {
		for _, a := range s.Alts {
			if mismatch(a, v, path) == "" {
				return ""
			}
		}
		return path + " is none of the alternatives"
	}
	if v == nil && s.Nullable {
		return ""
	}
	wrong := fmt.Sprintf("%s is %v, not %s", path, v, s)
	switch s.Kind {
	case shape.Unknown:
		return ""
	case shape.Object:
		m, ok := v.(map[string]any)
		if !ok {
			return wrong
		}
		for _, f := range s.Members {
			e, ok := m[f.Name]
			if !ok {
				if f.Presence == shape.Present {
					return path + " lacks " + f.Name
				}
				continue
			}
			if why := mismatch(f.Shape, e, path+"."+f.Name); why != "" {
				return why
			}
		}
		for name := range m {
			if s.Member(name) == nil && !s.Open {
				return path + " has " + name
			}
		}
		return ""
	case shape.Array:
		a, ok := v.([]any)
		if !ok || s.Filled && len(a) == 0 || s.Items != nil && len(a) != len(s.Items) || s.Elem == nil && len(a) > 0 {
			return wrong
		}
		for i, e := range a {
			el := s.Elem
			if s.Items != nil {
				el = s.Items[i]
			}
			if why := mismatch(el, e, fmt.Sprintf("%s[%d]", path, i)); why != "" {
				return why
			}
		}
		return ""
	case shape.String:
		str, ok := v.(string)
		if !ok || s.Known && str != s.Literal || s.NonEmpty && str == "" {
			return wrong
		}
	case shape.Number:
		n, ok := v.(float64)
		if !ok || s.Known && fmt.Sprint(n) != s.Literal {
			return wrong
		}
	case shape.Bool:
		b, ok := v.(bool)
		if !ok || s.Known && fmt.Sprint(b) != s.Literal {
			return wrong
		}
	case shape.Null:
		if v != nil {
			return wrong
		}
	case shape.Text:
		return path + " is JSON"
	}
	return ""
}

func show(rs []responses.Response) string {
	var b strings.Builder
	for _, r := range rs {
		fmt.Fprintf(&b, "\t%d %s %s\n", r.Status, r.Media, r.Body)
	}
	return b.String()
}
