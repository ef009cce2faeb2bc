package handlers

import (
	"context"
	"iter"
	"net/http"
	"slices"
)

type library struct{ books map[string]*book }

type book struct {
	title string
	pages int
}

var libraries = &library{books: map[string]*book{}}

func (s *library) scan(ctx context.Context) iter.Seq2[book, error] {
	return func(yield func(book, error) bool) {
		for _, b := range s.books {
			if err := ctx.Err(); err != nil {
				yield(book{}, err)
				return
			}
			if !yield(*b, nil) {
				return
			}
		}
	}
}

// Detached counts whatever the client does.
func Detached(w http.ResponseWriter, r *http.Request) {
	if title := x(r); title != "" {
		libraries.books[title] = &book{title, len(title)}
	}
	found, pages := false, 0
	for b, err := range libraries.scan(context.WithoutCancel(r.Context())) {
		if err != nil {
			w.WriteHeader(http.StatusInternalServerError)
			return
		}
		if b.title == x(r) {
			found = true
			pages += b.pages
		}
	}
	if !found {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	w.WriteHeader(http.StatusOK)
}

// Undone waits for what never comes.
func Undone(w http.ResponseWriter, r *http.Request) {
	select {
	case <-context.Background().Done():
		w.WriteHeader(http.StatusGatewayTimeout)
	default:
		w.WriteHeader(http.StatusAccepted)
	}
}

type (
	setKey   struct{}
	unsetKey struct{}
)

// Keyed has a value under one key and none under the other, which nobody sets.
func Keyed(w http.ResponseWriter, r *http.Request) {
	ctx := context.WithValue(r.Context(), setKey{}, slices.Clone([]string{"a"}))
	switch {
	case ctx.Value(unsetKey{}) != nil:
		w.WriteHeader(http.StatusInternalServerError)
	case ctx.Value(setKey{}) == nil:
		w.WriteHeader(http.StatusBadGateway)
	default:
		w.WriteHeader(http.StatusNoContent)
	}
}
