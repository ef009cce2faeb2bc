package echo5

import (
	"errors"
	"net/http"

	"github.com/labstack/echo/v5"
	"github.com/labstack/echo/v5/middleware"
)

// Values reads parameters one by one.
func Values(c *echo.Context) error {
	var n int
	var err error
	switch c.QueryParam("v") {
	case "path":
		err = echo.PathValuesBinder(c).Int("n", &n).BindError()
	case "form":
		err = echo.FormFieldBinder(c).Int("n", &n).BindError()
	default:
		err = echo.QueryParamsBinder(c).Int("n", &n).BindError()
	}
	if err != nil {
		return c.NoContent(http.StatusConflict)
	}
	return c.NoContent(http.StatusNoContent)
}

// Fields reads several parameters and tells of the first that is wrong, or of all.
func Fields(c *echo.Context) error {
	var n, m int
	b := echo.QueryParamsBinder(c).FailFast(false).Int("n", &n).Int("m", &m)
	if c.QueryParam("all") != "" {
		if errs := b.BindErrors(); len(errs) > 0 {
			return c.NoContent(http.StatusUnprocessableEntity)
		}
		return c.NoContent(http.StatusNoContent)
	}
	if wrong, ok := errors.AsType[*echo.BindingError](b.BindError()); ok {
		return c.NoContent(wrong.Code)
	}
	return c.NoContent(http.StatusNoContent)
}

// Binders reads parts of the request with echo's own binder.
func Binders(c *echo.Context) error {
	var in struct {
		N int `json:"n" query:"n" param:"n" header:"N"`
	}
	var err error
	switch c.QueryParam("v") {
	case "query":
		err = echo.BindQueryParams(c, &in)
	case "path":
		err = echo.BindPathValues(c, &in)
	case "header":
		err = echo.BindHeaders(c, &in)
	case "body":
		err = echo.BindBody(c, &in)
	default:
		err = (&echo.DefaultBinder{}).Bind(c, &in)
	}
	if err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}

// Moves redirects with a status that is none for that, too.
func Moves(c *echo.Context) error {
	code := http.StatusFound
	if c.QueryParam("v") == "bad" {
		code = http.StatusOK
	}
	return c.Redirect(code, "/elsewhere")
}

// Bounded is behind middleware that limits bodies.
func Bounded(c *echo.Context) error {
	var in order
	if err := c.Bind(&in); err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}

// bounded serves with bodies of which nobody says how long they are.
func bounded() http.HandlerFunc {
	e := echo.New()
	e.POST("/", Bounded, middleware.BodyLimit(16))
	return func(w http.ResponseWriter, r *http.Request) {
		r.ContentLength = -1
		e.ServeHTTP(w, r)
	}
}
