package responder

import (
	"net/http"
	"strings"
)

// Routed are the request methods that a handler is registered for, by the full name of
// the function that registers it and the pattern that it is given; none if any method may
// be meant: net/http's patterns may begin with a method (package net/http, Patterns), of
// other routers there is a function for each.
func Routed(function, pattern string) []string {
	recv, name, _ := strings.Cut(strings.TrimLeft(function, "(*"), ").")
	also := ""
	switch recv {
	case "net/http.Handle", "net/http.HandleFunc":
		name, _, _ = strings.Cut(pattern, " ")
		also = http.MethodHead
	case "net/http.ServeMux":
		if name != "Handle" && name != "HandleFunc" {
			return nil
		}
		name, _, _ = strings.Cut(pattern, " ")
		also = http.MethodHead
	case fiber2Path + ".App", fiber2Path + ".Group", fiber2Path + ".Router", fiber3Path + ".App", fiber3Path + ".Group", fiber3Path + ".Router":
		also = http.MethodHead // (*App).Get registers it, too
	default:
		if !routers[recv] {
			return nil
		}
	}
	switch method := strings.ToUpper(name); method {
	case http.MethodGet:
		if also != "" {
			return []string{method, also}
		}
		return []string{method}
	case http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodConnect, http.MethodOptions, http.MethodTrace:
		return []string{method}
	}
	return nil
}

// routers are types with a function for each method that registers for it alone.
var routers = map[string]bool{
	"github.com/go-chi/chi/v5.Mux": true, "github.com/go-chi/chi/v5.Router": true, "github.com/julienschmidt/httprouter.Router": true,
	"github.com/gin-gonic/gin.RouterGroup": true, "github.com/gin-gonic/gin.IRouter": true, "github.com/gin-gonic/gin.IRoutes": true,
	echo4Path + ".Echo": true, echo4Path + ".Group": true, echo5Path + ".Echo": true, echo5Path + ".Group": true,
}
