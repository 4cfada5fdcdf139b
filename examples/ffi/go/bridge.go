package sdp

/*
#include <stdint.h>

#include <sdp/ffi.h>

extern void sdpgoLog(uintptr_t hooks, uintptr_t call, int32_t level, char *line);
extern void sdpgoEvent(uintptr_t hooks, uintptr_t call, sdp_event *event);
extern void sdpgoProgress(uintptr_t function, uintptr_t call, int64_t done, int64_t total);
extern sdp_status sdpgoBytes(uintptr_t writer, uintptr_t call, char *bytes, size_t size);

// The call of Go that this thread makes.
static _Thread_local uintptr_t current;

static uintptr_t enter(uintptr_t call)
{
	const uintptr_t before = current;
	current = call;
	return before;
}

static void on_log(void *hooks, int32_t level, const char *line)
{
	sdpgoLog((uintptr_t)hooks, current, level, (char *)line);
}

static void on_event(void *hooks, const sdp_event *event)
{
	sdpgoEvent((uintptr_t)hooks, current, (sdp_event *)event);
}

static void on_progress(void *function, int64_t done, int64_t total)
{
	sdpgoProgress((uintptr_t)function, current, done, total);
}

static sdp_status on_bytes(void *writer, const char *bytes, size_t size)
{
	return sdpgoBytes((uintptr_t)writer, current, (char *)bytes, size);
}

static sdp_status client_new(const char *config, int has_log, int has_event, uintptr_t hooks, sdp_error *error,
	sdp_client **out)
{
	return sdp_client_new_json(config, has_log ? on_log : NULL, has_event ? on_event : NULL, (void *)hooks, error, out);
}

static sdp_status set_progress(sdp_options *options, uintptr_t function)
{
	return sdp_options_set_progress(options, on_progress, (void *)function);
}

static sdp_status download(sdp_client *client, const char *content_url, uintptr_t writer, const sdp_options *options)
{
	return sdp_download_to(client, content_url, NULL, on_bytes, (void *)writer, options);
}
*/
import "C"

import (
	"runtime"
	"runtime/cgo"
	"unsafe"
)

// What cgo cannot say: functions of Go that C calls, and handles as the user_data of C.

// Makes a call of C in which functions of Go may be called.
func inC(function func()) *callState {
	state := &callState{}
	handle := cgo.NewHandle(state)
	defer handle.Delete()
	runtime.LockOSThread() // the thread knows the state
	defer runtime.UnlockOSThread()
	before := C.enter(C.uintptr_t(handle))
	function()
	C.enter(before)
	return state
}

func clientNew(config []byte, hooks *sharedHooks, slot *C.sdp_error, out **C.sdp_client) C.sdp_status {
	return C.client_new((*C.char)(unsafe.Pointer(&config[0])), flag(hooks.Log != nil), flag(hooks.Event != nil),
		C.uintptr_t(hooks.handle), slot, out)
}

func flag(is bool) C.int {
	if is {
		return 1
	}
	return 0
}

func setProgress(options *C.sdp_options, function cgo.Handle) {
	C.set_progress(options, C.uintptr_t(function))
}

func download(client *C.sdp_client, url *C.char, writer cgo.Handle, options *C.sdp_options) C.sdp_status {
	return C.download(client, url, C.uintptr_t(writer), options)
}
