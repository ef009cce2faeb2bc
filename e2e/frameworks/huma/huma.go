// Package huma has typed functions for huma, run against the real library.
package huma

import (
	"context"
	"errors"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"github.com/httpcontract/httpcontract/internal/reality"
)

type thing struct {
	Name string `json:"name"`
}

type byID struct {
	ID string `query:"id"`
}

type found struct{ Body thing }

type made struct {
	Status int
	Body   thing
}

func Get(ctx context.Context, in *byID) (*found, error) {
	switch in.ID {
	case "none":
		return nil, huma.Error404NotFound("no such thing")
	case "taken":
		return nil, huma.NewError(http.StatusConflict, "taken", errors.New("detail"))
	case "broken":
		return nil, errors.New("broken")
	}
	return &found{Body: thing{Name: in.ID}}, nil
}

func Make(ctx context.Context, in *byID) (*made, error) {
	if in.ID == "soon" {
		return &made{Status: http.StatusAccepted, Body: thing{Name: in.ID}}, nil
	}
	return &made{Status: http.StatusOK, Body: thing{Name: in.ID}}, nil
}

func Add(ctx context.Context, in *byID) (*found, error) {
	return &found{Body: thing{Name: in.ID}}, nil
}

func Drop(ctx context.Context, in *byID) (*struct{}, error) {
	if in.ID == "" {
		return nil, huma.Error400BadRequest("id")
	}
	return nil, nil
}

// Guard is a middleware; what comes next answers for itself.
func Guard(api huma.API) func(huma.Context, func(huma.Context)) {
	return func(ctx huma.Context, next func(huma.Context)) {
		switch ctx.Query("id") {
		case "":
			_ = huma.WriteErr(api, ctx, http.StatusUnauthorized, "who?")
		case "busy":
			ctx.SetHeader("Retry-After", "1")
			ctx.AppendHeader("Vary", "id")
			ctx.SetHeader("Content-Type", "application/json")
			ctx.SetStatus(http.StatusTooManyRequests)
			_, _ = ctx.BodyWriter().Write([]byte(`{"message": "busy"}`))
		default:
			next(ctx)
		}
	}
}

// Routes registers the functions.
func Routes() http.Handler {
	mux := http.NewServeMux()
	api := humago.New(mux, huma.DefaultConfig("things", "1"))
	huma.Get(api, "/get", Get)
	huma.Register(api, huma.Operation{OperationID: "make", Method: http.MethodGet, Path: "/make"}, Make)
	huma.Register(api, huma.Operation{OperationID: "add", Method: http.MethodGet, Path: "/add", DefaultStatus: http.StatusCreated}, Add)
	huma.Register(api, huma.Operation{OperationID: "drop", Method: http.MethodGet, Path: "/drop"}, Drop)
	huma.Register(api, huma.Operation{OperationID: "guarded", Method: http.MethodGet, Path: "/guarded", DefaultStatus: http.StatusCreated, Middlewares: huma.Middlewares{Guard(api)}}, Add)
	return mux
}

// Cases are the functions with what reaches their branches.
func Cases() []reality.Case {
	h := Routes()
	return []reality.Case{
		{Name: "Get", Handler: reality.At("/get", h), Requests: []string{"id=none", "id=taken", "id=broken", "id=1"}},
		{Name: "Make", Handler: reality.At("/make", h), Requests: []string{"id=soon", "id=1"}},
		{Name: "Add", Handler: reality.At("/add", h), Requests: []string{"id=1"}},
		{Name: "Guard.func1", Handler: reality.At("/guarded", h), Requests: []string{"", "id=busy", "id=1"}, Unknown: true},
		{Name: "Drop", Handler: reality.At("/drop", h), Requests: []string{"", "id=1"}},
	}
}
