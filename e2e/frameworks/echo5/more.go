package echo5

import (
	"io"
	"net/http"
	"os"

	"github.com/labstack/echo/v5"
)

// Formats calls what Variants does not.
func Formats(c *echo.Context) error {
	it := item{"a"}
	switch c.QueryParam("v") {
	case "jsonp":
		return c.JSONP(http.StatusCreated, "f", it)
	case "jsonpblob":
		return c.JSONPBlob(http.StatusAccepted, "f", []byte(`{}`))
	case "xml":
		return c.XML(http.StatusGone, it)
	case "xmlpretty":
		return c.XMLPretty(http.StatusConflict, it, " ")
	case "xmlblob":
		return c.XMLBlob(http.StatusTeapot, []byte("<a/>"))
	case "htmlblob":
		return c.HTMLBlob(http.StatusLocked, []byte("<p>"))
	}
	return c.NoContent(http.StatusResetContent)
}

// Files answers from the file system.
func Files(c *echo.Context) error {
	switch c.QueryParam("v") {
	case "fs":
		return c.FileFS("echo.go", os.DirFS("."))
	case "attachment":
		return c.Attachment("echo.go", "echo.go")
	case "inline":
		return c.Inline("echo.go", "echo.go")
	}
	return c.File("echo.go")
}

// pages is a renderer.
type pages struct{}

func (pages) Render(c *echo.Context, w io.Writer, name string, data any) error {
	_, err := io.WriteString(w, name)
	return err
}

// Rendered answers by the application's renderer.
func Rendered(c *echo.Context) error {
	c.Response().Header().Set("X-Page", "a")
	return c.Render(http.StatusAccepted, "page", nil)
}
