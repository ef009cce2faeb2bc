// Package reply answers for others.
package reply

import (
	"encoding/json"
	"net/http"
)

func Error(w http.ResponseWriter, status int, msg string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]string{"error": msg})
}

// Status leaves it to its caller to add a body.
func Status(w http.ResponseWriter, status int) bool {
	if status < 400 {
		return false
	}
	w.WriteHeader(404)
	return true
}

// Answer is an error as the client gets it.
type Answer struct {
	Code int
	Text string
}

// Format makes an answer of an error, and a word for its status.
func Format(err error, word string) Answer {
	status := http.StatusInternalServerError
	if word == "badrequest" {
		status = http.StatusBadRequest
	}
	return Answer{status, err.Error()}
}

// Coded sends one.
func Coded(w http.ResponseWriter, a Answer) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(a.Code)
	_ = json.NewEncoder(w).Encode(a)
}
