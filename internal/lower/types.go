package lower

import (
	"go/types"
	"strconv"
	"strings"

	"golang.org/x/tools/go/types/typeutil"

	"github.com/httpcontract/httpcontract/internal/ir"
)

// typeMap converts go/types types to ir types, each once.
type typeMap struct {
	done typeutil.Map // types.Type -> *ir.Type
	all  []*ir.Type
}

// of converts a type.
func (m *typeMap) of(t types.Type) *ir.Type { return m.at(t, 0) }

// maxStdDepth bounds the standard library's types inside one another.
const maxStdDepth = 8

// at is of for a type that is found within so many of the standard library's, from
// one of its structs on. A struct among them is cut there: nobody marshals a
// tls.ConnectionState, but http.Request leads to it. What is cut is not the type's
// one conversion.
func (m *typeMap) at(t types.Type, std int) *ir.Type {
	t = types.Unalias(t)
	if v := atomicValue(t); v != nil {
		return m.at(v, std)
	}
	if n, ok := t.(*types.Named); ok && (n.Obj().Pkg() == nil || !ir.IsStd(n.Obj().Pkg().Path())) {
		std = 0
	}
	r := new(ir.Type)
	if std == 0 {
		if r := m.done.At(t); r != nil {
			return r.(*ir.Type)
		}
		m.done.Set(t, r)
	}
	m.all = append(m.all, r)
	m.fill(r, t, std)
	return r
}

func (m *typeMap) fill(r *ir.Type, t types.Type, std int) {
	switch t := t.(type) {
	case *types.Named:
		obj := t.Obj()
		r.Defined = true
		r.Name = typeName(obj)
		for a := range t.TypeArgs().Types() {
			r.TArgs = append(r.TArgs, m.at(a, std))
		}
		if t.TypeArgs().Len() == 0 && t.TypeParams().Len() > 0 {
			// The generic type itself, as a method's receiver sees it.
			for p := range t.TypeParams().TypeParams() {
				r.TArgs = append(r.TArgs, m.at(p, std))
			}
		}
		under := t.Underlying()
		_, isStruct := under.(*types.Struct)
		cut := std > 0 && isStruct || std > maxStdDepth
		if obj.Pkg() != nil && ir.IsStd(obj.Pkg().Path()) && (std > 0 || isStruct) {
			std++
		}
		if cut {
			r.Kind = ir.Opaque
		} else {
			m.structure(r, under, std)
		}
		if r.Kind != ir.Interface {
			for meth := range t.Methods() {
				meth = meth.Origin()
				sig := meth.Type().(*types.Signature)
				_, ptr := types.Unalias(sig.Recv().Type()).(*types.Pointer)
				r.Methods = append(r.Methods, ir.Method{Name: methodName(meth), Sig: sigText(sig), Func: funcKey(meth), Ptr: ptr})
			}
		}
	case *types.TypeParam:
		r.Kind = ir.TypeParam
		r.Index = t.Index()
	default:
		m.structure(r, t, std)
	}
}

// sizes are those of machines of 64 bits.
var sizes = types.StdSizes{WordSize: 8, MaxAlign: 8}

func (m *typeMap) structure(r *ir.Type, t types.Type, std int) {
	switch t := t.(type) {
	case *types.Basic:
		if d, ok := types.Default(t).(*types.Basic); ok {
			t = d // go/ssa leaves some constants' operations untyped
		}
		if !r.Defined {
			r.Name = t.Name()
		}
		switch info := t.Info(); {
		case info&types.IsBoolean != 0:
			r.Kind = ir.Bool
		case info&types.IsString != 0:
			r.Kind = ir.String
		case info&types.IsUnsigned != 0:
			r.Kind = ir.Uint
		case info&types.IsInteger != 0:
			r.Kind = ir.Int
		case info&types.IsFloat != 0:
			r.Kind = ir.Float
		case info&types.IsComplex != 0:
			r.Kind = ir.Complex
		}
		if r.Kind == ir.Int || r.Kind == ir.Uint {
			// The byte slice [] of a defined byte still is one to encoding/json.
			r.Len = sizes.Sizeof(t) // in bytes
		}
	case *types.Pointer:
		r.Kind, r.Elem = ir.Pointer, m.at(t.Elem(), std)
	case *types.Slice:
		r.Kind, r.Elem = ir.Slice, m.at(t.Elem(), std)
	case *types.Array:
		r.Kind, r.Elem, r.Len = ir.Array, m.at(t.Elem(), std), t.Len()
	case *types.Map:
		r.Kind, r.Key, r.Elem = ir.Map, m.at(t.Key(), std), m.at(t.Elem(), std)
	case *types.Chan:
		r.Kind, r.Elem = ir.Chan, m.at(t.Elem(), std)
	case *types.Struct:
		r.Kind = ir.Struct
		for i := range t.NumFields() {
			f := t.Field(i)
			r.Fields = append(r.Fields, ir.Field{Name: f.Name(), Type: m.at(f.Type(), std), Tag: t.Tag(i), Embedded: f.Embedded(), Exported: f.Exported()})
		}
	case *types.Interface:
		r.Kind = ir.Interface
		for meth := range t.Methods() {
			r.Methods = append(r.Methods, ir.Method{Name: methodName(meth), Sig: sigText(meth.Type().(*types.Signature)), From: funcKey(meth)})
		}
	case *types.Signature:
		r.Kind = ir.Signature
		for v := range t.Params().Variables() {
			r.Params = append(r.Params, m.at(v.Type(), std))
		}
		for v := range t.Results().Variables() {
			r.Results = append(r.Results, m.at(v.Type(), std))
		}
	case *types.Tuple:
		r.Kind = ir.Tuple
		for v := range t.Variables() {
			r.Results = append(r.Results, m.at(v.Type(), std))
		}
	}
}

// typeName is unique in the program: types declared in functions carry their
// position, because two functions may declare types of one name.
func typeName(obj *types.TypeName) string {
	if obj.Pkg() == nil {
		return obj.Name()
	}
	name := obj.Pkg().Path() + "." + obj.Name()
	if obj.Parent() != nil && obj.Parent() != obj.Pkg().Scope() {
		name += "·" + scopePath(obj.Parent(), obj.Pkg().Scope())
	}
	return name
}

// scopePath numbers the scopes that lead to s, which tells local types apart
// without using positions (those differ between drivers).
func scopePath(s, pkg *types.Scope) string {
	var b strings.Builder
	for s != nil && s != pkg {
		parent := s.Parent()
		if parent == nil {
			break
		}
		for i := range parent.NumChildren() {
			if parent.Child(i) == s {
				b.WriteString("_" + strconv.Itoa(i))
			}
		}
		s = parent
	}
	return b.String()
}

// methodName qualifies unexported methods, which differ between packages.
func methodName(f *types.Func) string {
	if f.Exported() || f.Pkg() == nil {
		return f.Name()
	}
	return f.Pkg().Path() + "." + f.Name()
}

func sigText(sig *types.Signature) string {
	plain := types.NewSignatureType(nil, nil, nil, stripNames(sig.Params()), stripNames(sig.Results()), sig.Variadic())
	return strings.TrimPrefix(types.TypeString(plain, nil), "func")
}

func stripNames(t *types.Tuple) *types.Tuple {
	vars := make([]*types.Var, t.Len())
	for i := range vars {
		vars[i] = types.NewParam(0, nil, "", t.At(i).Type())
	}
	return types.NewTuple(vars...)
}

// funcKey is the key of a declared function or method, its generic origin's if
// it is an instance.
func funcKey(f *types.Func) string {
	f = f.Origin()
	sig := f.Type().(*types.Signature)
	pkg := ""
	if f.Pkg() != nil {
		pkg = f.Pkg().Path() + "."
	}
	recv := sig.Recv()
	if recv == nil {
		return pkg + f.Name()
	}
	t := types.Unalias(recv.Type())
	star := ""
	if p, ok := t.(*types.Pointer); ok {
		t, star = types.Unalias(p.Elem()), "*"
	}
	if n, ok := t.(*types.Named); ok {
		return "(" + star + typeName(n.Obj()) + ")." + f.Name()
	}
	return "(" + star + pkg + "interface)." + f.Name()
}
