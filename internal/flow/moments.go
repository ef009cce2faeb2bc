package flow

import (
	"math"
	"strconv"
	"time"

	"github.com/httpcontract/httpcontract/internal/ir"
	"github.com/httpcontract/httpcontract/internal/value"
)

// Times that the clock gives, and what is computed of them, are known to be before or after one another
// where they are so far apart that it does not matter when on the path the clock was asked.
const farApart = int64(time.Minute)

// moments are the functions of package time for that.
func moments(m map[string]func(*call)) {
	m["time.Now"] = func(c *call) { c.moment(&value.Moment{}) }
	at := func(c *call) *value.Moment {
		if s, ok := c.arg(0).(*value.Sym); ok {
			return s.Moment
		}
		return nil
	}
	for _, f := range []string{"UTC", "Local", "In"} {
		m["(time.Time)."+f] = func(c *call) { c.moment(at(c)) }
	}
	for name, moved := range map[string]func(m value.Moment, by int64) value.Moment{
		"Add": func(m value.Moment, by int64) value.Moment {
			return value.Moment{Least: m.Least + by, Most: m.Most + by}
		},
		"Truncate": func(m value.Moment, to int64) value.Moment {
			return value.Moment{Least: m.Least - abs(to), Most: m.Most}
		},
	} {
		m["(time.Time)."+name] = func(c *call) {
			was := at(c)
			d, ok := value.AsInt(c.arg(1))
			if was == nil || !ok || abs(d) > math.MaxInt64/4 {
				c.opaque()
				return
			}
			now := moved(*was, d)
			c.moment(&now)
		}
	}
	for name, later := range map[string]bool{"After": true, "Before": false} {
		m["(time.Time)."+name] = func(c *call) {
			c.each(c.arg(0), func(x value.Value) {
				c.each(c.arg(1), func(y value.Value) {
					t := isLater(x, y)
					if t == unknown {
						c.opaque()
						return
					}
					c.ret(value.Bool((t == yes) == later))
				})
			})
		}
	}
}

// moment gives a time of which it is known when it is, or that of which nothing is.
func (c *call) moment(at *value.Moment) {
	c.opaque()
	if at == nil {
		return
	}
	for _, o := range c.outs {
		if s, ok := o.results[0].(*value.Sym); ok {
			s.Moment = at
		}
	}
}

// isLater answers whether a time is after another one: yes, or that it is before it.
func isLater(x, y value.Value) truth {
	sx, okx := x.(*value.Sym)
	sy, oky := y.(*value.Sym)
	switch {
	case !okx || !oky || sx.Moment == nil || sy.Moment == nil:
		return unknown
	case sx.Moment.Least >= sy.Moment.Most+farApart:
		return yes
	case sx.Moment.Most+farApart <= sy.Moment.Least:
		return no
	}
	return unknown
}

// eitherMoment is when one of two times is, nil if it is not known of both.
func eitherMoment(x, y value.Value) *value.Moment {
	sx, okx := x.(*value.Sym)
	sy, oky := y.(*value.Sym)
	if !okx || !oky || sx.Moment == nil || sy.Moment == nil {
		return nil
	}
	return &value.Moment{Least: min(sx.Moment.Least, sy.Moment.Least), Most: max(sx.Moment.Most, sy.Moment.Most)}
}

// someTime is any time of which it is known when it is.
func (r *Runner) someTime(at *value.Moment, t *ir.Type) *value.Sym {
	s := r.freshFrom(value.Standard, "time "+strconv.FormatInt(at.Least, 10)+" "+strconv.FormatInt(at.Most, 10), t)
	s.Moment = at
	return s
}

func abs(n int64) int64 { return max(n, -n) }
