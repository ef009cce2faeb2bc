package responder

// netHTTP are the functions of net/http that send a whole response. Statuses
// after the documentation and source of net/http: ServeContent answers ranges
// and preconditions (RFC 9110, sections 13 and 14), ServeFile also redirects
// and fails.
var netHTTP = []Responder{
	{Func: "net/http.Error", Writer: 0, Status: 2, Media: "text/plain; charset=utf-8", Body: Text, BodyArg: 1, Suffix: "\n", Overrides: true, Bare: true},
	{Func: "net/http.NotFound", Writer: 0, Status: -1, Statuses: []int{404}, Media: "text/plain; charset=utf-8", Body: Text, BodyArg: -1, BodyText: "404 page not found", Suffix: "\n", Overrides: true, Bare: true},
	{Func: "net/http.Redirect", Writer: 0, Status: 3, Body: UnknownBody},
	{Func: "net/http.ServeContent", Writer: 0, Status: -1, Statuses: []int{200, 206, 304, 412, 416}, Body: UnknownBody},
	{Func: "net/http.ServeFile", Writer: 0, Status: -1, Statuses: []int{200, 206, 301, 304, 400, 403, 404, 412, 416, 500}, Body: UnknownBody},
	{Func: "net/http.ServeFileFS", Writer: 0, Status: -1, Statuses: []int{200, 206, 301, 304, 400, 403, 404, 412, 416, 500}, Body: UnknownBody},
}
