package tests

import "testing"

type broken struct{}

func (broken) Status() int { return 208 } // want `status: 208`

var early = broken{}

func TestTell(t *testing.T) {
	failures["tea"] = 418
	_ = tell(early)
}
