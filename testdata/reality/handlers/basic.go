// Package handlers is the corpus that is run: every handler is asked for all
// of its answers, and each must have been predicted.
package handlers

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing/fstest"
	"time"

	"github.com/httpcontract/httpcontract/testdata/reality/respond"
)

type code int

const (
	base        = 400
	codeMissing = code(base + 4)
	codeLimit   = base + 1<<4 + 13
)

func x(r *http.Request) string { return r.URL.Query().Get("x") }

func Implicit(w http.ResponseWriter, r *http.Request) { fmt.Fprintln(w, "hello") }

func Nothing(w http.ResponseWriter, r *http.Request) {}

func Arithmetic(w http.ResponseWriter, r *http.Request) {
	if x(r) == "a" {
		w.WriteHeader(int(codeMissing))
		return
	}
	w.WriteHeader(codeLimit)
}

func Superfluous(w http.ResponseWriter, r *http.Request) {
	w.WriteHeader(201)
	w.WriteHeader(500)
	http.Error(w, "late", 404)
}

func DeadBranch(w http.ResponseWriter, r *http.Request) {
	const debug = false
	if debug {
		w.WriteHeader(418)
	}
	n := 3
	if n > 5 {
		w.WriteHeader(419)
	}
	w.WriteHeader(204)
}

func Switch(w http.ResponseWriter, r *http.Request) {
	status := http.StatusOK
	switch x(r) {
	case "a":
		status = http.StatusBadRequest
	case "b", "c":
		status = http.StatusNotFound
		fallthrough
	case "d":
		status++
	default:
		status = 503
	}
	w.WriteHeader(status)
}

func pair(s string) (int, map[string]string) {
	if s == "a" {
		return 409, map[string]string{"message": "conflict"}
	}
	return 200, map[string]string{"ok": "yes"}
}

func MultiReturn(w http.ResponseWriter, r *http.Request) {
	status, body := pair(x(r))
	respond.JSON(w, status, body)
}

var table = map[string]int{"a": 400, "b": 404}

func MapTable(w http.ResponseWriter, r *http.Request) {
	if c, ok := table[x(r)]; ok {
		w.WriteHeader(c)
		return
	}
	w.WriteHeader(500)
}

var rules = []struct {
	prefix string
	status int
}{{"a", 401}, {"b", 403}}

func SliceTable(w http.ResponseWriter, r *http.Request) {
	for _, rule := range rules {
		if strings.HasPrefix(x(r), rule.prefix) {
			w.WriteHeader(rule.status)
			return
		}
	}
	io.WriteString(w, "fine")
}

var failWith = func(w http.ResponseWriter, c int) { w.WriteHeader(c) }

func FuncVar(w http.ResponseWriter, r *http.Request) {
	if x(r) == "a" {
		failWith(w, 403)
		return
	}
	respond.Fail(w, 429)
}

func ClosureWriter(w http.ResponseWriter, r *http.Request) {
	fail := func(status int, msg string) {
		w.WriteHeader(status)
		fmt.Fprintf(w, `{"message": %q}`, msg)
	}
	if x(r) == "a" {
		fail(400, "bad")
		return
	}
	if x(r) == "b" {
		fail(404, "gone")
		return
	}
	w.Write([]byte(`{"ok": true}`))
}

func Chain(w http.ResponseWriter, r *http.Request) { one(w, 207) }
func one(w http.ResponseWriter, c int)             { two(w, c, "x") }
func two(w http.ResponseWriter, c int, s string)   { three(w, map[string]any{"s": s}, c) }
func three(w http.ResponseWriter, v any, c int)    { respond.JSON(w, c, v) }

func Generics(w http.ResponseWriter, r *http.Request) {
	var err error
	if x(r) == "a" {
		err = io.ErrUnexpectedEOF
	}
	respond.Generic(w, respond.Page[int]{Items: []int{1}}, err)
}

func authorize(w http.ResponseWriter, r *http.Request) bool {
	if x(r) == "anon" {
		respond.Frobnicate(w, 401, "Unauthorized", "log in")
		return false
	}
	if x(r) == "guest" {
		respond.Frobnicate(w, 403, "Forbidden", "go away")
		return false
	}
	return true
}

func Guard(w http.ResponseWriter, r *http.Request) {
	if !authorize(w, r) {
		return
	}
	respond.JSON(w, 200, []string{"a"})
}

func GuardError(w http.ResponseWriter, r *http.Request) {
	if err := decode(w, r); err != nil {
		return
	}
	w.WriteHeader(201)
}

func decode(w http.ResponseWriter, r *http.Request) error {
	if _, err := strconv.Atoi(x(r)); err != nil {
		respond.Frobnicate(w, 400, "BadRequest", "not a number")
		return err
	}
	return nil
}

func GuardOther(w http.ResponseWriter, r *http.Request) {
	if !respond.Require(w, x(r) != "a", http.StatusConflict) {
		return
	}
	respond.NotFound(w)
}

func Builder(w http.ResponseWriter, r *http.Request) {
	if x(r) == "a" {
		respond.Build(w).Status(404).Header("X-A", "b").JSON(map[string]string{"message": "m"})
		return
	}
	respond.Build(w).JSON(map[string]int{"n": 1})
}

func Options(w http.ResponseWriter, r *http.Request) {
	switch x(r) {
	case "a":
		respond.Send(w, respond.Status(422), respond.Body(map[string]string{"message": "m"}))
	case "b":
		respond.Send(w, respond.Status(204))
	default:
		respond.Send(w)
	}
}

type reply struct {
	Status int
	Body   any
	Header map[string]string
}

func send(w http.ResponseWriter, o reply) {
	if o.Status == 0 {
		o.Status = 200
	}
	respond.JSON(w, o.Status, o.Body)
}

func OptionStruct(w http.ResponseWriter, r *http.Request) {
	if x(r) == "a" {
		send(w, reply{Status: 503, Body: struct{}{}})
		return
	}
	send(w, reply{Body: "fine"})
}

type api struct {
	w http.ResponseWriter
	r *http.Request
}

func (a *api) fail(c int) { a.w.WriteHeader(c) }

func FieldWriter(w http.ResponseWriter, r *http.Request) {
	a := &api{w, r}
	if x(r) == "a" {
		a.fail(405)
		return
	}
	fmt.Fprint(a.w, "{}")
}

type recorder struct {
	http.ResponseWriter
	status int
	wrote  bool
}

func (rec *recorder) WriteHeader(c int) {
	if rec.wrote {
		return
	}
	rec.wrote = true
	rec.status = c
	rec.ResponseWriter.WriteHeader(c)
}

func Wrapped(w http.ResponseWriter, r *http.Request) {
	rec := &recorder{ResponseWriter: w}
	if x(r) == "a" {
		http.Error(rec, "no", 404)
		rec.WriteHeader(500)
		return
	}
	rec.WriteHeader(202)
	rec.Write([]byte("ok"))
}

func Encoder(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	if x(r) == "a" {
		w.WriteHeader(400)
		enc.Encode(map[string]any{"message": "m", "error": map[string]any{"name": "N", "message": "mm", "data": []map[string]string{{"param": "p", "msg": "m"}}}})
		return
	}
	enc.Encode(map[string]any{"items": []int{}, "next": nil})
}

func Buffered(w http.ResponseWriter, r *http.Request) {
	bw := bufio.NewWriter(w)
	defer bw.Flush()
	if x(r) == "a" {
		w.WriteHeader(404)
		fmt.Fprintf(bw, `{"message":"%s","code":%d}`, "m", 4)
		return
	}
	bw.WriteString("<html><body>hi</body></html>")
}

func Gzip(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Encoding", "gzip")
	w.Header().Set("Content-Type", "application/json")
	gz := gzip.NewWriter(w)
	defer gz.Close()
	if x(r) == "a" {
		w.WriteHeader(500)
		json.NewEncoder(gz).Encode(map[string]string{"message": "m"})
		return
	}
	json.NewEncoder(gz).Encode([]string{})
}

func Buffer(w http.ResponseWriter, r *http.Request) {
	var buf bytes.Buffer
	buf.WriteString(`{"a":`)
	fmt.Fprintf(&buf, "%d}", 1)
	if x(r) == "a" {
		w.WriteHeader(409)
		io.Copy(w, &buf)
		return
	}
	buf.WriteTo(w)
}

func Marshal(w http.ResponseWriter, r *http.Request) {
	data, err := json.Marshal(respond.ErrorBody{Message: "m"})
	if err != nil {
		http.Error(w, "never", 500)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	if x(r) == "a" {
		w.WriteHeader(400)
	}
	w.Write(data)
}

func Deferred(w http.ResponseWriter, r *http.Request) {
	status := 200
	defer func() { w.WriteHeader(status) }()
	if x(r) == "a" {
		status = 404
		return
	}
	status = 201
}

func Recovered(w http.ResponseWriter, r *http.Request) {
	defer func() {
		if e := recover(); e != nil {
			respond.Frobnicate(w, 500, "Panic", fmt.Sprint(e))
		}
	}()
	if x(r) == "a" {
		panic("no")
	}
	w.WriteHeader(204)
}

type renderer interface{ render(w http.ResponseWriter) }
type okPage struct{}
type badPage struct{ why string }

func (okPage) render(w http.ResponseWriter)     { w.Write([]byte("<!DOCTYPE html><p>ok")) }
func (b *badPage) render(w http.ResponseWriter) { http.Error(w, b.why, 400) }

func Interface(w http.ResponseWriter, r *http.Request) {
	var p renderer = okPage{}
	if x(r) == "a" {
		p = &badPage{"why"}
	}
	p.render(w)
}

func Redirect(w http.ResponseWriter, r *http.Request) {
	if x(r) == "a" {
		http.Redirect(w, r, "/b", http.StatusSeeOther)
		return
	}
	http.RedirectHandler("/c", 308).ServeHTTP(w, r)
}

func NotFoundKin(w http.ResponseWriter, r *http.Request) {
	if x(r) == "a" {
		http.NotFoundHandler().ServeHTTP(w, r)
		return
	}
	http.NotFound(w, r)
}

func Early(w http.ResponseWriter, r *http.Request) {
	w.WriteHeader(103)
	w.WriteHeader(200)
}

func NoBody204(w http.ResponseWriter, r *http.Request) {
	w.WriteHeader(204)
	w.Write([]byte("dropped"))
}

func CondThenAlways(w http.ResponseWriter, r *http.Request) {
	if x(r) == "a" {
		w.WriteHeader(409)
	}
	json.NewEncoder(w).Encode(map[string]string{"message": "m"})
}

func Loop(w http.ResponseWriter, r *http.Request) {
	var items []respond.Item
	for i := range len(x(r)) {
		items = append(items, respond.Item{Param: strconv.Itoa(i), Msg: "bad"})
	}
	if len(items) > 0 {
		respond.Frobnicate(w, 400, "BadRequest", "bad", items...)
		return
	}
	respond.JSON(w, 200, map[string]any{"items": items})
}

func CopyStatus(w http.ResponseWriter, r *http.Request) {
	n, _ := strconv.Atoi(x(r))
	w.WriteHeader(n)
}

func Ladder(w http.ResponseWriter, r *http.Request) {
	status, msg := 200, "ok"
	if x(r) == "a" {
		status, msg = 400, "bad"
	} else if x(r) == "b" {
		status, msg = 404, "missing"
	}
	if status >= 400 {
		respond.Frobnicate(w, status, msg, msg)
		return
	}
	respond.JSON(w, status, map[string]string{"msg": msg})
}

func DefaultArg(w http.ResponseWriter, r *http.Request) {
	if x(r) == "a" {
		plain(w)
		return
	}
	plain(w, 404)
}

func plain(w http.ResponseWriter, status ...int) {
	c := 200
	if len(status) > 0 {
		c = status[0]
	}
	w.WriteHeader(c)
}

func Goto(w http.ResponseWriter, r *http.Request) {
	c := 0
again:
	c += 100
	if c < 200 {
		goto again
	}
	w.WriteHeader(c)
}

func StringBody(w http.ResponseWriter, r *http.Request) {
	const body = `{"message":"m","error":{"name":"N","message":"x"}}`
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(400)
	io.WriteString(w, body)
}

func Builder2(w http.ResponseWriter, r *http.Request) {
	var sb strings.Builder
	sb.WriteString("{")
	sb.WriteString(`"a": 1`)
	sb.WriteByte('}')
	w.WriteHeader(201)
	io.WriteString(w, sb.String())
}

type Server struct{ name string }

func (s *Server) Method(w http.ResponseWriter, r *http.Request) {
	if x(r) == "a" {
		s.problem(w, http.StatusBadRequest)
		return
	}
	s.problem(w, http.StatusNotFound)
}

func (s *Server) problem(w http.ResponseWriter, status int) {
	respond.JSON(w, status, map[string]string{"message": s.name})
}

func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch r.Method {
	case http.MethodGet:
		s.Method(w, r)
	default:
		w.Header().Set("Allow", "GET")
		w.WriteHeader(http.StatusMethodNotAllowed)
	}
}

func refuse(code int) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if x(r) == "a" {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		w.WriteHeader(code)
	}
}

func routes() *http.ServeMux {
	mux := http.NewServeMux()
	mux.Handle("/gone", refuse(410))
	mux.Handle("/here", refuse(201))
	return mux
}

func NilPointer(w http.ResponseWriter, r *http.Request) {
	var a *api
	if x(r) != "a" {
		a = &api{w, r}
	} else {
		w.WriteHeader(204)
		return
	}
	a.fail(403)
}

func InPlace(w http.ResponseWriter, r *http.Request) {
	codes := []int{201, 404, 409}
	kept := codes[:0]
	for _, c := range codes {
		if c >= 400 {
			kept = append(kept, c)
		}
	}
	w.WriteHeader(codes[0])
}

func NestedLoops(w http.ResponseWriter, r *http.Request) {
	status := 200
outer:
	for _, k := range r.URL.Query()["x"] {
		for _, c := range k {
			switch c {
			case 'a':
				status = 409
				continue outer
			case 'b':
				status = 410
				break outer
			}
		}
	}
	w.WriteHeader(status)
}

func Prefix(w http.ResponseWriter, r *http.Request) {
	if x(r) == "a" {
		r.URL.Path = "/api/x"
	}
	http.StripPrefix("/api", http.HandlerFunc(Chain)).ServeHTTP(w, r)
}

// Files leaves the status to the client's ranges and preconditions.
func Files(w http.ResponseWriter, r *http.Request) {
	if r.FormValue("fs") != "" {
		http.ServeFileFS(w, r, fstest.MapFS{"a.txt": {Data: []byte("a")}}, "a.txt")
		return
	}
	http.ServeContent(w, r, "b.txt", time.Time{}, strings.NewReader("b"))
}

// counted notes the status of what it passes on.
type counted struct {
	http.ResponseWriter
	status int
}

func (c *counted) WriteHeader(code int) {
	c.status = code
	c.ResponseWriter.WriteHeader(code)
}

// Counted serves a file to a writer of its own.
func Counted(w http.ResponseWriter, r *http.Request) {
	c := &counted{ResponseWriter: w}
	http.ServeContent(c, r, "b.txt", time.Time{}, strings.NewReader("b"))
}
