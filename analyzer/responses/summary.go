package responses

import (
	"bytes"
	"cmp"
	"compress/flate"
	"encoding/binary"
	"errors"
	"go/ast"
	"go/types"
	"io"
	"maps"
	"slices"
	"sync"

	"golang.org/x/tools/go/analysis"

	"github.com/httpcontract/httpcontract/internal/ir"
)

// Summary is the fact about a package: the program of its functions, and those of
// the packages that it needs, directly or not; see Needs.
//
// Drivers differ in what they hand on: in golangci-lint a package sees the facts of
// all that it imports, directly or not, under go vet only those of its own imports
// (x/tools, internal/facts: facts of packages are not exported again). Where nothing
// shows that the driver hands on facts, the programs that are needed travel along.
type Summary struct {
	own *program
	// local says that the package is one of a module under analysis, not of a
	// version of another one.
	local bool
	// needs are the programs of the packages that are needed, by path.
	needs map[string]*program
	// handsOn says that the driver hands on facts: the programs that are needed
	// are not encoded, only their paths.
	handsOn bool
}

// program is the program of a package's functions as a fact carries it: decoded
// when somebody asks for it, which for most packages nobody does.
type program struct {
	pkg     *ir.Package
	data    []byte
	decode  sync.Once // packages are analysed in parallel
	compact sync.Once
}

// AFact marks Summary as a fact.
func (*Summary) AFact() {}

func (s *Summary) String() string { return "httpresponses summary" }

// GobEncode serialises the summary; equal summaries have equal bytes: the flag, the
// package's own program, and path and program of each that it needs, each text with
// its length in front.
func (s *Summary) GobEncode() ([]byte, error) {
	out := []byte{0}
	if s.local {
		out[0] = 1
	}
	add := func(text []byte) { out = append(binary.AppendUvarint(out, uint64(len(text))), text...) }
	add(s.own.bytes())
	for _, path := range slices.Sorted(maps.Keys(s.needs)) {
		add([]byte(path))
		if s.handsOn {
			add(nil)
		} else {
			add(s.needs[path].bytes())
		}
	}
	return out, nil
}

var errSummary = errors.New("not a summary")

// GobDecode takes the summary apart; its programs stay as they are until a function
// is asked for.
func (s *Summary) GobDecode(data []byte) error {
	if len(data) == 0 {
		return errSummary
	}
	s.local, s.needs, data = data[0] == 1, map[string]*program{}, slices.Clone(data[1:])
	next := func() (text []byte, ok bool) {
		n, k := binary.Uvarint(data)
		if k <= 0 || n > uint64(len(data)-k) {
			return nil, false
		}
		text, data = data[k:k+int(n)], data[k+int(n):]
		return text, true
	}
	own, ok := next()
	s.own = &program{data: own}
	for ok && len(data) > 0 {
		var path, p []byte
		if path, ok = next(); ok {
			p, ok = next()
		}
		s.needs[string(path)] = nil
		if len(p) > 0 {
			s.needs[string(path)] = &program{data: p}
		}
	}
	if !ok {
		return errSummary
	}
	return nil
}

// bytes are the program's, compressed, because drivers keep them for each package;
// none of no program.
func (p *program) bytes() []byte {
	if p == nil {
		return nil
	}
	p.compact.Do(func() {
		if p.data != nil {
			return
		}
		var b bytes.Buffer
		w, _ := flate.NewWriter(&b, flate.BestSpeed) // its error is a level that does not exist
		_, _ = w.Write(ir.Encode(p.pkg))             // a Buffer gives no errors
		_ = w.Close()
		p.data = b.Bytes()
	})
	return p.data
}

// load is the program, or nil if it can't be read.
func (p *program) load() *ir.Package {
	p.decode.Do(func() {
		if p.pkg != nil {
			return
		}
		data, err := io.ReadAll(flate.NewReader(bytes.NewReader(p.data)))
		if err != nil {
			return
		}
		if pkg, err := ir.Decode(data); err == nil {
			p.pkg = pkg
		}
	})
	return p.pkg
}

// Needs are the packages, apart from itself, of which the analysis of some of a
// package's files needs the facts, by path: those of the modules under analysis of
// which they use something, and those of other modules of which they use something
// that may send responses, make errors with statuses or errors of errors, or call what it
// is given. Local tells the former by their paths, the package's own among them.
func Needs(files []*ast.File, pkg *types.Package, info *types.Info, local func(path string) bool) []*types.Package {
	needed := map[string]*types.Package{}
	coded := map[*types.Package]bool{} // those with errors that may have statuses
	senders := senders{}
	own := local(pkg.Path())
	for id, obj := range info.Uses {
		q := obj.Pkg()
		if q == nil || q == pkg || needed[q.Path()] != nil {
			continue
		}
		if _, known := coded[q]; !known {
			coded[q] = !ir.IsStd(q.Path()) && declaresCodedError(q)
		}
		matters := func() bool {
			return senders.has(obj.Type()) || wraps(obj.Type()) || takesCallback(obj.Type()) || coded[q] && givesError(obj, own)
		}
		if !local(q.Path()) && (ir.IsStd(q.Path()) || !matters()) {
			continue
		}
		if slices.ContainsFunc(files, func(f *ast.File) bool { return f.FileStart <= id.Pos() && id.Pos() < f.FileEnd }) {
			needed[q.Path()] = q
		}
	}
	return slices.SortedFunc(maps.Values(needed), func(a, b *types.Package) int { return cmp.Compare(a.Path(), b.Path()) })
}

// given are the facts that the driver gives a package, by path: only while the
// package is analysed.
type given struct {
	facts   map[string]*Summary
	handsOn bool // see Summary
}

func givenFacts(pass *analysis.Pass) given {
	direct := map[string]bool{}
	for _, p := range pass.Pkg.Imports() {
		direct[p.Path()] = true
	}
	g := given{facts: map[string]*Summary{}}
	for _, f := range pass.AllPackageFacts() {
		if path := f.Package.Path(); path != pass.Pkg.Path() {
			g.facts[path] = f.Fact.(*Summary)
			g.handsOn = g.handsOn || !direct[path]
		}
	}
	return g
}

// needs are the programs that some files of the package need, by path. What the
// driver gives counts before what came along.
func (g given) needs(pass *analysis.Pass, files []*ast.File) map[string]*program {
	out := map[string]*program{}
	add := func(path string, along *program) {
		if s := g.facts[path]; s != nil {
			along = s.own
		}
		if out[path] == nil && along != nil && path != pass.Pkg.Path() {
			out[path] = along
		}
	}
	for _, p := range Needs(files, pass.Pkg, pass.TypesInfo, func(path string) bool {
		if path == pass.Pkg.Path() {
			return local(pass)
		}
		return g.facts[path] != nil && g.facts[path].local
	}) {
		add(p.Path(), nil)
		if s := g.facts[p.Path()]; s != nil {
			for path, along := range s.needs {
				add(path, along)
			}
		}
	}
	return out
}

// local reports whether a package is one of a module under analysis: those of other
// modules have versions (drivers that know no modules give none).
func local(pass *analysis.Pass) bool { return pass.Module == nil || pass.Module.Version == "" }
