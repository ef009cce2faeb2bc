// Package chained has handlers around which routers put middleware: what that makes of
// panics, silence, statuses and errors is what the client gets.
package chained

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strconv"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"
	"github.com/gorilla/mux"
	"github.com/justinas/alice"
	"github.com/labstack/echo/v4"
	echomw "github.com/labstack/echo/v4/middleware"

	"github.com/httpcontract/httpcontract/internal/reality"
)

var (
	errClosed = errors.New("closed")
	errNoTeam = errors.New("no such team")
)

// stopPanics makes responses of panics.
func stopPanics(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			switch v := recover().(type) {
			case nil:
			case error:
				if errors.Is(v, errClosed) {
					w.WriteHeader(http.StatusServiceUnavailable)
					return
				}
				w.WriteHeader(http.StatusBadGateway)
			default:
				http.Error(w, "panic", http.StatusInternalServerError)
			}
		}()
		next.ServeHTTP(w, r)
	})
}

type goneWriter struct{ http.ResponseWriter }

func (g goneWriter) WriteHeader(code int) {
	if code == http.StatusNotFound {
		code = http.StatusGone
	}
	g.ResponseWriter.WriteHeader(code)
}

// goneNotMissing sends 410 for 404.
func goneNotMissing(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		next.ServeHTTP(goneWriter{w}, r)
	})
}

func x(r *http.Request) string { return r.FormValue("x") }

// Closed is on a router that stops panics.
func Closed(w http.ResponseWriter, r *http.Request) {
	if x(r) == "a" {
		panic(errClosed)
	}
	w.WriteHeader(http.StatusNoContent)
}

// Texts is in a group that stops panics.
func Texts(w http.ResponseWriter, r *http.Request) {
	if x(r) == "a" {
		panic("text")
	}
	w.WriteHeader(http.StatusAccepted)
}

// Bare is beside that group: net/http closes the connection.
func Bare(w http.ResponseWriter, r *http.Request) { w.WriteHeader(http.StatusCreated) }

// Slow is too late for chi's middleware.Timeout.
func Slow(w http.ResponseWriter, r *http.Request) {
	if x(r) == "a" {
		<-r.Context().Done()
		return
	}
	w.WriteHeader(http.StatusOK)
}

func missing(w http.ResponseWriter, r *http.Request) {
	if x(r) == "a" {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	w.WriteHeader(http.StatusConflict)
}

// The handlers behind a writer that hides 404.
func Subrouted(w http.ResponseWriter, r *http.Request) { missing(w, r) }
func Linked(w http.ResponseWriter, r *http.Request)    { missing(w, r) }
func Around(w http.ResponseWriter, r *http.Request)    { missing(w, r) }

// Seen is not behind it.
func Seen(w http.ResponseWriter, r *http.Request) { missing(w, r) }

func mapErrors(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		err := next(c)
		if errors.Is(err, errNoTeam) {
			return echo.NewHTTPError(http.StatusNotFound, "no such team")
		}
		return err
	}
}

func team(c echo.Context) error {
	if c.FormValue("x") == "a" {
		return errNoTeam
	}
	return c.NoContent(http.StatusNoContent)
}

// Grouped is in a group that maps the error, Routed has that by itself, Unmapped not.
func Grouped(c echo.Context) error  { return team(c) }
func Routed(c echo.Context) error   { return team(c) }
func Unmapped(c echo.Context) error { return team(c) }

// Dropped takes for granted what the body may leave out.
func Dropped(c echo.Context) error {
	var in struct {
		On *bool `json:"on"`
	}
	if err := json.NewDecoder(c.Request().Body).Decode(&in); err != nil {
		return echo.NewHTTPError(http.StatusBadRequest, "no body")
	}
	if *in.On {
		return c.NoContent(http.StatusAccepted)
	}
	return c.NoContent(http.StatusNoContent)
}

// Numbered is registered with a pattern that allows only short numbers, Long with one that allows
// more than an int holds.
func Numbered(w http.ResponseWriter, r *http.Request) { number(w, r) }
func Long(w http.ResponseWriter, r *http.Request)     { number(w, r) }

func number(w http.ResponseWriter, r *http.Request) {
	if _, err := strconv.Atoi(chi.URLParam(r, "no")); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

func routes() http.Handler {
	r := chi.NewRouter()
	r.With(stopPanics).Get("/closed", Closed)
	r.Group(func(r chi.Router) {
		r.Use(middleware.RequestID, stopPanics)
		r.Get("/texts", Texts)
	})
	r.Get("/bare", Bare)
	r.Get("/benches/{no:[0-9]{1,4}}", Numbered)
	r.Get("/long/{no:[0-9]+}", Long)
	r.Route("/late", func(r chi.Router) {
		r.Use(middleware.Timeout(time.Millisecond))
		r.Get("/slow", Slow)
	})

	m := mux.NewRouter()
	s := m.PathPrefix("/mux").Subrouter()
	s.Use(goneNotMissing)
	s.HandleFunc("/subrouted", Subrouted).Methods(http.MethodGet)
	m.Handle("/mux/linked", alice.New(goneNotMissing).ThenFunc(Linked))
	m.Handle("/mux/around", goneNotMissing(http.HandlerFunc(Around)))
	m.HandleFunc("/mux/seen", Seen)
	r.Mount("/mux", m)

	e := echo.New()
	g := e.Group("/echo/group", mapErrors)
	g.GET("/grouped", Grouped)
	e.GET("/echo/routed", Routed, mapErrors)
	e.GET("/echo/unmapped", Unmapped)
	e.Group("/echo/stopped", echomw.Recover()).GET("/dropped", Dropped)
	e.Logger.SetOutput(io.Discard)
	r.Mount("/echo", e)
	return r
}

func at(path string) http.HandlerFunc {
	h := routes()
	return func(w http.ResponseWriter, r *http.Request) {
		r.URL.Path, r.Method = path, http.MethodGet
		h.ServeHTTP(w, r)
	}
}

// Cases are the handlers with what reaches their branches.
func Cases() (out []reality.Case) {
	for _, c := range []struct{ name, path string }{
		{"Closed", "/closed"}, {"Texts", "/texts"}, {"Bare", "/bare"}, {"Slow", "/late/slow"},
		{"Numbered", "/benches/7"},
		{"Subrouted", "/mux/subrouted"}, {"Linked", "/mux/linked"}, {"Around", "/mux/around"}, {"Seen", "/mux/seen"},
		{"Grouped", "/echo/group/grouped"}, {"Routed", "/echo/routed"}, {"Unmapped", "/echo/unmapped"},
	} {
		out = append(out, reality.Case{Name: c.name, Handler: at(c.path), Requests: []string{"x=a", "x=b"}})
	}
	short, long := at("/long/7"), at("/long/70000000000000000000")
	out = append(out, reality.Case{Name: "Long", Requests: []string{"", "long=1"}, Handler: func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Has("long") {
			long(w, r)
			return
		}
		short(w, r)
	}})
	dropped := at("/echo/stopped/dropped")
	return append(out, reality.Case{Name: "Dropped", Requests: []string{`b={"on":true}`, `b={"on":false}`, "b={}", "b="}, Handler: func(w http.ResponseWriter, r *http.Request) {
		reality.Body(r, r.URL.Query().Get("b"))
		dropped(w, r)
	}})
}
