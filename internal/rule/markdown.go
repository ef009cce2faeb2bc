package rule

import (
	"fmt"
	"strings"
)

// Markdown is docs/rules.md: the documentation of every rule.
func Markdown() string {
	var b strings.Builder
	b.WriteString("# Rules\n\nGenerated from the registry (`internal/rule`); do not edit. A rule is switched off with `disable` in the contract file.\n\n| rule | reports |\n|---|---|\n")
	for _, r := range All {
		fmt.Fprintf(&b, "| [`%s`](#%s) | %s |\n", r.ID, r.ID, r.Title)
	}
	for _, r := range All {
		fmt.Fprintf(&b, "\n## %s\n\nReports %s.\n\n%s\n\nWrong:\n\n```go\n%s\n```\n\nRight:\n\n```go\n%s\n```\n", r.ID, r.Title, r.Text, r.Wrong, r.Right)
	}
	return b.String()
}
