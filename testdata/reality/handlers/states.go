package handlers

import (
	"net/http"
	"sync"
)

type phase uint8

const (
	waiting phase = iota
	working
	settled
	dropped
)

// task is only ever in one of the phases: no other package can set the field.
type task struct {
	mu   sync.Mutex
	now  phase
	note string
}

var tasks sync.Map

func (t *task) step(drop bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	switch {
	case drop:
		t.now = dropped
	case t.now == waiting:
		t.now = working
	case t.now == working:
		t.now = settled
	}
	t.note = http.StatusText(int(t.now))
}

func (t *task) phase() phase {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.now
}

// Phase tells how far a task is, and takes it further.
func Phase(w http.ResponseWriter, r *http.Request) {
	v, _ := tasks.LoadOrStore(x(r), new(task))
	t := v.(*task)
	defer t.step(r.Method == http.MethodDelete)
	switch t.phase() {
	case waiting:
		w.WriteHeader(http.StatusAccepted)
	case working:
		w.WriteHeader(http.StatusConflict)
	case settled:
		w.WriteHeader(http.StatusNoContent)
	case dropped:
		w.WriteHeader(http.StatusGone)
	default:
		w.WriteHeader(http.StatusInternalServerError)
	}
}
