package responder

// gateway is github.com/grpc-ecosystem/grpc-gateway/v2/runtime (errors.go,
// handler.go of v2.33): the status is made of a gRPC code, by the error or a
// handler of the program's own.
var gateway = []Responder{
	{Func: gatewayPath + ".HTTPError", Writer: 3, Status: -1, AnyStatus: true, Body: UnknownBody},
	{Func: gatewayPath + ".DefaultHTTPErrorHandler", Writer: 3, Status: -1, AnyStatus: true, Body: UnknownBody},
	{Func: gatewayPath + ".DefaultRoutingErrorHandler", Writer: 3, Status: -1, AnyStatus: true, Body: UnknownBody},
	{Func: gatewayPath + ".ForwardResponseMessage", Writer: 3, Status: -1, AnyStatus: true, Body: UnknownBody},
	{Func: gatewayPath + ".ForwardResponseStream", Writer: 3, Status: -1, AnyStatus: true, Body: UnknownBody},
}

// connect is connectrpc.com/connect (error_writer.go of v1.21): a connect or
// gRPC error whose status is made of its code.
var connect = []Responder{
	{Func: "(*connectrpc.com/connect.ErrorWriter).Write", Writer: 1, Status: -1, AnyStatus: true, Body: UnknownBody, Then: NilError},
}

const gatewayPath = "github.com/grpc-ecosystem/grpc-gateway/v2/runtime"

// handling are the libraries' types of functions that answer requests, with other parameters
// than net/http's handlers: what is made one of them is a handler.
var handling = map[string]bool{
	gatewayPath + ".HandlerFunc": true, gatewayPath + ".ErrorHandlerFunc": true, gatewayPath + ".RoutingErrorHandlerFunc": true,
}

// Handles reports whether the functions of a type, by its full name, are handlers.
func Handles(name string) bool { return handling[name] }
