// Package plugin is httpcontract as a golangci-lint module plugin: it turns
// golangci-lint's settings into the analyzer's.
//
//	.golangci.yml ─► Settings ─► analyzer.New ─► golangci-lint
//
// Import it for its effect in a custom golangci-lint; see docs/use/golangci-lint.md.
package plugin

import (
	"errors"
	"fmt"
	"os"

	"github.com/golangci/plugin-module-register/register"
	"go.yaml.in/yaml/v3"
	"golang.org/x/tools/go/analysis"

	"github.com/httpcontract/httpcontract/analyzer"
	"github.com/httpcontract/httpcontract/internal/contract"
)

// Registration by import is golangci-lint's protocol.
func init() { register.Plugin("httpcontract", New) }

// Settings are those below linters.settings.custom.httpcontract.settings. The
// contract is a file (contract), or stands here in the file's own fields, or
// is found as the command finds it.
type Settings struct {
	// Contract is the path of the contract file, relative to the folder in
	// which golangci-lint runs.
	Contract string `json:"contract" yaml:"-"`
	// Tests and Generated report in _test.go files and generated files too.
	// golangci-lint has exclusions of its own for generated files.
	Tests     bool `json:"tests" yaml:"-"`
	Generated bool `json:"generated" yaml:"-"`

	Inline `yaml:",inline"`
}

// Inline is a contract in the settings: the fields of the contract file. There
// are no maps in it because golangci-lint changes the keys of maps.
type Inline struct {
	Statuses   []any       `json:"statuses" yaml:"statuses,omitempty"`
	Error      *ErrorBody  `json:"error" yaml:"error,omitempty"`
	Disable    []string    `json:"disable" yaml:"disable,omitempty"`
	Exclude    []string    `json:"exclude" yaml:"exclude,omitempty"`
	Responders []Responder `json:"responders" yaml:"responders,omitempty"`
	Trust      []string    `json:"trust" yaml:"trust,omitempty"`
}

// ErrorBody is the contract file's "error".
type ErrorBody struct {
	Media    string   `json:"media" yaml:"media,omitempty"`
	Required []string `json:"required" yaml:"required,omitempty"`
	Items    []Items  `json:"items" yaml:"items,omitempty"`
}

// Items are requirements on the entries of an array.
type Items struct {
	Path     string   `json:"path" yaml:"path"`
	Required []string `json:"required" yaml:"required,omitempty"`
}

// Responder is an entry of the contract file's "responders". Status is a code
// or an argument.
type Responder struct {
	Function string `json:"function" yaml:"function"`
	Writer   string `json:"writer" yaml:"writer,omitempty"`
	Status   any    `json:"status" yaml:"status,omitempty"`
	Body     string `json:"body" yaml:"body,omitempty"`
	Error    string `json:"error" yaml:"error,omitempty"`
}

// New makes the plugin. The error is one line: an unknown field, a bad value, a
// broken contract file.
func New(conf any) (register.LinterPlugin, error) {
	if conf == nil {
		conf = struct{}{}
	}
	s, err := register.DecodeSettings[Settings](conf)
	if err != nil {
		return nil, fmt.Errorf("httpcontract: %w", err)
	}
	text, err := s.text()
	if err != nil {
		return nil, err
	}
	a, err := analyzer.New(analyzer.Settings{Contract: s.Contract, Text: text, Tests: s.Tests, Generated: s.Generated})
	if err != nil {
		return nil, fmt.Errorf("httpcontract: %w", err)
	}
	return &linter{analyzer: a, file: s.Contract}, nil
}

// text is the contract in the settings as a contract file, "" without one.
func (s *Settings) text() (string, error) {
	data, err := yaml.Marshal(s.Inline)
	if err != nil {
		return "", fmt.Errorf("httpcontract: %w", err)
	}
	text := string(data)
	if text == "{}\n" {
		return "", nil
	}
	if s.Contract != "" {
		return "", errors.New("httpcontract: settings: the contract is either a file (contract) or stands in the settings (statuses, error, ...), not both")
	}
	return text, nil
}

type linter struct {
	analyzer *analysis.Analyzer
	file     string
}

func (l *linter) GetLoadMode() string { return register.LoadModeTypesInfo }

// BuildAnalyzers gives the analyzer, and one that does nothing and is named by
// the contract files' content: the names of analyzers are in the key of
// golangci-lint's cache, a contract file is not.
func (l *linter) BuildAnalyzers() ([]*analysis.Analyzer, error) {
	dir, err := os.Getwd()
	if err != nil {
		return nil, err
	}
	mark := &analysis.Analyzer{
		Name: "httpcontract_contract_" + contract.DigestFiles(dir, l.file),
		Doc:  "mark the content of the contract in golangci-lint's cache key\n\nIt reports nothing.",
		Run:  func(*analysis.Pass) (any, error) { return nil, nil },
	}
	return []*analysis.Analyzer{l.analyzer, mark}, nil
}
