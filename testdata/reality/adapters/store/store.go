// Package store makes the errors of the adapters' handlers.
package store

import (
	"errors"
	"fmt"
)

var (
	ErrNotFound = errors.New("not found")
	ErrConflict = errors.New("conflict")
	ErrLocked   = errors.New("locked")
)

// QuotaError carries its status.
type QuotaError struct{ Left int }

func (e *QuotaError) Error() string   { return fmt.Sprint("quota ", e.Left) }
func (e *QuotaError) HTTPStatus() int { return 429 }

func row(id string) error {
	if id == "missing" {
		return ErrNotFound
	}
	return nil
}

// Load only ever fails to find.
func Load(id string) (string, error) {
	if err := row(id); err != nil {
		return "", fmt.Errorf("load %s: %w", id, err)
	}
	return id, nil
}

// Save conflicts, or is over the quota.
func Save(id string) error {
	switch id {
	case "taken":
		return fmt.Errorf("save: %w", fmt.Errorf("row: %w", ErrConflict))
	case "quota":
		return &QuotaError{Left: 0}
	}
	return nil
}

// Lock joins two errors.
func Lock(id string) error {
	if id == "locked" {
		return errors.Join(errors.New("try later"), ErrLocked)
	}
	return nil
}
