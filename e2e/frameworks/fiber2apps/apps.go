// Package fiber2apps has two fiber applications, each with an error handler of its own.
package fiber2apps

import (
	"errors"
	"net/http"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/gofiber/fiber/v2/middleware/recover"
	"github.com/gofiber/fiber/v2/middleware/timeout"

	"github.com/httpcontract/httpcontract/internal/reality"
)

var errAbsent = errors.New("absent")

func plainly(c *fiber.Ctx, err error) error {
	if errors.Is(err, errAbsent) {
		return c.SendStatus(fiber.StatusNotFound)
	}
	return c.Status(fiber.StatusInternalServerError).SendString(err.Error())
}

func find(c *fiber.Ctx) error {
	switch c.Query("x") {
	case "absent":
		return errAbsent
	case "other":
		return errors.New("other")
	}
	return c.JSON(fiber.Map{"found": true})
}

// First is in the one application, Grouped in a group of it, Routed behind a recovery there,
// Mounted in an application of its own that is mounted there, Timed has a deadline; Second is in the
// other.
func First(c *fiber.Ctx) error   { return find(c) }
func Grouped(c *fiber.Ctx) error { return find(c) }
func Second(c *fiber.Ctx) error  { return find(c) }

func Routed(c *fiber.Ctx) error {
	if c.Query("x") == "panic" {
		panic(errAbsent)
	}
	return find(c)
}

// Mounted has the middleware and the error handler of the application above.
func Mounted(c *fiber.Ctx) error {
	if c.Query("x") == "panic" {
		panic(errAbsent)
	}
	return find(c)
}

// Timed waits until its time is up.
func Timed(c *fiber.Ctx) error {
	if c.Query("x") == "slow" {
		<-c.UserContext().Done()
		return c.UserContext().Err()
	}
	return find(c)
}

// Cart is registered with a pattern that allows only numbers.
func Cart(c *fiber.Ctx) error {
	id, err := c.ParamsInt("id")
	if err != nil {
		return fiber.ErrBadRequest
	}
	return c.JSON(fiber.Map{"id": id})
}

func apps() (first, second *fiber.App) {
	first = fiber.New(fiber.Config{ErrorHandler: plainly})
	first.Get("/first", First)
	first.Get("/carts/:id<int>", Cart)
	group := first.Group("/group")
	group.Get("/grouped", func(c *fiber.Ctx) error { return c.Next() }, Grouped)
	first.Route("/route", func(r fiber.Router) {
		r.Use(recover.New())
		r.Get("/routed", Routed)
	})
	first.Get("/timed", timeout.NewWithContext(Timed, 20*time.Millisecond))
	mounted := fiber.New()
	mounted.Get("/mounted", Mounted)
	first.Use("/shelf", recover.New())
	first.Mount("/shelf", mounted)
	second = fiber.New(fiber.Config{ErrorHandler: func(c *fiber.Ctx, err error) error {
		if errors.Is(err, errAbsent) {
			return c.Status(fiber.StatusGone).JSON(fiber.Map{"message": "gone"})
		}
		return c.SendStatus(fiber.StatusBadGateway)
	}})
	second.Get("/second", Second)
	return first, second
}

func at(app *fiber.App, path string) func(*http.Request) (*http.Response, error) {
	return func(r *http.Request) (*http.Response, error) {
		r.URL.Path, r.Method = path, http.MethodGet
		r.RequestURI = ""
		return app.Test(r)
	}
}

// Cases are the handlers with what reaches their branches.
func Cases() []reality.Case {
	first, second := apps()
	requests := []string{"", "x=absent", "x=other"}
	return []reality.Case{
		{Name: "First", Do: at(first, "/first"), Requests: requests},
		{Name: "Cart", Do: at(first, "/carts/7"), Requests: []string{""}},
		{Name: "Grouped", Do: at(first, "/group/grouped"), Requests: requests},
		{Name: "Routed", Do: at(first, "/route/routed"), Requests: append(requests, "x=panic")},
		{Name: "Mounted", Do: at(first, "/shelf/mounted"), Requests: append(requests, "x=panic")},
		{Name: "Timed", Do: at(first, "/timed"), Requests: append(requests, "x=slow")},
		{Name: "Second", Do: at(second, "/second"), Requests: requests},
	}
}
