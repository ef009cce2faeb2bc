// Package echo4custom has an echo application with an error handler of its own.
package echo4custom

import (
	"errors"
	"fmt"
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/httpcontract/httpcontract/e2e/frameworks/echo4custom/plug"
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

// refusal is an error of the application's with a reason.
type refusal struct{ reason string }

func (r *refusal) Error() string { return r.reason }

// registry has the statuses of reasons.
type registry struct{ statuses map[string]int }

func newRegistry() *registry { return &registry{statuses: map[string]int{}} }

func (r *registry) on(status int, reasons ...string) *registry {
	for _, reason := range reasons {
		r.statuses[reason] = status
	}
	return r
}

func (r *registry) status(reason string) int {
	if s, ok := r.statuses[reason]; ok {
		return s
	}
	return http.StatusNotImplemented // of no reason that there is
}

// handler makes the application's error handler.
func handler(reg *registry) echo.HTTPErrorHandler {
	return func(err error, c echo.Context) {
		if c.Response().Committed {
			return
		}
		status := http.StatusInternalServerError
		var own *refusal
		var he *echo.HTTPError
		switch {
		case errors.Is(err, ErrTaken):
			status = http.StatusConflict
		case errors.As(err, &own):
			status = reg.status(own.reason)
		case errors.As(err, &he):
			status = he.Code
		}
		c.JSON(status, body{http.StatusText(status), errorBody{"Failed", "failed"}})
	}
}

// Refuse gives two of the registered reasons.
func Refuse(c echo.Context) error {
	if c.QueryParam("q") == "" {
		return fmt.Errorf("refuse: %w", &refusal{"empty"})
	}
	return &refusal{"late"}
}

// Sentinel gives one of echo's own errors, which hold no other.
func Sentinel(c echo.Context) error { return echo.ErrPaymentRequired }

var db = plug.Open()

// Stored gives a database's error, which is none of echo's.
func Stored(c echo.Context) error {
	if _, err := db.ExecContext(c.Request().Context(), "DELETE"); err != nil {
		return fmt.Errorf("stored: %w", err)
	}
	return echo.NewHTTPError(http.StatusInternalServerError)
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
	e.HTTPErrorHandler = handler(newRegistry().on(http.StatusUnprocessableEntity, "empty", "wrong").on(http.StatusGone, "late"))
	e.GET("/refuse", Refuse)
	e.GET("/sentinel", Sentinel)
	e.GET("/stored", Stored)
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
		{Name: "Refuse", Handler: reality.At("/refuse", a), Requests: []string{"", "q=late"}},
		{Name: "Sentinel", Handler: reality.At("/sentinel", a), Requests: []string{""}},
		{Name: "Stored", Handler: reality.At("/stored", a), Requests: []string{""}},
		{Name: "Check", Handler: reality.At("/check", a), Requests: []string{"", "q=bad"}},
		{Name: "Unchecked", Handler: reality.At("/unchecked", a), Requests: []string{"", "q=bad"}},
	}
}
