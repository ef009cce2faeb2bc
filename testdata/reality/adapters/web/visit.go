package web

import "net/http"

// Out is a writer that tells what it has sent.
type Out interface {
	http.ResponseWriter
	Sent() int
}

type out struct {
	http.ResponseWriter
	status int
}

func (o *out) WriteHeader(code int) {
	if o.status == 0 {
		o.status = code
		o.ResponseWriter.WriteHeader(code)
	}
}

func (o *out) Sent() int { return o.status }

// Core is what all contexts have.
type Core struct {
	Out Out
	Req *http.Request
}

// Status sends a status.
func (c *Core) Status(code int) { c.Out.WriteHeader(code) }

// Sent reports whether something has been.
func (c *Core) Sent() bool { return c.Out.Sent() != 0 }

// Visit is a context: no type of net/http's is among its own fields.
type Visit struct {
	*Core
	User string
}

// Visits calls functions until one has answered.
func Visits(fns ...func(*Visit)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		v := &Visit{Core: &Core{Out: &out{ResponseWriter: w}, Req: r}}
		for _, fn := range fns {
			fn(v)
			if v.Sent() {
				return
			}
		}
	}
}
