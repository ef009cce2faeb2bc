package wrapped

import (
	stderrors "errors"
	"net/http"
	"sync"

	"golang.org/x/sync/errgroup"
)

// Grouped waits for goroutines of a group: one of their errors, or none.
func Grouped(w http.ResponseWriter, r *http.Request) {
	g, ctx := errgroup.WithContext(r.Context())
	var mu sync.Mutex
	var found []string
	for _, key := range r.Form["key"] {
		g.Go(func() error {
			err := find(key)
			if stderrors.Is(err, errTaken) || ctx.Err() != nil {
				return nil
			}
			if err != nil {
				return err
			}
			mu.Lock()
			defer mu.Unlock()
			found = append(found, key)
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		fail(w, err)
		return
	}
	if len(found) == 0 {
		w.WriteHeader(http.StatusNoContent)
		return
	}
	w.WriteHeader(http.StatusAccepted)
}

// parsed has read the form before.
func parsed(h http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if err := r.ParseForm(); err != nil {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		h(w, r)
	}
}
