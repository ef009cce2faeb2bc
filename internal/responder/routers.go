package responder

const (
	chiPath   = "github.com/go-chi/chi/v5"
	muxPath   = "github.com/gorilla/mux"
	alicePath = "github.com/justinas/alice"
	// hertzRoutes is the package of hertz' engine, which its Hertz embeds.
	hertzPath   = "github.com/cloudwego/hertz/pkg/app"
	hertzRoutes = "github.com/cloudwego/hertz/pkg/route"
)

const defaultMux = "net/http.DefaultServeMux"

// IsRouter reports whether a type, named without a pointer star, is one of routers.
func IsRouter(name string) bool { return routers[name] != nil }

// router is what a type of routers has.
type router struct {
	chaining    map[string]Chaining // the methods that only add middleware
	registering map[string]int      // those that register a handler, with the argument that it is
	missing     map[string]int      // the statuses of those that register one for what is not there
	// links says that handlers go on by their context, after that middleware of one route
	// stands after its handler.
	links, after bool
	// methods says that there is a function for each request method, getsHead that the one
	// for GET registers for HEAD, too, like fiber's (*App).Get.
	methods, getsHead bool
}

// making are the functions that make a router or a chain.
var making = map[string]Chaining{
	"net/http.Handle":             {Handler: 1, Default: defaultMux},
	"net/http.HandleFunc":         {Handler: 1, Default: defaultMux},
	alicePath + ".New":            {Derives: true, All: true},
	fiber2Path + ".New":           {Config: "ErrorHandler"},
	fiber3Path + ".New":           {Config: "ErrorHandler"},
	ginPath + ".Default":          {Derives: true, Fresh: true, Adds: []string{ginPath + ".Recovery"}},
	hertzPath + "/server.Default": {Derives: true, Fresh: true, Adds: []string{hertzPath + "/middlewares/server/recovery.Recovery"}},
}

// routers are the types of routers and chains. Sources: chi's Router, mux's (*Router).Use and
// subrouters, alice's Chain, the groups of echo, fiber, gin and hertz, which has gin's routers.
var routers = map[string]*router{
	"github.com/julienschmidt/httprouter.Router": {methods: true},
	"net/http.ServeMux":                          {registering: map[string]int{"Handle": 2, "HandleFunc": 2}},
	alicePath + ".Chain": {chaining: map[string]Chaining{
		"Append": {Middleware: 1, Derives: true}, "Then": {Handler: 1, Wraps: true}, "ThenFunc": {Handler: 1, Wraps: true},
	}},
	chiPath + ".Mux": chiRouter, chiPath + ".Router": chiRouter,
	muxPath + ".Router": {
		chaining: map[string]Chaining{
			"Use": {Middleware: 1}, "PathPrefix": {Derives: true}, "NewRoute": {Derives: true}, "Host": {Derives: true}, "Path": {Derives: true},
			"Methods": {Derives: true}, "Name": {Derives: true},
		},
		registering: map[string]int{"Handle": 2, "HandleFunc": 2},
	},
	muxPath + ".Route": {
		chaining: map[string]Chaining{
			"Subrouter": {Derives: true}, "PathPrefix": {Derives: true}, "Methods": {Derives: true}, "Path": {Derives: true}, "Host": {Derives: true}, "Name": {Derives: true},
		},
		registering: map[string]int{"Handler": 1, "HandlerFunc": 1},
	},
	fiber2Path + ".App": fiberRouter, fiber2Path + ".Group": fiberRouter, fiber2Path + ".Router": fiberRouter,
	fiber3Path + ".App": fiberRouter, fiber3Path + ".Group": fiberRouter, fiber3Path + ".Router": fiberRouter,
	ginPath + ".Engine": ginRouter, ginPath + ".RouterGroup": ginRouter, ginPath + ".IRouter": ginRouter, ginPath + ".IRoutes": ginRouter,
	hertzPath + "/server.Hertz": ginRouter, hertzRoutes + ".Engine": ginRouter, hertzRoutes + ".RouterGroup": ginRouter, hertzRoutes + ".IRouter": ginRouter, hertzRoutes + ".IRoutes": ginRouter,
	echo4Path + ".Echo": echoRouter, echo4Path + ".Group": echoRouter, echo5Path + ".Echo": echoRouter, echo5Path + ".Group": echoRouter,
}

var chiRouter = &router{
	chaining: map[string]Chaining{
		"Use": {Middleware: 1}, "With": {Middleware: 1, Derives: true}, "Group": {Derives: true, Builds: 1}, "Route": {Derives: true, Builds: 2},
	},
	registering: map[string]int{
		"Get": 2, "Head": 2, "Post": 2, "Put": 2, "Patch": 2, "Delete": 2, "Connect": 2, "Options": 2, "Trace": 2, "Handle": 2, "HandleFunc": 2,
		"Method": 3, "MethodFunc": 3, "NotFound": 1, "MethodNotAllowed": 1, "Mount": 2,
	},
	methods: true,
}

var fiberRouter = &router{
	chaining: map[string]Chaining{
		"Use": {Middleware: 1, Mounts: true}, "Mount": {Mounts: true}, "Group": {Middleware: 2, Derives: true}, "Route": {Derives: true, Builds: 2},
		"Name": {Derives: true},
	},
	registering: map[string]int{"Get": 2, "Head": 2, "Post": 2, "Put": 2, "Patch": 2, "Delete": 2, "Connect": 2, "Options": 2, "Trace": 2, "All": 2, "Add": 3},
	links:       true,
	methods:     true,
	getsHead:    true,
}

var ginRouter = &router{
	chaining: map[string]Chaining{"Use": {Middleware: 1}, "Group": {Middleware: 2, Derives: true}},
	registering: map[string]int{
		"GET": 2, "HEAD": 2, "POST": 2, "PUT": 2, "PATCH": 2, "DELETE": 2, "OPTIONS": 2, "Any": 2, "Handle": 3, "Match": 3, "NoRoute": 1, "NoMethod": 1,
	},
	missing: map[string]int{"NoRoute": 404, "NoMethod": 405}, // serveError of gin and hertz
	links:   true,
	methods: true,
}

var echoRouter = &router{
	chaining: map[string]Chaining{"Use": {Middleware: 1}, "Pre": {Middleware: 1}, "Group": {Middleware: 2, Derives: true}},
	registering: map[string]int{
		"GET": 2, "HEAD": 2, "POST": 2, "PUT": 2, "PATCH": 2, "DELETE": 2, "CONNECT": 2, "OPTIONS": 2, "TRACE": 2, "Any": 2, "Add": 3, "Match": 3,
	},
	after:   true,
	methods: true,
}
