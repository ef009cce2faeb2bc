package status

import (
	"errors"
	"net/http"
	"strconv"
)

// coded is an interface of which one type can be seen: an error that can't be seen
// need not be of that.
type coded interface {
	error
	Code() int
}

type unready struct{}

func (unready) Error() string { return "not ready" }
func (unready) Code() int     { return http.StatusTeapot }

var _ coded = unready{}

var readers = map[string]func(string) error{}

// Register adds a reader of another package.
func Register(kind string, f func(string) error) { readers[kind] = f }

func guessed(w http.ResponseWriter, r *http.Request) {
	err := readers[r.FormValue("kind")](r.FormValue("text"))
	code := http.StatusNoContent
	var c coded
	if errors.As(err, &c) {
		code = c.Code()
	}
	w.WriteHeader(code)
}

func asserted(w http.ResponseWriter, r *http.Request) {
	err := readers[r.FormValue("kind")](r.FormValue("text"))
	if c, ok := err.(coded); ok {
		w.WriteHeader(c.Code())
	}
}

// number is 0 for what is none; known asks for that.
func number(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return 0
	}
	return n
}

func known(s string) bool { return number(s) != 0 }

func checked(w http.ResponseWriter, r *http.Request) {
	if s := r.FormValue("status"); known(s) {
		w.WriteHeader(number(s))
	}
}
