package lower

import (
	"go/token"

	"golang.org/x/tools/go/ssa"
)

// isInit reports whether the function runs only while the package starts: its
// initialisation, an init function, or an unexported function that only these
// call, like the one by which entries are put into a registry.
func (l *lowerer) isInit(fn *ssa.Function) bool { return l.starting[fn] }

// findStarting finds the functions for which isInit holds, among those queued.
func (l *lowerer) findStarting() {
	l.starting = map[*ssa.Function]bool{}
	callers := map[*ssa.Function][]*ssa.Function{}
	valued := map[*ssa.Function]bool{} // used other than by a call of its name
	for fn := range l.queued {
		for _, b := range fn.Blocks {
			for _, in := range b.Instrs {
				called := (*ssa.Function)(nil)
				if c, ok := in.(ssa.CallInstruction); ok {
					if _, spawned := in.(*ssa.Go); !spawned {
						called = c.Common().StaticCallee()
					}
				}
				if called != nil {
					callers[called] = append(callers[called], fn)
				}
				var ops [8]*ssa.Value
				for i, op := range in.Operands(ops[:0]) {
					if g, ok := (*op).(*ssa.Function); ok && (g != called || i > 0) {
						valued[g] = true
					}
				}
			}
		}
	}
	starts := func(fn *ssa.Function) bool {
		return fn.Parent() == nil && fn.Signature.Recv() == nil && (fn.Name() == "init" || len(fn.Name()) > 5 && fn.Name()[:5] == "init#")
	}
	for fn := range l.queued {
		plain := fn.Parent() == nil && fn.Signature.Recv() == nil && !token.IsExported(fn.Name()) && fn.Name() != "main"
		l.starting[fn] = starts(fn) || plain && !valued[fn] && len(callers[fn]) > 0
	}
	for changed := true; changed; {
		changed = false
		for fn, is := range l.starting {
			if !is || starts(fn) {
				continue
			}
			for _, c := range callers[fn] {
				if !l.starting[c] {
					l.starting[fn] = false
					changed = true
					break
				}
			}
		}
	}
}
