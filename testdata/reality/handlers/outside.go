package handlers

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"sync"
)

// Handlers behind an adapter that recovers: what they call outside the module does not panic,
// and the errors of other code are none of the module's.

var (
	errNoDesk   = errors.New("no such desk")
	errDeskBusy = errors.New("desk is busy")
	errDeskFull = errors.New("no desk left")
)

type visit struct {
	w   http.ResponseWriter
	r   *http.Request
	err error
}

// deskStatus looks for a sentinel in the chain.
func deskStatus(err error) int {
	for e := err; e != nil; e = errors.Unwrap(e) {
		switch e {
		case errNoDesk:
			return http.StatusNotFound
		case errDeskBusy:
			return http.StatusConflict
		case errDeskFull:
			return http.StatusTooManyRequests
		}
	}
	return http.StatusBadGateway
}

func visited(h func(*visit)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		v := &visit{w: w, r: r}
		defer func() {
			switch p := recover().(type) {
			case nil:
			case error:
				v.err = p
			default:
				panic(p)
			}
			if v.err != nil {
				http.Error(w, v.err.Error(), deskStatus(v.err))
			}
		}()
		h(v)
	}
}

type office struct {
	mu      sync.Mutex
	desks   map[string]bool
	version int
}

var floor = &office{desks: map[string]bool{"a": true, "b": false}}

func (o *office) take(name string) (err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("taking %s: %w", name, err)
		}
	}()
	o.mu.Lock()
	defer o.mu.Unlock()
	taken, ok := o.desks[name]
	switch {
	case !ok:
		return errNoDesk
	case taken:
		return errDeskBusy
	}
	return nil
}

func (o *office) clear(name string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	delete(o.desks, name+"!")
	o.version++
}

// renumber fails if others have cleared a desk since it began.
func (o *office) renumber(between func()) error {
	o.mu.Lock()
	began := o.version
	o.mu.Unlock()
	between()
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.version != began {
		return errDeskFull
	}
	return nil
}

func takeDesk(v *visit) {
	if v.err = floor.take(x(v.r)); v.err == nil {
		v.w.WriteHeader(http.StatusNoContent)
	}
}

func mustDesk(name string) bool {
	if err := floor.take(name); err != nil {
		panic(err)
	}
	return true
}

func forceDesk(v *visit) {
	if mustDesk(x(v.r)) {
		v.w.WriteHeader(http.StatusAccepted)
	}
}

func renumberDesks(v *visit) {
	busy := x(v.r) != ""
	v.err = floor.renumber(func() {
		if busy {
			floor.clear("c")
		}
	})
}

// openDesk gives the system's errors.
func openDesk(v *visit) {
	f, err := os.Open("/nothing/" + x(v.r))
	if err != nil {
		v.err = fmt.Errorf("opening: %w", err)
		return
	}
	f.Close()
}

// deskLink gives those of a parser, of which one is looked into.
func deskLink(v *visit) {
	u, err := url.Parse(x(v.r))
	if err != nil {
		v.err = err
		return
	}
	io.WriteString(v.w, u.Path)
}

// deskErrors are errors of the module's own kind of list.
type deskErrors []error

func (d deskErrors) Error() string   { return strconv.Itoa(len(d)) + " errors" }
func (d deskErrors) Unwrap() []error { return d }

// ManyDesks takes several desks.
func ManyDesks(w http.ResponseWriter, r *http.Request) {
	var failed deskErrors
	names := strings.Split(x(r), ",")
	for _, name := range names {
		if err := floor.take(name); err != nil {
			failed = append(failed, err)
		}
	}
	var err error
	if len(failed) > 0 {
		err = fmt.Errorf("all: %w", failed)
	}
	switch {
	case err == nil:
		w.WriteHeader(http.StatusNoContent)
	case errors.Is(err, errNoDesk):
		w.WriteHeader(http.StatusNotFound)
	case errors.Is(err, errDeskBusy):
		w.WriteHeader(http.StatusConflict)
	case errors.Is(err, errDeskFull):
		w.WriteHeader(http.StatusTooManyRequests)
	default:
		w.WriteHeader(http.StatusBadGateway)
	}
}

type deskFinder interface{ find(name string) error }

type openHall struct{}

func (openHall) find(name string) error { return floor.take(name) }

// closedHall finds nothing; nobody makes one.
type closedHall struct{}

var _ deskFinder = closedHall{}

func (closedHall) find(string) error { return errDeskFull }

type deskDesk struct{ finder deskFinder }

// ServeHTTP asks whatever finder there is.
func (d *deskDesk) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if err := d.finder.find(x(r)); err != nil {
		w.WriteHeader(deskStatus(err))
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// NewDesk makes one of what it is given.
func NewDesk(f deskFinder) *deskDesk { return &deskDesk{f} }

// Decoded has what encoding/json may make of a text.
func Decoded(w http.ResponseWriter, r *http.Request) {
	var v any
	if json.Unmarshal([]byte(x(r)), &v) != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	switch v := v.(type) {
	case float64:
		if _, err := json.Marshal(map[string]float64{"n": v}); err != nil {
			w.WriteHeader(http.StatusInternalServerError) // no number of a text is infinite
			return
		}
		w.WriteHeader(http.StatusAccepted)
	case int:
		w.WriteHeader(http.StatusTeapot) // it makes no int
	case errorCode:
		w.WriteHeader(http.StatusTeapot)
	case string, nil:
		w.WriteHeader(http.StatusNoContent)
	default:
		w.WriteHeader(http.StatusConflict)
	}
}

type errorCode int

// Raw has raw JSON that is none.
func Raw(w http.ResponseWriter, r *http.Request) {
	_, err := json.Marshal(map[string]any{"raw": json.RawMessage(`{"x": 1,}`)})
	if err != nil {
		w.WriteHeader(http.StatusConflict)
	}
}

// Pushed flushes before it has anything to say.
func Pushed(w http.ResponseWriter, r *http.Request) {
	if err := http.NewResponseController(w).Flush(); err != nil {
		w.WriteHeader(http.StatusNotImplemented)
		return
	}
	w.WriteHeader(http.StatusTeapot) // too late
}
