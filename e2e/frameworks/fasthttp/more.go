package fasthttp

import (
	"bufio"
	"strings"

	"github.com/valyala/fasthttp"
)

// More calls what the other handlers do not.
func More(ctx *fasthttp.RequestCtx) {
	switch string(ctx.QueryArgs().Peek("v")) {
	case "modified":
		ctx.NotModified()
	case "bytes":
		ctx.RedirectBytes([]byte("/x"), fasthttp.StatusSeeOther)
	case "reset":
		ctx.SetStatusCode(fasthttp.StatusConflict)
		ctx.SetBodyString("x")
		ctx.ResetBody()
	case "stream":
		ctx.SetStatusCode(fasthttp.StatusAccepted)
		ctx.SetBodyStream(strings.NewReader("x"), 1)
	case "writer":
		ctx.SetStatusCode(fasthttp.StatusCreated)
		ctx.SetBodyStreamWriter(func(w *bufio.Writer) { w.WriteString("x") })
	case "append":
		ctx.Response.AppendBody([]byte("a"))
		ctx.Response.AppendBodyString("b")
	case "response":
		ctx.Response.Header.SetContentType("application/json")
		ctx.Response.Header.SetStatusCode(fasthttp.StatusTeapot)
		ctx.Response.SetBody([]byte(`{"a":1}`))
	case "request": // whose header it is all the same to the response
		ctx.Request.Header.SetContentType("application/json")
		ctx.SetBodyString("x")
	case "bytes+":
		ctx.Write([]byte("x"))
	default:
		ctx.Response.SetBodyRaw([]byte(`{"raw":true}`))
	}
}

// Files answers from the file system.
func Files(ctx *fasthttp.RequestCtx) {
	switch {
	case ctx.QueryArgs().Has("f"):
		fasthttp.ServeFile(ctx, "none")
		return
	case ctx.QueryArgs().Has("b"):
		ctx.SendFileBytes([]byte("none"))
		return
	}
	ctx.SendFile("none")
}

// Late has given up.
func Late(ctx *fasthttp.RequestCtx) {
	if ctx.QueryArgs().Has("c") {
		ctx.TimeoutErrorWithCode("late", fasthttp.StatusGatewayTimeout)
		return
	}
	ctx.TimeoutError("late")
}

// Moves is sent elsewhere, with a status that fasthttp takes.
func Moves(ctx *fasthttp.RequestCtx) {
	if ctx.QueryArgs().Has("odd") {
		ctx.Redirect("/", fasthttp.StatusTeapot)
		return
	}
	ctx.Redirect("/", fasthttp.StatusTemporaryRedirect)
}

// Emptied has dropped what it was about to send.
func Emptied(ctx *fasthttp.RequestCtx) {
	ctx.Error("first", fasthttp.StatusBadGateway)
	if ctx.QueryArgs().Has("again") {
		ctx.Response.Reset()
	}
}
