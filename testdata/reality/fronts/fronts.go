// Package fronts puts code of its own around whole routers: what it makes of a panic, or of a
// response that it holds back, is what the handlers behind it send.
package fronts

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"regexp"
	"sort"

	"github.com/httpcontract/httpcontract/internal/reality"
	"github.com/httpcontract/httpcontract/testdata/reality/fronts/shelf"
)

func x(r *http.Request) string { return r.FormValue("x") }

// recorder remembers the status.
type recorder struct {
	http.ResponseWriter
	status int
}

func (rec *recorder) WriteHeader(code int) {
	rec.status = code
	rec.ResponseWriter.WriteHeader(code)
}

func (rec *recorder) Write(p []byte) (int, error) { return rec.ResponseWriter.Write(p) }

func record(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		next.ServeHTTP(&recorder{ResponseWriter: w}, r)
	})
}

// recovering answers for panics by what they are.
func recovering(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			switch v := recover().(type) {
			case nil:
			case *shelf.Gone:
				w.WriteHeader(http.StatusGone)
			case error:
				if errors.Is(v, shelf.ErrMissing) {
					w.WriteHeader(http.StatusNotFound)
					return
				}
				w.WriteHeader(http.StatusInternalServerError)
			case string:
				w.WriteHeader(http.StatusBadGateway)
			}
		}()
		next.ServeHTTP(w, r)
	})
}

// held keeps a response back.
type held struct {
	to     http.ResponseWriter
	header http.Header
	status int
	body   bytes.Buffer
}

func (h *held) Header() http.Header         { return h.header }
func (h *held) WriteHeader(code int)        { h.status = code }
func (h *held) Write(p []byte) (int, error) { return h.body.Write(p) }

// holding sends what a handler has decided last, unless it panics.
func holding(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := &held{to: w, header: http.Header{}, status: http.StatusOK}
		next.ServeHTTP(h, r)
		maps.Copy(w.Header(), h.header)
		w.WriteHeader(h.status)
		_, _ = h.body.WriteTo(w)
	})
}

// failing is a handler that gives an error.
type failing func(w http.ResponseWriter, r *http.Request) error

func (f failing) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if err := f(w, r); err != nil {
		if errors.Is(err, errBusy) {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		panic(err)
	}
}

var errBusy = errors.New("busy")

// Busy leaves one of its errors to its adapter, the other one to what is around the router.
func Busy(w http.ResponseWriter, r *http.Request) error {
	switch x(r) {
	case "busy":
		return errBusy
	case "lost":
		return fmt.Errorf("busy: %w", shelf.ErrMissing)
	}
	w.WriteHeader(http.StatusAccepted)
	return nil
}

var codes = map[string]int{"made": http.StatusCreated, "taken": http.StatusConflict}

// Coded panics in net/http for a code that is none.
func Coded(w http.ResponseWriter, r *http.Request) { w.WriteHeader(codes[x(r)]) }

var codecs = map[string]func(string) string{"copy": func(s string) string { return s }}

// Converted calls what its map may not have.
func Converted(w http.ResponseWriter, r *http.Request) {
	text := codecs[x(r)]("text")
	w.WriteHeader(http.StatusAccepted)
	_, _ = w.Write([]byte(text))
}

// Matched is given a pattern by its client.
func Matched(w http.ResponseWriter, r *http.Request) {
	if !regexp.MustCompile(x(r)).MatchString("a") {
		w.WriteHeader(http.StatusConflict)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

type level int

const (
	low level = iota
	high
)

func (l level) String() string { return [...]string{"low", "high"}[l] }

var levels = map[string]level{"high": high}

// Named tells the names of what the program itself has made, in order.
func Named(w http.ResponseWriter, r *http.Request) {
	var names []string
	for key, l := range levels {
		if key == x(r) {
			names = append(names, l.String())
		}
	}
	sort.Slice(names, func(i, j int) bool { return names[i] < names[j] })
	if len(names) == 0 {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// Table writes through a writer that does not fail.
func Table(w http.ResponseWriter, r *http.Request) {
	t := csv.NewWriter(w)
	_ = t.Write([]string{"a"})
	t.Flush()
	if t.Error() != nil {
		http.Error(w, "table", http.StatusInternalServerError)
	}
}

// Decided is held back, so that what it decides last counts.
func Decided(w http.ResponseWriter, r *http.Request) {
	w.WriteHeader(http.StatusAccepted)
	if _, err := fmt.Fprint(w, "text"); err != nil {
		w.WriteHeader(http.StatusInsufficientStorage)
	}
	switch x(r) {
	case "late":
		w.WriteHeader(http.StatusConflict)
	case "panic":
		panic(&shelf.Gone{})
	}
}

// Routes makes the program.
func Routes() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/busy", failing(Busy))
	mux.HandleFunc("/coded", Coded)
	mux.HandleFunc("/converted", Converted)
	mux.HandleFunc("/matched", Matched)
	mux.HandleFunc("/named", Named)
	mux.HandleFunc("/table", Table)
	mux.Handle("/decided", holding(http.HandlerFunc(Decided)))
	front := record(recovering(mux))
	s := shelf.New()
	s.On("taken", func(b shelf.Book) error {
		if b.Rare {
			return shelf.ErrRare
		}
		return nil
	})
	sub := http.NewServeMux()
	sub.HandleFunc("/book", s.Book)
	sub.HandleFunc("/take", s.Take)
	sub.HandleFunc("/lose", s.Lose)
	shelf.NewDesk(0, nil).Mount("/asked", sub)
	shelf.NewDesk("rare", func(kind string) error {
		if kind == "rare" {
			return shelf.ErrRare
		}
		return nil
	}).Mount("/refused", sub)
	mux.Handle("/shelf/", http.StripPrefix("/shelf", sub))
	return front
}

var routes = Routes()

func eitherDesk(w http.ResponseWriter, r *http.Request) {
	path := "/shelf/asked"
	if r.FormValue("refused") != "" {
		path = "/shelf/refused"
	}
	reality.At(path, routes)(w, r)
}

// Cases are the handlers with what reaches their branches.
var Cases = []reality.Case{
	{Name: "Busy", Handler: reality.At("/busy", routes), Requests: []string{"", "x=busy", "x=lost"}},
	{Name: "Coded", Handler: reality.At("/coded", routes), Requests: []string{"", "x=made", "x=taken"}},
	{Name: "Converted", Handler: reality.At("/converted", routes), Requests: []string{"", "x=copy"}},
	{Name: "Matched", Handler: reality.At("/matched", routes), Requests: []string{"x=a", "x=b", "x=["}},
	{Name: "Named", Handler: reality.At("/named", routes), Requests: []string{"", "x=high"}},
	{Name: "Table", Handler: reality.At("/table", routes), Requests: []string{""}},
	{Name: "Decided", Handler: reality.At("/decided", routes), Requests: []string{"", "x=late", "x=panic"}},
	{Name: "Shelf.Book", Handler: reality.At("/shelf/book", routes), Requests: []string{"id=a", "id=x", "id=old"}},
	{Name: "Shelf.Lose", Handler: reality.At("/shelf/lose", routes), Requests: []string{"id=a", "id=a,x", "id=rare,a", "id=x,rare"}},
	{Name: "Desk.Ask", Handler: eitherDesk, Requests: []string{"", "refused=1"}},
	{Name: "Shelf.Take", Handler: reality.At("/shelf/take", routes), Requests: []string{"id=a", "id=x", "id=rare", "id=slow", "id=old"}},
}
