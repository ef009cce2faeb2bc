// Package deep has handlers of which the answers are chosen packages away that it
// does not import itself: a driver that gives a package only the facts of its own
// imports would know nothing of them.
package deep

import (
	"net/http"

	"github.com/httpcontract/httpcontract/internal/reality"
	"github.com/httpcontract/httpcontract/testdata/reality/deep/service"
)

func get(w http.ResponseWriter, r *http.Request) {
	v, err := service.Get(r.FormValue("key"))
	if err != nil {
		service.Fail(w, err)
		return
	}
	_, _ = w.Write([]byte(v))
}

func refuse(w http.ResponseWriter, r *http.Request) { service.Refuse(w) }

// Cases are the handlers with what reaches their branches.
var Cases = []reality.Case{
	{Name: "get", Handler: get, Requests: []string{"", "key=k"}},
	{Name: "refuse", Handler: refuse, Requests: []string{""}},
}
