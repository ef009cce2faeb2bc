package handlers

import (
	"bytes"
	"encoding/xml"
	"errors"
	"net/http"
	"time"
)

type feed struct {
	XMLName xml.Name   `xml:"urn:feed feed"`
	Lang    string     `xml:"lang,attr,omitempty"`
	Title   string     `xml:"head>title"`
	At      *time.Time `xml:"head>at"`
	Entries []entry    `xml:"entry"`
	hidden  map[string]int
}

type entry struct {
	ID   int     `xml:"id,attr"`
	Mark float64 `xml:",omitempty"`
	Body string  `xml:",chardata"`
	Of   *feed   `xml:"-"`
}

// Fed sends XML that can be made of whatever is in it.
func Fed(w http.ResponseWriter, r *http.Request) {
	b, err := xml.MarshalIndent(feed{Title: x(r), Entries: []entry{{Body: x(r)}}, hidden: map[string]int{}}, "", " ")
	if err != nil {
		w.WriteHeader(http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/xml")
	if x(r) == "" {
		w.WriteHeader(http.StatusBadRequest)
	}
	w.Write([]byte(xml.Header))
	w.Write(b)
}

// Streamed encodes into memory and into the response.
func Streamed(w http.ResponseWriter, r *http.Request) {
	var buf bytes.Buffer
	enc := xml.NewEncoder(&buf)
	enc.Indent("", "  ")
	if err := enc.Encode(&entry{Body: x(r)}); err != nil {
		w.WriteHeader(http.StatusInternalServerError)
		return
	}
	w.WriteHeader(http.StatusAccepted)
	if err := xml.NewEncoder(w).Encode([]*entry{{}}); err != nil {
		http.Error(w, "", http.StatusInternalServerError)
	}
}

type tone string

func (t tone) MarshalText() ([]byte, error) {
	if t == "bad" {
		return nil, errors.New("bad tone")
	}
	return []byte(t), nil
}

// Toned has a method in what it sends that may refuse.
func Toned(w http.ResponseWriter, r *http.Request) {
	b, err := xml.Marshal(toned{Tone: tone(x(r))})
	if err != nil {
		w.WriteHeader(http.StatusConflict)
		return
	}
	w.Write(b)
}

type toned struct{ Tone tone }
