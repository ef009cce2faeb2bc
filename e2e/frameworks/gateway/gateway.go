// Package gateway has handlers that answer by the error handlers of grpc-gateway
// and connect, run against the real libraries.
package gateway

import (
	"errors"
	"io"
	"net/http"

	"connectrpc.com/connect"
	"github.com/grpc-ecosystem/grpc-gateway/v2/runtime"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/emptypb"

	"github.com/httpcontract/httpcontract/internal/reality"
)

var mux = runtime.NewServeMux()

func Gateway(w http.ResponseWriter, r *http.Request) {
	_, out := runtime.MarshalerForRequest(mux, r)
	switch r.FormValue("id") {
	case "":
		runtime.HTTPError(r.Context(), mux, out, w, r, status.Error(codes.NotFound, "none"))
		return
	case "default":
		runtime.DefaultHTTPErrorHandler(r.Context(), mux, out, w, r, status.Error(codes.Aborted, "again"))
		return
	case "routing":
		runtime.DefaultRoutingErrorHandler(r.Context(), mux, out, w, r, http.StatusMethodNotAllowed)
		return
	case "forward":
		runtime.ForwardResponseMessage(runtime.NewServerMetadataContext(r.Context(), runtime.ServerMetadata{}), mux, out, w, r, &emptypb.Empty{})
		return
	case "stream":
		ended := func() (proto.Message, error) { return nil, io.EOF }
		runtime.ForwardResponseStream(runtime.NewServerMetadataContext(r.Context(), runtime.ServerMetadata{}), mux, out, w, r, ended)
		return
	}
	w.WriteHeader(runtime.HTTPStatusFromCode(codes.OK))
}

var writer = connect.NewErrorWriter()

func Connect(w http.ResponseWriter, r *http.Request) {
	if !writer.IsSupported(r) {
		http.Error(w, "connect only", http.StatusUnsupportedMediaType)
		return
	}
	_ = writer.Write(w, r, connect.NewError(connect.CodePermissionDenied, errors.New("no")))
}

// Cases are the handlers with what reaches their branches.
func Cases() []reality.Case {
	return []reality.Case{
		{Name: "Gateway", Handler: Gateway, Requests: []string{"", "id=default", "id=routing", "id=forward", "id=stream", "id=1"}, Unknown: true},
		{Name: "Connect", Handler: func(w http.ResponseWriter, r *http.Request) {
			r.Header.Set("Content-Type", r.URL.Query().Get("type"))
			Connect(w, r)
		}, Requests: []string{"POST type=application/json", "POST type=image/png"}, Unknown: true},
	}
}
