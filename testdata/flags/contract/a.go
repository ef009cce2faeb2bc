package contract

import (
	"io"
	"net/http"
)

func range4xx(w http.ResponseWriter, r *http.Request) {
	w.WriteHeader(422)
	io.WriteString(w, `{"title": "t"}`) // want `error-body: 422 body is sent as text/plain, not application/problem.json`
}

func exact(w http.ResponseWriter, r *http.Request) { w.WriteHeader(410) }

func ok(w http.ResponseWriter, r *http.Request) {
	w.WriteHeader(201) // want `status: 201 is not a documented status`
}

func body(w http.ResponseWriter, r *http.Request) {
	w.WriteHeader(404)
	io.WriteString(w, `{"message": "t"}`) // want `error-body: 404 body lacks title`
}
