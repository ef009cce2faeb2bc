package tests

import "net/http"

func fake(w http.ResponseWriter, r *http.Request) {
	w.WriteHeader(202) // want `status: 202`
}
