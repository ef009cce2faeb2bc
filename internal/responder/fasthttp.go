package responder

// fasthttp is github.com/valyala/fasthttp (server.go, http.go of v1.77): a
// response is buffered until the handler returns.
var fasthttp = Framework{
	Name:         "fasthttp",
	PanicHandler: []string{"github.com/fasthttp/router.Router.PanicHandler"},
	Keeps:        Keeping{Puts: []string{"SetUserValue"}, Gives: []string{"UserValue"}},
	Model:        Buffered,
	Contexts:     []string{fasthttpPath + ".RequestCtx", fasthttpPath + ".Response", fasthttpPath + ".ResponseHeader", fasthttpPath + ".header"},
	Readers:      []string{fasthttpPath + ".Request", fasthttpPath + ".RequestHeader"},
	Handlers:     []Signature{{Params: []string{"*" + fasthttpPath + ".RequestCtx"}}},
	Responders: []Responder{
		{Func: "SetStatusCode", Status: 1, Only: true},
		{Func: "SetContentType", Status: -1, Only: true, MediaArg: 1, Overrides: true},
		{Func: "SetBody", Status: -1, Body: Bytes, BodyArg: 1},
		{Func: "SetBodyString", Status: -1, Body: Text, BodyArg: 1},
		{Func: "SetBodyStream", Status: -1, Body: UnknownBody},
		{Func: "SetBodyStreamWriter", Status: -1, Body: UnknownBody},
		{Func: "ResetBody", Status: -1, Body: Text, BodyArg: -1},
		{Func: "Write", Status: -1, Body: Bytes, BodyArg: 1, Appends: true},
		{Func: "WriteString", Status: -1, Body: Text, BodyArg: 1, Appends: true},
		{Func: "Error", Status: 2, Body: Text, BodyArg: 1, Media: plainUTF8, Resets: true},
		{Func: "Success", Status: -1, Body: Bytes, BodyArg: 2, MediaArg: 1, Overrides: true},
		{Func: "SuccessString", Status: -1, Body: Text, BodyArg: 2, MediaArg: 1, Overrides: true},
		{Func: "NotFound", Status: -1, Statuses: []int{404}, Body: Text, BodyArg: -1, BodyText: "404 Page not found", Resets: true},
		{Func: "NotModified", Status: -1, Statuses: []int{304}, Resets: true},
		{Func: "Redirect", Status: 2, Takes: redirects, Statuses: []int{302}},
		{Func: "RedirectBytes", Status: 2, Takes: redirects, Statuses: []int{302}},
		{Func: "SendFile", Status: -1, Statuses: []int{200, 206, 304, 404}, Body: UnknownBody},
		{Func: "SendFileBytes", Status: -1, Statuses: []int{200, 206, 304, 404}, Body: UnknownBody},
		{Func: fasthttpPath + ".ServeFile", Status: -1, Statuses: []int{200, 206, 304, 404}, Body: UnknownBody},
		{Func: "TimeoutError", Status: -1, Statuses: []int{408}, Body: Text, BodyArg: 1, Resets: true},
		{Func: "TimeoutErrorWithCode", Status: 2, Body: Text, BodyArg: 1, Resets: true},
		{Func: "(*" + fasthttpPath + ".Response).Reset", Status: -1, Statuses: []int{200}, Body: Text, BodyArg: -1, Resets: true},
		{Func: "(*" + fasthttpPath + ".Response).SetStatusCode", Status: 1, Only: true},
		{Func: "(*" + fasthttpPath + ".Response).SetBody", Status: -1, Body: Bytes, BodyArg: 1},
		{Func: "(*" + fasthttpPath + ".Response).SetBodyString", Status: -1, Body: Text, BodyArg: 1},
		{Func: "(*" + fasthttpPath + ".Response).SetBodyRaw", Status: -1, Body: Bytes, BodyArg: 1},
		{Func: "(*" + fasthttpPath + ".Response).AppendBody", Status: -1, Body: Bytes, BodyArg: 1, Appends: true},
		{Func: "(*" + fasthttpPath + ".Response).AppendBodyString", Status: -1, Body: Text, BodyArg: 1, Appends: true},
		// What ResponseHeader has embedded.
		{Func: "(*" + fasthttpPath + ".header).SetContentType", Status: -1, Only: true, MediaArg: 1, Overrides: true},
		{Func: "(*" + fasthttpPath + ".ResponseHeader).SetStatusCode", Status: 1, Only: true},
		{Func: "(*" + fasthttpPath + ".ResponseHeader).Set", Status: -1, Only: true, Key: 1, Value: 2},
	},
}

// redirects are the statuses that (*RequestCtx).Redirect takes (getRedirectStatusCode).
var redirects = []int{301, 302, 303, 307, 308}

const fasthttpPath = "github.com/valyala/fasthttp"
