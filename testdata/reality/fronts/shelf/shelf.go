// Package shelf has handlers that leave panics to whoever puts them behind a router.
package shelf

import (
	"context"
	"errors"
	"net/http"
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
