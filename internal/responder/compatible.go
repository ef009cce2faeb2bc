package responder

// compatible are packages of other modules that stand in for ones of the standard
// library, by their documentation: the same functions and methods do the same.
var compatible = map[string]string{
	"github.com/goccy/go-json":           "encoding/json",
	"github.com/segmentio/encoding/json": "encoding/json",
}

// Compatible is the package of the standard library that one of another module stands
// in for, "" if there is none.
func Compatible(path string) string { return compatible[path] }
