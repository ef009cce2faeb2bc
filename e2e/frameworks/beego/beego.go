// Package beego has controllers and functions for beego, run against the real
// library.
package beego

import (
	"net/http"

	"github.com/beego/beego/v2/server/web"
	"github.com/beego/beego/v2/server/web/context"

	"github.com/httpcontract/httpcontract/internal/reality"
)

type thing struct {
	Name string `json:"name"`
}

type Things struct{ web.Controller }

func (c *Things) Get() {
	switch c.Ctx.Input.Query("id") {
	case "":
		c.CustomAbort(http.StatusBadRequest, "id")
	case "none":
		c.Ctx.Output.SetStatus(http.StatusNotFound)
		c.JSONResp(map[string]string{"message": "none"})
	case "served":
		c.Ctx.Output.SetStatus(http.StatusCreated)
		c.Data["json"] = thing{Name: "served"}
		c.ServeJSON()
	case "away":
		c.Redirect("/else", http.StatusFound)
	case "stop":
		c.Ctx.Output.SetStatus(http.StatusConflict)
		c.Ctx.Output.Body([]byte("stop"))
		c.StopRun()
	default:
		c.Ctx.Output.JSON(thing{Name: "one"}, false, false)
	}
}

func Function(ctx *context.Context) {
	switch ctx.Input.Query("id") {
	case "":
		ctx.Abort(http.StatusBadRequest, "id")
	case "text":
		ctx.Output.SetStatus(http.StatusAccepted)
		ctx.WriteString("text")
	case "direct":
		ctx.ResponseWriter.WriteHeader(http.StatusNoContent)
	case "std":
		http.Error(ctx.ResponseWriter, "std", http.StatusBadGateway)
	default:
		ctx.JSONResp(thing{Name: "one"})
	}
}

// Routes makes the application's handler.
func Routes() http.Handler {
	app := web.NewHttpSever()
	app.Router("/things", &Things{})
	app.Get("/function", Function)
	app.Router("/formats", &Formats{})
	app.Get("/output", Output)
	return app.Handlers
}

// Cases are the handlers with what reaches their branches.
func Cases() []reality.Case {
	web.BConfig.RunMode = web.PROD
	web.BConfig.WebConfig.AutoRender = false
	h := Routes()
	return []reality.Case{
		{Name: "Things.Get", Handler: reality.At("/things", h), Requests: []string{"", "id=none", "id=served", "id=away", "id=stop", "id=1"}},
		{Name: "Formats.Get", Handler: reality.At("/formats", h), Requests: []string{"", "v=xml", "v=yaml", "v=jsonp&callback=f", "v=formatted", "v=xmlresp", "v=yamlresp", "v=resp", "v=page"}, Unknown: true},
		{Name: "Output", Handler: reality.At("/output", h), Requests: []string{"", "v=xml", "v=yaml", "v=resp", "v=outxml", "v=outyaml", "v=outjsonp&callback=f", "v=header", "v=download", "v=away"}},
		{Name: "Function", Handler: reality.At("/function", h), Requests: []string{"", "id=text", "id=direct", "id=std", "id=1"}},
	}
}
