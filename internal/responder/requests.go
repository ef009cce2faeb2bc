package responder

import "strings"

// What functions of frameworks do with a request, where they are not followed.

// decoding are the beginnings of the names of the methods that fill in what they are given from
// the request, by the context's type.
var decoding = map[string][]string{
	ginPath + ".Context":                   {"ShouldBind", "Bind", "MustBind"},
	echo4Path + ".Context":                 {"Bind"},
	echo5Path + ".Context":                 {"Bind"},
	fiber2Path + ".Ctx":                    {"BodyParser", "QueryParser", "ParamsParser", "CookieParser", "ReqHeaderParser"},
	fiber3Path + ".Bind":                   {"All", "Body", "CBOR", "Cookie", "Custom", "Form", "Header", "JSON", "MsgPack", "Query", "RespHeader", "URI", "XML"},
	hertzPath + ".RequestContext":          {"Bind"},
	beegoPath + "/context.Context":         {"Bind"},
	beegoPath + ".Controller":              {"Bind", "ParseForm"},
	kratosPath + "/transport/http.Context": {"Bind"},
}

// Decodes reports whether a method of a type, named without a pointer star, that leads to the
// request fills in what it is given from it, as encoding/json does.
func Decodes(recv, method string) bool {
	for _, name := range decoding[recv] {
		if strings.HasPrefix(method, name) {
			return true
		}
	}
	return false
}

// Binder is a function that reads the request, argument 0, into argument 1, and then calls a
// Method of that, and of its fields, which looks at what was read.
type Binder struct {
	Method string
	// Decoder is the variable with the function that reads, which the program may replace.
	Decoder string
}

// binders are those of chi's render (render.go, decoder.go of v1.0).
var binders = map[string]*Binder{renderPath + ".Bind": {Method: "Bind", Decoder: renderPath + ".Decode"}}

// Binds is what a function is known to bind by, nil if it does not.
func Binds(function string) *Binder { return binders[function] }

// ValidTag is the tag by which what a method of a type, named without a pointer star, reads from the
// request is found valid, "" if it is not looked at: gin's binding.
func ValidTag(recv string) string {
	if recv == ginPath+".Context" {
		return "binding"
	}
	return ""
}

// GivesDeadline reports whether a function of another module may make middleware that gives
// requests a deadline: those that are known to, chi's and echo's, gin-contrib's and fiber's, say
// so by their names, and so, it is assumed, do others.
func GivesDeadline(function string) bool {
	last := function[strings.LastIndexByte(function, '/')+1:]
	return strings.Contains(strings.ToLower(last), "timeout")
}

// replacing are the functions that give a request another context.
var replacing = map[string]bool{
	"(*net/http.Request).WithContext": true, "(*net/http.Request).Clone": true,
	"(*" + fiber2Path + ".Ctx).SetUserContext": true,
	"(" + fiber3Path + ".Ctx).SetContext":      true, "(*" + fiber3Path + ".DefaultCtx).SetContext": true,
}

// ReplacesContext reports whether a function gives a request another context.
func ReplacesContext(function string) bool { return replacing[function] }

// TellsStatus reports whether a method may be one by which errors tell an HTTP status: interfaces
// with such methods are those of web frameworks.
func TellsStatus(method string) bool {
	return strings.Contains(method, "Status") || strings.Contains(method, "HTTP")
}
