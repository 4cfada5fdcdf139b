// Package sdp is ServiceDesk Plus MSP from Go, over libsdp.
//
//	client, err := sdp.NewClient(sdp.Object{"base_url": "https://desk.example.com", "access_token": token}, sdp.Hooks{})
//	defer client.Close()
//	product, err := client.Call(ctx, "products.add", nil, sdp.Object{"name": "XPS 15", "product_type": kind})
//	_, err = client.Call(ctx, "products.edit", sdp.IDs{product.Get("id").Text()}, sdp.Object{"comments": nil})
//	pages, err := client.List(ctx, "products.list", nil, nil)
//	defer pages.Close()
//	for pages.Next() {
//		fmt.Println(pages.Row().Get("name").Text())
//	}
//	err = pages.Err()
package sdp

// #cgo pkg-config: sdp
// #include <stdlib.h>
// #include <sdp/config_env.h>
// #include <sdp/ffi.h>
import "C"

import (
	"context"
	"io"
	"runtime"
	"runtime/cgo"
	"unsafe"
)

// IDs are those that an operation takes, in the order of its path.
type IDs = []string

// Client is a client of the service. It makes one call at a time, and says ErrBusy to another one: each goroutine that
// calls at the same time takes a Sibling.
type Client struct {
	*core
}

// NewClient makes a client; ConfigKeys tells the members of its configuration.
func NewClient(config Object, hooks Hooks) (*Client, error) {
	if config == nil {
		config = Object{}
	}
	json, err := encode(config, "config")
	if err != nil {
		return nil, err
	}
	return newClient(hooks, func(shared *sharedHooks, slot *C.sdp_error, out **C.sdp_client) C.sdp_status {
		return clientNew(json, shared, slot, out)
	})
}

// FromEnvironment makes a client as SDP_BASE_URL and its kin say, which the sdp command reads too.
func FromEnvironment() (*Client, error) {
	return fromSettings(func(env *C.sdp_config_env, slot *C.sdp_error, out **C.sdp_client) C.sdp_status {
		return C.sdp_client_new(C.sdp_config_env_get(env), slot, out)
	})
}

// NeuCRMFromEnvironment makes a client of NeuCRM as NEUCRM_BASE_URL and its kin say.
func NeuCRMFromEnvironment() (*Client, error) {
	return fromSettings(func(env *C.sdp_config_env, slot *C.sdp_error, out **C.sdp_client) C.sdp_status {
		return C.sdp_neucrm_client_new(C.sdp_config_env_neucrm(env), slot, out)
	})
}

func fromSettings(function func(*C.sdp_config_env, *C.sdp_error, **C.sdp_client) C.sdp_status) (*Client, error) {
	var env *C.sdp_config_env
	defer func() { C.sdp_config_env_free(env) }()
	if err := checked(func(slot *C.sdp_error) C.sdp_status { return C.sdp_config_from_env(slot, &env) }); err != nil {
		return nil, err
	}
	return newClient(Hooks{}, func(_ *sharedHooks, slot *C.sdp_error, out **C.sdp_client) C.sdp_status {
		return function(env, slot, out)
	})
}

func newClient(hooks Hooks, function func(*sharedHooks, *C.sdp_error, **C.sdp_client) C.sdp_status) (*Client, error) {
	var made *C.sdp_client
	var err error
	shared := &sharedHooks{Hooks: hooks, users: 1}
	shared.handle = cgo.NewHandle(shared)
	state := inC(func() {
		err = checked(func(slot *C.sdp_error) C.sdp_status { return function(shared, slot, &made) })
	})
	defer state.resume()
	if err != nil {
		shared.use(-1)
		return nil, err
	}
	return clientOf(made, shared), nil
}

// A client that nobody closes is closed by the collector, when nobody has it or a part of it.
func clientOf(made *C.sdp_client, hooks *sharedHooks) *Client {
	client := &Client{&core{client: made, hooks: hooks, parts: map[*part]bool{}}}
	runtime.SetFinalizer(client, collect)
	return client
}

func collect(client *Client) {
	if client.Close() != nil { // the last call is still under way
		runtime.SetFinalizer(client, collect)
	}
}

// Sibling makes a client for another goroutine: the same configuration, login, limits and hooks, its own connections.
func (c *Client) Sibling() (*Client, error) {
	var made *C.sdp_client
	if _, err := c.run(nil, nil, nil, func() C.sdp_status {
		status := C.sdp_client_dup(c.client, &made)
		if status == C.SDP_OK {
			c.hooks.use(1)
		}
		return status
	}); err != nil {
		return nil, err
	}
	return clientOf(made, c.hooks), nil
}

// Call makes a call by the operation's name: gives the entity, an array of one page's rows, or {}; of a dry run what would
// have been sent. The end of the context cancels it.
func (c *Client) Call(ctx context.Context, operation string, ids []string, input any, options ...Option) (Value, error) {
	return c.call(ctx, operation, ids, input, options, 0)
}

// Ensure finds by natural key, or adds: Ensure(ctx, "products.add", input).
func (c *Client) Ensure(ctx context.Context, operation string, input any, options ...Option) (Value, error) {
	return c.call(ctx, operation, nil, input, options, C.SDP_INVOKE_ENSURE)
}

func (c *Client) call(ctx context.Context, operation string, ids []string, input any, options []Option,
	flags C.int32_t) (Value, error) {
	p, err := prepare(ctx, operation, ids, input, options)
	if err != nil {
		return Value{}, err
	}
	defer p.made.free()
	defer p.freeTexts()
	var text *C.char
	var described string
	defer func() { C.sdp_text_free(text) }()
	status, err := c.run(ctx, p.cancel, nil, func() C.sdp_status {
		ids, count, input := p.pointers()
		status := C.sdp_invoke(c.client, p.operation, ids, count, input, p.flags|flags, p.options, &text)
		if status == C.SDP_DRY_RUN {
			described = C.GoString(C.sdp_last_dry_run(c.client))
		}
		return status
	})
	if err != nil {
		return Value{}, err
	}
	if status == C.SDP_DRY_RUN {
		return ParseValue(described)
	}
	return ParseValue(C.GoString(text))
}

// Download writes a file that was uploaded. What the writer fails with is behind the error.
func (c *Client) Download(ctx context.Context, contentURL string, to io.Writer, options ...Option) error {
	writer := &sink{Writer: to}
	handle := cgo.NewHandle(writer)
	defer handle.Delete()
	err := c.fetch(ctx, contentURL, options, func(url *C.char, made *C.sdp_options) C.sdp_status {
		return download(c.client, url, handle, made)
	})
	if failed, ok := err.(*Error); ok && writer.err != nil {
		failed.err = writer.err
	}
	return err
}

// DownloadFile fetches a file that was uploaded; the path has the whole of it, or what stood there before.
func (c *Client) DownloadFile(ctx context.Context, contentURL, path string, options ...Option) error {
	to, err := cText(path, "path")
	if err != nil {
		return err
	}
	defer C.free(unsafe.Pointer(to))
	return c.fetch(ctx, contentURL, options, func(url *C.char, made *C.sdp_options) C.sdp_status {
		return C.sdp_download_to(c.client, url, to, nil, nil, made)
	})
}

func (c *Client) fetch(ctx context.Context, contentURL string, options []Option,
	function func(*C.char, *C.sdp_options) C.sdp_status) error {
	url, err := cText(contentURL, "content_url")
	if err != nil {
		return err
	}
	defer C.free(unsafe.Pointer(url))
	return c.simple(ctx, options, func(made *C.sdp_options) C.sdp_status { return function(url, made) })
}

// A call that brings nothing.
func (c *Client) simple(ctx context.Context, options []Option, function func(*C.sdp_options) C.sdp_status) error {
	m, err := makeOptions(ctx, options)
	if err != nil {
		return err
	}
	defer m.free()
	if len(m.where) > 0 {
		return wrong("SDP_E_ARGUMENT", "where", "only a list takes Where", nil)
	}
	status, err := c.run(ctx, m.cancel, nil, func() C.sdp_status { return function(m.options) })
	return noDryRun(status, err)
}

func noDryRun(status C.sdp_status, err error) error {
	if err == nil && status == C.SDP_DRY_RUN {
		return wrong("SDP_E_ARGUMENT", "dry_run", "only Call makes dry runs", nil)
	}
	return err
}

// Login makes sure that there is a token, so that what is wrong with the login is known beforehand.
func (c *Client) Login(ctx context.Context, options ...Option) error {
	return c.simple(ctx, options, func(made *C.sdp_options) C.sdp_status { return C.sdp_login(c.client, made) })
}

// Root is where the requests go; "" after Close.
func (c *Client) Root() string {
	root := ""
	_, _ = c.run(nil, nil, nil, func() C.sdp_status {
		root = C.GoString(C.sdp_client_root(c.client))
		return C.SDP_OK
	})
	return root
}

// Close frees the client with its walks and batches. It may be called twice.
func (c *Client) Close() error {
	return c.close()
}
