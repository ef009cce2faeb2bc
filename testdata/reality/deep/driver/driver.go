// Package driver is the lowest of the layers of package deep.
package driver

import (
	"errors"
	"net/http"
)

// ErrGone is chosen three packages away from the handlers.
var ErrGone = errors.New("gone")

// Status is the answer to an error.
func Status(err error) int {
	if errors.Is(err, ErrGone) {
		return http.StatusGone
	}
	return http.StatusInternalServerError
}

// Fetch finds only what has a key.
func Fetch(key string) (string, error) {
	if key == "" {
		return "", ErrGone
	}
	return "value of " + key, nil
}

// Refuse answers by itself.
func Refuse(w http.ResponseWriter) { w.WriteHeader(http.StatusLocked) }
