package ranges

import "net/http"

func handler(w http.ResponseWriter, r *http.Request) {
	if r.Method == "GET" {
		w.WriteHeader(202)
		return
	}
	http.Error(w, "x", 500) // want `bare-error`
}
