// Command gen writes models.bin: go generate ./internal/models
package main

import (
	"log"
	"os"

	"github.com/httpcontract/httpcontract/internal/models"
)

func main() {
	out, err := models.Encode(os.DirFS("src"))
	if err != nil {
		log.Fatal(err)
	}
	if err := os.WriteFile("models.bin", out, 0o666); err != nil {
		log.Fatal(err)
	}
}
