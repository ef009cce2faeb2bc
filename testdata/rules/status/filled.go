package status

import "net/http"

// Services is filled by the program that imports this package.
var Services struct {
	Limits struct{ Guard func(*http.Request) error }
	Size   int
}

// Defaults has a value for some of its fields.
var Defaults = &struct {
	Status, Teapots int
}{Status: http.StatusOK}

func filled(w http.ResponseWriter, r *http.Request) {
	if err := Services.Limits.Guard(r); err != nil {
		w.WriteHeader(423) // want `status: 423` `error-body: 423`
		return
	}
	if Defaults.Teapots > 0 {
		w.WriteHeader(418) // want `status: 418` `error-body: 418`
		return
	}
	w.WriteHeader(Defaults.Status)
}
