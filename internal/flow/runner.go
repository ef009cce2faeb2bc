// Package flow executes ir programs on abstract values and finds the HTTP
// responses that they can send: the engine.
//
// A response is put together by events on one writer along a path: a header
// set, a status written, bytes written. Execution keeps the paths of a
// function apart while they differ in what they sent, stored or returned, so
// that a status stays with its body; it merges paths that differ in nothing
// but what they know, and joins the most alike where there are too many. A
// call runs the callee's program on the caller's values, in the same package
// or another one: that is what instantiates a summary's guards.
package flow

import (
	"cmp"
	"go/constant"
	"go/token"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/httpcontract/httpcontract/internal/ir"
	"github.com/httpcontract/httpcontract/internal/models"
	"github.com/httpcontract/httpcontract/internal/responder"
	"github.com/httpcontract/httpcontract/internal/value"
)

// Program is the code that can be seen: the package under analysis and what
// its imports carry as facts.
type Program struct {
	// Own is the package under analysis.
	Own *ir.Package
	// Package finds another package by import path, or gives nil.
	Package func(path string) *ir.Package
	// Visible are the packages whose types may implement an interface.
	Visible func() []*ir.Package
	// Roles tells the functions apart that may serve requests.
	Roles Roles
	// Known are responders beside those of the table, by full name.
	Known map[string]*responder.Responder
}

func (p *Program) responder(key string) *responder.Responder {
	if r := p.Known[key]; r != nil {
		return r
	}
	return responder.Lookup(key)
}

func (p *Program) pkg(path string) *ir.Package {
	if path == p.Own.Path {
		return p.Own
	}
	return p.Package(path)
}

// own reports whether a package is one of the module under analysis.
func (p *Program) own(path string) bool {
	q := p.pkg(path)
	return q != nil && q.Module == p.Own.Module
}

// Func finds a function that can be seen by its key, or gives nil.
func (p *Program) Func(key string) *ir.Func {
	if q := p.pkg(ir.PathOf(key)); q != nil {
		return q.Func(key)
	}
	return models.Func(key)
}

// maxHandlers bounds the error handlers of one program for one framework.
const maxHandlers = 4

// errorHandlers are the program's own handlers for the errors that a framework's
// handlers return, one for each of its applications; custom without one means that there
// are some which can't be seen.
func (p *Program) errorHandlers(f *responder.Framework) (own []*ir.Func, custom bool) {
	if f == nil {
		return nil, true
	}
	return p.storedIn(f.ErrorHandler)
}

// storedIn are the functions that code which can be seen stores in some fields; custom says that it
// stores some, if there are too many to tell, or one that can't be seen.
func (p *Program) storedIn(fields []string) (own []*ir.Func, custom bool) {
	var keys []string
	for _, field := range fields {
		keys = append(keys, p.hooks(field)...)
	}
	slices.Sort(keys)
	for _, key := range slices.Compact(keys) {
		fn := p.Func(key)
		if fn == nil || len(own) == maxHandlers {
			return nil, true
		}
		own = append(own, fn)
	}
	return own, len(keys) > 0
}

// hooks are the functions that code which can be seen stores in a field in which a
// framework looks for the program's own, or that read one in which it keeps errors; ""
// is one that can't be seen.
func (p *Program) hooks(field string) (keys []string) {
	for _, pkg := range p.Visible() {
		for _, h := range pkg.Hooks {
			if h.Field != field {
				continue
			}
			key := h.Func
			if h.Maker != "" {
				key = p.given(h.Maker, h.Method)
			}
			if !slices.Contains(keys, key) {
				keys = append(keys, key)
			}
		}
	}
	return keys
}

// given is the function that another one always gives, or the method of the value that
// it gives, "" if that is not known.
func (p *Program) given(maker, method string) (key string) {
	fn := p.Func(maker)
	if fn == nil {
		return ""
	}
	blocks := fn.Body()
	defs := map[int32][]*ir.Instr{}
	var returns []*ir.Arg
	for _, b := range blocks {
		for i := range b.Instrs {
			in := &b.Instrs[i]
			if in.Dst >= 0 {
				defs[in.Dst] = append(defs[in.Dst], in)
			}
			if in.Op == ir.OpReturn && len(in.Args) == 1 {
				returns = append(returns, &in.Args[0])
			}
		}
	}
	keys := map[string]bool{}
	var find func(a *ir.Arg, depth int)
	find = func(a *ir.Arg, depth int) {
		switch {
		case a.Kind == ir.ArgNil: // before it has a value
			return
		case a.Kind == ir.ArgFunc:
			keys[a.Name] = true
			return
		case a.Kind != ir.ArgReg || len(defs[a.Reg]) == 0 || depth > maxGiven:
			keys[""] = true
			return
		}
		for _, in := range defs[a.Reg] {
			key := ""
			switch in.Op {
			case ir.OpMove, ir.OpConvert:
				find(&in.Args[0], depth+1)
				continue
			case ir.OpClosure:
				key = strings.TrimSuffix(in.Name, "$bound")
			case ir.OpMakeIface:
				if sel := in.Type.Method(method); sel != nil && len(sel.Path) == 0 {
					key = sel.Method.Func
				}
			}
			keys[key] = true
		}
	}
	for _, a := range returns {
		find(a, 0)
	}
	if len(keys) != 1 {
		return ""
	}
	for key = range keys {
	}
	return key
}

// maxGiven is how far a value that is given back is followed.
const maxGiven = 6

// leadsToOwn reports whether a method of a framework's context may call code of the program's own
// that gives errors of its own.
func (r *Runner) leadsToOwn(f *responder.Framework, method string) bool {
	if f == nil {
		return true
	}
	method = method[strings.LastIndexByte(method, '.')+1:]
	return slices.ContainsFunc(f.Hooks, func(h responder.Hook) bool {
		return strings.HasPrefix(method, h.Methods) && (r.assignedElsewhere(h.Name) || slices.ContainsFunc(r.prog.hooks(h.Name), func(key string) bool { return !r.harmless(key) }))
	})
}

// makes reports whether code that can be seen makes a framework's application,
// so that an error handler of the program's own would be seen too. What an imported
// package makes, its other importers may have completed, unless this is the main package.
func (p *Program) makes(f *responder.Framework) bool {
	pkgs := []*ir.Package{p.Own}
	if p.Own.Func(p.Own.Path+".main") != nil {
		pkgs = p.Visible()
	}
	for _, pkg := range pkgs {
		for _, fn := range pkg.Funcs {
			for _, b := range fn.Body() {
				for _, in := range b.Instrs {
					if in.Op == ir.OpCall && slices.Contains(f.Makers, in.Name) {
						return true
					}
				}
			}
		}
	}
	return false
}

// makes is Program.makes, remembered.
func (r *Runner) makes(f *responder.Framework) bool {
	made, ok := r.makers[f]
	if !ok {
		made = r.prog.makes(f)
		r.makers[f] = made
	}
	return made
}

// Runner executes a program's functions, one root after the other. Symbols,
// object numbers and package-level variables are shared between roots.
type Runner struct {
	prog       *Program
	intrinsics map[string]func(*call)

	ids       map[string]int
	syms      map[string]*value.Sym
	byID      []*value.Sym
	memo      map[string]*summary
	memoKeys  map[*ir.Func]int
	making    []*summary // those that are being executed, each called by the one before
	memoSteps int
	derefs    map[int]*value.Sym       // memory behind symbols
	behind    map[int][]int            // the objects behind what a symbol leads to, by its number
	static    map[int]*object          // what package-level variables hold
	sentinels map[int]string           // errors in variables that can't be seen, with their names
	startups  map[string]*startup      // by package path
	impls     map[string]*implementers // of interfaces, by type
	unwraps   map[digest][]outcome     // of errors' Unwrap methods, by what is known of the error
	mutated   *mutated
	confined  map[int]string    // see confinedIn
	sprawling map[*ir.Func]bool // the answers of sprawls
	// invariants are those of struct types, by type and field; makersIn are the
	// functions of a package that they are found by.
	invariants map[string][]value.Value
	noting     *making // that is under way
	makersIn   map[*ir.Package]*makers
	elsewhere  map[string]bool // variables that other packages assign
	// replaced are the functions in such variables, if that is known.
	replaced  map[string]string
	makers    map[*responder.Framework]bool
	constants map[ir.Const]constant.Value
	operands  map[*ir.Arg]*value.Const // those that are constants
	blown     map[*ir.Func]int         // see asideSteps
	dull      map[*ir.Func]int         // see noteDull
	loops     map[*ir.Func][]loop      // see loopsOf
	// harmlessFuncs are the answers of harmless, supposed the functions in them that are being found out
	// and what was found since.
	harmlessFuncs map[string]bool
	supposed      []string

	// Memory of reachable, and of the texts that digests are made of.
	marked     []int
	generation int
	live       []int
	scratch    []byte

	// Of the root that is running:
	writer    value.Value
	steps     int
	sites     map[ir.Site]*SiteUse
	ran       map[*ir.Func]bool
	cut       bool // something was too large to follow
	faulty    bool // something may panic by itself that nothing has recovered from
	invalid   []response
	via       string // the responder that writes through a wrapper
	pureDepth int
	starting  int   // initialisations under way
	active    *exec // that is running
	// closing says that middleware runs that goes on after the handler.
	closing bool
	// encoders counts the encoders under way, encoded the values of the outermost.
	encoders, encoded int
	// goroutines counts the goroutines under way, started by each other.
	goroutines int
	// synced says that the goroutine under way has let others go on.
	synced bool
	// joined are the pairs of objects that the join under way has joined.
	joined map[[2]int]bool
	// scan, if set, is told what is handed to code that can't be seen.
	scan  *scan
	hands map[*ir.Func]bool
	// answeredBy are the error handlers of the applications that a handler was registered
	// with, as far as scans have seen; see noteAnswer.
	answeredBy map[*ir.Func]map[*ir.Func]bool
	// passedOn are the errors, by symbol, that handlers give which can't be seen and
	// come next: what becomes of these is told of there.
	passedOn map[int]bool
	// fedPackages are the packages of which fed is true; nil if not looked for.
	fedPackages map[string]bool
	// generic are the functions that serve only with the help of a generic adapter.
	generic map[*ir.Func]bool
	// patterns are the parts of the path that are named where handlers are registered; vars
	// those that are there for the root that is running.
	patterns map[*ir.Func]map[ir.Site][]responder.PatternVar
	vars     []responder.PatternVar
	unrouted bool           // see unregistered
	parts    map[int]bool   // symbols of what is most likely there; see state.doubted
	values   map[string]int // see valued
	// ends says of the handlers of chains that scans have seen whether they are the last.
	ends map[*ir.Func]bool
	// calls is what routers call, in the instance that is running; see fronts.go.
	calls map[int]value.Value
	// carriedKeys says of types that are keys in contexts whether anything is put there
	// under them; asksAround that the root has asked for what only code around it
	// decides: a value in a context that can't be seen, other methods of its writer.
	carriedKeys map[string]bool
	asksAround  bool
	missing     map[*ir.Func]int // see noteMissing
	deadlines   deadlines
	timed       map[*ir.Func]bool // see Timed
	limits      limits
	// limited and hurried say of the root that is running whether it is behind middleware that
	// limits bodies, or gives deadlines.
	limited, hurried truth
	flushing         truth           // see flushes
	noDatabase       []string        // see apartFromDatabases
	drivers          map[string]bool // see drives
	// wires are functions that a scan found to hand on something.
	wires  map[*ir.Func]bool
	groups int // of instances
	// footprints are what functions change; skipped is that of one that is given up.
	footprints map[*ir.Func]*mutated
	// footprintsOf are those of calls of values, servingTime knows what such calls may lead to.
	footprintsOf map[*ir.Instr]*mutated
	servingTime  *servingTime
	skipped      *mutated
	// answering are the program's own error handlers as they are made, answerers all of
	// these; see capturedBy.
	answering map[*ir.Func][]Instance
	answerers map[*ir.Func]bool
	// watched are the functions that an instance was made around.
	watched map[*ir.Func]bool
	veiled  map[*ir.Func]bool // see Result
	helper  bool              // see RunHelper
	methods []constant.Value  // that the root is registered for, if that is known
	// enclosed says that the root has all around it that scans have seen around a handler: it is
	// given the server's writer.
	enclosed bool
	// links are the handlers of which the root is the first, if they go on by their context.
	links []*value.Func
	// inChain are the functions that serve in the handler behind the middleware that is executed.
	inChain []*ir.Func
	// endpoint is how the root was registered, if that makes it a handler.
	endpoint *endpoint
}

// NewRunner prepares to execute a program.
func NewRunner(prog *Program) *Runner {
	return &Runner{
		prog: prog, intrinsics: intrinsics(), ids: map[string]int{}, memo: map[string]*summary{}, memoKeys: map[*ir.Func]int{}, byID: []*value.Sym{nil}, syms: map[string]*value.Sym{}, derefs: map[int]*value.Sym{}, behind: map[int][]int{}, static: map[int]*object{}, sentinels: map[int]string{},
		startups: map[string]*startup{}, impls: map[string]*implementers{}, unwraps: map[digest][]outcome{}, timed: map[*ir.Func]bool{}, missing: map[*ir.Func]int{}, limits: limits{influence: newInfluence()}, deadlines: deadlines{influence: newInfluence()}, parts: map[int]bool{}, makers: map[*responder.Framework]bool{}, constants: map[ir.Const]constant.Value{}, operands: map[*ir.Arg]*value.Const{}, confined: map[int]string{}, sprawling: map[*ir.Func]bool{}, blown: map[*ir.Func]int{}, dull: map[*ir.Func]int{}, patterns: map[*ir.Func]map[ir.Site][]responder.PatternVar{}, harmlessFuncs: map[string]bool{}, loops: map[*ir.Func][]loop{},
		invariants: map[string][]value.Value{}, makersIn: map[*ir.Package]*makers{}, answering: map[*ir.Func][]Instance{}, footprints: map[*ir.Func]*mutated{}, footprintsOf: map[*ir.Instr]*mutated{}, wires: map[*ir.Func]bool{}, answeredBy: map[*ir.Func]map[*ir.Func]bool{}, carriedKeys: map[string]bool{}, ends: map[*ir.Func]bool{}, generic: map[*ir.Func]bool{}, passedOn: map[int]bool{}, sites: map[ir.Site]*SiteUse{}, ran: map[*ir.Func]bool{},
	}
}

// suspend sets the root that is running aside, for something that has nothing to do
// with it, until resume is called.
func (r *Runner) suspend() (resume func()) {
	was := *r
	r.writer, r.scan, r.watched, r.via, r.cut = nil, nil, nil, "", false
	return func() {
		r.writer, r.scan, r.watched, r.via = was.writer, was.scan, was.watched, was.via
		r.steps, r.cut, r.invalid = was.steps, was.cut, was.invalid
	}
}

// id numbers a name.
func (r *Runner) id(name string) int {
	n, ok := r.ids[name]
	if !ok {
		n = len(r.ids) + 1
		r.ids[name] = n
	}
	return n
}

// sym is the symbol of a name.
func (r *Runner) sym(name string, t *ir.Type) *value.Sym {
	s, ok := r.syms[name]
	if !ok {
		s = &value.Sym{ID: len(r.byID), Type: t}
		r.syms[name] = s
		r.byID = append(r.byID, s)
	}
	return s
}

// fresh is an unknown value without an identity.
func (r *Runner) fresh(what string, t *ir.Type) *value.Sym {
	s := r.sym("fresh|"+what+"|"+t.ID(), t)
	s.Blur = true
	return s
}

// freshFrom is fresh for a value of code outside the module.
func (r *Runner) freshFrom(o value.Origin, what string, t *ir.Type) *value.Sym {
	s := r.fresh("from "+strconv.Itoa(int(o))+" "+what, t)
	s.Origin = o
	return s
}

// constant is a constant's value; each is made once.
func (r *Runner) constant(k ir.Const) constant.Value {
	v, ok := r.constants[k]
	if !ok {
		v = constantOf(k)
		r.constants[k] = v
	}
	return v
}

func constantOf(k ir.Const) constant.Value {
	switch k.Kind {
	case ir.KBool:
		return constant.MakeBool(k.Text == "true")
	case ir.KString:
		return constant.MakeString(k.Text)
	case ir.KInt:
		return constant.MakeFromLiteral(k.Text, token.INT, 0)
	case ir.KFloat:
		num, den, frac := strings.Cut(k.Text, "/")
		v := constant.ToFloat(constant.MakeFromLiteral(num, token.FLOAT, 0))
		if frac {
			v = constant.BinaryOp(v, token.QUO, constant.MakeFromLiteral(den, token.FLOAT, 0))
		}
		return constant.ToFloat(v)
	}
	return constant.MakeUnknown()
}

// global is the address of a package-level variable.
func (r *Runner) global(name string, t *ir.Type) value.Value {
	path := ir.PathOf(name)
	pkg := r.prog.pkg(path)
	if pkg != nil {
		s := r.startup(pkg)
		if g := pkg.Global(name); name == s.guard || g != nil && (g.Stable && !r.assignedElsewhere(name) || s.running) {
			if s.need(r, name) {
				return value.Ptr{Obj: r.id("var|" + name)}
			}
		}
	}
	// A variable that can't be seen. An error variable still has an identity:
	// a sentinel differs from every other and is never nil.
	name = cmp.Or(stdAliases[name], name)
	id := r.id("global|" + name)
	if r.static[id] == nil {
		var et *ir.Type
		if t != nil {
			et = t.Elem
		}
		if own := r.replacement(name); own != nil {
			r.static[id] = &object{typ: et, content: own}
		} else if g := globalOf(pkg, name); et != nil && et.IsNamed("error") && (g == nil || g.Stable && !r.assignedElsewhere(name)) {
			target := r.id("sentinel|" + name)
			r.sentinels[target] = name
			r.static[target] = &object{content: &value.Struct{Type: errorStringType, Fields: []value.Value{textHole}}}
			r.static[id] = &object{typ: et, content: &value.Iface{Type: errorStringPtr, V: value.Ptr{Obj: target}}}
		} else {
			s := r.sym("global|"+name, &ir.Type{Kind: ir.Pointer, Elem: et})
			if path := ir.PathOf(name); ir.IsStd(path) && path != "net/http" && !r.assignedElsewhere(name) {
				s.Origin = value.Standard // net/http's know of the program's handlers
			}
			return r.pointer(s)
		}
	}
	return value.Ptr{Obj: id}
}

// variable is the error that a variable of the standard library holds.
func (r *Runner) variable(st *state, name string) value.Value {
	return r.load(st, r.global(name, &ir.Type{Kind: ir.Pointer, Elem: errorType}), errorType)
}

// assignedElsewhere reports whether another package of the module assigns a package-level
// variable.
func (r *Runner) assignedElsewhere(name string) bool {
	if r.elsewhere == nil {
		r.elsewhere, r.replaced = map[string]bool{}, map[string]string{}
		for _, pkg := range r.prog.Visible() {
			for _, name := range pkg.Assigns {
				r.elsewhere[name] = true
			}
			for _, f := range pkg.Replaces {
				if r.elsewhere[f.Field] = true; r.replaced[f.Field] == "" {
					r.replaced[f.Field] = f.Func
				} else {
					r.replaced[f.Field] = "?" // one of two
				}
			}
		}
		maps.DeleteFunc(r.replaced, func(name, fn string) bool {
			return fn == "?" || slices.ContainsFunc(r.prog.Visible(), func(pkg *ir.Package) bool { return slices.Contains(pkg.Assigns, name) })
		})
	}
	return r.elsewhere[name]
}

// replacement is the function that the module's code has put in a variable of another module's
// package, nil if that is not known.
func (r *Runner) replacement(name string) *value.Func {
	if !r.assignedElsewhere(name) || r.replaced[name] == "" {
		return nil
	}
	return &value.Func{Name: r.replaced[name]}
}

// stdAliases are the variables of the standard library that hold another one's
// value.
var stdAliases = map[string]string{
	"os.ErrInvalid": "io/fs.ErrInvalid", "os.ErrPermission": "io/fs.ErrPermission", "os.ErrExist": "io/fs.ErrExist",
	"os.ErrNotExist": "io/fs.ErrNotExist", "os.ErrClosed": "io/fs.ErrClosed",
}

func globalOf(pkg *ir.Package, name string) *ir.Global {
	if pkg == nil {
		return nil
	}
	return pkg.Global(name)
}

// Ran reports whether a function has been executed.
func (r *Runner) Ran(f *ir.Func) bool { return r.ran[f] }
