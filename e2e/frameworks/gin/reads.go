package gin

import (
	"errors"
	"net/http"

	"github.com/gin-gonic/gin"
)

var errOurs = errors.New("ours")

// Reads gets errors of net/http's through the context.
func Reads(c *gin.Context) {
	_, err := c.Cookie("session")
	switch {
	case err == http.ErrNoCookie && c.Query("cookie") == "needed":
		c.Status(http.StatusUnauthorized)
		return
	case err != nil && err != http.ErrNoCookie:
		c.Status(http.StatusTeapot)
		return
	}
	if c.Query("v") == "file" {
		_, err = c.FormFile("file")
	} else {
		_, err = c.MultipartForm()
	}
	switch {
	case errors.Is(err, errOurs):
		c.Status(http.StatusConflict)
	case errors.Is(err, http.ErrNotMultipart):
		c.Status(http.StatusUnsupportedMediaType)
	case err != nil:
		c.Status(http.StatusBadRequest)
	default:
		c.Status(http.StatusNoContent)
	}
}

// Limited binds a body that must not be large.
func Limited(c *gin.Context) {
	var in struct{ Name string }
	c.Request.Body = http.MaxBytesReader(c.Writer, c.Request.Body, 16)
	if c.BindJSON(&in) == nil {
		c.Status(http.StatusNoContent)
	}
}

// Shared maps what a body that does not fit gives like its own errors.
func Shared(c *gin.Context) {
	var in struct{ Name string }
	err := c.ShouldBindJSON(&in)
	if err == nil && in.Name == "" {
		err = errOurs
	}
	switch {
	case errors.Is(err, errOurs):
		c.Status(http.StatusConflict)
	case err != nil:
		c.Status(http.StatusBadRequest)
	default:
		c.Status(http.StatusNoContent)
	}
}
