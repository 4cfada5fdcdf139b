package sdp

// #include <stdlib.h>
// #include <sdp/ffi.h>
import "C"

import (
	"context"
	"unsafe"
)

// Pages is a walk over a list, which fetches page by page: Next until it is false, then Err.
// It is for one goroutine.
type Pages struct {
	*part
	client *Client
	pager  *C.sdp_pager
	row    Value
}

// List walks over all rows of a list. The end of the context ends the walk.
func (c *Client) List(ctx context.Context, operation string, ids []string, query any, options ...Option) (*Pages, error) {
	p, err := prepare(ctx, operation, ids, query, options)
	if err != nil {
		return nil, err
	}
	defer p.freeTexts()
	var pager *C.sdp_pager
	made := p.made
	walk := &part{core: c.core, ctx: ctx, cancel: made.cancel, free: func() {
		C.sdp_pager_free(pager)
		made.free()
	}}
	if err := c.begin(walk, func() C.sdp_status {
		ids, count, input := p.pointers()
		return C.sdp_invoke_list(c.client, p.operation, ids, count, input, p.flags, p.options, &pager)
	}); err != nil {
		return nil, err
	}
	return &Pages{part: walk, client: c, pager: pager}, nil
}

// Makes a part, and lists it with the client, which frees it if nobody else does.
func (c *core) begin(p *part, function func() C.sdp_status) error {
	begun := false
	defer func() {
		if !begun {
			p.free()
			p.closed = true
		}
	}()
	status, err := c.run(nil, nil, nil, func() C.sdp_status {
		status := function()
		if status == C.SDP_OK {
			c.parts[p], begun = true, true
		}
		return status
	})
	return noDryRun(status, err)
}

// Next fetches the next row. It is false at the end, and after an error.
func (p *Pages) Next() bool {
	var text *C.char
	defer func() { C.sdp_text_free(text) }()
	if p.run(func() C.sdp_status { return C.sdp_pager_next_json(p.pager, 0, &text) }) != C.SDP_OK {
		return false
	}
	p.row, p.err = ParseValue(C.GoString(text))
	return p.err == nil
}

// Row is the one that Next fetched.
func (p *Pages) Row() Value { return p.row }

// Err is why Next was false, nil at the end of the list. After an error of a page, Next asks for it again.
func (p *Pages) Err() error { return p.err }

// Info is what the service said of the current page: page_number, total_count, has_more_rows and more.
func (p *Pages) Info() (Value, error) {
	var text *C.char
	defer func() { C.sdp_text_free(text) }()
	if _, err := p.core.run(nil, nil, p.part, func() C.sdp_status {
		return C.sdp_pager_info_json(p.pager, &text)
	}); err != nil {
		return Value{}, err
	}
	return ParseValue(C.GoString(text))
}

// Close ends the walk. It may be called twice, and after the client's own.
func (p *Pages) Close() error { return p.close() }

// Result is what became of one call of a batch.
type Result struct {
	Number    int64 // as Add gave it
	Operation string
	Tag       string
	Value     Value
	Err       error
}

// Batch is many calls at once on one client: Add while there is Room, Next until it is false, then Err.
// It is for one goroutine.
type Batch struct {
	*part
	client *Client
	batch  *C.sdp_batch
	calls  map[int64]*made // the library borrows them until the result is taken
	result Result
}

// Batch makes an empty one; its configuration is concurrency, in_order and most_pending. The end of the context cancels
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
	calls, cancel := map[int64]*made{}, newCancel(ctx)
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
	return &Batch{part: many, client: c, batch: batch, calls: calls}, nil
}

// Room is how many calls can be added before a result must be taken; 0 after Close.
func (b *Batch) Room() int64 {
	var room C.int64_t
	_, _ = b.core.run(nil, nil, b.part, func() C.sdp_status {
		room = C.sdp_batch_room(b.batch)
		return C.SDP_OK
	})
	return int64(room)
}

// Add adds a call; gives its number.
func (b *Batch) Add(operation string, ids []string, input any, options ...Option) (int64, error) {
	p, err := prepare(nil, operation, ids, input, options)
	if err != nil {
		return 0, err
	}
	defer p.freeTexts()
	var number C.int64_t
	added := false
	defer func() {
		if !added {
			p.made.free()
		}
	}()
	status, err := b.core.run(nil, nil, b.part, func() C.sdp_status {
		ids, count, input := p.pointers()
		status := C.sdp_batch_add_json(b.batch, p.operation, ids, count, input, p.flags, p.options, &number)
		if added = status == C.SDP_OK; added {
			b.calls[int64(number)] = p.made
		}
		return status
	})
	return int64(number), noDryRun(status, err)
}

// Next waits for the next result. It is false at the end, and after an error of the batch itself.
func (b *Batch) Next() bool {
	var told Value
	if b.run(func() C.sdp_status {
		var text *C.char
		status := C.sdp_batch_next_json(b.batch, &text)
		if status == C.SDP_OK {
			told = take(text)
			b.taken(told.Get("number").Int())
		}
		return status
	}) != C.SDP_OK {
		return false
	}
	b.result = Result{told.Get("number").Int(), told.Get("operation").Text(), told.Get("tag").Text(), told.Get("result"), nil}
	if failed := told.Get("error"); failed.Exists() {
		e := &Error{}
		if b.err = failed.Decode(e); b.err != nil {
			return false
		}
		if e.Cause == "SDP_E_CANCELED" && b.cancel != nil {
			e.err = b.ctx.Err()
		}
		b.result.Err = e
	}
	return true
}

// A result was taken: the library needs the options of that call no more.
func (b *Batch) taken(number int64) {
	if call := b.calls[number]; call != nil {
		delete(b.calls, number)
		call.free()
	}
}

// Result is the one that Next fetched.
func (b *Batch) Result() Result { return b.result }

// Err is why Next was false, nil where nothing is left to wait for.
func (b *Batch) Err() error { return b.err }

// Close ends the batch and the calls that are under way. It may be called twice, and after the client's own.
func (b *Batch) Close() error { return b.close() }
