package web

import (
	"context"
	"encoding/json"
	"net/http"
)

// bad is an error of a decoder.
type bad struct {
	status int
	err    error
}

func (b *bad) Error() string   { return b.err.Error() }
func (b *bad) HTTPStatus() int { return b.status }

// Decoder reads what a typed function is given from a request. It answers for nothing
// itself.
type Decoder[In any] func(r *http.Request) (In, error)

// JSON reads the form value "in".
func JSON[In any]() Decoder[In] {
	return func(r *http.Request) (In, error) {
		var in In
		if r.FormValue("in") == "" {
			return in, &bad{http.StatusUnsupportedMediaType, context.Canceled}
		}
		if err := json.Unmarshal([]byte(r.FormValue("in")), &in); err != nil {
			return in, &bad{http.StatusUnprocessableEntity, err}
		}
		return in, nil
	}
}

// Value reads a form value.
func Value[In any](name string, parse func(string) (In, error)) Decoder[In] {
	return func(r *http.Request) (In, error) {
		in, err := parse(r.FormValue(name))
		if err != nil {
			return in, &bad{http.StatusBadRequest, err}
		}
		return in, nil
	}
}

// Typed adapts a typed function and what reads its argument.
func Typed[In, Out any](read Decoder[In], h func(context.Context, In) (Out, error)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		in, err := read(r)
		if err != nil {
			Fail(w, err)
			return
		}
		out, err := h(r.Context(), in)
		if err != nil {
			Fail(w, err)
			return
		}
		write(w, http.StatusOK, out)
	})
}
