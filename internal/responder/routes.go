package responder

import (
	"net/http"
	"strings"
)

// Routed are the request methods that a handler is registered for, by the full name of
// the function that registers it and the pattern that it is given; none if any method may
// be meant: net/http's patterns may begin with a method (package net/http, Patterns), of
// chi's and httprouter's routers there is a function for each.
func Routed(function, pattern string) []string {
	method := ""
	switch recv, name, _ := strings.Cut(strings.TrimLeft(function, "(*"), ")."); recv {
	case "net/http.Handle", "net/http.HandleFunc":
		method, _, _ = strings.Cut(pattern, " ")
	case "net/http.ServeMux":
		if name == "Handle" || name == "HandleFunc" {
			method, _, _ = strings.Cut(pattern, " ")
		}
	case "github.com/go-chi/chi/v5.Mux", "github.com/go-chi/chi/v5.Router", "github.com/julienschmidt/httprouter.Router":
		method = strings.ToUpper(name)
	}
	switch method {
	case http.MethodGet:
		if strings.HasPrefix(strings.TrimLeft(function, "(*"), "net/http.") {
			return []string{http.MethodGet, http.MethodHead}
		}
		return []string{http.MethodGet}
	case http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodConnect, http.MethodOptions, http.MethodTrace:
		return []string{method}
	}
	return nil
}
