// Package echo4 has handlers for echo v4, run against the real library.
package echo4

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/httpcontract/httpcontract/internal/reality"
)

type item struct {
	Name string `json:"name"`
}

func JSON(c echo.Context) error {
	if c.QueryParam("id") == "" {
		return c.JSON(http.StatusBadRequest, map[string]string{"message": "id"})
	}
	return c.JSON(http.StatusOK, item{c.QueryParam("id")})
}

func Variants(c echo.Context) error {
	switch c.QueryParam("v") {
	case "pretty":
		return c.JSONPretty(http.StatusCreated, item{"a"}, " ")
	case "blob":
		return c.JSONBlob(http.StatusAccepted, []byte(`{"a":1}`))
	case "html":
		return c.HTML(http.StatusConflict, "<p>x</p>")
	case "bytes":
		return c.Blob(http.StatusGone, "application/octet-stream", []byte("x"))
	case "stream":
		return c.Stream(http.StatusTeapot, "text/csv", strings.NewReader("a,b"))
	case "none":
		return c.NoContent(http.StatusNoContent)
	case "redirect":
		return c.Redirect(http.StatusFound, "/x")
	}
	return c.String(http.StatusNotFound, "nothing")
}

func HTTPError(c echo.Context) error {
	switch c.QueryParam("e") {
	case "new":
		return echo.NewHTTPError(http.StatusConflict, "taken")
	case "bare":
		return echo.NewHTTPError(http.StatusGone)
	case "map":
		return echo.NewHTTPError(http.StatusTeapot, map[string]string{"pot": "tea"})
	case "sentinel":
		return echo.ErrNotFound
	case "internal":
		return echo.NewHTTPError(http.StatusForbidden, "no").SetInternal(errors.New("x"))
	case "other":
		return errors.New("secret")
	case "wrapped":
		return fmt.Errorf("w: %w", echo.ErrUnauthorized)
	}
	return nil
}

func Twice(c echo.Context) error {
	if err := c.JSON(http.StatusCreated, item{"a"}); err != nil {
		return err
	}
	return echo.ErrBadRequest // too late
}

func Response(c echo.Context) error {
	c.Response().Header().Set("Content-Type", "application/json")
	c.Response().WriteHeader(http.StatusAccepted)
	return json.NewEncoder(c.Response()).Encode(item{"w"})
}

func Stdlib(c echo.Context) error {
	http.Error(c.Response(), "bad", http.StatusBadGateway)
	return nil
}

// Ctx is a project's own context.
type Ctx struct {
	echo.Context
	user string
}

func (c *Ctx) deny() error {
	return c.JSON(http.StatusUnauthorized, map[string]string{"message": "login"})
}

func Own(c echo.Context) error {
	x := &Ctx{c, c.QueryParam("user")}
	if x.user == "" {
		return x.deny()
	}
	return x.JSON(http.StatusOK, map[string]string{"user": x.user})
}

// Narrow is a project's own interface.
type Narrow interface {
	echo.Context
	User() string
}

func (c *Ctx) User() string { return c.user }

func greet(c Narrow) error { return c.String(http.StatusOK, "hello "+c.User()) }

func Interface(c echo.Context) error { return greet(&Ctx{c, "u"}) }

var errMissing = errors.New("missing")

func find(id string) (item, error) {
	switch id {
	case "":
		return item{}, echo.NewHTTPError(http.StatusBadRequest, "id")
	case "x":
		return item{}, errMissing
	}
	return item{id}, nil
}

func Layers(c echo.Context) error {
	it, err := find(c.QueryParam("id"))
	if err != nil {
		if errors.Is(err, errMissing) {
			return echo.NewHTTPError(http.StatusNotFound, err.Error())
		}
		return err
	}
	return c.JSON(http.StatusOK, it)
}

func one(h echo.HandlerFunc) http.HandlerFunc {
	e := echo.New()
	e.Renderer = pages{}
	e.Any("/", h)
	return e.ServeHTTP
}

// Site serves what is registered with echo.
type Site struct{ e *echo.Echo }

func (s Site) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.e.ServeHTTP(w, r) }

func site() http.Handler {
	e := echo.New()
	e.GET("/", JSON)
	return Site{e}
}

// Cases are the handlers with what reaches their branches.
func Cases() []reality.Case {
	return []reality.Case{
		{Name: "Take", Handler: reading(Take), Requests: []string{`type=application/json&body={"name":"x"}`, "type=application/json&body={}", "type=application/json&body=x", "type=text/plain&body=x"}},
		{Name: "Reads", Handler: reading(Reads), Requests: []string{"", "session=s", "session=s&v=file", "session=s&v=multi&type=multipart/form-data"}},
		{Name: "Fields", Handler: reading(Fields), Requests: []string{"n=1&m=1", "n=x", "all=1&n=x&m=x", "all=1&n=1"}},
		{Name: "Bound", Handler: reading(Bound), Requests: []string{"type=text/plain&body=x", "type=application/json&body=x", `type=application/json&body={"N":"x"}`, "type=application/json&body={}"}},
		{Name: "Values", Handler: reading(Values), Requests: []string{"n=1", "n=x", "v=form&n=x", "v=path"}},
		{Name: "Binders", Handler: reading(Binders), Requests: []string{"v=query&n=1", "v=query&n=x", "v=body&type=text/plain&body=x", "v=body&type=application/json&body=x", "v=path", "v=header", "type=application/json&body={}"}},
		{Name: "Moves", Handler: one(Moves), Requests: []string{"", "v=bad"}},
		{Name: "Bounded", Handler: typed(bounded()), Requests: []string{"type=application/json&body={}", "type=application/json&body=x", "type=text/plain&body=x", `type=application/json&body={"name":"long+enough`}},
		{Name: "JSON", Handler: one(JSON), Requests: []string{"", "id=1"}},
		{Name: "Variants", Handler: one(Variants), Requests: []string{"", "v=pretty", "v=blob", "v=html", "v=bytes", "v=stream", "v=none", "v=redirect"}},
		{Name: "HTTPError", Handler: one(HTTPError), Requests: []string{"", "e=new", "e=bare", "e=map", "e=sentinel", "e=internal", "e=other", "e=wrapped"}},
		{Name: "Inner", Handler: one(Inner), Requests: []string{"", "id=1"}},
		{Name: "Site.ServeHTTP", Handler: reality.At("/", site()), Requests: []string{"", "id=1"}, Unknown: true},
		{Name: "Twice", Handler: one(Twice), Requests: []string{""}},
		{Name: "Response", Handler: one(Response), Requests: []string{""}},
		{Name: "Stdlib", Handler: one(Stdlib), Requests: []string{""}},
		{Name: "Own", Handler: one(Own), Requests: []string{"", "user=u"}},
		{Name: "Interface", Handler: one(Interface), Requests: []string{""}},
		{Name: "Layers", Handler: one(Layers), Requests: []string{"", "id=x", "id=1"}},
		{Name: "Formats", Handler: one(Formats), Requests: []string{"", "v=jsonp", "v=jsonpblob", "v=xml", "v=xmlpretty", "v=xmlblob", "v=htmlblob"}},
		// The test runs elsewhere: there are no files.
		{Name: "Files", Handler: one(Files), Requests: []string{"", "v=attachment", "v=inline"}, Unseen: []int{200}},
		{Name: "Rendered", Handler: one(Rendered), Requests: []string{"", "v=write"}, Unknown: true},
		{Name: "Handed", Handler: one(Handed), Requests: []string{""}},
		{Name: "Flushed", Handler: one(Flushed), Requests: []string{""}},
		{Name: "Defaulted", Handler: one(Defaulted), Requests: []string{""}},
	}
}
