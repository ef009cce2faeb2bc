// Package kratos has handlers for the HTTP transport of kratos, run against the
// real library.
package kratos

import (
	stderrors "errors"
	"fmt"
	nethttp "net/http"

	"github.com/go-kratos/kratos/v2/errors"
	"github.com/go-kratos/kratos/v2/transport/http"

	"github.com/httpcontract/httpcontract/internal/reality"
)

type thing struct {
	Name string `json:"name"`
}

func Thing(ctx http.Context) error {
	switch ctx.Query().Get("id") {
	case "":
		return errors.BadRequest("ID", "id is missing")
	case "gone":
		return fmt.Errorf("thing: %w", errors.New(nethttp.StatusGone, "GONE", "it was there"))
	case "broken":
		return stderrors.New("broken")
	case "text":
		return ctx.String(nethttp.StatusAccepted, "soon")
	case "blob":
		return ctx.Blob(nethttp.StatusOK, "application/json", []byte(`{"name":"blob"}`))
	case "result":
		return ctx.Result(nethttp.StatusCreated, &thing{Name: "made"})
	case "direct":
		ctx.Response().WriteHeader(nethttp.StatusNoContent)
		return nil
	}
	return ctx.JSON(nethttp.StatusOK, thing{Name: "one"})
}

// Routes makes the server's handler.
func Routes() nethttp.Handler {
	srv := http.NewServer()
	srv.Route("/").GET("/", Thing)
	return srv
}

// Cases are the handlers with what reaches their branches.
func Cases() []reality.Case {
	return []reality.Case{{Name: "Thing", Handler: Routes().ServeHTTP,
		Requests: []string{"", "id=gone", "id=broken", "id=text", "id=blob", "id=result", "id=direct", "id=1"}}}
}
