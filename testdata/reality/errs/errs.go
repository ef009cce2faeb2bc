// Package errs has errors that handlers of other packages send.
package errs

import (
	"errors"
	"fmt"
	"net/http"
)

var (
	ErrNotFound = errors.New("not found")
	ErrConflict = errors.New("conflict")
	ErrLimit    = fmt.Errorf("limit: %w", errors.New("too many"))
)

type Error struct {
	code    int
	Name    string
	Message string
	cause   error
}

func (e *Error) Error() string   { return e.Message }
func (e *Error) StatusCode() int { return e.code }
func (e *Error) Unwrap() error   { return e.cause }

func New(code int, name, msg string) *Error { return &Error{code: code, Name: name, Message: msg} }
func Forbidden(msg string) error            { return New(http.StatusForbidden, "Forbidden", msg) }
func Gone() *Error                          { return &Error{code: http.StatusGone, Name: "Gone", Message: "gone"} }

func (e *Error) With(cause error) *Error {
	return &Error{code: e.code, Name: e.Name, Message: e.Message, cause: cause}
}

var ErrUnauthorized = New(401, "Unauthorized", "who are you")

func Status(err error) int {
	var e *Error
	switch {
	case err == nil:
		return http.StatusOK
	case errors.Is(err, ErrNotFound):
		return http.StatusNotFound
	case errors.Is(err, ErrConflict):
		return http.StatusConflict
	case errors.As(err, &e):
		return e.StatusCode()
	}
	return http.StatusInternalServerError
}

func Load(id string) (string, error) {
	switch id {
	case "missing":
		return "", fmt.Errorf("load %s: %w", id, ErrNotFound)
	case "forbidden":
		return "", Forbidden("no")
	}
	return "ok:" + id, nil
}

func Save(id string) error {
	if id == "dup" {
		return fmt.Errorf("save: %w", fmt.Errorf("db: %w", ErrConflict))
	}
	return nil
}
