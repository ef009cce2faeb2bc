//go:build httpcontract_fault

package responses

import "strings"

func inject(pkg string) {
	if strings.HasSuffix(pkg, "/faulty") {
		panic("injected fault")
	}
}
