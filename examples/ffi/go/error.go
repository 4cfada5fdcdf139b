package sdp

// #include <sdp/ffi.h>
import "C"

import (
	"encoding/json"
	"errors"
	"strings"
	"time"
)

// ErrClosed is what a client, walk or batch says after it was closed.
var ErrClosed = errors.New("sdp: the client, walk or batch is closed, or was not made by NewClient, List or Batch")

// ErrBusy is what a client says while it is in a call: another goroutine takes a Sibling, a callback waits for the end.
var ErrBusy = errors.New("sdp: the client is in a call")

// Error says that a call failed: errors.As finds it. docs/errors.md tells what to do about each status.
type Error struct {
	Status       string    `json:"status"` // such as "SDP_E_REFUSED"
	Cause        string    `json:"cause"`  // the status behind SDP_E_MAYBE_DONE
	Message      string    `json:"message"`
	Advice       string    `json:"advice"`
	HTTPStatus   int       `json:"http_status"` // 0 where no answer came
	APICode      int       `json:"api_code"`    // the service's own, 0 where there was none
	Messages     []Message `json:"messages"`
	Path         string    `json:"path"`  // which member, argument or part of the answer, such as "product.name"
	URL          string    `json:"url"`   // without its query
	Fault        string    `json:"fault"` // whose: "caller", "server", "network", "credentials", "quota"
	Retryable    bool      `json:"retryable"`
	MaybeDone    bool      `json:"maybe_done"` // whether it may have changed something all the same
	Attempts     int       `json:"attempts"`
	ElapsedMS    int64     `json:"elapsed_ms"`
	RetryAfterMS *int64    `json:"retry_after_ms"`
	Line         int       `json:"line"` // in the caller's JSON
	Column       int       `json:"column"`

	err error
}

// Message is what the service said of a failure.
type Message struct {
	StatusCode int      `json:"status_code"`
	Type       string   `json:"type"`
	Message    string   `json:"message"`
	Fields     []string `json:"fields"`
}

func (e *Error) Error() string {
	words := e.Message
	if words == "" {
		words = e.Status
	}
	if !strings.Contains(words, e.Path) {
		words = e.Path + ": " + words
	}
	return "sdp: " + words
}

// Unwrap gives what is behind it: the error of a context that ended, or of a writer.
func (e *Error) Unwrap() error {
	return e.err
}

// RetryAfter tells how long the server asked to wait, where it did.
func (e *Error) RetryAfter() (time.Duration, bool) {
	if e.RetryAfterMS == nil {
		return 0, false
	}
	return time.Duration(*e.RetryAfterMS) * time.Millisecond, true
}

// An error of the binding itself.
func wrong(status, path, message string, err error) *Error {
	return &Error{Status: status, Cause: status, Path: path, Message: message, Fault: "caller", err: err}
}

// What an error object of the library says, once a function returned a status.
func errorOf(from *C.sdp_error, status C.sdp_status) *Error {
	var text *C.char
	name := C.GoString(C.sdp_status_name(status))
	defer func() { C.sdp_text_free(text) }()
	told := &Error{}
	if C.sdp_error_to_json(from, &text) != C.SDP_OK || json.Unmarshal([]byte(C.GoString(text)), told) != nil ||
		told.Status != name { // it has no place to say more, or belongs to another call
		return wrong(name, "", "the call cannot be made now, or not with this argument", nil)
	}
	return told
}

// Calls a function that takes an error object, and gives what it says.
func checked(function func(slot *C.sdp_error) C.sdp_status) error {
	var slot *C.sdp_error
	C.sdp_error_new(&slot) // NULL where there is no memory, which every function takes
	defer func() { C.sdp_error_free(slot) }()
	if status := function(slot); status < 0 {
		return errorOf(slot, status)
	}
	return nil
}
