package echo4

import (
	"encoding/json"
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"
)

// Values reads parameters one by one: what it finds wrong is none of echo's HTTP errors.
func Values(c echo.Context) error {
	var n int
	var err error
	switch c.QueryParam("v") {
	case "path":
		err = echo.PathParamsBinder(c).Int("n", &n).BindError()
	case "form":
		err = echo.FormFieldBinder(c).Int("n", &n).BindError()
	default:
		err = echo.QueryParamsBinder(c).Int("n", &n).BindError()
	}
	var he *echo.HTTPError
	switch {
	case errors.As(err, &he):
		return c.NoContent(http.StatusTeapot)
	case err != nil:
		return c.NoContent(http.StatusConflict)
	}
	return c.NoContent(http.StatusNoContent)
}

// Fields reads several parameters and tells of the first that is wrong, or of all.
func Fields(c echo.Context) error {
	var n, m int
	b := echo.QueryParamsBinder(c).FailFast(false).Int("n", &n).Int("m", &m)
	if c.QueryParam("all") != "" {
		if errs := b.BindErrors(); len(errs) > 0 {
			return c.NoContent(http.StatusUnprocessableEntity)
		}
		return c.NoContent(http.StatusNoContent)
	}
	err := b.BindError()
	var wrong *echo.BindingError
	switch {
	case errors.As(err, &wrong):
		return c.JSON(wrong.Code, map[string]any{"message": wrong.Message, "error": map[string]string{"name": wrong.Field, "message": "wrong"}})
	case err != nil:
		return err
	}
	return c.NoContent(http.StatusNoContent)
}

// Bound tells apart what can't be bound.
func Bound(c echo.Context) error {
	var in struct{ N int }
	err := c.Bind(&in)
	var syntax *json.SyntaxError
	switch {
	case errors.Is(err, echo.ErrUnsupportedMediaType):
		return c.NoContent(http.StatusNotAcceptable)
	case errors.As(err, &syntax):
		return c.NoContent(http.StatusUnprocessableEntity)
	}
	return err
}

// Binders reads parts of the request with echo's own binder.
func Binders(c echo.Context) error {
	var in struct {
		N int `json:"n" query:"n" param:"n" header:"N"`
	}
	b, err := &echo.DefaultBinder{}, error(nil)
	switch c.QueryParam("v") {
	case "query":
		err = b.BindQueryParams(c, &in)
	case "path":
		err = b.BindPathParams(c, &in)
	case "header":
		err = b.BindHeaders(c, &in)
	case "body":
		err = b.BindBody(c, &in)
	default:
		err = b.Bind(&in, c)
	}
	if err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}

// Moves redirects with a status that is none for that, too.
func Moves(c echo.Context) error {
	code := http.StatusFound
	if c.QueryParam("v") == "bad" {
		code = http.StatusOK
	}
	return c.Redirect(code, "/elsewhere")
}

// Bounded is behind middleware that limits bodies.
func Bounded(c echo.Context) error {
	var in order
	if err := c.Bind(&in); err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}

// bounded serves with bodies of which nobody says how long they are.
func bounded() http.HandlerFunc {
	e := echo.New()
	e.POST("/", Bounded, middleware.BodyLimit("16B"))
	return func(w http.ResponseWriter, r *http.Request) {
		r.ContentLength = -1
		e.ServeHTTP(w, r)
	}
}
