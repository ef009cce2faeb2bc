// Package cases makes the receivers of the handlers of package fields and runs them.
package cases

import (
	"errors"
	"net/http"
	"strconv"
	"time"

	"github.com/httpcontract/httpcontract/internal/reality"
	"github.com/httpcontract/httpcontract/testdata/reality/fields"
)

// Cases are the handlers with what reaches their branches.
func Cases() []reality.Case {
	desk, shelf := fields.NewDesk(), fields.NewShelf()
	fresh := fields.NewShelf()
	club, shut, bare := fields.NewClub(), fields.NewClub(), fields.NewClub()
	club.Members, club.Check = none{}, none{}.Has
	shut.Closed = true
	return []reality.Case{
		{Name: "Desk.Do", Handler: desk.Do, Requests: []string{"", "action=open", "action=open&name=taken", "action=close"}},
		{Name: "Desk.Limited", Handler: desk.Limited, Requests: []string{""}},
		{Name: "Desk.Inner", Handler: desk.Inner, Requests: []string{"path=/in/x", "path=/out"}},
		{Name: "Desk.Configure", Handler: desk.Configure, Requests: []string{"cfg=", "cfg={}", `cfg={"Gone":true}`}},
		{Name: "Desk.Configured", Handler: both(fields.NewDesk().Configured, desk.Configured), Requests: []string{"", "other=1"}},
		{Name: "Desk.Count", Handler: desk.Count, Requests: []string{"", ""}},
		{Name: "Shelf.Put", Handler: shelf.Put, Requests: []string{"key=a"}},
		{Name: "Shelf.Get", Handler: both(shelf.Get, fresh.Get), Requests: []string{"key=a", "key=a&other=1"}},
		{Name: "Hub.Wait", Handler: posted(&fields.Hub{}), Requests: []string{"v=1", "v=2"}},
		{Name: "Club.Enter", Handler: both(reality.At("/enter", club), reality.At("/enter", shut)), Requests: []string{"", "key=k", "other=1"}},
		{Name: "Club.Ask", Handler: both(reality.At("/ask", club), reality.At("/ask", bare)), Requests: []string{"", "key=k", "other=1"}},
		{Name: "Keys.Check", Handler: fields.NewKeys(none{}).Check, Requests: []string{"", "key=k"}},
		{Name: "Ledger.Enter", Handler: fields.NewLedger().Enter, Requests: []string{"key=a", "key=a", "key=b&bad=1", "key=b"}},
		{Name: "Signs.Follow", Handler: both(fields.NewSigns(fields.To("a", "/b")).Follow, fields.NewSigns(fields.Closed()).Follow), Requests: []string{"name=a", "name=b", "other=1"}},
	}
}

// posted posts what a request asks for while that waits.
func posted(hub *fields.Hub) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		v, _ := strconv.Atoi(r.FormValue("v"))
		go func() {
			for !hub.Post(v) {
				time.Sleep(time.Millisecond)
			}
		}()
		hub.Wait(w, r)
	}
}

type none struct{}

func (none) Has(key string) error {
	if key == "" {
		return errors.New("no key")
	}
	return nil
}

// Wired are those of which only the package that makes them knows everything.
func Wired() []reality.Case {
	return []reality.Case{
		{Name: "Gallery.ServeHTTP", Handler: fields.NewGallery(fields.WithMissing(http.StatusGone)).ServeHTTP, Requests: []string{"", "theme=x"}},
	}
}

// both answers with the second handler where the request asks for it.
func both(one, other http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.FormValue("other") != "" {
			other(w, r)
			return
		}
		one(w, r)
	}
}
