// Package fiber3apps has a fiber application whose middleware, some of it put there by settings, maps
// what its handlers panic with.
package fiber3apps

import (
	"context"
	"errors"
	"net/http"
	"os"

	"github.com/gofiber/fiber/v3"

	"github.com/httpcontract/httpcontract/internal/reality"
)

// coded is drawn for the application's own errors.
type coded interface {
	error
	StatusCode() int
	ErrCode() string
}

type limited struct{}

func (limited) Error() string   { return "limited" }
func (limited) StatusCode() int { return fiber.StatusTooManyRequests }
func (limited) ErrCode() string { return "LIMITED" }

// recovery answers for a panic.
func recovery(c fiber.Ctx) error {
	defer func() {
		p := recover()
		if p == nil {
			return
		}
		status := fiber.StatusInternalServerError
		if err, ok := p.(error); ok && err == context.DeadlineExceeded {
			status = fiber.StatusGatewayTimeout
		}
		if err, ok := p.(coded); ok {
			status = err.StatusCode()
		}
		_ = c.Status(status).JSON(fiber.Map{"status": status})
	}()
	return c.Next()
}

// traced and authorized go on to what is after them, or answer themselves.
func traced(c fiber.Ctx) error { c.Set("X-Trace", "1"); return c.Next() }

func authorized(c fiber.Ctx) error {
	if c.Get("X-Revoked") != "" {
		return c.SendStatus(fiber.StatusUnauthorized)
	}
	return c.Next()
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

// Panics panics with errors of its own and of others.
func Panics(c fiber.Ctx) error {
	switch c.Query("x") {
	case "late":
		must(context.DeadlineExceeded)
	case "limited":
		must(limited{})
	case "other":
		must(errors.New("other"))
	}
	return c.SendStatus(fiber.StatusAccepted)
}

// Replaced has middleware around it that answers for its error.
func Replaced(c fiber.Ctx) error {
	if c.Query("x") != "" {
		return fiber.ErrConflict
	}
	return c.SendStatus(fiber.StatusAccepted)
}

func replacing(c fiber.Ctx) error {
	if err := c.Next(); err != nil {
		return c.SendStatus(fiber.StatusTeapot)
	}
	return nil
}

func register(r fiber.Router) {
	r.Get("/panics", Panics)
	r.Get("/replaced", replacing, Replaced)
}

func app() *fiber.App {
	app := fiber.New()
	if os.Getenv("APP_TRACE") != "" {
		app.Use(traced)
	}
	app.Use(recovery)
	if os.Getenv("APP_DEBUG") != "" {
		app.Use(traced)
	}
	var router fiber.Router = app
	if base := os.Getenv("APP_BASE"); base != "" {
		router = app.Group(base)
	}
	register(router.Group("", authorized))
	return app
}

// Cases are the handlers with what reaches their branches.
func Cases() []reality.Case {
	a := app()
	at := func(path string) func(*http.Request) (*http.Response, error) {
		return func(r *http.Request) (*http.Response, error) {
			r.URL.Path = path
			return a.Test(r)
		}
	}
	return []reality.Case{
		{Name: "Panics", Do: at("/panics"), Requests: []string{"", "x=late", "x=limited", "x=other"}},
		{Name: "Replaced", Do: at("/replaced"), Requests: []string{"", "x=1"}},
	}
}
