package responder

// huma is github.com/danielgtaylor/huma/v2 (huma.go, error.go of v2.37): typed
// functions that are registered. What they return has its status and body in
// fields; an error that knows its status is sent as it is, as problem+json
// (RFC 9457), unless transformers of the program's own change it. An input that does not
// fit is answered before the function runs.
var huma = Framework{
	Name:     "huma",
	Contexts: []string{humaPath + ".Context"},
	Handlers: []Signature{{Params: []string{humaPath + ".Context", "func(" + humaPath + ".Context)()"}}}, // middleware
	Responders: []Responder{
		{Func: "SetStatus", Status: 1},
		{Func: "SetHeader", Status: -1, Only: true, Key: 1, Value: 2},
		{Func: "AppendHeader", Status: -1, Only: true, Key: 1, Value: 2},
		{Func: "BodyWriter", Status: -1, Only: true, Then: Writer},
		{Func: humaPath + ".WriteErr", Writer: 1, Status: 2, Body: UnknownBody, Media: "?", Then: NilError},
	},
	Adds: []string{"$schema"}, // SchemaLinkTransformer, in the default configuration
	Makers: []string{
		humaPath + ".NewAPI", humaPath + "/humatest.New", humaPath + "/adapters/humabunrouter.New", humaPath + "/adapters/humachi.New",
		humaPath + "/adapters/humaecho.New", humaPath + "/adapters/humafiber.New", humaPath + "/adapters/humaflow.New", humaPath + "/adapters/humagin.New",
		humaPath + "/adapters/humago.New", humaPath + "/adapters/humahttprouter.New", humaPath + "/adapters/humamux.New",
	},
	Transforms: []string{humaPath + ".Config.Transformers"},
	Errors: []Error{
		{Type: "*" + humaPath + ".ErrorModel", Method: "GetStatus", Wrapped: true, Self: true, Media: "application/problem+json"},
		{Method: "GetStatus", Wrapped: true, Self: true, Media: "application/json"}, // (*ErrorModel).ContentType makes it the other one
		{Code: 500, Media: "application/problem+json"},
	},
	Endpoints: []Endpoint{
		{Func: humaPath + ".Register", Handler: 2, Operation: 1, Default: "DefaultStatus", Status: "Status", Body: "Body", Media: "application/json"},
		{Func: humaPath + ".Get", Handler: 2, Status: "Status", Body: "Body", Media: "application/json"},
		{Func: humaPath + ".Post", Handler: 2, Status: "Status", Body: "Body", Media: "application/json"},
		{Func: humaPath + ".Put", Handler: 2, Status: "Status", Body: "Body", Media: "application/json"},
		{Func: humaPath + ".Patch", Handler: 2, Status: "Status", Body: "Body", Media: "application/json"},
		{Func: humaPath + ".Delete", Handler: 2, Status: "Status", Body: "Body", Media: "application/json"},
		{Func: humaPath + ".Head", Handler: 2, Status: "Status", Body: "Body", Media: "application/json"},
	},
}

const humaPath = "github.com/danielgtaylor/huma/v2"
