package handlers

import (
	"fmt"
	"net/http"
)

// Hijacked writes a response of its own to the connection.
func Hijacked(w http.ResponseWriter, r *http.Request) {
	conn, rw, err := http.NewResponseController(w).Hijack()
	if err != nil {
		w.WriteHeader(http.StatusNotImplemented)
		return
	}
	defer conn.Close()
	fmt.Fprint(rw, "HTTP/1.1 410 Gone\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")
	rw.Flush()
}
