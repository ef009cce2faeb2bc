package adapters

import (
	"errors"
	"net/http"

	"github.com/httpcontract/httpcontract/testdata/reality/adapters/store"
	"github.com/httpcontract/httpcontract/testdata/reality/adapters/web"
)

type knownUser struct{}

func (knownUser) Before(e web.Exchange) error {
	if e.User() == "" {
		return errors.New("who is it?")
	}
	return nil
}

// Many handlers go through one adapter, which gives them an interface that leads to the writer.
func exchanges(mux *http.ServeMux) {
	hooks := []web.Hook{knownUser{}}
	for path, h := range map[string]func(web.Exchange){"/ex/unused": Unused} {
		mux.HandleFunc(path, web.Exchanged(h, hooks...))
	}
	mux.HandleFunc("/ex/read", web.Exchanged(Read, hooks...))
	mux.HandleFunc("/ex/write", web.Exchanged(Write, hooks...))
	mux.HandleFunc("/ex/open", web.Exchanged(Open))
	mux.HandleFunc("/ex/1", web.Exchanged(func(e web.Exchange) { web.Refuse(e, 411) }, hooks...))
	mux.HandleFunc("/ex/2", web.Exchanged(func(e web.Exchange) { web.Refuse(e, 412) }, hooks...))
	mux.HandleFunc("/ex/3", web.Exchanged(func(e web.Exchange) { web.Refuse(e, 413) }, hooks...))
	mux.HandleFunc("/ex/4", web.Exchanged(func(e web.Exchange) { web.Refuse(e, 414) }, hooks...))
	mux.HandleFunc("/ex/5", web.Exchanged(func(e web.Exchange) { web.Refuse(e, 415) }, hooks...))
	mux.HandleFunc("/ex/6", web.Exchanged(func(e web.Exchange) { web.Refuse(e, 416) }, hooks...))
}

// Unused is one of a table.
func Unused(e web.Exchange) { web.Refuse(e, http.StatusGone) }

// Read answers through a helper of another package.
func Read(e web.Exchange) {
	v, err := store.Load(e.Request().FormValue("id"))
	if err != nil {
		web.Refuse(e, http.StatusNotFound)
		return
	}
	_, _ = e.ResponseWriter().Write([]byte(v))
}

// Write is asked for what its context tells.
func Write(e web.Exchange) {
	if e.User() != "owner" {
		web.Refuse(e, http.StatusForbidden)
		return
	}
	e.ResponseWriter().WriteHeader(http.StatusCreated)
}

// Open has no hook before it.
func Open(e web.Exchange) { e.ResponseWriter().WriteHeader(http.StatusNoContent) }
