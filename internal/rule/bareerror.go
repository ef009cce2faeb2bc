package rule

import (
	"fmt"
)

var bareErrorRule = &Rule{
	ID:    "bare-error",
	Title: "a plain-text error from http.Error, http.NotFound or http.NotFoundHandler",
	Text: `These functions answer with text/plain where the contract has a JSON error. The finding stands at the call; where a
project's helper wraps http.Error, it stands inside the helper, once. A call that can't send anything, because the
response has been sent before, is not reported.`,
	Wrong: `func getUser(w http.ResponseWriter, r *http.Request) {
	http.Error(w, "no such user", http.StatusNotFound) // bare-error
}`,
	Right: `func getUser(w http.ResponseWriter, r *http.Request) {
	writeError(w, http.StatusNotFound, "NotFound", "no such user")
}`,
	check: func(in *Input, report func(Finding)) {
		for _, b := range in.Result.Bare {
			status := ""
			if b.Status > 0 {
				status = fmt.Sprintf(" with status %d", b.Status)
			}
			report(Finding{Pos: b.Pos, Msg: fmt.Sprintf("%s sends text/plain%s where the contract has a JSON error%s", b.Func, status, via(b.Path))})
		}
	},
}
