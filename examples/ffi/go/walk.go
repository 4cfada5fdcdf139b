package sdp

// #include <stdlib.h>
// #include <sdp/ffi.h>
import "C"

import "context"

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
func (p *Pages) Err() error { return p.failure() }

// Info is what the service said of the current page: page_number, total_count, has_more_rows and more.
func (p *Pages) Info() (Value, error) {
	var text *C.char
	defer func() { C.sdp_text_free(text) }()
	if _, err := p.owner().run(nil, nil, p.part, func() C.sdp_status {
		return C.sdp_pager_info_to_json(p.pager, &text)
	}); err != nil {
		return Value{}, err
	}
	return ParseValue(C.GoString(text))
}

// Close ends the walk. It may be called twice, and after the client's own.
func (p *Pages) Close() error { return p.close() }
