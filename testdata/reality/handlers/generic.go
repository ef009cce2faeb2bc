package handlers

import (
	"errors"
	"fmt"
	"net/http"
)

var errCrowded = errors.New("crowded")

type fieldFault struct{ field string }

func (f *fieldFault) Error() string { return f.field }

type flowFault struct{ step string }

func (f flowFault) Error() string { return f.step }

// matchers has instances of a generic function among its functions.
var matchers = []struct {
	match func(error) bool
	code  int
}{
	{func(err error) bool { return errors.Is(err, errCrowded) }, http.StatusTooManyRequests},
	{isA[flowFault], http.StatusConflict},
	{isA[*fieldFault], http.StatusUnprocessableEntity},
}

func isA[E error](err error) bool {
	_, ok := errors.AsType[E](err)
	return ok
}

func matched(err error) int {
	for _, m := range matchers {
		if m.match(err) {
			return m.code
		}
	}
	return http.StatusBadRequest
}

func bindSeat(name string) error {
	switch name {
	case "":
		return &fieldFault{"name"}
	case "-":
		return fmt.Errorf("bind: %w", errCrowded)
	}
	return nil
}

// Matched is answered by the instance that is meant.
func Matched(w http.ResponseWriter, r *http.Request) {
	if err := bindSeat(x(r)); err != nil {
		w.WriteHeader(matched(err))
	}
}

type replying interface{ Code() int }

type lost struct{}

func (lost) Code() int { return http.StatusNotFound }

type shut struct{}

func (shut) Code() int { return http.StatusLocked }

func codeOf[T replying]() int {
	var t T
	return t.Code()
}

func choose(first bool, a, b func() int) func() int {
	if first {
		return a
	}
	return b
}

// Chosen calls one of two instances.
func Chosen(w http.ResponseWriter, r *http.Request) {
	w.WriteHeader(choose(x(r) == "", codeOf[lost], codeOf[shut])())
}

func deferred[T replying](w http.ResponseWriter) {
	defer func() { w.WriteHeader(func() int { return codeOf[T]() }()) }()
	w.Header().Set("Cache-Control", "no-store")
}

// Literals has some inside an instance.
func Literals(w http.ResponseWriter, r *http.Request) { deferred[shut](w) }

func serveCode[T replying](w http.ResponseWriter, r *http.Request) { w.WriteHeader(codeOf[T]()) }

func codeHandler[T replying]() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(codeOf[T]()) })
}

// genericMux registers instances of a handler.
func genericMux() *http.ServeMux {
	mux := http.NewServeMux()
	mux.HandleFunc("/lost", serveCode[lost])
	mux.HandleFunc("/shut", serveCode[shut])
	mux.Handle("/made", codeHandler[shut]())
	return mux
}
