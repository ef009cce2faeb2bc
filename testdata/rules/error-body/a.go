package errorbody

import (
	"encoding/json"
	"fmt"
	"net/http"
)

type detail struct {
	Name    string `json:"name,omitempty"`
	Message string `json:"message"`
	Data    []item `json:"data,omitempty"`
}

type item struct {
	Param string `json:"param"`
	Text  string `json:"text"`
}

type body struct {
	Message string `json:"message"`
	Error   detail `json:"error"`
}

func write(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(v)
}

func good(w http.ResponseWriter, r *http.Request) {
	write(w, 404, body{"Not Found", detail{Name: "NotFound", Message: "x"}})
}

func lacks(w http.ResponseWriter, r *http.Request) {
	write(w, 404, map[string]string{"message": "x"}) // want `error-body: 404 body lacks error.name, error.message \(lacks -> write\)`
}

func wrongType(w http.ResponseWriter, r *http.Request) {
	write(w, 400, map[string]any{"message": 1, "error": "x"}) // want `error-body: 400 body message is a number, not a string; error is a string, not an object \(wrongType -> write\)`
}

func empty(w http.ResponseWriter, r *http.Request) {
	write(w, 400, body{"", detail{Name: "N", Message: "m"}}) // want `error-body: 400 body message is empty`
}

func omitted(w http.ResponseWriter, r *http.Request) {
	write(w, 400, body{"m", detail{Message: "m"}}) // want `error-body: 400 body lacks error.name`
}

func null(w http.ResponseWriter, r *http.Request) {
	write(w, 500, map[string]any{"message": nil, "error": map[string]any{"name": "n", "message": "m"}}) // want `message is null`
}

func entries(w http.ResponseWriter, r *http.Request) {
	write(w, 400, body{"m", detail{Name: "N", Message: "m", Data: []item{{"p", "t"}}}}) // want `error-body: 400 body error.data entry lacks msg`
}

func text(w http.ResponseWriter, r *http.Request) {
	w.WriteHeader(503)
	fmt.Fprint(w, "maintenance") // want `error-body: 503 body is text, not a JSON object \(text\)`
}

func array(w http.ResponseWriter, r *http.Request) {
	write(w, 400, []string{"a"}) // want `error-body: 400 body is an array, not an object`
}

func none(w http.ResponseWriter, r *http.Request) {
	w.WriteHeader(401) // want `error-body: 401 response has no body \(none\)`
}

func template(w http.ResponseWriter, r *http.Request) {
	w.WriteHeader(403)
	fmt.Fprintf(w, `{"message": %q, "code": %d}`, r.Host, 3) // want `error-body: 403 body lacks error.name, error.message`
}

func unknown(w http.ResponseWriter, r *http.Request) {
	var v any
	json.NewDecoder(r.Body).Decode(&v)
	write(w, 400, v)
}

func open(w http.ResponseWriter, r *http.Request) {
	m := map[string]any{"message": "m"}
	for k, v := range r.Header {
		m[k] = v
	}
	write(w, 400, m)
}

func success(w http.ResponseWriter, r *http.Request) { write(w, 200, map[string]string{"error": "no"}) }

func mixed(w http.ResponseWriter, r *http.Request) {
	write(w, 207, []any{map[string]string{"message": "x"}, "ok"})
}

func sharedHelper(w http.ResponseWriter, msg string) {
	write(w, 409, map[string]string{"error": msg}) // want `error-body: 409 body lacks message; error is a string, not an object \(caller -> sharedHelper -> write\)`
}

func caller(w http.ResponseWriter, r *http.Request) { sharedHelper(w, r.Host) }

// asked answers a HEAD request without a body, as every response to one is.
func asked(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodHead {
		w.WriteHeader(404)
		return
	}
	if r.Method == http.MethodGet {
		w.WriteHeader(404) // want `error-body: 404 response has no body`
		return
	}
	write(w, 200, nil)
}
