// Package adapters has handlers that return errors: which of them a shared
// mapper can be given depends on what each handler calls.
package adapters

import (
	"context"
	"net/http"

	"github.com/httpcontract/httpcontract/internal/reality"
	"github.com/httpcontract/httpcontract/testdata/reality/adapters/store"
	"github.com/httpcontract/httpcontract/testdata/reality/adapters/web"
)

func Get(w http.ResponseWriter, r *http.Request) error {
	v, err := store.Load(r.FormValue("id"))
	if err != nil {
		return err
	}
	_, err = w.Write([]byte(`{"id":"` + v + `"}`))
	_ = err
	return nil
}

func Put(w http.ResponseWriter, r *http.Request) error {
	if err := store.Save(r.FormValue("id")); err != nil {
		return err
	}
	w.WriteHeader(http.StatusCreated)
	return nil
}

type Service struct{}

func (s *Service) Lock(w http.ResponseWriter, r *http.Request) (int, error) {
	if err := store.Lock(r.FormValue("id")); err != nil {
		return 0, err
	}
	return http.StatusAccepted, nil
}

type in struct{ ID string }

type out struct {
	Value string `json:"value"`
}

func Find(ctx context.Context, i in) (out, error) {
	v, err := store.Load(i.ID)
	return out{v}, err
}

func Kept(c *web.Ctx) { c.Err = store.Save(c.R.FormValue("id")) }

func Gone(w http.ResponseWriter, r *http.Request) error {
	if _, err := store.Load(r.FormValue("id")); err != nil {
		return err
	}
	w.WriteHeader(http.StatusOK)
	return nil
}

type route struct {
	path string
	h    web.Handler
}

var table = []route{{"/table/get", Listed}}

func Listed(w http.ResponseWriter, r *http.Request) error { return store.Lock(r.FormValue("id")) }

// failing is a handler that a method turns into one of net/http.
type failing func(w http.ResponseWriter, r *http.Request) error

func (f failing) serve(w http.ResponseWriter, r *http.Request) {
	if err := f(w, r); err != nil {
		w.WriteHeader(http.StatusLocked)
	}
}

func bound(f failing) http.HandlerFunc { return f.serve }

// Bound is served by a method of its function's type.
func Bound(w http.ResponseWriter, r *http.Request) error {
	if err := store.Lock(r.FormValue("id")); err != nil {
		return err
	}
	w.WriteHeader(http.StatusCreated)
	return nil
}

// Routes are the program's registrations.
func Routes() *http.ServeMux {
	mux := http.NewServeMux()
	s := &Service{}
	mux.Handle("/get", web.Handler(Get))
	mux.Handle("/put", web.Guard(web.Handler(Put)))
	mux.Handle("/lock", web.Code(s.Lock))
	mux.Handle("/find", web.Endpoint(Find))
	mux.HandleFunc("/kept", web.Dispatch(Kept))
	mux.Handle("/gone", web.Struct{H: Gone, OnError: func(w http.ResponseWriter, err error) { w.WriteHeader(http.StatusGone) }})
	mux.HandleFunc("/bound", bound(Bound))
	mux.Handle("/change", web.Typed(web.JSON[in](), Change))
	mux.Handle("/named", web.Typed(web.Value("id", parseRef), Named))
	mux.HandleFunc("/erase", web.Visits(Known, Erase))
	for _, rt := range table {
		mux.Handle(rt.path, rt.h)
	}
	exchanges(mux)
	for _, rt := range shows {
		mux.Handle(rt.path, rt.h)
	}
	return mux
}

var routes, veils = Routes(), Veils()

// Cases are the handlers with what reaches their branches.
var Cases = []reality.Case{
	{Name: "Get", Handler: reality.At("/get", routes), Requests: []string{"", "id=missing"}},
	{Name: "Put", Handler: reality.At("/put", routes), Requests: []string{"key=1", "key=1&id=taken", "key=1&id=quota"}},
	{Name: "Service.Lock", Handler: reality.At("/lock", routes), Requests: []string{"", "id=locked"}},
	{Name: "Find", Handler: reality.At("/find", routes), Requests: []string{"in=x", `in={"ID":"missing"}`, `in={"ID":"1"}`}},
	{Name: "Kept", Handler: reality.At("/kept", routes), Requests: []string{"", "id=taken", "id=quota"}},
	{Name: "Gone", Handler: reality.At("/gone", routes), Requests: []string{"", "id=missing"}},
	{Name: "Bound", Handler: reality.At("/bound", routes), Requests: []string{"", "id=locked"}},
	{Name: "Change", Handler: reality.At("/change", routes), Requests: []string{"", "in=x", `in={"ID":"1"}`, `in={"ID":"taken"}`, `in={"ID":"quota"}`}},
	{Name: "Named", Handler: reality.At("/named", routes), Requests: []string{"", "id=missing", "id=very-long-one"}},
	{Name: "Erase", Handler: reality.At("/erase", routes), Requests: []string{"user=owner", "user=x"}},
	{Name: "Purge", Handler: reality.At("/purge", routes), Requests: []string{"n=x", "n=1&u=%25zz", "n=1"}},
	{Name: "Show", Handler: reality.At("/show", routes), Requests: []string{"", "id=missing"}},
	{Name: "Embed.func1", Handler: reality.At("/embed", routes), Requests: []string{"", "id=missing", "id=.x"}},
	{Name: "desk.Presumed", Handler: veils["presumed"].ServeHTTP, Requests: []string{"", "x=none", "x=bad"}},
	{Name: "desk.Veiled", Handler: veils["veiled"].ServeHTTP, Requests: []string{"", "x=missing", "x=gateway", "x=error"}},
	{Name: "Unused", Handler: reality.At("/ex/unused", routes), Requests: []string{"", "user=x"}},
	{Name: "Read", Handler: reality.At("/ex/read", routes), Requests: []string{"", "user=x", "user=x&id=missing"}},
	{Name: "Write", Handler: reality.At("/ex/write", routes), Requests: []string{"", "user=x", "user=owner"}},
	{Name: "Open", Handler: reality.At("/ex/open", routes), Requests: []string{""}},
	{Name: "exchanges.func1", Handler: reality.At("/ex/1", routes), Requests: []string{"", "user=x"}},
	{Name: "exchanges.func6", Handler: reality.At("/ex/6", routes), Requests: []string{"", "user=x"}},
	{Name: "Listed", Handler: reality.At("/table/get", routes), Requests: []string{"", "id=locked"}},
}
