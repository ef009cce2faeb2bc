// Package lower turns a package's SSA into ir: the first step of the flow,
//
//	Go package ─► SSA ─► lower ─► ir.Package ─► flow ─► responses
//
// SSA is built in its naive form, where every local variable is memory with
// explicit stores: a store has a position, a phi has none, and a finding must
// stand where the offending value was chosen. Locals whose address is not
// taken become registers again here.
package lower

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"slices"
	"sort"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/httpcontract/httpcontract/internal/ir"
)

// Input is a type-checked package.
type Input struct {
	Fset *token.FileSet
	// Files are those that count, of the package's files: no code in them may use
	// something that another file declares.
	Files     []*ast.File
	Pkg       *types.Package
	TypesInfo *types.Info
	Module    string // path of the module, if the driver tells
}

// Package builds SSA for the package and lowers every function in it.
func Package(in Input) *ir.Package {
	prog := ssa.NewProgram(in.Fset, ssa.NaiveForm|ssa.BuildSerially)
	seen := map[*types.Package]bool{}
	var create func(ps []*types.Package)
	create = func(ps []*types.Package) {
		for _, p := range ps {
			if !seen[p] {
				seen[p] = true
				prog.CreatePackage(p, nil, nil, true)
			}
		}
	}
	create(in.Pkg.Imports())
	info, tables := initialised(in.TypesInfo, in.Files)
	pkg := prog.CreatePackage(in.Pkg, in.Files, info, false)
	pkg.Build()

	l := &lowerer{
		in:      in,
		pkg:     pkg,
		tables:  tables,
		out:     &ir.Package{Path: in.Pkg.Path(), Module: in.Module, Init: in.Pkg.Path() + ".init"},
		queued:  map[*ssa.Function]bool{},
		mutated: map[*ssa.Function]map[string]ir.Mutation{},
	}
	l.index()
	l.collect()
	l.findStarting()
	l.findConfined()
	for len(l.queue) > 0 {
		fn := l.queue[0]
		l.queue = l.queue[1:]
		l.function(fn)
	}
	l.globals()
	l.concrete()
	for i, f := range in.Files {
		if IsGenerated(f) {
			l.out.Generated = append(l.out.Generated, i)
		}
	}
	for _, p := range in.Pkg.Imports() {
		if !ir.IsStd(p.Path()) && slices.ContainsFunc(p.Imports(), func(q *types.Package) bool { return q.Path() == "database/sql/driver" }) {
			l.out.Drivers = append(l.out.Drivers, p.Path())
		}
	}
	slices.Sort(l.out.Drivers)
	l.stored()
	for _, t := range l.types.all {
		t.Seal()
	}
	l.out.Index()
	return l.out
}

type lowerer struct {
	in      Input
	pkg     *ssa.Package
	out     *ir.Package
	types   typeMap
	queue   []*ssa.Function
	queued  map[*ssa.Function]bool
	mutated map[*ssa.Function]map[string]ir.Mutation // see mutation
	tables  map[*types.Var]bool                      // see initialised
	// starting are the functions that run only while the package starts.
	starting map[*ssa.Function]bool
	confined *confinement

	// Where the constants of the source stand, by the position that SSA
	// gives to the instruction that uses them.
	calls   map[token.Pos]*ast.CallExpr   // by left parenthesis
	returns map[token.Pos]*ast.ReturnStmt // by the return keyword
	rhs     map[token.Pos]ast.Expr        // by the position of an assignment's target
	files   []*token.File
}

func (l *lowerer) index() {
	l.calls = map[token.Pos]*ast.CallExpr{}
	l.returns = map[token.Pos]*ast.ReturnStmt{}
	l.rhs = map[token.Pos]ast.Expr{}
	target := func(lhs, rhs ast.Expr) {
		switch e := ast.Unparen(lhs).(type) {
		case *ast.SelectorExpr:
			l.rhs[e.Sel.Pos()] = rhs
		case *ast.IndexExpr:
			l.rhs[e.Lbrack] = rhs
		default:
			l.rhs[e.Pos()] = rhs
		}
	}
	for _, f := range l.in.Files {
		l.files = append(l.files, l.in.Fset.File(f.FileStart))
		ast.Inspect(f, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.CallExpr:
				l.calls[n.Lparen] = n
			case *ast.ReturnStmt:
				l.returns[n.Return] = n
			case *ast.AssignStmt:
				if len(n.Lhs) == len(n.Rhs) {
					for i := range n.Lhs {
						target(n.Lhs[i], n.Rhs[i])
					}
				}
			case *ast.ValueSpec:
				if len(n.Names) == len(n.Values) {
					for i := range n.Names {
						target(n.Names[i], n.Values[i])
					}
				}
			case *ast.KeyValueExpr:
				l.rhs[n.Colon] = n.Value
			}
			return true
		})
	}
}

// pos packs a position; zero for one outside the package's files.
func (l *lowerer) pos(p token.Pos) ir.Pos {
	if !p.IsValid() {
		return 0
	}
	for i, f := range l.files {
		if f != nil && int(p) >= f.Base() && int(p) <= f.Base()+f.Size() {
			return ir.MakePos(i, int(p)-f.Base())
		}
	}
	return 0
}

// collect queues the functions that the source declares, in a fixed order.
func (l *lowerer) collect() {
	var names []string
	for name := range l.pkg.Members {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		switch m := l.pkg.Members[name].(type) {
		case *ssa.Function:
			l.add(m)
		case *ssa.Type:
			if n, ok := types.Unalias(m.Type()).(*types.Named); ok {
				for meth := range n.Methods() {
					if fn := l.pkg.Prog.FuncValue(meth); fn != nil {
						l.add(fn)
					}
				}
			}
		}
	}
}

func (l *lowerer) add(fn *ssa.Function) {
	if o := fn.Origin(); o != nil {
		fn = o
	}
	if l.queued[fn] || len(fn.Blocks) == 0 {
		return
	}
	l.queued[fn] = true
	l.queue = append(l.queue, fn)
	for _, a := range fn.AnonFuncs {
		l.add(a)
	}
}

// key is the unique name of a function; instances share their origin's.
func key(fn *ssa.Function) string {
	if o := fn.Origin(); o != nil {
		fn = o
	}
	if fn.Parent() != nil {
		return key(fn.Parent()) + strings.TrimPrefix(fn.Name(), fn.Parent().Name())
	}
	if obj, ok := fn.Object().(*types.Func); ok && fn.Synthetic == "" {
		k := funcKey(obj)
		if strings.HasPrefix(fn.Name(), "init#") {
			k += strings.TrimPrefix(fn.Name(), "init") // several init functions
		}
		return k
	}
	if obj, ok := fn.Object().(*types.Func); ok && (strings.HasPrefix(fn.Synthetic, "from type information") || strings.Contains(fn.Synthetic, "instan")) {
		return funcKey(obj)
	}
	if obj, ok := fn.Object().(*types.Func); ok && strings.HasSuffix(fn.Name(), "$bound") && obj.Origin().Signature().RecvTypeParams() != nil {
		return funcKey(obj.Origin()) + "$bound" // of a generic type
	}
	return fn.String() // wrappers, thunks, bound methods, init
}

// display is the function's name for people.
func display(fn *ssa.Function) string {
	if fn.Parent() != nil {
		return display(fn.Parent()) + ".func" + strings.TrimPrefix(fn.Name(), fn.Parent().Name()+"$")
	}
	name, _, _ := strings.Cut(fn.Name(), "#")
	if recv := fn.Signature.Recv(); recv != nil {
		t := types.Unalias(recv.Type())
		if p, ok := t.(*types.Pointer); ok {
			t = types.Unalias(p.Elem())
		}
		if n, ok := t.(*types.Named); ok {
			return n.Obj().Name() + "." + name
		}
	}
	return strings.TrimSuffix(strings.TrimSuffix(name, "$bound"), "$thunk")
}

// globals lists the package's variables and which of them only its
// initialisation sets, and those of other packages that it assigns. An exported
// variable that its own package never gives a value is there for others to set.
func (l *lowerer) globals() {
	stable := map[*ssa.Global]bool{}
	uses := map[*ssa.Global][]ssa.Instruction{}
	set := map[*ssa.Global]bool{} // mentioned by the initialisation
	var list []*ssa.Global
	for _, m := range l.pkg.Members {
		if g, ok := m.(*ssa.Global); ok {
			v, _ := g.Object().(*types.Var)
			stable[g] = !l.tables[v]
			list = append(list, g)
		}
	}
	for fn := range l.queued {
		for _, b := range fn.Blocks {
			for _, in := range b.Instrs {
				var ops [8]*ssa.Value
				for _, op := range in.Operands(ops[:0]) {
					g, ok := (*op).(*ssa.Global)
					if !ok {
						continue
					}
					uses[g] = append(uses[g], in)
					if l.isInit(fn) && g.Pkg == l.pkg {
						set[g] = true
						continue
					}
					switch in := in.(type) {
					case *ssa.UnOp, *ssa.DebugRef: // a load
					case *ssa.FieldAddr, *ssa.IndexAddr:
						if !onlyRead(in.(ssa.Value), 0) {
							stable[g] = false
						}
					default:
						if st, ok := in.(*ssa.Store); ok && st.Addr == g || !isErrorStruct(g) {
							stable[g] = false
						} // else its address is the error, and those who report an error do not change it
					}
				}
			}
		}
	}
	for g, is := range stable {
		name := g.Pkg.Pkg.Path() + "." + g.Name()
		switch fn := l.replacement(uses[g]); {
		case g.Pkg == l.pkg || is:
		case fn != nil:
			l.out.Replaces = append(l.out.Replaces, ir.FieldFunc{Field: name, Func: key(fn)})
		default:
			l.out.Assigns = append(l.out.Assigns, name)
		}
	}
	slices.Sort(l.out.Assigns)
	slices.SortFunc(l.out.Replaces, func(a, b ir.FieldFunc) int { return strings.Compare(a.Field, b.Field) })
	sort.Slice(list, func(i, j int) bool { return list[i].Name() < list[j].Name() })
	for _, g := range list {
		if g.Name() == "init$guard" {
			continue
		}
		if token.IsExported(g.Name()) && !set[g] && l.in.Pkg.Name() != "main" {
			stable[g] = false
		}
		l.out.Globals = append(l.out.Globals, ir.Global{
			Name:   l.out.Path + "." + g.Name(),
			Type:   l.types.of(g.Type().(*types.Pointer).Elem()),
			Stable: stable[g],
			Frozen: stable[g] && l.frozen(g, uses[g]),
			Open:   l.open(g),
		})
	}
}

var errorInterface = types.Universe.Lookup("error").Type().Underlying().(*types.Interface)

// isErrorStruct reports whether a variable is a struct whose address is an error.
func isErrorStruct(g *ssa.Global) bool {
	_, ok := g.Type().(*types.Pointer).Elem().Underlying().(*types.Struct)
	return ok && types.Implements(g.Type(), errorInterface)
}

// open is ir.Global.Open, but for whether fields are without a value.
func (l *lowerer) open(g *ssa.Global) bool {
	t := g.Type().(*types.Pointer).Elem()
	if !token.IsExported(g.Name()) || l.in.Pkg.Name() == "main" || types.Implements(t, errorInterface) || types.Implements(types.NewPointer(t), errorInterface) {
		return false
	}
	if p, ok := t.Underlying().(*types.Pointer); ok {
		t = p.Elem()
	}
	_, ok := t.Underlying().(*types.Struct)
	return ok
}

// onlyRead reports whether an address is used for nothing but loads and the
// receivers of method calls.
func onlyRead(v ssa.Value, depth int) bool {
	if depth > 5 || v.Referrers() == nil {
		return false
	}
	for _, r := range *v.Referrers() {
		switch r := r.(type) {
		case *ssa.UnOp, *ssa.DebugRef:
		case *ssa.FieldAddr, *ssa.IndexAddr:
			if !onlyRead(r.(ssa.Value), depth+1) {
				return false
			}
		default:
			return false
		}
	}
	return true
}

// IsGenerated reports whether a file is generated. The go command puts its mark on
// the files of a package with cgo too, which somebody wrote.
func IsGenerated(f *ast.File) bool {
	written := *f
	written.Comments = slices.DeleteFunc(slices.Clone(f.Comments), func(g *ast.CommentGroup) bool {
		return strings.HasPrefix(g.List[0].Text, "// Code generated by cmd/cgo;")
	})
	return ast.IsGenerated(&written)
}

// concrete lists the package-level types with methods.
func (l *lowerer) concrete() {
	scope, mentioned := l.in.Pkg.Scope(), l.mentioned()
	for _, name := range scope.Names() { // sorted
		tn, ok := scope.Lookup(name).(*types.TypeName)
		if !ok || tn.IsAlias() || l.pkg.Members[name] == nil { // of a file that does not count
			continue
		}
		n, ok := tn.Type().(*types.Named)
		if !ok || n.TypeParams().Len() > 0 || types.IsInterface(n) || !tn.Exported() && !mentioned[tn] {
			continue
		}
		if types.NewMethodSet(types.NewPointer(n)).Len() > 0 {
			l.out.Concrete = append(l.out.Concrete, l.types.of(n))
		}
	}
}

// mentioned are the things that the package's code uses anywhere but as receivers, and in
// variables without a name, like "var _ I = T{}": of a type that is used nowhere else there
// are no values.
func (l *lowerer) mentioned() map[types.Object]bool {
	out, receivers := map[types.Object]bool{}, map[ast.Node]bool{}
	for _, f := range l.in.Files {
		ast.Inspect(f, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncDecl:
				if n.Recv != nil {
					receivers[n.Recv] = true
				}
			case *ast.FieldList:
				return !receivers[n]
			case *ast.ValueSpec:
				return slices.ContainsFunc(n.Names, func(id *ast.Ident) bool { return id.Name != "_" })
			case *ast.Ident:
				out[l.in.TypesInfo.Uses[n]] = true
			}
			return true
		})
	}
	return out
}

// replacement is the function that a variable of another package holds as soon as this one
// is initialised, or a server is set up, nil if that is not known: it is stored there once,
// whatever else happens.
func (l *lowerer) replacement(uses []ssa.Instruction) (fn *ssa.Function) {
	for _, in := range uses {
		switch in := in.(type) {
		case *ssa.UnOp, *ssa.DebugRef:
		case *ssa.Store:
			v := in.Val
			if c, ok := v.(*ssa.ChangeType); ok {
				v = c.X
			}
			f, ok := v.(*ssa.Function)
			if !ok || fn != nil || in.Block().Index != 0 || !l.setsUp(in.Parent()) {
				return nil
			}
			fn = f
		default:
			return nil
		}
	}
	return fn
}

// setsUp reports whether a function runs before requests are served: an init function, or one
// that is declared and has no part in serving one.
func (l *lowerer) setsUp(fn *ssa.Function) bool {
	return fn.Parent() == nil && !slices.ContainsFunc(fn.Params, func(p *ssa.Parameter) bool {
		t := l.types.of(p.Type())
		return t.HoldsWriter() || t.IsRequest() || t.IsNamed("context.Context")
	})
}

// mutates records that a function changes a field of structs of a type behind base, or
// anything of the type, unless it made that itself or runs only while the package
// starts.
func (l *lowerer) mutates(fn *ssa.Function, base ssa.Value, t *ir.Type, field int) {
	if l.isInit(fn) || fresh(base, 0) {
		return
	}
	m := ir.Mutation{Type: t, Field: field, Param: -1, In: l.confined.name(base), Made: made(base, 0)}
	if i, deep := paramOf(fn, base, 0); i >= 0 {
		m.Param, m.Deep = i, deep
	}
	if l.mutated[fn] == nil {
		l.mutated[fn] = map[string]ir.Mutation{}
	}
	l.mutated[fn][m.Key()] = m
}

// mutation records what a store to an address, or its escape, changes.
func (l *lowerer) mutation(fn *ssa.Function, addr ssa.Value) {
	switch a := addr.(type) {
	case *ssa.FieldAddr:
		l.mutates(fn, a.X, l.types.of(a.X.Type()).Elem, a.Field)
		// Changing part of a field's value changes the field.
		if inner, ok := a.X.(*ssa.FieldAddr); ok {
			l.mutation(fn, inner)
		}
	case *ssa.IndexAddr:
		t := l.types.of(a.X.Type())
		if t.Kind == ir.Pointer {
			t = t.Elem
		}
		l.mutates(fn, a.X, t, -1)
		if inner, ok := a.X.(*ssa.FieldAddr); ok {
			l.mutation(fn, inner)
		}
	default:
		if p, ok := addr.Type().Underlying().(*types.Pointer); ok {
			l.mutates(fn, addr, l.types.of(p.Elem()), -1)
		}
	}
}

// paramOf is the number of the parameter that memory is reached by, or -1. It is
// deep if the parameter only leads to it.
func paramOf(fn *ssa.Function, v ssa.Value, depth int) (param int, deep bool) {
	if depth > 6 {
		return -1, false
	}
	switch v := v.(type) {
	case *ssa.Parameter:
		return slices.Index(fn.Params, v), false
	case *ssa.FieldAddr:
		return paramOf(fn, v.X, depth+1)
	case *ssa.IndexAddr:
		return paramOf(fn, v.X, depth+1)
	case *ssa.Slice:
		return paramOf(fn, v.X, depth+1)
	case *ssa.ChangeType:
		return paramOf(fn, v.X, depth+1)
	case *ssa.UnOp:
		if v.Op != token.MUL {
			return -1, false
		}
		a, ok := v.X.(*ssa.Alloc)
		if !ok {
			if a := partOf(v.X); a != nil { // of a local variable
				param, _ = paramOf(fn, &ssa.UnOp{Op: token.MUL, X: a}, depth+1)
			} else {
				param, _ = paramOf(fn, v.X, depth+1)
			}
			return param, true
		}
		vals, shared, ok := stored(a)
		if !ok || shared {
			return -1, false
		}
		param = -1
		for _, val := range vals {
			i, d := paramOf(fn, val, depth+1)
			if i < 0 || param >= 0 && param != i {
				return -1, false
			}
			param, deep = i, deep || d
		}
		return param, deep
	}
	return -1, false
}

// from tells whose memory an argument points to; see ir.Instr.
func from(fn *ssa.Function, v ssa.Value) int8 {
	switch v.Type().Underlying().(type) {
	case *types.Pointer, *types.Map, *types.Slice:
	default:
		return ir.FromElsewhere
	}
	if i, deep := paramOf(fn, v, 0); i >= 0 && i < 100 && !deep {
		return int8(i)
	}
	if _, isNil := v.(*ssa.Const); isNil || !fresh(v, 0) {
		return ir.FromElsewhere
	}
	for _, base := range aliases(v, 0) {
		if !freshParts(base, 0) {
			return ir.FromHere
		}
		for _, r := range *base.Referrers() {
			addr, ok := r.(*ssa.FieldAddr)
			if !ok {
				continue
			}
			for _, use := range *addr.Referrers() {
				if st, ok := use.(*ssa.Store); ok && st.Addr == addr && refers(st.Val.Type()) && !fresh(st.Val, 0) {
					return ir.FromHere
				}
			}
		}
	}
	return ir.FromHereWhole
}

// refers reports whether a value of the type may lead to memory of others.
func refers(t types.Type) bool {
	return hasPart(t, func(t types.Type) bool {
		switch t.Underlying().(type) {
		case *types.Basic, *types.Signature:
			return false
		}
		return true
	})
}

// escapes reports whether the address of a field or an element gets to where code
// that can't be seen may store to it. Functions of the module tell that themselves.
func (l *lowerer) escapes(addr ssa.Value) bool {
	for _, r := range *addr.Referrers() {
		switch r := r.(type) {
		case *ssa.UnOp, *ssa.FieldAddr, *ssa.IndexAddr, *ssa.DebugRef:
		case *ssa.Store:
			if r.Val == addr {
				return true
			}
		case ssa.CallInstruction:
			if _, now := r.(*ssa.Call); now && atomicOp(r.Common()) != "" && r.Common().Args[0] == addr {
				break // which is a load, or a store
			}
			f := r.Common().StaticCallee()
			if f == nil || f.Pkg == nil || f.Pkg != l.pkg && !l.sameModule(f.Pkg.Pkg.Path()) {
				return true
			}
		default:
			return true
		}
	}
	return false
}

// sameModule reports whether a package is one of the module that the package under
// lowering belongs to.
func (l *lowerer) sameModule(path string) bool {
	return l.in.Module != "" && (path == l.in.Module || strings.HasPrefix(path, l.in.Module+"/"))
}

// fresh reports whether v is memory that the function itself made.
func fresh(v ssa.Value, depth int) bool {
	if depth > 6 {
		return false
	}
	switch v := v.(type) {
	case *ssa.Alloc, *ssa.MakeMap, *ssa.MakeSlice:
		return true
	case *ssa.FieldAddr:
		return fresh(v.X, depth+1)
	case *ssa.IndexAddr:
		return fresh(v.X, depth+1)
	case *ssa.Slice:
		return fresh(v.X, depth+1)
	case *ssa.Call:
		if b, ok := v.Call.Value.(*ssa.Builtin); ok && b.Name() == "append" {
			return fresh(v.Call.Args[0], depth+1)
		}
		return false
	case *ssa.Const:
		return true // nil
	case *ssa.FreeVar:
		// A captured variable is memory of an enclosing function.
		return true
	case *ssa.UnOp:
		if f, ok := v.X.(*ssa.FieldAddr); ok && v.Op == token.MUL {
			return fresh(f.X, depth+1) && freshField(f, depth+1)
		}
		a, ok := v.X.(*ssa.Alloc)
		if !ok || v.Op != token.MUL {
			return false
		}
		// A local variable: fresh if all that is ever stored in it is.
		vals, _, ok := stored(a)
		return ok && !slices.ContainsFunc(vals, func(v ssa.Value) bool { return !fresh(v, depth+1) })
	}
	return false
}

// stored are the values that are stored in a local variable; shared says that its address
// is stored somewhere. It is not ok if anything else is done with that but loading.
func stored(a *ssa.Alloc) (vals []ssa.Value, shared, ok bool) {
	for _, r := range *a.Referrers() {
		switch r := r.(type) {
		case *ssa.Store:
			if r.Addr == a {
				vals = append(vals, r.Val)
			} else {
				shared = true
			}
		case *ssa.UnOp, *ssa.DebugRef:
		default:
			return nil, false, false
		}
	}
	return vals, shared, true
}

// made reports whether v is memory that a function made for the one that calls it, or
// that this one made itself.
func made(v ssa.Value, depth int) bool {
	if depth > 6 {
		return false
	}
	switch v := v.(type) {
	case *ssa.FieldAddr:
		return made(v.X, depth+1)
	case *ssa.IndexAddr:
		return made(v.X, depth+1)
	case *ssa.Call:
		f := v.Call.StaticCallee()
		return f != nil && makes(f, depth+1)
	case *ssa.UnOp: // a local variable
		a, ok := v.X.(*ssa.Alloc)
		if !ok || v.Op != token.MUL {
			return false
		}
		vals, shared, ok := stored(a)
		return ok && !shared && !slices.ContainsFunc(vals, func(v ssa.Value) bool { return !made(v, depth+1) })
	}
	return fresh(v, depth)
}

// makes reports whether a function whose body is here makes what it gives.
func makes(f *ssa.Function, depth int) bool {
	if f.Signature.Results().Len() != 1 || len(f.Blocks) == 0 || len(f.FreeVars) > 0 {
		return false
	}
	for _, b := range f.Blocks {
		if ret, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return); ok && !made(ret.Results[0], depth) {
			return false
		}
	}
	return true
}

// freshField reports whether all that the function stores in a field of memory
// that it made is memory that it made too.
func freshField(f *ssa.FieldAddr, depth int) bool {
	for _, base := range aliases(f.X, 0) {
		if !freshParts(base, depth) {
			return false
		}
		for _, r := range *base.Referrers() {
			addr, ok := r.(*ssa.FieldAddr)
			if !ok || addr.Field != f.Field {
				continue
			}
			for _, use := range *addr.Referrers() {
				if st, ok := use.(*ssa.Store); ok && st.Addr == addr && !fresh(st.Val, depth) {
					return false
				}
			}
		}
	}
	return true
}

// freshParts reports whether what the function stores as a whole in memory that it made
// has nothing in it but memory that it made too.
func freshParts(base ssa.Value, depth int) bool {
	for _, r := range *base.Referrers() {
		st, ok := r.(*ssa.Store)
		if !ok || st.Addr != base || !refers(st.Val.Type()) {
			continue
		}
		switch v := st.Val.(type) {
		case *ssa.Const: // zero
			continue
		case *ssa.UnOp: // a composite literal
			if lit, ok := v.X.(*ssa.Alloc); ok && v.Op == token.MUL && freshAll(lit, depth+1) {
				continue
			}
		}
		return false
	}
	return true
}

// freshAll reports whether all that the function stores in memory that it made is memory
// that it made too.
func freshAll(a *ssa.Alloc, depth int) bool {
	if depth > 6 || !freshParts(a, depth) {
		return false
	}
	for _, r := range *a.Referrers() {
		switch r := r.(type) {
		case *ssa.FieldAddr:
			for _, use := range *r.Referrers() {
				if st, ok := use.(*ssa.Store); ok && st.Addr == r && refers(st.Val.Type()) && !fresh(st.Val, depth+1) {
					return false
				}
			}
		case *ssa.IndexAddr:
			return false
		}
	}
	return true
}

// partOf is the local variable that an address of a field or element of it leads to, or
// nil.
func partOf(addr ssa.Value) *ssa.Alloc {
	for {
		switch v := addr.(type) {
		case *ssa.FieldAddr:
			addr = v.X
		case *ssa.IndexAddr:
			if _, array := v.X.Type().Underlying().(*types.Pointer); !array {
				return nil
			}
			addr = v.X
		case *ssa.Alloc:
			return v
		default:
			return nil
		}
	}
}

// aliases are the values of the function that may be the same pointer as v: what
// was stored in the local variables that it was read from, and all other reads of
// these.
func aliases(v ssa.Value, depth int) []ssa.Value {
	out := []ssa.Value{v}
	if depth > 4 {
		return out
	}
	slot := func(a *ssa.Alloc) {
		for _, r := range *a.Referrers() {
			switch r := r.(type) {
			case *ssa.UnOp:
				if r != v {
					out = append(out, r)
				}
			case *ssa.Store:
				if made, ok := r.Val.(*ssa.Alloc); ok && r.Addr == a && made != v {
					out = append(out, aliases(made, depth+1)...)
				}
			}
		}
	}
	switch v := v.(type) {
	case *ssa.UnOp:
		if a, ok := v.X.(*ssa.Alloc); ok && v.Op == token.MUL {
			slot(a)
		}
	case *ssa.Alloc:
		for _, r := range *v.Referrers() {
			if st, ok := r.(*ssa.Store); ok && st.Val == v {
				if a, ok := st.Addr.(*ssa.Alloc); ok && depth < 4 {
					for _, l := range *a.Referrers() {
						if l, ok := l.(*ssa.UnOp); ok {
							out = append(out, l)
						}
					}
				}
			}
		}
	}
	return out
}

func constOf(c *ssa.Const) ir.Const {
	if c.Value == nil {
		return ir.Const{}
	}
	switch c.Value.Kind() {
	case constant.Bool:
		return ir.Const{Kind: ir.KBool, Text: c.Value.ExactString()}
	case constant.String:
		return ir.Const{Kind: ir.KString, Text: constant.StringVal(c.Value)}
	case constant.Int:
		if b, ok := c.Type().Underlying().(*types.Basic); ok && b.Info()&types.IsFloat != 0 {
			return ir.Const{Kind: ir.KFloat, Text: c.Value.ExactString()}
		}
		return ir.Const{Kind: ir.KInt, Text: c.Value.ExactString()}
	case constant.Float:
		if b, ok := c.Type().Underlying().(*types.Basic); ok && b.Info()&types.IsInteger != 0 {
			return ir.Const{Kind: ir.KInt, Text: constant.ToInt(c.Value).ExactString()}
		}
		return ir.Const{Kind: ir.KFloat, Text: c.Value.ExactString()}
	}
	return ir.Const{}
}

func recovers(fn *ssa.Function) bool {
	for _, b := range fn.Blocks {
		for _, in := range b.Instrs {
			if c, ok := in.(*ssa.Call); ok {
				if bi, ok := c.Call.Value.(*ssa.Builtin); ok && bi.Name() == "recover" {
					return true
				}
			}
		}
	}
	return false
}

// liveness fills Block.Live and Block.Loop.
func liveness(f *ir.Func) {
	n := len(f.Blocks)
	words := (int(f.NRegs) + 63) / 64
	use, def, in := make([][]uint64, n), make([][]uint64, n), make([][]uint64, n)
	for i, b := range f.Blocks {
		use[i], def[i], in[i] = make([]uint64, words), make([]uint64, words), make([]uint64, words)
		for _, ins := range b.Instrs {
			for _, a := range ins.Args {
				if a.Kind == ir.ArgReg && def[i][a.Reg/64]&(1<<(a.Reg%64)) == 0 {
					use[i][a.Reg/64] |= 1 << (a.Reg % 64)
				}
			}
			if ins.Dst >= 0 {
				def[i][ins.Dst/64] |= 1 << (ins.Dst % 64)
			}
		}
	}
	for changed := true; changed; {
		changed = false
		for i := n - 1; i >= 0; i-- {
			for w := range words {
				var out uint64
				for _, s := range f.Blocks[i].Succs {
					out |= in[s][w]
				}
				v := use[i][w] | out&^def[i][w]
				if v != in[i][w] {
					in[i][w] = v
					changed = true
				}
			}
		}
	}
	for i := range f.Blocks {
		for r := range f.NRegs {
			if in[i][r/64]&(1<<(r%64)) != 0 {
				f.Blocks[i].Live = append(f.Blocks[i].Live, r)
			}
		}
	}
	loops(f)
}

// loops finds the natural loops: after order, an edge to a block that is not
// later closes one.
func loops(f *ir.Func) {
	preds := make([][]int32, len(f.Blocks))
	for i, b := range f.Blocks {
		for _, s := range b.Succs {
			preds[s] = append(preds[s], int32(i))
		}
	}
	bodies := map[int32]map[int32]bool{}
	for i, b := range f.Blocks {
		for _, head := range b.Succs {
			if head > int32(i) {
				continue
			}
			f.Blocks[head].Loop = true
			in := bodies[head]
			if in == nil {
				in = map[int32]bool{head: true}
				bodies[head] = in
			}
			work := []int32{int32(i)}
			for len(work) > 0 {
				n := work[len(work)-1]
				work = work[:len(work)-1]
				if in[n] || n < head {
					continue
				}
				in[n] = true
				work = append(work, preds[n]...)
			}
		}
	}
	for head := range f.Blocks {
		in := bodies[int32(head)]
		for i := range f.Blocks {
			b := &f.Blocks[i]
			if !in[int32(i)] || len(b.Succs) < 2 {
				continue
			}
			if in[b.Succs[0]] != in[b.Succs[1]] {
				b.ExitOf = append(b.ExitOf, int32(head))
			}
		}
	}
}

// order renumbers the blocks in reverse postorder, so that running the lowest
// numbered block first meets every join after all its forward predecessors.
func order(f *ir.Func) {
	n := len(f.Blocks)
	seen := make([]bool, n)
	var post []int
	var roots []int
	roots = append(roots, 0)
	if f.Recover >= 0 {
		roots = append(roots, int(f.Recover))
	}
	type frame struct{ b, next int }
	for _, root := range slices.Backward(roots) {
		if seen[root] {
			continue
		}
		seen[root] = true
		stack := []frame{{root, 0}}
		for len(stack) > 0 {
			top := &stack[len(stack)-1]
			succs := f.Blocks[top.b].Succs
			if top.next == len(succs) {
				post = append(post, top.b)
				stack = stack[:len(stack)-1]
				continue
			}
			// The last successor first: then a loop's body comes before its exit.
			s := int(succs[len(succs)-1-top.next])
			top.next++
			if !seen[s] {
				seen[s] = true
				stack = append(stack, frame{s, 0})
			}
		}
	}
	number := make([]int32, n)
	blocks := make([]ir.Block, 0, len(post))
	for _, b := range slices.Backward(post) {
		number[b] = int32(len(blocks))
		blocks = append(blocks, f.Blocks[b])
	}
	for i := range blocks {
		succs := make([]int32, len(blocks[i].Succs))
		for j, s := range blocks[i].Succs {
			succs[j] = number[s]
		}
		blocks[i].Succs = succs
	}
	if f.Recover >= 0 {
		f.Recover = number[f.Recover]
	}
	f.Blocks = blocks
}
