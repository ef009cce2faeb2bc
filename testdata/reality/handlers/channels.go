package handlers

import (
	"errors"
	"net/http"
	"sync"
	"time"
)

var errNoWork = errors.New("no work")

func toil(s string) (int, error) {
	switch s {
	case "":
		return 0, errNoWork
	case "slow":
		time.Sleep(300 * time.Millisecond)
	}
	return http.StatusCreated, nil
}

type toiled struct {
	code int
	err  error
}

// Awaited waits for a goroutine, but not for ever.
func Awaited(w http.ResponseWriter, r *http.Request) {
	done := make(chan toiled, 1)
	go func() {
		code, err := toil(x(r))
		done <- toiled{code, err}
	}()
	select {
	case t := <-done:
		if errors.Is(t.err, errNoWork) {
			w.WriteHeader(http.StatusConflict)
			return
		}
		if t.err != nil {
			w.WriteHeader(http.StatusInternalServerError)
			return
		}
		w.WriteHeader(t.code)
	case <-time.After(50 * time.Millisecond):
		w.WriteHeader(http.StatusGatewayTimeout)
	}
}

// Workers takes the worst of what goroutines answer.
func Workers(w http.ResponseWriter, r *http.Request) {
	jobs, results := make(chan string), make(chan int, 2)
	for range 2 {
		go worker(jobs, results)
	}
	for _, job := range []string{x(r), "b"} {
		jobs <- job
	}
	close(jobs)
	worst := http.StatusOK
	for range 2 {
		worst = max(worst, <-results)
	}
	w.WriteHeader(worst)
}

func worker(jobs <-chan string, results chan<- int) {
	for job := range jobs {
		if job == "a" {
			results <- http.StatusServiceUnavailable
		} else {
			results <- http.StatusOK
		}
	}
}

// Grouped waits for a group: what was there before is never sent.
func Grouped(w http.ResponseWriter, r *http.Request) {
	var group sync.WaitGroup
	code := http.StatusInternalServerError
	group.Add(1)
	go func() {
		defer group.Done()
		code = http.StatusAccepted
	}()
	group.Wait()
	w.WriteHeader(code)
}

// Gathered reads errors until the channel is closed.
func Gathered(w http.ResponseWriter, r *http.Request) {
	errs := make(chan error, 2)
	var group sync.WaitGroup
	for _, s := range []string{"a", x(r)} {
		group.Go(func() {
			_, err := toil(s)
			errs <- err
		})
	}
	go func() {
		group.Wait()
		close(errs)
	}()
	for err := range errs {
		if err != nil {
			w.WriteHeader(http.StatusBadGateway)
			return
		}
	}
	w.WriteHeader(http.StatusNoContent)
}

// Signalled is told by the channel's end that a variable is set.
func Signalled(w http.ResponseWriter, r *http.Request) {
	done := make(chan struct{})
	var err error
	go func() {
		defer close(done)
		_, err = toil(x(r))
	}()
	<-done
	switch {
	case errors.Is(err, errNoWork):
		w.WriteHeader(http.StatusConflict)
	case err != nil:
		w.WriteHeader(http.StatusInternalServerError)
	default:
		w.WriteHeader(http.StatusNoContent)
	}
}
