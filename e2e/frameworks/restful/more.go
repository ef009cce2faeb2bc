package restful

import (
	"net/http"

	"github.com/emicklei/go-restful/v3"
)

// More calls what Entity does not.
func More(req *restful.Request, resp *restful.Response) {
	switch req.QueryParameter("v") {
	case "entity":
		resp.WriteEntity(item{"a"})
	case "xml":
		resp.WriteAsXml(item{"a"})
	case "headerxml":
		resp.WriteHeaderAndXml(http.StatusConflict, item{"a"})
	case "service":
		resp.WriteServiceError(http.StatusGone, restful.NewError(1, "gone"))
	default:
		resp.InternalServerError()
	}
}
