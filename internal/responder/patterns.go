package responder

import (
	"regexp"
	"slices"
	"strings"
)

// pathVars are the functions that give a part of the path which a route's pattern names, with the
// argument that is the name. At the end of the path no router below matches an empty part; inside
// of it net/http, which cleans the path, and fiber don't, but chi (Mux's tree), gin, hertz and httprouter do: they
// take all up to the next slash. echo does everywhere.
var pathVars = map[string]int{
	"(*net/http.Request).PathValue":                       1,
	"(*" + ginPath + ".Context).Param":                    1,
	"(*" + hertzPath + ".RequestContext).Param":           1,
	"(github.com/julienschmidt/httprouter.Params).ByName": 1,
	"(*" + fiber2Path + ".Ctx).Params":                    1,
	"(" + fiber3Path + ".Ctx).Params":                     1,
	chiPath + ".URLParam":                                 1,
	"(*" + chiPath + ".Context).URLParam":                 1,
}

// PathVar is the argument of a function that names a part of the path, 0 for another
// function.
func PathVar(name string) int { return pathVars[name] }

var patternVar = regexp.MustCompile(`:(\w+)(\??)|\{(\w+)[^{}]*\}`)

// PatternVars are the parts of the path that a pattern names and that are not empty where a router
// matches it; name is the function that registers it.
func PatternVars(name, pattern string) (out []string) {
	if strings.Contains(name, echo4Path) || strings.Contains(name, echo5Path) {
		return nil
	}
	inside := slices.ContainsFunc([]string{chiPath, ginPath, hertzPath, hertzRoutes, "julienschmidt/httprouter"}, func(path string) bool { return strings.Contains(name, path) })
	for _, m := range patternVar.FindAllStringSubmatchIndex(pattern, -1) {
		switch end := m[1] == len(pattern); {
		case inside && !end:
		case m[2] >= 0 && m[4] == m[5]:
			out = append(out, pattern[m[2]:m[3]])
		case m[6] >= 0 && !strings.HasSuffix(pattern[:m[1]], "...}"):
			out = append(out, pattern[m[6]:m[7]])
		}
	}
	return out
}
