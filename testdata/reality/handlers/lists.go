package handlers

import (
	"bytes"
	"encoding/csv"
	"net/http"
	"slices"
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
