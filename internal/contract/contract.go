// Package contract holds what an API documents: the statuses, and the form of
// an error body. It knows nothing of Go code; package rule holds responses
// against it.
package contract

import (
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"fmt"
	"strconv"
)

// Contract is what an API documents.
type Contract struct {
	// File is where it was read from, "" for the default.
	File     string
	Statuses []Status
	Error    ErrorBody
	// Disable are the ids of the rules that are switched off.
	Disable []string
	// Exclude are glob patterns of files without findings, relative to the
	// contract's folder.
	Exclude []string
	// Responders are functions of which the code can't be seen, or need not
	// be.
	Responders []Responder
	// Digest identifies the content.
	Digest string
}

// Status is a documented status, or a range of them.
type Status struct {
	Code        string // "404", or "4XX" for the range 400..499
	Description string
	NoBody      bool // documented without a body
}

// Responder is a function that sends a response. Arguments are counted from 1,
// without a method's receiver; 0 is none.
type Responder struct {
	// Function is its full name: "example.com/kit/web.Fail",
	// "(*example.com/kit/web.Ctx).Fail".
	Function string
	// Writer is the argument that leads to the response, 0 if it is the
	// receiver or the function finds it by itself.
	Writer int
	// Status is the code, StatusArg the argument with it; both are 0 if the
	// status is not known.
	Status, StatusArg int
	// Body is what is sent.
	Body    Body
	BodyArg int
	// ErrorArg is an argument without which nothing is sent: a nil error.
	ErrorArg int
}

// Body is what a Responder sends.
type Body uint8

// The bodies: not known, and so never reported; none; text; the JSON of an
// argument.
const (
	BodyUnknown Body = iota
	BodyNone
	BodyText
	BodyJSON
)

// ErrorBody is the form of the body of a 4XX or 5XX response.
type ErrorBody struct {
	Media string
	// Required are the dotted paths of members that are non-empty strings.
	Required []string
	// Items are requirements on the entries of arrays, where they stand.
	Items []Items
}

// Items says what each entry of the array at Path has.
type Items struct {
	Path     string
	Required []string
}

// Template is the default contract as a file with comments.
//
//go:embed default.yaml
var Template string

// Default is the contract that holds where a project has none of its own.
func Default() *Contract {
	c, err := Parse("default contract", []byte(Template))
	if err != nil {
		panic(err) // a test reads it
	}
	c.File = ""
	return c
}

// Find gives the entry that documents a status: the exact code if there is
// one, else its range. (OpenAPI 3.1, Responses Object, has the same order.)
func (c *Contract) Find(status int) *Status {
	code := strconv.Itoa(status)
	class := code[:1] + "XX"
	var found *Status
	for i := range c.Statuses {
		switch s := &c.Statuses[i]; s.Code {
		case code:
			return s
		case class:
			if len(code) == 3 {
				found = s
			}
		}
	}
	return found
}

// Disabled reports whether a rule is switched off.
func (c *Contract) Disabled(rule string) bool {
	for _, r := range c.Disable {
		if r == rule {
			return true
		}
	}
	return false
}

// IsError reports whether a status means an error: 4XX and 5XX.
func IsError(status int) bool { return status >= 400 && status <= 599 }

func digest(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// Error is a mistake in a contract file.
type Error struct {
	File  string
	Line  int
	Field string // "" for the file as a whole
	Msg   string
}

func (e *Error) Error() string {
	where := e.File
	if e.Line > 0 {
		where = fmt.Sprintf("%s:%d", e.File, e.Line)
	}
	if e.Field != "" {
		return fmt.Sprintf("%s: %s: %s", where, e.Field, e.Msg)
	}
	return fmt.Sprintf("%s: %s", where, e.Msg)
}
