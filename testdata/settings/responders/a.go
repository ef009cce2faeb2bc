// Package responders has functions that the contract file describes.
package responders

import "net/http"

// Ctx stands for a type of a library that can't be seen through.
type Ctx struct{ send func(int, any) }

func (c *Ctx) Send(status int, v any) { c.send(status, v) }

var contexts func() *Ctx

// New makes contexts in a way that can't be followed.
func New(f func() *Ctx) { contexts = f }

func sends(w http.ResponseWriter, r *http.Request) {
	c := contexts()
	if r.FormValue("a") == "" {
		c.Send(418, map[string]string{"message": "tea"}) // want "status: 418 is not a documented status"
		return
	}
	c.Send(404, map[string]string{"msg": "no"}) // want "error-body: 404 body lacks message"
}

var replies func(w http.ResponseWriter)

func Set(f func(w http.ResponseWriter)) { replies = f }

func reply(w http.ResponseWriter) { replies(w) }

func replying(w http.ResponseWriter, r *http.Request) {
	reply(w) // want "status: 422 is not a documented status" "error-body: 422 body is text"
}

func check(w http.ResponseWriter, err error) { replies(w) }

var work func() error

func Do(f func() error) { work = f }

func checking(w http.ResponseWriter, r *http.Request) {
	err := work()
	check(w, err) // want "error-body: 400 response has no body"
	if err == nil {
		w.WriteHeader(200)
	}
}

func first(err error, w http.ResponseWriter) { replies(w) }

func nothing(w http.ResponseWriter, r *http.Request) { first(nil, w) }

// Elsewhere has fewer arguments than the contract says: it counts as it is.
func Elsewhere(w http.ResponseWriter, code int) { w.WriteHeader(code) }

func elsewhere(w http.ResponseWriter, r *http.Request) {
	Elsewhere(w, 418) // want "status: 418 is not a documented status" "error-body: 418 response has no body"
}

func Trusted(w http.ResponseWriter) { w.WriteHeader(418) }

func trusting(w http.ResponseWriter, r *http.Request) { Trusted(w) }
