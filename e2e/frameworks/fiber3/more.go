package fiber3

import (
	"bufio"
	"io"
	"strings"

	"github.com/gofiber/fiber/v3"
)

// More calls what the other handlers do not.
func More(c fiber.Ctx) error {
	switch c.Query("v") {
	case "jsonp":
		return c.Status(fiber.StatusCreated).JSONP(item{"a"}, "f")
	case "auto":
		return c.Status(fiber.StatusAccepted).AutoFormat("text")
	case "format":
		return c.Format(fiber.ResFmt{MediaType: "text/plain", Handler: func(c fiber.Ctx) error { return c.SendString("x") }})
	case "stream":
		return c.SendStream(strings.NewReader("x"))
	case "writer":
		return c.SendStreamWriter(func(w *bufio.Writer) { w.WriteString("x") })
	case "writef":
		_, err := c.Writef("%d", 1)
		return err
	case "back":
		return c.Redirect().Back("/x")
	case "res":
		return c.Res().Status(fiber.StatusConflict).SendString("x")
	case "next":
		return c.Next()
	}
	return c.SendStatus(fiber.StatusNoContent)
}

// Binary needs an encoder that the application sets.
func Binary(c fiber.Ctx) error {
	if c.Query("v") != "" {
		return c.CBOR(item{"a"})
	}
	return c.MsgPack(item{"a"})
}

// Files answers from the file system.
func Files(c fiber.Ctx) error {
	if c.Query("d") != "" {
		return c.Download("none")
	}
	return c.SendFile("none")
}

// Again starts the routing anew, once.
func Again(c fiber.Ctx) error {
	if c.Locals("again") != nil {
		return c.SendStatus(fiber.StatusAccepted)
	}
	c.Locals("again", true)
	return c.RestartRouting()
}

// Defaulted gives an error to fiber's default handler by itself.
func Defaulted(c fiber.Ctx) error { return fiber.DefaultErrorHandler(c, fiber.ErrTeapot) }

// pages is a template engine.
type pages struct{}

func (pages) Load() error { return nil }

func (pages) Render(w io.Writer, name string, data any, layout ...string) error {
	_, err := io.WriteString(w, name)
	return err
}

// Rest calls what the other handlers do not.
func Rest(c fiber.Ctx) error {
	switch c.Query("v") {
	case "render":
		return c.Status(fiber.StatusAccepted).Render("page", nil)
	case "response":
		c.Response().SetStatusCode(fiber.StatusConflict)
		_, err := c.Write([]byte("x"))
		return err
	case "context":
		c.RequestCtx().SetStatusCode(fiber.StatusTeapot)
		return nil
	case "route":
		return c.Redirect().Status(fiber.StatusSeeOther).Route("named")
	}
	return c.SendStatus(fiber.StatusNoContent)
}
