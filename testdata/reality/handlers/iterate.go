package handlers

import (
	"bytes"
	"errors"
	"iter"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
)

// Iterators of the standard library, alone and around the service's own.

type shelf struct {
	mu    sync.Mutex
	books map[string]string
	shut  bool
}

var errShut = errors.New("shut")

func (s *shelf) all() iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		s.mu.Lock()
		defer s.mu.Unlock()
		if s.shut {
			yield("", errShut)
			return
		}
		for _, k := range slices.Sorted(maps.Keys(s.books)) {
			if !yield(s.books[k], nil) {
				return
			}
		}
	}
}

func (s *shelf) page(n int) ([]string, error) {
	var out []string
	for b, err := range s.all() {
		if err != nil {
			return nil, err
		}
		if len(out) == n {
			break
		}
		out = append(out, b)
	}
	return out, nil
}

func shelfStatus(err error) int {
	switch {
	case err == nil:
		return 200
	case errors.Is(err, errShut):
		return 503
	case errors.Is(err, http.ErrNoCookie):
		return 401
	}
	return 500
}

// Page stops an iterator at a bound that is far off.
func Page(w http.ResponseWriter, r *http.Request) {
	s := &shelf{books: map[string]string{}, shut: x(r) == "shut"}
	for _, t := range strings.Split(x(r), ",") {
		s.books[t] = t
	}
	_, err := s.page(1000)
	w.WriteHeader(shelfStatus(err))
}

type layer func(int) int

// Layers applies functions from the last to the first.
func Layers(w http.ResponseWriter, r *http.Request) {
	code := 401
	for _, l := range slices.Backward([]layer{func(n int) int { return n + 3 }, func(n int) int { return n - 1 }}) {
		code = l(code)
	}
	w.WriteHeader(code) // 403
}

var codes = sync.OnceValue(func() map[string]int {
	m := map[string]int{}
	for code, names := range map[int][]string{404: {"missing", "gone"}, 409: {"taken"}} {
		for _, n := range names {
			m[n] = code
		}
	}
	return m
})

// Once looks up a table that is made when it is first asked for.
func Once(w http.ResponseWriter, r *http.Request) {
	if c, ok := codes()[x(r)]; ok {
		w.WriteHeader(c)
		return
	}
	w.WriteHeader(204)
}

// Allowed searches with a predicate.
func Allowed(w http.ResponseWriter, r *http.Request) {
	if !slices.ContainsFunc([]string{"a", "b"}, func(s string) bool { return s == x(r) }) {
		w.WriteHeader(403)
		return
	}
	w.WriteHeader(200)
}

// Lines counts in the body of a loop over an iterator that can't be seen.
func Lines(w http.ResponseWriter, r *http.Request) {
	var good, bad []string
	for line := range bytes.Lines([]byte(strings.ReplaceAll(x(r), ",", "\n"))) {
		if strings.HasPrefix(string(line), "!") {
			bad = append(bad, string(line))
			continue
		}
		good = append(good, string(line))
	}
	switch {
	case len(good)+len(bad) == 0:
		w.WriteHeader(204)
	case len(bad) == 0:
		w.WriteHeader(200)
	case len(good) == 0:
		w.WriteHeader(400)
	default:
		w.WriteHeader(207)
	}
}

// hall has a counter that code which can't be seen is given a pointer to: its
// other fields stay as they are.
type hall struct {
	seats sync.Mutex
	code  int
	full  map[string]bool
}

func (h *hall) enter(w http.ResponseWriter, r *http.Request) {
	if h.full[x(r)] {
		w.WriteHeader(h.code)
		return
	}
	w.WriteHeader(201)
}

// Part locks before it reads.
func Part(w http.ResponseWriter, r *http.Request) {
	h := &hall{code: 409, full: map[string]bool{"a": true}}
	h.seats.Lock()
	defer h.seats.Unlock()
	h.enter(w, r)
}
