// Package router has plain net/http handlers behind the routers and middleware
// chains of other libraries.
package router

import (
	"net/http"

	"github.com/gorilla/mux"
	"github.com/julienschmidt/httprouter"
	"github.com/justinas/alice"
	"github.com/urfave/negroni/v3"

	"github.com/httpcontract/httpcontract/internal/reality"
)

func Params(w http.ResponseWriter, r *http.Request, ps httprouter.Params) {
	if ps.ByName("id") == "x" {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// Boom leaves its panics to the router, of which one is net/http's.
func Boom(w http.ResponseWriter, r *http.Request, ps httprouter.Params) {
	switch ps.ByName("id") {
	case "closed":
		panic("closed")
	case "none":
		w.WriteHeader(0)
	}
	w.WriteHeader(http.StatusNoContent)
}

func Vars(w http.ResponseWriter, r *http.Request) {
	if mux.Vars(r)["id"] == "x" {
		http.Error(w, "x", http.StatusGone)
		return
	}
	w.Write([]byte("ok"))
}

// Found asks whether the pattern names a part of the path, which it does.
func Found(w http.ResponseWriter, r *http.Request) {
	id, ok := mux.Vars(r)["id"]
	switch {
	case !ok:
		w.WriteHeader(http.StatusTeapot)
	case id == "":
		w.WriteHeader(http.StatusBadRequest)
	default:
		w.WriteHeader(http.StatusNoContent)
	}
}

func Plain(w http.ResponseWriter, r *http.Request) { w.WriteHeader(http.StatusAccepted) }

func Guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.FormValue("key") == "" {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// Limit is a negroni middleware.
func Limit(w http.ResponseWriter, r *http.Request, next http.HandlerFunc) {
	if r.FormValue("limit") != "" {
		w.WriteHeader(http.StatusTooManyRequests)
		return
	}
	next(w, r)
}

// Panicked answers for handlers that panic.
func Panicked(w http.ResponseWriter, r *http.Request, v any) {
	if v == "closed" {
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	http.Error(w, "panic", http.StatusInternalServerError)
}

func routes() map[string]http.Handler {
	hr := httprouter.New()
	hr.GET("/p/:id", Params)
	hr.GET("/boom/:id", func(w http.ResponseWriter, r *http.Request, ps httprouter.Params) { panic(ps.ByName("id")) })
	hr.GET("/stop/:id", Boom)
	hr.PanicHandler = Panicked
	g := mux.NewRouter()
	g.HandleFunc("/v/{id}", Vars)
	g.HandleFunc("/f/{id}", Found)
	n := negroni.New(negroni.HandlerFunc(Limit))
	n.UseHandlerFunc(Plain)
	return map[string]http.Handler{"httprouter": hr, "gorilla": g, "alice": alice.New(Guard).ThenFunc(Plain), "negroni": n}
}

func at(name, path string) http.HandlerFunc {
	h := routes()[name]
	return func(w http.ResponseWriter, r *http.Request) {
		r.URL.Path = path + r.FormValue("id")
		h.ServeHTTP(w, r)
	}
}

// Cases are the handlers with what reaches their branches.
func Cases() []reality.Case {
	return []reality.Case{
		{Name: "Params", Handler: at("httprouter", "/p/"), Requests: []string{"id=x", "id=1"}},
		{Name: "Boom", Handler: at("httprouter", "/stop/"), Requests: []string{"id=closed", "id=none", "id=1"}},
		{Name: "Panicked", Handler: at("httprouter", "/boom/"), Requests: []string{"id=closed", "id=1"}},
		{Name: "Limit", Handler: at("negroni", "/"), Requests: []string{"limit=1"}, Unknown: true},
		{Name: "Vars", Handler: at("gorilla", "/v/"), Requests: []string{"id=x", "id=1"}},
		{Name: "Found", Handler: at("gorilla", "/f/"), Requests: []string{"id=x"}},
		{Name: "Plain", Handler: at("negroni", "/"), Requests: []string{""}},
		{Name: "Guard.func1", Handler: at("alice", "/"), Requests: []string{"", "key=1"}, Unknown: true},
	}
}
