// Package wired puts a program of several layers together: what its handlers can
// send depends on what they are made with here.
package wired

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"

	"github.com/httpcontract/httpcontract/internal/reality"
	"github.com/httpcontract/httpcontract/testdata/reality/wired/domain"
	"github.com/httpcontract/httpcontract/testdata/reality/wired/service"
	"github.com/httpcontract/httpcontract/testdata/reality/wired/shop"
	"github.com/httpcontract/httpcontract/testdata/reality/wired/web"
)

// Routes makes the program.
func Routes() *http.ServeMux {
	mux := http.NewServeMux()
	s := shop.New(service.Owned{Items: service.NewMemory()}, 4)
	m := new(web.Mapper).On(domain.ErrMissing, 404).On(domain.ErrTaken, 409)
	mux.HandleFunc("/get", s.Get)
	mux.HandleFunc("/put", s.Put)
	mux.Handle("/mapped", m.Wrap(s.Mapped))
	mux.HandleFunc("/number", s.Number)
	mux.HandleFunc("/panics", web.Recovering(s.Panics))
	mux.HandleFunc("/methods", s.Methods)
	mux.HandleFunc("/asserted", s.Asserted)
	l := shop.NewLedger(3, "a")
	mux.HandleFunc("/state", l.State)
	mux.HandleFunc("/advance", l.Advance)
	mux.HandleFunc("/add", l.Add)
	f := shop.NewFront(shop.NewShelf(shop.WithFault[int]("off", shop.ErrOffline)), shop.WithStatus(shop.StatusOf))
	mux.HandleFunc("/row", f.Row)
	mux.HandleFunc("/fill", f.Fill)
	mux.HandleFunc("/merge", f.Merge)
	off, on := shop.NewSwitches(strings.Split(os.Getenv("PATH"), ":")), shop.NewSwitches(strings.Split(os.Getenv("PATH")+":import", ":"))
	board := shop.NewBoard()
	mux.HandleFunc("/pin", board.Pin)
	mux.HandleFunc("/pinned", board.Pinned)
	mux.HandleFunc("/red", board.Red)
	pages := shop.NewPages()
	pages.Fill()
	mux.HandleFunc("/page", pages.Page)
	mux.HandleFunc("DELETE /drop", pages.Drop)
	notes := shop.NewNotes()
	mux.HandleFunc("/note", notes.Note)
	mux.HandleFunc("/noted", notes.Noted)
	mux.HandleFunc("/described", notes.Described)
	gates(mux)
	mux.HandleFunc("/off", off.Import)
	mux.HandleFunc("/on", on.Import)
	return mux
}

func describe(err error) int {
	if errors.Is(err, domain.ErrTaken) {
		return http.StatusLocked
	}
	return http.StatusInternalServerError
}

func init() { domain.Describe = describe }

// gates changes what a handler has captured after it has registered it.
func gates(mux *http.ServeMux) {
	open, guests := false, []string(nil)
	mux.HandleFunc("/gate", func(w http.ResponseWriter, r *http.Request) {
		if !open {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		w.WriteHeader(http.StatusOK)
	})
	mux.HandleFunc("/guest", func(w http.ResponseWriter, r *http.Request) {
		if !slices.Contains(guests, r.FormValue("name")) {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		w.WriteHeader(http.StatusOK)
	})
	for _, name := range strings.Split(os.Getenv("PATH")+":a", ":") {
		guests = append(guests, name)
	}
	mux.HandleFunc("/open", func(w http.ResponseWriter, r *http.Request) {
		open = true
		w.WriteHeader(http.StatusNoContent)
	})
}

var routes = Routes()

// Cases are the handlers with what reaches their branches.
var Cases = []reality.Case{
	{Name: "Shop.Get", Handler: reality.At("/get", routes), Requests: []string{"id=a", "id=busy", "id=x", "id=secret"}},
	{Name: "Shop.Put", Handler: reality.At("/put", routes), Requests: []string{"body={", `body={"id":1}`, `body={"id":"a"}`, `body={"id":"b"}`, `body={"id":"long-one"}`}},
	{Name: "Shop.Mapped", Handler: reality.At("/mapped", routes), Requests: []string{"", "e=missing", "e=busy"}},
	{Name: "Shop.Number", Handler: reality.At("/number", routes), Requests: []string{"n=1", "n=x", "n=999"}},
	{Name: "Shop.Panics", Handler: reality.At("/panics", routes), Requests: []string{"", "p=abort", "p=error", "p=string", "p=nil"}},
	{Name: "Shop.Methods", Handler: reality.At("/methods", routes), Requests: []string{"", "POST ", "PUT ", "DELETE "}},
	{Name: "Shop.Asserted", Handler: reality.At("/asserted", routes), Requests: []string{"f=x", "d=1"}},
	{Name: "Ledger.State", Handler: steps("/advance", "/state"), Requests: []string{"name=b", "name=a", "name=a", "name=a"}},
	{Name: "Ledger.Advance", Handler: reality.At("/advance", routes), Requests: []string{"name=b", "name=a"}},
	{Name: "Front.Fill", Handler: reality.At("/fill", routes), Requests: []string{"id=a", "id=a"}},
	{Name: "Front.Row", Handler: reality.At("/row", routes), Requests: []string{"id=a", "id=off", "id=x"}},
	{Name: "Front.Merge", Handler: reality.At("/merge", routes), Requests: []string{"id=b&id=c", "id=b&id=d"}},
	{Name: "Board.Pin", Handler: reality.At("/pin", routes), Requests: []string{"name=x"}},
	{Name: "Board.Pinned", Handler: steps("/pin", "/pinned"), Requests: []string{"name=a", "name=a"}},
	{Name: "Board.Red", Handler: steps("/pin", "/red"), Requests: []string{"name=b", "name=b"}},
	{Name: "Pages.Drop", Handler: reality.At("/drop", routes), Requests: []string{"DELETE "}},
	{Name: "Pages.Page", Handler: reality.At("/page", routes), Requests: []string{"name=users", "name=x"}},
	{Name: "Notes.Note", Handler: reality.At("/note", routes), Requests: []string{"name=x"}},
	{Name: "Notes.Described", Handler: reality.At("/described", routes), Requests: []string{""}},
	{Name: "Notes.Noted", Handler: steps("/note", "/noted"), Requests: []string{"name=a", "name=a"}},
	{Name: "gates.func1", Handler: steps("/open", "/gate"), Requests: []string{"", ""}},
	{Name: "gates.func2", Handler: reality.At("/guest", routes), Requests: []string{"name=a", "name=no"}},
	{Name: "gates.func3", Handler: reality.At("/open", routes), Requests: []string{""}},
	{Name: "Switches.Import", Handler: switched, Requests: []string{"", "x=on"}},
	{Name: "Ledger.Add", Handler: reality.At("/add", routes), Requests: []string{"name=c", "name=d", "name=e"}},
}

// switched asks the program for either of its handlers of the kind.
func switched(w http.ResponseWriter, r *http.Request) {
	path := "/off"
	if r.FormValue("x") == "on" {
		path = "/on"
	}
	reality.At(path, routes)(w, r)
}

// steps asks for a path and then changes what it is about.
func steps(change, path string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		reality.At(path, routes)(w, r)
		reality.At(change, routes)(httptest.NewRecorder(), r)
	}
}
