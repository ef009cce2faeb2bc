package list

import (
	"encoding/json"
	"net/http"
)

type page struct {
	Items []int `json:"items"`
	Next  *int  `json:"next,omitempty"`
}

func get(w http.ResponseWriter, r *http.Request) { // want `^get: 200 text/plain {items: \[number...\] \| null, next\?: number}$` `^get: 404 text/plain text$`
	if r.Method != "GET" {
		http.NotFound(w, r)
		return
	}
	var p page
	json.NewDecoder(r.Body).Decode(&p)
	json.NewEncoder(w).Encode(p)
}

type server struct{}

func (*server) ServeHTTP(w http.ResponseWriter, r *http.Request) { // want `^server.ServeHTTP: \? - -$`
	w.WriteHeader(int(r.ContentLength))
}

func routes(mux *http.ServeMux) {
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { // want `^routes.func1: 204 - -$`
		w.WriteHeader(204)
	})
}
