package handlers

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"strings"
)

// giveBack sends a value unless it is nil, whatever its type.
func giveBack(w http.ResponseWriter, status int, v any) {
	w.WriteHeader(status)
	if v == nil || reflect.ValueOf(v).Kind() == reflect.Pointer && reflect.ValueOf(v).IsNil() {
		return
	}
	_, _ = fmt.Fprintf(w, "%v", v)
}

type note struct{ Text string }

// Reflected never sends an empty body: what it gives is no nil pointer.
func Reflected(w http.ResponseWriter, r *http.Request) {
	if x(r) == "a" {
		giveBack(w, http.StatusConflict, &note{"a"})
		return
	}
	giveBack(w, http.StatusAccepted, note{"b"})
}

var errHidden = errors.New("hidden")

type veiledText struct{ hide bool }

func (v veiledText) MarshalJSON() ([]byte, error) {
	if v.hide {
		return nil, errHidden
	}
	return []byte(`"shown"`), nil
}

// Marshaller fails with an error of the program's own.
func Marshaller(w http.ResponseWriter, r *http.Request) {
	b, err := json.Marshal(veiledText{x(r) == "a"})
	if errors.Is(err, errHidden) {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	if err != nil {
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(b)
}

// CutOff has nothing after a separator that is not there, and unwraps no several errors.
func CutOff(w http.ResponseWriter, r *http.Request) {
	if errors.Unwrap(errors.Join(errHidden, errHidden)) != nil {
		w.WriteHeader(http.StatusBadGateway)
		return
	}
	_, after, ok := strings.Cut(x(r), ":")
	switch {
	case !ok && after != "":
		w.WriteHeader(http.StatusInternalServerError)
	case ok:
		w.WriteHeader(http.StatusAccepted)
	default:
		w.WriteHeader(http.StatusNoContent)
	}
}

// Flushed sends its header before it aborts the response.
func Flushed(w http.ResponseWriter, r *http.Request) {
	if x(r) == "a" {
		w.WriteHeader(http.StatusPartialContent)
		_ = http.NewResponseController(w).Flush()
		panic(http.ErrAbortHandler)
	}
	w.WriteHeader(http.StatusOK)
}

type ownLayer struct{ error }

// InItself asks an error that is inside itself, as far as can be told.
func InItself(w http.ResponseWriter, r *http.Request) {
	err := errHidden
	for range x(r) {
		err = &ownLayer{err}
	}
	if err.Error() == "" {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	w.WriteHeader(http.StatusConflict)
}

// Hashed can't fail: neither crypto/rand nor a hash does.
func Hashed(w http.ResponseWriter, r *http.Request) {
	b := make([]byte, 8)
	if _, err := rand.Read(b); err != nil {
		w.WriteHeader(http.StatusInternalServerError)
		return
	}
	if _, err := sha256.New().Write(b); err != nil {
		w.WriteHeader(http.StatusBadGateway)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// partOf is asked for by handlers of several routes.
func partOf(r *http.Request) (string, bool) {
	id := r.PathValue("id")
	return id, id != ""
}

// Parted is registered with a pattern that names the part, Unparted also with one that does not.
func Parted(w http.ResponseWriter, r *http.Request) {
	if id, ok := partOf(r); !ok || len(id) > 3 {
		w.WriteHeader(http.StatusRequestURITooLong)
		return
	}
	w.WriteHeader(http.StatusOK)
}

func Unparted(w http.ResponseWriter, r *http.Request) {
	if _, ok := partOf(r); !ok {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	w.WriteHeader(http.StatusAccepted)
}

// Bared would send 400 for no part, which there always is.
func Bared(w http.ResponseWriter, r *http.Request) {
	if r.PathValue("id") == "" {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

func partMux() *http.ServeMux {
	m := http.NewServeMux()
	m.HandleFunc("GET /part/{id}", Parted)
	m.HandleFunc("GET /none", Unparted)
	m.HandleFunc("GET /none/{id}", Unparted)
	m.HandleFunc("GET /bared/{id}", Bared)
	return m
}
