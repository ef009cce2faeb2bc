package standalone

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"golang.org/x/tools/go/packages"
)

// printErrors tells which packages could not be analysed, and why. It reports whether
// there are some under analysis.
func (r *run) printErrors(w io.Writer) (failed bool) {
	var skipped []string
	packages.Visit(r.pkgs, nil, func(p *packages.Package) {
		u := r.units[p]
		switch {
		case u.skipped:
			skipped = append(skipped, p.PkgPath)
		case len(u.errs) > 0 && (u.root || r.own(p)):
			for _, err := range u.errs {
				fmt.Fprintln(w, err)
			}
		case len(u.errs) > 0:
			fmt.Fprintf(w, "httpcontract: %s is not analysed, what it sends is not known: %v\n", p.PkgPath, u.errs[0])
			return
		}
		failed = failed || u.skipped || len(u.errs) > 0
	})
	if len(skipped) > 0 {
		slices.Sort(skipped)
		fmt.Fprintln(w, "httpcontract: not analysed, because packages that they import have errors:", strings.Join(slices.Compact(skipped), ", "))
	}
	return failed
}

// printText prints the findings as the stock driver does: a finding of a file that
// belongs to several packages once. It gives the exit status.
func (r *run) printText(w io.Writer, context int) (status int) {
	seen := map[finding]bool{}
	for _, u := range r.roots() {
		for _, f := range u.findings {
			status = 3
			if seen[f] {
				continue
			}
			seen[f] = true
			fmt.Fprintf(w, "%s: %s\n", f.Pos, f.Message)
			if context < 0 {
				continue
			}
			data, _ := os.ReadFile(f.Pos.Filename)
			lines := strings.Split(string(data), "\n")
			for i := max(f.Pos.Line-context, 1); i <= min(f.End.Line+context, len(lines)); i++ {
				fmt.Fprintf(w, "%d\t%s\n", i, lines[i-1])
			}
		}
	}
	return status
}

// printJSON prints the findings in the form of go vet -json: package, analyzer,
// diagnostics.
func (r *run) printJSON(w io.Writer) error {
	type diagnostic struct {
		Category string `json:"category,omitempty"`
		Posn     string `json:"posn"`
		End      string `json:"end"`
		Message  string `json:"message"`
	}
	tree := map[string]map[string][]diagnostic{}
	for _, u := range r.roots() {
		var ds []diagnostic
		for _, f := range u.findings {
			ds = append(ds, diagnostic{f.Category, f.Pos.String(), f.End.String(), f.Message})
		}
		if len(ds) > 0 {
			tree[u.pkg.ID] = map[string][]diagnostic{r.a.Name: ds}
		}
	}
	data, err := json.MarshalIndent(tree, "", "\t")
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, "%s\n", data)
	return err
}
