package sdp

// #include <stdlib.h>
// #include <sdp/ffi.h>
import "C"

import (
	"context"
	"runtime/cgo"
	"strings"
	"sync"
	"unicode/utf8"
	"unsafe"
)

// Option changes one call.
type Option func(*settings)

type settings struct {
	members  Object
	bytes    []byte
	progress func(done, total int64)
	where    []string
	flags    C.int32_t
}

// With sets an option by its name; OptionKeys tells them: With("timeout_ms", 500).
func With(name string, value any) Option {
	return func(s *settings) { s.members[name] = value }
}

// Bytes are what an upload sends, under a name. A file is sent by With("file", sdp.Object{"path": path}).
func Bytes(name string, content []byte) Option {
	return func(s *settings) { s.members["file"], s.bytes = Object{"name": name}, append([]byte{}, content...) }
}

// Progress is told how far an upload or a download is; total is -1 where it is unknown.
func Progress(progress func(done, total int64)) Option {
	return func(s *settings) { s.progress = progress }
}

// AllowUnknown sends members, too, that the library does not know.
func AllowUnknown() Option {
	return func(s *settings) { s.flags |= C.SDP_ALLOW_UNKNOWN }
}

// Options as the library has them, and what they borrow.
type made struct {
	options  *C.sdp_options
	cancel   *C.sdp_cancel
	bytes    unsafe.Pointer
	progress cgo.Handle
	where    []string
	flags    C.int32_t
}

func newCancel(ctx context.Context) (cancel *C.sdp_cancel) {
	if ctx != nil && ctx.Done() != nil {
		C.sdp_cancel_new(&cancel) // NULL where there is no memory: the call is not cancelled, then
	}
	return cancel
}

func makeOptions(ctx context.Context, options []Option) (*made, error) {
	s := settings{members: Object{}}
	for _, option := range options {
		if option != nil {
			option(&s)
		}
	}
	m := &made{flags: s.flags, where: s.where}
	json, err := encode(s.members, "options")
	if err != nil {
		return nil, err
	}
	if err := checked(func(slot *C.sdp_error) C.sdp_status {
		return C.sdp_options_new_json((*C.char)(unsafe.Pointer(&json[0])), slot, &m.options)
	}); err != nil {
		return nil, err
	}
	m.cancel = newCancel(ctx)
	C.sdp_options_set_cancel(m.options, m.cancel)
	if s.bytes != nil {
		m.bytes = C.CBytes(s.bytes)
		C.sdp_options_set_bytes(m.options, m.bytes, C.size_t(len(s.bytes)))
	}
	if s.progress != nil {
		m.progress = cgo.NewHandle(s.progress)
		setProgress(m.options, m.progress)
	}
	return m, nil
}

func (m *made) free() {
	C.sdp_options_free(m.options)
	C.sdp_cancel_free(m.cancel)
	C.free(m.bytes)
	if m.progress != 0 {
		m.progress.Delete()
	}
}

// A string as C has it.
func cText(text, what string) (*C.char, error) {
	if strings.IndexByte(text, 0) >= 0 {
		return nil, wrong("SDP_E_ARGUMENT", what, "a string has a NUL, which cannot be sent", nil)
	}
	if !utf8.ValidString(text) {
		return nil, wrong("SDP_E_UTF8", what, "a string is not UTF-8", nil)
	}
	return C.CString(text), nil
}

// A call as the library takes it.
type prepared struct {
	*made
	operation *C.char
	ids       []*C.char
	input     []byte
}

func prepare(ctx context.Context, operation string, ids []string, input any, options []Option) (*prepared, error) {
	p := &prepared{ids: make([]*C.char, 0, len(ids)+1)}
	var err error
	defer func() {
		if err != nil {
			p.freeTexts()
			if p.made != nil {
				p.made.free()
			}
		}
	}()
	if p.operation, err = cText(operation, "operation"); err != nil {
		return nil, err
	}
	for _, id := range ids {
		var text *C.char
		if text, err = cText(id, "id"); err != nil {
			return nil, err
		}
		p.ids = append(p.ids, text)
	}
	if p.input, err = encode(input, "input"); err != nil {
		return nil, err
	}
	if p.made, err = makeOptions(ctx, options); err != nil {
		return nil, err
	}
	if p.input, err = searching(p.operation, p.input, p.where, p.flags); err != nil {
		return nil, err
	}
	return p, nil
}

// The ids and the input as C takes them.
func (p *prepared) pointers() (ids **C.char, count C.size_t, input *C.char) {
	if p.input != nil {
		input = (*C.char)(unsafe.Pointer(&p.input[0]))
	}
	return &p.ids[:1][0], C.size_t(len(p.ids)), input
}

func (p *prepared) freeTexts() {
	C.free(unsafe.Pointer(p.operation))
	for _, id := range p.ids {
		C.free(unsafe.Pointer(id))
	}
}

// The hooks of a client and its siblings.
type sharedHooks struct {
	Hooks
	handle cgo.Handle
	lock   sync.Mutex
	users  int
}

func (h *sharedHooks) use(count int) {
	h.lock.Lock()
	defer h.lock.Unlock()
	if h.users += count; h.users == 0 {
		h.handle.Delete()
	}
}

// The client of the library, with all that is freed before it.
type core struct {
	lock   sync.Mutex
	client *C.sdp_client
	hooks  *sharedHooks
	parts  map[*part]bool
}

// A walk or a batch. The client knows it, and it does not know the Client, so that the collector can tell when that is over.
type part struct {
	core   *core
	ctx    context.Context
	cancel *C.sdp_cancel
	free   func()
	closed bool
	err    error
}

// Makes a call. While it runs, the client is the caller's, and the end of the context cancels it.
func (c *core) run(ctx context.Context, cancel *C.sdp_cancel, of *part, function func() C.sdp_status) (C.sdp_status, error) {
	if c == nil { // a Client that NewClient did not make
		return 0, ErrClosed
	}
	if !c.lock.TryLock() {
		return 0, ErrBusy
	}
	defer c.lock.Unlock()
	if c.client == nil || of != nil && of.closed {
		return 0, ErrClosed
	}
	var status C.sdp_status
	unwatch := watch(ctx, cancel)
	state := inC(func() { status = function() })
	unwatch()
	state.resume()
	if status >= 0 {
		return status, nil
	}
	err := errorOf(C.sdp_last_error(c.client), status)
	if err.Cause == "SDP_E_CANCELED" && cancel != nil {
		err.err = ctx.Err()
	}
	return status, err
}

// Signals the cancel object when the context ends, until it is told to stop.
func watch(ctx context.Context, cancel *C.sdp_cancel) (stop func()) {
	if cancel == nil {
		return func() {}
	}
	if ctx.Err() != nil {
		C.sdp_cancel_signal(cancel)
		return func() {}
	}
	over, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		select {
		case <-ctx.Done():
			C.sdp_cancel_signal(cancel)
		case <-over:
		}
	}()
	return func() {
		close(over)
		<-ended
	}
}

// Makes a call of a part. Its errors are kept for Err.
func (p *part) run(function func() C.sdp_status) C.sdp_status {
	if p == nil {
		return C.SDP_E_ARGUMENT
	}
	status, err := p.core.run(p.ctx, p.cancel, p, function)
	p.err = err
	if err != nil {
		return C.SDP_E_ARGUMENT
	}
	return status
}

// The client, nil of a walk or batch that List or Batch did not make.
func (p *part) owner() *core {
	if p == nil {
		return nil
	}
	return p.core
}

func (p *part) failure() error {
	if p == nil {
		return ErrClosed
	}
	return p.err
}

func (p *part) close() error {
	if p == nil {
		return nil
	}
	if !p.core.lock.TryLock() {
		return ErrBusy
	}
	defer p.core.lock.Unlock()
	p.end()
	return nil
}

// With the client's lock held.
func (p *part) end() {
	if !p.closed {
		p.closed = true
		delete(p.core.parts, p)
		inC(p.free)
	}
}

func (c *core) close() error {
	if c == nil {
		return nil
	}
	if !c.lock.TryLock() {
		return ErrBusy
	}
	defer c.lock.Unlock()
	for p := range c.parts {
		p.end()
	}
	if c.client != nil {
		inC(func() { C.sdp_client_free(c.client) })
		c.client = nil
		c.hooks.use(-1)
	}
	return nil
}
