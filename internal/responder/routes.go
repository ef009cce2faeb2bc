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
	var name string
	var withHead bool
	switch function {
	case "net/http.Handle", "net/http.HandleFunc", "(*net/http.ServeMux).Handle", "(*net/http.ServeMux).HandleFunc":
		name, _, _ = strings.Cut(pattern, " ")
		withHead = true
	default:
		var recv string
		var known bool
		recv, name, _ = strings.Cut(strings.TrimLeft(function, "(*"), ").")
		if withHead, known = routers[recv]; !known {
			return nil
		}
	}
	switch method := strings.ToUpper(name); method {
	case http.MethodGet:
		if withHead {
			return []string{method, http.MethodHead}
		}
		return []string{method}
	case http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodConnect, http.MethodOptions, http.MethodTrace:
		return []string{method}
	}
	return nil
}

// routers are types with a function for each method; the value says whether that for
// GET registers for HEAD, too, like fiber's (*App).Get.
var routers = map[string]bool{
	"github.com/go-chi/chi/v5.Mux": false, "github.com/go-chi/chi/v5.Router": false, "github.com/julienschmidt/httprouter.Router": false,
	"github.com/gin-gonic/gin.RouterGroup": false, "github.com/gin-gonic/gin.IRouter": false, "github.com/gin-gonic/gin.IRoutes": false,
	echo4Path + ".Echo": false, echo4Path + ".Group": false, echo5Path + ".Echo": false, echo5Path + ".Group": false,
	fiber2Path + ".App": true, fiber2Path + ".Group": true, fiber2Path + ".Router": true,
	fiber3Path + ".App": true, fiber3Path + ".Group": true, fiber3Path + ".Router": true,
}
