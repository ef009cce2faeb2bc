// Package fasthttp has handlers for fasthttp, run against the real library.
package fasthttp

import (
	"bufio"
	"encoding/json"
	"fmt"
	"net"
	"net/http"

	"github.com/valyala/fasthttp"
	"github.com/valyala/fasthttp/fasthttputil"

	"github.com/httpcontract/httpcontract/internal/reality"
)

func Set(ctx *fasthttp.RequestCtx) {
	ctx.SetStatusCode(fasthttp.StatusTeapot)
	if !ctx.QueryArgs().Has("id") {
		ctx.SetStatusCode(fasthttp.StatusBadRequest)
		ctx.SetContentType("application/json")
		ctx.SetBodyString(`{"message":"id"}`)
		return
	}
	ctx.SetStatusCode(fasthttp.StatusCreated)
	ctx.SetBody([]byte("made"))
}

func Error(ctx *fasthttp.RequestCtx) {
	ctx.SetStatusCode(fasthttp.StatusCreated)
	if ctx.QueryArgs().Has("n") {
		ctx.NotFound()
		return
	}
	ctx.Error("broken", fasthttp.StatusBadGateway)
}

func Success(ctx *fasthttp.RequestCtx) {
	if ctx.QueryArgs().Has("s") {
		ctx.SuccessString("text/csv", "a,b")
		return
	}
	ctx.Success("application/json", []byte(`{"a":1}`))
}

func Write(ctx *fasthttp.RequestCtx) {
	ctx.SetContentType("application/json")
	ctx.SetStatusCode(fasthttp.StatusAccepted)
	switch {
	case ctx.QueryArgs().Has("f"):
		fmt.Fprintf(ctx, `{"n": %d}`, 1)
	case ctx.QueryArgs().Has("e"):
		json.NewEncoder(ctx).Encode(map[string]string{"a": "b"})
	default:
		ctx.WriteString(`{"a":`)
		ctx.WriteString(`2}`)
	}
}

func Inner(ctx *fasthttp.RequestCtx) {
	ctx.Response.SetStatusCode(fasthttp.StatusConflict)
	ctx.Response.Header.Set("Content-Type", "application/json")
	ctx.Response.SetBodyString(`{"message":"x"}`)
}

func one(h fasthttp.RequestHandler) func(*http.Request) (*http.Response, error) {
	return func(r *http.Request) (*http.Response, error) {
		l := fasthttputil.NewInmemoryListener()
		go fasthttp.Serve(l, h)
		conn, err := l.Dial()
		if err != nil {
			return nil, err
		}
		defer func(net.Listener) { l.Close() }(l)
		if err := r.Write(conn); err != nil {
			return nil, err
		}
		return http.ReadResponse(bufio.NewReader(conn), r)
	}
}

// Cases are the handlers with what reaches their branches.
func Cases() []reality.Case {
	return []reality.Case{
		{Name: "Set", Do: one(Set), Requests: []string{"", "id=1"}},
		{Name: "Error", Do: one(Error), Requests: []string{"", "n=1"}},
		{Name: "Success", Do: one(Success), Requests: []string{"", "s=1"}},
		{Name: "Write", Do: one(Write), Requests: []string{"", "f=1", "e=1"}},
		{Name: "Inner", Do: one(Inner), Requests: []string{""}},
		{Name: "More", Do: one(More), Requests: []string{"", "v=modified", "v=bytes", "v=reset", "v=stream", "v=writer", "v=append", "v=response", "v=request", "v=bytes%2B"}},
		{Name: "Files", Do: one(Files), Requests: []string{"", "b=1", "f=1"}, Unseen: []int{200}},
		{Name: "Moves", Do: one(Moves), Requests: []string{"", "odd=1"}},
		{Name: "Emptied", Do: one(Emptied), Requests: []string{"", "again=1"}},
		{Name: "Late", Do: one(Late), Requests: []string{"", "c=1"}},
	}
}
