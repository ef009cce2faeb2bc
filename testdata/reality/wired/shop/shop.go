// Package shop has handlers whose collaborators package wired chooses.
package shop

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"

	"github.com/httpcontract/httpcontract/testdata/reality/wired/domain"
	"github.com/httpcontract/httpcontract/testdata/reality/wired/service"
	"github.com/httpcontract/httpcontract/testdata/reality/wired/web"
)

// Shop is a controller.
type Shop struct {
	items service.Items
	limit int
}

// New is the constructor.
func New(items service.Items, limit int) *Shop { return &Shop{items: items, limit: limit} }

// Get reads by two decorators' errors.
func (s *Shop) Get(w http.ResponseWriter, r *http.Request) {
	v, err := s.items.Get(r.FormValue("id"))
	if err != nil {
		web.Fail(w, err)
		return
	}
	web.Send(w, 200, map[string]string{"value": v})
}

// Put decodes: an error of encoding/json is none of the domain's.
func (s *Shop) Put(w http.ResponseWriter, r *http.Request) {
	var in struct {
		ID string `json:"id"`
	}
	if err := json.Unmarshal([]byte(r.FormValue("body")), &in); err != nil {
		web.Fail(w, err)
		return
	}
	if len(in.ID) > s.limit {
		web.Fail(w, web.BadInput{Field: "id"})
		return
	}
	if err := s.items.Put(in.ID); err != nil {
		web.Fail(w, err)
		return
	}
	w.WriteHeader(201)
}

// Mapped returns its errors to a mapper that the wiring has filled.
func (s *Shop) Mapped(w http.ResponseWriter, r *http.Request) error {
	switch r.FormValue("e") {
	case "missing":
		return fmt.Errorf("mapped: %w", domain.ErrMissing)
	case "busy":
		return domain.ErrBusy
	}
	w.WriteHeader(204)
	return nil
}

// Number tells strconv's errors apart; there are no others.
func (s *Shop) Number(w http.ResponseWriter, r *http.Request) {
	n, err := strconv.ParseInt(r.FormValue("n"), 10, 8)
	var bad *strconv.NumError
	switch {
	case err == nil:
		web.Send(w, 200, n)
	case errors.Is(err, strconv.ErrRange):
		web.Send(w, 416, map[string]string{"message": "range"})
	case errors.As(err, &bad):
		web.Send(w, 400, map[string]string{"num": bad.Num})
	default:
		w.WriteHeader(599)
	}
}

// Panics panics in several ways.
func (s *Shop) Panics(w http.ResponseWriter, r *http.Request) {
	switch r.FormValue("p") {
	case "abort":
		web.Abort(409)
	case "error":
		panic(domain.ErrBusy)
	case "string":
		panic("late")
	case "nil":
		var m map[string]int
		m["x"]++
	}
	w.WriteHeader(204)
}

func allowed(w http.ResponseWriter, r *http.Request, methods ...string) bool {
	for _, m := range methods {
		if r.Method == m {
			return true
		}
	}
	w.WriteHeader(405)
	return false
}

// Methods: after the guard the method is one of three.
func (s *Shop) Methods(w http.ResponseWriter, r *http.Request) {
	if !allowed(w, r, "GET", "POST", "PUT") {
		return
	}
	switch r.Method {
	case "GET":
		w.WriteHeader(200)
	case "POST":
		w.WriteHeader(201)
	case "PUT":
		w.WriteHeader(204)
	default:
		w.WriteHeader(501)
	}
}

// Asserted: an error that has one type is not of another.
func (s *Shop) Asserted(w http.ResponseWriter, r *http.Request) {
	var err error = web.BadInput{Field: r.FormValue("f")}
	if r.FormValue("d") != "" {
		err = &domain.Error{Code: domain.Taken}
	}
	if in, ok := err.(web.BadInput); ok {
		web.Send(w, 400, map[string]string{"field": in.Field})
		return
	}
	if _, ok := err.(*domain.Error); !ok {
		w.WriteHeader(599)
		return
	}
	web.Fail(w, err)
}
