package sdp

// #include <stdlib.h>
// #include <sdp/ffi.h>
import "C"

import (
	"context"
	"errors"
	"unsafe"
)

// Call is one of a batch.
type Call struct {
	Operation string
	IDs       []string
	Input     any
	Options   []Option
}

// Result is what became of one call of a batch.
type Result struct {
	Call      Call  // as it was given
	Number    int64 // as Add gave it; -1 of a call that could not be added
	Operation string
	Tag       string
	Value     Value
	Err       error
}

// Batch is many calls at once on one client: Run them all, or Add while there is Room; Next until it is false, then Err.
// It is for one goroutine.
type Batch struct {
	*part
	client *Client
	batch  *C.sdp_batch
	calls  map[int64]*added
	result Result

	inOrder bool
	waiting []Call    // given to Run, and not added yet
	refused []refused // results of calls that could not be added
	held    *Result   // came, but those that were refused before it come first
	last    int64     // the number of the call that was added last
}

// A call that was added. The library borrows what it is made of until the result is taken.
type added struct {
	*made
	call Call
}

type refused struct {
	after  int64 // the number of the call that was added before
	result Result
}

// Batch makes an empty one; its configuration is concurrency, in_order and max_pending. The end of the context cancels
// its calls.
func (c *Client) Batch(ctx context.Context, config Object) (*Batch, error) {
	if config == nil {
		config = Object{}
	}
	json, err := encode(config, "config")
	if err != nil {
		return nil, err
	}
	var batch *C.sdp_batch
	calls, cancel := map[int64]*added{}, newCancel(ctx)
	many := &part{core: c.core, ctx: ctx, cancel: cancel, free: func() {
		C.sdp_batch_free(batch)
		C.sdp_cancel_free(cancel)
		for _, call := range calls {
			call.free()
		}
	}}
	if err := c.begin(many, func() C.sdp_status {
		return C.sdp_batch_new_json(c.client, (*C.char)(unsafe.Pointer(&json[0])), cancel, &batch)
	}); err != nil {
		return nil, err
	}
	inOrder, _ := config["in_order"].(bool)
	return &Batch{part: many, client: c, batch: batch, calls: calls, inOrder: inOrder, last: -1}, nil
}

// Room is how many calls can be added before a result must be taken; 0 after Close.
func (b *Batch) Room() int64 {
	var room C.int64_t
	_, _ = b.owner().run(nil, nil, b.part, func() C.sdp_status {
		room = C.sdp_batch_room(b.batch)
		return C.SDP_OK
	})
	return int64(room)
}

// Add adds a call; gives its number.
func (b *Batch) Add(operation string, ids []string, input any, options ...Option) (int64, error) {
	return b.add(Call{operation, ids, input, options})
}

func (b *Batch) add(call Call) (int64, error) {
	p, err := prepare(nil, call.Operation, call.IDs, call.Input, call.Options)
	if err != nil {
		return 0, err
	}
	defer p.freeTexts()
	var number C.int64_t
	kept := false
	defer func() {
		if !kept {
			p.made.free()
		}
	}()
	status, err := b.owner().run(nil, nil, b.part, func() C.sdp_status {
		ids, count, input := p.pointers()
		status := C.sdp_batch_add_json(b.batch, p.operation, ids, count, input, p.flags, p.options, &number)
		if kept = status == C.SDP_OK; kept {
			b.last = int64(number)
			b.calls[b.last] = &added{p.made, call}
		}
		return status
	})
	return int64(number), noDryRun(status, err)
}

// Run adds calls whenever there is room, while Next is called: it gives the results as they come, or in order where the batch
// was made so. A call that cannot be added has its error as its result, and the others go on.
func (b *Batch) Run(calls ...Call) {
	b.waiting = append(b.waiting, calls...)
}

// Adds what waits, as long as there is room. Tells whether the batch goes on.
func (b *Batch) fill() bool {
	for len(b.waiting) > 0 && b.held == nil && b.Room() > int64(len(b.refused)) {
		call := b.waiting[0]
		_, err := b.add(call)
		var told *Error
		if err != nil && !errors.As(err, &told) { // of the batch, not of the call
			b.err = err
			return false
		}
		b.waiting = b.waiting[1:]
		if err != nil {
			b.refused = append(b.refused, refused{b.last, Result{Call: call, Number: -1, Operation: call.Operation, Err: err}})
		}
	}
	return true
}

// Next waits for the next result. It is false at the end, and after an error of the batch itself.
func (b *Batch) Next() bool {
	for b.part != nil && b.fill() {
		if b.held == nil && (b.inOrder || len(b.refused) == 0) && !b.fetch() {
			return false
		}
		switch {
		case len(b.refused) > 0 && (!b.inOrder || b.held == nil || b.refused[0].after < b.held.Number):
			b.result, b.refused, b.err = b.refused[0].result, b.refused[1:], nil
			return true
		case b.held != nil:
			b.result, b.held = *b.held, nil
			return true
		case len(b.waiting) == 0:
			return false
		}
	}
	return false
}

// Waits for a result of the library, which has none where nothing is under way. Tells whether the batch goes on.
func (b *Batch) fetch() bool {
	var told Value
	var call *added
	if b.run(func() C.sdp_status {
		var text *C.char
		status := C.sdp_batch_next_json(b.batch, &text)
		if status == C.SDP_OK {
			told = take(text)
			call = b.taken(told.Get("number").Int())
		}
		return status
	}) != C.SDP_OK {
		return b.err == nil
	}
	result := Result{call.call, told.Get("number").Int(), told.Get("operation").Text(), told.Get("tag").Text(),
		told.Get("result"), nil}
	if failed := told.Get("error"); failed.Exists() {
		e := &Error{}
		if b.err = failed.Decode(e); b.err != nil {
			return false
		}
		if e.Cause == "SDP_E_CANCELED" && b.cancel != nil {
			e.err = b.ctx.Err()
		}
		result.Err = e
	}
	b.held = &result
	return true
}

// A result was taken: the library needs the options of that call no more.
func (b *Batch) taken(number int64) *added {
	call := b.calls[number]
	delete(b.calls, number)
	call.free()
	return call
}

// Result is the one that Next fetched.
func (b *Batch) Result() Result { return b.result }

// Err is why Next was false, nil where nothing is left to wait for.
func (b *Batch) Err() error { return b.failure() }

// Close ends the batch and the calls that are under way. It may be called twice, and after the client's own.
func (b *Batch) Close() error { return b.close() }
