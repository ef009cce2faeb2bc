package shop

import (
	"errors"
	"fmt"
	"net/http"
	"sync"
)

// The errors of a Shelf.
var (
	ErrNone    = errors.New("none")
	ErrTwice   = errors.New("twice")
	ErrOffline = errors.New("offline")
)

// Shelf is a table of things of a type. What is on it changes while requests are
// served, its faults do not, and they are the only map of their type that does not.
type Shelf[T any] struct {
	mu     sync.Mutex
	rows   map[string]T
	faults map[string]error
}

// ShelfOption is a setting of a Shelf: another generic function calls it than that which
// calls the settings of a Front.
type ShelfOption[T any] func(*Shelf[T])

// WithFault makes every access to a row fail.
func WithFault[T any](id string, err error) ShelfOption[T] {
	return func(s *Shelf[T]) { s.faults[id] = err }
}

// NewShelf makes a shelf.
func NewShelf[T any](opts ...ShelfOption[T]) *Shelf[T] {
	s := &Shelf[T]{rows: map[string]T{}, faults: map[string]error{}}
	for _, o := range opts {
		o(s)
	}
	return s
}

// Get gives a row.
func (s *Shelf[T]) Get(id string) (v T, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err, ok := s.faults[id]; ok {
		return v, fmt.Errorf("get %s: %w", id, err)
	}
	v, ok := s.rows[id]
	if !ok {
		return v, fmt.Errorf("get %s: %w", id, ErrNone)
	}
	return v, nil
}

// Add adds a row.
func (s *Shelf[T]) Add(id string, v T) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, ok := s.rows[id]; ok {
		return fmt.Errorf("add %s: %w", id, ErrTwice)
	}
	s.rows[id] = v
	return nil
}

// Front serves a shelf, and remembers what it could not find.
type Front struct {
	shelf  rows
	status func(error) int
	missed map[string]error
}

type rows interface {
	Get(id string) (int, error)
	Add(id string, v int) error
}

// FrontOption is a setting of a Front.
type FrontOption func(*Front)

// WithStatus replaces the mapper.
func WithStatus(f func(error) int) FrontOption { return func(fr *Front) { fr.status = f } }

// NewFront makes a front for a shelf.
func NewFront(s rows, opts ...FrontOption) *Front {
	f := &Front{shelf: s, status: func(error) int { return http.StatusTeapot }, missed: map[string]error{}}
	for _, o := range opts {
		o(f)
	}
	return f
}

// StatusOf is a mapper.
func StatusOf(err error) int {
	switch {
	case errors.Is(err, ErrNone):
		return http.StatusNotFound
	case errors.Is(err, ErrTwice):
		return http.StatusConflict
	case errors.Is(err, ErrOffline):
		return http.StatusServiceUnavailable
	}
	return http.StatusInternalServerError
}

// Row gives a row.
func (f *Front) Row(w http.ResponseWriter, r *http.Request) {
	if _, err := f.shelf.Get(r.FormValue("id")); err != nil {
		f.missed[r.FormValue("id")] = err
		w.WriteHeader(f.status(err))
		return
	}
	w.WriteHeader(http.StatusOK)
}

// Fill adds a row.
func (f *Front) Fill(w http.ResponseWriter, r *http.Request) {
	if err := f.shelf.Add(r.FormValue("id"), 1); err != nil {
		w.WriteHeader(f.status(err))
		return
	}
	w.WriteHeader(http.StatusCreated)
}

// Merge adds all rows that it is given, and tells of those that it could not.
func (f *Front) Merge(w http.ResponseWriter, r *http.Request) {
	var failed []error
	for i, id := range r.URL.Query()["id"] {
		if err := f.shelf.Add(id, i); err != nil {
			failed = append(failed, fmt.Errorf("row %d: %w", i, err))
			continue
		}
	}
	if err := errors.Join(failed...); err != nil {
		w.WriteHeader(f.status(err))
		return
	}
	w.WriteHeader(http.StatusNoContent)
}
