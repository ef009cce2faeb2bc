// Package restful has handlers for go-restful, run against the real library.
package restful

import (
	"errors"
	"net/http"

	"github.com/emicklei/go-restful/v3"

	"github.com/httpcontract/httpcontract/internal/reality"
)

type item struct {
	Name string `json:"name"`
}

func Entity(req *restful.Request, resp *restful.Response) {
	switch id := req.QueryParameter("id"); id {
	case "":
		resp.WriteErrorString(http.StatusBadRequest, "id")
	case "x":
		resp.WriteError(http.StatusNotFound, errors.New("no x"))
	case "made":
		resp.WriteHeaderAndEntity(http.StatusCreated, item{id})
	case "json":
		resp.WriteHeaderAndJson(http.StatusAccepted, item{id}, "application/json")
	case "head":
		resp.WriteHeader(http.StatusNoContent)
	case "std":
		http.Error(resp, "std", http.StatusBadGateway)
	default:
		resp.WriteAsJson(item{id})
	}
}

func one(f restful.RouteFunction) http.HandlerFunc {
	ws := new(restful.WebService)
	ws.Path("/").Produces(restful.MIME_JSON)
	ws.Route(ws.GET("/").To(f))
	c := restful.NewContainer()
	c.Add(ws)
	return c.ServeHTTP
}

// Cases are the handlers with what reaches their branches.
func Cases() []reality.Case {
	return []reality.Case{{Name: "Entity", Handler: one(Entity), Requests: []string{"", "id=x", "id=made", "id=json", "id=head", "id=std", "id=1"}},
		{Name: "Rest", Handler: one(Rest), Requests: []string{"", "v=json"}},
		{Name: "More", Handler: one(More), Requests: []string{"", "v=entity", "v=xml", "v=headerxml", "v=service"}}}
}
