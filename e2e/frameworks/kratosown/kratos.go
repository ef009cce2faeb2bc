// Package kratosown has handlers for the HTTP transport of kratos in a server with an error encoder of its
// own, run against the real library.
package kratosown

import (
	nethttp "net/http"
	"strings"

	"github.com/go-kratos/kratos/v2/errors"
	"github.com/go-kratos/kratos/v2/transport/http"

	"github.com/httpcontract/httpcontract/internal/reality"
)

type thing struct {
	Name string `json:"name"`
}

// Rest calls what package kratos does not.
func Rest(ctx http.Context) error {
	switch ctx.Query().Get("v") {
	case "gone":
		return errors.New(nethttp.StatusGone, "GONE", "it was there")
	case "stream":
		return ctx.Stream(nethttp.StatusAccepted, "text/plain", strings.NewReader("x"))
	case "xml":
		return ctx.XML(nethttp.StatusConflict, thing{Name: "a"})
	}
	return ctx.Result(nethttp.StatusNoContent, nil) // 200: nothing is written
}

// encoded answers for all errors of its server.
func encoded(w nethttp.ResponseWriter, r *nethttp.Request, err error) {
	w.WriteHeader(nethttp.StatusTeapot)
}

// own is a server with an error encoder of the program's own.
func own() nethttp.Handler {
	srv := http.NewServer(http.ErrorEncoder(encoded))
	srv.Route("/").GET("/", Rest)
	return srv
}

// Cases are the handlers with what reaches their branches.
func Cases() []reality.Case {
	return []reality.Case{{Name: "Rest", Handler: own().ServeHTTP, Requests: []string{"", "v=gone", "v=stream", "v=xml"}}}
}
