package handlers

import (
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"sync"
	"time"
)

// Number tells the two errors of a conversion apart, also inside another: there is
// no third.
func Number(w http.ResponseWriter, r *http.Request) {
	_, err := strconv.Atoi(x(r))
	if err != nil {
		err = fmt.Errorf("number: %w", err)
	}
	switch {
	case errors.Is(err, strconv.ErrSyntax):
		w.WriteHeader(400)
	case errors.Is(err, strconv.ErrRange):
		w.WriteHeader(404)
	case err != nil:
		w.WriteHeader(500)
	default:
		w.WriteHeader(204)
	}
}

// Time: an error of time.Parse is always a *time.ParseError.
func Time(w http.ResponseWriter, r *http.Request) {
	_, err := time.Parse(time.DateOnly, x(r))
	var pe *time.ParseError
	switch {
	case errors.As(err, &pe):
		w.WriteHeader(400)
	case err != nil:
		w.WriteHeader(500)
	default:
		w.WriteHeader(204)
	}
}

// Cookie: the only error is http.ErrNoCookie.
func Cookie(w http.ResponseWriter, r *http.Request) {
	if x(r) != "" {
		r.Header.Set("Cookie", "session="+x(r))
	}
	_, err := r.Cookie("session")
	if err == http.ErrNoCookie {
		w.WriteHeader(401)
	} else if err != nil {
		w.WriteHeader(500)
	}
}

// Text answers with the text of a conversion's error.
func Text(w http.ResponseWriter, r *http.Request) {
	if _, err := strconv.ParseBool(x(r)); err != nil {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(400)
		_ = json.NewEncoder(w).Encode(map[string]string{"message": err.Error()})
	}
}

type codedError struct {
	kind int
	err  error
}

func (e *codedError) Error() string { return strconv.Itoa(e.kind) }

func (e *codedError) Unwrap() error { return e.err }

// wrap takes over the kind of the error that it wraps.
func wrap(args ...any) error {
	e := &codedError{}
	for _, a := range args {
		switch a := a.(type) {
		case int:
			e.kind = a
		case error:
			e.err = a
		}
	}
	var inner *codedError
	if e.kind == 0 && errors.As(e.err, &inner) {
		e.kind = inner.kind
	}
	return e
}

func fetch(from io.Reader) error {
	_, err := io.ReadAll(from)
	if err != nil {
		return wrap(err)
	}
	return wrap(404)
}

// Kind: what io.ReadAll gives, also in a function of its own, has no kind.
func Kind(w http.ResponseWriter, r *http.Request) {
	from := r.Body
	if x(r) == "broken" {
		from = http.MaxBytesReader(w, io.NopCloser(endless{}), 1)
	}
	var e *codedError
	if errors.As(wrap(fetch(from)), &e) && e.kind != 0 {
		w.WriteHeader(e.kind)
		return
	}
	w.WriteHeader(500)
}

type endless struct{}

func (endless) Read(p []byte) (int, error) { return len(p), nil }

var compressors = sync.Pool{New: func() any { return gzip.NewWriter(io.Discard) }}

// Pooled writes through a compressor that was made for something else.
func Pooled(w http.ResponseWriter, r *http.Request) {
	w.WriteHeader(403)
	z := compressors.Get().(*gzip.Writer)
	z.Reset(w)
	_, _ = z.Write([]byte("no"))
	_ = z.Close()
	z.Reset(io.Discard)
	compressors.Put(z)
}

// Answer sends itself.
type Answer interface {
	Send(w http.ResponseWriter, r *http.Request)
}

type statusAnswer int

// Send implements Answer.
func (s statusAnswer) Send(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(int(s)) }

type answering func(*http.Request) Answer

// ServeHTTP implements http.Handler.
func (a answering) ServeHTTP(w http.ResponseWriter, r *http.Request) { a(r).Send(w, r) }

// Answered gives back what answers.
func Answered(r *http.Request) Answer {
	if x(r) == "" {
		return statusAnswer(404)
	}
	return statusAnswer(202)
}

var answered = http.Handler(answering(Answered))

type flushing interface {
	http.ResponseWriter
	http.Flusher
}

// Flushing asserts what the type of its writer implies.
func Flushing(w http.ResponseWriter, r *http.Request) {
	f, ok := w.(flushing)
	if !ok {
		w.WriteHeader(501)
		return
	}
	if _, ok := f.(http.Flusher); !ok {
		w.WriteHeader(500)
		return
	}
	w.WriteHeader(204)
}

type node struct{ next *node }

// Through goes through a pointer before it asks whether it is nil.
func Through(w http.ResponseWriter, r *http.Request) {
	n := nodes[x(r)]
	if n == nil {
		n = &node{}
	}
	last := n.next == nil
	if n == nil {
		w.WriteHeader(500)
		return
	}
	if last {
		w.WriteHeader(404)
		return
	}
	w.WriteHeader(204)
}

var nodes = map[string]*node{"a": {next: &node{}}}

type answerError struct{ Status int }

// Looped keeps one of several answers in memory, which the tests tell apart.
func Looped(w http.ResponseWriter, r *http.Request) {
	e := &answerError{302}
	for _, c := range x(r) {
		switch c {
		case 'a':
			*e = answerError{400}
		case 'b':
			*e = answerError{404}
		}
	}
	if e.Status >= 300 && e.Status < 400 {
		w.WriteHeader(e.Status)
		return
	}
	w.WriteHeader(500)
}

// Filed answers from a file system that has nothing.
func Filed(w http.ResponseWriter, r *http.Request) { http.ServeFile(w, r, "none") }
