package handlers

import (
	"errors"
	"net/http"
	"time"
)

var errBackwards = errors.New("from is after to")

func between(from, to time.Time) error {
	if from.After(to) {
		return errBackwards
	}
	return nil
}

// Ranged never asks for a time that ends before it begins.
func Ranged(w http.ResponseWriter, r *http.Request) {
	var from time.Time
	switch x(r) {
	case "hour":
		from = time.Now().Add(-time.Hour)
	case "day":
		from = time.Now().UTC().Truncate(time.Hour).Add(-24 * time.Hour)
	case "week":
		from = time.Now().Add(-7 * 24 * time.Hour)
	default:
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	if err := between(from, time.Now()); errors.Is(err, errBackwards) {
		w.WriteHeader(http.StatusTeapot)
	}
}

// Since asks for what the client says.
func Since(w http.ResponseWriter, r *http.Request) {
	from, err := time.Parse(time.DateOnly, x(r))
	switch {
	case err != nil:
		w.WriteHeader(http.StatusBadRequest)
	case between(from, time.Now()) != nil:
		w.WriteHeader(http.StatusConflict)
	}
}
