// Package linked has handlers of gin, fiber and hertz behind middleware that goes on by the
// context: what a chain of them sends.
package linked

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"

	"github.com/cloudwego/hertz/pkg/app"
	"github.com/cloudwego/hertz/pkg/app/server"
	"github.com/cloudwego/hertz/pkg/common/ut"
	"github.com/gin-gonic/gin"
	"github.com/gofiber/fiber/v2"
	"github.com/gofiber/fiber/v2/middleware/recover"

	"github.com/httpcontract/httpcontract/internal/reality"
)

// problem is an error that answers.
type problem struct{ status int }

func (p *problem) Error() string { return fmt.Sprint("problem ", p.status) }

var (
	errTaken = errors.New("taken")
	errLost  = errors.New("lost")
)

// Boom panics behind gin's recovery.
func Boom(c *gin.Context) {
	if c.Query("x") == "" {
		panic("boom")
	}
	c.Status(http.StatusNoContent)
}

// Thrown panics with an error that the program's recovery knows.
func Thrown(c *gin.Context) {
	if c.Query("x") == "" {
		panic(&problem{http.StatusConflict})
	}
	c.String(http.StatusOK, "here")
}

// Bodiless leaves the body to middleware.
func Bodiless(c *gin.Context) {
	if c.Query("x") == "" {
		c.Status(http.StatusNotFound)
		return
	}
	c.JSON(http.StatusOK, gin.H{"here": true})
}

// Taken and Lost leave errors to the middleware of their groups.
func Taken(c *gin.Context) {
	if c.Query("x") == "" {
		_ = c.Error(fmt.Errorf("storing: %w", errTaken))
		return
	}
	c.Status(http.StatusCreated)
}

func Lost(c *gin.Context) {
	if c.Query("x") == "" {
		_ = c.Error(errLost)
	}
}

// Checked comes after a handler of the same route.
func Checked(c *gin.Context) {
	if c.IsAborted() {
		c.Status(http.StatusTeapot)
		return
	}
	c.Status(http.StatusAccepted)
}

// signed lets no request without a signature pass; it does not go on by itself.
func signed(c *gin.Context) {
	if c.Query("unsigned") != "" {
		c.AbortWithStatusJSON(http.StatusUnauthorized, gin.H{"message": "who?"})
	}
}

func filled(c *gin.Context) {
	c.Next()
	if !c.Writer.Written() && c.Writer.Status() == http.StatusNotFound {
		c.JSON(http.StatusNotFound, gin.H{"message": "none"})
	}
}

func conflicts(c *gin.Context) {
	c.Next()
	if len(c.Errors) > 0 && errors.Is(c.Errors.Last().Err, errTaken) {
		c.JSON(http.StatusConflict, gin.H{"message": "taken"})
	}
}

func losses() gin.HandlerFunc {
	return func(c *gin.Context) {
		c.Next()
		if err := c.Errors.Last(); err != nil {
			c.JSON(http.StatusGone, gin.H{"message": err.Error()})
		}
	}
}

// Kept is behind middleware that always leaves a name for it, Demanded and Asked behind one
// that does so only for some.
func Kept(c *gin.Context) {
	if _, ok := c.Get("name"); !ok {
		c.JSON(http.StatusUnauthorized, gin.H{"message": "no name"})
		return
	}
	c.JSON(http.StatusOK, gin.H{"name": c.MustGet("name")})
}

func Demanded(c *gin.Context) {
	c.JSON(http.StatusOK, gin.H{"name": c.MustGet("name").(string)})
}

func Asked(c *gin.Context) {
	if c.GetString("name") == "" {
		c.JSON(http.StatusUnauthorized, gin.H{"message": "no name"})
		return
	}
	c.JSON(http.StatusAccepted, gin.H{"name": "known"})
}

func named(c *gin.Context) { c.Set("name", "a") }

func sometimes(c *gin.Context) {
	if c.Query("x") != "" {
		c.Set("name", "a")
	}
	c.Next()
}

// Localised is behind fiber's middleware that always leaves a name for it.
func Localised(c *fiber.Ctx) error {
	if c.Locals("name") == nil {
		return c.SendStatus(http.StatusUnauthorized)
	}
	return c.SendStatus(http.StatusOK)
}

func localise(c *fiber.Ctx) error {
	c.Locals("name", "a")
	return c.Next()
}

func ginRoutes() http.Handler {
	gin.SetMode(gin.ReleaseMode)
	gin.DefaultWriter, gin.DefaultErrorWriter = io.Discard, io.Discard
	r := gin.Default()
	r.GET("/boom", Boom)
	known := r.Group("/known", gin.CustomRecovery(func(c *gin.Context, v any) {
		if p, ok := v.(*problem); ok {
			c.AbortWithStatusJSON(p.status, gin.H{"message": p.Error()})
			return
		}
		c.AbortWithStatusJSON(http.StatusInternalServerError, gin.H{"message": "unknown"})
	}), signed)
	known.GET("/thrown", Thrown)
	full := r.Group("/full")
	full.Use(filled)
	full.GET("/bodiless", Bodiless)
	one, other := r.Group("/one", signed, conflicts), r.Group("/other", losses())
	one.GET("/taken", Taken)
	other.GET("/lost", Lost)
	r.GET("/checked", signed, Checked)
	r.GET("/kept", named, Kept)
	r.GET("/demanded", sometimes, Demanded)
	r.GET("/asked", sometimes, Asked)
	r.GET("/rescued", rescue, func(c *gin.Context) { panic("x") })
	return r
}

// Refused panics, Mapped returns an error, behind fiber's middleware.
func Refused(c *fiber.Ctx) error {
	if c.Query("x") == "" {
		panic(&problem{http.StatusForbidden})
	}
	return c.SendStatus(http.StatusNoContent)
}

func Mapped(c *fiber.Ctx) error {
	switch c.Query("x") {
	case "":
		return fmt.Errorf("storing: %w", errTaken)
	case "lost":
		return errLost
	}
	return c.JSON(fiber.Map{"stored": true})
}

func answer(c *fiber.Ctx, err error) error {
	var p *problem
	if errors.As(err, &p) {
		return c.Status(p.status).JSON(fiber.Map{"message": p.Error()})
	}
	return fiber.DefaultErrorHandler(c, err)
}

func mapped(c *fiber.Ctx) error {
	err := c.Next()
	if errors.Is(err, errTaken) {
		return &problem{http.StatusConflict}
	}
	return err
}

func fiberRoutes() *fiber.App {
	a := fiber.New(fiber.Config{ErrorHandler: answer})
	a.Use(recover.New())
	a.Get("/refused", Refused)
	a.Get("/localised", localise, Localised)
	a.Get("/mapped", mapped, Mapped)
	return a
}

// Late is a hertz handler behind middleware that has the last word.
func Late(ctx context.Context, c *app.RequestContext) {
	if c.Query("x") == "" {
		c.AbortWithStatus(http.StatusNotFound)
		return
	}
	c.JSON(http.StatusOK, map[string]bool{"here": true})
}

func lastWord(ctx context.Context, c *app.RequestContext) {
	c.Next(ctx)
	if c.IsAborted() {
		c.JSON(http.StatusGone, map[string]string{"message": "gone"})
	}
}

func hertzRoutes() *server.Hertz {
	h := server.New()
	h.Use(lastWord)
	h.GET("/late", Late)
	return h
}

func ginAt(path string) http.HandlerFunc { return reality.At(path, ginRoutes()) }

func fiberAt(path string) func(*http.Request) (*http.Response, error) {
	a := fiberRoutes()
	return func(r *http.Request) (*http.Response, error) {
		r.URL.Path, r.Method, r.RequestURI = path, http.MethodGet, ""
		return a.Test(r)
	}
}

func hertzAt(path string) func(*http.Request) (*http.Response, error) {
	h := hertzRoutes()
	return func(r *http.Request) (*http.Response, error) {
		w := ut.PerformRequest(h.Engine, http.MethodGet, path+"?"+r.URL.RawQuery, nil).Result()
		res := &http.Response{StatusCode: w.StatusCode(), Header: http.Header{}, Body: io.NopCloser(bytes.NewReader(w.Body()))}
		res.Header.Set("Content-Type", string(w.Header.ContentType()))
		return res, nil
	}
}

// Cases are the handlers with what reaches their branches.
func Cases() []reality.Case {
	both := []string{"", "x=1"}
	return []reality.Case{
		{Name: "Boom", Handler: ginAt("/boom"), Requests: both},
		{Name: "Thrown", Handler: ginAt("/known/thrown"), Requests: both},
		{Name: "Bodiless", Handler: ginAt("/full/bodiless"), Requests: both},
		{Name: "Taken", Handler: ginAt("/one/taken"), Requests: both},
		{Name: "Lost", Handler: ginAt("/other/lost"), Requests: both},
		{Name: "Checked", Handler: ginAt("/checked"), Requests: both},
		{Name: "signed", Handler: ginAt("/checked"), Requests: []string{"unsigned=1"}},
		{Name: "rescue", Handler: ginAt("/rescued"), Requests: both},
		{Name: "Kept", Handler: ginAt("/kept"), Requests: both},
		{Name: "Demanded", Handler: ginAt("/demanded"), Requests: both},
		{Name: "Asked", Handler: ginAt("/asked"), Requests: both},
		{Name: "Localised", Do: fiberAt("/localised"), Requests: both},
		{Name: "Refused", Do: fiberAt("/refused"), Requests: both},
		{Name: "Mapped", Do: fiberAt("/mapped"), Requests: []string{"", "x=1", "x=lost"}},
		{Name: "Late", Do: hertzAt("/late"), Requests: both},
	}
}
