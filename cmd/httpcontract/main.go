// Command httpcontract reports HTTP responses that an API's documented
// contract does not allow. Run "httpcontract -h" for its use.
package main

import "golang.org/x/tools/go/analysis/singlechecker"
import "github.com/httpcontract/httpcontract/analyzer"

func main() { singlechecker.Main(analyzer.Analyzer) }
