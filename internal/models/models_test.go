package models_test

import (
	"bytes"
	"os"
	"testing"

	"github.com/httpcontract/httpcontract/internal/models"
)

func TestCurrent(t *testing.T) {
	want, err := models.Encode(os.DirFS("src"))
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile("models.bin")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Error("models.bin is not what src makes: run go generate ./internal/models")
	}
	for _, key := range []string{"slices.Backward", "slices.Backward$1", "maps.Keys", "sync.OnceValue"} {
		if models.Func(key) == nil {
			t.Errorf("no model of %s", key)
		}
	}
	if models.Func("slices.Sort") != nil || models.Func("example.com/p.F") != nil {
		t.Error("a model of something else")
	}
}
