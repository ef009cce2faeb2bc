package handlers

import (
	"net/http"
	"strconv"
)

// number is what a request gives, 0 if it is none.
func number(r *http.Request) int {
	n, _ := strconv.Atoi(x(r))
	return n
}

// Masked sends one of four.
func Masked(w http.ResponseWriter, r *http.Request) { w.WriteHeader(400 + number(r)&3) }

// Shifted has what is left of a byte.
func Shifted(w http.ResponseWriter, r *http.Request) {
	n, err := strconv.ParseUint(x(r), 10, 8)
	if err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	w.WriteHeader(200 + int(n)>>6)
}

// Within divides what it has found to be small.
func Within(w http.ResponseWriter, r *http.Request) {
	if n := number(r); n >= 0 && n < 8 {
		w.WriteHeader(400 + n/4)
		return
	}
	w.WriteHeader(http.StatusRequestedRangeNotSatisfiable)
}

// Remainder is never negative here.
func Remainder(w http.ResponseWriter, r *http.Request) {
	switch uint(number(r)) % 3 {
	case 0:
		w.WriteHeader(http.StatusOK)
	case 1:
		w.WriteHeader(http.StatusCreated)
	case 2:
		w.WriteHeader(http.StatusAccepted)
	default:
		w.WriteHeader(http.StatusInternalServerError)
	}
}

// Wraps runs over.
func Wraps(w http.ResponseWriter, r *http.Request) {
	n := uint8(250)
	n += 10
	w.WriteHeader(200 + int(n))
}

// LongKey has a length of at least one.
func LongKey(w http.ResponseWriter, r *http.Request) {
	key := x(r)
	if key == "" {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	if len(key) == 0 {
		w.WriteHeader(http.StatusInternalServerError)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

func climb(n, code int) int {
	if n == 0 {
		return code
	}
	return climb(n-1, code+1)
}

// Climbs computes its status by recursion.
func Climbs(w http.ResponseWriter, r *http.Request) { w.WriteHeader(climb(22, 400)) }

func faulty(w http.ResponseWriter) {
	if recover() != nil {
		w.WriteHeader(http.StatusInternalServerError)
	}
}

// Indexed may be beyond the end.
func Indexed(w http.ResponseWriter, r *http.Request) {
	defer faulty(w)
	codes := []int{http.StatusOK, http.StatusCreated}
	w.WriteHeader(codes[number(r)])
}

// IndexedWithin may not.
func IndexedWithin(w http.ResponseWriter, r *http.Request) {
	defer faulty(w)
	codes := []int{http.StatusOK, http.StatusCreated}
	if n := number(r); n >= 0 && n < len(codes) {
		w.WriteHeader(codes[n])
		return
	}
	w.WriteHeader(http.StatusNotFound)
}

// Divided may divide by zero.
func Divided(w http.ResponseWriter, r *http.Request) {
	defer faulty(w)
	if 100/number(r) > 1 {
		w.WriteHeader(http.StatusAccepted)
		return
	}
	w.WriteHeader(http.StatusOK)
}

// Untyped shifts by a constant's shift, of which go/types keeps no type.
func Untyped(w http.ResponseWriter, r *http.Request) {
	codes := 0
	for e := range 3 {
		codes |= 1 << (16 >> e & 24)
	}
	w.WriteHeader(400 + codes&1)
}
