// Package echo4custom has an echo application with an error handler of its own.
package echo4custom

import (
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/httpcontract/httpcontract/internal/reality"
)

var ErrTaken = errors.New("taken")

type body struct {
	Message string    `json:"message"`
	Error   errorBody `json:"error"`
}

type errorBody struct {
	Name    string `json:"name"`
	Message string `json:"message"`
}

func handle(err error, c echo.Context) {
	if c.Response().Committed {
		return
	}
	status := http.StatusInternalServerError
	var he *echo.HTTPError
	switch {
	case errors.Is(err, ErrTaken):
		status = http.StatusConflict
	case errors.As(err, &he):
		status = he.Code
	}
	c.JSON(status, body{http.StatusText(status), errorBody{"Failed", "failed"}})
}

func Take(c echo.Context) error {
	switch c.QueryParam("q") {
	case "taken":
		return ErrTaken
	case "gone":
		return echo.NewHTTPError(http.StatusGone)
	case "broken":
		return errors.New("broken")
	}
	return c.NoContent(http.StatusNoContent)
}

// rules validates what can check itself.
type rules struct{}

func newRules() echo.Validator { return rules{} }

func (rules) Validate(v any) error {
	if c, ok := v.(interface{ Check() bool }); ok && !c.Check() {
		return echo.NewHTTPError(http.StatusUnprocessableEntity)
	}
	return nil
}

type checked struct{ Q string }

func (c *checked) Check() bool { return c.Q != "bad" }

type unchecked struct{ Q string }

// Check is refused by the application's validator, which a function makes.
func Check(c echo.Context) error {
	if err := c.Validate(&checked{c.QueryParam("q")}); err != nil {
		return err
	}
	return c.NoContent(http.StatusAccepted)
}

// Unchecked has nothing that the validator looks at.
func Unchecked(c echo.Context) error {
	if err := c.Validate(&unchecked{c.QueryParam("q")}); err != nil {
		return err
	}
	return c.NoContent(http.StatusAccepted)
}

func app() http.HandlerFunc {
	e := echo.New()
	e.Validator = newRules()
	e.HTTPErrorHandler = handle
	e.GET("/", Take)
	e.GET("/check", Check)
	e.GET("/unchecked", Unchecked)
	return e.ServeHTTP
}

// Cases are the handlers with what reaches their branches.
func Cases() []reality.Case {
	a := app()
	return []reality.Case{
		{Name: "Take", Handler: a, Requests: []string{"", "q=taken", "q=gone", "q=broken"}},
		{Name: "Check", Handler: reality.At("/check", a), Requests: []string{"", "q=bad"}},
		{Name: "Unchecked", Handler: reality.At("/unchecked", a), Requests: []string{"", "q=bad"}},
	}
}
