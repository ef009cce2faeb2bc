package ignore

import "net/http"

func sameLine(w http.ResponseWriter, r *http.Request) {
	w.WriteHeader(202) //httpcontract:ignore status the queue answers so
}

func lineAbove(w http.ResponseWriter, r *http.Request) {
	//httpcontract:ignore status the queue answers so
	w.WriteHeader(202)
}

// nextLine has a directive at the end of a line, which is for that line alone.
func nextLine(w http.ResponseWriter, r *http.Request) {
	if r.Method == "GET" { //httpcontract:ignore bare-error it is none // want `ignore: the directive silences nothing`
		w.WriteHeader(202) // want `status: 202`
		return
	}
	w.WriteHeader(202) //httpcontract:ignore status the queue answers so
	w.WriteHeader(418)
}

// whole is silent.
//
//httpcontract:ignore status,error-body teapots have their own contract
func whole(w http.ResponseWriter, r *http.Request) {
	if r.Method == "GET" {
		w.WriteHeader(418)
		return
	}
	w.WriteHeader(418)
}

func otherRule(w http.ResponseWriter, r *http.Request) {
	/* want `ignore: the directive silences nothing: there is no finding of bare-error here` */ //httpcontract:ignore bare-error wrong rule
	w.WriteHeader(202)                                                                          // want `status: 202`
}

func noReason(w http.ResponseWriter, r *http.Request) {
	/* want `ignore: the directive gives no reason` */ //httpcontract:ignore status
	w.WriteHeader(202)                                 // want `status: 202`
}

func noRule(w http.ResponseWriter, r *http.Request) {
	/* want `ignore: the directive names no rule` */ //httpcontract:ignore
	w.WriteHeader(200)
}

func badRule(w http.ResponseWriter, r *http.Request) {
	/* want `ignore: the directive names the rule "stauts", which does not exist` */ //httpcontract:ignore stauts typo
	w.WriteHeader(200)
}
