package adapters

import (
	"net/http"

	"github.com/httpcontract/httpcontract/testdata/reality/adapters/web"
)

// Known is a step before others.
func Known(v *web.Visit) {
	if v.User = v.Req.FormValue("user"); v.User == "" {
		v.Status(http.StatusUnauthorized)
	}
}

func mustOwn(v *web.Visit) {
	if v.User != "owner" {
		v.Status(http.StatusForbidden)
	}
}

// Erase asks a helper that may have answered.
func Erase(v *web.Visit) {
	mustOwn(v)
	if v.Sent() {
		return
	}
	v.Status(http.StatusNoContent)
}
