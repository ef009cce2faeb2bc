package handlers

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
)

type description struct {
	status int
	text   string
	err    error
}

// described takes what it is given by type: an error that is not known is none of the others.
func described(args ...any) *description {
	d := &description{status: http.StatusInternalServerError}
	for _, arg := range args {
		switch v := arg.(type) {
		case int:
			d.status = v
		case string:
			d.text = v
		case error:
			d.err = v
		}
	}
	return d
}

func Described(w http.ResponseWriter, r *http.Request) {
	f, err := os.Open(x(r))
	if err == nil {
		f.Close()
		w.WriteHeader(http.StatusNoContent)
		return
	}
	switch d := described(http.StatusNotFound, err); {
	case d.text != "":
		w.WriteHeader(http.StatusTeapot)
	case d.err == nil:
		w.WriteHeader(http.StatusGone)
	default:
		w.WriteHeader(d.status)
	}
}

var errOccupied = errors.New("occupied")

// stored is read from a column of a database, which json does not ask about.
type stored struct{ Desk int }

func (s *stored) Scan(v any) error {
	switch v := v.(type) {
	case []byte:
		return json.Unmarshal(v, s)
	case string:
		return json.Unmarshal([]byte(v), s)
	}
	return fmt.Errorf("a %T", v)
}

func Scanned(w http.ResponseWriter, r *http.Request) {
	var s stored
	switch err := s.Scan(x(r)); {
	case err == nil:
		w.WriteHeader(http.StatusAccepted)
	case err == errOccupied:
		w.WriteHeader(http.StatusConflict)
	default:
		w.WriteHeader(http.StatusUnprocessableEntity)
	}
}
