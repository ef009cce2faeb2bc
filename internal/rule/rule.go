// Package rule holds responses against a contract: one file for each rule, and
// the registry of them all. It stands after analyzer/responses in the flow and
// knows nothing of SSA; what becomes of a finding, its suppression included,
// is decided in report.go.
package rule

import (
	"fmt"
	"go/token"
	"strings"

	"github.com/httpcontract/httpcontract/analyzer/responses"
	"github.com/httpcontract/httpcontract/internal/contract"
)

// Rule is one thing that is reported.
type Rule struct {
	// ID begins every message and is the diagnostic's category.
	ID string
	// Title, Text, Wrong and Right are the rule's documentation: a line, what
	// is reported and why, and code before and after in Go.
	Title, Text, Wrong, Right string
	// check gives the findings for a package; nil for a rule about the
	// suppression of others.
	check func(in *Input, report func(Finding))
}

// Input is what rules look at.
type Input struct {
	Contract *contract.Contract
	Result   *responses.Responses
}

// Finding is a place where a response breaks the contract.
type Finding struct {
	Rule string
	Pos  token.Pos
	Msg  string // without the rule's id
}

// All are the rules, the graver first: where two meet on a line, drivers that
// show one finding for a line show the first.
var All = []*Rule{statusRule, errorBodyRule, bareErrorRule, ignoreRule}

// URL leads to a rule's documentation.
func URL(id string) string {
	return "https://github.com/httpcontract/httpcontract/blob/main/docs/rules.md#" + id
}

// Check gives every finding, in the order of the rules.
func Check(in *Input) []Finding {
	var out []Finding
	for _, r := range All {
		if r.check == nil || in.Contract.Disabled(r.ID) {
			continue
		}
		r.check(in, func(f Finding) {
			f.Rule = r.ID
			out = append(out, f)
		})
	}
	return out
}

// each calls f for the responses of handlers, then of helpers.
func (in *Input) each(f func(h *responses.Handler, r *responses.Response)) {
	for _, list := range [][]*responses.Handler{in.Result.Handlers, in.Result.Helpers} {
		for _, h := range list {
			for i := range h.Responses {
				f(h, &h.Responses[i])
			}
		}
	}
}

// via is the call path for the end of a message.
func via(path []string) string {
	if len(path) == 0 {
		return ""
	}
	if len(path) > 6 {
		path = append(append(path[:3:3], "..."), path[len(path)-2:]...)
	}
	return fmt.Sprintf(" (%s)", strings.Join(path, " -> "))
}
