package errorbody

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"

	"github.com/httpcontract/httpcontract/testdata/rules/error-body/reply"
)

// Each call that leads to the same answer is told.
func each(w http.ResponseWriter, r *http.Request) {
	var in struct{ A, B string }
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
		reply.Coded(w, reply.Format(err, "badrequest")) // want `error-body: 400 body lacks message, error.name, error.message \(each -> Coded\)`
		return
	}
	if in.A == "" {
		reply.Coded(w, reply.Format(errors.New(in.B), "badrequest")) // want `error-body: 400 body lacks message, error.name, error.message \(each -> Coded\)`
		return
	}
	if err := json.Unmarshal([]byte(in.B), &in); err != nil {
		reply.Coded(w, reply.Format(err, "badrequest")) // want `error-body: 400 body lacks message, error.name, error.message \(each -> Coded\)`
		return
	}
	w.WriteHeader(204)
}

var errToken = errors.New("missing token")

// A text in a variable is told where it is sent.
func texts(w http.ResponseWriter, r *http.Request) {
	switch r.FormValue("token") {
	case "":
		w.WriteHeader(401) // want `error-body: 401 body is text, not a JSON object \(texts\)`
		_, _ = io.WriteString(w, errToken.Error())
	case "old":
		w.WriteHeader(403) // want `error-body: 403 body is text, not a JSON object \(texts\)`
		_, _ = io.WriteString(w, errToken.Error())
	default:
		w.WriteHeader(204)
	}
}
