// Package service stands between the store and the handlers.
package service

import (
	"fmt"
	"strings"

	"github.com/httpcontract/httpcontract/testdata/reality/wired/domain"
)

// Items is what the handlers need.
type Items interface {
	Get(id string) (string, error)
	Put(id string) error
}

type memory struct{ items map[string]string }

// NewMemory makes the store.
func NewMemory() Items { return &memory{items: map[string]string{"a": "A"}} }

func (m *memory) Get(id string) (string, error) {
	if strings.HasPrefix(id, "busy") {
		return "", &domain.Error{Err: domain.ErrBusy}
	}
	v, ok := m.items[id]
	if !ok {
		return "", &domain.Error{Code: domain.Missing, Err: domain.ErrMissing}
	}
	return v, nil
}

func (m *memory) Put(id string) error {
	if _, err := m.Get(id); err == nil {
		return fmt.Errorf("put: %w", domain.ErrTaken)
	}
	m.items[id] = id
	return nil
}

// Owned is a decorator: only some may be seen.
type Owned struct{ Items }

func (o Owned) Get(id string) (string, error) {
	if strings.HasPrefix(id, "secret") {
		return "", &domain.Error{Code: domain.Denied}
	}
	v, err := o.Items.Get(id)
	if err != nil {
		return "", fmt.Errorf("owned: %w", err)
	}
	return v, nil
}

// Broken is never used by the program.
type Broken struct{}

func (Broken) Get(string) (string, error) { return "", &domain.Error{Code: domain.Taken} }
func (Broken) Put(string) error           { return domain.ErrBusy }
