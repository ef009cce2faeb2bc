// Package media has error bodies of several media types.
package media

import (
	"encoding/json"
	"net/http"
)

type problem struct {
	Title  string       `json:"title"`
	Errors []fieldError `json:"errors,omitempty"`
}

type fieldError struct {
	Field string `json:"field,omitempty"`
}

func send(w http.ResponseWriter, media string, p problem) {
	if media != "" {
		w.Header().Set("Content-Type", media)
	}
	w.WriteHeader(404)
	json.NewEncoder(w).Encode(p)
}

func right(w http.ResponseWriter, r *http.Request) {
	send(w, "Application/Problem+JSON; charset=utf-8", problem{Title: "Not found"})
}

func wrong(w http.ResponseWriter, r *http.Request) {
	send(w, "application/json", problem{Title: "Not found"}) // want "error-body: 404 body is sent as application/json, not application/problem.json"
}

func sniffed(w http.ResponseWriter, r *http.Request) {
	send(w, "", problem{Title: "Not found"}) // want "error-body: 404 body is sent as text/plain, not application/problem.json"
}

func unknown(w http.ResponseWriter, r *http.Request) {
	send(w, "application/"+r.FormValue("form"), problem{Title: "Not found"})
}

func entries(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(404)
	json.NewEncoder(w).Encode(map[string]any{ // want "error-body: 404 body errors entry lacks field"
		"title": "Not found", "errors": []map[string]string{{"name": "x"}},
	})
}

func empty(w http.ResponseWriter, r *http.Request) { w.WriteHeader(204) }
