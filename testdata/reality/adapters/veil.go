package adapters

import (
	"bytes"
	"net/http"
)

// Middleware that gives the handler a writer of its own, and makes something else
// of what the handler sends.

// presumptive sends another status than 200 where none was chosen.
type presumptive struct {
	http.ResponseWriter
	code  int
	fixed bool
}

func (p *presumptive) WriteHeader(c int) {
	p.fixed = true
	p.ResponseWriter.WriteHeader(c)
}

func (p *presumptive) Write(b []byte) (int, error) {
	if !p.fixed {
		p.WriteHeader(p.code)
	}
	return p.ResponseWriter.Write(b)
}

func presume(code int) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			p := &presumptive{ResponseWriter: w, code: code}
			next.ServeHTTP(p, r)
			if !p.fixed {
				p.WriteHeader(http.StatusNoContent)
			}
		})
	}
}

type draft struct {
	http.ResponseWriter
	code int
	body bytes.Buffer
}

func (d *draft) WriteHeader(c int) {
	if d.code == 0 {
		d.code = c
	}
}

func (d *draft) Write(b []byte) (int, error) { return d.body.Write(b) }

// veil hides server errors.
func veil(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		d := &draft{ResponseWriter: w}
		next.ServeHTTP(d, r)
		if d.code == 0 {
			d.code = http.StatusOK
		}
		if d.code >= 500 {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		w.WriteHeader(d.code)
		_, _ = d.body.WriteTo(w)
	})
}

type desk struct{ name string }

// Presumed leaves the status of success to what it is put in.
func (d *desk) Presumed(w http.ResponseWriter, r *http.Request) {
	switch r.FormValue("x") {
	case "bad":
		w.WriteHeader(http.StatusBadRequest)
	case "none":
	default:
		w.Write([]byte(d.name))
	}
}

// Veiled fails in ways that clients don't see.
func (d *desk) Veiled(w http.ResponseWriter, r *http.Request) {
	switch r.FormValue("x") {
	case "gateway":
		w.WriteHeader(http.StatusBadGateway)
	case "error":
		http.Error(w, d.name, http.StatusInternalServerError)
	case "missing":
		w.WriteHeader(http.StatusNotFound)
	default:
		w.Write([]byte(d.name))
	}
}

// Veils puts handlers into middleware.
func Veils() map[string]http.Handler {
	d := &desk{name: "front"}
	return map[string]http.Handler{
		"presumed": presume(http.StatusCreated)(http.HandlerFunc(d.Presumed)),
		"veiled":   veil(http.HandlerFunc(d.Veiled)),
	}
}
