package status

import (
	"errors"
	"net/http"
)

var errTea = errors.New("tea")

func direct(w http.ResponseWriter, r *http.Request) {
	w.WriteHeader(http.StatusTeapot) // want `status: 418 is not a documented status \(direct\)` `error-body: 418 response has no body \(direct\)`
}

func helper(w http.ResponseWriter, status int) { w.WriteHeader(status) }

func argument(w http.ResponseWriter, r *http.Request) {
	helper(w, 202) // want `status: 202 is not a documented status \(argument -> helper\)`
	helper(w, 206) // superfluous: the client sees the first
}

func statusFor(err error) int {
	if errors.Is(err, errTea) {
		return 206 // want `status: 206 is not a documented status \(mapped -> helper\)`
	}
	return http.StatusOK
}

func mapped(w http.ResponseWriter, r *http.Request) {
	var err error
	if r.Method == "BREW" {
		err = errTea
	}
	helper(w, statusFor(err))
}

func panics(w http.ResponseWriter, r *http.Request) {
	w.WriteHeader(42) // want `status: 42 is not a status: net/http panics on it \(panics\)`
}

func dead(w http.ResponseWriter, r *http.Request) {
	const brew = false
	if brew {
		w.WriteHeader(299)
	}
}

func unknown(w http.ResponseWriter, r *http.Request) { w.WriteHeader(int(r.ContentLength)) }

func file(w http.ResponseWriter, r *http.Request) { http.ServeFile(w, r, "x") }

func client(w http.ResponseWriter, r *http.Request) {
	resp := &http.Response{StatusCode: 299}
	if resp.StatusCode == 298 {
		return
	}
	w.WriteHeader(200)
}

func cond(w http.ResponseWriter, r *http.Request) {
	status := 200
	if r.Method == "POST" {
		status = 203 // want `status: 203 is not a documented status \(cond\)`
	}
	w.WriteHeader(status)
}

func sendFirst(w http.ResponseWriter, codes ...int) { w.WriteHeader(codes[0]) }

func variadic(w http.ResponseWriter, r *http.Request) {
	sendFirst(w,
		200,
	)
	sendFirst(w,
		418, // superfluous
	)
}

func variadicOdd(w http.ResponseWriter, r *http.Request) {
	sendFirst(w,
		302, // want `status: 302 is not a documented status \(variadicOdd -> sendFirst\)`
		200,
	)
}
