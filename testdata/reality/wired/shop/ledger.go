package shop

import (
	"net/http"
	"sync"
)

// parcel is changed where it lies in the ledger's map.
type parcel struct {
	name  string
	state int
}

var stateReply = map[int]int{0: http.StatusConflict, 1: http.StatusAccepted}

// Ledger is made empty, and filled while requests are served.
type Ledger struct {
	mu      sync.Mutex
	limit   int
	parcels map[string]*parcel
}

// NewLedger gives a ledger for so many parcels.
func NewLedger(limit int, names ...string) *Ledger {
	l := &Ledger{limit: limit, parcels: map[string]*parcel{}}
	for _, name := range names {
		l.parcels[name] = &parcel{name: name}
	}
	return l
}

func (l *Ledger) find(name string) (parcel, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	p, ok := l.parcels[name]
	if !ok {
		return parcel{}, false
	}
	return *p, true
}

// State tells what has become of a parcel.
func (l *Ledger) State(w http.ResponseWriter, r *http.Request) {
	p, ok := l.find(r.FormValue("name"))
	if !ok {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	if code, ok := stateReply[p.state]; ok {
		w.WriteHeader(code)
		return
	}
	w.WriteHeader(http.StatusGone)
}

// Advance changes a parcel.
func (l *Ledger) Advance(w http.ResponseWriter, r *http.Request) {
	l.mu.Lock()
	defer l.mu.Unlock()
	p, ok := l.parcels[r.FormValue("name")]
	if !ok {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	p.state++
	w.WriteHeader(http.StatusNoContent)
}

// Add puts a parcel into the ledger.
func (l *Ledger) Add(w http.ResponseWriter, r *http.Request) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.parcels) >= l.limit {
		w.WriteHeader(http.StatusInsufficientStorage)
		return
	}
	name := r.FormValue("name")
	l.parcels[name] = &parcel{name: name}
	w.WriteHeader(http.StatusCreated)
}
