package echo4

import (
	"io"
	"net/http"

	"github.com/labstack/echo/v4"
)

// Formats calls what Variants does not.
func Formats(c echo.Context) error {
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
func Files(c echo.Context) error {
	switch c.QueryParam("v") {
	case "attachment":
		return c.Attachment("echo.go", "echo.go")
	case "inline":
		return c.Inline("echo.go", "echo.go")
	}
	return c.File("echo.go")
}

// Flushed sends the status before the body.
func Flushed(c echo.Context) error {
	c.Response().WriteHeader(http.StatusAccepted)
	c.Response().Flush()
	return nil
}

// Defaulted gives its error to echo's default handler by itself.
func Defaulted(c echo.Context) error {
	c.Echo().DefaultHTTPErrorHandler(echo.NewHTTPError(http.StatusGone, "gone"), c)
	return nil
}

// Inner returns errors of which echo looks at what is inside.
func Inner(c echo.Context) error {
	if c.QueryParam("id") == "" {
		return echo.NewHTTPError(http.StatusBadRequest, "outer").SetInternal(echo.NewHTTPError(http.StatusGone, "inner"))
	}
	return echo.NewHTTPError(http.StatusBadRequest, "outer").SetInternal(http.ErrNoCookie)
}

// pages is a renderer.
type pages struct{}

func (pages) Render(w io.Writer, name string, data any, c echo.Context) error {
	_, err := io.WriteString(w, name)
	return err
}

// Rendered answers by the application's renderer.
func Rendered(c echo.Context) error {
	if c.QueryParam("v") == "write" {
		c.Response().WriteHeader(http.StatusConflict)
		_, err := c.Response().Write([]byte("x"))
		return err
	}
	return c.Render(http.StatusAccepted, "page", nil)
}

// Handed hands its error to echo by itself.
func Handed(c echo.Context) error {
	c.Error(echo.ErrTeapot)
	return nil
}
