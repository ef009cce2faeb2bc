package errorbody

import (
	"net/http"

	"github.com/httpcontract/httpcontract/testdata/rules/error-body/reply"
)

// What a helper of another package sends for a handler that a function makes is told at
// each call, not where the handlers are handed on.
func first(limit int) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.ContentLength > int64(limit) {
			reply.Error(w, 400, "long") // want `error-body: 400 body lacks message; error is a string, not an object \(first.func1 -> Error\)`
			return
		}
		if r.ContentLength == 0 {
			reply.Error(w, 409, "empty") // want `error-body: 409 body lacks message; error is a string, not an object \(first.func1 -> Error\)`
		}
	}
}

func second(limit int) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.ContentLength > int64(limit) {
			reply.Error(w, 400, "long") // want `error-body: 400 body lacks message; error is a string, not an object \(second.func1 -> Error\)`
		}
	}
}

// deny is told of once, for all that call it.
func deny(w http.ResponseWriter) {
	reply.Error(w, 403, "no") // want `error-body: 403 body lacks message; error is a string, not an object \(third.func1 -> deny -> Error\)`
}

func third(limit int64) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.ContentLength > limit {
			deny(w)
		}
	}
}

func fourth(limit int64) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.ContentLength < limit {
			deny(w)
		}
	}
}

func wire() {
	http.HandleFunc("/third", third(1))
	http.HandleFunc("/fourth", fourth(2))
	http.HandleFunc("/first", first(1))
	http.HandleFunc("/second", second(2))
}
