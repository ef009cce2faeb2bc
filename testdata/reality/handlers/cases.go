package handlers

import (
	"net/http"

	"github.com/httpcontract/httpcontract/internal/reality"
)

var Cases = []reality.Case{
	// Whose text is not "" can't be told of what is inside itself.
	{Name: "InItself", Handler: InItself, Requests: []string{"", "x=aaaa"}, Unseen: []int{http.StatusNotFound}},
	{Name: "Hashed", Handler: Hashed, Requests: []string{""}},
	{Name: "Outcome", Handler: Outcome, Requests: []string{"", "POST x=a", "POST x=a", "POST x=xa", "POST x=xa"}},
	{Name: "Remembered", Handler: Remembered, Requests: []string{"", "x=a"}},
	{Name: "Copied", Handler: Copied, Requests: []string{"x=a", "x=b", ""}},
	{Name: "Detached", Handler: Detached, Requests: []string{"", "x=a"}},
	{Name: "Undone", Handler: Undone, Requests: []string{""}},
	{Name: "Keyed", Handler: Keyed, Requests: []string{""}},
	{Name: "Untyped", Handler: Untyped, Requests: []string{""}},
	{Name: "Masked", Handler: Masked, Requests: []string{"", "x=1", "x=2", "x=3"}},
	{Name: "Shifted", Handler: Shifted, Requests: []string{"", "x=1", "x=64", "x=128", "x=255"}},
	{Name: "Within", Handler: Within, Requests: []string{"", "x=5", "x=9"}},
	{Name: "Remainder", Handler: Remainder, Requests: []string{"", "x=1", "x=2"}},
	{Name: "Wraps", Handler: Wraps, Requests: []string{""}},
	{Name: "LongKey", Handler: LongKey, Requests: []string{"", "x=a"}},
	{Name: "Climbs", Handler: Climbs, Requests: []string{""}},
	{Name: "Indexed", Handler: Indexed, Requests: []string{"", "x=1", "x=2"}},
	{Name: "IndexedWithin", Handler: IndexedWithin, Requests: []string{"", "x=1", "x=2"}},
	{Name: "Divided", Handler: Divided, Requests: []string{"", "x=1", "x=100"}},
	{Name: "Implicit", Handler: Implicit, Requests: []string{""}},
	{Name: "Files", Handler: Files, Requests: []string{"", "fs=1"}},
	{Name: "Counted", Handler: Counted, Requests: []string{""}},
	{Name: "Nothing", Handler: Nothing, Requests: []string{""}},
	{Name: "Arithmetic", Handler: Arithmetic, Requests: []string{"x=a", ""}},
	{Name: "Superfluous", Handler: Superfluous, Requests: []string{""}},
	{Name: "DeadBranch", Handler: DeadBranch, Requests: []string{""}},
	{Name: "Switch", Handler: Switch, Requests: []string{"x=a", "x=b", "x=c", "x=d", ""}},
	{Name: "MultiReturn", Handler: MultiReturn, Requests: []string{"x=a", ""}},
	{Name: "MapTable", Handler: MapTable, Requests: []string{"x=a", "x=b", ""}},
	{Name: "SliceTable", Handler: SliceTable, Requests: []string{"x=a", "x=b", ""}},
	{Name: "FuncVar", Handler: FuncVar, Requests: []string{"x=a", ""}},
	{Name: "ClosureWriter", Handler: ClosureWriter, Requests: []string{"x=a", "x=b", ""}},
	{Name: "Chain", Handler: Chain, Requests: []string{""}},
	{Name: "Generics", Handler: Generics, Requests: []string{"x=a", ""}},
	{Name: "Guard", Handler: Guard, Requests: []string{"x=anon", "x=guest", ""}},
	{Name: "GuardError", Handler: GuardError, Requests: []string{"x=a", "x=1"}},
	{Name: "GuardOther", Handler: GuardOther, Requests: []string{"x=a", ""}},
	{Name: "Builder", Handler: Builder, Requests: []string{"x=a", ""}},
	{Name: "Options", Handler: Options, Requests: []string{"x=a", "x=b", ""}},
	{Name: "OptionStruct", Handler: OptionStruct, Requests: []string{"x=a", ""}},
	{Name: "FieldWriter", Handler: FieldWriter, Requests: []string{"x=a", ""}},
	{Name: "Wrapped", Handler: Wrapped, Requests: []string{"x=a", ""}},
	{Name: "Encoder", Handler: Encoder, Requests: []string{"x=a", ""}},
	{Name: "Buffered", Handler: Buffered, Requests: []string{"x=a", ""}},
	{Name: "Gzip", Handler: Gzip, Requests: []string{"x=a", ""}},
	{Name: "Buffer", Handler: Buffer, Requests: []string{"x=a", ""}},
	{Name: "Marshal", Handler: Marshal, Requests: []string{"x=a", ""}},
	{Name: "Deferred", Handler: Deferred, Requests: []string{"x=a", ""}},
	{Name: "Recovered", Handler: Recovered, Requests: []string{"x=a", ""}},
	{Name: "Interface", Handler: Interface, Requests: []string{"x=a", ""}},
	{Name: "Redirect", Handler: Redirect, Requests: []string{"x=a", ""}},
	{Name: "NotFoundKin", Handler: NotFoundKin, Requests: []string{"x=a", ""}},
	{Name: "Early", Handler: Early, Requests: []string{""}},
	{Name: "NoBody204", Handler: NoBody204, Requests: []string{""}},
	{Name: "CondThenAlways", Handler: CondThenAlways, Requests: []string{"x=a", ""}},
	{Name: "Loop", Handler: Loop, Requests: []string{"x=a", "x=abc", ""}},
	{Name: "CopyStatus", Handler: CopyStatus, Requests: []string{"x=418"}, Unknown: true},
	{Name: "Ladder", Handler: Ladder, Requests: []string{"x=a", "x=b", ""}},
	{Name: "DefaultArg", Handler: DefaultArg, Requests: []string{"x=a", ""}},
	{Name: "Goto", Handler: Goto, Requests: []string{""}},
	{Name: "StringBody", Handler: StringBody, Requests: []string{""}},
	{Name: "Builder2", Handler: Builder2, Requests: []string{""}},
	{Name: "Server.Method", Handler: new(Server).Method, Requests: []string{"x=a", ""}},
	{Name: "Server.ServeHTTP", Handler: new(Server).ServeHTTP, Requests: []string{"x=a", "", "POST "}},

	{Name: "refuse.func1", Handler: func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path = "/gone"; x(r) == "here" {
			r.URL.Path = "/here"
		}
		routes().ServeHTTP(w, r)
	}, Requests: []string{"x=a", "x=here", ""}},
	{Name: "NilPointer", Handler: NilPointer, Requests: []string{"x=a", ""}},
	{Name: "InPlace", Handler: InPlace, Requests: []string{""}},
	{Name: "NestedLoops", Handler: NestedLoops, Requests: []string{"x=a", "x=b", ""}},
	{Name: "Prefix", Handler: Prefix, Requests: []string{"x=a", ""}},

	{Name: "LoadOne", Handler: LoadOne, Requests: []string{"x=missing", "x=forbidden", ""}},
	{Name: "SaveOne", Handler: SaveOne, Requests: []string{"x=dup", ""}},
	{Name: "StatusOf", Handler: StatusOf, Requests: []string{"x=dup", ""}},
	{Name: "Joined", Handler: Joined, Requests: []string{"x=a", ""}},
	{Name: "Wrapped2", Handler: Wrapped2, Requests: []string{"x=a", ""}},
	{Name: "Sentinel", Handler: Sentinel, Requests: []string{"x=a", "x=b", "x=c", ""}},
	{Name: "Assert", Handler: Assert, Requests: []string{"x=missing", "x=forbidden", ""}},
	{Name: "Registry", Handler: Registry, Requests: []string{"x=dup", ""}},
	{Name: "ValueError", Handler: ValueError, Requests: []string{"x=a", ""}},
	{Name: "Page", Handler: Page, Requests: []string{"x=shut", "x=a,b"}},
	{Name: "Layers", Handler: Layers, Requests: []string{""}},
	{Name: "Once", Handler: Once, Requests: []string{"x=gone", "x=taken", ""}},
	{Name: "Allowed", Handler: Allowed, Requests: []string{"x=a", ""}},
	{Name: "Reflected", Handler: Reflected, Requests: []string{"", "x=a"}},
	{Name: "Flushed", Handler: Flushed, Requests: []string{"", "x=a"}},
	{Name: "Marshaller", Handler: Marshaller, Requests: []string{"", "x=a"}},
	{Name: "CutOff", Handler: CutOff, Requests: []string{"", "x=a:b"}},
	{Name: "Behind", Handler: Behind, Requests: []string{"", `body={"Statement":{"Dest":{"Msg":"a"}}}`}},
	{Name: "Sorted", Handler: Sorted, Requests: []string{"", "x=a"}},
	{Name: "Cleared", Handler: Cleared, Requests: []string{"", "x=a"}},
	{Name: "Added", Handler: Added, Requests: []string{"", "x=a"}},
	{Name: "Late", Handler: Late, Requests: []string{"", "x=a"}},
	{Name: "Layered", Handler: Layered, Requests: []string{"", "x=a"}},
	{Name: "Received", Handler: Received, Requests: []string{"", "x=a"}},
	{Name: "Steps", Handler: Steps, Requests: []string{"", "x=a", "x=b", "x=skip"}},
	{Name: "Table", Handler: Table, Requests: []string{"", "x=a"}},
	{Name: "Lines", Handler: Lines, Requests: []string{"", "x=a,b", "x=!a", "x=a,!b"}},
	{Name: "Part", Handler: Part, Requests: []string{"x=a", ""}},
	{Name: "Goroutine", Handler: Goroutine, Requests: []string{"x=fail", ""}},
	{Name: "Collected", Handler: after(func(r *http.Request) { SetMember(x(r)) }, Collected), Requests: []string{"x=a", ""}},
	{Name: "Default", Handler: after(func(r *http.Request) { Setup(x(r) == "on") }, Default), Requests: []string{"x=on", ""}},
	{Name: "Marshalled", Handler: Marshalled, Requests: []string{"x=1", "x=2"}},
	{Name: "Number", Handler: Number, Requests: []string{"x=1", "x=a", "x=99999999999999999999"}},
	{Name: "Time", Handler: Time, Requests: []string{"x=2000-01-01", "x=a"}},
	{Name: "Cookie", Handler: Cookie, Requests: []string{"x=a", ""}},
	{Name: "Text", Handler: Text, Requests: []string{"x=true", "x=a"}},
	{Name: "Kind", Handler: Kind, Requests: []string{"x=broken", ""}},
	{Name: "Pooled", Handler: Pooled, Requests: []string{""}},
	{Name: "Answered", Handler: answered.ServeHTTP, Requests: []string{"x=a", ""}},
	// Writers that can't be flushed are not at hand.
	{Name: "Flushing", Handler: Flushing, Requests: []string{""}, Unseen: []int{501}},
	{Name: "Through", Handler: Through, Requests: []string{"x=a", ""}},
	{Name: "Looped", Handler: Looped, Requests: []string{"", "x=a", "x=b"}},
	{Name: "Kinds", Handler: Kinds, Requests: []string{"x=a", "x=b", ""}},
	{Name: "Phase", Handler: Phase, Requests: []string{"", "", "", "DELETE ", ""}},
	{Name: "Matched", Handler: Matched, Requests: []string{"", "x=-", "x=a"}},
	{Name: "Chosen", Handler: Chosen, Requests: []string{"", "x=a"}},
	{Name: "Literals", Handler: Literals, Requests: []string{""}},
	{Name: "serveCode", Handler: choice(genericMux(), "/lost", "/shut"), Requests: []string{"", "x=a"}},
	{Name: "codeHandler.func1", Handler: reality.At("/made", genericMux()), Requests: []string{""}},
	{Name: "Parted", Handler: choice(partMux(), "/part/a", "/part/aaaa"), Requests: []string{"", "x=a"}},
	{Name: "Unparted", Handler: choice(partMux(), "/none", "/none/a"), Requests: []string{"", "x=a"}},
	{Name: "Bared", Handler: reality.At("/bared/a", partMux()), Requests: []string{""}},
	{Name: "Labelled", Handler: Labelled, Requests: []string{"", "x=abcd"}},
	{Name: "Ordered", Handler: Ordered, Requests: []string{"", "x=mug", "x=mug,fax", "x=mug,mug"}},
	// 504: of a server that is slower than the client waits.
	{Name: "Fetched", Handler: Fetched, Requests: []string{"", "x=:", "x=ok", "x=bad"}, Unseen: []int{504}},
	{Name: "Awaited", Handler: Awaited, Requests: []string{"", "x=a", "x=slow"}},
	{Name: "Workers", Handler: Workers, Requests: []string{"", "x=a"}},
	{Name: "Grouped", Handler: Grouped, Requests: []string{""}},
	{Name: "Gathered", Handler: Gathered, Requests: []string{"", "x=a"}},
	{Name: "Signalled", Handler: Signalled, Requests: []string{"", "x=a"}},
	{Name: "takeDesk", Handler: visited(takeDesk), Requests: []string{"", "x=a", "x=b"}},
	{Name: "forceDesk", Handler: visited(forceDesk), Requests: []string{"", "x=a", "x=b"}},
	{Name: "renumberDesks", Handler: visited(renumberDesks), Requests: []string{"", "x=a"}},
	// 200: of a file that is there.
	{Name: "openDesk", Handler: visited(openDesk), Requests: []string{"x=a"}, Unseen: []int{200}},
	{Name: "deskLink", Handler: visited(deskLink), Requests: []string{"x=a", "x=%25"}},
	{Name: "ManyDesks", Handler: ManyDesks, Requests: []string{"x=c", "x=a", "x=b"}},
	{Name: "deskDesk.ServeHTTP", Handler: NewDesk(openHall{}).ServeHTTP, Requests: []string{"x=c", "x=a", "x=b"}},
	{Name: "Decoded", Handler: Decoded, Requests: []string{"", "x=1", "x=null", "x=true"}},
	{Name: "Decided", Handler: Decided, Requests: []string{"x=", "x={}", `x={"Status":1}`}},
	{Name: "Tallied", Handler: Tallied, Requests: []string{""}},
	{Name: "Noted", Handler: Noted, Requests: []string{"x=httpcontract-note", "x=no/note"}},
	{Name: "Forwarded", Handler: Forwarded, Requests: []string{"x=lost", "x=shut", "x=gone", "x=a&owner=b", "x=a&owner=a", "x=a&owner=a&state=odd", "x=a&owner=a&weight=1234567890", "x=123456789012345678901&owner=123456789012345678901"}},
	{Name: "Causes", Handler: Causes, Requests: []string{""}, Unseen: []int{http.StatusConflict, http.StatusOK}},
	{Name: "Patient", Handler: Patient, Requests: []string{""}, Unseen: []int{http.StatusOK}},
	{Name: "Called", Handler: Called, Requests: []string{"", "x=a", "x=err"}},
	{Name: "Elsewhere", Handler: Elsewhere, Requests: []string{"", "x=a"}, Unseen: []int{http.StatusOK}},
	{Name: "Tells", Handler: Tells, Requests: []string{"", "x=wrapped", "x=joined", "x=none"}},
	{Name: "Gated", Handler: Gated, Requests: []string{"", ""}},
	{Name: "Turnstile", Handler: Turnstile, Requests: []string{"", "", ""}},
	{Name: "Sought", Handler: Sought, Requests: []string{"", "x=a"}, Unseen: []int{http.StatusNotImplemented}},
	{Name: "Printed", Handler: Printed, Requests: []string{"", "x=a"}, Unseen: []int{http.StatusInternalServerError}},
	{Name: "Short", Handler: Short, Requests: []string{"", "x=a", "x=ab"}},
	{Name: "Ranged", Handler: Ranged, Requests: []string{"", "x=hour", "x=day", "x=week"}},
	{Name: "Since", Handler: Since, Requests: []string{"", "x=2020-01-01", "x=9000-01-01"}},
	{Name: "WordAt", Handler: WordAt, Requests: []string{"", "x=a&n=0", "x=a&n=1"}},
	{Name: "WordWithin", Handler: WordWithin, Requests: []string{"", "x=a&n=0", "x=a&n=1"}},
	{Name: "WordsFrom", Handler: WordsFrom, Requests: []string{"", "x=a&n=0", "x=a&n=2"}},
	{Name: "WordsClamped", Handler: WordsClamped, Requests: []string{"", "x=a&n=9"}},
	{Name: "WordsWritten", Handler: WordsWritten, Requests: []string{"", "n=3", "n=-3"}},
	{Name: "FirstItem", Handler: FirstItem, Requests: []string{"", `x={"Items":["a"]}`, "x={}"}},
	{Name: "FirstOfSome", Handler: FirstOfSome, Requests: []string{"", `x={"Items":["a"],"Name":"b"}`, "x={}"}},
	// The server's writer can always be hijacked over HTTP/1.
	{Name: "Hijacked", Handler: Hijacked, Requests: []string{""}, Unseen: []int{http.StatusNotImplemented}, Unknown: true},
	{Name: "Fed", Handler: Fed, Requests: []string{"x=a", ""}},
	{Name: "Streamed", Handler: Streamed, Requests: []string{"x=a"}},
	{Name: "Toned", Handler: Toned, Requests: []string{"x=a", "x=bad"}},
	{Name: "Dropped", Handler: Dropped, Requests: []string{"", "x=a", "x=busy", "x=busy&x=busy", "x=gone&x=gone", "x=gone&x=busy&x=gone", "x=a&x=busy"}},
	{Name: "Refused", Handler: Refused, Requests: []string{"", "x={}", `x={"code":"unknown"}`}},
	{Name: "Lost", Handler: Lost, Requests: []string{"", "x=a"}},
	{Name: "Shared", Handler: Shared, Requests: []string{"", "x=a", "x=b"}},
	{Name: "Asserted", Handler: Asserted, Requests: []string{"", "x=a", "x=b"}},
	{Name: "Raw", Handler: Raw, Requests: []string{""}},
	// 501: of a writer that can't be flushed.
	{Name: "Pushed", Handler: Pushed, Requests: []string{""}, Unseen: []int{501}},
}

// after prepares something before each request.
func after(prepare func(*http.Request), h http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		prepare(r)
		h(w, r)
	}
}

// choice asks for one path or, with an x, for another.
func choice(h http.Handler, plain, other string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		path := plain
		if x(r) != "" {
			path = other
		}
		reality.At(path, h)(w, r)
	}
}
