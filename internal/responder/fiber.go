package responder

// fiber2 is github.com/gofiber/fiber/v2 (ctx.go, app.go of v2.52). A response
// is buffered: the last status and the last body count. An error that a
// handler returns is sent as its text, unless Config.ErrorHandler says
// otherwise.
var fiber2 = Framework{
	Name:         "fiber/v2",
	Keeps:        Keeping{Both: []string{"Locals"}},
	Model:        Buffered,
	Contexts:     []string{fiber2Path + ".Ctx"},
	Handlers:     []Signature{{Params: []string{"*" + fiber2Path + ".Ctx"}, Results: []string{"error"}}},
	ErrorHandler: []string{fiber2Path + ".Config.ErrorHandler"},
	Fallback:     "(*" + fiber2Path + ".Ctx).SendStatus",
	Makers:       []string{fiber2Path + ".New"},
	Hooks:        []Hook{{fiber2Path + ".Config.JSONDecoder", "", "BodyParser"}, {fiber2Path + ".Config.XMLDecoder", "", "BodyParser"}},
	Errors:       fiberErrors(fiber2Path),
	Responders: append(fiberResponders(fiber2Path, "application/json", "application/xml", "text/javascript; charset=utf-8"),
		Responder{Func: "Redirect", Status: 2, Statuses: []int{302}, Then: NilError},
		Responder{Func: "RedirectToRoute", Status: 3, Statuses: []int{302}, Then: NilError},
		Responder{Func: "RedirectBack", Status: 2, Statuses: []int{302}, Then: NilError},
		Responder{Func: "Format", Status: -1, Body: UnknownBody, Media: "?", Overrides: true, Then: NilError},
		// Other media types than those that it knows are ErrUnprocessableEntity.
		Responder{Func: "BodyParser", Status: -1, Only: true, Then: Binding, Gives: []int{422}, Named: map[int]string{422: fiber2Path + ".ErrUnprocessableEntity"}, Else: true},
		Responder{Func: "Context", Status: -1, Only: true, Then: Inner},
		Responder{Func: "Response", Status: -1, Only: true, Then: Inner},
		Responder{Func: fiber2Path + ".DefaultErrorHandler", Status: -1, Errors: fiberErrors(fiber2Path), ErrorArg: 1, Then: NilError},
	),
}

// fiber3 is github.com/gofiber/fiber/v3 (res.go, app.go, bind.go of v3.5).
var fiber3 = Framework{
	Name:         "fiber/v3",
	Keeps:        Keeping{Both: []string{"Locals"}},
	Model:        Buffered,
	Contexts:     []string{fiber3Path + ".Ctx", fiber3Path + ".Res", fiber3Path + ".DefaultCtx", fiber3Path + ".Redirect"},
	Readers:      []string{fiber3Path + ".Bind"},
	Handlers:     []Signature{{Params: []string{fiber3Path + ".Ctx"}, Results: []string{"error"}}},
	ErrorHandler: []string{fiber3Path + ".Config.ErrorHandler"},
	Fallback:     "(" + fiber3Path + ".Ctx).SendStatus",
	Makers:       []string{fiber3Path + ".New"},
	Hooks:        []Hook{{fiber3Path + ".Config.StructValidator", "Validate", ""}},
	Errors:       fiberErrors(fiber3Path),
	Responders: append(fiberResponders(fiber3Path, "application/json; charset=utf-8", "application/xml; charset=utf-8", "text/javascript; charset=utf-8"),
		Responder{Func: "MsgPack", Status: -1, Body: UnknownBody, Media: "application/vnd.msgpack", Overrides: true, Then: NilError},
		Responder{Func: "CBOR", Status: -1, Body: UnknownBody, Media: "application/cbor", Overrides: true, Then: NilError},
		Responder{Func: "AutoFormat", Status: -1, Body: UnknownBody, Media: "?", Overrides: true, Then: NilError},
		Responder{Func: "Format", Status: -1, Body: UnknownBody, Media: "?", Overrides: true, Then: NilError},
		Responder{Func: "SendStreamWriter", Status: -1, Body: UnknownBody, Then: NilError},
		Responder{Func: "Res", Status: -1, Only: true, Then: Inner},
		Responder{Func: "RequestCtx", Status: -1, Only: true, Then: Inner},
		Responder{Func: "Response", Status: -1, Only: true, Then: Inner},
		Responder{Func: fiber3Path + ".DefaultErrorHandler", Status: -1, Errors: fiberErrors(fiber3Path), ErrorArg: 1, Then: NilError},
		Responder{Func: "Redirect", Status: -1, Statuses: []int{303}, Only: true, Then: Inner},
		Responder{Func: "(*" + fiber3Path + ".Redirect).Status", Status: 1, Only: true, Then: Receiver},
		Responder{Func: "(*" + fiber3Path + ".Redirect).To", Status: -1, Then: NilError},
		Responder{Func: "(*" + fiber3Path + ".Redirect).Route", Status: -1, Then: NilError},
		Responder{Func: "(*" + fiber3Path + ".Redirect).Back", Status: -1},
		// What does not fit is a *BindError, since v3.5, or the decoder's own error: no *Error. Other media
		// types than those that it knows are ErrUnprocessableEntity. After WithAutoHandling it would be an
		// *Error, which is not told apart here.
		Responder{Func: "(*" + fiber3Path + ".Bind).Body", Status: -1, Only: true, Then: Binding, Gives: []int{422}, Named: map[int]string{422: fiber3Path + ".ErrUnprocessableEntity"}, Else: true},
		fiber3Bind("JSON"), fiber3Bind("XML"), fiber3Bind("CBOR"), fiber3Bind("MsgPack"), fiber3Bind("Form"),
		fiber3Bind("Query"), fiber3Bind("URI"), fiber3Bind("Header"), fiber3Bind("Cookie"),
	),
}

// fiber3Bind is a method of fiber's Bind that gives no *Error.
func fiber3Bind(method string) Responder {
	return Responder{Func: "(*" + fiber3Path + ".Bind)." + method, Status: -1, Only: true, Then: Binding, Else: true}
}

const (
	fiber2Path = "github.com/gofiber/fiber/v2"
	fiber3Path = "github.com/gofiber/fiber/v3"
)

func fiberErrors(path string) []Error {
	return []Error{
		{Type: "*" + path + ".Error", Wrapped: true, Status: "Code", Text: true, Media: plainUTF8},
		{Code: 500, Text: true, Media: plainUTF8},
	}
}

func fiberResponders(path, json, xml, jsonp string) []Responder {
	return []Responder{
		{Func: "Status", Status: 1, Only: true, Then: Receiver},
		{Func: "SendStatus", Status: 1, Body: StatusText, Then: NilError},
		{Func: "JSON", Status: -1, Body: JSON, BodyArg: 1, Media: json, Overrides: true, Then: NilError},
		{Func: "JSONP", Status: -1, Body: UnknownBody, Media: jsonp, Overrides: true, Then: NilError},
		{Func: "XML", Status: -1, Body: UnknownBody, Media: xml, Overrides: true, Then: NilError},
		{Func: "Send", Status: -1, Body: Bytes, BodyArg: 1, Then: NilError},
		{Func: "SendString", Status: -1, Body: Text, BodyArg: 1, Then: NilError},
		{Func: "SendStream", Status: -1, Body: UnknownBody, Then: NilError},
		// What is not there is an error, the rest is fasthttp's file server's.
		{Func: "SendFile", Status: -1, Statuses: []int{200, 206, 304, 416}, Yields: true, Body: UnknownBody, Then: Binding, Gives: []int{404}},
		{Func: "Download", Status: -1, Statuses: []int{200, 206, 304, 416}, Yields: true, Body: UnknownBody, Then: Binding, Gives: []int{404}},
		{Func: "Render", Status: -1, Body: UnknownBody, Media: "text/html; charset=utf-8", Overrides: true},
		{Func: "Write", Status: -1, Body: Bytes, BodyArg: 1, Appends: true, Then: NilError},
		{Func: "WriteString", Status: -1, Body: Text, BodyArg: 1, Appends: true, Then: NilError},
		{Func: "Writef", Status: -1, Body: Format, BodyArg: 1, Appends: true, Then: NilError},
		{Func: "Set", Status: -1, Only: true, Key: 1, Value: 2},
		{Func: "Type", Status: -1, Only: true, MediaArg: 1, Overrides: true, Then: Receiver},
		{Func: "Next", Status: -1, Only: true, Open: true, Continues: true},
		{Func: "RestartRouting", Status: -1, Only: true, Open: true},
	}
}
