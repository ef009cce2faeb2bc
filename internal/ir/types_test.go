package ir

import "testing"

// TestConfigures holds what a value may decide in code that another package gives it to: what is
// in a field that is not exported, only its own package has put there.
func TestConfigures(t *testing.T) {
	text, fn := &Type{Kind: String}, &Type{Kind: Signature}
	structure := func(name string, fields ...Field) *Type {
		return &Type{Kind: Pointer, Elem: &Type{Kind: Struct, Defined: true, Name: name, Fields: fields}}
	}
	list := &Type{Kind: Struct, Defined: true, Name: "example.com/m.List"}
	list.Fields = []Field{{Name: "next", Type: &Type{Kind: Pointer, Elem: list}}}
	for name, c := range map[string]struct {
		t    *Type
		want bool
	}{
		"a setting":               {text, true},
		"settings":                {structure("example.com/m.Config", Field{Name: "Dir", Type: text, Exported: true}), true},
		"a store":                 {structure("example.com/m.Store", Field{Name: "dir", Type: text}, Field{Name: "db", Type: structure("database/sql.DB", Field{Name: "hook", Type: fn})}), false},
		"a service with a hook":   {structure("example.com/m.Service", Field{Name: "hook", Type: fn}), true},
		"a function":              {fn, true},
		"a list without settings": {list, false},
	} {
		if got := c.t.Configures(); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
