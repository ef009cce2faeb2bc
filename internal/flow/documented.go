package flow

import (
	"maps"
	"slices"
	"strings"

	"github.com/httpcontract/httpcontract/internal/ir"
	"github.com/httpcontract/httpcontract/internal/value"
)

// What is known of the errors that code which can't be seen gives: by documentation, and by
// what that code imports.

var (
	bodyErrors = []string{"io.EOF", "io.ErrUnexpectedEOF", "*net/http.MaxBytesError", "net/http.ErrBodyReadAfterClose", "net/http.ErrBodyNotAllowed", "os.ErrDeadlineExceeded"}
	// existing are the errors of files that are there or not, pathErrors also those of
	// what is to be made.
	existing    = &value.Errors{May: []string{"*io/fs.PathError", "syscall.Errno", "io/fs.ErrNotExist", "io/fs.ErrPermission", "io/fs.ErrInvalid", "io/fs.ErrClosed", "errors.ErrUnsupported"}, Is: "*io/fs.PathError"}
	pathErrors  = &value.Errors{May: append([]string{"io/fs.ErrExist"}, existing.May...), Is: existing.Is}
	urlErrors   = []string{"*net/url.Error", "net/url.EscapeError", "net/url.InvalidHostError"}
	jsonErrors  = []string{"*encoding/json.SyntaxError", "*encoding/json.UnmarshalTypeError", invalidTarget}
	xmlErrors   = []string{"*encoding/xml.SyntaxError", "encoding/xml.UnmarshalError", "*strconv.NumError", "strconv.ErrSyntax", "strconv.ErrRange"}
	sheetErrors = []string{"*encoding/csv.ParseError", "encoding/csv.ErrBareQuote", "encoding/csv.ErrQuote", "encoding/csv.ErrFieldCount"}
	// validErrors are those of a validation, which gin's binding ends with; for what is no
	// struct there is another one.
	validErrors = []string{validatorPath + ".ValidationErrors", "*" + validatorPath + ".InvalidValidationError"}
	fieldErrors = slices.Concat(validErrors, jsonErrors, []string{"*strconv.NumError", "strconv.ErrSyntax", "strconv.ErrRange", "*time.ParseError", "github.com/gin-gonic/gin/binding.SliceValidationError"})
	// decodingErrors are those of what reads a body of whatever type, or the parts of a URL.
	decodingErrors = &value.Errors{May: slices.Concat(jsonErrors, xmlErrors, bodyErrors, []string{"*time.ParseError", "net/url.EscapeError"})}
	formErrors     = slices.Concat(bodyErrors, []string{"net/url.EscapeError", "net/http.ErrNotMultipart", "net/http.ErrMissingBoundary", "net/http.ErrMissingFile",
		"*net/http.ProtocolError", "mime/multipart.ErrMessageTooLarge", "mime.ErrInvalidMediaParameter"})
)

// documented are the errors that functions of the standard library, and of libraries that
// servers commonly ask for the request, give, by their documentation and source. A request's body fails with none of package
// context's: net/http reports a client that went away as io.ErrUnexpectedEOF or
// an error of the connection.
var documented = map[string]*value.Errors{
	"strconv.ParseFloat":                          {May: []string{"*strconv.NumError", "strconv.ErrSyntax", "strconv.ErrRange"}, Is: "*strconv.NumError"},
	"strconv.Unquote":                             {May: []string{"strconv.ErrSyntax"}, Is: "strconv.ErrSyntax"},
	"regexp.Compile":                              {May: []string{"*regexp/syntax.Error"}, Is: "*regexp/syntax.Error"},
	"time.Parse":                                  {May: []string{"*time.ParseError"}, Is: "*time.ParseError"},
	"time.ParseInLocation":                        {May: []string{"*time.ParseError"}, Is: "*time.ParseError"},
	"time.ParseDuration":                          {May: []string{}},
	"time.LoadLocation":                           {May: []string{}},
	"net/url.Parse":                               {May: urlErrors, Is: "*net/url.Error"},
	"net/url.ParseRequestURI":                     {May: urlErrors, Is: "*net/url.Error"},
	"net/http.NewRequest":                         {May: urlErrors},
	"net/http.NewRequestWithContext":              {May: urlErrors},
	"net/url.ParseQuery":                          {May: []string{"net/url.EscapeError"}},
	"net/url.QueryUnescape":                       {May: []string{"net/url.EscapeError"}, Is: "net/url.EscapeError"},
	"net/url.PathUnescape":                        {May: []string{"net/url.EscapeError"}, Is: "net/url.EscapeError"},
	"mime.ParseMediaType":                         {May: []string{"mime.ErrInvalidMediaParameter"}},
	"encoding/hex.DecodeString":                   {May: []string{"encoding/hex.InvalidByteError", "encoding/hex.ErrLength"}},
	"encoding/json.Unmarshal":                     {May: jsonErrors},
	"encoding/json.MarshalIndent":                 {May: []string{"*encoding/json.UnsupportedTypeError", "*encoding/json.UnsupportedValueError"}},
	"encoding/json.Marshal":                       {May: []string{"*encoding/json.UnsupportedTypeError", "*encoding/json.UnsupportedValueError"}},
	"(*encoding/json.Decoder).Decode":             {May: slices.Concat(jsonErrors, bodyErrors)},
	"(*encoding/csv.Reader).Read":                 {May: slices.Concat(sheetErrors, bodyErrors)},
	"(*encoding/csv.Reader).ReadAll":              {May: slices.Concat(sheetErrors, bodyErrors[1:])},
	"archive/zip.NewReader":                       {May: []string{"archive/zip.ErrFormat", "archive/zip.ErrAlgorithm", "archive/zip.ErrInsecurePath", "io.EOF", "io.ErrUnexpectedEOF"}},
	"io.ReadAll":                                  {May: bodyErrors[1:]}, // the end is none
	"(*net/http.Request).Cookie":                  {May: []string{"net/http.ErrNoCookie"}, Is: "net/http.ErrNoCookie"},
	"(*net/http.Request).ParseForm":               {May: formErrors},
	"(*net/http.Request).FormFile":                {May: formErrors},
	"(*net/http.Request).MultipartReader":         {May: formErrors},
	"(*net/http.Request).ParseMultipartForm":      {May: formErrors},
	"os.Open":                                     existing,
	"(*mime/multipart.FileHeader).Open":           existing,
	"os.Stat":                                     existing,
	"os.Lstat":                                    existing,
	"os.ReadFile":                                 existing,
	"os.OpenFile":                                 pathErrors,
	"os.Create":                                   pathErrors,
	"os.WriteFile":                                pathErrors,
	"os.Mkdir":                                    pathErrors,
	"os.MkdirAll":                                 pathErrors,
	"os.Remove":                                   pathErrors,
	"os.RemoveAll":                                pathErrors,
	"(*" + validatorPath + ".Validate).Struct":    {May: validErrors, Is: validErrors[0]},
	"(*" + validatorPath + ".Validate).StructCtx": {May: validErrors, Is: validErrors[0]},
	"github.com/go-chi/render.Bind":               {May: slices.Concat(jsonErrors, xmlErrors, formErrors)},
	"(*github.com/gin-gonic/gin.Context).ShouldBindJSON":   {May: slices.Concat(fieldErrors, bodyErrors)},
	"(*github.com/gin-gonic/gin.Context).ShouldBindQuery":  {May: fieldErrors},
	"(*github.com/gin-gonic/gin.Context).ShouldBindUri":    {May: fieldErrors},
	"(*github.com/gin-gonic/gin.Context).ShouldBindHeader": {May: fieldErrors},
	"(*github.com/gofiber/fiber/v2.Ctx).ParamsInt":         {May: []string{"*strconv.NumError", "strconv.ErrSyntax", "strconv.ErrRange"}},
	"github.com/google/uuid.Parse":                         {May: []string{}},
	"github.com/google/uuid.ParseBytes":                    {May: []string{}},
	"github.com/google/uuid.FromBytes":                     {May: []string{}},
	bcryptPath + ".CompareHashAndPassword": {May: []string{bcryptPath + ".ErrMismatchedHashAndPassword", bcryptPath + ".ErrHashTooShort", bcryptPath + ".ErrPasswordTooLong", bcryptPath + ".InvalidHashPrefixError",
		bcryptPath + ".HashVersionTooNewError", bcryptPath + ".InvalidCostError", "*strconv.NumError", "strconv.ErrSyntax", "strconv.ErrRange", "encoding/base64.CorruptInputError"}},
	bcryptPath + ".GenerateFromPassword":       {May: []string{bcryptPath + ".ErrPasswordTooLong", bcryptPath + ".InvalidCostError"}},
	"(*encoding/base64.Encoding).DecodeString": {May: []string{"encoding/base64.CorruptInputError"}, Is: "encoding/base64.CorruptInputError"},
}

const (
	validatorPath = "github.com/go-playground/validator/v10"
	bcryptPath    = "golang.org/x/crypto/bcrypt"
)

// clientErrors are those of http.Client's methods: all are of that type (net/http).
var clientErrors = &value.Errors{Is: "*net/url.Error", Never: []string{"database/sql.", "encoding/json.", "encoding/xml.", validatorPath + ".",
	"archive/zip.", "encoding/base64.", "encoding/csv.", "encoding/hex.", "io/fs.", "os.", "strconv.", "time."}}

// rowErrors and withoutRows are the errors of a database: only a Row says that there is none
// (database/sql). What drivers give is not of a request.
var (
	rowErrors   = &value.Errors{Never: []string{"net/http.", "encoding/json.", validatorPath + ".", "errors.ErrUnsupported"}}
	withoutRows = &value.Errors{Never: append(slices.Clip(rowErrors.Never), "database/sql.ErrNoRows")}
)

// importers are, for packages with errors that code likes to tell apart, those of the
// standard library that import them, if only by others: the errors of any other are none of theirs.
var importers = map[string][]string{
	"database/sql": nil, "encoding/xml": nil, validatorPath: nil,
	"encoding/json": {"expvar", "html/template", "log/slog", "net/rpc", "net/rpc/jsonrpc", "runtime/coverage", "testing/slogtest"},
	"net/http":      {"expvar", "net/http/cgi", "net/http/cookiejar", "net/http/fcgi", "net/http/httptest", "net/http/httputil", "net/http/pprof", "net/rpc", "net/rpc/jsonrpc"},
	"context": {
		"crypto/tls", "crypto/x509", "database/sql", "database/sql/driver", "expvar", "go/build", "go/importer", "log/slog", "log/syslog", "mime/multipart", "net", "net/http",
		"net/http/cgi", "net/http/cookiejar", "net/http/fcgi", "net/http/httptest", "net/http/httptrace", "net/http/httputil", "net/http/pprof", "net/mail", "net/rpc",
		"net/rpc/jsonrpc", "net/smtp", "net/textproto", "os/exec", "os/signal", "runtime/pprof", "runtime/trace", "testing", "testing/cryptotest", "testing/slogtest", "testing/synctest",
	},
}

// errorsOf is what is known of the errors of a call of the standard library: by its
// documentation, or by the packages of what it was given and their imports.
func (c *call) errorsOf() *value.Errors {
	pkg := ir.PathOf(c.name)
	switch {
	case documented[c.name] != nil:
		e := c.withLimits(documented[c.name])
		if decoders[c.name] && c.decodesToMemory() {
			e = butFor(e, invalidTarget)
		}
		return e
	case strings.HasPrefix(c.name, "(*net/http.Client)."):
		return clientErrors
	case pkg == "database/sql":
		known := withoutRows
		if strings.HasPrefix(c.name, "(*database/sql.Row).") {
			known = rowErrors
		}
		never := slices.Concat(known.Never, c.r.apartFromDatabases())
		if c.withoutDeadline() {
			never = append(never, deadlineExceeded)
		}
		return &value.Errors{Never: never}
	case !ir.IsStd(pkg) || c.name == "":
		return nil
	}
	from := []string{pkg}
	var inside []*value.Errors
	for _, v := range c.args {
		if w := c.wrapper(v); w != nil {
			inside = append(inside, w.Errors)
			continue
		}
		given, ok := c.packageOf(v)
		if !ok {
			return nil
		}
		from = append(from, given)
	}
	var never []string
	for _, home := range slices.Sorted(maps.Keys(importers)) {
		if !slices.ContainsFunc(from, func(p string) bool { return p == home || slices.Contains(importers[home], p) }) {
			never = append(never, home+".")
		}
	}
	if len(never) == 0 {
		return nil
	}
	out := &value.Errors{Never: never}
	for _, e := range inside {
		out = out.Join(e)
	}
	return out
}

// invalidTarget is encoding/json's error where it is given nothing that it could decode to.
const invalidTarget = "*encoding/json.InvalidUnmarshalError"

// decodesToMemory reports whether a decoder's last argument is a pointer that is not nil.
func (c *call) decodesToMemory() bool {
	to, ok := c.arg(len(c.args) - 1).(*value.Iface)
	return ok && to.Type.Kind == ir.Pointer && c.r.eval(c.p.st, nonNil(to.V)) == yes
}

// butFor are documented errors but for one.
func butFor(e *value.Errors, name string) *value.Errors {
	i := slices.Index(e.May, name)
	if i < 0 {
		return e
	}
	return &value.Errors{May: slices.Delete(slices.Clone(e.May), i, i+1), Is: e.Is}
}

// wrapping are the packages of the standard library with readers and writers around others,
// of which they give the errors.
var wrapping = map[string]bool{
	"archive/tar": true, "archive/zip": true, "bufio": true, "compress/bzip2": true, "compress/flate": true, "compress/gzip": true, "compress/lzw": true, "compress/zlib": true,
	"encoding/ascii85": true, "encoding/base64": true, "encoding/csv": true, "encoding/gob": true, "encoding/hex": true, "encoding/json": true, "encoding/xml": true, "io": true, "io/fs": true, "mime/multipart": true,
	"mime/quotedprintable": true, "net/textproto": true,
}

// wraps reports whether a type is one of such readers or writers.
func wraps(t *ir.Type) bool {
	return t.Kind == ir.Pointer && wrapping[ir.PathOf(strings.TrimPrefix(t.ID(), "*"))] || t.Kind == ir.Interface && wrapping[ir.PathOf(t.ID())]
}

// wrapper is a reader or writer that was made around another one, with what is known of the
// errors that it gives; nil for another value.
func (c *call) wrapper(v value.Value) *value.Sym {
	if p, ok := v.(value.Ptr); ok && len(p.Path) == 0 && c.r.derefs[p.Obj] != nil {
		v = c.r.derefs[p.Obj]
	}
	if s, ok := v.(*value.Sym); ok && s.Type != nil && wraps(s.Type) {
		return s
	}
	return nil
}

// apartFromDatabases are the packages of other modules, each with a dot, whose errors come
// from elsewhere than a database: the module calls functions of them that give errors, which
// shows where they come from, and they have nothing to do with drivers.
func (r *Runner) apartFromDatabases() []string {
	if r.noDatabase != nil {
		return r.noDatabase
	}
	r.noDatabase = []string{}
	drivers := map[string]bool{}
	for _, pkg := range r.prog.Visible() {
		for _, path := range pkg.Drivers {
			drivers[ir.Repository(path)] = true
		}
	}
	seen := map[string]bool{}
	for _, pkg := range r.prog.Visible() {
		for _, u := range pkg.Uses() {
			for _, in := range u.Sites {
				path := ir.PathOf(in.Name)
				if in.Op == ir.OpCall && path != "" && !seen[path] && !ir.IsStd(path) && !r.prog.own(path) && givesError(in.Type) {
					seen[path] = true
					if !drivers[ir.Repository(path)] {
						r.noDatabase = append(r.noDatabase, path+".")
					}
				}
			}
		}
	}
	slices.Sort(r.noDatabase)
	return r.noDatabase
}

// packageOf is the package that has the code of a value which the standard library is given,
// "" if it has none. It is not ok if that is not known.
func (c *call) packageOf(v value.Value) (pkg string, ok bool) {
	of := func(t *ir.Type) string { return ir.PathOf(strings.TrimLeft(t.ID(), "*")) }
	switch v := v.(type) {
	case *value.Const, *value.Text, value.Nil:
		return "", true
	case *value.Iface:
		if isContext(v) {
			return "context", true
		}
		return of(v.Type), plain(v.Type) || ir.IsStd(of(v.Type))
	case *value.Sym:
		if v.Type == nil {
			return "", false
		}
		return of(v.Type), plain(v.Type) || isContext(v) || v.Foreign() && ir.IsStd(of(v.Type)) && v.Type.Kind != ir.Interface
	case value.Ptr:
		if s := c.r.derefs[v.Obj]; s != nil && len(v.Path) == 0 {
			return c.packageOf(s)
		}
	case *value.Slice:
		return "", plain(v.Type.Elem)
	}
	return "", false
}

// isVar reports whether an error, if it is not nil, is a variable of the standard
// library.
func (r *Runner) isVar(s *value.Sym, v *value.Iface) bool {
	p, ok := v.V.(value.Ptr)
	return ok && s.Errors != nil && s.Errors.Is != "" && r.sentinels[p.Obj] == s.Errors.Is
}

// isOf reports whether an error, if it is not nil, is of a type.
func isOf(s *value.Sym, t *ir.Type) bool { return s.Errors != nil && s.Errors.Is == t.ID() }

// isIt reports whether a test of an error fails only if it is nil.
func (r *Runner) isIt(s *value.Sym, c *value.Cond) bool {
	switch c.Op {
	case value.As, value.HasType:
		return isOf(s, c.Type)
	case value.Is:
		v, ok := c.Y.(*value.Iface)
		return ok && r.isVar(s, v)
	}
	return false
}
