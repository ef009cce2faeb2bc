package handlers

import (
	"errors"
	"net/http"
	"strings"
	"sync"
)

var (
	errNoRun   = errors.New("no such run")
	errUnready = errors.New("run is not done")
	errElse    = errors.New("of something else")
)

type failedRun struct{ reason string }

func (f *failedRun) Error() string { return f.reason }

type oneRun struct {
	done bool
	err  error
}

// runs keeps what came of each run.
type runs struct {
	mu   sync.Mutex
	runs map[string]*oneRun
}

func (r *runs) start(name string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.runs[name] == nil {
		r.runs[name] = &oneRun{}
		return
	}
	r.finish(r.runs[name], name)
}

func (r *runs) finish(o *oneRun, name string) {
	o.done = true
	if strings.HasPrefix(name, "x") {
		o.err = &failedRun{name}
	}
}

func (r *runs) result(name string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	o, ok := r.runs[name]
	switch {
	case !ok:
		return errNoRun
	case !o.done:
		return errUnready
	}
	return o.err
}

var allRuns = &runs{runs: map[string]*oneRun{}}

// Outcome tells what is kept of a run: none of the errors of something else.
func Outcome(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodPost {
		allRuns.start(x(r))
	}
	err := allRuns.result(x(r))
	var failed *failedRun
	switch {
	case err == nil:
		w.WriteHeader(http.StatusNoContent)
	case errors.As(err, &failed):
		w.WriteHeader(http.StatusUnprocessableEntity)
	case errors.Is(err, errNoRun):
		w.WriteHeader(http.StatusNotFound)
	case errors.Is(err, errUnready):
		w.WriteHeader(http.StatusTooEarly)
	case errors.Is(err, errElse):
		w.WriteHeader(http.StatusTeapot)
	default:
		w.WriteHeader(http.StatusInternalServerError)
	}
}

// lookup is a source of answers, remembering one that remembers those of another, errors too.
type lookup interface {
	find(name string) (string, error)
}

type plainLookup struct{}

func (plainLookup) find(name string) (string, error) {
	if name == "" {
		return "", errNoRun
	}
	return name, nil
}

type remembered struct {
	text string
	err  error
}

type remembering struct {
	lookup
	mu   sync.Mutex
	seen map[string]remembered
}

func (m *remembering) find(name string) (string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	hit, ok := m.seen[name]
	if !ok {
		hit.text, hit.err = m.lookup.find(name)
		m.seen[name] = hit
	}
	return hit.text, hit.err
}

var names lookup = &remembering{lookup: plainLookup{}, seen: map[string]remembered{}}

// Remembered has the errors of what is remembered.
func Remembered(w http.ResponseWriter, r *http.Request) {
	_, err := names.find(x(r))
	switch {
	case err == nil:
		w.WriteHeader(http.StatusOK)
	case err == errNoRun:
		w.WriteHeader(http.StatusNotFound)
	default:
		w.WriteHeader(http.StatusInternalServerError)
	}
}

// blame is an error of which changed copies are made.
type blame struct {
	status int
	text   string
}

func (b *blame) Error() string { return b.text }

func (b *blame) clone() *blame {
	c := *b
	return &c
}

func (b *blame) with(status int) *blame {
	c := b.clone()
	c.status = status
	return c
}

var (
	blameUser  = &blame{status: http.StatusForbidden}
	blameOther = blameUser.with(http.StatusBadGateway)
)

func blamed(r *http.Request) error {
	switch x(r) {
	case "a":
		return blameUser
	case "b":
		return blameUser.with(http.StatusUnavailableForLegalReasons)
	}
	return blameOther
}

// Copied has the statuses of the copies.
func Copied(w http.ResponseWriter, r *http.Request) {
	if b, ok := errors.AsType[*blame](blamed(r)); ok {
		w.WriteHeader(b.status)
		return
	}
	w.WriteHeader(http.StatusInternalServerError)
}
