package handlers

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
)

type step func(s string) int

func refuseA(s string) int {
	if s == "a" {
		return http.StatusForbidden
	}
	return 0
}

func refuseB(s string) int {
	if s == "b" {
		return http.StatusConflict
	}
	return 0
}

// Steps goes through a list that is put together, by the functions of package slices.
func Steps(w http.ResponseWriter, r *http.Request) {
	steps := slices.Insert([]step{refuseB}, 0, refuseA)
	if x(r) == "skip" {
		w.WriteHeader(http.StatusAccepted)
		return
	}
	for _, s := range steps {
		if code := s(x(r)); code != 0 {
			w.WriteHeader(code)
			return
		}
	}
	codes := slices.DeleteFunc([]int{http.StatusGone, http.StatusNoContent}, func(n int) bool { return n >= 400 })
	w.WriteHeader(codes[0])
}

// Table writes records to memory, which can't fail.
func Table(w http.ResponseWriter, r *http.Request) {
	var b bytes.Buffer
	t := csv.NewWriter(&b)
	t.Comma = ';'
	if err := t.Write([]string{"a", x(r)}); err != nil {
		w.WriteHeader(http.StatusInternalServerError)
		return
	}
	t.Flush()
	if err := t.Error(); err != nil {
		w.WriteHeader(http.StatusBadGateway)
		return
	}
	w.Header().Set("Content-Type", "text/csv")
	w.WriteHeader(http.StatusCreated)
	_, _ = w.Write(b.Bytes())
}

var (
	errHeavy = errors.New("heavy")
	errOdd   = errors.New("odd")
)

// weighEach gives an error for each of some pieces, in a list as long as they are.
func weighEach(pieces []string, weigh func(string) error) []error {
	errs := make([]error, len(pieces))
	var wg sync.WaitGroup
	for i, p := range pieces {
		wg.Go(func() { errs[i] = weigh(p) })
	}
	wg.Wait()
	return errs
}

// Weighed answers for the first of the errors that were stored in a list whose length can't be seen.
func Weighed(w http.ResponseWriter, r *http.Request) {
	errs := weighEach(strings.Split(x(r), ","), func(p string) error {
		switch p {
		case "lead":
			return errHeavy
		case "ring":
			return fmt.Errorf("piece %q: %w", p, errOdd)
		}
		return nil
	})
	for _, err := range errs {
		switch {
		case errors.Is(err, errHeavy):
			w.WriteHeader(471)
			return
		case errors.Is(err, errOdd):
			w.WriteHeader(472)
			return
		case errors.Is(err, errNoWare):
			w.WriteHeader(473)
			return
		case err != nil:
			w.WriteHeader(474)
			return
		}
	}
	w.WriteHeader(204)
}

// Stamped hands such a list to code that changes it.
func Stamped(w http.ResponseWriter, r *http.Request) {
	codes := make([]int, len(x(r)))
	for i := range codes {
		codes[i] = 471
	}
	if len(codes) > 0 {
		copy(codes[1:], []int{472})
		clear(codes[:0])
		w.WriteHeader(codes[len(codes)-1])
		return
	}
	w.WriteHeader(204)
}
