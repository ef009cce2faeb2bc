package errorbody

import (
	"html"
	"net/http"
)

// What has no quotes is no object with members, whatever it says.
func escaped(w http.ResponseWriter, r *http.Request) {
	if _, err := r.Cookie("session"); err != nil {
		w.WriteHeader(401)
		_, _ = w.Write([]byte(html.EscapeString(err.Error()))) // want `error-body: 401 body is text, not a JSON object \(escaped\)`
		return
	}
	w.WriteHeader(400)
	_, _ = w.Write([]byte(html.EscapeString(r.FormValue("a")) + r.FormValue("b")))
}
