package hertz

import (
	"context"
	"errors"
	"net/http"
	"os"

	"github.com/cloudwego/hertz/pkg/app"
	"github.com/cloudwego/hertz/pkg/app/server/render"
	"google.golang.org/protobuf/types/known/emptypb"
)

// Rest calls what Thing and More do not.
func Rest(ctx context.Context, c *app.RequestContext) {
	switch c.Query("v") {
	case "abort":
		c.Status(http.StatusConflict)
		c.Abort()
	case "error":
		c.AbortWithError(http.StatusGone, errors.New("gone"))
	case "record":
		c.Error(errors.New("noted"))
		c.Status(http.StatusAccepted)
	case "header":
		c.Header("Content-Type", "application/json")
		c.SetBodyString(`{"name":"a"}`)
	case "proto":
		c.ProtoBuf(http.StatusCreated, &emptypb.Empty{})
	case "render":
		c.Render(http.StatusTeapot, render.Data{ContentType: "text/plain", Data: []byte("x")})
	case "odd":
		c.Redirect(http.StatusNotModified, []byte("/"))
	default:
		c.Status(http.StatusNoContent)
	}
}

// Pages needs templates that the server loads.
func Pages(ctx context.Context, c *app.RequestContext) {
	c.HTML(http.StatusOK, "page", thing{"a"})
}

// Files answers from the file system.
func Files(ctx context.Context, c *app.RequestContext) {
	switch c.Query("v") {
	case "fs":
		c.FileFromFS("none", &app.FS{Root: os.TempDir()})
	case "attachment":
		c.FileAttachment("none", "none")
	default:
		c.File("none")
	}
}

// Unencodable panics, which hertz' recovery answers where it is used.
func Unencodable(ctx context.Context, c *app.RequestContext) {
	if c.Query("v") == "" {
		c.Status(http.StatusNoContent)
		return
	}
	defer func() {
		if recover() != nil {
			c.SetStatusCode(http.StatusServiceUnavailable)
		}
	}()
	c.JSON(http.StatusOK, func() {})
}
