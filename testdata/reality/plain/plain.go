// Package plain is a program that gives its requests no deadline and has no writers of its own:
// of what its handlers ask for, some never happens. Its database is a driver of its own.
package plain

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"encoding/base64"
	"errors"
	"net/http"
	"strings"

	"github.com/httpcontract/httpcontract/internal/reality"
)

func x(r *http.Request) string { return r.FormValue("x") }

// Streamed is given a writer that flushes.
func Streamed(w http.ResponseWriter, r *http.Request) {
	f, ok := w.(http.Flusher)
	if !ok {
		http.Error(w, "no streams", http.StatusNotImplemented)
		return
	}
	w.WriteHeader(http.StatusAccepted)
	f.Flush()
}

// Bodied always has a body and a method, if an empty one.
func Bodied(w http.ResponseWriter, r *http.Request) {
	switch {
	case r.Body == nil:
		w.WriteHeader(http.StatusBadRequest)
	case r.Method == "":
		w.WriteHeader(http.StatusMethodNotAllowed)
	default:
		w.WriteHeader(http.StatusNoContent)
	}
}

var ranks = [...]int{http.StatusOK, http.StatusCreated, http.StatusNotFound}

// Ranked chooses twice by one number.
func Ranked(w http.ResponseWriter, r *http.Request) {
	i := len(x(r)) % len(ranks)
	code := ranks[i]
	if i == 2 {
		code++
	}
	w.WriteHeader(code)
}

// Parts is on a router that stops panics, and takes a second part for granted.
func Parts(w http.ResponseWriter, r *http.Request) {
	if strings.SplitN(x(r), "-", 2)[1] == "" {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	w.WriteHeader(http.StatusOK)
}

func stopping(h http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			switch err := recover(); err.(type) {
			case nil:
			case error: // of the runtime
				w.WriteHeader(http.StatusInternalServerError)
			default:
				w.WriteHeader(http.StatusBadGateway)
			}
		}()
		h(w, r)
	}
}

// Nothing panics with nothing, of which the runtime makes an error.
func Nothing(w http.ResponseWriter, r *http.Request) {
	if x(r) == "" {
		panic(nil)
	}
	w.WriteHeader(http.StatusOK)
}

var errNoRow = errors.New("no such row")

// codes is a database that fails for what it is asked.
type codes struct{}

var errDown = errors.New("down")

func (codes) Connect(context.Context) (driver.Conn, error) { return codes{}, nil }
func (codes) Driver() driver.Driver                        { return nil }
func (codes) Prepare(query string) (driver.Stmt, error)    { return nil, errDown }
func (codes) Close() error                                 { return nil }
func (codes) Begin() (driver.Tx, error)                    { return nil, errDown }

var db = sql.OpenDB(codes{})

func load(ctx context.Context, id string) error {
	if id == "" {
		return errNoRow
	}
	return db.QueryRowContext(ctx, "SELECT 1 WHERE id = ?", id).Err()
}

func answer(w http.ResponseWriter, err error) {
	var coded interface{ StatusCode() int }
	var corrupt base64.CorruptInputError
	switch {
	case err == nil:
		w.WriteHeader(http.StatusOK)
	case errors.Is(err, errNoRow):
		w.WriteHeader(http.StatusNotFound)
	case errors.As(err, &corrupt):
		w.WriteHeader(http.StatusUnprocessableEntity)
	case errors.As(err, &coded):
		w.WriteHeader(coded.StatusCode())
	case errors.Is(err, context.DeadlineExceeded):
		w.WriteHeader(http.StatusGatewayTimeout)
	default:
		w.WriteHeader(http.StatusInternalServerError)
	}
}

// Loaded asks a database, which knows of no deadline and no status.
func Loaded(w http.ResponseWriter, r *http.Request) { answer(w, load(r.Context(), x(r))) }

// Coded decodes a text.
func Coded(w http.ResponseWriter, r *http.Request) {
	_, err := base64.StdEncoding.DecodeString(x(r))
	answer(w, err)
}

// Cases are the handlers with what reaches their branches.
var Cases = []reality.Case{
	{Name: "Streamed", Handler: Streamed, Requests: []string{""}},
	{Name: "Bodied", Handler: Bodied, Requests: []string{"", "POST x=1"}},
	{Name: "Ranked", Handler: Ranked, Requests: []string{"", "x=a", "x=aa"}},
	{Name: "Parts", Handler: stopping(Parts), Requests: []string{"x=a", "x=a-", "x=a-b"}},
	{Name: "Nothing", Handler: stopping(Nothing), Requests: []string{"", "x=a"}},
	// 200: of a database that is up. 422: of a driver that decodes something.
	{Name: "Loaded", Handler: Loaded, Requests: []string{"", "x=a"}, Unseen: []int{http.StatusOK, http.StatusUnprocessableEntity}},
	{Name: "Coded", Handler: Coded, Requests: []string{"", "x=a"}},
	{Name: "Whole", Handler: Whole, Requests: []string{"x={}", "x=["}},
	// 400: of a connection that breaks.
	{Name: "Posted", Handler: Posted, Requests: []string{""}, Unseen: []int{http.StatusBadRequest}},
	{Name: "Some", Handler: Some, Requests: []string{""}, Unseen: []int{http.StatusNoContent}},
	{Name: "Little", Handler: Little, Requests: []string{"x={}", "x=[", "x={%22Text%22:%22longer%22}"}},
	// 400: of a connection that breaks.
	{Name: "Least", Handler: Least, Requests: []string{"x={}", "x=longer+than+that"}, Unseen: []int{http.StatusBadRequest}},
}
