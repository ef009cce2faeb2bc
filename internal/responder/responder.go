// Package responder is the table of functions that are known to send
// responses without looking at their bodies, and of the frameworks that they
// belong to: data, not code. The engine asks it at each call; everything that
// is not in it is understood from its source. One file holds one framework, or several small libraries;
// entries refer to arguments by position, a method's receiver being
// argument 0.
package responder

import (
	"maps"
	"slices"
	"strings"
)

// Body is what a responder sends as a body.
type Body uint8

// The bodies.
const (
	NoBody      Body = iota
	Text             // the text of argument BodyArg, or BodyText
	Format           // argument BodyArg as a format of the ones after it
	JSON             // argument BodyArg as encoding/json writes it
	Bytes            // the bytes of argument BodyArg
	StatusText       // the status's standard text (RFC 9110), if there is no body yet
	UnknownBody      // something that depends on files, templates or the request
)

// Then is what happens after a responder has sent its part.
type Then uint8

// The kinds of Then.
const (
	Return   Then = iota // results that are not known
	NilError             // the last result is a nil error
	Receiver             // the first argument is given back, for the next call
	Failed               // the last result is an error
	Binding              // nil, or the framework's error with one of the statuses that Gives has
	Inner                // a value that leads to the same response
	Writer               // the response's http.ResponseWriter
	Header               // the response's header map
	Sent                 // whether a status has been sent
	Aborted              // whether the chain of handlers was aborted
	Code                 // the status that has been set, or 200
	Ends                 // the handler ends here, by a panic that the framework expects
)

// Responder is one known function.
type Responder struct {
	// Func is the full name: "net/http.Error", "(*pkg.Context).JSON". In a
	// framework's list, methods of its context have the name alone.
	Func string
	// Writer is the argument that is, or leads to, the response.
	Writer int
	// Status is the argument that is the status code, or -1; then Statuses
	// are the ones that the function sends, or, if there are none, it is the
	// one that was set before, or 200. Of several, all but the first depend
	// on the request or on files, not on a choice of the caller's code. A
	// variadic status argument counts if it is given, else Statuses.
	Status   int
	Statuses []int
	// Yields says that a status which was set before takes the place of Statuses.
	Yields bool
	// Takes, if there are any, are the numbers that count as the status argument: any
	// other becomes one of Statuses, or, if there is one, nothing is sent and the error in
	// the variable Instead given.
	Takes   []int
	Instead string
	// TooLarge is a further one, 0 for none, for a body that is larger than http.MaxBytesReader
	// allows, or, if there are Limiters, than middleware that one of these functions makes.
	TooLarge int
	Limiters []string
	// Refuses is a status that the function sends instead, without a body, to
	// clients that don't accept what it has; 0 for none.
	Refuses int
	// Media is the Content-Type that the function sets, "" for none; if
	// MediaArg is not 0, the one in that argument. It does not replace one
	// that is set already unless Overrides.
	Media     string
	MediaArg  int
	Overrides bool
	// Body tells what is sent; BodyArg is the argument with it, or -1 for
	// BodyText. Suffix ends it.
	Body     Body
	BodyArg  int
	BodyText string
	Suffix   string
	// Appends says that a buffered body is added to, not replaced.
	Appends bool
	// Only says that the status is set and nothing sent: another call may
	// still replace it.
	Only bool
	// Key is the argument that names a header field to set, Value the one
	// with its value; 0 for none.
	Key, Value int
	// Resets says that what was set before is dropped.
	Resets bool
	// Records says that an error is kept for middleware, which may write a
	// body.
	Records bool
	// Fallible says that the function may do nothing and give nil instead:
	// it answers only when it gives an error.
	Fallible bool
	// Open says that the function lets code that can't be seen go on with
	// the response, now or after the handler.
	Open bool
	// Answers says that the function answers for the error in argument 1 as for one that the handler
	// returns; where that is not known, it is Open.
	Answers bool
	// Continues says that the function calls the next handler of the context's chain,
	// Aborts that no other one is called after the one that is running.
	Continues, Aborts bool
	// First is a method of argument BodyArg that is called before, with the
	// writer and the request.
	First string
	// Noted names the variable that is the key of the status in the request's
	// context, for a function that takes it from there; Notes the same for one
	// that puts it there.
	Noted, Notes string
	// Hook is the field with the program's own code that the function calls with
	// the same arguments, but for the context.
	Hook string
	// Gives are the statuses of the errors of which Binding gives one; Else says
	// that it may give another error, which is none of the framework's.
	Gives []int
	Else  bool
	// Fails is the status, if not 0, with a text, for a value that can't be encoded; where it is 0, that
	// is an error of the function, if it gives any. XML says that the value is encoded by encoding/xml
	// for clients that ask for it.
	Fails int
	XML   bool
	// Panics says that the function panics then.
	Panics bool
	// Zero, if not 0, is the status that a status argument of 0 stands for.
	Zero int
	// Named are the variables that hold those of some statuses.
	Named map[int]string
	// Outer is the type of the struct that these errors are, with the framework's error embedded,
	// "" if they are that.
	Outer string
	// As is the function of the standard library that gives the results.
	As string
	// Errors tell what is sent for the error in argument ErrorArg, IfGiven that nothing is
	// if that argument, an error or not, is nil.
	Errors   []Error
	ErrorArg int
	IfGiven  bool
	// Source says that the function's source tells better what it does, where it
	// can be seen.
	Source bool
	// Finds says that the function gets at the response by itself, AnyStatus
	// that its status is not known.
	Finds, AnyStatus bool
	Then             Then
	// Bare marks the functions that send plain text as an error: what the
	// bare-error rule is about.
	Bare bool
}

// Model is how a framework's response comes together.
type Model uint8

// The models.
const (
	// Immediate: the first status or body goes out, as in net/http.
	Immediate Model = iota
	// Remembered: a status is remembered until a body is written.
	Remembered
	// Buffered: everything is kept until the handler returns; the last
	// status counts, and the last body unless a responder adds to it.
	Buffered
)

// Framework is a library with handlers of its own signature.
type Framework struct {
	Name  string
	Model Model
	// Contexts are the types, without a pointer star, whose values lead to
	// the response.
	Contexts []string
	// Readers are types that only read the request.
	Readers []string
	// Handlers are the signatures of handlers, parameters and results, as
	// type names.
	Handlers []Signature
	// Embedded are the types of which a struct that embeds one has handlers: its
	// methods without parameters and results.
	Embedded []string
	// Endpoints are the functions that make handlers of typed functions.
	Endpoints []Endpoint
	// Chained says that the next handler of a chain is called when one has returned without
	// calling it, unless that has aborted the chain.
	Chained bool
	// Adds are members with texts that it may add to a body.
	Adds []string
	// Errors tell what becomes of an error that a handler returns; the first
	// that applies counts.
	Errors []Error
	// ErrorHandler are the fields that hold a program's own error handler,
	// "pkg.Type.Field", or the functions that are given it; Makers the functions that make an application.
	ErrorHandler []string
	Makers       []string
	// Fallback is the function, if not "", by which 500 is sent where such a handler gives an error.
	Fallback string
	// PanicHandler are those that hold what answers where a handler panics: it is given that
	// value, too.
	PanicHandler []string
	// Recorded is the field of the context with the errors that handlers leave to
	// the program's middleware: a handler that reads it. RecordedAs is the type in
	// which each of them is put there, and which errors have nowhere else.
	Recorded, RecordedAs string
	// Transforms are the fields in which a program's own code puts what changes the
	// bodies of its responses.
	Transforms []string
	// Hooks are other fields and variables for the program's own code.
	Hooks []Hook
	// Keeps are the methods by which handlers of one request hand values on to each other.
	Keeps Keeping
	// Committed is the field that tells whether a status was sent.
	Committed  string
	Responders []Responder
}

// Keeping are the methods of a context that put a value under a key, and that give it back: of
// the latter those that panic without one, and those that put a value there if they are given
// one.
type Keeping struct{ Puts, Gives, Demands, Both []string }

// Hook is a field, "pkg.Type.Field", or a variable, "pkg.Var", in which a framework
// looks for a program's own code: a function, or a value of which it Calls a method.
// The methods of its context whose names begin with Methods do.
type Hook struct{ Name, Calls, Methods string }

// Endpoint is a function that makes a handler of a typed function, which returns
// a pointer to a struct with the response's parts and an error.
type Endpoint struct {
	// Func is the full name, Handler the argument with the typed function.
	Func    string
	Handler int
	// Operation is the argument with a struct whose field Default is the
	// status of a success, 0 for none. Without it the status is 200, or 204
	// if there is no body.
	Operation int
	Default   string
	// Status and Body are the result's fields with a status, which takes its
	// place where there is the field, and with the body, which is sent as JSON.
	Status, Body string
	Media        string
}

// Signature is the type of a handler.
type Signature struct{ Params, Results []string }

// Error is a rule for returned errors.
type Error struct {
	// Type is the error's type, with its star; "" and no Method is every
	// other error. It is found by errors.As if Wrapped, else only as the error
	// itself.
	Type    string
	Wrapped bool
	// Inner is a field: where it holds an error of the type, that counts.
	Inner string
	// Status is the name of the field with the code, Method of a method that
	// gives it and that finds the error, of the type if there is one, Code the code
	// itself.
	Status string
	Method string
	Code   int
	// Zero, if not 0, is what a code of 0 stands for.
	Zero int
	// Message is the name of the field that is sent as the JSON member
	// "message"; if it holds no text, it is the body itself. Text sends the
	// error's text instead; Body is a fixed JSON body.
	Message string
	// StatusMessage sends the status's standard text where there is no
	// message.
	StatusMessage bool
	Text          bool
	Body          string
	// Self sends the error itself as JSON.
	Self  bool
	Media string
}

var frameworks = []*Framework{&gin, &echo4, &echo5, &fiber2, &fiber3, &fasthttp, &httprouter, &negroni, &restful, &hertz, &beego, &kratos, &huma}

var (
	table     = map[string]*Responder{}
	endpoints = map[string]*Framework{}
	contexts  = map[string]*Framework{}
	readers   = map[string]*Framework{}
	limiters  = map[string]bool{}
	packages  = map[string]bool{}
)

// The tables are indexed once, here and not in an init function, so that the
// package has no other state.
var _ = index()

func index() bool {
	add := func(rs []Responder, prefix string) {
		for i := range rs {
			name := rs[i].Func
			if !strings.ContainsAny(name, "./") {
				name = prefix + name
			}
			table[name] = &rs[i]
			for _, l := range rs[i].Limiters {
				limiters[l] = true
			}
		}
	}
	add(netHTTP, "")
	add(chiRender, "")
	add(herodot, "")
	add(httpx, "")
	add(gateway, "")
	add(connect, "")
	for _, f := range frameworks {
		for _, c := range f.Contexts {
			contexts[c] = f
			packages[c[:strings.LastIndexByte(c, '.')]] = true
		}
		for _, e := range f.Errors {
			if i := strings.LastIndexByte(e.Type, '.'); i >= 0 {
				packages[strings.TrimPrefix(e.Type[:i], "*")] = true
			}
		}
		for _, e := range f.Endpoints {
			endpoints[e.Func] = f
		}
		for _, t := range f.Readers {
			readers[t] = f
		}
		if len(f.Contexts) > 0 {
			add(f.Responders, "(*"+f.Contexts[0]+").")
			add(f.Responders, "("+f.Contexts[0]+").")
		}
	}
	return true
}

// Lookup finds a function by its full name, or gives nil.
func Lookup(name string) *Responder { return table[name] }

// Registers finds the endpoint that a function makes, by its full name, or gives
// nil.
func Registers(name string) (*Framework, *Endpoint) {
	f := endpoints[name]
	if f == nil {
		return nil, nil
	}
	for i := range f.Endpoints {
		if f.Endpoints[i].Func == name {
			return f, &f.Endpoints[i]
		}
	}
	return nil, nil
}

// Context finds the framework of which a type, named without a pointer star,
// leads to the response, or gives nil.
func Context(name string) *Framework { return contexts[name] }

// Reader finds the framework of which a type, named without a pointer star, only reads the request, or gives nil.
func Reader(name string) *Framework { return readers[name] }

// Limits reports whether a function makes middleware that limits the bodies of requests.
func Limits(name string) bool { return limiters[name] }

// Declares reports whether a package is one in which a framework has its contexts or
// errors.
func Declares(pkg string) bool { return packages[pkg] }

// Continues reports whether a function, by its full name, calls the next handler.
func Continues(name string) bool { return table[name] != nil && table[name].Continues }

// Within reports whether a package is one in which a framework has its contexts or errors,
// or below one, like its middleware.
func Within(pkg string) bool {
	for p := range packages {
		if pkg == p || strings.HasPrefix(pkg, p+"/") {
			return true
		}
	}
	return false
}

// All are the full names of the functions in the table, in order.
func All() []string {
	return slices.Sorted(maps.Keys(table))
}

// Frameworks are all that are known.
func Frameworks() []*Framework { return frameworks }

// RecordsAs reports whether a type is that in which a framework records errors.
func RecordsAs(id string) bool {
	return slices.ContainsFunc(frameworks, func(f *Framework) bool { return f.RecordedAs == id && id != "" })
}
