package status

import (
	"embed"
	"net/http"
)

// UserKey is where middleware of another package puts who asks.
var UserKey any = "user"

// Unplaced is registered by another package, behind that middleware: what it does where it finds nobody in its
// context is no finding.
func Unplaced(w http.ResponseWriter, r *http.Request) {
	user, ok := r.Context().Value(UserKey).(string)
	switch {
	case !ok:
		w.WriteHeader(http.StatusTeapot)
	case user == "nobody":
		w.WriteHeader(http.StatusTeapot) // want `status: 418 is not a documented status \(Unplaced\)` `error-body: 418 response has no body`
	}
}

//go:embed missing.go
var files embed.FS

// Embedded reads what is in the program.
func Embedded(w http.ResponseWriter, r *http.Request) {
	text, err := files.ReadFile("missing.go")
	if err != nil {
		w.WriteHeader(http.StatusTeapot)
		return
	}
	w.Write(text)
}

// Asked reads what the client asks for.
func Asked(w http.ResponseWriter, r *http.Request) {
	if _, err := files.ReadFile(r.FormValue("name")); err != nil {
		w.WriteHeader(http.StatusTeapot) // want `status: 418 is not a documented status \(Asked\)` `error-body: 418 response has no body`
	}
}
