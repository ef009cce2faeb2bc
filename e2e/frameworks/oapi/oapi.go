// Package oapi has a server behind the code that oapi-codegen generates for
// spec.yaml, run against its real runtime.
package oapi

import (
	"encoding/json"
	"net/http"

	"github.com/httpcontract/httpcontract/internal/reality"
)

type server struct{}

func send(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v)
}

func (server) GetThing(w http.ResponseWriter, r *http.Request, id int, params GetThingParams) {
	switch {
	case id == 0:
		send(w, http.StatusNotFound, Error{Message: "none"})
	case params.Mode != nil:
		w.WriteHeader(http.StatusGone)
	default:
		send(w, http.StatusOK, Thing{Name: "one"})
	}
}

func (server) AddThing(w http.ResponseWriter, r *http.Request) {
	var in Thing
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
		send(w, http.StatusConflict, Error{Message: "empty"})
		return
	}
	send(w, http.StatusCreated, in)
}

// Routes makes the server's handler.
func Routes() http.Handler { return Handler(server{}) }

// Cases are the handlers with what reaches their branches.
func Cases() []reality.Case {
	h := Routes().ServeHTTP
	at := func(path string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			q := r.URL.Query()
			r.URL.Path = path
			if id := q.Get("id"); id != "" {
				r.URL.Path += "/" + id
			}
			reality.Body(r, q.Get("body"))
			h(w, r)
		}
	}
	return []reality.Case{
		{Name: "ServerInterfaceWrapper.GetThing", Handler: at("/things"), Requests: []string{"id=0", "id=1", "id=1&mode=x", "id=x"}},
		{Name: "ServerInterfaceWrapper.AddThing", Handler: at("/things"), Requests: []string{`POST body={"name":"y"}`, "POST body={"}},
	}
}
