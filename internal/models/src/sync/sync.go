// Package sync models functions of the standard library's package.
package sync

func OnceFunc(f func()) func() {
	done := false
	return func() {
		if !done {
			done = true
			f()
		}
	}
}

func OnceValue[T any](f func() T) func() T {
	done := false
	var v T
	return func() T {
		if !done {
			v, done = f(), true
		}
		return v
	}
}

func OnceValues[T1, T2 any](f func() (T1, T2)) func() (T1, T2) {
	done := false
	var v1 T1
	var v2 T2
	return func() (T1, T2) {
		if !done {
			v1, v2 = f()
			done = true
		}
		return v1, v2
	}
}
