package handlers

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"time"
)

// partnerFault is an error of the program's own, which no client of net/http gives.
type partnerFault struct{ status int }

func (f *partnerFault) Error() string { return http.StatusText(f.status) }

var errClosed = errors.New("closed")

// partner has a client without a transport of the program's own.
type partner struct{ client *http.Client }

func newPartner() *partner { return &partner{client: &http.Client{Timeout: time.Second}} }

func (p *partner) fetch(ctx context.Context, url string) (n int, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return 0, errClosed
	}
	resp, err := p.client.Do(req)
	if err != nil {
		return 0, err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return 0, &partnerFault{http.StatusBadGateway}
	}
	err = json.NewDecoder(resp.Body).Decode(&n)
	return n, err
}

// Fetched answers for another server.
func Fetched(w http.ResponseWriter, r *http.Request) {
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Write([]byte("1"))
	}))
	defer srv.Close()
	url := srv.URL
	switch x(r) {
	case ":":
		url = ":"
	case "bad":
		url = "http://127.0.0.1:0"
	}
	_, err := newPartner().fetch(r.Context(), url)
	var fault *partnerFault
	switch {
	case errors.As(err, &fault):
		w.WriteHeader(fault.status)
	case errors.Is(err, errClosed):
		w.WriteHeader(http.StatusConflict)
	case errors.Is(err, errNoWork):
		w.WriteHeader(http.StatusTeapot) // of other handlers
	case errors.Is(err, context.DeadlineExceeded):
		w.WriteHeader(http.StatusGatewayTimeout)
	case err != nil:
		w.WriteHeader(http.StatusBadGateway)
	}
}
