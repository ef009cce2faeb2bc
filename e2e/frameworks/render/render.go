// Package render has handlers for chi with go-chi/render, run against the real
// libraries.
package render

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/render"

	"github.com/httpcontract/httpcontract/internal/reality"
)

type item struct {
	Name string `json:"name"`
}

func JSON(w http.ResponseWriter, r *http.Request) {
	if r.FormValue("id") == "" {
		render.Status(r, http.StatusBadRequest)
		render.JSON(w, r, render.M{"message": "id"})
		return
	}
	render.JSON(w, r, item{r.FormValue("id")})
}

// ErrResponse is the pattern of the library's documentation.
type ErrResponse struct {
	Err            error  `json:"-"`
	HTTPStatusCode int    `json:"-"`
	StatusText     string `json:"status"`
	ErrorText      string `json:"error,omitempty"`
}

func (e *ErrResponse) Render(w http.ResponseWriter, r *http.Request) error {
	render.Status(r, e.HTTPStatusCode)
	return nil
}

func ErrInvalid(err error) render.Renderer {
	return &ErrResponse{Err: err, HTTPStatusCode: http.StatusUnprocessableEntity, StatusText: "Invalid request.", ErrorText: err.Error()}
}

var ErrNotFound = &ErrResponse{HTTPStatusCode: http.StatusNotFound, StatusText: "Resource not found."}

func (i *item) Render(w http.ResponseWriter, r *http.Request) error {
	if i.Name == "bad" {
		return errors.New("bad")
	}
	return nil
}

func Render(w http.ResponseWriter, r *http.Request) {
	switch id := r.FormValue("id"); id {
	case "":
		render.Render(w, r, ErrInvalid(errors.New("id")))
	case "x":
		render.Render(w, r, ErrNotFound)
	default:
		if err := render.Render(w, r, &item{id}); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
		}
	}
}

func Others(w http.ResponseWriter, r *http.Request) {
	switch r.FormValue("v") {
	case "none":
		render.NoContent(w, r)
	case "text":
		render.Status(r, http.StatusConflict)
		render.PlainText(w, r, "text")
	case "html":
		render.Status(r, http.StatusAccepted)
		render.HTML(w, r, "<p>")
	case "list":
		if err := render.RenderList(w, r, []render.Renderer{&item{"a"}, &item{r.FormValue("id")}}); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
		}
	case "default":
		render.Status(r, http.StatusAccepted)
		render.DefaultResponder(w, r, item{"d"})
	case "status":
		render.Status(r, http.StatusTeapot) // nothing is sent by this alone
	default:
		render.Status(r, http.StatusCreated)
		render.Respond(w, r, item{"r"})
	}
}

// send puts the status into the context by itself.
func send(w http.ResponseWriter, r *http.Request, code int, v any) {
	render.JSON(w, r.WithContext(context.WithValue(r.Context(), render.StatusCtxKey, code)), v)
}

func Context(w http.ResponseWriter, r *http.Request) {
	render.Status(r, http.StatusTeapot)
	switch r.FormValue("v") {
	case "send":
		send(w, r, http.StatusRequestEntityTooLarge, item{"large"})
	case "set":
		*r = *r.WithContext(context.WithValue(r.Context(), render.StatusCtxKey, http.StatusConflict))
		render.JSON(w, r, item{"taken"})
	default:
		render.JSON(w, r.WithContext(context.Background()), item{"none"})
	}
}

func one(h http.HandlerFunc) http.HandlerFunc {
	m := chi.NewRouter()
	m.HandleFunc("/", h)
	return m.ServeHTTP
}

// shelf has renderers inside, of which the last one's status counts.
type shelf struct {
	Best *verdict `json:"best"`
	Last note     `json:"last"`
}

func (s *shelf) Render(w http.ResponseWriter, r *http.Request) error {
	render.Status(r, http.StatusAccepted)
	return nil
}

type verdict struct{ Text string }

func (v *verdict) Render(w http.ResponseWriter, r *http.Request) error {
	render.Status(r, http.StatusGone)
	return nil
}

type note string

func (n note) Render(w http.ResponseWriter, r *http.Request) error {
	if n == "bad" {
		return errors.New("bad note")
	}
	return nil
}

// Nested renders what is inside, too.
func Nested(w http.ResponseWriter, r *http.Request) {
	s := &shelf{Last: note(r.FormValue("last"))}
	if r.FormValue("best") != "" {
		s.Best = &verdict{"good"}
	}
	if err := render.Render(w, r, s); err != nil {
		render.Render(w, r, ErrInvalid(err))
	}
}

type label string

func (l *label) Bind(r *http.Request) error {
	if *l == "" {
		return errNoLabel
	}
	return nil
}

var errNoLabel = errors.New("no label")

type order struct {
	Label *label `json:"label"`
	Count int    `json:"count"`
}

func (o *order) Bind(r *http.Request) error {
	if o.Count == 0 {
		return ErrNotFound.Err
	}
	if o.Count < 0 {
		return errors.New("count")
	}
	return nil
}

// Bind has what is bound look at itself, inside first.
func Bind(w http.ResponseWriter, r *http.Request) {
	r.Header.Set("Content-Type", "application/json")
	r.Body = io.NopCloser(strings.NewReader(r.FormValue("body")))
	err := render.Bind(r, &order{})
	switch {
	case errors.Is(err, errNoLabel):
		w.WriteHeader(http.StatusUnprocessableEntity)
	case err != nil:
		w.WriteHeader(http.StatusBadRequest)
	default:
		w.WriteHeader(http.StatusNoContent)
	}
}

// own is a writer of the program's.
type own struct {
	http.ResponseWriter
	status int
}

func (o *own) WriteHeader(status int) {
	o.status = status
	if status == http.StatusGone {
		status = http.StatusNotFound
	}
	o.ResponseWriter.WriteHeader(status)
}

// Through renders to a writer of the program's own.
func Through(w http.ResponseWriter, r *http.Request) {
	o := &own{ResponseWriter: w}
	Nested(o, r)
	if o.status == 0 {
		render.Status(r, http.StatusConflict)
		render.PlainText(o, r, "nothing")
	}
}

// Cases are the handlers with what reaches their branches.
func Cases() []reality.Case {
	return []reality.Case{
		{Name: "JSON", Handler: one(JSON), Requests: []string{"", "id=1"}},
		{Name: "Rest", Handler: one(Rest), Requests: []string{"", "v=xml", "v=data"}},
		{Name: "Render", Handler: one(Render), Requests: []string{"", "id=x", "id=bad", "id=1"}},
		{Name: "Nested", Handler: one(Nested), Requests: []string{"", "best=1", "last=bad"}},
		{Name: "Bind", Handler: one(Bind), Requests: []string{"", "body={}", `body={"label":"","count":1}`, `body={"label":"a","count":1}`, `body={"count":-1}`}},
		{Name: "Through", Handler: one(Through), Requests: []string{"", "best=1", "last=bad"}, Unseen: []int{http.StatusConflict}},
		{Name: "Context", Handler: one(Context), Requests: []string{"", "v=send", "v=set"}},
		{Name: "Others", Handler: one(Others), Requests: []string{"", "v=none", "v=text", "v=html", "v=status", "v=list", "v=list&id=bad", "v=default"}},
	}
}
