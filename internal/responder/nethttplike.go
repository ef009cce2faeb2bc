package responder

// httprouter is github.com/julienschmidt/httprouter: plain net/http behind a
// third parameter.
var httprouter = Framework{
	Name:         "httprouter",
	PanicHandler: []string{"github.com/julienschmidt/httprouter.Router.PanicHandler"},
	Handlers: []Signature{{Params: []string{"net/http.ResponseWriter", "*net/http.Request",
		"github.com/julienschmidt/httprouter.Params"}}},
}

// negroni is github.com/urfave/negroni/v3: its middleware has the next handler as a
// third parameter.
var negroni = Framework{
	Name:     "negroni",
	Handlers: []Signature{{Params: []string{"net/http.ResponseWriter", "*net/http.Request", "net/http.HandlerFunc"}}},
}

// restful is github.com/emicklei/go-restful/v3 (response.go of v3.14): a
// response embeds the writer.
var restful = Framework{
	Name:     "go-restful",
	Contexts: []string{restfulPath + ".Response"},
	Handlers: []Signature{{Params: []string{"*" + restfulPath + ".Request", "*" + restfulPath + ".Response"}}},
	Responders: []Responder{
		{Func: "WriteHeader", Status: 1},
		{Func: "Write", Status: -1, Body: Bytes, BodyArg: 1},
		{Func: "WriteEntity", Status: -1, Body: JSON, BodyArg: 1, Media: "?"},
		{Func: "WriteHeaderAndEntity", Status: 1, Body: JSON, BodyArg: 2, Media: "?"},
		{Func: "WriteAsJson", Status: -1, Body: JSON, BodyArg: 1, Media: "application/json"},
		{Func: "WriteJson", Status: -1, Body: JSON, BodyArg: 1, MediaArg: 2},
		{Func: "WriteHeaderAndJson", Status: 1, Body: JSON, BodyArg: 2, MediaArg: 3},
		{Func: "WriteAsXml", Status: -1, Body: UnknownBody, Media: "application/xml"},
		{Func: "WriteHeaderAndXml", Status: 1, Body: UnknownBody, Media: "application/xml"},
		{Func: "WriteErrorString", Status: 1, Body: Text, BodyArg: 2, Then: NilError},
		{Func: "WriteError", Status: 1, Errors: []Error{{Text: true}}, ErrorArg: 2, Then: NilError},
		{Func: "WriteServiceError", Status: 1, Body: UnknownBody},
		{Func: "InternalServerError", Status: -1, Statuses: []int{500}},
	},
}

const restfulPath = "github.com/emicklei/go-restful/v3"

// chiRender is github.com/go-chi/render (responder.go, render.go of v1.0):
// functions on the writer that take the status from the request.
var chiRender = []Responder{
	{Func: renderPath + ".Status", Status: 1, Notes: statusKey, Only: true},
	{Func: renderPath + ".JSON", Status: -1, Noted: statusKey, Body: JSON, BodyArg: 2, Media: "application/json", Overrides: true, Suffix: "\n", Fails: 500},
	{Func: renderPath + ".Respond", Status: -1, Noted: statusKey, Body: JSON, BodyArg: 2, Media: "?", Overrides: true, Suffix: "\n", Fails: 500, XML: true},
	{Func: renderPath + ".DefaultResponder", Status: -1, Noted: statusKey, Body: JSON, BodyArg: 2, Media: "?", Overrides: true, Suffix: "\n", Fails: 500, XML: true},
	{Func: renderPath + ".Render", Status: -1, Noted: statusKey, Body: JSON, BodyArg: 2, Media: "?", Overrides: true, Suffix: "\n", First: "Render", Then: NilError, Fails: 500, XML: true},
	{Func: renderPath + ".RenderList", Status: -1, Noted: statusKey, Body: JSON, BodyArg: 2, Media: "?", Overrides: true, Suffix: "\n", First: "Render", Then: NilError, Fails: 500, XML: true},
	{Func: renderPath + ".XML", Status: -1, Noted: statusKey, Body: UnknownBody, Media: "application/xml; charset=utf-8", Overrides: true},
	{Func: renderPath + ".PlainText", Status: -1, Noted: statusKey, Body: Text, BodyArg: 2, Media: plainUTF8, Overrides: true},
	{Func: renderPath + ".HTML", Status: -1, Noted: statusKey, Body: Text, BodyArg: 2, Media: "text/html; charset=utf-8", Overrides: true},
	{Func: renderPath + ".Data", Status: -1, Noted: statusKey, Body: Bytes, BodyArg: 2, Media: "application/octet-stream", Overrides: true},
	{Func: renderPath + ".NoContent", Status: -1, Statuses: []int{204}},
}

const (
	renderPath = "github.com/go-chi/render"
	statusKey  = renderPath + ".StatusCtxKey"
)

// herodot is github.com/ory/herodot (json.go of v0.10), whose errors carry
// their status.
var herodot = herodotWriters("(github.com/ory/herodot.Writer).", "(*github.com/ory/herodot.JSONWriter).")

func herodotWriters(prefixes ...string) []Responder {
	const media = "application/json; charset=utf-8"
	var out []Responder
	for _, p := range prefixes {
		out = append(out,
			Responder{Func: p + "Write", Writer: 1, Status: -1, Statuses: []int{200}, Body: JSON, BodyArg: 3, Media: media, Overrides: true, Suffix: "\n"},
			Responder{Func: p + "WriteCode", Writer: 1, Status: 3, Zero: 200, Body: JSON, BodyArg: 4, Media: media, Overrides: true, Suffix: "\n"},
			Responder{Func: p + "WriteCreated", Writer: 1, Status: -1, Statuses: []int{201}, Body: JSON, BodyArg: 4, Media: media, Overrides: true, Suffix: "\n"},
			Responder{Func: p + "WriteError", Writer: 1, Status: -1, ErrorArg: 3, Errors: []Error{
				{Method: "StatusCode", Wrapped: true, Zero: 500, Media: "application/json"}, {Code: 500, Media: "application/json"}}},
			Responder{Func: p + "WriteErrorCode", Writer: 1, Status: 3, Zero: 500, Body: UnknownBody, Media: "application/json", Overrides: true},
		)
	}
	return out
}

// httpx is github.com/zeromicro/go-zero/rest/httpx (responses.go of v1.10).
// A program may set an error handler for all of it, so what Error sends is not
// known.
var httpx = []Responder{
	{Func: httpxPath + ".Ok", Status: -1, Statuses: []int{200}},
	{Func: httpxPath + ".OkJson", Status: -1, Statuses: []int{200}, Body: JSON, BodyArg: 1, Media: "application/json; charset=utf-8", Overrides: true},
	{Func: httpxPath + ".OkJsonCtx", Writer: 1, Status: -1, Statuses: []int{200}, Body: JSON, BodyArg: 2, Media: "application/json; charset=utf-8", Overrides: true},
	{Func: httpxPath + ".WriteJson", Status: 1, Body: JSON, BodyArg: 2, Media: "application/json; charset=utf-8", Overrides: true},
	{Func: httpxPath + ".WriteJsonCtx", Writer: 1, Status: 2, Body: JSON, BodyArg: 3, Media: "application/json; charset=utf-8", Overrides: true},
	{Func: httpxPath + ".Error", Status: -1, Only: true, Open: true},
	{Func: httpxPath + ".ErrorCtx", Writer: 1, Status: -1, Only: true, Open: true},
}

const httpxPath = "github.com/zeromicro/go-zero/rest/httpx"
