package responder

import (
	"net/http"
	"strings"
)

// Routed are the request methods that a handler is registered for, by the full name of
// the function that registers it and the pattern that it is given; none if any method may
// be meant: net/http's patterns may begin with a method (package net/http, Patterns), of
// other routers there is a function for each.
func Routed(function, pattern string) []string {
	var name string
	var withHead bool
	switch function {
	case "net/http.Handle", "net/http.HandleFunc", "(*net/http.ServeMux).Handle", "(*net/http.ServeMux).HandleFunc":
		name, _, _ = strings.Cut(pattern, " ")
		withHead = true
	default:
		var recv string
		recv, name, _ = strings.Cut(strings.TrimLeft(function, "(*"), ").")
		r := routers[recv]
		if r == nil || !r.methods {
			return nil
		}
		withHead = r.getsHead
	}
	switch method := strings.ToUpper(name); method {
	case http.MethodGet:
		if withHead {
			return []string{method, http.MethodHead}
		}
		return []string{method}
	case http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodConnect, http.MethodOptions, http.MethodTrace:
		return []string{method}
	}
	return nil
}
