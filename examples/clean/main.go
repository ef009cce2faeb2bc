// Command clean serves the example API on localhost.
package main

import (
	"flag"
	"log"
	"net/http"

	"github.com/httpcontract/httpcontract/examples/clean/api"
)

func main() {
	addr := flag.String("addr", "localhost:8080", "address to listen on")
	flag.Parse()
	log.Print("listening on ", *addr)
	log.Fatal(http.ListenAndServe(*addr, api.New().Routes()))
}
