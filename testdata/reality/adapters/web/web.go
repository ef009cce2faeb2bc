// Package web has the adapters of error-returning handlers.
package web

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"

	"github.com/httpcontract/httpcontract/testdata/reality/adapters/store"
)

type body struct {
	Message string `json:"message"`
	Code    int    `json:"code"`
}

func write(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v)
}

// Fail is the mapper that all share.
func Fail(w http.ResponseWriter, err error) {
	var coded interface{ HTTPStatus() int }
	status := http.StatusInternalServerError
	switch {
	case errors.Is(err, store.ErrNotFound):
		status = http.StatusNotFound
	case errors.Is(err, store.ErrConflict):
		status = http.StatusConflict
	case errors.Is(err, store.ErrLocked):
		status = http.StatusLocked
	case errors.As(err, &coded):
		status = coded.HTTPStatus()
	}
	write(w, status, body{http.StatusText(status), status})
}

// Handler serves by its ServeHTTP method.
type Handler func(w http.ResponseWriter, r *http.Request) error

func (h Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if err := h(w, r); err != nil {
		Fail(w, err)
	}
}

// Code adapts functions that return a status too.
func Code(h func(w http.ResponseWriter, r *http.Request) (int, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		status, err := h(w, r)
		if err != nil {
			Fail(w, err)
			return
		}
		w.WriteHeader(status)
	}
}

// Endpoint adapts typed functions.
func Endpoint[In, Out any](h func(context.Context, In) (Out, error)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var in In
		if err := json.Unmarshal([]byte(r.FormValue("in")), &in); err != nil {
			write(w, http.StatusBadRequest, body{"bad", 400})
			return
		}
		out, err := h(r.Context(), in)
		if err != nil {
			Fail(w, err)
			return
		}
		write(w, http.StatusOK, out)
	})
}

// Ctx keeps an error for its dispatcher.
type Ctx struct {
	W   http.ResponseWriter
	R   *http.Request
	Err error
}

// Dispatch writes what a handler left in its context.
func Dispatch(h func(*Ctx)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		c := &Ctx{W: w, R: r}
		h(c)
		if c.Err != nil {
			Fail(w, c.Err)
			return
		}
		w.WriteHeader(http.StatusNoContent)
	}
}

// Struct is a handler with its own error writer.
type Struct struct {
	H       func(w http.ResponseWriter, r *http.Request) error
	OnError func(w http.ResponseWriter, err error)
}

func (s Struct) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if err := s.H(w, r); err != nil {
		s.OnError(w, err)
	}
}

// Guard answers by itself without a key.
func Guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.FormValue("key") == "" {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		next.ServeHTTP(w, r)
	})
}
