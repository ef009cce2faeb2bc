//go:build !httpcontract_fault

package responses

// inject is where a build with the tag httpcontract_fault panics, for the tests
// of how drivers take a fault.
func inject(string) {}
