package contract

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestDefault(t *testing.T) {
	c := Default()
	for _, s := range []int{200, 201, 204, 207, 400, 401, 403, 404, 405, 409, 429, 500, 503} {
		if c.Find(s) == nil {
			t.Errorf("%d is not documented", s)
		}
	}
	if c.Find(418) != nil || !c.Find(204).NoBody || len(c.Error.Required) != 3 {
		t.Error("the default contract is not the documented one")
	}
}

func TestFind(t *testing.T) {
	c, err := Parse("c", []byte("statuses: [{code: 4xx, description: range}, {code: 404, description: exact}]"))
	if err != nil {
		t.Fatal(err)
	}
	if c.Find(404).Description != "exact" || c.Find(499).Description != "range" || c.Find(500) != nil {
		t.Error("an exact code counts before its range")
	}
}

func TestMistakes(t *testing.T) {
	for in, want := range map[string]string{
		"":                              `c: the contract is empty; expected at least "statuses"`,
		"statuses: []":                  `c:1: statuses: expected at least one documented status`,
		"statuses: 200":                 `c:1: statuses: expected a list, found "200"`,
		"statuses:\n  - code: abc":      `c:2: statuses[0].code: expected a status from 100 to 599 or a range like 4XX, found "abc"`,
		"statuses: [200]\nstatus: 1":    `c:2: status: unknown field; expected one of disable, error, exclude, responders, statuses, trust`,
		"statuses:\n- 200\n- 200":       `c:3: statuses[1].code: status 200 is documented twice`,
		"statuses: [200]\ndisable: [x]": `c:2: disable[0]: expected a rule id (status, error-body, bare-error, ignore), found "x"`,
		"statuses: [200]\nexclude: &d [\"\"]\ndisable: *d":              `c:2: exclude[0]: expected a pattern of files, relative to the contract's folder, found ""`,
		"statuses: [200]\nexclude: [\"[\"]":                             `c:2: exclude[0]: expected a pattern of files, relative to the contract's folder, found "["`,
		"statuses: [200]\n---\nstatuses: [201]":                         `c:2: expected the end of the contract, found another YAML document`,
		"statuses: [200]\ntrust: &f [w.T]\ndisable: *f":                 `c:2: disable[0]: expected a rule id (status, error-body, bare-error, ignore), found "w.T"`,
		"statuses: [200]\nerror: {media: j}":                            `c:2: error.media: expected a media type like application/json, found "j"`,
		"statuses: [200]\nerror:\n  required: [a..b]":                   `c:3: error.required[0]: expected names joined by dots, found "a..b"`,
		"statuses: [200]\nerror:\n  items: [{required: [a]}]":           `c:3: error.items[0].path: expected the dotted path of an array, found nothing`,
		"statuses: [{code: 204, body: empty}]":                          `c:1: statuses[0].body: expected "none" or no such field, found "empty"`,
		"a: [":                                                          `c:1: not valid YAML: did not find expected node content`,
		"statuses: [200]\nresponders: [{status: 404}]":                  `c:2: responders[0].function: expected the full name of a function, found nothing`,
		"statuses: [200]\nresponders: [{function: a.B, status: arg x}]": `c:2: responders[0].status: expected a status from 100 to 599 or an argument like "arg 2", found "arg x"`,
		"statuses: [200]\nresponders: [{function: a.B, writer: 1}]":     `c:2: responders[0].writer: expected an argument like "arg 2", found "1"`,
		"statuses: [200]\nresponders: [{function: a.B, body: json}]":    `c:2: responders[0].body: expected an argument like "arg 3", none, text or unknown, found "json"`,
		"statuses: [200]\ntrust: [Fail]":                                `c:2: trust[0]: expected a full name like example.com/kit/web.Fail or (*example.com/kit/web.Ctx).Fail, found "Fail"`,
		"- 1":                                                           `c:1: expected an object, found a list`,
	} {
		_, err := Parse("c", []byte(in))
		if err == nil || err.Error() != want {
			t.Errorf("%q:\n got %v\nwant %s", in, err, want)
		}
	}
}

func TestMatch(t *testing.T) {
	for _, c := range []struct {
		pattern, name string
		want          bool
	}{
		{"*.go", "a.go", true}, {"*.go", "x/a.go", false}, {"**/*.go", "x/y/a.go", true}, {"internal", "internal/x/a.go", true},
		{"internal/", "internal/a.go", true}, {"internal/**", "internal/x/a.go", true}, {"x/**/a.go", "x/a.go", true}, {"y", "x/a.go", false},
	} {
		if got := Match(c.pattern, c.name); got != c.want {
			t.Errorf("Match(%q, %q) = %v", c.pattern, c.name, got)
		}
	}
	c := &Contract{Exclude: []string{`legacy\**`}}
	if !c.Excludes(`legacy\a.go`) {
		t.Error("a pattern and a file with backslashes")
	}
}

func TestDiscover(t *testing.T) {
	root := t.TempDir()
	sub := filepath.Join(root, "a", "b")
	if err := os.MkdirAll(sub, 0o777); err != nil {
		t.Fatal(err)
	}
	write := func(name, data string) {
		if err := os.WriteFile(filepath.Join(root, name), []byte(data), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	write("go.mod", "module m\n")
	if got := Discover(sub); got != "" {
		t.Error("found", got)
	}
	before := DigestTree(sub)
	write(FileName, "statuses: [200]")
	if got := Discover(sub); got != filepath.Join(root, FileName) {
		t.Error("found", got)
	}
	if DigestTree(sub) == before {
		t.Error("a new contract does not change the digest")
	}
	write("a/"+FileName, "statuses: [201]")
	if got := Discover(sub); !strings.HasPrefix(got, filepath.Join(root, "a")) {
		t.Error("found", got)
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(Template))
	f.Add([]byte("statuses: [200, {code: 4XX}]\nerror: {required: [a.b]}"))
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := Parse("c", data)
		if (c == nil) == (err == nil) {
			t.Error("neither a contract nor an error")
		}
	})
}
