// Package plug is a database's driver that opens nothing.
package plug

import (
	"database/sql"
	"database/sql/driver"
	"io"
)

type plug struct{}

func (plug) Open(name string) (driver.Conn, error) {
	if name == "closed" {
		return nil, io.ErrClosedPipe
	}
	return nil, driver.ErrBadConn
}

// Open gives a database that can't be reached.
func Open() *sql.DB {
	sql.Register("plug", plug{})
	db, err := sql.Open("plug", "closed")
	if err != nil {
		panic(err)
	}
	return db
}
