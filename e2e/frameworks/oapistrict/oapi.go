// Package oapistrict has a server behind the strict code that oapi-codegen
// generates for the spec of package oapi: handlers return response objects.
package oapistrict

import (
	"context"
	"errors"
	"net/http"

	"github.com/httpcontract/httpcontract/internal/reality"
)

type server struct{}

func (server) GetThing(ctx context.Context, in GetThingRequestObject) (GetThingResponseObject, error) {
	switch in.Id {
	case 0:
		return GetThing404JSONResponse{Message: "none"}, nil
	case 1:
		return GetThing410Response{}, nil
	case 2:
		return nil, errors.New("broken")
	}
	return GetThing200JSONResponse{Name: "one"}, nil
}

func (server) AddThing(ctx context.Context, in AddThingRequestObject) (AddThingResponseObject, error) {
	switch in.Body.Name {
	case "":
		return AddThing409JSONResponse{Message: "taken"}, nil
	case "x":
		return AddThingdefaultJSONResponse{StatusCode: http.StatusTeapot, Body: Error{Message: "x"}}, nil
	}
	return AddThing201JSONResponse(*in.Body), nil
}

// Routes makes the server's handler.
func Routes() http.Handler { return Handler(NewStrictHandler(server{}, nil)) }

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
		{Name: "ServerInterfaceWrapper.GetThing", Handler: at("/things"), Requests: []string{"id=0", "id=1", "id=2", "id=3", "id=x"}},
		{Name: "server.GetThing", Handler: at("/things"), Requests: []string{"id=0", "id=1", "id=2", "id=3"}},
		{Name: "server.AddThing", Handler: at("/things"), Requests: []string{`POST body={"name":""}`, `POST body={"name":"x"}`, `POST body={"name":"y"}`}},
		{Name: "ServerInterfaceWrapper.AddThing", Handler: at("/things"), Requests: []string{`POST body={"name":""}`, `POST body={"name":"x"}`, `POST body={"name":"y"}`, "POST body={"}},
	}
}
