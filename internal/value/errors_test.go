package value

import (
	"slices"
	"testing"
)

// TestErrorsJoin: what is known of an error that is one of two holds for both.
func TestErrorsJoin(t *testing.T) {
	parsed := &Errors{May: []string{"*p.Syntax", "p.ErrRange"}, Is: "*p.Syntax"}
	listed := &Errors{May: []string{"q.ErrGone"}}
	apart := &Errors{Never: []string{"p.", "net.ErrClosed", "x.Y"}}
	other := &Errors{Never: []string{"x.", "p.ErrRange"}}
	for name, c := range map[string]struct {
		a, b     *Errors
		excluded []string
		possible []string
	}{
		"of two lists":       {parsed, listed, []string{"io.EOF"}, []string{"*p.Syntax", "p.ErrRange", "q.ErrGone"}},
		"list and exclusion": {parsed, apart, []string{"net.ErrClosed", "x.Y"}, []string{"*p.Syntax", "p.Other", "q.ErrGone", "io.EOF"}},
		"of two exclusions":  {apart, other, []string{"x.Y"}, []string{"p.Other", "x.Z", "net.ErrClosed"}},
		"of nothing":         {apart, nil, nil, []string{"p.Other", "x.Y"}},
	} {
		for _, j := range []*Errors{c.a.Join(c.b), c.b.Join(c.a)} {
			for _, e := range slices.Concat(c.excluded, c.possible) {
				if got, want := j.Excludes(e), slices.Contains(c.excluded, e); got != want {
					t.Errorf("%s: %s excluded: %v, want %v", name, e, got, want)
				}
			}
		}
	}
}
