// Package layered has handlers of chi behind several layers of middleware, of which each knows
// more than one way to go on: what the handlers send is seen all the same.
package layered

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"
	"github.com/go-chi/render"

	"github.com/httpcontract/httpcontract/internal/reality"
)

// Fault is an error of a kind.
type Fault struct {
	Kind int
	Text string
}

func (f *Fault) Error() string { return f.Text }

// The kinds of fault.
const (
	Internal = iota
	Invalid
	Denied
	Missing
	Taken
	Unsupported
	TooLong
)

var statuses = [...]int{
	Internal: http.StatusInternalServerError, Invalid: http.StatusBadRequest, Denied: http.StatusForbidden, Missing: http.StatusNotFound,
	Taken: http.StatusConflict, Unsupported: http.StatusUnsupportedMediaType, TooLong: http.StatusRequestEntityTooLarge,
}

func respond(w http.ResponseWriter, err error) {
	var f *Fault
	var long *http.MaxBytesError
	kind := Internal
	switch {
	case errors.As(err, &long):
		kind = TooLong
	case errors.As(err, &f):
		kind = f.Kind
	}
	w.WriteHeader(statuses[kind])
}

// Func is a handler that leaves its error to ServeHTTP.
type Func func(w http.ResponseWriter, r *http.Request) error

func (fn Func) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if err := fn(w, r); err != nil {
		respond(w, err)
	}
}

type user struct {
	name         string
	guest, admin bool
}

var users = map[string]user{"olga": {name: "olga"}, "guest": {name: "visitor", guest: true}, "root": {name: "root", admin: true}}

type userKey struct{}

func authenticate(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		u, ok := users[r.FormValue("user")]
		if !ok {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), userKey{}, u)))
	})
}

func recovering(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			switch v := recover().(type) {
			case nil:
			case *Fault:
				respond(w, v)
			default:
				panic(v)
			}
		}()
		next.ServeHTTP(w, r)
	})
}

func known(spaces ...string) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			for _, s := range spaces {
				if s == r.FormValue("space") {
					next.ServeHTTP(w, r)
					return
				}
			}
			w.WriteHeader(http.StatusMisdirectedRequest)
		})
	}
}

// masked hides what is denied.
type masked struct{ http.ResponseWriter }

func (m masked) WriteHeader(code int) {
	if code == http.StatusForbidden {
		code = http.StatusNotFound
	}
	m.ResponseWriter.WriteHeader(code)
}

func hideDenied(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { next.ServeHTTP(masked{w}, r) })
}

// recorder keeps an answer back.
type recorder struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (r *recorder) Header() http.Header { return r.header }

func (r *recorder) WriteHeader(code int) {
	if r.status == 0 {
		r.status = code
	}
}

func (r *recorder) Write(p []byte) (int, error) {
	r.WriteHeader(http.StatusOK)
	return r.body.Write(p)
}

func conditional(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		rec := &recorder{header: w.Header()}
		next.ServeHTTP(rec, r)
		if rec.status == http.StatusOK && r.FormValue("have") == rec.body.String() {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		w.WriteHeader(rec.status)
		w.Write(rec.body.Bytes())
	})
}

func number(r *http.Request) int {
	n, err := strconv.Atoi(r.FormValue("id"))
	if err != nil {
		panic(&Fault{Invalid, "id"})
	}
	return n
}

// find is a store in which others may have what they want.
func find(r *http.Request) error {
	u, _ := r.Context().Value(userKey{}).(user)
	switch {
	case r.FormValue("id") == "0":
		return &Fault{Missing, "no such page"}
	case u.guest:
		return &Fault{Denied, "guests"}
	case r.FormValue("of") != "" && r.FormValue("of") != u.name && !u.admin:
		return &Fault{Denied, "another's"}
	}
	return nil
}

// Page has its 403 hidden.
func Page(w http.ResponseWriter, r *http.Request) error {
	number(r)
	if err := find(r); err != nil {
		return err
	}
	w.Write([]byte("page"))
	return nil
}

// List may be what the client has.
func List(w http.ResponseWriter, r *http.Request) error {
	if r.FormValue("limit") == "x" {
		return &Fault{Invalid, "limit"}
	}
	w.Write([]byte("list"))
	return nil
}

// Remove answers for itself.
func Remove(w http.ResponseWriter, r *http.Request) {
	number(r)
	if err := find(r); err != nil {
		respond(w, err)
		return
	}
	if r.FormValue("taken") != "" {
		respond(w, &Fault{Taken, "in use"})
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

type page struct {
	Title string `json:"title"`
}

func (p *page) Bind(*http.Request) error {
	if p.Title == "" {
		return errors.New("title")
	}
	return nil
}

func init() {
	render.Decode = func(r *http.Request, v any) error {
		if r.FormValue("type") != "" {
			return &Fault{Unsupported, "type"}
		}
		return render.DecodeJSON(http.MaxBytesReader(nil, r.Body, 40), v)
	}
}

// Create reads by the program's own decoder.
func Create(w http.ResponseWriter, r *http.Request) error {
	reality.Body(r, r.FormValue("body"))
	var p page
	if err := render.Bind(r, &p); err != nil {
		var f *Fault
		var long *http.MaxBytesError
		if errors.As(err, &f) || errors.As(err, &long) {
			return err
		}
		return &Fault{Invalid, err.Error()}
	}
	w.WriteHeader(http.StatusCreated)
	return nil
}

// NewRouter puts the handlers behind their layers.
func NewRouter() http.Handler {
	r := chi.NewRouter()
	r.Use(middleware.RequestID, recovering)
	r.Group(func(r chi.Router) {
		r.Use(authenticate)
		r.Route("/pages", func(r chi.Router) {
			r.Use(known("legal", "sales"), hideDenied)
			r.Method(http.MethodGet, "/one", Func(Page))
			r.With(conditional).Method(http.MethodGet, "/", Func(List))
			r.Get("/remove", Remove)
			r.Method(http.MethodGet, "/create", Func(Create))
		})
	})
	return r
}

// Cases are the handlers with what reaches their branches.
func Cases() []reality.Case {
	router := NewRouter()
	in := func(requests ...string) (out []string) {
		for _, q := range requests {
			out = append(out, "user=olga&space=legal&"+q)
		}
		return out
	}
	return []reality.Case{
		{Name: "Page", Handler: reality.At("/pages/one", router), Requests: in("id=x", "id=0", "id=1&of=root", "id=1")},
		{Name: "List", Handler: reality.At("/pages/", router), Requests: in("limit=x", "", "have=list")},
		{Name: "Remove", Handler: reality.At("/pages/remove", router), Requests: in("id=x", "id=0", "id=1&of=root", "id=1&taken=1", "id=1")},
		{Name: "Create", Handler: reality.At("/pages/create", router), Requests: in("type=x", "body={}", "body="+strings.Repeat("%20", 60), `body={"title":"t"}`)},
	}
}
