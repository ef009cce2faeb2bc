package errorbody

import (
	"net/http"

	"github.com/httpcontract/httpcontract/testdata/rules/error-body/reply"
)

// A helper of another package may leave the body to its caller, which adds none, or one.
func bodiless(w http.ResponseWriter, r *http.Request) {
	if reply.Status(w, int(r.ContentLength)) { // want `error-body: 404 response has no body \(bodiless -> Status\)`
		return
	}
	w.WriteHeader(204)
}

func bodied(w http.ResponseWriter, r *http.Request) {
	if reply.Status(w, int(r.ContentLength)) {
		_, _ = w.Write([]byte(`{"message":"m","error":{"name":"n","message":"m"}}`))
		return
	}
	w.WriteHeader(204)
}
