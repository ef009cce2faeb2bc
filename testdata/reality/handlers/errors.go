package handlers

import (
	"database/sql"
	"errors"
	"fmt"
	"net/http"

	"github.com/httpcontract/httpcontract/testdata/reality/errs"
	"github.com/httpcontract/httpcontract/testdata/reality/respond"
)

func writeError(w http.ResponseWriter, err error) {
	var e *errs.Error
	switch {
	case errors.Is(err, errs.ErrNotFound):
		respond.Frobnicate(w, 404, "NotFound", err.Error())
	case errors.Is(err, errs.ErrConflict):
		respond.Frobnicate(w, 409, "Conflict", err.Error())
	case errors.As(err, &e):
		respond.Frobnicate(w, e.StatusCode(), e.Name, e.Message)
	default:
		respond.Frobnicate(w, 500, "Internal", "internal")
	}
}

func LoadOne(w http.ResponseWriter, r *http.Request) {
	v, err := errs.Load(x(r))
	if err != nil {
		writeError(w, err)
		return
	}
	respond.JSON(w, 200, v)
}

func SaveOne(w http.ResponseWriter, r *http.Request) {
	if err := errs.Save(x(r)); err != nil {
		writeError(w, err)
		return
	}
	w.WriteHeader(201)
}

func StatusOf(w http.ResponseWriter, r *http.Request) {
	err := errs.Save(x(r))
	if err != nil {
		respond.Frobnicate(w, errs.Status(err), "x", "y")
		return
	}
	w.WriteHeader(errs.Status(nil))
}

func Joined(w http.ResponseWriter, r *http.Request) {
	err := errors.Join(nil, fmt.Errorf("a"))
	if x(r) == "a" {
		err = errors.Join(err, errs.ErrConflict)
	}
	writeError(w, err)
}

func Wrapped2(w http.ResponseWriter, r *http.Request) {
	err := errs.Gone().With(errs.ErrNotFound)
	if x(r) == "a" {
		err = errs.Gone()
	}
	writeError(w, err)
}

func Sentinel(w http.ResponseWriter, r *http.Request) {
	var err error
	switch x(r) {
	case "a":
		err = sql.ErrNoRows
	case "b":
		err = errs.ErrUnauthorized
	case "c":
		err = errs.ErrLimit
	}
	switch {
	case err == nil:
		w.WriteHeader(200)
	case err == sql.ErrNoRows:
		w.WriteHeader(404)
	default:
		writeError(w, err)
	}
}

type coder interface{ StatusCode() int }

func Assert(w http.ResponseWriter, r *http.Request) {
	_, err := errs.Load(x(r))
	if c, ok := err.(coder); ok {
		w.WriteHeader(c.StatusCode())
		return
	}
	switch e := err.(type) {
	case nil:
		w.WriteHeader(200)
	case interface{ Unwrap() error }:
		w.WriteHeader(errs.Status(e.(error)))
	}
}

var registry = map[error]int{errs.ErrNotFound: 404, errs.ErrConflict: 409}

func Registry(w http.ResponseWriter, r *http.Request) {
	err := errs.Save(x(r))
	status := 200
	for target, s := range registry {
		if errors.Is(err, target) {
			status = s
		}
	}
	w.WriteHeader(status)
}

type valueError struct{ status int }

func (v valueError) Error() string { return "value" }

func check(s string) error {
	if s == "a" {
		return valueError{status: 422}
	}
	return nil
}

func ValueError(w http.ResponseWriter, r *http.Request) {
	err := check(x(r))
	var ve valueError
	if errors.As(err, &ve) {
		w.WriteHeader(ve.status)
		return
	}
	if ve2, ok := errors.AsType[*errs.Error](err); ok {
		w.WriteHeader(ve2.StatusCode())
		return
	}
	w.WriteHeader(200)
}

type kind int

const (
	kindMissing kind = iota
	kindDenied
)

type kindError struct{ kind kind }

func (k *kindError) Error() string { return "kind" }

var kindStatus = map[kind]int{kindMissing: 404, kindDenied: 403}

func (k kind) status() int {
	if s, ok := kindStatus[k]; ok {
		return s
	}
	return 500
}

func act(s string) error {
	if s == "a" {
		return &kindError{kindMissing}
	}
	if s == "b" {
		return &kindError{kindDenied}
	}
	return nil
}

func Kinds(w http.ResponseWriter, r *http.Request) {
	if err := act(x(r)); err != nil {
		status := 500
		var k *kindError
		if errors.As(err, &k) {
			status = k.kind.status()
		}
		respond.Frobnicate(w, status, "Kind", err.Error())
		return
	}
	w.WriteHeader(204)
}
