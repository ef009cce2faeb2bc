// Package responses is the contract-free half of httpcontract: an analyzer
// that works out every HTTP response that the handlers of a package can send.
// Other analyzers can require it and use its Result. It alone exports facts,
// so that no cached fact depends on a contract.
//
// The flow inside: package lower makes a small program of every function,
// package flow executes the handlers on abstract values, and what they send
// comes out as Response values. The programs of a package are its fact: an
// importing package executes them where its own code calls them.
package responses

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"maps"
	"net/http"
	"reflect"
	"runtime/debug"
	"slices"
	"sort"
	"strings"
	"sync"

	"golang.org/x/tools/go/analysis"

	"github.com/httpcontract/httpcontract/internal/flow"
	"github.com/httpcontract/httpcontract/internal/ir"
	"github.com/httpcontract/httpcontract/internal/lower"
	"github.com/httpcontract/httpcontract/internal/responder"
	"github.com/httpcontract/httpcontract/internal/shape"
)

// Analyzer finds the responses. Its result is a *Result.
var Analyzer = &analysis.Analyzer{
	Name:       "httpresponses",
	Doc:        "find every HTTP response that handlers can send\n\nThe result lists, for each handler, the status, media type and body shape of\neach response. It reports nothing; other analyzers use it.",
	URL:        "https://pkg.go.dev/github.com/httpcontract/httpcontract/analyzer/responses",
	Run:        run,
	ResultType: reflect.TypeFor[*Result](),
	FactTypes:  []analysis.Fact{new(Summary)},
}

// Result is what the analyzer knows of one package. The responses are worked
// out when Responses is called: nobody asks for those of a dependency, of
// which only the summary matters.
type Result struct {
	find func(Options) *Responses
	err  error
}

// Options are what Responses can be asked for.
type Options struct {
	// Known describes functions that are not to be looked into.
	Known []Responder
	// Tests asks for the handlers in _test.go files too.
	Tests bool
}

// Responder describes a function that sends responses; see Options.
type Responder = responder.Responder

// Responses are what the package's code can send. The work is done at each call.
// The error tells of a fault of the analyzer itself.
func (r *Result) Responses(opts Options) (out *Responses, err error) {
	if r.find == nil || r.err != nil {
		return &Responses{}, r.err
	}
	defer func() {
		if p := recover(); p != nil {
			out, err = &Responses{}, fault(p)
		}
	}()
	return r.find(opts), nil
}

// fault makes an error of a panic. A fault here must not end the driver's run,
// which would take the findings of every other analyzer along.
func fault(p any) error { return fmt.Errorf("%v\n%s", p, debug.Stack()) }

// Responses are what one package can send.
type Responses struct {
	// Handlers are the package's handlers, by position.
	Handlers []*Handler
	// Helpers are its other functions that get or hold a writer, executed for
	// arguments that are not known, but for those that its own code calls alone.
	Helpers []*Handler
	// Bare are the uses of http.Error and its kin that can send something.
	Bare []Bare
}

// Handler is a function that serves requests, with the responses that it can
// send.
type Handler struct {
	// Name is Func, Type.Method, or Outer.func1 for a literal.
	Name string
	Pos  token.Pos
	// Func is the function's full name, with the path of its package: one that
	// this package wires may be another's.
	Func string
	// File and Offset tell where it is declared: the number of the file in its package,
	// as the driver gives them, and the byte.
	File, Offset int
	// Open says that what the handler sends may depend on how another package
	// makes it: as far as this one shows, it is made of what it is given.
	Open bool
	// Sole says that no code of a framework or an adapter answers for the handler, that
	// it leaves nothing to the code around it, and that it does not matter to it whether
	// its receiver is nil: by itself it has one.
	Sole bool
	// Serves is false for a helper: its caller may go on with the response.
	Serves    bool
	Responses []Response
}

// Response is one HTTP response.
type Response struct {
	// Status is the code, 0 where it is not known.
	Status int
	// Media is the media type without parameters, "-" if there is no body,
	// "?" where it is not known.
	Media string
	// Body is the shape of the body.
	Body *Shape
	// Implied says that other code chose the status: a function that serves files, by the
	// client's request or the state of the file system, or what recovers from panics.
	Implied bool
	// Invalid says that the status is outside 100..999: net/http panics.
	Invalid bool
	// Head says that it answers a HEAD request: whatever is written, no body is sent
	// (RFC 9110, section 9.3.2).
	Head bool
	// Assumed says that a framework's default made the response out of an
	// error, but the program may have a handler of its own for that.
	Assumed bool
	// Bare names the function, if one like http.Error sent the response.
	Bare string
	// Status and body were chosen at these places of the package. They are
	// empty if other code of the module chose them, and accounts for them
	// where it is analysed itself.
	StatusPos []token.Pos
	BodyPos   token.Pos
	// Path names the functions from the handler to the one that writes.
	Path []string
}

// Shape describes a body; see its methods.
type Shape = shape.Shape

// Bare is a use of a function that sends plain text as an error.
type Bare struct {
	Pos    token.Pos
	Func   string // "http.Error"
	Status int    // 0 where it is not known
	Path   []string
}

func run(pass *analysis.Pass) (res any, err error) {
	defer func() {
		if r := recover(); r != nil {
			res, err = &Result{err: fault(r)}, nil
		}
	}()
	if !relevant(pass) {
		return &Result{}, nil
	}
	inject(pass.Pkg.Path())
	given := givenFacts(pass)
	// Tests are no part of the program that its importers and its handlers see.
	code := slices.DeleteFunc(slices.Clone(pass.Files), func(f *ast.File) bool { return isTest(pass.Fset, f) })
	r := &Result{find: func(Options) *Responses { return &Responses{} }}
	if len(code) > 0 {
		p := newPackagePass(pass, code, given.needs(pass, code))
		if !local(pass) {
			prune(p.own, !makesResponses(pass))
		}
		pass.ExportPackageFact(&Summary{own: &program{pkg: p.own}, local: local(pass), needs: p.needs, handsOn: given.handsOn})
		r.find = p.result
	}
	if len(code) < len(pass.Files) {
		needs, find := given.needs(pass, pass.Files), r.find
		r.find = func(opts Options) *Responses {
			if opts.Tests {
				return newPackagePass(pass, pass.Files, needs).result(opts)
			}
			return find(opts)
		}
	}
	return r, nil
}

func isTest(fset *token.FileSet, f *ast.File) bool {
	return strings.HasSuffix(fset.Position(f.FileStart).Filename, "_test.go")
}

// packagePass is the analysis of one package.
type packagePass struct {
	pass  *analysis.Pass
	files []*ast.File // those that count
	own   *ir.Package
	prog  *flow.Program
	needs map[string]*program // see Summary
	seen  []*ir.Package       // see visible

	// Of the result that is being worked out, one at a time:
	mu    sync.Mutex
	inner map[*ir.Func]bool // see inside
	// told is where something of other code was told of.
	told map[toldOf]ir.Site
	// cut says that some root was too much to execute.
	cut bool
	// taken are the steps of the instances so far.
	taken int

	// reached are the functions that functions lead to; see reaches.
	reached map[*ir.Func]map[*ir.Func]bool
}

func newPackagePass(pass *analysis.Pass, files []*ast.File, needs map[string]*program) *packagePass {
	in := lower.Input{Fset: pass.Fset, Files: files, Pkg: pass.Pkg, TypesInfo: pass.TypesInfo}
	if pass.Module != nil {
		in.Module = pass.Module.Path
	}
	p := &packagePass{pass: pass, files: files, own: lower.Package(in), needs: needs}
	p.prog = &flow.Program{Own: p.own, Package: p.fact, Visible: p.visible, Roles: roles}
	return p
}

// fact finds what is carried of an imported package, or gives nil.
func (p *packagePass) fact(path string) *ir.Package {
	if prog := p.needs[path]; prog != nil {
		return prog.load()
	}
	return nil
}

// visible are the packages of the module that can be seen from here.
func (p *packagePass) visible() []*ir.Package {
	if p.seen != nil {
		return p.seen
	}
	out := []*ir.Package{p.own}
	for _, path := range slices.Sorted(maps.Keys(p.needs)) {
		if m := p.own.Module; m != "" && path != m && !strings.HasPrefix(path, m+"/") {
			continue
		}
		if pkg := p.fact(path); pkg != nil && p.sameModule(pkg) { // else of a module in a folder of this one
			out = append(out, pkg)
		}
	}
	p.seen = out
	return out
}

func (p *packagePass) sameModule(pkg *ir.Package) bool { return pkg.Module == p.own.Module }

// result executes the package's handlers and helpers.
func (p *packagePass) result(opts Options) *Responses {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.told, p.inner, p.cut, p.taken = map[toldOf]ir.Site{}, p.inside(), false, 0
	p.prog.Known = map[string]*responder.Responder{}
	for i := range opts.Known {
		p.prog.Known[opts.Known[i].Func] = &opts.Known[i]
	}
	r := flow.NewRunner(p.prog)
	res := &Responses{}
	found := p.instances(r)
	listed := map[string]bool{}
	handle := func(fn *ir.Func) {
		if !listed[fn.Key] {
			listed[fn.Key] = true
			h := p.handler(r, fn, found)
			if r.Timed(fn) {
				h.Responses = append(h.Responses, timedOut)
			}
			// Who makes the application may have an error handler of its own.
			h.Open = h.Open || slices.ContainsFunc(h.Responses, func(r Response) bool { return r.Assumed })
			res.Handlers = append(res.Handlers, h)
		}
	}
	// Handlers first: where a helper's finding names a path, it is a
	// handler's.
	registered := p.registered()
	var helpers []*ir.Func
	for _, fn := range slices.SortedFunc(slices.Values(p.own.Funcs), func(a, b *ir.Func) int { return cmp.Compare(a.Pos, b.Pos) }) {
		if fn.Pos == 0 || synthetic(fn) || p.prog.Known[fn.Key] != nil {
			continue
		}
		switch {
		case p.onlyCalled(fn) && fn.Framework() != nil && len(fn.Results) > 0:
			helpers = append(helpers, fn)
		case fn.Recv && len(fn.Params) == 1 && fn.Framework() != nil && len(p.own.UsedBy().Callers[fn.Key]) > 0:
			helpers = append(helpers, fn) // a controller's method for its others
		case found.isStep[fn]:
		case isHandler(fn) || registered[fn.Key] || len(found.adapted[fn]) > 0 || len(found.made[fn]) > 0 || slices.Contains(found.lost, fn):
			handle(fn)
		case fn.HoldsWriter() && (!buffered(fn) || isGivenContext(fn)):
			helpers = append(helpers, fn)
		}
	}
	for _, fn := range found.foreign {
		if !found.isStep[fn] {
			handle(fn)
		}
	}
	for _, fn := range helpers {
		if !p.covered(r, fn) {
			res.Helpers = append(res.Helpers, p.help(r, fn))
		}
	}
	p.bare(r, res)
	return res
}

// timedOut is what http.TimeoutHandler answers for a handler when the time is up.
var timedOut = Response{Status: http.StatusServiceUnavailable, Media: "?", Body: shape.Any(), Implied: true}

// buffered reports whether the function's responses are kept back, so that its
// caller may replace them.
func buffered(fn *ir.Func) bool {
	return slices.ContainsFunc(fn.Params, func(t *ir.Type) bool {
		f := t.HeldContext()
		return f != nil && f.Model == responder.Buffered
	})
}

// isGivenContext reports whether a function is given a framework's context by itself, and is
// none of the framework's own methods.
func isGivenContext(fn *ir.Func) bool {
	params := fn.Params
	if fn.Recv {
		params = params[1:]
	}
	return slices.ContainsFunc(params, func(t *ir.Type) bool { return t.Context() != nil })
}

// onlyCalled reports whether an unexported function is called by name and never
// used as a value: whatever its signature, it serves no requests by itself.
func (p *packagePass) onlyCalled(fn *ir.Func) bool {
	used := p.own.UsedBy()
	name := fn.Key[strings.LastIndexByte(fn.Key, '.')+1:]
	return !token.IsExported(name) && len(used.Callers[fn.Key]) > 0 && !used.Valued[fn.Key]
}

// synthetic reports whether a function is a wrapper that the compiler makes.
func synthetic(fn *ir.Func) bool {
	return strings.HasSuffix(fn.Key, "$bound") || strings.HasSuffix(fn.Key, "$thunk")
}

// covered reports whether a helper has been executed for all that it can be given: by
// each of its callers, of which no other package can be one. What one sends that goes on to the
// handlers that come next may come after what can't be seen.
func (p *packagePass) covered(r *flow.Runner, fn *ir.Func) bool {
	return !p.cut && r.Ran(fn) && p.onlyCalled(fn) && !slices.ContainsFunc(p.own.UsedBy().Callers[fn.Key], func(c *ir.Func) bool {
		return !r.Ran(c) || slices.ContainsFunc(p.own.Uses()[c].Calls, responder.Continues)
	})
}

// help executes a function that handlers call.
func (p *packagePass) help(r *flow.Runner, fn *ir.Func) *Handler {
	h := &Handler{Name: fn.Name, Pos: p.pos(fn.Pos), Func: fn.Key}
	run := r.RunHelper(fn)
	p.cut = p.cut || run.Cut
	for _, resp := range run.Responses {
		if resp.Body.Kind != shape.Empty || !buffered(fn) { // else its caller may add one
			h.Responses = append(h.Responses, p.response(resp, ir.Site{}))
		}
	}
	return h
}

// response describes a response; at is where its handler was handed on, if it
// was executed as it was made there.
func (p *packagePass) response(in flow.Response, at ir.Site) Response {
	out := Response{Status: in.Status, Media: in.Media, Body: in.Body, Implied: in.Implied, Invalid: in.Invalid, Assumed: in.Assumed, Head: in.Head, Path: in.Stack}
	if b := bareName(in.Via); b != "" {
		out.Bare = b
	}
	out.StatusPos = p.places(in.From, in, at, true)
	// A body that another package of the module makes is reported there only
	// if the status is chosen there too.
	elsewhere := !slices.ContainsFunc(in.From, func(s ir.Site) bool { return !p.accounts(s, in) })
	body := in.Chosen
	if in.Body.Kind == shape.Text && table(body) {
		body = in.At // a text in a variable, like an error's, is no answer before it is sent as one
	}
	chosen := p.places([]ir.Site{body}, in, at, elsewhere)
	if in.Bodiless && slices.ContainsFunc(in.From, p.helped) && (in.Serving == nil || in.Serving.Pkg == p.own) {
		// A helper can't tell of it, because its caller may add one: the call is told, if
		// it is one of this package's handlers.
		chosen = p.places(in.From, in, ir.Site{}, false)
	}
	if len(chosen) > 0 {
		out.BodyPos = chosen[0]
	}
	return out
}

// helped reports whether a site is in a function of another package of the module that is no
// handler, by itself or with an adapter.
func (p *packagePass) helped(s ir.Site) bool {
	if !s.Known() || s.Pkg == p.own || !p.sameModule(s.Pkg) {
		return false
	}
	f := enclosing(s)
	return f != nil && !isHandler(f) && !partial(f)
}

// pos turns a packed position back into one of the file set.
func (p *packagePass) pos(pos ir.Pos) token.Pos {
	if pos == 0 || pos.File() >= len(p.files) {
		return token.NoPos
	}
	f := p.pass.Fset.File(p.files[pos.File()].FileStart)
	if f == nil || pos.Offset() > f.Size() {
		return token.NoPos
	}
	return f.Pos(pos.Offset())
}

func bareName(via string) string {
	switch via {
	case "net/http.Error", "net/http.NotFound":
		return strings.TrimPrefix(via, "net/")
	}
	return ""
}

// bare finds the uses of http.Error and its kin: every one in the source,
// less those that execution has shown to send nothing.
func (p *packagePass) bare(r *flow.Runner, res *Responses) {
	used := map[token.Pos]*flow.SiteUse{}
	for s, u := range r.Sites() {
		if s.Pkg == p.own {
			used[p.pos(s.Pos)] = u
		}
	}
	ran := map[token.Pos]bool{} // functions, by position
	for _, fn := range p.own.Funcs {
		if r.Ran(fn) {
			ran[p.pos(fn.Pos)] = true
		}
	}
	seen := map[token.Pos]bool{}
	add := func(pos token.Pos, name string, u *flow.SiteUse, where []string) {
		if seen[pos] {
			return
		}
		seen[pos] = true
		b := Bare{Pos: pos, Func: name, Path: where}
		if u != nil {
			b.Status, b.Path = u.StatusCode(), u.Stack
			if b.Status > 0 && b.Status < 400 {
				return // text, but no error
			}
		}
		res.Bare = append(res.Bare, b)
	}
	for pos, u := range used {
		if u.Effective {
			add(pos, bareName(u.Func), u, nil)
		}
	}
	for _, f := range p.files {
		var funcs []ast.Node // enclosing functions
		var visit func(n ast.Node) bool
		visit = func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncDecl, *ast.FuncLit:
				funcs = append(funcs, n)
				for _, c := range children(n) {
					ast.Inspect(c, visit)
				}
				funcs = funcs[:len(funcs)-1]
				return false
			case *ast.CallExpr:
				name := p.callee(n.Fun)
				switch name {
				case "http.Error", "http.NotFound":
					for _, a := range n.Args {
						ast.Inspect(a, visit)
					}
					if len(funcs) > 0 && ran[funcPos(funcs[len(funcs)-1])] {
						return false // execution has the answer
					}
					add(n.Pos(), name, nil, nil)
					return false
				}
			case *ast.SelectorExpr:
				if p.callee(n) == "http.NotFoundHandler" {
					add(n.Pos(), "http.NotFoundHandler", nil, nil)
				}
			}
			return true
		}
		ast.Inspect(f, visit)
	}
	sort.Slice(res.Bare, func(i, j int) bool { return res.Bare[i].Pos < res.Bare[j].Pos })
}

func children(n ast.Node) []ast.Node {
	switch n := n.(type) {
	case *ast.FuncDecl:
		if n.Body != nil {
			return []ast.Node{n.Body}
		}
	case *ast.FuncLit:
		return []ast.Node{n.Body}
	}
	return nil
}

// funcPos is the position that SSA gives to a function.
func funcPos(n ast.Node) token.Pos {
	if d, ok := n.(*ast.FuncDecl); ok {
		return d.Name.Pos()
	}
	return n.Pos()
}

// callee is the net/http function that an expression names, or "".
func (p *packagePass) callee(e ast.Expr) string {
	var id *ast.Ident
	switch e := ast.Unparen(e).(type) {
	case *ast.SelectorExpr:
		id = e.Sel
	case *ast.Ident:
		id = e
	default:
		return ""
	}
	fn, ok := p.pass.TypesInfo.Uses[id].(*types.Func)
	if !ok || fn.Pkg() == nil || fn.Pkg().Path() != "net/http" || fn.Type().(*types.Signature).Recv() != nil {
		return ""
	}
	return "http." + fn.Name()
}
