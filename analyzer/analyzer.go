// Package analyzer is httpcontract as a go/analysis analyzer: it requires the
// responses of a package, holds them against the contract, and reports.
//
//	responses ─► contract check ─► findings
//
// Use Analyzer with the default settings or New with others.
package analyzer

import (
	"errors"
	"fmt"
	"go/token"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"

	"golang.org/x/tools/go/analysis"

	"github.com/httpcontract/httpcontract/analyzer/responses"
	"github.com/httpcontract/httpcontract/internal/contract"
	"github.com/httpcontract/httpcontract/internal/ir"
	"github.com/httpcontract/httpcontract/internal/responder"
	"github.com/httpcontract/httpcontract/internal/rule"
)

// Settings are what a user can choose. The zero value is the default.
type Settings struct {
	// Contract is the path of the contract file. If it is empty, the file
	// .httpcontract.yaml nearest to the package counts, up to the module's
	// root, and without one the default contract.
	Contract string
	// Text is a contract itself, as it would stand in the file; its patterns
	// are relative to the working folder.
	Text string
	// List reports what each handler can send instead of findings.
	List bool
	// Tests reports in _test.go files too.
	Tests bool
	// Generated reports in generated files too.
	Generated bool

	inline *contract.Contract // of Text
}

// Analyzer has the default settings; its flags change them.
var Analyzer = newAnalyzer(&Settings{})

// New makes an analyzer with settings. The error tells what is wrong with
// them, a broken contract file included.
func New(s Settings) (*analysis.Analyzer, error) {
	dir, err := os.Getwd()
	if err != nil {
		return nil, err
	}
	file := s.Contract
	if file == "" && s.Text == "" {
		file = contract.Discover(dir)
	}
	switch {
	case s.Contract != "" && s.Text != "":
		return nil, errors.New("the contract is either a file or a text, not both")
	case file != "":
		if _, err := contract.Load(file); err != nil {
			return nil, err
		}
	case s.Text != "":
		if s.inline, err = contract.Inline(dir, s.Text); err != nil {
			return nil, err
		}
	}
	return newAnalyzer(&s), nil
}

const doc = `report HTTP responses that the API's documented contract does not allow

httpcontract works out every response that the package's HTTP handlers can
send and reports those that break the contract: a status that is not
documented, an error body without the documented members, a plain-text error
from http.Error. The contract is the file .httpcontract.yaml in the module's
root; -print-contract prints the default one as a template.

With -list it reports no findings but what each handler can send.`

func newAnalyzer(s *Settings) *analysis.Analyzer {
	r := &runner{settings: s}
	a := &analysis.Analyzer{
		Name:     "httpcontract",
		Doc:      doc,
		URL:      "https://github.com/httpcontract/httpcontract/blob/main/docs/rules.md",
		Requires: []*analysis.Analyzer{responses.Analyzer},
		Run:      r.run,

		ResultType: reflect.TypeFor[Listing](),
	}
	a.Flags.StringVar(&s.Contract, "contract", s.Contract, "path of the contract `file` (default: the nearest "+contract.FileName+" up to the module's root)")
	a.Flags.BoolVar(&s.List, "list", s.List, "list what each handler can send instead of reporting findings")
	a.Flags.BoolVar(&s.Tests, "tests", s.Tests, "report in _test.go files too")
	a.Flags.BoolVar(&s.Generated, "generated", s.Generated, "report in generated files too")
	return a
}

type runner struct {
	settings  *Settings
	contracts sync.Map // file -> loaded
}

type loaded struct {
	contract *contract.Contract
	err      error
}

// Listing is what the analyzer has reported with Settings.List, as its result.
type Listing []Listed

// Listed is a handler in a listing.
type Listed struct {
	// Func is the function's full name, Elsewhere says that it is one of another
	// package, which this one wires.
	Func      string
	Elsewhere bool
	// File and Offset tell where it is declared; see responses.Handler.
	File, Offset int
	// Open says that another package may decide what the handler sends, Sole that
	// no adapter or framework answers for it.
	Open, Sole bool
	Pos        token.Pos
	// Lines are one for each distinct response, in order.
	Lines []Line
}

// Line is a response in a listing: its message, and its status, 0 if that is not known.
// Nothing is known of one that is Lost.
type Line struct {
	Message string
	Status  int
	Lost    bool
}

func (r *runner) run(pass *analysis.Pass) (any, error) { return r.check(pass), nil }

func (r *runner) check(pass *analysis.Pass) Listing {
	c, err := r.contract(pass)
	if err != nil {
		// Not as an error of the run: golangci-lint would end, with all of its
		// linters.
		report(pass, "contract", err.Error())
		return nil
	}
	opts := rule.Options{Tests: r.settings.Tests, Generated: r.settings.Generated, Exclude: c.Excludes}
	if !r.settings.List && rule.Quiet(pass.Fset, pass.Files, opts) {
		return nil // before anything is executed
	}
	result, err := pass.ResultOf[responses.Analyzer].(*responses.Result).Responses(responses.Options{Known: known(c), Tests: r.settings.Tests})
	if err != nil {
		reportInternal(pass, err)
		return nil
	}
	if r.settings.List {
		return list(pass, result)
	}
	findings := rule.Check(&rule.Input{Contract: c, Result: result})
	for _, f := range rule.Report(pass.Fset, pass.Files, findings, c.Disabled, opts) {
		pass.Report(analysis.Diagnostic{Pos: f.Pos, Category: f.Rule, Message: f.Rule + ": " + f.Msg, URL: rule.URL(f.Rule)})
	}
	return nil
}

// contract is the one that holds for the package.
func (r *runner) contract(pass *analysis.Pass) (*contract.Contract, error) {
	if r.settings.inline != nil {
		return r.settings.inline, nil
	}
	file := r.settings.Contract
	if file == "" && len(pass.Files) > 0 {
		// Not from the module's folder: go vet does not tell it. A cgo
		// package's first file may be in the build cache; any will do that
		// leads to a contract.
		for _, f := range pass.Files {
			name := pass.Fset.Position(f.FileStart).Filename
			if dir, err := filepath.Abs(filepath.Dir(name)); err == nil {
				if file = contract.Discover(dir); file != "" {
					break
				}
			}
		}
	}
	v, ok := r.contracts.Load(file)
	if !ok {
		l := loaded{}
		if file == "" {
			l.contract = contract.Default()
		} else {
			l.contract, l.err = contract.Load(file)
		}
		v, _ = r.contracts.LoadOrStore(file, l)
	}
	return v.(loaded).contract, v.(loaded).err
}

// known are the contract's responders as the responses analyzer takes them: it
// counts a method's receiver as argument 0.
func known(c *contract.Contract) []responses.Responder {
	var out []responses.Responder
	for _, r := range c.Responders {
		shift := -1
		if strings.HasPrefix(r.Function, "(") {
			shift = 0
		}
		k := responses.Responder{Func: r.Function, Writer: max(r.Writer+shift, 0), Finds: r.Writer == 0, Status: -1, BodyArg: -1, Overrides: true}
		switch {
		case r.StatusArg > 0:
			k.Status = r.StatusArg + shift
		case r.Status > 0:
			k.Statuses = []int{r.Status}
		default:
			k.AnyStatus = true
		}
		if r.ErrorArg > 0 {
			k.IfGiven, k.ErrorArg = true, r.ErrorArg+shift
		}
		switch r.Body {
		case contract.BodyNone:
			k.Body = responder.NoBody
		case contract.BodyText:
			k.Body, k.BodyText, k.Media = responder.Text, "text", "text/plain"
		case contract.BodyJSON:
			k.Body, k.BodyArg, k.Media = responder.JSON, r.BodyArg+shift, "application/json"
		default:
			k.Body = responder.UnknownBody
		}
		out = append(out, k)
	}
	return out
}

// reportInternal tells of a fault of the analyzer's own.
func reportInternal(pass *analysis.Pass, err error) {
	msg, _, _ := strings.Cut(err.Error(), "\n")
	report(pass, "internal-error", fmt.Sprintf("httpcontract could not analyse package %s: %s; please report it at https://github.com/httpcontract/httpcontract/issues", pass.Pkg.Path(), msg))
}

// report tells something about a package, at its beginning.
func report(pass *analysis.Pass, category, msg string) {
	pos := token.NoPos
	if len(pass.Files) > 0 {
		pos = pass.Files[0].Name.Pos()
	}
	pass.Report(analysis.Diagnostic{Pos: pos, Category: category, Message: category + ": " + msg})
}

// list reports each distinct response of each handler.
func list(pass *analysis.Pass, result *responses.Responses) (out Listing) {
	for _, h := range result.Handlers {
		if strings.HasSuffix(pass.Fset.Position(h.Pos).Filename, "_test.go") {
			continue
		}
		l := Listed{Func: h.Func, Elsewhere: ir.PathOf(h.Func) != pass.Pkg.Path(), File: h.File, Offset: h.Offset, Open: h.Open, Sole: h.Sole, Pos: h.Pos}
		for _, r := range h.Responses {
			if r.Invalid {
				continue
			}
			status := "?"
			if r.Status > 0 {
				status = strconv.Itoa(r.Status)
			}
			body := r.Body.String()
			if body == "?" && strings.HasPrefix(r.Media, "text/") {
				body = "text"
			}
			l.Lines = append(l.Lines, Line{
				Message: fmt.Sprintf("%s: %s %s %s", h.Name, status, r.Media, body),
				Status:  r.Status, Lost: status == "?" && r.Media == "?" && body == "?",
			})
		}
		l.Lines = Union(l)
		for _, line := range l.Lines {
			pass.Report(analysis.Diagnostic{Pos: h.Pos, Category: "list", Message: line.Message})
		}
		out = append(out, l)
	}
	return out
}

// Union are the lines of some handlers, each once, in the order of a listing.
func Union(handlers ...Listed) (lines []Line) {
	for _, h := range handlers {
		lines = append(lines, h.Lines...)
	}
	slices.SortFunc(lines, func(a, b Line) int {
		// "?" after the digits.
		return strings.Compare(strings.Replace(a.Message, ": ?", ": ~", 1), strings.Replace(b.Message, ": ?", ": ~", 1))
	})
	return slices.Compact(lines)
}
