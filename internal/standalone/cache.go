package standalone

import (
	"bytes"
	"crypto/sha256"
	"encoding/gob"
	"encoding/hex"
	"flag"
	"fmt"
	"hash"
	"io"
	"maps"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"sync"
	"time"

	"golang.org/x/tools/go/analysis"

	"github.com/httpcontract/httpcontract/analyzer/responses"
)

// CacheEnv is the environment variable with the folder of the cache, or "off"; by
// default it is "httpcontract" in the user's cache folder.
const CacheEnv = "HTTPCONTRACT_CACHE"

// cache keeps what came out of a package: its fact and findings, under a digest of
// all that they depend on. What can't be read is made again; what can't be
// written is not kept.
type cache struct {
	dir      string // "" if nothing is kept
	base     string // digest of the command and its settings
	contract func(dir string) string
	sums     sync.Map // digests of files and contracts, by name
	facts    sync.Map // facts that were read, by key
}

// entry is what is kept of a package. Sees are the packages of which it needs the
// facts, by path, with their keys.
type entry struct {
	Findings []finding
	Listed   []listed
	HasFact  bool
	Fact     []byte
	Sees     map[string]string
}

func openCache(a *analysis.Analyzer, contract func(dir string) string) *cache {
	c := &cache{dir: os.Getenv(CacheEnv), contract: contract}
	switch c.dir {
	case "off":
		c.dir = ""
	case "":
		if dir, err := os.UserCacheDir(); err == nil {
			c.dir = filepath.Join(dir, "httpcontract")
		}
	}
	exe, err := os.Executable()
	if err != nil {
		c.dir = ""
		return c
	}
	info, err := os.Stat(exe)
	if err != nil {
		c.dir = ""
		return c
	}
	h := sha256.New()
	fmt.Fprintln(h, exe, info.Size(), info.ModTime().UnixNano())
	if build, ok := debug.ReadBuildInfo(); ok {
		fmt.Fprintln(h, build)
	}
	a.Flags.VisitAll(func(f *flag.Flag) { fmt.Fprintln(h, f.Name, f.Value) })
	c.base = sum(h)
	return c
}

func sum(h hash.Hash) string { return hex.EncodeToString(h.Sum(nil)) }

// key is the digest of all that a unit's findings and fact depend on: for a
// package of a module under analysis its files and the contract, for another one
// what the go command has made of it (its files if it could make nothing), and the
// keys of what they import.
func (c *cache) key(u *unit, r *run) string {
	if c.dir == "" {
		return ""
	}
	p := u.pkg
	h := sha256.New()
	fmt.Fprintln(h, c.base, p.ID, u.root, p.ExportFile)
	if p.Module == nil {
		return sum(h) // the standard library
	}
	fmt.Fprintln(h, p.Module.Path, p.Module.Version, p.Module.GoVersion)
	if r.module[p.Module.Path] || p.ExportFile == "" {
		for _, name := range p.CompiledGoFiles {
			fmt.Fprintln(h, name, c.file(name))
			if u.root {
				fmt.Fprintln(h, c.holds(filepath.Dir(name)))
			}
		}
	}
	for _, path := range slices.Sorted(maps.Keys(p.Imports)) {
		fmt.Fprintln(h, path, r.units[p.Imports[path]].key)
	}
	return sum(h)
}

// file is the digest of a file's content.
func (c *cache) file(name string) string {
	return c.once("file "+name, func(h hash.Hash) {
		f, err := os.Open(name)
		if err != nil {
			return
		}
		defer f.Close()
		if _, err := io.Copy(h, f); err != nil {
			fmt.Fprintln(h, err)
		}
	})
}

// holds is the digest of the contract that holds for a folder.
func (c *cache) holds(dir string) string {
	return c.once("contract "+dir, func(h hash.Hash) { io.WriteString(h, c.contract(dir)) })
}

func (c *cache) once(name string, fill func(hash.Hash)) string {
	if d, ok := c.sums.Load(name); ok {
		return d.(string)
	}
	h := sha256.New()
	fill(h)
	d := sum(h)
	c.sums.Store(name, d)
	return d
}

func (c *cache) name(key string) string { return filepath.Join(c.dir, key[:2], key) }

// get fills a unit with what is kept of it. Of the packages that it needs it gives
// only the keys; see complete.
func (c *cache) get(u *unit) bool {
	if c.dir == "" {
		return false
	}
	e, ok := c.read(u.key)
	if !ok {
		return false
	}
	u.findings, u.listed, u.seen = e.Findings, e.Listed, map[string]*unit{}
	for path, key := range e.Sees {
		u.seen[path] = &unit{key: key}
	}
	return true
}

// complete gives a unit that came from the cache its fact, and those of the packages
// that it needs. It is false if one is missing.
func (c *cache) complete(u *unit) bool {
	for _, dep := range u.seen {
		if dep.pkg == nil && !c.fact(dep) {
			return false
		}
	}
	return c.fact(u)
}

func (c *cache) fact(u *unit) bool {
	f, ok := c.facts.Load(u.key)
	if !ok {
		e, ok := c.read(u.key)
		if !ok {
			return false
		}
		var s *responses.Summary
		if e.HasFact {
			s = new(responses.Summary)
			if s.GobDecode(e.Fact) != nil {
				return false
			}
		}
		f, _ = c.facts.LoadOrStore(u.key, s)
	}
	u.own = f.(*responses.Summary)
	return true
}

func (c *cache) read(key string) (e entry, ok bool) {
	name := c.name(key)
	data, err := os.ReadFile(name)
	if err != nil || gob.NewDecoder(bytes.NewReader(data)).Decode(&e) != nil {
		return entry{}, false
	}
	now := time.Now()
	if info, err := os.Stat(name); err == nil && now.Sub(info.ModTime()) > time.Hour {
		_ = os.Chtimes(name, now, now) // it is in use
	}
	return e, true
}

// put keeps what came out of a unit.
func (c *cache) put(u *unit) {
	if c.dir == "" {
		return
	}
	e := entry{Findings: u.findings, Listed: u.listed, HasFact: u.own != nil, Sees: map[string]string{}}
	if u.own != nil {
		data, err := u.own.GobEncode()
		if err != nil {
			return
		}
		e.Fact = data
	}
	for path, dep := range u.seen {
		e.Sees[path] = dep.key
	}
	var b bytes.Buffer
	if gob.NewEncoder(&b).Encode(e) != nil {
		return
	}
	name := c.name(u.key)
	if os.MkdirAll(filepath.Dir(name), 0o777) != nil {
		return
	}
	f, err := os.CreateTemp(filepath.Dir(name), "new-*")
	if err != nil {
		return
	}
	_, err = f.Write(b.Bytes())
	if cerr := f.Close(); err != nil || cerr != nil || os.Rename(f.Name(), name) != nil {
		_ = os.Remove(f.Name())
	}
}

// Entries that were not used for a while are removed, at most once in an interval.
const (
	keepFor   = 10 * 24 * time.Hour
	trimEvery = 24 * time.Hour
)

func (c *cache) trim() {
	if c.dir == "" {
		return
	}
	now, mark := time.Now(), filepath.Join(c.dir, "trimmed")
	if info, err := os.Stat(mark); err == nil && now.Sub(info.ModTime()) < trimEvery {
		return
	}
	if os.WriteFile(mark, nil, 0o666) != nil {
		return
	}
	files, _ := filepath.Glob(filepath.Join(c.dir, "??", "*"))
	for _, name := range files {
		if info, err := os.Stat(name); err == nil && now.Sub(info.ModTime()) > keepFor {
			_ = os.Remove(name)
		}
	}
}
