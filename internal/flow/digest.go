package flow

import (
	"encoding/binary"
	"hash/maphash"
)

// digest stands for a text in comparisons. Two texts with the same digest are
// taken for the same: at 128 bits, chance has no part in it.
type digest [2]uint64

var seeds = [2]maphash.Seed{maphash.MakeSeed(), maphash.MakeSeed()}

func digestOf(b []byte) digest { return digest{maphash.Bytes(seeds[0], b), maphash.Bytes(seeds[1], b)} }

func (d digest) append(b []byte) []byte {
	return binary.NativeEndian.AppendUint64(binary.NativeEndian.AppendUint64(b, d[0]), d[1])
}
