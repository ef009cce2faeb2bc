// Package jsonlike has handlers that write JSON by packages which stand in for
// encoding/json.
package jsonlike

import (
	"net/http"

	goccy "github.com/goccy/go-json"
	"github.com/segmentio/encoding/json"

	"github.com/httpcontract/httpcontract/internal/reality"
)

type problem struct {
	Message string `json:"message"`
	Details string `json:"details,omitempty"`
}

// Encode has an encoder over the writer.
func Encode(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(http.StatusNotFound)
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	_ = enc.Encode(problem{Message: "no such thing", Details: r.FormValue("details")})
}

// Marshal writes what it has made before; that can't fail.
func Marshal(w http.ResponseWriter, r *http.Request) {
	data, err := goccy.Marshal(problem{Message: "taken"})
	if err != nil {
		w.WriteHeader(http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(http.StatusConflict)
	_, _ = w.Write(data)
}

// Unmarshal reads.
func Unmarshal(w http.ResponseWriter, r *http.Request) {
	var in problem
	if err := json.Unmarshal([]byte(r.FormValue("in")), &in); err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// Cases are the handlers with what reaches their branches.
func Cases() []reality.Case {
	return []reality.Case{
		{Name: "Encode", Handler: Encode, Requests: []string{"", "details=d"}},
		{Name: "Marshal", Handler: Marshal, Requests: []string{""}},
		{Name: "Unmarshal", Handler: Unmarshal, Requests: []string{"", "in={}"}},
	}
}
