// Package store is the layer above package driver.
package store

import (
	"fmt"
	"net/http"

	"github.com/httpcontract/httpcontract/testdata/reality/deep/driver"
)

// Get wraps what the driver says.
func Get(key string) (string, error) {
	v, err := driver.Fetch(key)
	if err != nil {
		return "", fmt.Errorf("store: %w", err)
	}
	return v, nil
}

// Status asks the driver.
func Status(err error) int { return driver.Status(err) }

// Refuse has the driver answer.
func Refuse(w http.ResponseWriter) { driver.Refuse(w) }
