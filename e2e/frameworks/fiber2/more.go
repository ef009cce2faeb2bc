package fiber2

import (
	"errors"
	"io"
	"strings"

	"github.com/gofiber/fiber/v2"
)

// More calls what the other handlers do not.
func More(c *fiber.Ctx) error {
	switch c.Query("v") {
	case "jsonp":
		return c.Status(fiber.StatusCreated).JSONP(item{"a"}, "f")
	case "format":
		return c.Status(fiber.StatusAccepted).Format("text")
	case "stream":
		return c.SendStream(strings.NewReader("x"))
	case "writef":
		_, err := c.Writef("%d", 1)
		return err
	case "back":
		return c.RedirectBack("/x")
	case "route":
		return c.RedirectToRoute("named", fiber.Map{}, fiber.StatusSeeOther)
	case "next":
		return c.Next()
	}
	return c.SendStatus(fiber.StatusNoContent)
}

// Files answers from the file system.
func Files(c *fiber.Ctx) error {
	if c.Query("d") != "" {
		return c.Download("none")
	}
	return c.SendFile("none")
}

// Again starts the routing anew, once.
func Again(c *fiber.Ctx) error {
	if c.Locals("again") != nil {
		return c.SendStatus(fiber.StatusAccepted)
	}
	c.Locals("again", true)
	return c.RestartRouting()
}

// Defaulted gives an error to fiber's default handler by itself.
func Defaulted(c *fiber.Ctx) error { return fiber.DefaultErrorHandler(c, fiber.ErrTeapot) }

// Parsed hands on what the parser says: 422 for a media type that it does not know.
func Parsed(c *fiber.Ctx) error {
	var in item
	c.Request().Header.SetContentType(c.Query("type"))
	c.Request().SetBodyString(c.Query("body"))
	if err := c.BodyParser(&in); err != nil {
		return err
	}
	return c.SendStatus(fiber.StatusNoContent)
}

// Sorted tells apart what can't be parsed.
func Sorted(c *fiber.Ctx) error {
	c.Request().Header.SetContentType(c.Query("type"))
	c.Request().SetBodyString(c.Query("body"))
	var in struct{ N int }
	switch err := c.BodyParser(&in); {
	case errors.Is(err, fiber.ErrUnprocessableEntity):
		return c.SendStatus(fiber.StatusUnsupportedMediaType)
	case err != nil:
		return c.SendStatus(fiber.StatusBadRequest)
	}
	return c.SendStatus(fiber.StatusNoContent)
}

// pages is a template engine.
type pages struct{}

func (pages) Load() error { return nil }

func (pages) Render(w io.Writer, name string, data any, layout ...string) error {
	_, err := io.WriteString(w, name)
	return err
}

// Rest calls what the other handlers do not.
func Rest(c *fiber.Ctx) error {
	switch c.Query("v") {
	case "render":
		return c.Status(fiber.StatusAccepted).Render("page", nil)
	case "response":
		c.Response().SetStatusCode(fiber.StatusConflict)
		_, err := c.Write([]byte("x"))
		return err
	case "context":
		c.Context().SetStatusCode(fiber.StatusTeapot)
		return nil
	}
	return c.SendStatus(fiber.StatusNoContent)
}
