package echo5

import (
	"errors"
	"io"
	"net/http"
	"strings"

	"github.com/labstack/echo/v5"
)

type order struct {
	Name string `json:"name"`
}

type checker struct{}

// Validate implements echo.Validator.
func (checker) Validate(v any) error {
	if o, ok := v.(*order); ok && o.Name == "" {
		return echo.NewHTTPError(http.StatusUnprocessableEntity, "name")
	}
	return nil
}

// Take hands on what the application's validator and the default binder say.
func Take(c *echo.Context) error {
	var in order
	if err := c.Bind(&in); err != nil {
		return err
	}
	if err := c.Validate(&in); err != nil {
		return err
	}
	return c.NoContent(http.StatusCreated)
}

var errOurs = errors.New("ours")

// Reads gets errors of net/http's through the context.
func Reads(c *echo.Context) error {
	_, err := c.Cookie("session")
	switch {
	case err == http.ErrNoCookie:
		return c.NoContent(http.StatusUnauthorized)
	case err != nil:
		return c.NoContent(http.StatusTeapot)
	}
	switch c.QueryParam("v") {
	case "file":
		_, err = c.FormFile("file")
	case "multi":
		_, err = c.MultipartForm()
	default:
		_, err = c.FormValues()
	}
	switch {
	case errors.Is(err, errOurs):
		return c.NoContent(http.StatusConflict)
	case errors.Is(err, http.ErrNotMultipart):
		return c.NoContent(http.StatusUnsupportedMediaType)
	case err != nil:
		return c.NoContent(http.StatusBadRequest)
	}
	return c.NoContent(http.StatusNoContent)
}

// reading serves with a body, its type and a cookie from the query.
func reading(h echo.HandlerFunc) http.HandlerFunc {
	e := echo.New()
	e.Validator = checker{}
	e.Any("/", h)
	return typed(e.ServeHTTP)
}

// typed gives requests a body, its type and a cookie from the query.
func typed(h http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		q := r.URL.Query()
		r.Method = http.MethodPost
		r.Body, r.ContentLength = io.NopCloser(strings.NewReader(q.Get("body"))), int64(len(q.Get("body")))
		r.Header.Set("Content-Type", q.Get("type"))
		if q.Get("session") != "" {
			r.Header.Set("Cookie", "session=s")
		}
		h(w, r)
	}
}
