package plain

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"

	"github.com/httpcontract/httpcontract/internal/reality"
)

type note struct{ Text string }

func refuse(w http.ResponseWriter, err error) {
	var large *http.MaxBytesError
	switch {
	case err == nil:
		w.WriteHeader(http.StatusNoContent)
	case errors.As(err, &large):
		w.WriteHeader(http.StatusRequestEntityTooLarge)
	default:
		w.WriteHeader(http.StatusBadRequest)
	}
}

func decode(from io.Reader) error {
	d := json.NewDecoder(from)
	d.DisallowUnknownFields()
	return d.Decode(&note{})
}

// Whole reads all that a client sends.
func Whole(w http.ResponseWriter, r *http.Request) {
	reality.Body(r, x(r))
	refuse(w, decode(r.Body))
}

// Posted reads what it is sent.
func Posted(w http.ResponseWriter, r *http.Request) {
	_, err := io.ReadAll(r.Body)
	refuse(w, err)
}

// Some reads the first part of a body, without telling whether that is all.
func Some(w http.ResponseWriter, r *http.Request) {
	refuse(w, decode(io.LimitReader(r.Body, 8)))
}

// Little limits the body.
func Little(w http.ResponseWriter, r *http.Request) {
	text := x(r)
	r.Body = http.MaxBytesReader(w, io.NopCloser(strings.NewReader(text)), 8)
	refuse(w, decode(r.Body))
}

// Least has the body limited by a helper.
func Least(w http.ResponseWriter, r *http.Request) {
	text := x(r)
	reality.Body(r, text)
	limit(w, r)
	_, err := io.ReadAll(r.Body)
	refuse(w, err)
}

func limit(w http.ResponseWriter, r *http.Request) { r.Body = http.MaxBytesReader(w, r.Body, 8) }
