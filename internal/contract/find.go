package contract

import (
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
)

// FileName is the name of a project's contract file.
const FileName = ".httpcontract.yaml"

// Discover finds the contract file that holds for a folder: the nearest one
// from there up to the root of the module, the folder with go.mod. It gives ""
// if there is none.
func Discover(dir string) string {
	for {
		file := filepath.Join(dir, FileName)
		if info, err := os.Stat(file); err == nil && !info.IsDir() {
			return file
		}
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return ""
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return ""
		}
		dir = parent
	}
}

// Load reads a contract file. The error of one that can't be read names it.
func Load(file string) (*Contract, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		var pe *fs.PathError
		if errors.As(err, &pe) {
			err = pe.Err
		}
		return nil, &Error{File: file, Msg: "cannot read the contract: " + err.Error()}
	}
	return Parse(file, data)
}

// Excludes reports whether a file is one of those without findings.
func (c *Contract) Excludes(file string) bool {
	if len(c.Exclude) == 0 {
		return false
	}
	rel := file
	if c.File != "" {
		dir, err := filepath.Abs(filepath.Dir(c.File))
		if err != nil {
			return false
		}
		if rel, err = filepath.Rel(dir, file); err != nil {
			return false
		}
	}
	rel = strings.ReplaceAll(filepath.ToSlash(rel), `\`, "/")
	for _, p := range c.Exclude {
		if Match(strings.ReplaceAll(p, `\`, "/"), rel) {
			return true
		}
	}
	return false
}

// Match matches a slash-separated path against a pattern in which "*" and "?"
// stay within an element, "**" stands for any number of elements, and a
// pattern of a folder covers what is in it.
func Match(pattern, name string) bool {
	pattern = strings.TrimSuffix(strings.TrimPrefix(pattern, "./"), "/")
	return match(strings.Split(pattern, "/"), strings.Split(name, "/"))
}

func match(pat, name []string) bool {
	for len(pat) > 0 {
		if pat[0] == "**" {
			if len(pat) == 1 {
				return true
			}
			for i := range name {
				if match(pat[1:], name[i:]) {
					return true
				}
			}
			return false
		}
		if len(name) == 0 {
			return false
		}
		if ok, err := path.Match(pat[0], name[0]); err != nil || !ok {
			return false
		}
		pat, name = pat[1:], name[1:]
	}
	return true // a folder covers its content
}

// DigestTree is a digest of every contract file that may hold for packages at
// or below a folder's module: those whose name contains "httpcontract". It is
// what makes go vet, which caches by the tool's identity, notice an edited
// contract.
func DigestTree(dir string) string {
	root := dir
	for d := dir; ; {
		if _, err := os.Stat(filepath.Join(d, "go.mod")); err == nil {
			root = d
			break
		}
		parent := filepath.Dir(d)
		if parent == d {
			break
		}
		d = parent
	}
	var all []byte
	_ = filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return nil // what can't be read can't be a contract in use
		}
		name := d.Name()
		if d.IsDir() {
			if p != root && (name == "node_modules" || name == "vendor" || strings.HasPrefix(name, ".")) {
				return filepath.SkipDir
			}
			return nil
		}
		ext := filepath.Ext(name)
		if !strings.Contains(name, "httpcontract") || ext != ".yaml" && ext != ".yml" {
			return nil
		}
		if data, err := os.ReadFile(p); err == nil {
			rel, _ := filepath.Rel(root, p)
			all = append(all, filepath.ToSlash(rel)+"\x00"+digest(data)+"\x00"...)
		}
		return nil
	})
	return digest(all)
}

// DigestFiles is DigestTree with a contract file that was named.
func DigestFiles(dir, file string) string {
	sum := DigestTree(dir)
	if file != "" {
		data, _ := os.ReadFile(file) // what can't be read is told elsewhere
		sum = digest(append([]byte(sum), data...))
	}
	return sum
}

// Inline reads a contract that stands in a driver's settings, in a folder to
// which its patterns are relative. A mistake gives an *Error with the field.
func Inline(dir, text string) (*Contract, error) {
	c, err := Parse(filepath.Join(dir, "settings"), []byte(text))
	var e *Error
	if errors.As(err, &e) {
		e.File, e.Line = "settings", 0
	}
	return c, err
}
