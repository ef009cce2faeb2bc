package handlers

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
)

// safely answers what a handler's code panics with.
func safely(w http.ResponseWriter) {
	if recover() != nil {
		w.WriteHeader(http.StatusInternalServerError)
	}
}

// words is a list of which nothing is known, and a number that the client chooses.
func words(w http.ResponseWriter, r *http.Request) (list []string, n int, ok bool) {
	n, err := strconv.Atoi(r.FormValue("n"))
	if err != nil {
		w.WriteHeader(http.StatusBadRequest)
	}
	return strings.Fields(x(r)), n, err == nil
}

// WordAt believes the client's number.
func WordAt(w http.ResponseWriter, r *http.Request) {
	defer safely(w)
	if list, n, ok := words(w, r); ok {
		w.Write([]byte(list[n]))
	}
}

// WordWithin does not.
func WordWithin(w http.ResponseWriter, r *http.Request) {
	defer safely(w)
	list, n, ok := words(w, r)
	switch {
	case !ok:
	case n < 0 || n >= len(list):
		w.WriteHeader(http.StatusNotFound)
	default:
		w.Write([]byte(list[n]))
	}
}

// WordsFrom believes it for a beginning.
func WordsFrom(w http.ResponseWriter, r *http.Request) {
	defer safely(w)
	if list, n, ok := words(w, r); ok {
		w.Write([]byte(strings.Join(list[n:], " ")))
	}
}

// WordsClamped makes a beginning of it.
func WordsClamped(w http.ResponseWriter, r *http.Request) {
	defer safely(w)
	if list, n, ok := words(w, r); ok {
		w.Write([]byte(strings.Join(list[max(0, min(n, len(list))):], " ")))
	}
}

// WordsWritten believes it for how often something is written.
func WordsWritten(w http.ResponseWriter, r *http.Request) {
	defer safely(w)
	if _, n, ok := words(w, r); ok {
		w.Write([]byte(strings.Repeat("-", n)))
	}
}

type purchase struct {
	Name  string
	Items []string
}

func unpacked(w http.ResponseWriter, r *http.Request) (b purchase, ok bool) {
	if json.Unmarshal([]byte(x(r)), &b) != nil {
		w.WriteHeader(http.StatusBadRequest)
		return b, false
	}
	return b, true
}

// FirstItem believes that there is one.
func FirstItem(w http.ResponseWriter, r *http.Request) {
	defer safely(w)
	if b, ok := unpacked(w, r); ok {
		w.Write([]byte(b.Items[0]))
	}
}

// FirstOfSome has seen to it.
func FirstOfSome(w http.ResponseWriter, r *http.Request) {
	defer safely(w)
	b, ok := unpacked(w, r)
	switch {
	case !ok:
	case len(b.Items) == 0 || b.Name == "":
		w.WriteHeader(http.StatusUnprocessableEntity)
	default:
		for i := range b.Items {
			w.Write([]byte(b.Items[i]))
		}
		w.Write([]byte(b.Items[0] + b.Name[:1]))
	}
}

var spoken = []string{"first", "second"}

// LastWords takes the client's number from a length.
func LastWords(w http.ResponseWriter, r *http.Request) {
	defer safely(w)
	n, err := strconv.ParseUint(r.FormValue("n"), 10, 16)
	if err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	for _, word := range spoken[len(spoken)-int(n):] {
		w.Write([]byte(word))
	}
}

// NameOf believes that what was decoded is a text.
func NameOf(w http.ResponseWriter, r *http.Request) {
	defer safely(w)
	var v map[string]any
	if json.Unmarshal([]byte(x(r)), &v) != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	w.Write([]byte(v["name"].(string)))
}

// NameIfAny asks whether it is.
func NameIfAny(w http.ResponseWriter, r *http.Request) {
	defer safely(w)
	var v map[string]any
	if json.Unmarshal([]byte(x(r)), &v) != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	name, ok := v["name"].(string)
	if !ok {
		w.WriteHeader(http.StatusUnprocessableEntity)
		return
	}
	w.Write([]byte(name))
}

type tally struct {
	Count int     `json:"count"`
	Mean  float64 `json:"mean"`
}

// Mean divides by how many there were.
func Mean(w http.ResponseWriter, r *http.Request) {
	var t tally
	sum := 0.0
	for _, word := range strings.Fields(x(r)) {
		if len(word) > 1 {
			t.Count++
			sum += float64(len(word))
		}
	}
	t.Mean = sum / float64(t.Count)
	data, err := json.Marshal(t)
	if err != nil {
		w.WriteHeader(http.StatusInternalServerError)
		return
	}
	w.Write(data)
}

var titles = map[string]string{"a": "Aria", "b": "Ballad", "c": "Canon"}

// Playlist writes what it finds, so that there are many texts that it may have written.
func Playlist(w http.ResponseWriter, r *http.Request) {
	ids := strings.Split(r.FormValue("ids"), ",")
	code := http.StatusOK
	switch n := len(ids); {
	case n > 20:
		if r.FormValue("strict") != "" {
			code = http.StatusRequestURITooLong
			break
		}
		code = http.StatusPartialContent
		fallthrough
	case n > 5:
		ids = ids[:5]
		if code == http.StatusOK {
			code = http.StatusNonAuthoritativeInfo
		}
	}
	w.WriteHeader(code)
	for _, id := range ids {
		for key, title := range titles {
			if key == id {
				w.Write([]byte(title))
			}
		}
	}
}
