package handlers

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"

	"github.com/httpcontract/httpcontract/testdata/reality/errs"
)

// keepNote writes a file: neither of its last two errors need be.
func keepNote(name string) error {
	f, err := os.OpenFile(filepath.Join(os.TempDir(), name), os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, werr := f.WriteString("note")
	return errors.Join(werr, f.Close())
}

// Noted keeps a note.
func Noted(w http.ResponseWriter, r *http.Request) {
	if err := keepNote(x(r)); err != nil {
		w.WriteHeader(http.StatusInsufficientStorage)
		return
	}
	w.WriteHeader(http.StatusCreated)
}

func dropAll(ids []string) (dropped int, err error) {
	for _, id := range ids {
		if derr := drop(id); derr != nil {
			err = errors.Join(err, fmt.Errorf("drop %s: %w", id, derr))
			continue
		}
		dropped++
	}
	return dropped, err
}

func drop(id string) error {
	switch id {
	case "busy":
		return errs.ErrConflict
	case "gone":
		return fmt.Errorf("drop: %w", errs.ErrNotFound)
	}
	return nil
}

// Dropped tells of many errors by the gravest of them.
func Dropped(w http.ResponseWriter, r *http.Request) {
	_ = r.ParseForm()
	dropped, err := dropAll(r.Form["x"])
	switch {
	case err == nil:
		w.WriteHeader(http.StatusNoContent)
	case dropped > 0:
		w.WriteHeader(http.StatusMultiStatus)
	case errors.Is(err, errs.ErrUnauthorized):
		w.WriteHeader(http.StatusUnauthorized)
	default:
		w.WriteHeader(errs.Status(err))
	}
}

// Shared divides by what a table has no number for.
func Shared(w http.ResponseWriter, r *http.Request) {
	defer func() {
		if recover() != nil {
			w.WriteHeader(http.StatusInternalServerError)
		}
	}()
	parts := map[string]int{"a": 2, "b": 0}
	n, ok := parts[x(r)]
	if !ok {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	w.Header().Set("X-Share", fmt.Sprint(100/n))
	w.WriteHeader(http.StatusAccepted)
}

// Asserted takes a value for what it is not.
func Asserted(w http.ResponseWriter, r *http.Request) {
	defer func() {
		if recover() != nil {
			w.WriteHeader(http.StatusBadGateway)
		}
	}()
	values := map[string]any{"a": 201, "b": "201"}
	w.WriteHeader(values[x(r)].(int))
}

// refusal is an error that is read from a text.
type refusal struct {
	Code string `json:"code"`
}

func (r *refusal) Error() string { return r.Code }

// Refused answers by what an error was filled in with.
func Refused(w http.ResponseWriter, r *http.Request) {
	given := &refusal{Code: "garbled"}
	if err := json.Unmarshal([]byte(x(r)), given); err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	if given.Code == "unknown" {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	w.WriteHeader(http.StatusBadGateway)
}

// Lost makes an error of the standard library's by itself.
func Lost(w http.ResponseWriter, r *http.Request) {
	var err error = &fs.PathError{Op: "open", Path: x(r), Err: fs.ErrNotExist}
	if x(r) != "" {
		err = &fs.PathError{Op: "open", Path: x(r), Err: errs.ErrConflict}
	}
	switch {
	case errors.Is(err, fs.ErrPermission):
		w.WriteHeader(http.StatusForbidden)
	case errors.Is(err, fs.ErrNotExist):
		w.WriteHeader(http.StatusGone)
	default:
		w.WriteHeader(errs.Status(err))
	}
}
