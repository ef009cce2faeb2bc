package web

import "net/http"

// Exchange is a context that handlers know by an interface.
type Exchange interface {
	Request() *http.Request
	ResponseWriter() http.ResponseWriter
	User() string
}

type exchange struct {
	w http.ResponseWriter
	r *http.Request
}

func (e *exchange) Request() *http.Request              { return e.r }
func (e *exchange) ResponseWriter() http.ResponseWriter { return e.w }
func (e *exchange) User() string                        { return e.r.FormValue("user") }

// Hook runs before the handlers.
type Hook interface {
	Before(Exchange) error
}

// Exchanged adapts handlers of exchanges.
func Exchanged(h func(Exchange), hooks ...Hook) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		e := &exchange{w, r}
		for _, hook := range hooks {
			if err := hook.Before(e); err != nil {
				w.WriteHeader(http.StatusUnauthorized)
				return
			}
		}
		h(e)
	}
}

// Refuse answers a handler's exchange.
func Refuse(e Exchange, status int) { e.ResponseWriter().WriteHeader(status) }
