package linked

import (
	"net/http"

	"github.com/gin-gonic/gin"
)

// rescue is middleware that answers for whatever panics behind it.
func rescue(c *gin.Context) {
	defer func() {
		if recover() != nil {
			c.AbortWithStatusJSON(http.StatusServiceUnavailable, gin.H{"message": "panic"})
		}
	}()
	c.Next()
}
