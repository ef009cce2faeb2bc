// Package api is a small event service whose every answer is one that its
// documentation has.
package api

import (
	"encoding/json"
	"net/http"
	"sync/atomic"
)

// API serves events.
type API struct {
	Store *Store
	// Maintenance makes every request fail with 503, Limit those after the
	// given number with 429.
	Maintenance bool
	Limit       int64
	served      atomic.Int64
}

func New() *API { return &API{Store: NewStore(), Limit: 1000} }

// Routes is the whole service.
func (a *API) Routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/events/{id}", a.Event)
	mux.HandleFunc("/events", a.Events)
	mux.HandleFunc("/events/{id}/members", a.Members)
	mux.HandleFunc("/ingest", a.Ingest)
	return mux
}

// admit answers requests that get no further, and tells whether one may.
func (a *API) admit(w http.ResponseWriter, r *http.Request, method string) bool {
	if a.Maintenance {
		writeError(w, http.StatusServiceUnavailable, "maintenance")
		return false
	}
	if a.served.Add(1) > a.Limit {
		w.Header().Set("Retry-After", "60")
		writeError(w, http.StatusTooManyRequests, "rate limit exceeded")
		return false
	}
	if r.Method != method {
		w.Header().Set("Allow", method)
		writeError(w, http.StatusMethodNotAllowed, r.Method+" is not allowed here")
		return false
	}
	switch r.Header.Get("Authorization") {
	case "":
		writeError(w, http.StatusUnauthorized, "credentials are missing")
		return false
	case "Bearer guest":
		if method != http.MethodGet {
			writeError(w, http.StatusForbidden, "guests may only read")
			return false
		}
	}
	return true
}

func (a *API) Event(w http.ResponseWriter, r *http.Request) {
	if !a.admit(w, r, http.MethodGet) {
		return
	}
	e, err := a.Store.Event(r.PathValue("id"))
	if err != nil {
		fail(w, err)
		return
	}
	writeJSON(w, http.StatusOK, e)
}

func (a *API) Events(w http.ResponseWriter, r *http.Request) {
	if !a.admit(w, r, http.MethodPost) {
		return
	}
	var e Event
	if err := json.NewDecoder(r.Body).Decode(&e); err != nil {
		writeError(w, http.StatusBadRequest, "the body is not an event")
		return
	}
	if err := a.Store.AddEvent(e); err != nil {
		fail(w, err)
		return
	}
	writeJSON(w, http.StatusCreated, e)
}

func (a *API) Members(w http.ResponseWriter, r *http.Request) {
	if !a.admit(w, r, http.MethodPut) {
		return
	}
	if err := a.Store.AddMember(r.PathValue("id"), r.URL.Query().Get("member")); err != nil {
		fail(w, err)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// Ingest takes many events at once and answers for each.
func (a *API) Ingest(w http.ResponseWriter, r *http.Request) {
	if !a.admit(w, r, http.MethodPost) {
		return
	}
	var events []Event
	if err := json.NewDecoder(r.Body).Decode(&events); err != nil {
		writeError(w, http.StatusBadRequest, "the body is not a list of events")
		return
	}
	failed := false
	results := []any{}
	for _, e := range events {
		if err := a.Store.AddEvent(e); err != nil {
			failed = true
			results = append(results, errorBody{Message: "Conflict", Error: errorDetail{Name: "Conflict", Message: err.Error()}})
			continue
		}
		results = append(results, e)
	}
	if failed {
		writeJSON(w, http.StatusMultiStatus, results)
		return
	}
	writeJSON(w, http.StatusCreated, results)
}
