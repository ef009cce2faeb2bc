package shape

import (
	"encoding/json"
	"testing"
)

func TestParseBody(t *testing.T) {
	hole := func(h Hole) Part { return Part{Kind: HolePart, Hole: h} }
	lit := func(s string) Part { return Part{Lit: s} }
	for _, c := range []struct {
		parts []Part
		want  string
	}{
		{nil, "-"},
		{[]Part{lit("hello")}, "text"},
		{[]Part{lit(`{"a": [1, "x", null], "b": true}`)}, `{a: [1 | "x" | null...], b: true}`},
		{[]Part{lit(`{"a": "`), hole(AnyText), lit(`", "n": `), hole(Digits), lit("}")}, "{a: string, n: number}"},
		{[]Part{lit(`{"a": `), hole(Quoted), lit("}")}, "{a: string}"},
		{[]Part{lit(`{"a": `), hole(AnyText), lit("}")}, "{a: ?, ...}"},
		{[]Part{hole(AnyText)}, "?"},
		{[]Part{lit("error: "), hole(AnyText)}, "text"},
		{[]Part{lit(`{"a": 1`)}, "text"},
		{[]Part{{Kind: JSONPart, JSON: Obj([]Member{{Name: "z", Shape: Str("")}}, false)}, lit("\n")}, `{z: ""}`},
		{[]Part{lit("4"), hole(Digits)}, "number"},
		{[]Part{lit(`"a" "b"`)}, "text"},
	} {
		if got := ParseBody(c.parts).String(); got != c.want {
			t.Errorf("%v: got %s, want %s", c.parts, got, c.want)
		}
	}
}

func FuzzParseBody(f *testing.F) {
	f.Add(`{"a":[1,2,{"b":null}],"c":"\u0041"}`)
	f.Add(`[`)
	f.Fuzz(func(t *testing.T, s string) {
		got := ParseBody([]Part{{Lit: s}})
		if valid := json.Valid([]byte(s)); valid != (got.Kind != Text && got.Kind != Empty) && got.Kind != Unknown {
			t.Errorf("%q: valid JSON is %v, but the shape is %s", s, valid, got)
		}
	})
}
