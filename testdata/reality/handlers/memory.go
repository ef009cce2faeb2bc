package handlers

import (
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"sync"

	"github.com/httpcontract/httpcontract/testdata/reality/respond"
)

// Memory that something else than the handler's own statements changes.

type batch struct {
	wg  sync.WaitGroup
	err error
}

func (b *batch) do(f func() error) {
	b.wg.Add(1)
	go func() {
		defer b.wg.Done()
		if err := f(); err != nil {
			b.err = err
		}
	}()
}

func (b *batch) wait() error {
	b.wg.Wait()
	return b.err
}

func together(fail bool) error {
	b := &batch{}
	b.do(func() error {
		if fail {
			return errors.New("failed")
		}
		return nil
	})
	return b.wait()
}

// Goroutine answers by what a goroutine has left.
func Goroutine(w http.ResponseWriter, r *http.Request) {
	if err := together(x(r) == "fail"); err != nil {
		w.WriteHeader(502)
		return
	}
	w.WriteHeader(204)
}

type roster struct{ m sync.Map }

var members roster

// SetMember is how the test fills the registry.
func SetMember(name string) {
	members.m.Clear()
	if name != "" {
		members.m.Store(name, true)
	}
}

func (g *roster) each(f func(string) bool) {
	g.m.Range(func(k, _ any) bool { return f(k.(string)) })
}

func (g *roster) names() []string {
	var out []string
	g.each(func(n string) bool {
		out = append(out, n)
		return true
	})
	return out
}

// Collected answers by what a function within a function has collected.
func Collected(w http.ResponseWriter, r *http.Request) {
	if len(members.names()) > 0 {
		w.WriteHeader(200)
		return
	}
	w.WriteHeader(204)
}

// Setup is how the test sets another package's variable.
func Setup(on bool) {
	respond.Default = nil
	if on {
		respond.Default = &respond.Settings{Code: 202}
	}
}

// Default reads a variable that only other packages set.
func Default(w http.ResponseWriter, r *http.Request) {
	if respond.Default == nil {
		w.WriteHeader(503)
		return
	}
	w.WriteHeader(204)
}

type grade int

func (g grade) MarshalText() ([]byte, error) {
	if g > 1 {
		return []byte("good"), nil
	}
	return []byte("bad"), nil
}

// Marshalled can't fail.
func Marshalled(w http.ResponseWriter, r *http.Request) {
	n, _ := strconv.Atoi(x(r))
	b, err := json.Marshal(map[string]grade{"grade": grade(n)})
	if err != nil {
		w.WriteHeader(500)
		return
	}
	w.Write(b)
}
