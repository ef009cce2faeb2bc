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
