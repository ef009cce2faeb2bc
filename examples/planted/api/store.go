package api

import (
	"errors"
	"fmt"
	"sync"
)

var (
	ErrNotFound = errors.New("not found")
	ErrConflict = errors.New("conflict")
)

// InvalidError says which parameter is invalid and why.
type InvalidError struct{ Param, Msg string }

func (e *InvalidError) Error() string { return e.Param + ": " + e.Msg }

// Event is something that happens.
type Event struct {
	ID    string `json:"id"`
	Title string `json:"title"`
}

// Store keeps events and their members in memory.
type Store struct {
	mu      sync.Mutex
	events  map[string]Event
	members map[string][]string
}

func NewStore() *Store {
	return &Store{events: map[string]Event{}, members: map[string][]string{}}
}

func (s *Store) Event(id string) (Event, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	e, ok := s.events[id]
	if !ok {
		return Event{}, fmt.Errorf("event %q: %w", id, ErrNotFound)
	}
	return e, nil
}

func (s *Store) AddEvent(e Event) error {
	if e.Title == "" {
		return &InvalidError{Param: "title", Msg: "must not be empty"}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, ok := s.events[e.ID]; ok {
		return fmt.Errorf("event %q: %w", e.ID, ErrConflict)
	}
	s.events[e.ID] = e
	return nil
}

func (s *Store) AddMember(event, member string) error {
	if _, err := s.Event(event); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.members[event] = append(s.members[event], member)
	return nil
}
