package handlers

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
)

type ware struct {
	gone  bool
	price int
}

var wares = map[string]ware{"mug": {price: 9}, "fax": {gone: true}}

var errNoWare = errors.New("no such ware")

type lineFault struct{ line, why string }

func (f *lineFault) Error() string { return f.line + ": " + f.why }

func findWare(name string) (ware, error) {
	w, ok := wares[name]
	if !ok {
		return ware{}, fmt.Errorf("ware %q: %w", name, errNoWare)
	}
	return w, nil
}

// total goes through lines of which nothing is known; the texts of its errors count
// them.
func total(lines []string) (int, error) {
	sum := 0
	for i, l := range lines {
		w, err := findWare(l)
		if errors.Is(err, errNoWare) {
			return 0, &lineFault{fmt.Sprintf("lines[%d]", i), "no such ware"}
		}
		if err != nil {
			return 0, err
		}
		if w.gone {
			return 0, &lineFault{fmt.Sprintf("lines[%d]", i), "no longer sold"}
		}
		sum += w.price
	}
	return sum, nil
}

// Ordered can't lack a ware: that became a fault of a line.
func Ordered(w http.ResponseWriter, r *http.Request) {
	_, err := total(strings.Split(x(r), ","))
	switch _, line := errors.AsType[*lineFault](err); {
	case line:
		w.WriteHeader(http.StatusUnprocessableEntity)
	case errors.Is(err, errNoWare):
		w.WriteHeader(http.StatusNotFound)
	case err != nil:
		w.WriteHeader(http.StatusInternalServerError)
	default:
		w.WriteHeader(http.StatusCreated)
	}
}

// labels are what a request asks for, if it does.
func labels(r *http.Request) map[string]string {
	out := map[string]string{}
	if l := x(r); l != "" {
		out[l] = "1"
	}
	return out
}

// Labelled passes through a map that may have one entry, under a key that can't be seen.
func Labelled(w http.ResponseWriter, r *http.Request) {
	for k := range labels(r) {
		if len(k) > 3 {
			w.WriteHeader(http.StatusUnprocessableEntity)
			return
		}
	}
	w.WriteHeader(http.StatusNoContent)
}

// ManyPasses goes through loops more often than they are unrolled.
func ManyPasses(w http.ResponseWriter, r *http.Request) {
	var table [256]uint32
	for i := range table {
		c := uint32(i)
		for range 8 {
			if c&1 == 1 {
				c = c>>1 ^ 0xedb88320
			} else {
				c >>= 1
			}
		}
		table[i] = c
	}
	for range 40 {
		for range 40 {
			table[0]++
		}
	}
	if len(table) == 256 {
		w.WriteHeader(471)
		return
	}
	w.WriteHeader(472)
}
