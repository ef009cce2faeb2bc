package bareerror

import "net/http"

func direct(w http.ResponseWriter, r *http.Request) {
	http.Error(w, "no", http.StatusBadRequest) // want `bare-error: http.Error sends text/plain with status 400 where the contract has a JSON error \(direct\)`
}

func notFound(w http.ResponseWriter, r *http.Request) {
	http.NotFound(w, r) // want `bare-error: http.NotFound sends text/plain with status 404`
}

func fail(w http.ResponseWriter, msg string, code int) {
	http.Error(w, msg, code) // want `bare-error: http.Error sends text/plain with status 500 where the contract has a JSON error \(one -> fail\)`
}

func one(w http.ResponseWriter, r *http.Request) { fail(w, "a", 500) }
func two(w http.ResponseWriter, r *http.Request) { fail(w, "b", 404) }

var reject = http.Error

func alias(w http.ResponseWriter, r *http.Request) {
	reject(w, "no", 403) // want `bare-error: http.Error sends text/plain with status 403`
}

func late(w http.ResponseWriter, r *http.Request) {
	w.WriteHeader(200)
	http.Error(w, "the response has begun", 500)
}

func never(w http.ResponseWriter, r *http.Request) {
	if false {
		http.Error(w, "dead", 500)
	}
}

var mux = http.NewServeMux()

func init() {
	mux.Handle("/gone", http.NotFoundHandler()) // want `bare-error: http.NotFoundHandler sends text/plain`
}
