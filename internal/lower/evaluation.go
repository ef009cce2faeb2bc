package lower

import (
	"cmp"
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// evaluated gives the instructions of a block in the order in which the compiler evaluates them.
//
// The language leaves open whether a variable is read before or after the calls of the same statement
// (Go specification, Order of evaluation): SSA reads it where it stands, the gc compiler after them. It
// matters where a call changes it: return v, json.Unmarshal(data, &v).
func (b *body) evaluated(blk *ssa.BasicBlock) []ssa.Instruction {
	calls := false
	at := make(map[ssa.Instruction]int, len(blk.Instrs)) // twice the index; odd after the call there
	for i, in := range blk.Instrs {
		at[in] = 2 * i
		_, call := in.(*ssa.Call)
		calls = calls || call
	}
	if !calls {
		return blk.Instrs
	}
	moved := false
	for i, in := range slices.Backward(blk.Instrs) {
		user := b.readFor(in)
		until, here := at[user]
		if user == nil || !here {
			continue
		}
		for k := (until - 1) / 2; k > i; k-- {
			if _, call := blk.Instrs[k].(*ssa.Call); call && blk.Instrs[k] != user {
				at[in], moved = 2*k+1, true
				break
			}
		}
	}
	if !moved {
		return blk.Instrs
	}
	out := slices.Clone(blk.Instrs)
	slices.SortStableFunc(out, func(x, y ssa.Instruction) int { return cmp.Compare(at[x], at[y]) })
	return out
}

// readFor is the instruction for which one reads a variable, or converts what was read; nil if it
// does something else, or for several.
func (b *body) readFor(in ssa.Instruction) ssa.Instruction {
	v, ok := in.(ssa.Value)
	if !ok {
		return nil
	}
	switch in := in.(type) {
	case *ssa.UnOp:
		a, local := in.X.(*ssa.Alloc)
		if in.Op != token.MUL || local && b.slots[a] {
			return nil
		}
	case *ssa.MakeInterface, *ssa.ChangeType, *ssa.ChangeInterface, *ssa.Convert, *ssa.Field:
	default:
		return nil
	}
	var user ssa.Instruction
	for _, r := range *v.Referrers() {
		if _, debug := r.(*ssa.DebugRef); debug {
			continue
		}
		if user != nil {
			return nil
		}
		user = r
	}
	return user
}
