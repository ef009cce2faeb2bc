package hertz

import (
	"context"
	"net/http"
	"strings"

	"github.com/cloudwego/hertz/pkg/app"
)

// More calls what Thing does not.
func More(ctx context.Context, c *app.RequestContext) {
	switch c.Query("v") {
	case "modified":
		c.NotModified()
	case "stream":
		c.SetStatusCode(http.StatusAccepted)
		c.SetBodyStream(strings.NewReader("x"), 1)
	case "indented":
		c.IndentedJSON(http.StatusCreated, thing{"a"})
	case "xml":
		c.XML(http.StatusConflict, thing{"a"})
	case "body":
		c.SetBodyString("body")
	case "bytes":
		c.Write([]byte("bytes"))
	case "next":
		c.Next(ctx)
	default:
		c.Status(http.StatusNoContent)
	}
}
