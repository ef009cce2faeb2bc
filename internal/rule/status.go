package rule

import (
	"fmt"
	"strconv"

	"github.com/httpcontract/httpcontract/analyzer/responses"
)

var statusRule = &Rule{
	ID:    "status",
	Title: "a response with a status that the contract does not document",
	Text: `Clients are written against the documented statuses. A status outside the contract reaches them as a surprise.
The finding stands where the code chooses the status: the constant itself, the argument of a helper, the return of a
function that maps errors to statuses. A status outside 100..999 is reported too: net/http panics on it
(http.ResponseWriter, WriteHeader); not 0, which stands for none, and which code rules out in ways that can't all be followed.
Statuses that http.ServeContent and http.ServeFile choose by the client's request are
listed but not reported.`,
	Wrong: `func getUser(w http.ResponseWriter, r *http.Request) {
	w.WriteHeader(http.StatusTeapot) // status: 418 is not a documented status
}`,
	Right: `func getUser(w http.ResponseWriter, r *http.Request) {
	w.WriteHeader(http.StatusNoContent)
}`,
	check: func(in *Input, report func(Finding)) {
		in.each(func(h *responses.Handler, r *responses.Response) {
			if r.Status == 0 || r.Implied || !r.Invalid && in.Contract.Find(r.Status) != nil {
				return
			}
			msg := strconv.Itoa(r.Status) + " is not a documented status"
			if r.Invalid {
				msg = fmt.Sprintf("%d is not a status: net/http panics on it", r.Status)
			}
			for _, pos := range r.StatusPos {
				report(Finding{Pos: pos, Msg: msg + via(r.Path)})
			}
		})
	},
}
