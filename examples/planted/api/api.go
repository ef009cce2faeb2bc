// Package api is the service of examples/clean with violations of its contract
// planted in it: run httpcontract to see them.
package api

import (
	"encoding/json"
	"errors"
	"net/http"
)

type API struct {
	Store       *Store
	Maintenance bool
}

func New() *API { return &API{Store: NewStore()} }

func (a *API) Routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/events/{id}", a.Event)
	mux.HandleFunc("/events", a.Events)
	mux.HandleFunc("/events/{id}/members", a.Members)
	mux.Handle("/", http.NotFoundHandler())
	return mux
}

func writeJSON(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v)
}

// writeError sends an error body in which error is a string.
func writeError(w http.ResponseWriter, status int, msg string) {
	writeJSON(w, status, map[string]string{"error": msg})
}

func statusFor(err error) int {
	switch {
	case errors.Is(err, ErrNotFound):
		return http.StatusNotFound
	case errors.Is(err, ErrConflict):
		return http.StatusUnprocessableEntity
	}
	return http.StatusInternalServerError
}

func (a *API) Event(w http.ResponseWriter, r *http.Request) {
	if a.Maintenance {
		http.Error(w, "maintenance", http.StatusServiceUnavailable)
		return
	}
	e, err := a.Store.Event(r.PathValue("id"))
	if err != nil {
		writeError(w, statusFor(err), err.Error())
		return
	}
	writeJSON(w, http.StatusOK, e)
}

func (a *API) Events(w http.ResponseWriter, r *http.Request) {
	var e Event
	if err := json.NewDecoder(r.Body).Decode(&e); err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	if err := a.Store.AddEvent(e); err != nil {
		writeError(w, statusFor(err), err.Error())
		return
	}
	writeJSON(w, http.StatusAccepted, e)
}

func (a *API) Members(w http.ResponseWriter, r *http.Request) {
	if err := a.Store.AddMember(r.PathValue("id"), r.URL.Query().Get("member")); err != nil {
		writeError(w, statusFor(err), err.Error())
		return
	}
	w.WriteHeader(http.StatusNoContent)
}
