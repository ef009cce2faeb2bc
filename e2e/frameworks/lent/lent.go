// Package lent has handlers that lend functions to other modules' code, which gives back what
// these give.
package lent

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/cenkalti/backoff/v4"

	"github.com/httpcontract/httpcontract/internal/reality"
)

var (
	errMissing = errors.New("missing")
	errTaken   = errors.New("taken")
	errClosed  = errors.New("closed")
)

func status(err error) int {
	switch {
	case errors.Is(err, errMissing):
		return http.StatusNotFound
	case errors.Is(err, errTaken):
		return http.StatusConflict
	case errors.Is(err, errClosed):
		return http.StatusGone
	}
	return http.StatusBadGateway
}

type thing struct{ name string }

func find(name string) (*thing, error) {
	switch name {
	case "":
		return nil, errMissing
	case "busy":
		return nil, errors.New("try again")
	}
	return &thing{name}, nil
}

// Retried asks several times, but for what is missing.
func Retried(w http.ResponseWriter, r *http.Request) {
	var found *thing
	err := backoff.Retry(func() error {
		t, err := find(r.FormValue("x"))
		if errors.Is(err, errMissing) {
			return backoff.Permanent(fmt.Errorf("finding: %w", err))
		}
		if err != nil {
			return err
		}
		found = t
		return nil
	}, backoff.WithMaxRetries(backoff.NewConstantBackOff(time.Microsecond), 2))
	if err != nil {
		w.WriteHeader(status(err))
		return
	}
	_, _ = w.Write([]byte(found.name))
}

type store struct {
	do func(context.Context, func() error) error
}

func once(_ context.Context, f func() error) error { return f() }

// Alone lends a function to the module's own code.
func Alone(w http.ResponseWriter, r *http.Request) {
	if err := (store{once}).do(r.Context(), func() error { return nil }); err != nil {
		w.WriteHeader(status(err))
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// Cases are the handlers with what reaches their branches.
func Cases() []reality.Case {
	return []reality.Case{
		{Name: "Retried", Handler: Retried, Requests: []string{"", "x=busy", "x=a"}},
		{Name: "Alone", Handler: Alone, Requests: []string{""}},
	}
}
