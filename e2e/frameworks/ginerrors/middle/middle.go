// Package middle has the middleware that answers for the errors of handlers.
package middle

import (
	"errors"
	"net/http"

	"github.com/gin-gonic/gin"
)

// The errors of handlers.
var (
	ErrMissing = errors.New("missing")
	ErrLocked  = errors.New("locked")
)

func statusOf(err error) int {
	switch {
	case errors.Is(err, ErrMissing):
		return http.StatusNotFound
	case errors.Is(err, ErrLocked):
		return http.StatusLocked
	}
	return http.StatusInternalServerError
}

// Errors answers for handlers that left an error in the context.
func Errors() gin.HandlerFunc {
	return func(c *gin.Context) {
		c.Next()
		if last := c.Errors.Last(); last != nil && last.Err != nil && !c.Writer.Written() {
			c.JSON(statusOf(last.Err), gin.H{"message": last.Error()})
		}
	}
}
