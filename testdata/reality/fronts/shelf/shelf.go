// Package shelf has handlers that leave panics to whoever puts them behind a router.
package shelf

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"
)

var (
	ErrMissing = errors.New("missing")
	ErrRare    = errors.New("rare")
)

// Gone is what Book panics with for books that were there.
type Gone struct{}

// Book is one of a shelf.
type Book struct{ Old, Rare, Slow bool }

func (b *Book) lend() error {
	if b.Old {
		return ErrMissing
	}
	return nil
}

// Shelf has books, and tells others what becomes of them.
type Shelf struct {
	books    map[string]Book
	handlers map[string][]func(Book) error
}

func New() *Shelf {
	return &Shelf{books: map[string]Book{"a": {}, "old": {Old: true}, "rare": {Rare: true}, "slow": {Slow: true}}}
}

// On has a function called for an event.
func (s *Shelf) On(event string, f func(Book) error) {
	if s.handlers == nil {
		s.handlers = map[string][]func(Book) error{}
	}
	s.handlers[event] = append(s.handlers[event], f)
}

func (s *Shelf) tell(event string, b Book) error {
	for _, f := range s.handlers[event] {
		if err := f(b); err != nil {
			return err
		}
	}
	return nil
}

func (s *Shelf) find(id string) Book {
	b, ok := s.books[id]
	if !ok {
		panic(ErrMissing)
	}
	return b
}

// Book panics for what is not there any more.
func (s *Shelf) Book(w http.ResponseWriter, r *http.Request) {
	if s.find(r.FormValue("id")).Old {
		panic(&Gone{})
	}
	w.WriteHeader(http.StatusNoContent)
}

// wait does what it is given with a book, for a while.
func wait(ctx context.Context, b *Book, do func(*Book) error) error {
	ctx, cancel := context.WithTimeout(ctx, time.Millisecond)
	defer cancel()
	done := make(chan struct{})
	if !b.Slow {
		close(done)
	}
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-done:
	}
	return do(b)
}

// Take waits for a book, and asks others.
func (s *Shelf) Take(w http.ResponseWriter, r *http.Request) {
	b := s.find(r.FormValue("id"))
	err := wait(r.Context(), &b, (*Book).lend)
	if err == nil {
		err = s.tell("taken", b)
	}
	switch {
	case err == nil:
		w.WriteHeader(http.StatusNoContent)
	case errors.Is(err, ErrRare):
		w.WriteHeader(http.StatusForbidden)
	case errors.Is(err, ErrMissing):
		w.WriteHeader(http.StatusConflict)
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		w.WriteHeader(http.StatusGatewayTimeout)
	default:
		w.WriteHeader(http.StatusInternalServerError)
	}
}

// lose loses some books, and tells of each that can't be lost.
func (s *Shelf) lose(ids []string) error {
	var errs []error
	for _, id := range ids {
		errs = append(errs, s.check(id))
	}
	return errors.Join(errs...)
}

func (s *Shelf) check(id string) error {
	b, ok := s.books[id]
	switch {
	case !ok:
		return fmt.Errorf("%s: %w", id, ErrMissing)
	case b.Rare:
		return fmt.Errorf("%s: %w", id, ErrRare)
	}
	return nil
}

// Lose is given several books.
func (s *Shelf) Lose(w http.ResponseWriter, r *http.Request) {
	var gone *Lost
	switch err := s.lose(strings.Split(r.FormValue("id"), ",")); {
	case err == nil:
		w.WriteHeader(http.StatusNoContent)
	case errors.As(err, &gone):
		w.WriteHeader(http.StatusGone)
	case errors.Is(err, ErrRare):
		w.WriteHeader(http.StatusForbidden)
	case errors.Is(err, ErrMissing):
		w.WriteHeader(http.StatusNotFound)
	default:
		w.WriteHeader(http.StatusInternalServerError)
	}
}

// Lost is what nobody here gives.
type Lost struct{ ID string }

func (l *Lost) Error() string { return l.ID }

// Find is one of those that look for something in a shelf.
func Find(id string) error { return &Lost{id} }

// Desk is a desk for one kind of things.
type Desk[T any] struct {
	guard func(T) error
	thing T
}

func NewDesk[T any](thing T, guard func(T) error) *Desk[T] { return &Desk[T]{guard, thing} }

// Mount registers what the desk does.
func (d *Desk[T]) Mount(path string, mux *http.ServeMux) { mux.HandleFunc(path, d.Ask) }

// Ask is asked by those who may.
func (d *Desk[T]) Ask(w http.ResponseWriter, r *http.Request) {
	if d.guard != nil {
		if err := d.guard(d.thing); errors.Is(err, ErrRare) {
			w.WriteHeader(http.StatusForbidden)
			return
		} else if err != nil {
			w.WriteHeader(http.StatusInternalServerError)
			return
		}
	}
	w.WriteHeader(http.StatusNoContent)
}
