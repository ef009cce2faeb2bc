// Package fields has handlers whose answers depend on fields that are not exported:
// another package makes and registers their receivers, but only this one can have
// set the fields. What no code sets later is what the constructors left there.
package fields

import (
	"encoding/json"
	"errors"
	"net/http"
	"sync/atomic"
)

var errTaken = errors.New("taken")

// Desk keeps its actions in a table that its constructor makes.
type Desk struct {
	actions map[string]func(name string) (int, error)
	fail    func(http.ResponseWriter, error)
	inner   http.Handler
	limit   limiter
	cfg     settings
	hits    int32
}

type settings struct{ Gone bool }

type limiter interface{ allow() bool }

type never struct{}

func (never) allow() bool { return false }

type always struct{} // nobody makes one

func (always) allow() bool { return true }

// NewDesk gives a desk.
func NewDesk() *Desk {
	d := &Desk{fail: conflict, limit: never{}}
	d.actions = map[string]func(string) (int, error){}
	d.register("open", d.open)
	d.register("close", func(string) (int, error) { return http.StatusAccepted, nil })
	d.inner = http.StripPrefix("/in", http.HandlerFunc(d.found))
	return d
}

func (d *Desk) register(name string, f func(string) (int, error)) { d.actions[name] = f }

func (d *Desk) open(name string) (int, error) {
	if name == "taken" {
		return 0, errTaken
	}
	return http.StatusCreated, nil
}

func conflict(w http.ResponseWriter, err error) { http.Error(w, err.Error(), http.StatusConflict) }

// Do runs an action.
func (d *Desk) Do(w http.ResponseWriter, r *http.Request) {
	act, ok := d.actions[r.FormValue("action")]
	if !ok {
		w.WriteHeader(http.StatusNotImplemented)
		return
	}
	code, err := act(r.FormValue("name"))
	if err != nil {
		d.fail(w, err)
		return
	}
	w.WriteHeader(code)
}

// Limited is refused by the only limiter that there is.
func (d *Desk) Limited(w http.ResponseWriter, r *http.Request) {
	if d.limit.allow() {
		w.WriteHeader(http.StatusNoContent)
		return
	}
	w.WriteHeader(http.StatusTooManyRequests)
}

// Inner leaves the answer to a handler that the constructor has put together.
func (d *Desk) Inner(w http.ResponseWriter, r *http.Request) {
	r.URL.Path = r.FormValue("path")
	d.inner.ServeHTTP(w, r)
}

func (d *Desk) found(w http.ResponseWriter, r *http.Request) { w.WriteHeader(http.StatusFound) }

// Configure and Configured read what a request has set before.
func (d *Desk) Configure(w http.ResponseWriter, r *http.Request) {
	if err := json.Unmarshal([]byte(r.FormValue("cfg")), &d.cfg); err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	d.Configured(w, r)
}

// Configured answers by the settings.
func (d *Desk) Configured(w http.ResponseWriter, r *http.Request) {
	if d.cfg.Gone {
		w.WriteHeader(http.StatusGone)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// Count answers the first request otherwise than the second.
func (d *Desk) Count(w http.ResponseWriter, r *http.Request) {
	if atomic.LoadInt32(&d.hits) > 0 {
		w.WriteHeader(http.StatusAlreadyReported)
		return
	}
	atomic.AddInt32(&d.hits, 1)
	w.WriteHeader(http.StatusCreated)
}

// cache is a map for all kinds of things.
type cache[K comparable, V any] struct{ items map[K]V }

func newCache[K comparable, V any]() *cache[K, V] { return &cache[K, V]{items: map[K]V{}} }

func (c *cache[K, V]) put(k K, v V) { c.items[k] = v }

func (c *cache[K, V]) get(k K) (V, bool) {
	v, ok := c.items[k]
	return v, ok
}

// Shelf is filled by requests.
type Shelf struct{ things *cache[string, int] }

// NewShelf gives an empty one.
func NewShelf() *Shelf { return &Shelf{things: newCache[string, int]()} }

// Put and Get are a service that keeps something.
func (s *Shelf) Put(w http.ResponseWriter, r *http.Request) {
	s.things.put(r.FormValue("key"), 1)
	w.WriteHeader(http.StatusCreated)
}

// Get finds a thing.
func (s *Shelf) Get(w http.ResponseWriter, r *http.Request) {
	if _, ok := s.things.get(r.FormValue("key")); !ok {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	w.WriteHeader(http.StatusOK)
}

// Gallery is set up by options.
type Gallery struct {
	missing int
	empty   int
}

// Option changes a gallery that is being made.
type Option func(*Gallery)

// WithMissing sets the answer for an unknown theme.
func WithMissing(code int) Option { return func(g *Gallery) { g.missing = code } }

// NewGallery gives one.
func NewGallery(opts ...Option) *Gallery {
	g := &Gallery{missing: http.StatusNotFound, empty: http.StatusNoContent}
	for _, opt := range opts {
		opt(g)
	}
	return g
}

// ServeHTTP shows a theme.
func (g *Gallery) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.FormValue("theme") == "" {
		w.WriteHeader(g.empty)
		return
	}
	w.WriteHeader(g.missing)
}

// Store is implemented by another package, and by what is put around that.
type Store interface{ Has(key string) error }

// Cached is a store around another one.
type Cached struct{ back Store }

// Has asks the store behind it.
func (c *Cached) Has(key string) error {
	if err := c.back.Has(key); err != nil {
		return err
	}
	return nil
}

// Keys answers by a store of which only the decorator can be seen here.
type Keys struct{ cached *Cached }

// NewKeys puts the decorator around a store.
func NewKeys(back Store) *Keys { return &Keys{cached: &Cached{back: back}} }

// Check asks for a key.
func (k *Keys) Check(w http.ResponseWriter, r *http.Request) {
	if err := k.cached.Has(r.FormValue("key")); err != nil {
		w.WriteHeader(http.StatusUnprocessableEntity)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// Hub lets a request wait for what others post.
type Hub struct{ waiting atomic.Pointer[chan int] }

// Post wakes the request that waits, if one does.
func (h *Hub) Post(v int) bool {
	ch := h.waiting.Swap(nil)
	if ch == nil {
		return false
	}
	*ch <- v
	return true
}

// Wait answers when something was posted.
func (h *Hub) Wait(w http.ResponseWriter, r *http.Request) {
	ch := make(chan int, 1)
	h.waiting.Store(&ch)
	if <-ch == 1 {
		w.WriteHeader(http.StatusCreated)
		return
	}
	w.WriteHeader(http.StatusAccepted)
}

// Club registers its handlers before anybody has set its fields.
type Club struct {
	*http.ServeMux
	Members Store
	Closed  bool
	Check   func(name string) error
}

// NewClub gives a club whose fields are for its caller to set.
func NewClub() *Club {
	c := &Club{ServeMux: http.NewServeMux()}
	c.HandleFunc("/enter", c.Enter)
	c.HandleFunc("/ask", c.Ask)
	return c
}

// Enter looks at what the caller has set.
func (c *Club) Enter(w http.ResponseWriter, r *http.Request) {
	if c.Closed {
		w.WriteHeader(http.StatusGone)
		return
	}
	if err := c.Members.Has(r.FormValue("key")); err != nil {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// Ask calls a function that the caller may have set.
func (c *Club) Ask(w http.ResponseWriter, r *http.Request) {
	if c.Check == nil {
		w.WriteHeader(http.StatusNotImplemented)
		return
	}
	if err := c.Check(r.FormValue("key")); err != nil {
		w.WriteHeader(http.StatusConflict)
	}
}

// Ledger answers each request as it has answered the first one with the same key.
type Ledger struct{ answers map[string]*answer }

type answer struct {
	status int
	text   []byte
}

// NewLedger gives an empty ledger.
func NewLedger() *Ledger { return &Ledger{answers: map[string]*answer{}} }

// Enter answers by what was asked first.
func (l *Ledger) Enter(w http.ResponseWriter, r *http.Request) {
	key := r.FormValue("key")
	if a, ok := l.answers[key]; ok {
		w.WriteHeader(a.status)
		w.Write(a.text)
		return
	}
	status, text := http.StatusAccepted, []byte("new")
	if r.FormValue("bad") != "" {
		status, text = http.StatusLocked, []byte("bad")
	}
	l.answers[key] = &answer{status, text}
}

// Signs shows where names lead, by options that only its maker's callers choose.
type Signs struct {
	to    map[string]string
	board *board
}

type board struct{ closed bool }

// Sign is an option.
type Sign func(*Signs)

// To has a name lead to a path.
func To(name, path string) Sign { return func(s *Signs) { s.to[name] = path } }

// Closed takes the board away.
func Closed() Sign { return func(s *Signs) { s.board.closed = true } }

// NewSigns gives signs.
func NewSigns(signs ...Sign) *Signs {
	s := &Signs{to: map[string]string{}, board: &board{}}
	for _, set := range signs {
		set(s)
	}
	return s
}

// Follow leads on.
func (s *Signs) Follow(w http.ResponseWriter, r *http.Request) {
	if s.board.closed {
		w.WriteHeader(http.StatusGone)
		return
	}
	to, ok := s.to[r.FormValue("name")]
	if !ok {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
}
