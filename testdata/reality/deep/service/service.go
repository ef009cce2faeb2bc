// Package service is the layer above package store.
package service

import (
	"net/http"

	"github.com/httpcontract/httpcontract/testdata/reality/deep/store"
)

// Get hands on what the store says.
func Get(key string) (string, error) { return store.Get(key) }

// Fail answers as the store says.
func Fail(w http.ResponseWriter, err error) { w.WriteHeader(store.Status(err)) }

// Refuse has the store answer.
func Refuse(w http.ResponseWriter) { store.Refuse(w) }
