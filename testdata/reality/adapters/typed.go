package adapters

import (
	"context"
	"errors"

	"github.com/httpcontract/httpcontract/testdata/reality/adapters/store"
)

// Change is read from a body for its adapter.
func Change(_ context.Context, i in) (out, error) {
	return out{i.ID}, store.Save(i.ID)
}

type ref string

func parseRef(s string) (ref, error) {
	if len(s) > 8 {
		return "", errors.New("too long")
	}
	return ref(s), nil
}

// Named has an argument that is a text, and cannot be told from a service's method but by
// how it is handed on.
func Named(_ context.Context, id ref) (out, error) {
	v, err := store.Load(string(id))
	return out{v}, err
}
