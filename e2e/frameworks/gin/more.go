package gin

import (
	"io"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/gin-gonic/gin/binding"
	"github.com/gin-gonic/gin/render"
)

// Formats calls what Variants does not.
func Formats(c *gin.Context) {
	it := item{"a"}
	switch c.Query("v") {
	case "secure":
		c.SecureJSON(http.StatusOK, []string{"a"})
	case "jsonp":
		c.JSONP(http.StatusCreated, it)
	case "toml":
		c.TOML(http.StatusAccepted, it)
	case "bson":
		c.BSON(http.StatusGone, map[string]string{"a": "b"})
	case "proto":
		c.ProtoBuf(http.StatusTeapot, nil)
	case "reader":
		c.DataFromReader(http.StatusNonAuthoritativeInfo, 2, "text/csv", strings.NewReader("a,"), nil)
	case "render":
		c.Render(http.StatusConflict, render.String{Format: "x"})
	case "negotiate":
		c.SetAccepted(c.Query("accept"))
		c.Negotiate(http.StatusLocked, gin.Negotiate{Offered: []string{"application/json"}, Data: it})
	case "html":
		c.HTML(http.StatusMultiStatus, "t", it)
	case "pure":
		c.AbortWithStatusPureJSON(http.StatusBadRequest, it)
	default:
		c.Status(http.StatusNoContent)
	}
}

// Streams sends events and what a function writes.
func Streams(c *gin.Context) {
	if c.Query("v") == "event" {
		c.SSEvent("n", "m")
		return
	}
	c.Status(http.StatusCreated)
	c.Stream(func(w io.Writer) bool {
		w.Write([]byte("x"))
		return false
	})
}

// Files answers from the file system.
func Files(c *gin.Context) {
	switch c.Query("v") {
	case "attachment":
		c.FileAttachment("gin.go", "gin.go")
	case "fs":
		c.FileFromFS("gin.go", http.Dir("."))
	default:
		c.File("gin.go")
	}
}

// Binds calls the ways of binding that answer 400 by themselves.
func Binds(c *gin.Context) {
	var in item
	var err error
	switch c.Query("v") {
	case "bind":
		err = c.Bind(&in)
	case "query":
		err = c.BindQuery(&in)
	case "xml":
		err = c.BindXML(&in)
	case "yaml":
		err = c.BindYAML(&in)
	case "toml":
		err = c.BindTOML(&in)
	case "plain":
		err = c.BindPlain(&in)
	case "header":
		err = c.BindHeader(&in)
	case "uri":
		err = c.BindUri(&in)
	case "must":
		err = c.MustBindWith(&in, binding.Form)
	default:
		err = c.BindWith(&in, binding.Form)
	}
	if err == nil {
		c.JSON(http.StatusOK, in)
	}
}

// Around lets the next handler answer, or answers itself.
func Around(c *gin.Context) {
	if c.Query("v") == "" {
		c.AbortWithStatus(http.StatusUnauthorized)
		return
	}
	c.Next()
}

// Recorded leaves an error to middleware.
func Recorded(c *gin.Context) {
	c.Error(http.ErrNoCookie)
	c.Status(http.StatusBadGateway)
}

// Now sends its header before it has a body.
func Now(c *gin.Context) {
	c.Status(http.StatusAccepted)
	c.Writer.WriteHeaderNow()
	c.Status(http.StatusConflict)
}

// Stopped lets nothing come after it.
func Stopped(c *gin.Context) {
	c.Status(http.StatusConflict)
	c.Abort()
}
