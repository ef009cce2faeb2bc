package responder

import (
	"regexp"
	"regexp/syntax"
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
	"(*" + fiber2Path + ".Ctx).ParamsInt":                 1,
	"(" + fiber3Path + ".Ctx).Params":                     1,
	chiPath + ".URLParam":                                 1,
	"(*" + chiPath + ".Context).URLParam":                 1,
}

// pathMaps are the functions that give all of them, by their names.
var pathMaps = map[string]bool{muxPath + ".Vars": true}

// GivesPathVars reports whether a function gives all parts of the path, by their names.
func GivesPathVars(name string) bool { return pathMaps[name] }

// PathVar is the argument of a function that names a part of the path, 0 for another
// function.
func PathVar(name string) int { return pathVars[name] }

// parsesPathVar are those that convert it to a number.
var parsesPathVar = map[string]bool{"(*" + fiber2Path + ".Ctx).ParamsInt": true}

// ParsesPathVar reports whether a function converts a part of the path to a number.
func ParsesPathVar(name string) bool { return parsesPathVar[name] }

// PatternVar is a part of the path that a pattern names and that is not empty where a router
// matches it.
type PatternVar struct {
	Name string
	// Numeral says that it is a decimal number of an int's range.
	Numeral bool
}

// patternVar are :name, with fiber's constraints in angle brackets, and {name}, with the expression that chi
// and gorilla/mux take after a colon.
var patternVar = regexp.MustCompile(`:(\w+)(<[^<>]*>)?(\?|<)?|\{(\w+)(\.\.\.)?(?::((?:[^{}]|\{[^{}]*\})*))?\}`)

// PatternVars are those of a pattern; name is the function that registers it.
func PatternVars(name, pattern string) (out []PatternVar) {
	if strings.Contains(name, echo4Path) || strings.Contains(name, echo5Path) {
		return nil
	}
	inside := slices.ContainsFunc([]string{chiPath, ginPath, hertzPath, hertzRoutes, "julienschmidt/httprouter"}, func(path string) bool { return strings.Contains(name, path) })
	for _, m := range patternVar.FindAllStringSubmatchIndex(pattern, -1) {
		group := func(i int) string {
			if m[2*i] < 0 {
				return ""
			}
			return pattern[m[2*i]:m[2*i+1]]
		}
		v := PatternVar{Name: group(1) + group(4), Numeral: numeral(group(6)) || isInt(group(2))}
		if end := m[1] == len(pattern); group(3) != "" || group(5) != "" || inside && !end && !v.Numeral {
			continue
		}
		out = append(out, v)
	}
	return out
}

// isInt reports whether one of fiber's constraints, <int;min(1)>, holds only of numbers
// (docs.gofiber.io, Routing, Constraints).
func isInt(constraints string) bool {
	return slices.ContainsFunc(strings.Split(strings.Trim(constraints, "<>"), ";"), func(c string) bool {
		c, _, _ = strings.Cut(c, "(")
		return slices.Contains([]string{"int", "min", "max", "range"}, c)
	})
}

// numeral reports whether a regular expression, with anchors around it, matches only decimal digits, so
// few that an int64 holds them.
func numeral(expr string) bool {
	re, err := syntax.Parse(expr, syntax.Perl)
	if err != nil || strings.Contains(expr, "|") {
		return false
	}
	low, high := digits(re)
	return low > 0 && high < 19
}

// tooMany stands for any number of digits, and for what is no digit.
const tooMany = 1000

// digits are the least and the greatest number of digits that an expression matches.
func digits(re *syntax.Regexp) (low, high int) {
	switch re.Op {
	case syntax.OpBeginText, syntax.OpEndText, syntax.OpEmptyMatch:
		return 0, 0
	case syntax.OpLiteral:
		if strings.Trim(string(re.Rune), "0123456789") == "" {
			return len(re.Rune), len(re.Rune)
		}
	case syntax.OpCharClass:
		if len(re.Rune) > 0 && re.Rune[0] >= '0' && re.Rune[len(re.Rune)-1] <= '9' {
			return 1, 1
		}
	case syntax.OpCapture, syntax.OpConcat:
		for _, sub := range re.Sub {
			l, h := digits(sub)
			low, high = low+l, high+h
		}
		return low, high
	case syntax.OpQuest:
		_, high = digits(re.Sub[0])
		return 0, high
	case syntax.OpRepeat:
		if low, high = digits(re.Sub[0]); re.Max >= 0 {
			return low * re.Min, high * re.Max
		}
	}
	return 0, tooMany
}
