// Package hertz has handlers for hertz, run against the real library.
package hertz

import (
	"bytes"
	"context"
	"io"
	"net/http"

	"github.com/cloudwego/hertz/pkg/app"
	"github.com/cloudwego/hertz/pkg/app/server"
	"github.com/cloudwego/hertz/pkg/common/ut"

	"github.com/httpcontract/httpcontract/internal/reality"
)

type thing struct {
	Name string `json:"name"`
}

func Thing(ctx context.Context, c *app.RequestContext) {
	switch c.Query("id") {
	case "":
		c.AbortWithMsg("id", http.StatusBadRequest)
	case "none":
		c.JSON(http.StatusNotFound, map[string]string{"message": "none"})
	case "pure":
		c.PureJSON(http.StatusOK, thing{Name: "<one>"})
	case "abort":
		c.AbortWithStatusJSON(http.StatusConflict, thing{Name: "taken"})
	case "status":
		c.SetStatusCode(http.StatusAccepted)
	case "text":
		c.String(http.StatusOK, "text %d", 1)
	case "data":
		c.Data(http.StatusOK, "application/json", []byte(`{"name":"data"}`))
	case "write":
		c.Status(http.StatusCreated)
		c.SetContentType("text/plain")
		c.WriteString("written")
	case "away":
		c.Redirect(http.StatusFound, []byte("/else"))
	case "lost":
		c.NotFound()
	case "stop":
		c.AbortWithStatus(http.StatusGone)
	default:
		c.JSON(http.StatusOK, thing{Name: "one"})
	}
}

// Cases are the handlers with what reaches their branches.
func Cases() []reality.Case {
	return []reality.Case{
		{Name: "Thing", Do: one(Thing), Requests: []string{"", "id=none", "id=pure", "id=abort", "id=status", "id=text", "id=data", "id=write", "id=away", "id=lost", "id=stop", "id=1"}},
		{Name: "Rest", Do: one(Rest), Requests: []string{"", "v=abort", "v=error", "v=record", "v=header", "v=proto", "v=render", "v=odd"}, Unknown: true},
		{Name: "Files", Do: one(Files), Requests: []string{"", "v=fs", "v=attachment"}, Unknown: true, Unseen: []int{200, 206, 301, 304, 403, 412, 416, 500}},
		{Name: "Unencodable", Do: one(Unencodable), Requests: []string{"", "v=1"}},
		{Name: "More", Do: one(More), Requests: []string{"", "v=modified", "v=stream", "v=indented", "v=xml", "v=body", "v=bytes", "v=next"}, Unknown: true},
	}
}

func one(f app.HandlerFunc) func(*http.Request) (*http.Response, error) {
	h := server.New()
	h.GET("/", f)
	return func(r *http.Request) (*http.Response, error) {
		w := ut.PerformRequest(h.Engine, r.Method, "/?"+r.URL.RawQuery, nil).Result()
		resp := &http.Response{StatusCode: w.StatusCode(), Header: http.Header{}, Body: io.NopCloser(bytes.NewReader(w.Body()))}
		w.Header.VisitAll(func(k, v []byte) { resp.Header.Add(string(k), string(v)) })
		return resp, nil
	}
}
