// Package gin has handlers for gin, run against the real library.
package gin

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/httpcontract/httpcontract/internal/reality"
)

type item struct {
	Name string `json:"name" binding:"required"`
}

type apiError struct {
	Message string `json:"message"`
	Error   struct {
		Name    string `json:"name"`
		Message string `json:"message"`
	} `json:"error"`
}

func fail(c *gin.Context, status int, msg string) {
	var body apiError
	body.Message = http.StatusText(status)
	body.Error.Name, body.Error.Message = "X", msg
	c.AbortWithStatusJSON(status, body)
}

func JSON(c *gin.Context) {
	if c.Query("id") == "" {
		fail(c, http.StatusBadRequest, "id")
		return
	}
	c.JSON(http.StatusOK, gin.H{"id": c.Query("id"), "n": 1})
}

func Variants(c *gin.Context) {
	switch c.Query("v") {
	case "indented":
		c.IndentedJSON(http.StatusCreated, item{"a"})
	case "pure":
		c.PureJSON(http.StatusAccepted, item{"a"})
	case "ascii":
		c.AsciiJSON(http.StatusConflict, item{"a"})
	case "xml":
		c.XML(http.StatusTeapot, item{"a"})
	case "yaml":
		c.YAML(http.StatusGone, item{"a"})
	case "data":
		c.Data(http.StatusNotFound, "application/problem+json", []byte(`{"title":"x"}`))
	default:
		c.String(http.StatusBadRequest, "no %s", c.Query("v"))
	}
}

func Plain(c *gin.Context) { c.String(http.StatusNotFound, "not here") }

func Abort(c *gin.Context) {
	if c.Query("e") != "" {
		c.AbortWithError(http.StatusInternalServerError, errors.New("x"))
		return
	}
	c.AbortWithStatus(http.StatusForbidden)
}

// LastStatus: a status is only remembered until the body.
func LastStatus(c *gin.Context) {
	c.Status(http.StatusAccepted)
	if c.Query("x") != "" {
		c.Status(http.StatusConflict)
	}
	c.Writer.WriteString("text")
}

func OnlyStatus(c *gin.Context) { c.Status(http.StatusNoContent) }

func Nothing(c *gin.Context) {}

func Writer(c *gin.Context) {
	c.Header("Content-Type", "application/json")
	c.Writer.WriteHeader(http.StatusCreated)
	json.NewEncoder(c.Writer).Encode(item{"b"})
}

func Printf(c *gin.Context) { fmt.Fprintf(c.Writer, `{"n": %d}`, 3) }

func Bind(c *gin.Context) {
	var in item
	if err := c.BindJSON(&in); err != nil {
		return
	}
	c.JSON(http.StatusOK, in)
}

func ShouldBind(c *gin.Context) {
	var in item
	if err := c.ShouldBindJSON(&in); err != nil {
		fail(c, http.StatusUnprocessableEntity, err.Error())
		return
	}
	c.JSON(http.StatusCreated, in)
}

func Redirect(c *gin.Context) { c.Redirect(http.StatusFound, "/x") }

func HTTPError(c *gin.Context) { http.Error(c.Writer, "bad", http.StatusBadGateway) }

// withID is a helper that goes on with a callback.
func withID(c *gin.Context, f func(id string)) {
	if id := c.Query("id"); id != "" {
		f(id)
		return
	}
	c.AbortWithStatusJSON(http.StatusBadRequest, gin.H{"message": "id"})
}

func Continued(c *gin.Context) {
	withID(c, func(id string) { c.JSON(http.StatusOK, gin.H{"id": id}) })
}

// Ctx is a project's own context.
type Ctx struct {
	*gin.Context
	user string
}

func (c *Ctx) deny() { c.JSON(http.StatusUnauthorized, gin.H{"message": "login", "user": c.user}) }

func Own(c *gin.Context) {
	x := &Ctx{c, c.Query("user")}
	if x.user == "" {
		x.deny()
		return
	}
	x.JSON(http.StatusOK, gin.H{"user": x.user})
}

type handler struct{ status int }

// Make is a handler factory.
func Make(h handler) gin.HandlerFunc {
	return func(c *gin.Context) { c.JSON(h.status, gin.H{"ok": true}) }
}

// Wrap adapts functions that return an error.
func Wrap(f func(c *gin.Context) (any, error)) gin.HandlerFunc {
	return func(c *gin.Context) {
		v, err := f(c)
		switch {
		case errors.Is(err, errMissing):
			c.JSON(http.StatusNotFound, gin.H{"message": err.Error()})
		case err != nil:
			c.JSON(http.StatusInternalServerError, gin.H{"message": "internal"})
		default:
			c.JSON(http.StatusOK, v)
		}
	}
}

var errMissing = errors.New("missing")

func Find(c *gin.Context) (any, error) {
	if c.Query("id") == "" {
		return nil, fmt.Errorf("find: %w", errMissing)
	}
	return item{c.Query("id")}, nil
}

// routes are the program's registrations.
func routes(e *gin.Engine) {
	e.Any("/make", Make(handler{http.StatusAccepted}))
	e.Any("/find", Wrap(Find))
}

func one(h gin.HandlerFunc) http.HandlerFunc { return at("/", func(e *gin.Engine) { e.Any("/", h) }) }

func at(path string, register func(*gin.Engine)) http.HandlerFunc {
	gin.SetMode(gin.ReleaseMode)
	e := gin.New()
	register(e)
	return func(w http.ResponseWriter, r *http.Request) {
		r.URL.Path = path
		if b := r.URL.Query().Get("body"); b != "" {
			r.Body = readCloser{strings.NewReader(b)}
		}
		e.ServeHTTP(w, r)
	}
}

type readCloser struct{ *strings.Reader }

func (readCloser) Close() error { return nil }

// Cases are the handlers with what reaches their branches.
func Cases() []reality.Case {
	return []reality.Case{
		{Name: "Now", Handler: one(Now), Requests: []string{""}},
		{Name: "Reads", Handler: one(Reads), Requests: []string{"cookie=needed", "", "v=file"}, Unseen: []int{204, 400}},
		{Name: "Valid", Handler: one(Valid), Requests: []string{"", `body={"level":"standard","seats":1,"items":["a"],"owner":{"kind":"a"}}`, `body={"level":"express","seats":1,"items":["a"],"note":"a","owner":{"kind":"a"}}`, `body={"level":"standard","seats":1,"items":["a"],"note":"a","owner":{"kind":"a"}}`}},
		{Name: "Demanded", Handler: one(Demanded), Requests: []string{"", `body={"level":"standard","seats":1,"items":["a"],"owner":{"kind":"a"}}`, `body={"level":"express","seats":1,"items":["a"],"note":"a","owner":{"kind":"a"}}`, `body={"level":"standard","seats":1,"items":["a"],"note":"a","owner":{"kind":"a"}}`}},
		{Name: "Checked", Handler: one(Checked), Requests: []string{"", "level=standard&seats=a&items=a&kind=a", "level=express&seats=a&items=a&kind=a&note=a", "level=standard&seats=a&items=a&kind=a&note=a"}},
		{Name: "Named", Handler: one(Named), Requests: []string{"", "name=a"}},
		{Name: "Shared", Handler: one(Shared), Requests: []string{"", "body={}", `body={"name":"x"}`}},
		{Name: "Stopped", Handler: one(Stopped), Requests: []string{""}},
		{Name: "JSON", Handler: one(JSON), Requests: []string{"", "id=1"}},
		{Name: "Variants", Handler: one(Variants), Requests: []string{"", "v=indented", "v=pure", "v=ascii", "v=xml", "v=yaml", "v=data"}},
		{Name: "Plain", Handler: one(Plain), Requests: []string{""}},
		{Name: "Abort", Handler: one(Abort), Requests: []string{"", "e=1"}},
		{Name: "LastStatus", Handler: one(LastStatus), Requests: []string{"", "x=1"}},
		{Name: "OnlyStatus", Handler: one(OnlyStatus), Requests: []string{""}},
		{Name: "Nothing", Handler: one(Nothing), Requests: []string{""}},
		{Name: "Writer", Handler: one(Writer), Requests: []string{""}},
		{Name: "Printf", Handler: one(Printf), Requests: []string{""}},
		{Name: "Bind", Handler: one(Bind), Requests: []string{"", `body={"name":"x"}`}},
		{Name: "Limited", Handler: one(Limited), Requests: []string{"", `body={"name":"x"}`, `body={"name":"long+enough"}`}},
		{Name: "ShouldBind", Handler: one(ShouldBind), Requests: []string{"", `body={"name":"x"}`}},
		{Name: "Redirect", Handler: one(Redirect), Requests: []string{"", "POST "}},
		{Name: "HTTPError", Handler: one(HTTPError), Requests: []string{""}},
		{Name: "Continued", Handler: one(Continued), Requests: []string{"", "id=1"}},
		{Name: "Own", Handler: one(Own), Requests: []string{"", "user=1"}},
		{Name: "Formats", Handler: one(Formats), Requests: []string{"", "v=secure", "v=jsonp", "v=toml", "v=bson", "v=reader", "v=render", "v=negotiate", "v=negotiate&accept=text/html", "v=pure"},
			// No message is at hand, no template is loaded.
			Unseen: []int{http.StatusTeapot, http.StatusMultiStatus}},
		{Name: "Streams", Handler: one(Streams), Requests: []string{"", "v=event"}},
		{Name: "Files", Handler: one(Files), Requests: []string{"", "v=attachment", "v=fs"}, Unseen: []int{200}},
		{Name: "Binds", Handler: one(Binds), Requests: []string{"", "v=bind", "v=query", "v=xml", "v=yaml", "v=toml", "v=plain", "v=header", "v=uri", "v=must", "Name=x"}},
		{Name: "Around", Handler: one(Around), Requests: []string{""}}, // with v, the next one answers
		{Name: "Recorded", Handler: one(Recorded), Requests: []string{""}},
		{Name: "Make.func1", Handler: at("/make", routes), Requests: []string{""}},
		{Name: "Find", Handler: at("/find", routes), Requests: []string{"", "id=1"}, Unseen: []int{500}},
	}
}
