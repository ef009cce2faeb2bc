package errorbody

import (
	"net/http"

	"github.com/httpcontract/httpcontract/testdata/rules/error-body/reply"
)

// exchange is a context behind an interface of the program's own.
type exchange interface {
	Request() *http.Request
	ResponseWriter() http.ResponseWriter
}

func refuse(e exchange, msg string) {
	reply.Error(e.ResponseWriter(), 403, msg) // want `error-body: 403 body lacks message; error is a string, not an object \(refuse -> Error\)`
}

func exchanged(e exchange) {
	if e.Request().ContentLength == 0 {
		reply.Error(e.ResponseWriter(), 409, "empty") // want `error-body: 409 body lacks message; error is a string, not an object \(exchanged -> Error\)`
		return
	}
	refuse(e, "closed")
}
