// Package ginerrors has a gin application in which middleware answers for the errors
// that handlers leave in the context.
package ginerrors

import (
	"errors"
	"fmt"
	"net/http"
	"os"

	"github.com/gin-gonic/gin"

	"github.com/httpcontract/httpcontract/e2e/frameworks/ginerrors/middle"
	"github.com/httpcontract/httpcontract/internal/reality"
)

// Missing leaves one error, or none.
func Missing(c *gin.Context) {
	if c.Query("x") == "" {
		_ = c.Error(middle.ErrMissing)
		return
	}
	c.Status(http.StatusNoContent)
}

func change(x string) error {
	switch x {
	case "locked":
		return fmt.Errorf("change: %w", middle.ErrLocked)
	case "other":
		return errors.New("other")
	}
	return nil
}

// Wrapped leaves what another function gives.
func Wrapped(c *gin.Context) {
	if err := change(c.Query("x")); err != nil {
		_ = c.Error(err)
		return
	}
	c.JSON(http.StatusOK, gin.H{"done": true})
}

// Foreign leaves an error of the system's: none that gin has made.
func Foreign(c *gin.Context) {
	if _, err := os.Stat(c.DefaultQuery("x", ".")); err != nil {
		_ = c.Error(err)
		return
	}
	c.Status(http.StatusNoContent)
}

// Answered answers by itself before it leaves an error.
func Answered(c *gin.Context) {
	c.JSON(http.StatusConflict, gin.H{"message": "conflict"})
	_ = c.Error(middle.ErrMissing)
}

// Aborted has gin write the status: the middleware finds it written.
func Aborted(c *gin.Context) {
	_ = c.AbortWithError(http.StatusBadGateway, middle.ErrLocked)
}

// Told tells the status that it has set.
func Told(c *gin.Context) {
	c.Status(http.StatusAccepted)
	if c.Writer.Status() != http.StatusAccepted || c.Writer.Written() {
		c.Status(http.StatusTeapot)
	}
}

func app(h gin.HandlerFunc) http.HandlerFunc {
	gin.SetMode(gin.ReleaseMode)
	e := gin.New()
	e.Use(middle.Errors())
	e.Any("/", h)
	return e.ServeHTTP
}

// Cases are the handlers with what reaches their branches.
func Cases() []reality.Case {
	return []reality.Case{
		{Name: "Missing", Handler: app(Missing), Requests: []string{"", "x=1"}},
		{Name: "Wrapped", Handler: app(Wrapped), Requests: []string{"", "x=locked", "x=other"}},
		{Name: "Answered", Handler: app(Answered), Requests: []string{""}},
		{Name: "Foreign", Handler: app(Foreign), Requests: []string{"", "x=/nothing/there"}},
		{Name: "Told", Handler: app(Told), Requests: []string{""}},
		{Name: "Aborted", Handler: app(Aborted), Requests: []string{""}},
	}
}
