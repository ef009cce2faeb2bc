package api

import (
	"encoding/json"
	"errors"
	"log"
	"net/http"
	"strings"
)

// errorBody is the error body that the API documents.
type errorBody struct {
	Message string      `json:"message"`
	Error   errorDetail `json:"error"`
}

type errorDetail struct {
	Name    string       `json:"name"`
	Message string       `json:"message"`
	Data    []paramError `json:"data,omitempty"`
}

type paramError struct {
	Param string `json:"param"`
	Msg   string `json:"msg"`
}

func writeJSON(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	if err := json.NewEncoder(w).Encode(v); err != nil {
		log.Print("writing a response: ", err)
	}
}

func writeError(w http.ResponseWriter, status int, msg string, data ...paramError) {
	text := http.StatusText(status)
	writeJSON(w, status, errorBody{
		Message: text,
		Error:   errorDetail{Name: strings.ReplaceAll(text, " ", ""), Message: msg, Data: data},
	})
}

// fail answers with the status that an error of the store means.
func fail(w http.ResponseWriter, err error) {
	var invalid *InvalidError
	switch {
	case errors.As(err, &invalid):
		writeError(w, http.StatusBadRequest, "invalid "+invalid.Param, paramError{Param: invalid.Param, Msg: invalid.Msg})
	case errors.Is(err, ErrNotFound):
		writeError(w, http.StatusNotFound, "no such resource")
	case errors.Is(err, ErrConflict):
		writeError(w, http.StatusConflict, "the resource exists")
	default:
		writeError(w, http.StatusInternalServerError, "unexpected error")
	}
}
