package restful

import (
	"net/http"

	"github.com/emicklei/go-restful/v3"
)

// Rest calls what Entity and More do not.
func Rest(req *restful.Request, resp *restful.Response) {
	resp.Header().Set("Content-Type", "application/json")
	if req.QueryParameter("v") == "json" {
		resp.WriteJson(item{"a"}, "application/json")
		return
	}
	resp.WriteHeader(http.StatusConflict)
	resp.Write([]byte(`{"name":"a"}`))
}
