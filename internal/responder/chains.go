package responder

import "strings"

// Chaining is what a function of a router, or of a chain, does with middleware:
// functions that make a handler of a handler. Arguments are counted with the receiver.
type Chaining struct {
	// Middleware is the first of the arguments that are middleware, 0 if none is;
	// without a receiver All of them are.
	Middleware int
	All        bool
	// Derives says that the result is a router that begins with the middleware of the
	// receiver, or, if Fresh, with what the functions in Adds give; Builds is the
	// argument, if not 0, that is called with such a router.
	Derives, Fresh bool
	Adds           []string
	Builds         int
	// Handler is the argument, if not 0, that is put inside the middleware: it is
	// registered so, or given back so if Wraps.
	Handler int
	Wraps   bool
	// Links says that middleware are handlers like others, which go on by their context
	// (responder.Continues): all functions from Handler on are the end of a chain.
	Links bool
	// Config is the field, if not "", of the first argument with the function that
	// answers for the errors of the application that is made.
	Config string
}

// Chains tells what a function does with middleware, by its full name, or gives nil.
func Chains(function string) *Chaining {
	recv, name, ok := strings.Cut(strings.TrimLeft(function, "(*"), ").")
	if !ok {
		recv, name = "", function
	}
	if c, ok := chaining[recv][name]; ok {
		return &c
	}
	h := registering[recv][name]
	switch {
	case h == 0:
		return nil
	case linking[recv]:
		return &Chaining{Handler: h, Links: true}
	case afterHandler[recv]:
		return &Chaining{Handler: h, Middleware: h + 1}
	}
	return &Chaining{Handler: h}
}

const (
	chiPath   = "github.com/go-chi/chi/v5"
	muxPath   = "github.com/gorilla/mux"
	alicePath = "github.com/justinas/alice"
	// hertzRoutes is the package of hertz' engine, which its Hertz embeds.
	hertzPath   = "github.com/cloudwego/hertz/pkg/app"
	hertzRoutes = "github.com/cloudwego/hertz/pkg/route"
)

// chaining are the functions that only add middleware, by receiver and name. Sources:
// chi's Router, mux's (*Router).Use and subrouters, alice's Chain, echo's groups.
var chaining = map[string]map[string]Chaining{
	"": {
		alicePath + ".New":  {Derives: true, All: true},
		fiber2Path + ".New": {Config: "ErrorHandler"}, fiber3Path + ".New": {Config: "ErrorHandler"},
		ginPath + ".Default":          {Derives: true, Fresh: true, Adds: []string{ginPath + ".Recovery"}},
		hertzPath + "/server.Default": {Derives: true, Fresh: true, Adds: []string{hertzPath + "/middlewares/server/recovery.Recovery"}},
	},
	alicePath + ".Chain": {
		"Append": {Middleware: 1, Derives: true}, "Then": {Handler: 1, Wraps: true}, "ThenFunc": {Handler: 1, Wraps: true},
	},
	chiPath + ".Mux": chiChaining, chiPath + ".Router": chiChaining,
	muxPath + ".Router": {
		"Use": {Middleware: 1}, "PathPrefix": {Derives: true}, "NewRoute": {Derives: true}, "Host": {Derives: true}, "Path": {Derives: true},
		"Methods": {Derives: true}, "Name": {Derives: true},
	},
	muxPath + ".Route": {
		"Subrouter": {Derives: true}, "PathPrefix": {Derives: true}, "Methods": {Derives: true}, "Path": {Derives: true}, "Host": {Derives: true}, "Name": {Derives: true},
	},
	fiber2Path + ".App": fiberChaining, fiber2Path + ".Group": fiberChaining, fiber2Path + ".Router": fiberChaining,
	fiber3Path + ".App": fiberChaining, fiber3Path + ".Group": fiberChaining, fiber3Path + ".Router": fiberChaining,
	ginPath + ".Engine": ginChaining, ginPath + ".RouterGroup": ginChaining, ginPath + ".IRouter": ginChaining, ginPath + ".IRoutes": ginChaining,
	hertzPath + "/server.Hertz": ginChaining, hertzRoutes + ".Engine": ginChaining, hertzRoutes + ".RouterGroup": ginChaining, hertzRoutes + ".IRouter": ginChaining, hertzRoutes + ".IRoutes": ginChaining,
	echo4Path + ".Echo": echoChaining, echo4Path + ".Group": echoChaining, echo5Path + ".Echo": echoChaining, echo5Path + ".Group": echoChaining,
}

var chiChaining = map[string]Chaining{
	"Use": {Middleware: 1}, "With": {Middleware: 1, Derives: true}, "Group": {Derives: true, Builds: 1}, "Route": {Derives: true, Builds: 2},
}

var (
	fiberChaining = map[string]Chaining{"Use": {Middleware: 1}, "Group": {Middleware: 2, Derives: true}}
	// hertz has gin's routers.
	ginChaining = map[string]Chaining{"Use": {Middleware: 1}, "Group": {Middleware: 2, Derives: true}}
)

var echoChaining = map[string]Chaining{
	"Use": {Middleware: 1}, "Pre": {Middleware: 1}, "Group": {Middleware: 2, Derives: true},
}

// registering are the functions that register a handler, with the argument that it is.
var registering = map[string]map[string]int{
	chiPath + ".Mux": chiRegistering, chiPath + ".Router": chiRegistering,
	muxPath + ".Router": {"Handle": 2, "HandleFunc": 2}, muxPath + ".Route": {"Handler": 1, "HandlerFunc": 1},
	fiber2Path + ".App": fiberRegistering, fiber2Path + ".Group": fiberRegistering, fiber2Path + ".Router": fiberRegistering,
	fiber3Path + ".App": fiberRegistering, fiber3Path + ".Group": fiberRegistering, fiber3Path + ".Router": fiberRegistering,
	ginPath + ".Engine": ginRegistering, ginPath + ".RouterGroup": ginRegistering, ginPath + ".IRouter": ginRegistering, ginPath + ".IRoutes": ginRegistering,
	hertzPath + "/server.Hertz": ginRegistering, hertzRoutes + ".Engine": ginRegistering, hertzRoutes + ".RouterGroup": ginRegistering, hertzRoutes + ".IRouter": ginRegistering, hertzRoutes + ".IRoutes": ginRegistering,
	echo4Path + ".Echo": echoRegistering, echo4Path + ".Group": echoRegistering, echo5Path + ".Echo": echoRegistering, echo5Path + ".Group": echoRegistering,
}

// afterHandler are the routers whose functions take middleware of one route after its
// handler.
var afterHandler = map[string]bool{echo4Path + ".Echo": true, echo4Path + ".Group": true, echo5Path + ".Echo": true, echo5Path + ".Group": true}

// linking are the routers with handlers that go on by their context.
var linking = map[string]bool{
	ginPath + ".Engine": true, ginPath + ".RouterGroup": true, ginPath + ".IRouter": true, ginPath + ".IRoutes": true,
	hertzPath + "/server.Hertz": true, hertzRoutes + ".Engine": true, hertzRoutes + ".RouterGroup": true, hertzRoutes + ".IRouter": true, hertzRoutes + ".IRoutes": true,
	fiber2Path + ".App": true, fiber2Path + ".Group": true, fiber2Path + ".Router": true,
	fiber3Path + ".App": true, fiber3Path + ".Group": true, fiber3Path + ".Router": true,
}

var chiRegistering = map[string]int{
	"Get": 2, "Head": 2, "Post": 2, "Put": 2, "Patch": 2, "Delete": 2, "Connect": 2, "Options": 2, "Trace": 2, "Handle": 2, "HandleFunc": 2,
	"Method": 3, "MethodFunc": 3, "NotFound": 1, "MethodNotAllowed": 1,
}

var fiberRegistering = map[string]int{"Get": 2, "Head": 2, "Post": 2, "Put": 2, "Patch": 2, "Delete": 2, "Connect": 2, "Options": 2, "Trace": 2, "All": 2, "Add": 3}

var ginRegistering = map[string]int{
	"GET": 2, "HEAD": 2, "POST": 2, "PUT": 2, "PATCH": 2, "DELETE": 2, "OPTIONS": 2, "Any": 2, "Handle": 3, "Match": 3, "NoRoute": 1, "NoMethod": 1,
}

var echoRegistering = map[string]int{
	"GET": 2, "HEAD": 2, "POST": 2, "PUT": 2, "PATCH": 2, "DELETE": 2, "CONNECT": 2, "OPTIONS": 2, "TRACE": 2, "Any": 2, "Add": 3, "Match": 3,
}
