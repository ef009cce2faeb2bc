// Package herodot has handlers that answer by herodot, run against the real
// library.
package herodot

import (
	"errors"
	"fmt"
	"net/http"

	"github.com/ory/herodot"

	"github.com/httpcontract/httpcontract/internal/reality"
)

type thing struct {
	Name string `json:"name"`
}

var h = herodot.NewJSONWriter(nil)

func Thing(w http.ResponseWriter, r *http.Request) {
	switch r.FormValue("id") {
	case "":
		h.WriteErrorCode(w, r, http.StatusBadRequest, errors.New("id"))
	case "none":
		h.WriteError(w, r, herodot.ErrNotFound)
	case "taken":
		h.WriteError(w, r, fmt.Errorf("thing: %w", herodot.ErrConflict))
	case "broken":
		h.WriteError(w, r, errors.New("broken"))
	case "made":
		h.WriteCreated(w, r, "/things/1", thing{Name: "made"})
	case "soon":
		h.WriteCode(w, r, http.StatusAccepted, thing{Name: "soon"})
	default:
		h.Write(w, r, thing{Name: "one"})
	}
}

// Cases are the handlers with what reaches their branches.
func Cases() []reality.Case {
	return []reality.Case{{Name: "Rest", Handler: Rest, Requests: []string{"", "v=made", "v=code", "v=zero", "v=error", "v=none", "v=forced"}}, {Name: "Thing", Handler: Thing, Requests: []string{"", "id=none", "id=taken", "id=broken", "id=made", "id=soon", "id=1"}}}
}
