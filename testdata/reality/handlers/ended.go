package handlers

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"sync/atomic"
	"time"
)

var errNoVan = errors.New("no van")

// waited waits for what ends a context, or for nothing.
func waited(ctx context.Context, why func(context.Context) error) error {
	select {
	case <-time.After(time.Minute):
		return nil
	case <-ctx.Done():
		return fmt.Errorf("waited: %w", why(ctx))
	}
}

func endedBy(w http.ResponseWriter, err error) {
	switch {
	case err == nil:
		w.WriteHeader(http.StatusOK)
	case errors.Is(err, errNoVan):
		w.WriteHeader(http.StatusServiceUnavailable)
	case errors.Is(err, context.Canceled):
		w.WriteHeader(http.StatusConflict)
	case errors.Is(err, context.DeadlineExceeded):
		w.WriteHeader(http.StatusGatewayTimeout)
	default:
		w.WriteHeader(http.StatusInternalServerError)
	}
}

// Causes has a cause for its deadline.
func Causes(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeoutCause(r.Context(), time.Microsecond, errNoVan)
	defer cancel()
	endedBy(w, waited(ctx, context.Cause))
}

// Patient waits whatever the client does.
func Patient(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), time.Microsecond)
	defer cancel()
	endedBy(w, waited(ctx, context.Context.Err))
}

// Called ends its context by itself, perhaps.
func Called(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithCancelCause(context.Background())
	if x(r) != "" {
		cancel(errNoVan)
	}
	if x(r) == "err" {
		endedBy(w, ctx.Err())
		return
	}
	endedBy(w, context.Cause(ctx))
}

// Elsewhere has others end its context.
func Elsewhere(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithCancel(context.Background())
	time.AfterFunc(time.Microsecond, cancel)
	time.Sleep(time.Millisecond)
	if x(r) == "" {
		endedBy(w, ctx.Err())
		return
	}
	endedBy(w, waited(ctx, context.Context.Err))
}

// teller is an error that is another one for those who ask.
type teller struct{ status int }

func (t *teller) Error() string { return "teller" }

func (t *teller) As(target any) bool {
	e, ok := target.(**told)
	if ok {
		*e = &told{t.status}
	}
	return ok
}

type told struct{ status int }

func (t *told) Error() string { return "told" }

func asked(what string) error {
	switch what {
	case "":
		return nil
	case "wrapped":
		return fmt.Errorf("asked: %w", &teller{http.StatusConflict})
	case "joined":
		return errors.Join(errNoVan, &teller{http.StatusGone})
	}
	return errors.Join(errNoVan, io.EOF)
}

// Tells asks for errors that are inside others.
func Tells(w http.ResponseWriter, r *http.Request) {
	err := asked(x(r))
	if t, ok := errors.AsType[*told](err); ok {
		w.WriteHeader(t.status)
		return
	}
	endedBy(w, err)
}

// gate is shut until it is opened.
type gate struct{ code atomic.Int32 }

func newGate() *gate {
	g := &gate{}
	g.shut()
	return g
}

func (g *gate) open() { g.code.Store(http.StatusNoContent) }
func (g *gate) shut() { g.code.Store(http.StatusServiceUnavailable) }

func (g *gate) ServeHTTP(w http.ResponseWriter, r *http.Request) { w.WriteHeader(int(g.code.Load())) }

var theGate = newGate()

// Gated opens and shuts.
func Gated(w http.ResponseWriter, r *http.Request) {
	if theGate.code.Load() == http.StatusNoContent {
		theGate.shut()
	} else {
		theGate.open()
	}
	theGate.ServeHTTP(w, r)
}

// Turnstile is served so often.
func Turnstile(w http.ResponseWriter, r *http.Request) {
	if turned.Add(1) > 2 {
		w.WriteHeader(http.StatusTooManyRequests)
	}
}

var turned atomic.Int64

// Sought asks a file of the standard library what else it can do.
func Sought(w http.ResponseWriter, r *http.Request) {
	f, err := os.DirFS(".").Open("handlers.none")
	if x(r) != "" {
		f, err = os.DirFS(os.TempDir()).Open(".")
	}
	if err != nil {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	defer f.Close()
	if _, ok := f.(io.ReadSeeker); !ok {
		w.WriteHeader(http.StatusNotImplemented)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}
