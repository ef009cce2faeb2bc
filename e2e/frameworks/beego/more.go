package beego

import (
	"net/http"

	"github.com/beego/beego/v2/server/web"
	"github.com/beego/beego/v2/server/web/context"
	"google.golang.org/protobuf/proto"
)

func emptypb() proto.Message { return nil }

type Formats struct{ web.Controller }

// Get calls what Things.Get does not.
func (c *Formats) Get() {
	it := thing{Name: "a"}
	switch c.Ctx.Input.Query("v") {
	case "xml":
		c.Data["xml"] = it
		c.ServeXML()
	case "yaml":
		c.Data["yaml"] = it
		c.ServeYAML()
	case "jsonp":
		c.Data["jsonp"] = it
		c.ServeJSONP()
	case "formatted":
		c.Data["json"] = it
		c.ServeFormatted()
	case "xmlresp":
		c.Ctx.Output.SetStatus(http.StatusConflict)
		c.XMLResp(it)
	case "yamlresp":
		c.YamlResp(it)
	case "resp":
		c.Resp(it)
	case "page":
		c.TplName = "none.tpl"
		if err := c.Render(); err != nil {
			c.CustomAbort(http.StatusBadGateway, "no page")
		}
	default:
		c.Abort("404")
	}
}

// Output calls what Function does not.
func Output(ctx *context.Context) {
	it := thing{Name: "a"}
	switch ctx.Input.Query("v") {
	case "xml":
		ctx.XMLResp(it)
	case "yaml":
		ctx.YamlResp(it)
	case "resp":
		ctx.Resp(it)
	case "outxml":
		ctx.Output.SetStatus(http.StatusConflict)
		ctx.Output.XML(it, false)
	case "outyaml":
		ctx.Output.YAML(it)
	case "outjsonp":
		ctx.Output.JSONP(it, false)
	case "header":
		ctx.Output.Header("Content-Type", "application/json")
		ctx.ResponseWriter.Write([]byte(`{"a":1}`))
	case "proto":
		ctx.ProtoResp(emptypb())
	case "download":
		ctx.Output.Download("none")
	case "away":
		ctx.Redirect(http.StatusSeeOther, "/else")
	}
}
