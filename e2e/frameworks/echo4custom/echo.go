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

func app() http.HandlerFunc {
	e := echo.New()
	e.HTTPErrorHandler = handle
	e.GET("/", Take)
	return e.ServeHTTP
}

// Cases are the handlers with what reaches their branches.
func Cases() []reality.Case {
	return []reality.Case{{Name: "Take", Handler: app(), Requests: []string{"", "q=taken", "q=gone", "q=broken"}}}
}
