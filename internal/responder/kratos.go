package responder

// kratos is github.com/go-kratos/kratos/v2/transport/http (context.go, codec.go
// of v2.8): an error goes to the server's error encoder, which by default sends
// the status of a kratos error, found by errors.As, or 500.
var kratos = Framework{
	Name:     "kratos",
	Contexts: []string{kratosPath + "/transport/http.Context"},
	Handlers: []Signature{{Params: []string{kratosPath + "/transport/http.Context"}, Results: []string{"error"}}},
	Makers:   []string{kratosPath + "/transport/http.NewServer"},

	ErrorHandler: []string{kratosPath + "/transport/http.ErrorEncoder"},
	Errors: []Error{
		{Type: "*" + kratosPath + "/errors.Error", Wrapped: true, Status: "Status.Code", Media: "?"},
		{Code: 500, Media: "?"},
	},
	Responders: []Responder{
		{Func: "JSON", Status: 1, Body: JSON, BodyArg: 2, Media: "application/json", Overrides: true, Suffix: "\n", Then: NilError},
		{Func: "XML", Status: 1, Body: UnknownBody, Media: "application/xml", Overrides: true, Then: NilError},
		{Func: "String", Status: 1, Body: Text, BodyArg: 2, Media: "text/plain", Overrides: true, Then: NilError},
		{Func: "Blob", Status: 1, Body: Bytes, BodyArg: 3, MediaArg: 2, Overrides: true, Then: NilError},
		{Func: "Stream", Status: 1, Body: UnknownBody, MediaArg: 2, Overrides: true, Then: NilError},
		// The codec is the client's choice (Accept).
		// Without a value its status is never written.
		{Func: "Result", Status: 1, IfGiven: true, ErrorArg: 2, Body: UnknownBody, Media: "?", Overrides: true, Then: NilError},
		{Func: "Response", Status: -1, Only: true, Then: Writer},
	},
}

const kratosPath = "github.com/go-kratos/kratos/v2"
