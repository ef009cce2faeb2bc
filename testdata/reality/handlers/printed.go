package handlers

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"text/template"
)

var (
	errNoPrice = errors.New("no price")
	printed    = template.Must(template.New("").Parse("{{.Item}}: {{.Price}}\n"))
)

type priced struct{ Item string }

// Price is called by the template.
func (p priced) Price() (int, error) {
	if p.Item == "" {
		return 0, errNoPrice
	}
	return len(p.Item), nil
}

// Printed gives what a template's data gives.
func Printed(w http.ResponseWriter, r *http.Request) {
	var page bytes.Buffer
	switch err := printed.Execute(&page, priced{x(r)}); {
	case errors.Is(err, errNoPrice):
		w.WriteHeader(http.StatusConflict)
	case err != nil:
		w.WriteHeader(http.StatusInternalServerError)
	default:
		io.Copy(w, bytes.NewReader(page.Bytes()))
	}
}

// Short knows that an empty text is short.
func Short(w http.ResponseWriter, r *http.Request) {
	status := http.StatusOK
	if len(x(r)) < 2 {
		status = http.StatusUnprocessableEntity
	}
	if x(r) == "" && status == http.StatusOK {
		status = http.StatusBadRequest
	}
	w.WriteHeader(status)
}
