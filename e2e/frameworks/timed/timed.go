// Package timed has handlers of several frameworks behind middleware that gives requests a deadline,
// limits their bodies, or answers where a handler does not.
package timed

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/go-chi/chi/v5"
	chimiddleware "github.com/go-chi/chi/v5/middleware"
	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"

	"github.com/httpcontract/httpcontract/internal/reality"
)

const patience = 20 * time.Millisecond

var errGone = errors.New("gone")

func wait(ctx context.Context, x string) error {
	switch x {
	case "slow":
		<-ctx.Done()
		return ctx.Err()
	case "gone":
		return errGone
	}
	return nil
}

// Patient is behind echo's ContextTimeout, which makes 503 of the end of a context, Hasty is not.
func Patient(c echo.Context) error {
	if err := wait(c.Request().Context(), c.QueryParam("x")); err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}

func Hasty(c echo.Context) error {
	err := wait(c.Request().Context(), c.QueryParam("x"))
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return c.NoContent(http.StatusGatewayTimeout)
	case errors.Is(err, errGone):
		return c.NoContent(http.StatusGone)
	}
	return c.NoContent(http.StatusNoContent)
}

// Slow is behind chi's Timeout, which answers where it has not. Large is behind its RequestSize, Small is not.
func Slow(w http.ResponseWriter, r *http.Request) {
	if err := wait(r.Context(), r.FormValue("x")); err != nil {
		return
	}
	w.WriteHeader(http.StatusAccepted)
}

func Large(w http.ResponseWriter, r *http.Request) { read(w, r) }
func Small(w http.ResponseWriter, r *http.Request) { read(w, r) }

func read(w http.ResponseWriter, r *http.Request) {
	var v any
	err := json.NewDecoder(r.Body).Decode(&v)
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		w.WriteHeader(http.StatusRequestEntityTooLarge)
	case err != nil:
		w.WriteHeader(http.StatusBadRequest)
	default:
		w.WriteHeader(http.StatusCreated)
	}
}

// Late is behind http.TimeoutHandler.
func Late(w http.ResponseWriter, r *http.Request) {
	if r.FormValue("x") == "slow" {
		<-r.Context().Done()
	}
	w.WriteHeader(http.StatusAccepted)
}

// Lost and Unmeant are for what gin has no route, or no method for.
func Lost(c *gin.Context) {
	if c.Query("x") != "" {
		c.JSON(http.StatusTeapot, gin.H{"a": 1})
	}
}

func Unmeant(c *gin.Context) {
	if c.Query("x") != "" {
		c.Status(http.StatusNoContent)
	}
}

func servers() (e *echo.Echo, r chi.Router, g *gin.Engine) {
	e = echo.New()
	timed := e.Group("/timed", middleware.ContextTimeout(patience))
	timed.GET("/patient", Patient)
	e.GET("/hasty", Hasty)
	r = chi.NewRouter()
	r.With(chimiddleware.Timeout(patience)).Get("/slow", Slow)
	r.With(chimiddleware.RequestSize(8)).Post("/large", Large)
	r.Post("/small", Small)
	r.Handle("/late", http.TimeoutHandler(http.HandlerFunc(Late), patience, "late"))
	gin.SetMode(gin.ReleaseMode)
	g = gin.New()
	g.HandleMethodNotAllowed = true
	g.GET("/there", func(c *gin.Context) { c.Status(http.StatusNoContent) })
	g.NoRoute(Lost)
	g.NoMethod(Unmeant)
	return e, r, g
}

// at asks a server for a path, with what x says as the body of a POST.
func at(h http.Handler, method, path string) func(*http.Request) (*http.Response, error) {
	return func(r *http.Request) (*http.Response, error) {
		asked := httptest.NewRequest(method, path+"?"+r.URL.RawQuery, strings.NewReader(r.URL.Query().Get("x")))
		w := httptest.NewRecorder()
		h.ServeHTTP(w, asked)
		return w.Result(), nil
	}
}

// Cases are the handlers with what reaches their branches.
func Cases() []reality.Case {
	e, r, g := servers()
	bodies := []string{"x=1", "x=bad", "x=%22a-long-text%22"}
	return []reality.Case{
		// 500: of a client that is gone.
		{Name: "Patient", Do: at(e, http.MethodGet, "/timed/patient"), Requests: []string{"", "x=slow", "x=gone"}},
		{Name: "Hasty", Do: at(e, http.MethodGet, "/hasty"), Requests: []string{"", "x=gone"}},
		// 200: of a client that is gone.
		{Name: "Slow", Do: at(r, http.MethodGet, "/slow"), Requests: []string{"", "x=slow", "x=gone"}},
		{Name: "Large", Do: at(r, http.MethodPost, "/large"), Requests: bodies},
		{Name: "Small", Do: at(r, http.MethodPost, "/small"), Requests: bodies},
		{Name: "Late", Do: at(r, http.MethodGet, "/late"), Requests: []string{"", "x=slow"}},
		{Name: "Lost", Do: at(g, http.MethodGet, "/none"), Requests: []string{"", "x=a"}},
		{Name: "Unmeant", Do: at(g, http.MethodPost, "/there"), Requests: []string{"", "x=a"}},
	}
}
