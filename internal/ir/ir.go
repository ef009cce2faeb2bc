// Package ir is the small register program that a Go function is summarised
// as, and the types that program talks about.
//
// It stands between go/ssa and the abstract execution: package lower writes
// it from SSA, package flow runs it, and package analyzer/responses carries it
// between packages as a fact. A summary in this form is symbolic and guarded
// by construction: its parameters are registers, its guards are branches, and
// a caller instantiates it by running it on what the caller knows. Nothing in
// it refers to go/types, to SSA or to a token.FileSet, so that it survives
// serialisation unchanged.
package ir

import (
	"fmt"
	"go/token"
	"slices"
	"sort"
	"strings"
	"sync"

	"github.com/httpcontract/httpcontract/internal/responder"
)

// Pos is a source position inside one package: the index of the file in the
// package's file list (sorted as the driver gives them) in the upper half, the
// byte offset plus one in the lower. Zero is no position. Unlike a token.Pos
// it does not depend on what else the process has loaded, which keeps facts
// deterministic.
type Pos int64

// MakePos packs a file index and a byte offset.
func MakePos(file, offset int) Pos { return Pos(int64(file)<<32 | int64(offset+1)) }

// File is the index of the position's file.
func (p Pos) File() int { return int(p >> 32) }

// Offset is the byte offset in the file.
func (p Pos) Offset() int { return int(p&0xffffffff) - 1 }

// Site is a position together with the package that it is in: where a value
// was chosen, or where a call stands.
type Site struct {
	Pkg *Package
	Pos Pos
}

// Known reports whether the site is a real place.
func (s Site) Known() bool { return s.Pkg != nil && s.Pos != 0 }

// Op is what an instruction does. Operands are described as Dst, Args[i] and
// the fields of Instr that the operation uses.
type Op uint8

// The operations.
const (
	OpNop         Op = iota
	OpMove           // Dst = Args[0]
	OpAlloc          // Dst = pointer to a zero Type
	OpLoad           // Dst = *Args[0]
	OpStore          // *Args[0] = Args[1]
	OpUn             // Dst = Tok Args[0]
	OpBin            // Dst = Args[0] Tok Args[1]
	OpCall           // Dst = Name(Args...) if Name is set, else Args[0](Args[1:]...)
	OpInvoke         // Dst = Args[0].Name(Args[1:]...), Args[0] an interface
	OpBuiltin        // Dst = builtin Name(Args...)
	OpField          // Dst = Args[0].field N
	OpFieldAddr      // Dst = &Args[0].field N
	OpIndex          // Dst = Args[0][Args[1]], an array or string
	OpIndexAddr      // Dst = &Args[0][Args[1]], a slice or pointer to array
	OpLookup         // Dst = Args[0][Args[1]], a map or string; N=1: with comma-ok
	OpMapUpdate      // Args[0][Args[1]] = Args[2]
	OpMakeMap        // Dst = map of Type
	OpMakeSlice      // Dst = slice of Type with length Args[0], capacity Args[1]
	OpClosure        // Dst = closure of function Name over Args
	OpMakeIface      // Dst = Args[0] of concrete Type in an interface
	OpConvert        // Dst = Type(Args[0])
	OpSlice          // Dst = Args[0][Args[1]:Args[2]]
	OpTypeAssert     // Dst = Args[0].(Type); N=1: with comma-ok, N=Implied: and the operand's type implements Type
	OpExtract        // Dst = component N of tuple Args[0]
	OpRange          // Dst = iterator over Args[0]
	OpNext           // Dst = (ok, key, value) of iterator Args[0]
	OpOpaque         // Dst = some Type; Args may be kept or changed by it
	OpRunDefers      // run the deferred calls
	OpIf             // branch on Args[0]: Succs[0] if true, else Succs[1]
	OpJump           // go to Succs[0]
	OpReturn         // return Args
	OpPanic          // panic(Args[0])
	OpUnreachable    // control does not get here
	OpMakeChan       // Dst = channel of Type
	OpSend           // Args[0] <- Args[1]
	OpRecv           // Dst = <-Args[0]; N=1: with comma-ok
	OpSelect         // Dst = (index, ok, received...); Args are pairs of a channel and what is sent, ArgNone to receive; N=1: waits
)

// Mode tells how a call instruction runs its callee.
type Mode uint8

// The modes of a call.
const (
	Now      Mode = iota
	Deferred      // defer
	Spawned       // go
)

// ArgKind tells what an operand is.
type ArgKind uint8

// The kinds of operand.
const (
	ArgNone ArgKind = iota
	ArgReg
	ArgConst  // Const
	ArgNil    // typed nil or zero of a type without a constant: see Type
	ArgFunc   // the function Name
	ArgGlobal // address of the package-level variable Name
)

// Arg is an operand. Pos is where the operand stands in the source, which
// for a constant is where it was chosen.
type Arg struct {
	Kind ArgKind
	Reg  int32
	Name string
	K    Const
	Type *Type
	Pos  Pos
}

// ConstKind is the kind of a constant.
type ConstKind uint8

// The kinds of constant.
const (
	KNone ConstKind = iota
	KBool
	KInt
	KFloat
	KString
)

// Const is a constant: Text is a string's value, or the exact literal of a
// number or bool.
type Const struct {
	Kind ConstKind
	Text string
}

// Instr is one instruction.
type Instr struct {
	Op    Op
	Tok   token.Token
	Mode  Mode
	Dst   int32 // -1: none
	N     int
	Name  string
	Type  *Type
	TArgs []*Type
	// Fn has the parameter types, aligned with Args, of a call whose callee's
	// body may not be at hand.
	Fn   *Type
	Args []Arg
	Pos  Pos
	// From tells of a call's arguments whose memory they point to: the number of
	// one of the function's own parameters, or one of the constants below. It is nil
	// if that is not known of any.
	From []int8
}

// Callee is the full name of the function that a call names, of a method of an interface with
// that's, "" for a value.
func (in *Instr) Callee() string {
	if in.Op != OpInvoke || in.Fn == nil || len(in.Fn.Params) == 0 || in.Fn.Params[0] == nil {
		return in.Name
	}
	return "(" + in.Fn.Params[0].Name + ")." + in.Name
}

// Whose memory an argument points to.
const (
	FromElsewhere int8 = -1 - iota
	FromHere           // the function has made it
	FromHereWhole      // and what its fields refer to
)

// Block is a basic block; its last instruction says which successor runs.
type Block struct {
	Instrs []Instr
	Succs  []int32
	// Live are the registers that are read after the block's start before
	// they are written: all that a path needs to remember.
	Live []int32
	// Loop marks the head of a loop; ExitOf are the heads of the loops that
	// one of the block's branches leaves and another stays in.
	Loop   bool
	ExitOf []int32
}

// Func is one function's program. Registers 0..len(Params)-1 are the
// parameters (a receiver first), the next len(Free) are the captured variables.
type Func struct {
	Key     string // unique in the program: "pkg.F", "(*pkg.T).M", "pkg.F$1"
	Name    string // for people: "F", "T.M", "F.func1"
	Params  []*Type
	Results []*Type
	Free    []*Type // types of the captured variables
	NRegs   int32
	Recover int32 // index of the block that runs after a recovered panic, or -1
	Recv    bool
	// Recovers says that the body calls recover itself.
	Recovers bool
	Pos, End Pos
	// Blocks is the body of a function that was lowered; use Body.
	Blocks []Block `codec:"-"`
	// Mutates is the memory that the body changes through pointers that it did not
	// make itself, unless it runs only while the package starts.
	Mutates []Mutation

	Pkg *Package `codec:"-"`

	decode func() []Block // of a function that was decoded, its body
}

// Mutation is memory that a function changes: field Field of structs of a type, or,
// if that is negative, all values of it. If Param is not negative, it is memory of
// the caller's, behind that parameter: Deep if the parameter only leads to it, by
// what its fields refer to. If In is set, it is only the maps of a confined field; see
// Package. Made says that it is memory that was made for the function, by one that it
// calls: nobody else has it yet.
type Mutation struct {
	Type  *Type
	Field int
	Param int
	Deep  bool
	In    string
	Made  bool
}

// Name is equal for mutations of the same memory.
func (m Mutation) Name() string { return FieldName(m.Type, m.Field) }

// Key is equal for equal mutations.
func (m Mutation) Key() string { return fmt.Sprint(m.Param, m.Deep, m.In, m.Made, m.Name()) }

// FieldName names field i of a struct type, or any value of the type if there is no
// such field.
func FieldName(t *Type, i int) string {
	if t.Kind != Struct || i < 0 || i >= len(t.Fields) {
		return t.ID()
	}
	return t.ID() + "." + t.Fields[i].Name
}

// Body is the function's body. Of a function that was decoded it is read when it is
// first asked for; most are never executed.
func (f *Func) Body() []Block {
	if f.decode != nil {
		return f.decode()
	}
	return f.Blocks
}

// HoldsWriter reports whether one of the function's parameters is a writer or
// holds one, however deep.
func (f *Func) HoldsWriter() bool { return slices.ContainsFunc(f.Params, (*Type).HoldsWriter) }

// Exported reports whether other packages can call the function by its name.
func (f *Func) Exported() bool {
	name := f.Key[strings.LastIndexByte(f.Key, '.')+1:]
	return token.IsExported(name) && !strings.Contains(name, "$")
}

// Size is the number of the function's instructions.
func (f *Func) Size() int {
	n := 0
	for _, b := range f.Body() {
		n += len(b.Instrs)
	}
	return n
}

// AsksReceiver reports whether a method compares its receiver with something, like nil.
func (f *Func) AsksReceiver() bool {
	if !f.Recv {
		return false
	}
	receiver := map[int32]bool{0: true}
	for _, b := range f.Body() {
		for _, in := range b.Instrs {
			is := func(a Arg) bool { return a.Kind == ArgReg && receiver[a.Reg] }
			switch {
			case in.Op == OpMove && is(in.Args[0]):
				receiver[in.Dst] = true
			case in.Op == OpBin && slices.ContainsFunc(in.Args, is):
				return true
			}
		}
	}
	return false
}

// Framework is the framework of which the function has a handler's signature,
// or nil.
func (f *Func) Framework() *responder.Framework {
	ps := f.Params
	if f.Recv && len(ps) > 0 {
		ps = ps[1:]
	}
	for _, fw := range responder.Frameworks() {
		if f.Recv && len(ps) == 0 && len(f.Results) == 0 && f.Params[0].embeds(fw.Embedded) {
			return fw
		}
		for _, sig := range fw.Handlers {
			if sameTypes(ps, sig.Params) && sameTypes(f.Results, sig.Results) {
				return fw
			}
		}
	}
	return nil
}

func sameTypes(ts []*Type, names []string) bool {
	return slices.EqualFunc(ts, names, func(t *Type, name string) bool { return t.ID() == name })
}

// Global is a package-level variable. It is Stable if nothing outside the
// package's initialisation assigns it or takes its address. It is Frozen if
// its memory is only read after that: its own, and that of the slices and maps
// in it, but not what pointers and interfaces in it lead to. It is Open if other
// packages are meant to fill it: an exported struct, or a pointer to one, of which the
// package leaves exported fields without a value; errors are made to be compared.
type Global struct {
	Name   string // "pkg.Var"
	Type   *Type
	Stable bool
	Frozen bool
	Open   bool
}

// FieldFunc is a function stored in a field, "pkg.Type.Field"; Func is its key,
// "" if it is not known which it is. If Maker is set, it is what that function gives, or
// that value's method.
type FieldFunc struct{ Field, Func, Maker, Method string }

// Stored is what a field holds, "pkg.Type.Field", besides its zero value: one of some
// constants.
type Stored struct {
	Field  string
	Consts []Const
}

// Implied is the N of an OpTypeAssert that fails only for nil.
const Implied = 2

// Package is what is carried of one Go package.
type Package struct {
	Path    string
	Module  string
	Init    string // key of the function that initialises the variables
	Funcs   []*Func
	Globals []Global
	// Generated are the numbers of the files that nobody has written.
	Generated []int
	// Assigns names the variables of other packages that the package's code
	// assigns, or hands on the address of.
	Assigns []string
	// Drivers are the packages of other modules, among its imports, whose declarations
	// have to do with those of databases' drivers.
	Drivers []string
	// Replaces are the functions that the package's init functions put in variables of
	// other packages.
	Replaces []FieldFunc
	// Mutated is what functions mutate that are not among Funcs.
	Mutated []Mutation
	// Stored are the fields of which it is known what the package stores there.
	Stored []Stored
	// Confined are the fields, "pkg.Type.field", of which the maps are nowhere else:
	// only what changes the maps of that field changes one of them.
	Confined []string
	// Concrete are the package's defined types that have methods: the
	// candidates for a call through an interface.
	Concrete []*Type
	// Hooks are the functions that the package stores in fields in which a
	// framework looks for the program's own, like its error handler, and those
	// that read a field in which it keeps errors.
	Hooks []FieldFunc

	funcs   map[string]*Func
	globals map[string]*Global
	uses    func() map[*Func]*Uses
	usedBy  func() *UsedBy
	methods func() map[string][]*Func
}

// UsedBy tells how a package's code uses functions, by key.
type UsedBy struct {
	Callers map[string][]*Func // that call it by name, in order
	Valued  map[string]bool    // used as a value, or started by a go statement
}

// Uses are the functions that a function leads to.
type Uses struct {
	Calls   []string // by name
	Values  []string // used as values, or started by a go statement
	Invokes []string // names of methods called through interfaces
	Sites   []*Instr // the calls
}

// Uses finds what the package's functions lead to.
func (p *Package) Uses() map[*Func]*Uses { return p.uses() }

// Methods are the package's methods with a name, as a call through an interface has it.
func (p *Package) Methods(name string) []*Func { return p.methods()[name] }

func (p *Package) findMethods() map[string][]*Func {
	out := map[string][]*Func{}
	for _, f := range p.Funcs {
		if f.Recv {
			name := f.Key[strings.LastIndexByte(f.Key, '.')+1:]
			if !token.IsExported(name) {
				name = p.Path + "." + name
			}
			out[name] = append(out[name], f)
		}
	}
	return out
}

// UsedBy finds how the package's code uses functions.
func (p *Package) UsedBy() *UsedBy { return p.usedBy() }

func (p *Package) findUsedBy() *UsedBy {
	by := &UsedBy{Callers: map[string][]*Func{}, Valued: map[string]bool{}}
	for _, f := range p.Funcs {
		u := p.Uses()[f]
		for _, name := range u.Calls {
			by.Callers[name] = append(by.Callers[name], f)
		}
		for _, name := range u.Values {
			by.Valued[name] = true
		}
	}
	return by
}

func (p *Package) findUses() map[*Func]*Uses {
	out := make(map[*Func]*Uses, len(p.Funcs))
	for _, f := range p.Funcs {
		u := &Uses{}
		out[f] = u
		for _, b := range f.Body() {
			for i := range b.Instrs {
				in := &b.Instrs[i]
				if in.Op == OpCall || in.Op == OpInvoke {
					u.Sites = append(u.Sites, in)
				}
				switch {
				case in.Op == OpCall && in.Name != "" && in.Mode != Spawned:
					u.Calls = append(u.Calls, in.Name)
				case in.Op == OpCall && in.Name != "", in.Op == OpClosure:
					u.Values = append(u.Values, origin(strings.TrimSuffix(in.Name, "$bound")))
				case in.Op == OpInvoke:
					u.Invokes = append(u.Invokes, in.Name)
				}
				for _, a := range in.Args {
					if a.Kind == ArgFunc {
						u.Values = append(u.Values, origin(strings.TrimSuffix(a.Name, "$thunk")))
					}
				}
			}
		}
	}
	return out
}

// origin is the key of a method of a generic type, of which an instance has the type
// arguments in its key.
func origin(key string) string {
	from, to := strings.IndexByte(key, '['), strings.LastIndexByte(key, ']')
	if from < 0 || to < from || !strings.HasPrefix(key, "(") || !strings.HasPrefix(key[to:], "]).") {
		return key
	}
	return key[:from] + key[to+1:]
}

// Index makes the look-up tables; it is called once, before the package is
// shared.
func (p *Package) Index() {
	sort.Slice(p.Funcs, func(i, j int) bool { return p.Funcs[i].Key < p.Funcs[j].Key })
	p.uses, p.usedBy, p.methods = sync.OnceValue(p.findUses), sync.OnceValue(p.findUsedBy), sync.OnceValue(p.findMethods)
	p.funcs = make(map[string]*Func, len(p.Funcs))
	for _, f := range p.Funcs {
		f.Pkg = p
		p.funcs[f.Key] = f
	}
	p.globals = make(map[string]*Global, len(p.Globals))
	for i := range p.Globals {
		p.globals[p.Globals[i].Name] = &p.Globals[i]
	}
}

// Func finds a function by key, or nil.
func (p *Package) Func(key string) *Func { return p.funcs[key] }

// Global finds a variable by its full name, or nil.
func (p *Package) Global(name string) *Global { return p.globals[name] }

// StoredIn is what the package stores in a field, nothing if that is not known.
func (p *Package) StoredIn(field string) []Const {
	i, ok := slices.BinarySearchFunc(p.Stored, field, func(s Stored, name string) int { return strings.Compare(s.Field, name) })
	if !ok {
		return nil
	}
	return p.Stored[i].Consts
}

// Generated reports whether the function is in a file that nobody has written.
func (f *Func) Generated() bool { return f.Pos != 0 && slices.Contains(f.Pkg.Generated, f.Pos.File()) }

// Callee is the key of the function, the closure or the bound method that an operand is, "" if
// that is not seen in the function that has it.
func (f *Func) Callee(a Arg) string {
	if a.Kind == ArgReg {
		for _, b := range f.Body() {
			for _, in := range b.Instrs {
				switch {
				case in.Dst != a.Reg:
				case in.Op == OpClosure:
					return in.Name
				case in.Op == OpConvert && (in.Args[0].Kind != ArgReg || in.Args[0].Reg != a.Reg):
					return f.Callee(in.Args[0])
				}
			}
		}
	}
	return a.Name
}

// Repository is the beginning of an import path that the packages of one origin share, like
// github.com/jackc/pgx: its first three elements.
func Repository(path string) string {
	parts := strings.SplitN(path, "/", 4)
	return strings.Join(parts[:min(len(parts), 3)], "/")
}

// PathOf is the import path in a function key, or the full name of a variable or type. The last
// element of a path may have dots, like gopkg.in/yaml.v3.
func PathOf(key string) string {
	key = strings.TrimLeft(key, "(*")
	if i := strings.IndexAny(key, "$)["); i >= 0 {
		key = key[:i]
	}
	slash := strings.LastIndexByte(key, '/')
	if dot := strings.LastIndexByte(key[slash+1:], '.'); dot >= 0 {
		return key[:slash+1+dot]
	}
	return key
}
