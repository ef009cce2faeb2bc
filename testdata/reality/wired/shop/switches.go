package shop

import "net/http"

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
