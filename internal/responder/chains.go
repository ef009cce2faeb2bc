package responder

import "strings"

// Chaining is what a function of a router, or of a chain, does with middleware:
// functions that make a handler of a handler. Arguments are counted with the receiver.
type Chaining struct {
	// Middleware is the first of the arguments that are middleware, 0 if none is;
	// without a receiver All of them are.
	Middleware int
	All        bool
	// Derives says that the result is a router that begins with the middleware of the
	// receiver, or, if Fresh, with what the functions in Adds give; Builds is the
	// argument, if not 0, that is called with such a router.
	Derives, Fresh bool
	Adds           []string
	Builds         int
	// Handler is the argument, if not 0, that is put inside the middleware: it is
	// registered so, or given back so if Wraps.
	Handler int
	Wraps   bool
	// Links says that middleware are handlers like others, which go on by their context
	// (responder.Continues): all functions from Handler on are the end of a chain.
	Links bool
	// Mounts says that one of the arguments may be a router whose handlers stand behind the
	// middleware, too.
	Mounts bool
	// Status is the one, if not 0, that the handlers begin with: they answer where no other does.
	Status int
	// Default is the variable with the router, if not "", of a function without a receiver.
	Default string
	// Config is the field, if not "", of the first argument with the function that
	// answers for the errors of the application that is made.
	Config string
}

// Chains tells what a function does with middleware, by its full name, or gives nil.
func Chains(function string) *Chaining {
	recv, name, ok := strings.Cut(strings.TrimLeft(function, "(*"), ").")
	if !ok {
		recv, name = "", function
	}
	if recv == "" {
		if c, ok := making[name]; ok {
			return &c
		}
		return nil
	}
	r := routers[recv]
	if r == nil {
		return nil
	}
	if c, ok := r.chaining[name]; ok {
		return &c
	}
	switch h := r.registering[name]; {
	case h == 0:
		return nil
	case r.links:
		return &Chaining{Handler: h, Links: true, Status: r.missing[name]}
	case r.after:
		return &Chaining{Handler: h, Middleware: h + 1}
	default:
		return &Chaining{Handler: h}
	}
}
