package herodot

import (
	"errors"
	"net/http"

	"github.com/ory/herodot"
)

var errGone = herodot.DefaultError{CodeField: http.StatusGone}

// coded is an error with a status of its own.
type coded int

func (c coded) Error() string   { return "coded" }
func (c coded) StatusCode() int { return int(c) }

// Rest answers through the interface.
func Rest(w http.ResponseWriter, r *http.Request) {
	var answers herodot.Writer = herodot.NewJSONWriter(nil)
	switch r.FormValue("v") {
	case "made":
		answers.WriteCreated(w, r, "/things/1", thing{Name: "made"})
	case "code":
		answers.WriteCode(w, r, http.StatusAccepted, thing{Name: "soon"})
	case "zero":
		answers.WriteCode(w, r, 0, thing{Name: "zero"})
	case "error":
		answers.WriteError(w, r, &errGone)
	case "none":
		answers.WriteError(w, r, coded(0))
	case "forced":
		answers.WriteErrorCode(w, r, http.StatusConflict, errors.New("forced"))
	default:
		answers.Write(w, r, thing{Name: "one"})
	}
}
