package shop

import (
	"net/http"

	"github.com/httpcontract/httpcontract/testdata/reality/wired/domain"
)

// Switches are features that are on, by what the program was started with.
type Switches struct{ On map[string]bool }

// NewSwitches gives those of some names.
func NewSwitches(names []string) Switches {
	on := map[string]bool{}
	for _, n := range names {
		on[n] = true
	}
	return Switches{on}
}

// Import is served where its feature is on.
func (s *Switches) Import(w http.ResponseWriter, r *http.Request) {
	if !s.On["import"] {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	w.WriteHeader(http.StatusAccepted)
}

// pins has a map, which its methods change though they are given a copy of it.
type pins struct{ at map[string]bool }

func (p pins) set(name string) { p.at[name] = true }

// Board has pins of several kinds.
type Board struct {
	pins  pins
	kinds map[string]pins
}

// NewBoard gives a board without pins.
func NewBoard() *Board {
	return &Board{pins{map[string]bool{}}, map[string]pins{"red": {map[string]bool{}}}}
}

// Pin adds to all.
func (b *Board) Pin(w http.ResponseWriter, r *http.Request) {
	b.pins.set(r.FormValue("name"))
	for _, p := range b.kinds {
		p.set(r.FormValue("name"))
	}
	w.WriteHeader(http.StatusNoContent)
}

// Pinned tells whether there is a pin.
func (b *Board) Pinned(w http.ResponseWriter, r *http.Request) {
	if b.pins.at[r.FormValue("name")] {
		w.WriteHeader(http.StatusOK)
		return
	}
	w.WriteHeader(http.StatusNotFound)
}

// Red tells whether there is a red pin.
func (b *Board) Red(w http.ResponseWriter, r *http.Request) {
	for _, p := range b.kinds {
		if p.at[r.FormValue("name")] {
			w.WriteHeader(http.StatusOK)
			return
		}
	}
	w.WriteHeader(http.StatusNotFound)
}

// Pages has texts that are put together before the program serves.
type Pages struct{ texts map[string]string }

// NewPages gives no pages yet.
func NewPages() *Pages { return &Pages{texts: map[string]string{}} }

// Fill has nothing to do with handlers: it only makes what they send.
func (p *Pages) Fill() {
	names := map[string][]string{"about": {"a", "b"}, "users": {"c"}, "terms": {"d", "e"}, "help": {}}
	for name, parts := range names {
		text := ""
		for _, part := range parts {
			if part == "" || len(part) > 10 {
				continue
			}
			text += part + ";"
		}
		if len(text) > 100 {
			text = text[:100]
		}
		p.texts[name] = text
	}
}

// Page sends one of the texts.
func (p *Pages) Page(w http.ResponseWriter, r *http.Request) {
	if _, ok := p.texts[r.FormValue("name")]; !ok {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	w.WriteHeader(http.StatusOK)
}

// Drop asks for a method that its route has anyway.
func (p *Pages) Drop(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodDelete {
		w.WriteHeader(http.StatusMethodNotAllowed)
		return
	}
	if reads(r) && r.FormValue("x") == "" {
		w.WriteHeader(http.StatusUnprocessableEntity)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// reads reports whether requests like this one have a body.
func reads(r *http.Request) bool {
	return r.Method == http.MethodPost || r.Method == http.MethodPut
}

// Log keeps something by name.
type Log[T any] struct{ kept map[string]T }

// Put keeps something.
func (l *Log[T]) Put(name string, v T) { l.kept[name] = v }

// Notes are kept in a log, by a function that is a value.
type Notes struct {
	log *Log[string]
	put func(name, text string)
}

// NewNotes gives none yet.
func NewNotes() *Notes {
	log := &Log[string]{map[string]string{}}
	return &Notes{log, log.Put}
}

// Note keeps one.
func (n *Notes) Note(w http.ResponseWriter, r *http.Request) {
	n.put(r.FormValue("name"), "x")
	w.WriteHeader(http.StatusNoContent)
}

// Noted tells whether there is one.
func (n *Notes) Noted(w http.ResponseWriter, r *http.Request) {
	if _, ok := n.log.kept[r.FormValue("name")]; !ok {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	w.WriteHeader(http.StatusOK)
}

// Described answers with the status that the program gives to an error.
func (n *Notes) Described(w http.ResponseWriter, r *http.Request) {
	w.WriteHeader(domain.Describe(domain.ErrTaken))
}
