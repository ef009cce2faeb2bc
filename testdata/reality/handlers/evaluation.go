package handlers

import (
	"encoding/json"
	"net/http"
)

type order struct{ Status int }

// readOrder gives what the decoder has left in the result: it is read after the call.
func readOrder(text string) (o order, err error) {
	return o, json.Unmarshal([]byte(text), &o)
}

// Decided answers with what it was told.
func Decided(w http.ResponseWriter, r *http.Request) {
	o, err := readOrder(x(r))
	switch {
	case err != nil:
		w.WriteHeader(http.StatusBadRequest)
	case o.Status == 0:
		w.WriteHeader(http.StatusNoContent)
	default:
		w.WriteHeader(http.StatusAccepted)
	}
}

type counter struct{ n int }

func (c *counter) next() int {
	c.n++
	return c.n
}

func sendSum(w http.ResponseWriter, c *counter, n, code int) { w.WriteHeader(code + n + c.n) }

// Tallied counts before it reads.
func Tallied(w http.ResponseWriter, r *http.Request) {
	c := &counter{}
	sendSum(w, c, c.n+c.next(), http.StatusOK) // 200 + (1 + 1) + 1
}
