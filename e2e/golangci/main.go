// Command golangci is golangci-lint with httpcontract built in, made by hand:
// what "golangci-lint custom" makes from .custom-gcl.yml, without a clone.
package main

import (
	"fmt"
	"os"
	"runtime"

	"github.com/golangci/golangci-lint/v2/pkg/commands"

	_ "github.com/httpcontract/httpcontract/plugin"
)

func main() {
	// An empty version makes golangci-lint take the executable into its
	// cache key.
	if err := commands.Execute(commands.BuildInfo{GoVersion: runtime.Version()}); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(3)
	}
}
