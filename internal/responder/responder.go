// Package responder is the table of functions that are known to send
// responses without looking at their bodies: data, not code. The engine asks
// it at each call; everything that is not in it is understood from its source.
// One file holds one library; entries refer to arguments by position, a
// method's receiver being argument 0.
package responder

// Body is what a responder sends as a body.
type Body uint8

// The bodies.
const (
	NoBody      Body = iota
	Text             // the text of argument Arg, or Fixed text
	UnknownBody      // something that depends on files, templates or the request
)

// Responder is one known function.
type Responder struct {
	// Func is the full name: "net/http.Error".
	Func string
	// Writer is the argument that is the http.ResponseWriter.
	Writer int
	// Status is the argument that is the status code, or -1; then Statuses
	// are the ones that the function sends. Of several, all but the first
	// depend on the request or on files, not on a choice of the caller's code.
	Status   int
	Statuses []int
	// Media is the Content-Type that the function sets, "" for none.
	Media string
	// Body tells what is sent; BodyArg is the argument with the text, or -1
	// for BodyText.
	Body     Body
	BodyArg  int
	BodyText string
	// Bare marks the functions that send plain text as an error: what the
	// bare-error rule is about.
	Bare bool
}

var table = index(netHTTP)

func index(lists ...[]Responder) map[string]*Responder {
	m := map[string]*Responder{}
	for _, l := range lists {
		for i := range l {
			m[l[i].Func] = &l[i]
		}
	}
	return m
}

// Lookup finds a function by its full name, or gives nil.
func Lookup(name string) *Responder { return table[name] }
