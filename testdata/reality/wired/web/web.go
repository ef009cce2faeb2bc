// Package web turns errors into responses.
package web

import (
	"encoding/json"
	"errors"
	"net/http"

	"github.com/httpcontract/httpcontract/testdata/reality/wired/domain"
)

var statuses = map[domain.Code]int{domain.Missing: 404, domain.Taken: 409, domain.Denied: 403}

// BadInput is for what a client sent.
type BadInput struct{ Field string }

func (b BadInput) Error() string { return b.Field }

// Fail is the central mapper.
func Fail(w http.ResponseWriter, err error) {
	var in BadInput
	var syntax *json.SyntaxError
	switch {
	case errors.As(err, &in):
		Send(w, 400, map[string]string{"field": in.Field})
	case errors.As(err, &syntax):
		Send(w, 422, map[string]int64{"offset": syntax.Offset})
	case errors.Is(err, domain.ErrTaken):
		Send(w, 409, map[string]string{"message": "taken"})
	default:
		status, ok := statuses[domain.CodeOf(err)]
		if !ok {
			status = 500
		}
		Send(w, status, map[string]string{"message": http.StatusText(status)})
	}
}

// Send sends JSON.
func Send(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(v)
}

// Mapper is an adapter whose table is filled by its methods.
type Mapper struct{ rules []rule }

type rule struct {
	target error
	status int
}

// On adds a rule.
func (m *Mapper) On(target error, status int) *Mapper {
	m.rules = append(m.rules, rule{target, status})
	return m
}

// Wrap adapts a handler that returns an error.
func (m *Mapper) Wrap(f func(http.ResponseWriter, *http.Request) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		err := f(w, r)
		if err == nil {
			return
		}
		for _, rule := range m.rules {
			if errors.Is(err, rule.target) {
				Send(w, rule.status, map[string]string{"message": rule.target.Error()})
				return
			}
		}
		Send(w, 501, map[string]string{"message": "unmapped"})
	}
}

type abort struct{ status int }

// Abort is for Recovering.
func Abort(status int) { panic(abort{status}) }

// Recovering answers what its handler panics with.
func Recovering(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			switch p := recover().(type) {
			case nil:
			case abort:
				Send(w, p.status, map[string]string{"message": "aborted"})
			case error:
				Send(w, 500, map[string]string{"message": "error"})
			case string:
				Send(w, 503, map[string]string{"message": p})
			default:
				Send(w, 504, nil)
			}
		}()
		next(w, r)
	}
}
