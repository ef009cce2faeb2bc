// Package reality compares what the analyzer says of handlers with what they
// really send: the test corpus registers its handlers here, a test runs them
// and holds every answer against the prediction.
package reality

import (
	"io"
	"net/http"
	"strings"
)

// Case is a handler with the requests that reach all of its branches.
type Case struct {
	// Name is the handler's name in the listing.
	Name    string
	Handler http.HandlerFunc
	// Do, if set, answers a request instead of Handler: for frameworks that
	// are no net/http.
	Do func(*http.Request) (*http.Response, error)
	// Requests are the query strings, or "METHOD query".
	Requests []string
	// Unseen are statuses that the handler can send but no request here
	// brings about, with the reason beside the case.
	Unseen []int
	// Unknown says that some response is not expected to be resolved.
	Unknown bool
}

// Body gives a request a body.
func Body(r *http.Request, text string) {
	r.Body = io.NopCloser(strings.NewReader(text))
	r.ContentLength = int64(len(text))
}

// At asks a program's handler for one path.
func At(path string, h http.Handler) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		r.URL.Path = path
		h.ServeHTTP(w, r)
	}
}
