package sdp

// #include <sdp/ffi.h>
import "C"

import (
	"io"
	"runtime"
	"runtime/cgo"
	"unsafe"
)

// Hooks are functions that a client and its siblings tell things to, while a call is made. They may use other clients, and
// are called by the goroutines of all siblings.
type Hooks struct {
	// Log receives the lines of the log: level 1 is an error, 2 a warning, 3 information, 4 debugging.
	Log func(level int, line string)
	// Event is told of each attempt.
	Event func(event Value)
}

// A call under way, and how the functions that it called ended: neither a panic nor runtime.Goexit may pass through C.
type callState struct {
	panics   bool
	panicked any // by panic(nil), nil
	exited   bool
}

// Runs a function in a goroutine of its own, which it may end. Tells whether it returned.
func (state *callState) guard(function func()) (returned bool) {
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		var panicked any
		exited := true
		defer func() { state.exited = state.exited || exited }()
		func() {
			defer func() { panicked = recover() }()
			function()
			returned = true
		}()
		exited = false // Goexit does not come here, and what panicked with nil does
		if !returned && !state.panics {
			state.panics, state.panicked = true, panicked
		}
	}()
	<-ended
	return returned
}

// Goes on with what was stopped, once C is left.
func (state *callState) resume() {
	if state.panics {
		panic(state.panicked)
	}
	if state.exited {
		runtime.Goexit()
	}
}

func valueOf(handle C.uintptr_t) any {
	return cgo.Handle(handle).Value()
}

//export sdpgoLog
func sdpgoLog(hooks, call C.uintptr_t, level C.int32_t, line *C.char) {
	log, text := valueOf(hooks).(*sharedHooks).Log, C.GoString(line)
	valueOf(call).(*callState).guard(func() { log(int(level), text) })
}

//export sdpgoEvent
func sdpgoEvent(hooks, call C.uintptr_t, event *C.sdp_event) {
	var text *C.char
	C.sdp_event_to_json(event, &text)
	tell, told := valueOf(hooks).(*sharedHooks).Event, take(text)
	valueOf(call).(*callState).guard(func() { tell(told) })
}

//export sdpgoProgress
func sdpgoProgress(function, call C.uintptr_t, done, total C.int64_t) {
	progress := valueOf(function).(func(done, total int64))
	valueOf(call).(*callState).guard(func() { progress(int64(done), int64(total)) })
}

// Where a download goes, and what went wrong there.
type sink struct {
	io.Writer
	err error
}

//export sdpgoBytes
func sdpgoBytes(writer, call C.uintptr_t, bytes *C.char, size C.size_t) C.sdp_status {
	to, piece := valueOf(writer).(*sink), unsafe.Slice((*byte)(unsafe.Pointer(bytes)), int(size))
	if !valueOf(call).(*callState).guard(func() { _, to.err = to.Write(piece) }) {
		return C.SDP_E_CANCELED
	}
	if to.err != nil {
		return C.SDP_E_FILE
	}
	return C.SDP_OK
}
