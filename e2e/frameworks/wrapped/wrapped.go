// Package wrapped has handlers whose errors go through another module's wrapping.
package wrapped

import (
	stderrors "errors"
	"io"
	"net/http"
	"strconv"

	"github.com/pkg/errors"

	"github.com/httpcontract/httpcontract/internal/reality"
)

var (
	errMissing = stderrors.New("missing")
	errTaken   = stderrors.New("taken")
)

// coded is an error that carries its status.
type coded struct{ status int }

func (c *coded) Error() string { return http.StatusText(c.status) }

func fail(w http.ResponseWriter, err error) {
	var c *coded
	switch {
	case stderrors.Is(err, errMissing):
		w.WriteHeader(http.StatusNotFound)
	case stderrors.Is(err, errTaken):
		w.WriteHeader(http.StatusConflict)
	case errors.As(err, &c):
		w.WriteHeader(c.status)
	default:
		w.WriteHeader(http.StatusInternalServerError)
	}
}

func find(key string) error {
	if key == "" {
		return errors.Wrap(errMissing, "find")
	}
	return nil
}

// Get fails with one of the errors only, wrapped twice.
func Get(w http.ResponseWriter, r *http.Request) {
	if err := errors.WithMessage(find(r.FormValue("key")), "get"); err != nil {
		fail(w, err)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// Cause maps what the error was in the beginning.
func Cause(w http.ResponseWriter, r *http.Request) {
	switch errors.Cause(find(r.FormValue("key"))) {
	case nil:
		w.WriteHeader(http.StatusNoContent)
	case errMissing:
		w.WriteHeader(http.StatusGone)
	default:
		w.WriteHeader(http.StatusInternalServerError)
	}
}

// Coded wraps an error with a status.
func Coded(w http.ResponseWriter, r *http.Request) {
	fail(w, errors.Wrapf(&coded{http.StatusTeapot}, "key %s", r.FormValue("key")))
}

// Foreign wraps an error of the standard library: none of the module's.
func Foreign(w http.ResponseWriter, r *http.Request) {
	n, err := strconv.Atoi(r.FormValue("n"))
	if err == nil && n == 0 {
		err = io.ErrUnexpectedEOF
	}
	if err != nil {
		fail(w, errors.WithStack(err))
		return
	}
	w.WriteHeader(http.StatusAccepted)
}

// Cases are the handlers with what reaches their branches.
func Cases() []reality.Case {
	return []reality.Case{
		{Name: "Get", Handler: http.HandlerFunc(Get), Requests: []string{"", "key=k"}},
		{Name: "Cause", Handler: http.HandlerFunc(Cause), Requests: []string{"", "key=k"}},
		{Name: "Grouped", Handler: parsed(Grouped), Requests: []string{"", "key=k", "key="}},
		{Name: "Coded", Handler: http.HandlerFunc(Coded), Requests: []string{""}},
		{Name: "Foreign", Handler: http.HandlerFunc(Foreign), Requests: []string{"", "n=0", "n=1"}},
	}
}
