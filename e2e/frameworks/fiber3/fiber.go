// Package fiber3 has handlers for fiber v3, run against the real library.
package fiber3

import (
	"errors"
	"fmt"
	"net/http"

	"github.com/gofiber/fiber/v3"

	"github.com/httpcontract/httpcontract/internal/reality"
)

type item struct {
	Name string `json:"name"`
}

func JSON(c fiber.Ctx) error {
	if c.Query("id") == "" {
		return c.Status(fiber.StatusBadRequest).JSON(fiber.Map{"message": "id"})
	}
	return c.JSON(item{c.Query("id")})
}

func SendStatus(c fiber.Ctx) error {
	switch c.Query("s") {
	case "none":
		return c.SendStatus(fiber.StatusNoContent)
	case "late":
		c.SendString("body")
		return c.SendStatus(fiber.StatusConflict)
	}
	return c.SendStatus(fiber.StatusNotFound)
}

func Send(c fiber.Ctx) error {
	switch c.Query("v") {
	case "bytes":
		c.Set("Content-Type", "application/json")
		return c.Status(fiber.StatusAccepted).Send([]byte(`{"a":1}`))
	case "write":
		c.WriteString("a")
		c.WriteString("b")
		return nil
	case "xml":
		return c.Status(fiber.StatusCreated).XML(item{"a"})
	case "type":
		return c.Type("json").SendString(`{"x":true}`)
	}
	return c.Status(fiber.StatusGone).SendString("text")
}

// Last: the last status and the last body count.
func Last(c fiber.Ctx) error {
	c.Status(fiber.StatusTeapot).JSON(fiber.Map{"a": 1})
	if c.Query("x") != "" {
		c.Status(fiber.StatusConflict)
	}
	return c.JSON(fiber.Map{"message": "last"})
}

func Errors(c fiber.Ctx) error {
	switch c.Query("e") {
	case "new":
		return fiber.NewError(fiber.StatusConflict, "taken")
	case "bare":
		return fiber.NewError(fiber.StatusGone)
	case "sentinel":
		return fiber.ErrNotFound
	case "wrapped":
		return fmt.Errorf("w: %w", fiber.ErrForbidden)
	case "other":
		return errors.New("secret")
	case "after":
		c.Status(fiber.StatusCreated).JSON(item{"x"})
		return fiber.ErrUnauthorized
	}
	return nil
}

func Redirect(c fiber.Ctx) error {
	if c.Query("p") != "" {
		return c.Redirect().Status(fiber.StatusPermanentRedirect).To("/p")
	}
	return c.Redirect().To("/x")
}

func helper(c fiber.Ctx, status int, msg string) error {
	return c.Status(status).JSON(fiber.Map{"message": msg, "error": fiber.Map{"name": "X", "message": msg}})
}

func Helper(c fiber.Ctx) error {
	var in item
	if err := c.Bind().Body(&in); err != nil {
		return helper(c, fiber.StatusBadRequest, "body")
	}
	return helper(c, fiber.StatusInternalServerError, "x")
}

func one(h fiber.Handler) func(*http.Request) (*http.Response, error) {
	app := fiber.New(fiber.Config{Views: pages{}})
	app.All("/", h)
	return func(r *http.Request) (*http.Response, error) { return app.Test(r) }
}

// Cases are the handlers with what reaches their branches.
func Cases() []reality.Case {
	return []reality.Case{
		{Name: "Rest", Do: one(Rest), Requests: []string{"", "v=render", "v=response", "v=context"}, Unknown: true, Unseen: []int{303, 500}},
		{Name: "JSON", Do: one(JSON), Requests: []string{"", "id=1"}},
		{Name: "SendStatus", Do: one(SendStatus), Requests: []string{"", "s=none", "s=late"}},
		{Name: "Send", Do: one(Send), Requests: []string{"", "v=bytes", "v=write", "v=xml", "v=type"}},
		{Name: "Last", Do: one(Last), Requests: []string{"", "x=1"}},
		{Name: "Errors", Do: one(Errors), Requests: []string{"", "e=new", "e=bare", "e=sentinel", "e=wrapped", "e=other", "e=after"}},
		{Name: "Redirect", Do: one(Redirect), Requests: []string{"", "p=1"}},
		{Name: "Helper", Do: one(Helper), Requests: []string{""}, Unseen: []int{500}},
		{Name: "More", Do: one(More), Requests: []string{"", "v=jsonp", "v=auto", "v=format", "v=stream", "v=writer", "v=writef", "v=back", "v=res", "v=next"}, Unknown: true, Unseen: []int{500}},
		{Name: "Files", Do: one(Files), Requests: []string{"", "d=1"}, Unknown: true, Unseen: []int{200, 500}},
		{Name: "Bind", Do: one(Bind), Requests: []string{"", "v=json", "v=xml", "v=form", "v=query", "v=uri", "v=header", "v=cookie"}},
		{Name: "Defaulted", Do: one(Defaulted), Requests: []string{""}},
		{Name: "Again", Do: one(Again), Requests: []string{""}, Unknown: true, Unseen: []int{500}},
	}
}
