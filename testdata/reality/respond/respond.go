// Package respond has helpers that handlers of other packages call.
package respond

import (
	"encoding/json"
	"net/http"
)

type Detail struct {
	Name    string `json:"name"`
	Message string `json:"message"`
	Data    []Item `json:"data,omitempty"`
}

type Item struct {
	Param string `json:"param"`
	Msg   string `json:"msg"`
}

type ErrorBody struct {
	Message string `json:"message"`
	Error   Detail `json:"error"`
}

func JSON(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v)
}

func Frobnicate(w http.ResponseWriter, status int, name, msg string, items ...Item) {
	JSON(w, status, ErrorBody{Message: http.StatusText(status), Error: Detail{Name: name, Message: msg, Data: items}})
}

func NotFound(w http.ResponseWriter) { Frobnicate(w, http.StatusNotFound, "NotFound", "nothing here") }

type Builder struct {
	w      http.ResponseWriter
	status int
	header map[string]string
}

func Build(w http.ResponseWriter) *Builder {
	return &Builder{w: w, status: http.StatusOK, header: map[string]string{}}
}
func (b *Builder) Status(code int) *Builder { b.status = code; return b }
func (b *Builder) Header(k, v string) *Builder {
	b.header[k] = v
	return b
}
func (b *Builder) JSON(v any) {
	for k, v := range b.header {
		b.w.Header().Set(k, v)
	}
	JSON(b.w, b.status, v)
}

type Option func(*options)
type options struct {
	status int
	body   any
}

func Status(code int) Option { return func(o *options) { o.status = code } }
func Body(v any) Option      { return func(o *options) { o.body = v } }

func Send(w http.ResponseWriter, opts ...Option) {
	o := &options{status: http.StatusOK}
	for _, opt := range opts {
		opt(o)
	}
	if o.body == nil {
		w.WriteHeader(o.status)
		return
	}
	JSON(w, o.status, o.body)
}

// Require is a guard: it answers itself and tells that it did.
func Require(w http.ResponseWriter, ok bool, status int) bool {
	if !ok {
		Frobnicate(w, status, "Refused", "refused")
	}
	return ok
}

func Generic[T any](w http.ResponseWriter, v T, err error) {
	if err != nil {
		Frobnicate(w, http.StatusInternalServerError, "Internal", "failed")
		return
	}
	JSON(w, http.StatusOK, v)
}

type Page[T any] struct {
	Items []T `json:"items"`
	Next  *T  `json:"next,omitempty"`
}

var Fail = func(w http.ResponseWriter, code int) { w.WriteHeader(code) }

// Settings are a program's.
type Settings struct{ Code int }

// Default is set by the program, nil without settings.
var Default *Settings
