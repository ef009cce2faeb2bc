package render

import (
	"net/http"

	"github.com/go-chi/render"
)

type named struct{ Name string }

// Rest calls what the other handlers do not.
func Rest(w http.ResponseWriter, r *http.Request) {
	render.Status(r, http.StatusAccepted)
	switch r.FormValue("v") {
	case "xml":
		render.XML(w, r, named{"a"})
	case "data":
		render.Data(w, r, []byte("a"))
	default:
		render.Respond(w, r, map[string]string{"name": "a"})
	}
}
