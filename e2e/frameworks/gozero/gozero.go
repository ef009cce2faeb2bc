// Package gozero has handlers that answer by go-zero's httpx, run against the
// real library.
package gozero

import (
	"errors"
	"net/http"

	"github.com/zeromicro/go-zero/rest/httpx"

	"github.com/httpcontract/httpcontract/internal/reality"
)

type thing struct {
	Name string `json:"name"`
}

func Thing(w http.ResponseWriter, r *http.Request) {
	switch r.FormValue("id") {
	case "":
		httpx.WriteJson(w, http.StatusBadRequest, map[string]string{"message": "id"})
	case "made":
		httpx.WriteJsonCtx(r.Context(), w, http.StatusCreated, thing{Name: "made"})
	case "ok":
		httpx.Ok(w)
	case "ctx":
		httpx.OkJsonCtx(r.Context(), w, thing{Name: "ctx"})
	default:
		httpx.OkJson(w, thing{Name: "one"})
	}
}

func Failing(w http.ResponseWriter, r *http.Request) {
	if r.FormValue("plain") != "" {
		httpx.Error(w, errors.New("broken"))
		return
	}
	httpx.ErrorCtx(r.Context(), w, errors.New("broken"))
}

// Cases are the handlers with what reaches their branches.
func Cases() []reality.Case {
	return []reality.Case{
		{Name: "Thing", Handler: Thing, Requests: []string{"", "id=made", "id=ok", "id=ctx", "id=1"}},
		// A program may set an error handler for all of it.
		{Name: "Failing", Handler: Failing, Requests: []string{"", "plain=1"}, Unknown: true},
	}
}
