package responder

// echo4 is github.com/labstack/echo/v4 (context.go, response.go, echo.go of
// v4.16): the first status goes out; an error that a handler returns is
// answered by Echo.HTTPErrorHandler, by default with the JSON member
// "message".
var echo4 = Framework{
	Name:         "echo",
	Keeps:        Keeping{Puts: []string{"Set"}, Gives: []string{"Get"}},
	Contexts:     []string{echo4Path + ".Context", echo4Path + ".Response"},
	Handlers:     []Signature{{Params: []string{echo4Path + ".Context"}, Results: []string{"error"}}},
	ErrorHandler: []string{echo4Path + ".Echo.HTTPErrorHandler"},
	Makers:       []string{echo4Path + ".New"},
	Hooks:        echoHooks(echo4Path + ".Echo"),
	Errors:       echo4Errors,
	Committed:    echo4Path + ".Response.Committed",
	Readers:      []string{echo4Path + ".ValueBinder"},
	Responders: append(echoResponders(echo4Path, "application/json", unsupported),
		Responder{Func: echo4Path + ".PathParamsBinder", Status: -1, Only: true},
		Responder{Func: "(*" + echo4Path + ".DefaultBinder).Bind", Writer: 2, Status: -1, Only: true, Then: Binding, Gives: []int{400, 415}, Named: unsupported},
		Responder{Func: "(*" + echo4Path + ".DefaultBinder).BindQueryParams", Writer: 1, Status: -1, Only: true, Then: Binding, Gives: []int{400}},
		Responder{Func: "(*" + echo4Path + ".DefaultBinder).BindHeaders", Writer: 1, Status: -1, Only: true, Then: Binding, Gives: []int{400}},
		Responder{Func: "(*" + echo4Path + ".DefaultBinder).BindBody", Writer: 1, Status: -1, Only: true, Then: Binding, Gives: []int{400, 415}, Named: unsupported},
		Responder{Func: "(*" + echo4Path + ".DefaultBinder).BindPathParams", Writer: 1, Status: -1, Only: true, Then: Binding, Gives: []int{400}},
		Responder{Func: "FormParams", Status: -1, Only: true, As: "(*net/http.Request).ParseMultipartForm"},
		Responder{Func: "Validate", Status: -1, Only: true, Hook: echo4Path + ".Echo.Validator"},
		Responder{Func: "Response", Status: -1, Only: true, Then: Inner},
		Responder{Func: "Error", Status: -1, Only: true, Open: true, Answers: true},
		Responder{Func: "(*" + echo4Path + ".Echo).DefaultHTTPErrorHandler", Writer: 2, Status: -1, Errors: echo4Errors, ErrorArg: 1},
		Responder{Func: "(*" + echo4Path + ".Response).WriteHeader", Status: 1},
		Responder{Func: "(*" + echo4Path + ".Response).Write", Status: -1, Body: Bytes, BodyArg: 1},
		Responder{Func: "(*" + echo4Path + ".Response).Header", Status: -1, Only: true, Then: Header},
		Responder{Func: "(*" + echo4Path + ".Response).Flush", Status: -1},
	),
}

// unsupported is the error of echo v4's binder for a body of another media type; that of v5 makes one.
var unsupported = map[int]string{415: echo4Path + ".ErrUnsupportedMediaType"}

// (*Echo).DefaultHTTPErrorHandler asserts the type, it does not unwrap, but for the
// error's Internal one.
var echo4Errors = []Error{
	{Type: "*" + echo4Path + ".HTTPError", Inner: "Internal", Status: "Code", Message: "Message", Media: "application/json"},
	{Code: 500, Body: `{"message":"Internal Server Error"}` + "\n", Media: "application/json"},
}

// echo5 is github.com/labstack/echo/v5 (context.go, httperror.go, echo.go of
// v5.4): errors are unwrapped, and any with a StatusCode method counts.
var echo5 = Framework{
	Name:         "echo/v5",
	Keeps:        Keeping{Puts: []string{"Set"}, Gives: []string{"Get"}},
	Contexts:     []string{echo5Path + ".Context", echo5Path + ".Response"},
	Handlers:     []Signature{{Params: []string{"*" + echo5Path + ".Context"}, Results: []string{"error"}}},
	ErrorHandler: []string{echo5Path + ".Echo.HTTPErrorHandler", echo5Path + ".Config.HTTPErrorHandler"},
	Makers:       []string{echo5Path + ".New", echo5Path + ".NewWithConfig"},
	Hooks:        append(echoHooks(echo5Path+".Echo"), echoHooks(echo5Path+".Config")...),
	Committed:    echo5Path + ".Response.Committed",
	Errors: []Error{
		{Type: "*" + echo5Path + ".HTTPError", Wrapped: true, Status: "Code", Message: "Message", StatusMessage: true, Media: "application/json"},
		{Method: "StatusCode", Wrapped: true, StatusMessage: true, Media: "application/json"},
		{Code: 500, Body: `{"message":"Internal Server Error"}` + "\n", Media: "application/json"},
	},
	Readers: []string{echo5Path + ".ValueBinder"},
	Responders: append(echoResponders(echo5Path, "application/json", nil),
		Responder{Func: echo5Path + ".PathValuesBinder", Status: -1, Only: true},
		Responder{Func: "FileFS", Status: -1, Statuses: echoFile, Body: UnknownBody, Then: NilError},
		Responder{Func: echo5Path + ".BindPathValues", Status: -1, Only: true, Then: Binding, Gives: []int{400}},
		Responder{Func: echo5Path + ".BindQueryParams", Status: -1, Only: true, Then: Binding, Gives: []int{400}},
		Responder{Func: echo5Path + ".BindHeaders", Status: -1, Only: true, Then: Binding, Gives: []int{400}},
		Responder{Func: echo5Path + ".BindBody", Status: -1, Only: true, Then: Binding, Gives: []int{400, 415}},
		Responder{Func: "(*" + echo5Path + ".DefaultBinder).Bind", Writer: 1, Status: -1, Only: true, Then: Binding, Gives: []int{400, 415}},
		Responder{Func: "FormValues", Status: -1, Only: true, As: "(*net/http.Request).ParseMultipartForm"},
		Responder{Func: "Validate", Status: -1, Only: true, Hook: echo5Path + ".Echo.Validator"},
		Responder{Func: "Response", Status: -1, Only: true, Then: Writer},
		Responder{Func: echo5Path + ".UnwrapResponse", Status: -1, Only: true, Then: Inner},
		Responder{Func: "(*" + echo5Path + ".Response).WriteHeader", Status: 1},
		Responder{Func: "(*" + echo5Path + ".Response).Write", Status: -1, Body: Bytes, BodyArg: 1},
		Responder{Func: "(*" + echo5Path + ".Response).Flush", Status: -1},
	),
}

const (
	echo4Path = "github.com/labstack/echo/v4"
	echo5Path = "github.com/labstack/echo/v5"
	echoText  = "text/plain; charset=UTF-8"
	echoHTML  = "text/html; charset=UTF-8"
	echoXML   = "application/xml; charset=UTF-8"
)

// echoFile are what echo may answer with a file; all but the first depend on the
// request or the file system.
var echoFile = []int{200, 206, 304, 404, 412, 416}

// echoRedirects are the statuses that Redirect takes.
var echoRedirects = []int{300, 301, 302, 303, 304, 305, 306, 307, 308}

func echoHooks(t string) []Hook {
	return []Hook{{t + ".Binder", "Bind", "Bind"}, {t + ".JSONSerializer", "Deserialize", "Bind"}, {t + ".Validator", "Validate", "Validate"}}
}

func echoResponders(path, json string, named map[int]string) []Responder {
	limiters := []string{path + "/middleware.BodyLimit", path + "/middleware.BodyLimitWithConfig"}
	return []Responder{
		{Func: "(*" + path + ".Echo).ServeHTTP", Writer: 1, Status: -1, Only: true, Open: true}, // what is registered answers
		{Func: path + ".QueryParamsBinder", Status: -1, Only: true},
		{Func: path + ".FormFieldBinder", Status: -1, Only: true},
		{Func: "(*" + path + ".ValueBinder).BindError", Status: -1, Only: true, Then: Binding, Gives: []int{400}, Outer: path + ".BindingError"},
		{Func: "(*" + path + ".ValueBinder).BindErrors", Status: -1, Only: true, Then: Binding, Gives: []int{400}, Outer: path + ".BindingError"},
		{Func: "FormFile", Status: -1, Only: true, As: "(*net/http.Request).FormFile", TooLarge: 413, Limiters: limiters},
		{Func: "MultipartForm", Status: -1, Only: true, As: "(*net/http.Request).ParseMultipartForm", TooLarge: 413, Limiters: limiters},
		{Func: "Cookie", Status: -1, Only: true, As: "(*net/http.Request).Cookie"},
		// (*DefaultBinder).Bind: a body of another media type than JSON, XML and
		// forms is answered with 415.
		{Func: "Bind", Status: -1, Only: true, Then: Binding, Gives: []int{400, 415}, Named: named, TooLarge: 413, Limiters: limiters},
		{Func: "JSON", Status: 1, Body: JSON, BodyArg: 2, Media: json, Suffix: "\n", Then: NilError},
		{Func: "JSONPretty", Status: 1, Body: JSON, BodyArg: 2, Media: json, Suffix: "\n", Then: NilError},
		{Func: "JSONBlob", Status: 1, Body: Bytes, BodyArg: 2, Media: json, Then: NilError},
		{Func: "JSONP", Status: 1, Body: UnknownBody, Media: "application/javascript; charset=UTF-8", Then: NilError},
		{Func: "JSONPBlob", Status: 1, Body: UnknownBody, Media: "application/javascript; charset=UTF-8", Then: NilError},
		{Func: "XML", Status: 1, Body: UnknownBody, Media: echoXML, Then: NilError},
		{Func: "XMLPretty", Status: 1, Body: UnknownBody, Media: echoXML, Then: NilError},
		{Func: "XMLBlob", Status: 1, Body: UnknownBody, Media: echoXML, Then: NilError},
		{Func: "String", Status: 1, Body: Text, BodyArg: 2, Media: echoText, Then: NilError},
		{Func: "HTML", Status: 1, Body: Text, BodyArg: 2, Media: echoHTML, Then: NilError},
		{Func: "HTMLBlob", Status: 1, Body: Bytes, BodyArg: 2, Media: echoHTML, Then: NilError},
		{Func: "Render", Status: 1, Body: UnknownBody, Media: echoHTML},
		{Func: "Blob", Status: 1, Body: Bytes, BodyArg: 3, MediaArg: 2, Then: NilError},
		{Func: "Stream", Status: 1, Body: UnknownBody, MediaArg: 2, Then: NilError},
		{Func: "NoContent", Status: 1, Then: NilError},
		{Func: "Redirect", Status: 1, Takes: echoRedirects, Instead: path + ".ErrInvalidRedirectCode", Then: NilError},
		{Func: "File", Status: -1, Statuses: echoFile, Body: UnknownBody, Then: NilError},
		{Func: "Attachment", Status: -1, Statuses: echoFile, Body: UnknownBody, Then: NilError},
		{Func: "Inline", Status: -1, Statuses: echoFile, Body: UnknownBody, Then: NilError},
	}
}
