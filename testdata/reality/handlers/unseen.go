package handlers

import (
	"context"
	"encoding/json"
	"errors"
	"net"
	"net/http"
	"sort"
	"strings"
	"sync"
)

type session struct{ Statement *statement }

type statement struct{ Dest any }

var sessions = sync.Pool{New: func() any { return &session{Statement: &statement{}} }}

// Behind hands on a pointer behind which it has put another one.
func Behind(w http.ResponseWriter, r *http.Request) {
	var out struct{ Msg string }
	s := sessions.Get().(*session)
	s.Statement.Dest = &out
	_ = json.NewDecoder(strings.NewReader(r.FormValue("body"))).Decode(s)
	if out.Msg == "a" {
		w.WriteHeader(http.StatusAccepted)
		return
	}
	w.WriteHeader(http.StatusConflict)
}

// Sorted asks for the first after they are put in order.
func Sorted(w http.ResponseWriter, r *http.Request) {
	name := "c"
	if x(r) == "a" {
		name = "a"
	}
	names := []string{"b", name}
	sort.Strings(names)
	if names[0] == "a" {
		w.WriteHeader(http.StatusAccepted)
		return
	}
	w.WriteHeader(http.StatusConflict)
}

// Cleared asks for what clear may have changed.
func Cleared(w http.ResponseWriter, r *http.Request) {
	numbers := []int{1, 2}
	if x(r) == "a" {
		clear(numbers)
	}
	if numbers[0] == 0 {
		w.WriteHeader(http.StatusAccepted)
		return
	}
	w.WriteHeader(http.StatusConflict)
}

// Added counts the values of a header.
func Added(w http.ResponseWriter, r *http.Request) {
	h := http.Header{}
	h.Set("X-A", "1")
	if x(r) == "a" {
		h.Add("X-A", "2")
	}
	if len(h["X-A"]) == 2 {
		w.WriteHeader(http.StatusAccepted)
		return
	}
	w.WriteHeader(http.StatusConflict)
}

// Late tells a deadline by what package net says of it.
func Late(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithCancel(r.Context())
	if x(r) == "a" {
		ctx, cancel = context.WithTimeout(r.Context(), 0)
	}
	cancel()
	<-ctx.Done()
	var late net.Error
	if errors.As(ctx.Err(), &late) {
		w.WriteHeader(http.StatusGatewayTimeout)
		return
	}
	w.WriteHeader(http.StatusConflict)
}

// Received tells two things apart that came by one channel.
func Received(w http.ResponseWriter, r *http.Request) {
	ch := make(chan string, 2)
	ch <- "a"
	ch <- x(r)
	if <-ch == <-ch {
		w.WriteHeader(http.StatusAccepted)
		return
	}
	w.WriteHeader(http.StatusConflict)
}

type coat struct{ err error }

func (coat) Error() string { return "coat" }

// Unwrap is for pointers to a coat, of which no error has one by itself.
func (l *coat) Unwrap() error { return l.err }

// Layered holds an error that only a pointer would unwrap.
func Layered(w http.ResponseWriter, r *http.Request) {
	var err error = coat{errHidden}
	if x(r) == "a" {
		err = &coat{errHidden}
	}
	if errors.Is(err, errHidden) {
		w.WriteHeader(http.StatusAccepted)
		return
	}
	w.WriteHeader(http.StatusConflict)
}
