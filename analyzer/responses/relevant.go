package responses

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/httpcontract/httpcontract/internal/flow"
	"github.com/httpcontract/httpcontract/internal/ir"
	"github.com/httpcontract/httpcontract/internal/responder"
)

// MayHaveFacts tells from a package's declarations whether it can matter: neither its
// functions' bodies nor what is used where need be known. It uses the pass's Files, Pkg and
// Module. The standard library never matters: what the engine needs of it, it knows. Another
// module's package may if it imports something that a writer can be named by, or makes
// errors that may carry a status or errors of errors, or calls functions that give errors.
func MayHaveFacts(pass *analysis.Pass) bool {
	if ir.IsStd(pass.Pkg.Path()) && (pass.Module == nil || pass.Module.Path == "" || pass.Module.Path == "std") {
		return false
	}
	return local(pass) || mayMentionWriter(pass) || small(pass) && (makesErrors(pass) || hasFunc(pass.Pkg, takesCallback))
}

// relevant decides from types alone whether a package can matter, before anything is built
// for it. A package of the module under analysis may also choose the errors and statuses that
// handlers send.
func relevant(pass *analysis.Pass) bool {
	switch {
	case !MayHaveFacts(pass):
		return false
	case local(pass):
		return mentionsWriter(pass) || choosesAnything(pass.Pkg) || usesSenders(pass)
	}
	return makesResponses(pass) || small(pass) && hasFunc(pass.Pkg, takesCallback)
}

// makesResponses reports whether another module's package may have a say in a response by
// itself. One that does not may still call what it is given, like a group of goroutines.
func makesResponses(pass *analysis.Pass) bool {
	return mentionsWriter(pass) || small(pass) && makesErrors(pass)
}

// makesErrors reports whether a package declares errors that may carry a status, or makes
// errors of errors.
func makesErrors(pass *analysis.Pass) bool {
	return declaresCodedError(pass.Pkg) || hasFunc(pass.Pkg, wraps)
}

// usesSenders reports whether a package uses something that may send responses: a
// main function that does nothing but put handlers together.
func usesSenders(pass *analysis.Pass) bool {
	senders := senders{}
	for _, obj := range pass.TypesInfo.Uses {
		if obj.Pkg() != nil && obj.Pkg() != pass.Pkg && !ir.IsStd(obj.Pkg().Path()) && senders.has(obj.Type()) {
			return true
		}
	}
	return false
}

// senders are the types of which values may send responses: functions that
// are given a writer, a framework's context or a function that is, or give one or a handler;
// types with an exported method or field like that, or that hold a writer. A function that is
// given a plain handler alone starts a server. Types not in it were not asked for.
type senders map[types.Type]bool

func (s senders) has(t types.Type) bool {
	visited := map[types.Type]bool{}
	found := s.find(t, visited)
	if !found {
		for t := range visited { // a cycle of types that has been followed to its end
			s[t] = false
		}
	}
	return found
}

func (s senders) find(t types.Type, visited map[types.Type]bool) bool {
	t = types.Unalias(t)
	if known, ok := s[t]; ok {
		return known
	}
	if visited[t] {
		return false
	}
	visited[t] = true
	if s.parts(t, visited) {
		s[t] = true
	}
	return s[t]
}

// parts reports whether a type is a sender by itself or by its parts.
func (s senders) parts(t types.Type, visited map[types.Type]bool) bool {
	switch t := t.(type) {
	case *types.Named:
		if writes(t) || isPlainHandler(t) {
			return true
		}
		if t.Obj().Pkg() == nil || ir.IsStd(t.Obj().Pkg().Path()) {
			return false
		}
		for m := range t.Methods() {
			if m.Exported() && s.find(m.Type(), visited) {
				return true
			}
		}
		return s.find(t.Underlying(), visited)
	case *types.Pointer:
		return s.find(t.Elem(), visited)
	case *types.Slice:
		return s.find(t.Elem(), visited)
	case *types.Array:
		return s.find(t.Elem(), visited)
	case *types.Chan:
		return s.find(t.Elem(), visited)
	case *types.Map:
		return s.find(t.Elem(), visited)
	case *types.Signature:
		for v := range t.Params().Variables() {
			if !isPlainHandler(v.Type()) && s.find(v.Type(), visited) {
				return true
			}
		}
		for v := range t.Results().Variables() {
			if s.find(v.Type(), visited) {
				return true
			}
		}
	case *types.Interface:
		for m := range t.Methods() {
			if s.find(m.Type(), visited) {
				return true
			}
		}
	case *types.Struct:
		for f := range t.Fields() {
			switch {
			case isPlainHandler(f.Type()):
			case f.Exported() || f.Embedded():
				if s.find(f.Type(), visited) {
					return true
				}
			case writes(f.Type()):
				return true
			}
		}
	}
	return false
}

// writes reports whether a type is a writer or a framework's context, or a pointer to one.
func writes(t types.Type) bool {
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		t = p.Elem()
	}
	name := nameOf(t)
	return name == "net/http.ResponseWriter" || name != "" && responder.Context(name) != nil
}

// isPlainHandler reports whether a type is one of net/http's for handlers.
func isPlainHandler(t types.Type) bool {
	name := nameOf(t)
	return name == "net/http.Handler" || name == "net/http.HandlerFunc"
}

// nameOf is the full name of a defined type, or "".
func nameOf(t types.Type) string {
	if n, ok := types.Unalias(t).(*types.Named); ok && n.Obj().Pkg() != nil {
		return n.Obj().Pkg().Path() + "." + n.Obj().Name()
	}
	return ""
}

// choosesAnything reports whether a package's declarations may have a say in
// what a handler sends: by an error, a number, a structure or a function that
// goes in or out. Texts alone have none.
func choosesAnything(pkg *types.Package) bool {
	scope := pkg.Scope()
	for _, name := range scope.Names() {
		switch obj := scope.Lookup(name).(type) {
		case *types.Func:
			if !textual(obj.Type()) {
				return true
			}
		case *types.Var:
			if !textual(obj.Type()) {
				return true
			}
		case *types.TypeName:
			if n, ok := obj.Type().(*types.Named); ok && n.NumMethods() > 0 {
				return true
			}
		}
	}
	return false
}

// textual reports whether a type is made of texts, bools and floats alone.
func textual(t types.Type) bool { return textualIn(t, map[types.Type]bool{}) }

func textualIn(t types.Type, seen map[types.Type]bool) bool {
	if seen[t] {
		return false
	}
	seen[t] = true
	defer delete(seen, t)
	switch t := t.Underlying().(type) {
	case *types.Basic:
		return t.Info()&(types.IsString|types.IsBoolean|types.IsFloat) != 0
	case *types.Slice:
		return textualIn(t.Elem(), seen)
	case *types.Signature:
		if t.Recv() != nil || t.TypeParams().Len() > 0 {
			return false
		}
		for _, tuple := range []*types.Tuple{t.Params(), t.Results()} {
			for v := range tuple.Variables() {
				if _, fn := v.Type().Underlying().(*types.Signature); fn || !textualIn(v.Type(), seen) {
					return false
				}
			}
		}
		return true
	}
	return false
}

// declaresCodedError reports whether a package has an error type with an
// integer in it: an exported field, or a method that gives one.
func declaresCodedError(pkg *types.Package) bool {
	scope := pkg.Scope()
	for _, name := range scope.Names() {
		tn, ok := scope.Lookup(name).(*types.TypeName)
		if !ok || tn.IsAlias() || !tn.Exported() || types.IsInterface(tn.Type()) {
			continue
		}
		ptr := types.NewPointer(tn.Type())
		if !types.Implements(ptr, errorInterface) {
			continue
		}
		if holdsInteger(tn.Type()) {
			return true
		}
		for m := range types.NewMethodSet(ptr).Methods() {
			sig := m.Obj().Type().(*types.Signature)
			if sig.Params().Len() == 0 && sig.Results().Len() == 1 && isInteger(sig.Results().At(0).Type()) {
				return true
			}
		}
	}
	return false
}

// hasFunc reports whether a package has an exported function or method of a kind.
func hasFunc(pkg *types.Package, is func(types.Type) bool) bool {
	scope := pkg.Scope()
	return slices.ContainsFunc(scope.Names(), func(name string) bool {
		obj := scope.Lookup(name)
		if !obj.Exported() {
			return false
		}
		switch obj := obj.(type) {
		case *types.Func:
			return is(obj.Type())
		case *types.TypeName:
			if n, ok := obj.Type().(*types.Named); ok {
				for m := range n.Methods() {
					if m.Exported() && is(m.Type()) {
						return true
					}
				}
			}
		}
		return false
	})
}

// wraps reports whether a type is that of a function which is given an error and
// gives one.
func wraps(t types.Type) bool {
	sig, ok := t.(*types.Signature)
	return ok && hasError(sig.Params()) && hasError(sig.Results())
}

// takesCallback reports whether a type is that of a function which is given one that gives
// an error.
func takesCallback(t types.Type) bool {
	sig, ok := t.(*types.Signature)
	if !ok {
		return false
	}
	for v := range sig.Params().Variables() {
		if f, ok := v.Type().Underlying().(*types.Signature); ok && hasError(f.Results()) {
			return true
		}
	}
	return false
}

func hasError(tuple *types.Tuple) bool {
	for v := range tuple.Variables() {
		if types.Identical(v.Type(), types.Universe.Lookup("error").Type()) {
			return true
		}
	}
	return false
}

// givesError reports whether something that another package uses gives it a type of
// errors: the type, a variable of it, a function with it among its results. In the module
// under analysis an error that says no more of itself counts too.
func givesError(obj types.Object, any bool) bool {
	is := func(t types.Type) bool {
		if types.IsInterface(t) {
			return any && types.Implements(t, errorInterface)
		}
		return types.Implements(t, errorInterface) || types.Implements(types.NewPointer(t), errorInterface)
	}
	if fn, ok := obj.(*types.Func); ok {
		for v := range fn.Signature().Results().Variables() {
			if is(v.Type()) {
				return true
			}
		}
		return false
	}
	_, variable := obj.(*types.Var)
	return is(obj.Type()) || variable && types.Implements(obj.Type(), errorInterface)
}

var errorInterface = types.Universe.Lookup("error").Type().Underlying().(*types.Interface)

// holdsInteger reports whether a struct has an exported integer field, also by a
// struct that it embeds.
func holdsInteger(t types.Type) bool {
	st, ok := t.Underlying().(*types.Struct)
	if !ok {
		return false
	}
	for f := range st.Fields() {
		if f.Exported() && isInteger(f.Type()) || f.Embedded() && holdsInteger(f.Type()) {
			return true
		}
	}
	return false
}

func isInteger(t types.Type) bool {
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Info()&types.IsInteger != 0
}

// mayMentionWriter reports whether a package imports, or is, one of those that declare
// http.ResponseWriter and the frameworks' contexts: only these can name them.
func mayMentionWriter(pass *analysis.Pass) bool {
	declares := func(pkg *types.Package) bool { return pkg.Path() == "net/http" || responder.Declares(pkg.Path()) }
	return declares(pass.Pkg) || slices.ContainsFunc(pass.Pkg.Imports(), declares)
}

// mentionsWriter reports whether the package's code uses http.ResponseWriter or
// a framework's context.
func mentionsWriter(pass *analysis.Pass) bool {
	for _, obj := range pass.TypesInfo.Uses {
		if obj.Pkg() == nil {
			continue
		}
		if name := obj.Pkg().Path() + "." + obj.Name(); name == "net/http.ResponseWriter" || responder.Context(name) != nil {
			return true
		}
	}
	return false
}

// isHandler reports whether a function has the signature of an HTTP handler:
// (http.ResponseWriter, *http.Request) with any results, or a framework's.
func isHandler(fn *ir.Func) bool {
	if fn.Framework() != nil {
		return true
	}
	ps := fn.Params
	if fn.Recv && len(ps) > 0 {
		ps = ps[1:]
	}
	return len(ps) == 2 && ps[0].IsWriter() && ps[1].IsRequest()
}

// roles are the package's functions as package flow tells them apart.
var roles = flow.Roles{Serves: serves, Partial: partial}

// serves reports whether a server can call a function as it is.
func serves(fn *ir.Func) bool {
	return isHandler(fn) && (len(fn.Results) == 0 || fn.Framework() != nil)
}

// partial reports whether a function serves requests only with the help of an
// adapter: it is given a request or its context, and its results, or what it
// leaves in what it is given, become the response.
func partial(fn *ir.Func) bool {
	ps := fn.Params
	if fn.Recv && len(ps) > 0 {
		ps = ps[1:]
	}
	if serves(fn) || fn.Pos == 0 || len(ps) == 0 || len(fn.Results) > 0 && !slices.ContainsFunc(fn.Results, responds) {
		return false
	}
	for _, t := range ps {
		if t.IsRequest() || t.Kind == ir.Pointer && (t.HoldsWriter() || holdsRequest(t.Elem)) || t.GivesWriter() || t.GivesRequest() {
			return true
		}
	}
	// func(context.Context, In) (Out, error), with or without each but In, which
	// the module declares.
	with := ps[0].IsNamed("context.Context")
	if with {
		ps = ps[1:]
	}
	n := len(fn.Results)
	if len(ps) != 1 || n == 0 || !fn.Results[n-1].IsNamed("error") {
		return false
	}
	in := ps[0]
	if in.Kind == ir.Pointer {
		in = in.Elem
	}
	if in.Defined && !declares(fn.Pkg, in) {
		return false
	}
	switch in.Kind {
	case ir.Struct, ir.TypeParam:
		return true
	case ir.Slice, ir.Map:
		return in.Defined // an input of its own
	case ir.String, ir.Int, ir.Uint:
		return in.Defined && with
	}
	return false
}

// holdsRequest reports whether a struct has a request in a field: a context of the
// program's own.
func holdsRequest(t *ir.Type) bool {
	return t.Kind == ir.Struct && slices.ContainsFunc(t.Fields, func(f ir.Field) bool { return f.Type.IsRequest() })
}

// declares reports whether a type is one of a package's module, as far as the
// paths tell.
func declares(pkg *ir.Package, t *ir.Type) bool {
	path := ir.PathOf(t.Name)
	return path == pkg.Path || pkg.Module != "" && (path == pkg.Module || strings.HasPrefix(path, pkg.Module+"/"))
}

// responds reports whether a result may be made into a response: a flag, a
// number or a text alone is an answer to something else, like a predicate's.
func responds(t *ir.Type) bool {
	switch t.Kind {
	case ir.Bool, ir.Int, ir.Uint, ir.Float, ir.Complex:
		return false
	case ir.String:
		return t.Defined
	}
	return true
}

// registered finds the functions of other signatures that are made handlers: a
// conversion to a function type with a ServeHTTP method, or one of a library's.
func (p *packagePass) registered() map[string]bool {
	out := map[string]bool{}
	for _, fn := range p.own.Funcs {
		for _, b := range fn.Body() {
			for _, in := range b.Instrs {
				if in.Op == ir.OpConvert && in.Type.Defined && (in.Type.Own("ServeHTTP") != nil || responder.Handles(in.Type.Name)) {
					out[strings.TrimSuffix(fn.Callee(in.Args[0]), "$bound")] = true
				}
			}
		}
	}
	return out
}

// The bounds of what is carried of another module's package: a function that
// has nothing to do with a response, and the initialisation.
const (
	maxAside = 80
	maxError = 300 // of a function that makes errors
	maxInit  = 5000
	// maxCaller bounds a package that only calls what it is given.
	maxCaller = 4000
	// maxCode bounds the source of a package without writers, in bytes of its functions:
	// larger ones are the clients of whole APIs, of which the errors come from elsewhere.
	maxCode = 200_000
)

// small reports whether a package of another module is below maxCode.
func small(pass *analysis.Pass) bool {
	code := token.Pos(0)
	for _, f := range pass.Files {
		for _, d := range f.Decls {
			if d, ok := d.(*ast.FuncDecl); ok {
				code += d.End() - d.Pos()
			}
		}
	}
	return code <= maxCode
}

// callersOfGiven are the functions that are given one which gives an error, the other
// methods of their receivers' types, and what makes values of these. A package with much
// more than that, like a database's, counts as one that can't be seen.
func callersOfGiven(pkg *ir.Package) map[*ir.Func]bool {
	all := 0
	for _, fn := range pkg.Funcs {
		all += fn.Size()
	}
	if all > maxCaller {
		return nil
	}
	base := func(t *ir.Type) string {
		if t.Kind == ir.Pointer {
			t = t.Elem
		}
		return t.Name
	}
	types := map[string]bool{}
	out := map[*ir.Func]bool{}
	for _, fn := range pkg.Funcs {
		out[fn] = slices.ContainsFunc(fn.Params, func(t *ir.Type) bool { return t.Kind == ir.Signature && slices.ContainsFunc(t.Results, isError) })
		if out[fn] && fn.Recv {
			types[base(fn.Params[0])] = true
		}
	}
	of := func(t *ir.Type) bool { return t.Defined && types[base(t)] || t.Kind == ir.Pointer && types[base(t)] }
	for _, fn := range pkg.Funcs {
		out[fn] = out[fn] || fn.Recv && of(fn.Params[0]) || slices.ContainsFunc(fn.Results, of)
	}
	return out
}

// isError reports whether values of a type are errors.
func isError(t *ir.Type) bool { return t.IsNamed("error") || t.Method("Error") != nil }

// prune drops the functions of another module's package that are too large for
// what they can mean to a handler, and of one that only calls what it is given all that
// has no part in that: they count as code that can't be seen. It bounds the package's
// fact.
func prune(pkg *ir.Package, callsOnly bool) {
	keep, marked := map[*ir.Func]bool{}, map[*ir.Func]bool{}
	var mark func(fn *ir.Func)
	mark = func(fn *ir.Func) {
		if fn == nil || marked[fn] {
			return
		}
		keep[fn], marked[fn] = true, true
		for _, b := range fn.Body() {
			for _, in := range b.Instrs {
				if in.Op == ir.OpCall || in.Op == ir.OpClosure {
					mark(pkg.Func(in.Name))
				}
				for _, a := range in.Args {
					if a.Kind == ir.ArgFunc {
						mark(pkg.Func(a.Name))
					}
				}
			}
		}
	}
	var callers map[*ir.Func]bool
	if callsOnly {
		callers = callersOfGiven(pkg)
	}
	for _, fn := range pkg.Funcs {
		size := fn.Size()
		switch {
		case callsOnly:
			if callers[fn] && size <= maxError {
				mark(fn)
			}
		case fn.HoldsWriter() || slices.ContainsFunc(fn.Params, (*ir.Type).Serves) || slices.ContainsFunc(fn.Results, (*ir.Type).Serves):
			mark(fn)
		case size <= maxAside, size <= maxError && slices.ContainsFunc(fn.Results, isError), fn.Key == pkg.Init && size <= maxInit:
			keep[fn] = true
		}
	}
	for _, fn := range pkg.Funcs {
		if !keep[fn] {
			for _, m := range fn.Mutates {
				m.Param, m.Deep = -1, false // nothing is known of its callers
				pkg.Mutated = append(pkg.Mutated, m)
			}
		}
	}
	slices.SortFunc(pkg.Mutated, func(a, b ir.Mutation) int { return strings.Compare(a.Key(), b.Key()) })
	pkg.Mutated = slices.CompactFunc(pkg.Mutated, func(a, b ir.Mutation) bool { return a.Key() == b.Key() })
	pkg.Funcs = slices.DeleteFunc(pkg.Funcs, func(fn *ir.Func) bool { return !keep[fn] })
	pkg.Index()
}
