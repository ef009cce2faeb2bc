package tests

import "net/http"

// A test harness fills this registry and puts the handler together: that is no part
// of the program.
var failures = map[string]int{"full": 204}

func fail(w http.ResponseWriter, r *http.Request) {
	if status, ok := failures[r.FormValue("why")]; ok {
		w.WriteHeader(status)
	}
}

type clock interface{ Status() int }

type wall struct{}

func (wall) Status() int { return 200 }

func tell(c clock) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(c.Status()) }
}

var _ = tell(wall{})
