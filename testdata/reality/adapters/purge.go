package adapters

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/httpcontract/httpcontract/testdata/reality/adapters/store"
	"github.com/httpcontract/httpcontract/testdata/reality/adapters/web"
)

// Purge fails in a loop and before it: whichever error it returns, it is one.
func Purge(w http.ResponseWriter, r *http.Request) error {
	n, err := strconv.Atoi(r.FormValue("n"))
	if err != nil {
		return err
	}
	for range n {
		if _, err := url.Parse(r.FormValue("u")); err != nil {
			return err
		}
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// Show is handed on by itself and inside Embed, at one place.
func Show(w http.ResponseWriter, r *http.Request) error {
	_, err := store.Load(r.FormValue("id"))
	if err != nil {
		return err
	}
	w.WriteHeader(http.StatusOK)
	return nil
}

type swap struct{ http.ResponseWriter }

func (s *swap) WriteHeader(code int) {
	if code == http.StatusNotFound {
		code = http.StatusOK
	}
	s.ResponseWriter.WriteHeader(code)
}

// Embed shows something in the place of what is missing.
func Embed(h http.Handler) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.FormValue("id"), ".") {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		h.ServeHTTP(&swap{w}, r)
	}
}

var shows = []struct {
	path string
	h    http.Handler
}{
	{"/show", web.Handler(Show)},
	{"/embed", Embed(web.Handler(Show))},
	{"/purge", web.Handler(Purge)},
}
