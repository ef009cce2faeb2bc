// Package domain has the errors of the wired corpus.
package domain

import (
	"errors"
	"fmt"
)

var (
	ErrMissing = errors.New("missing")
	ErrTaken   = errors.New("taken")
	ErrBusy    = errors.New("busy")
)

// Code classifies an error.
type Code int

const (
	Other Code = iota
	Missing
	Taken
	Denied
)

// Error has a code, like upspin's.
type Error struct {
	Code Code
	Err  error
}

func (e *Error) Error() string { return fmt.Sprint(e.Code, e.Err) }
func (e *Error) Unwrap() error { return e.Err }

// CodeOf is the first code in a chain: a loop that nothing known ends.
func CodeOf(err error) Code {
	var e *Error
	for errors.As(err, &e) {
		if e.Code != Other {
			return e.Code
		}
		err = e.Err
	}
	return Other
}

// Describe gives the status of an error; programs put their own in its place.
var Describe = func(error) int { return 500 }
