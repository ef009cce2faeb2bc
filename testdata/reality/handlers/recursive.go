package handlers

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
)

// Types that lead to themselves.
type (
	stateFn func(*lexer) stateFn
	nested  []nested
	tree    map[string]tree
)

type lexer struct {
	text  string
	err   error
	depth int
}

func lexAny(l *lexer) stateFn {
	switch {
	case l.text == "":
		return nil
	case strings.HasPrefix(l.text, "("):
		l.depth++
	case strings.HasPrefix(l.text, ")"):
		l.depth--
	}
	if l.depth < 0 {
		return lexBroken
	}
	l.text = l.text[1:]
	return lexAny
}

func lexBroken(l *lexer) stateFn {
	l.err = errors.New("too many")
	return nil
}

func (l *lexer) run(start stateFn) error {
	for state := start; state != nil; {
		state = state(l)
	}
	return l.err
}

// Lexed runs states that give the next one.
func Lexed(w http.ResponseWriter, r *http.Request) {
	if err := (&lexer{text: x(r)}).run(lexAny); err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

func grown(n nested, depth int) nested {
	if depth == 0 {
		return n
	}
	return grown(nested{n}, depth-1)
}

// Nested has lists of lists, and maps of maps.
func Nested(w http.ResponseWriter, r *http.Request) {
	var n nested
	t := tree{}
	if json.Unmarshal([]byte(x(r)), &n) != nil && json.Unmarshal([]byte(x(r)), &t) != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	n = slices.Insert(n, 0, grown(n, 2))
	if fmt.Sprint(n, t) == "" || len(t) > 0 {
		w.WriteHeader(http.StatusConflict)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}
