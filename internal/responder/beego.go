package responder

// beego is github.com/beego/beego/v2/server/web (controller.go, context/ of
// v2.3): a status is remembered until something is written. Handlers are methods
// of controllers, which embed web.Controller and have the context in a field, or
// functions of the context. What a controller puts into its Data is not followed.
var beego = Framework{
	Name:     "beego",
	Model:    Remembered,
	Contexts: []string{beegoPath + "/context.Context", beegoPath + "/context.BeegoOutput", beegoPath + "/context.Response", beegoPath + ".Controller"},
	Handlers: []Signature{{Params: []string{"*" + beegoPath + "/context.Context"}}},
	Embedded: []string{beegoPath + ".Controller"},
	Responders: []Responder{
		{Func: "Abort", Status: 1, Body: Text, BodyArg: 2, Media: "?", Then: Ends},
		{Func: "Redirect", Status: 1, Body: UnknownBody},
		// A remembered status is left out.
		{Func: "WriteString", Status: -1, Statuses: []int{200}, Body: Text, BodyArg: 1},
		{Func: "JSONResp", Status: -1, Body: JSON, BodyArg: 1, Media: beegoJSON, Overrides: true, Then: NilError},
		{Func: "XMLResp", Status: -1, Body: UnknownBody, Media: "application/xml; charset=utf-8", Overrides: true, Then: NilError},
		{Func: "YamlResp", Status: -1, Body: UnknownBody, Media: "application/x-yaml; charset=utf-8", Overrides: true, Then: NilError},
		{Func: "ProtoResp", Status: -1, Body: UnknownBody, Media: "application/x-protobuf", Overrides: true, Then: NilError},
		{Func: "Resp", Status: -1, Body: UnknownBody, Media: "?", Overrides: true, Then: NilError},

		{Func: "(*" + beegoPath + "/context.BeegoOutput).SetStatus", Status: 1, Only: true},
		{Func: "(*" + beegoPath + "/context.BeegoOutput).Header", Status: -1, Only: true, Key: 1, Value: 2},
		{Func: "(*" + beegoPath + "/context.BeegoOutput).Body", Status: -1, Body: Bytes, BodyArg: 1, Then: NilError},
		{Func: "(*" + beegoPath + "/context.BeegoOutput).JSON", Status: -1, Body: JSON, BodyArg: 1, Media: beegoJSON, Overrides: true, Then: NilError},
		{Func: "(*" + beegoPath + "/context.BeegoOutput).JSONP", Status: -1, Body: UnknownBody, Media: "application/javascript; charset=utf-8", Overrides: true, Then: NilError},
		{Func: "(*" + beegoPath + "/context.BeegoOutput).XML", Status: -1, Body: UnknownBody, Media: "application/xml; charset=utf-8", Overrides: true, Then: NilError},
		{Func: "(*" + beegoPath + "/context.BeegoOutput).YAML", Status: -1, Body: UnknownBody, Media: "application/x-yaml; charset=utf-8", Overrides: true, Then: NilError},
		{Func: "(*" + beegoPath + "/context.BeegoOutput).Download", Status: -1, Statuses: fileStatuses, Body: UnknownBody},

		{Func: "(*" + beegoPath + "/context.Response).WriteHeader", Status: 1},
		{Func: "(*" + beegoPath + "/context.Response).Write", Status: -1, Statuses: []int{200}, Body: Bytes, BodyArg: 1},

		{Func: "(*" + beegoPath + ".Controller).ServeJSON", Status: -1, Body: UnknownBody, Media: beegoJSON, Overrides: true, Then: NilError},
		{Func: "(*" + beegoPath + ".Controller).ServeJSONP", Status: -1, Body: UnknownBody, Media: "application/javascript; charset=utf-8", Overrides: true, Then: NilError},
		{Func: "(*" + beegoPath + ".Controller).ServeXML", Status: -1, Body: UnknownBody, Media: "application/xml; charset=utf-8", Overrides: true, Then: NilError},
		{Func: "(*" + beegoPath + ".Controller).ServeYAML", Status: -1, Body: UnknownBody, Media: "application/x-yaml; charset=utf-8", Overrides: true, Then: NilError},
		{Func: "(*" + beegoPath + ".Controller).ServeFormatted", Status: -1, Body: UnknownBody, Media: "?", Overrides: true, Then: NilError},
		{Func: "(*" + beegoPath + ".Controller).JSONResp", Status: -1, Body: JSON, BodyArg: 1, Media: beegoJSON, Overrides: true, Then: NilError},
		{Func: "(*" + beegoPath + ".Controller).XMLResp", Status: -1, Body: UnknownBody, Media: "application/xml; charset=utf-8", Overrides: true, Then: NilError},
		{Func: "(*" + beegoPath + ".Controller).YamlResp", Status: -1, Body: UnknownBody, Media: "application/x-yaml; charset=utf-8", Overrides: true, Then: NilError},
		{Func: "(*" + beegoPath + ".Controller).Resp", Status: -1, Body: UnknownBody, Media: "?", Overrides: true, Then: NilError},
		{Func: "(*" + beegoPath + ".Controller).Render", Status: -1, Body: UnknownBody, Media: "text/html; charset=utf-8", Overrides: true, Then: NilError},
		{Func: "(*" + beegoPath + ".Controller).Redirect", Status: 2, Body: UnknownBody},
		// An error page, if there is one for the code.
		{Func: "(*" + beegoPath + ".Controller).Abort", Status: -1, AnyStatus: true, Body: UnknownBody, Then: Ends},
		{Func: "(*" + beegoPath + ".Controller).CustomAbort", Status: 1, Body: Text, BodyArg: 2, Then: Ends},
		{Func: "(*" + beegoPath + ".Controller).StopRun", Status: -1, Only: true, Then: Ends},
	},
}

const (
	beegoPath = "github.com/beego/beego/v2/server/web"
	beegoJSON = "application/json; charset=utf-8"
)
