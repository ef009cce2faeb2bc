package handlers

import (
	"errors"
	"fmt"
	"net/http"
)

type fault struct {
	Code string
	Err  error
}

func (f *fault) Error() string { return f.Code }
func (f *fault) Unwrap() error { return f.Err }

type misuse struct{ Field string }

func (m *misuse) Error() string { return m.Field }

var (
	parcelLost   = &fault{Code: "lost"}
	parcelShut   = &fault{Code: "shut"}
	parcelGone   = &fault{Code: "gone"}
	parcelBarred = &fault{Code: "barred"}
)

func parcelCode(err error) string {
	var f *fault
	var m *misuse
	switch {
	case errors.As(err, &m):
		return "misuse"
	case errors.As(err, &f):
		return f.Code
	}
	return "internal"
}

type parcel struct {
	State, Owner string
	Weight       int
}

func parcelOf(id string) (parcel, error) {
	switch id {
	case "lost":
		return parcel{}, parcelLost
	case "shut":
		return parcel{}, parcelShut
	case "gone":
		return parcel{}, parcelGone
	}
	return parcel{State: id, Owner: id, Weight: len(id)}, nil
}

func (p parcel) check() error {
	if p.State == "odd" {
		return &misuse{"state"}
	}
	if p.Weight > 9 {
		return &misuse{"weight"}
	}
	return nil
}

func forward(id, owner string, state *string, weight *int) (parcel, error) {
	p, err := parcelOf(id)
	if err != nil {
		return p, fmt.Errorf("parcel %s: %w", id, err)
	}
	if p.Owner != owner {
		return p, parcelBarred
	}
	if len(owner) > 20 {
		return p, &fault{Code: "stale", Err: fmt.Errorf("have %d", len(owner))}
	}
	if state != nil {
		p.State = *state
	}
	if weight != nil {
		p.Weight = *weight
	}
	return p, p.check()
}

type held struct{ err error }

// basket collects errors, like the contexts of frameworks.
type basket struct{ held []*held }

func (b *basket) add(err error) { b.held = append(b.held, &held{err}) }

func (b *basket) tell(w http.ResponseWriter) {
	n := len(b.held)
	if n == 0 {
		return
	}
	switch parcelCode(b.held[n-1].err) {
	case "lost":
		w.WriteHeader(http.StatusNotFound)
	case "gone":
		w.WriteHeader(http.StatusGone)
	case "barred":
		w.WriteHeader(http.StatusForbidden)
	case "stale":
		w.WriteHeader(http.StatusPreconditionFailed)
	case "misuse":
		w.WriteHeader(http.StatusBadRequest)
	case "shut":
		w.WriteHeader(http.StatusServiceUnavailable)
	default:
		w.WriteHeader(http.StatusInternalServerError)
	}
}

// Forwarded tells of the error that was collected: there is none without a code.
func Forwarded(w http.ResponseWriter, r *http.Request) {
	var state *string
	if s := r.FormValue("state"); s != "" {
		state = &s
	}
	var weight *int
	if s := r.FormValue("weight"); s != "" {
		n := len(s)
		weight = &n
	}
	var b basket
	if _, err := forward(x(r), r.FormValue("owner"), state, weight); err != nil {
		b.add(err)
	}
	b.tell(w)
}
