// What the Go binding makes of bad input, of callbacks that do not return, and of objects that end in any order. With an
// argument it prints the members of that type with their kinds.
package sdptest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"math"
	"net/http"
	"net/http/httptest"
	"os"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"libsdp.example/sdp"
)

var ctx = context.Background()

func TestMain(m *testing.M) {
	flag.Parse()
	if flag.NArg() == 0 {
		os.Exit(m.Run())
	}
	for _, field := range sdp.Fields(flag.Arg(0)) {
		fmt.Println(field.Name, field.Kind)
	}
}

func config(more sdp.Object) sdp.Object {
	members := sdp.Object{"base_url": os.Getenv("SDP_BASE_URL"), "portal": os.Getenv("SDP_PORTAL"),
		"access_token": os.Getenv("SDP_ACCESS_TOKEN"), "timeout_ms": 20000}
	for name, value := range more {
		members[name] = value
	}
	return members
}

func connect(t *testing.T, hooks sdp.Hooks, more sdp.Object) *sdp.Client {
	t.Helper()
	client, err := sdp.NewClient(config(more), hooks)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { client.Close() })
	return client
}

func fails(t *testing.T, status, words, path string, err error) *sdp.Error {
	t.Helper()
	var told *sdp.Error
	if !errors.As(err, &told) {
		t.Fatalf("%s: %v is no error of the library", words, err)
	}
	if told.Status != status || told.Path != path || !strings.Contains(told.Error(), words) {
		t.Errorf("%s at '%s', and not %s at '%s' with '%s': %v", told.Status, told.Path, status, path, words, told)
	}
	return told
}

func sent(client *sdp.Client, operation string, ids []string, input any, options ...sdp.Option) error {
	_, err := client.Call(ctx, operation, ids, input, options...)
	return err
}

func add(client *sdp.Client, input any) error {
	return sent(client, "products.add", nil, input)
}

func get(client *sdp.Client, id string, options ...sdp.Option) error {
	return sent(client, "products.get", sdp.IDs{id}, nil, options...)
}

func TestBadInput(t *testing.T) {
	client := connect(t, sdp.Hooks{}, nil)
	fails(t, "SDP_E_UNKNOWN_FIELD", "'products.get'", "operation", sent(client, "products.gett", nil, nil))
	fails(t, "SDP_E_UNKNOWN_FIELD", "", "operation", sent(client, "", nil, nil))
	fails(t, "SDP_E_UNKNOWN_FIELD", "'name'", "product.nmae", add(client, sdp.Object{"nmae": 5}))
	fails(t, "SDP_E_VALUE", "text", "product.name", add(client, sdp.Object{"name": true}))
	fails(t, "SDP_E_VALUE", "", "product", add(client, 5))
	fails(t, "SDP_E_ARGUMENT", "", "id", sent(client, "products.get", nil, nil))
	fails(t, "SDP_E_ARGUMENT", "", "id", get(client, ""))
	fails(t, "SDP_E_ARGUMENT", "", "id", sent(client, "products.get", sdp.IDs{"1", "2"}, nil))
	fails(t, "SDP_E_UNKNOWN_FIELD", "'timeout_ms'", "timeout", get(client, "1", sdp.With("timeout", 5)))
	fails(t, "SDP_E_VALUE", "number", "timeout_ms", get(client, "1", sdp.With("timeout_ms", "soon")))
	_, err := client.List(ctx, "products.get", sdp.IDs{"1"}, nil)
	fails(t, "SDP_E_ARGUMENT", "brings no list", "operation", err)
	_, err = client.List(ctx, "products.list", nil, nil, sdp.With("dry_run", true))
	fails(t, "SDP_E_ARGUMENT", "dry", "dry_run", err)
	_, err = client.Batch(ctx, sdp.Object{"concurency": 5})
	fails(t, "SDP_E_UNKNOWN_FIELD", "'concurrency'", "concurency", err)
	_, err = sdp.NewClient(sdp.Object{"base_url": "http://127.0.0.1", "acess_token": "planted"}, sdp.Hooks{})
	if told := fails(t, "SDP_E_UNKNOWN_FIELD", "'access_token'", "acess_token", err); strings.Contains(fmt.Sprintf("%+v", *told), "planted") {
		t.Error("a secret is repeated")
	}
	if _, err := sdp.NewClient(nil, sdp.Hooks{}); err == nil {
		t.Error("a client without a URL")
	}
	var none context.Context
	described, err := client.Call(none, "products.get", sdp.IDs{"1"}, nil, sdp.With("dry_run", true))
	if err != nil || described.Get("method").Text() != "GET" {
		t.Error("a dry run, without a context:", err)
	}
}

func TestStringsThatCCannotHold(t *testing.T) {
	client := connect(t, sdp.Hooks{}, nil)
	for bad, status := range map[string]string{"a\x00b": "SDP_E_ARGUMENT", "\xff": "SDP_E_UTF8", "\xed\xa0\x80": "SDP_E_UTF8"} {
		_, made := sdp.NewClient(config(sdp.Object{"access_token": bad}), sdp.Hooks{})
		_, listed := client.List(ctx, bad, nil, nil)
		for what, err := range map[string]error{
			"operation": sent(client, bad, nil, nil), "id": get(client, bad), "JSON text": add(client, sdp.Object{"name": bad}),
			"JSON name": add(client, sdp.Object{bad: "x"}), "JSON texts": add(client, sdp.Object{"name": []string{bad}}),
			"JSON tag": get(client, "1", sdp.With("tag", bad)), "JSON option": get(client, "1", sdp.With(bad, 1)),
			"JSON file": sent(client, "customers.upload_attachment", nil, nil, sdp.Bytes(bad, nil)),
			"url":       client.Download(ctx, bad, io.Discard), "path": client.DownloadFile(ctx, "/x", bad), "JSON config": made,
			"list": listed,
		} {
			// A NUL in JSON is refused by the library, with a word of its own.
			inJSON := strings.HasPrefix(what, "JSON")
			var told *sdp.Error
			if !errors.As(err, &told) || told.Status != status && !(inJSON && status == "SDP_E_ARGUMENT") {
				t.Errorf("%s %q: %v", what, bad, err)
			}
		}
		if sdp.Fields(bad) != nil {
			t.Errorf("there is no type %q", bad)
		}
	}
}

func TestValuesThatJSONCannotHold(t *testing.T) {
	client := connect(t, sdp.Hooks{}, nil)
	circle := sdp.Object{}
	circle["name"] = circle
	list := []any{nil}
	list[0] = list
	for _, bad := range []any{make(chan int), func() {}, math.NaN(), math.Inf(1), complex(1, 1), json.Number("12,50"),
		json.Number(""), map[float64]int{1: 1}, sdp.Value{}} {
		fails(t, "SDP_E_VALUE", "", "input.name", add(client, sdp.Object{"name": bad}))
	}
	for _, bad := range []time.Time{time.Unix(1<<60, 0), time.Unix(-1<<60, 0), time.Unix(math.MaxInt64, 0),
		time.Unix(math.MaxInt64/1000, 808e6), time.Unix(math.MinInt64/1000-1, 0)} {
		fails(t, "SDP_E_VALUE", "out of range", "input.active_till", add(client, sdp.Object{"active_till": bad}))
		fails(t, "SDP_E_VALUE", "out of range", "input.list[0].at",
			add(client, sdp.Object{"list": []any{sdp.Object{"at": &bad}}}))
	}
	for _, ms := range []int64{math.MaxInt64, math.MinInt64 + 808, 0, -1} {
		moment := time.UnixMilli(ms)
		for _, one := range []any{moment, &moment} {
			got, err := client.Call(ctx, "contracts.edit", sdp.IDs{"1"}, sdp.Object{"active_till": one},
				sdp.With("dry_run", true))
			if err != nil || got.Get("input_data", "contract", "active_till", "value").Text() != fmt.Sprint(ms) {
				t.Error(ms, got, err)
			}
		}
	}
	fails(t, "SDP_E_LIMIT", "nested", "input", add(client, circle))
	fails(t, "SDP_E_LIMIT", "nested", "input", add(client, list))
}

func TestValues(t *testing.T) {
	client := connect(t, sdp.Hooks{}, nil)
	moment := time.Date(1969, 12, 31, 23, 59, 59, 250e6, time.FixedZone("", 7200))
	text := "A"
	got, err := client.Call(ctx, "contracts.edit", sdp.IDs{"1"}, map[string]any{
		"active_from": moment, "cost": struct {
			Value json.Number `json:"value"`
		}{"2322.00"}, "comments": nil, "is_definite": false, "name": &text,
	}, sdp.With("dry_run", true))
	if err != nil {
		t.Fatal(err)
	}
	contract := got.Get("input_data", "contract")
	if !contract.Get("active_from").Time().Equal(moment) || contract.Get("cost", "value").Text() != "2322.00" ||
		!contract.Get("comments").IsNull() || contract.Get("is_definite").Bool() || contract.Get("name").Text() != "A" {
		t.Error(got)
	}
	value, err := sdp.ParseValue(`{"a":[1.50,{"b":null}],"t":{"value":"x"}}`)
	if err != nil || value.Get("a").Items()[0].Number() != "1.50" || value.Get("a").Items()[1].Get("b").Exists() == false ||
		value.Get("t").Time() != (time.Time{}) || value.Get("a", "b", "c").Exists() || value.Get("a").Text() != "" {
		t.Error(value, err)
	}
	for _, bad := range []string{"", "{", "1 2", "nul", "[1,]"} {
		_, err := sdp.ParseValue(bad)
		fails(t, "SDP_E_JSON", "", "", err)
	}
}

// Runs a function in a goroutine of its own; tells with what it panicked, and whether it returned.
func ends(function func()) (panicked any, returned bool) {
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		defer func() { panicked = recover() }()
		function()
		returned = true
	}()
	<-ended
	return panicked, returned
}

func planted() {
	panic("planted")
}

func TestCallbacksThatDoNotReturn(t *testing.T) {
	for name, stop := range map[string]func(){"panic": planted, "Goexit": runtime.Goexit} {
		var failing int32
		fail := func() {
			if atomic.LoadInt32(&failing) != 0 {
				stop()
			}
		}
		stops := func(what string, function func()) {
			t.Helper()
			atomic.StoreInt32(&failing, 1)
			panicked, returned := ends(function)
			atomic.StoreInt32(&failing, 0)
			if returned || (panicked == "planted") != (name == "panic") {
				t.Errorf("%s in %s: %v, %v", name, what, panicked, returned)
			}
		}
		event := connect(t, sdp.Hooks{Event: func(sdp.Value) { fail() }}, nil)
		log := connect(t, sdp.Hooks{Log: func(int, string) { fail() }}, sdp.Object{"log_level": "debug"})
		for _, client := range []*sdp.Client{event, log} {
			stops("a call that is well", func() { _ = sent(client, "products.list", nil, nil) })
			stops("a call that fails", func() { _ = get(client, "1") })
			pages, err := client.List(ctx, "products.list", nil, nil)
			batch, _ := client.Batch(ctx, nil)
			if _, failed := batch.Add("products.list", nil, nil); err != nil || failed != nil {
				t.Fatal(err, failed)
			}
			sibling, _ := client.Sibling()
			stops("a walk", func() { pages.Next() })
			stops("a batch", func() { batch.Next() })
			stops("a sibling", func() { _ = get(sibling, "1") })
			sibling.Close()
			if err := sent(client, "products.list", nil, nil); err != nil {
				t.Error("the next call is as if nothing had been:", err)
			}
		}
		client := connect(t, sdp.Hooks{}, nil)
		upload := func(options ...sdp.Option) (sdp.Value, error) {
			options = append(options, sdp.Bytes("x.txt", make([]byte, 5000)))
			return client.Call(ctx, "customers.upload_attachment", nil, nil, options...)
		}
		stops("progress", func() { _, _ = upload(sdp.Progress(func(done, total int64) { fail() })) })
		file, err := upload()
		if err != nil {
			t.Fatal(err)
		}
		url := file.Items()[0].Get("content_url").Text()
		stops("a writer", func() { _ = client.Download(ctx, url, writer(func() error { fail(); return nil })) })
		err = client.Download(ctx, url, writer(func() error { return io.ErrClosedPipe }))
		if fails(t, "SDP_E_FILE", "", "target", err); !errors.Is(err, io.ErrClosedPipe) {
			t.Error("what the writer said is lost")
		}
		var whole bytes.Buffer
		if err := client.Download(ctx, url, &whole); err != nil || whole.Len() != 5000 {
			t.Error("the next call is as if nothing had been:", err)
		}
	}
}

// What panics with nil is told from Goexit by this: after that, nothing goes on.
func goesOn(function func()) (went bool) {
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		func() {
			defer func() { _ = recover() }()
			function()
		}()
		went = true
	}()
	<-ended
	return went
}

func TestACallbackThatPanicsWithNil(t *testing.T) {
	for name, stop := range map[string]func(){"panic": func() { panic(nil) }, "Goexit": runtime.Goexit} {
		client, returned := connect(t, sdp.Hooks{Event: func(sdp.Value) { stop() }}, nil), false
		went := goesOn(func() {
			_ = sent(client, "products.list", nil, nil)
			returned = true
		})
		if returned || went != (name == "panic") {
			t.Errorf("%s: %v, %v", name, returned, went)
		}
	}
}

type writer func() error

func (w writer) Write(bytes []byte) (int, error) {
	return len(bytes), w()
}

func TestACallbackThatUsesClients(t *testing.T) {
	var client *sdp.Client
	other := connect(t, sdp.Hooks{}, nil)
	seen := map[string]error{}
	client = connect(t, sdp.Hooks{Event: func(sdp.Value) {
		_, seen["sibling"] = client.Sibling()
		seen["call"], seen["close"] = get(client, "2"), client.Close()
		if err := sent(other, "products.list", nil, nil); err != nil {
			t.Error("another client is free:", err)
		}
	}}, nil)
	fails(t, "SDP_E_NOT_FOUND", "", "", get(client, "1"))
	if len(seen) != 3 {
		t.Error(seen)
	}
	for what, err := range seen {
		if err != sdp.ErrBusy {
			t.Error(what, err)
		}
	}
}

func TestWhatWasClosed(t *testing.T) {
	client := connect(t, sdp.Hooks{}, nil)
	begin := func() (*sdp.Pages, *sdp.Batch) {
		pages, err := client.List(ctx, "products.list", nil, nil)
		batch, failed := client.Batch(ctx, nil)
		if _, full := batch.Add("products.list", nil, nil, sdp.With("tag", "x")); err != nil || failed != nil || full != nil {
			t.Fatal(err, failed, full)
		}
		return pages, batch
	}
	isClosed := func(pages *sdp.Pages, batch *sdp.Batch) {
		t.Helper()
		_, info := pages.Info()
		_, added := batch.Add("products.list", nil, nil)
		if pages.Next() || batch.Next() || batch.Room() != 0 || pages.Err() != sdp.ErrClosed || batch.Err() != sdp.ErrClosed ||
			info != sdp.ErrClosed || added != sdp.ErrClosed || pages.Close() != nil || batch.Close() != nil {
			t.Error(pages.Err(), batch.Err(), info, added)
		}
	}
	pages, batch := begin()
	if pages.Close() != nil || batch.Close() != nil {
		t.Error("they close")
	}
	isClosed(pages, batch)
	pages, batch = begin()
	if client.Close() != nil || client.Close() != nil {
		t.Error("it closes twice")
	}
	isClosed(pages, batch)
	_, sibling := client.Sibling()
	_, listed := client.List(ctx, "products.list", nil, nil)
	for _, err := range []error{get(client, "1"), sibling, listed, client.Login(ctx), client.Download(ctx, "/x", io.Discard)} {
		if err != sdp.ErrClosed {
			t.Error(err)
		}
	}
	if client.Root() != "" {
		t.Error("no root")
	}
}

func TestABatchThatIsFull(t *testing.T) {
	batch, err := connect(t, sdp.Hooks{}, nil).Batch(ctx, sdp.Object{"max_pending": 1})
	if err != nil {
		t.Fatal(err)
	}
	number, err := batch.Add("products.get", sdp.IDs{"1"}, nil, sdp.With("tag", "kept"))
	if err != nil || number != 0 || batch.Room() != 0 {
		t.Error(number, err)
	}
	_, err = batch.Add("products.get", sdp.IDs{"1"}, nil)
	fails(t, "SDP_E_LIMIT", "1 calls", "max_pending", err)
	_, err = batch.Add("products.gett", nil, nil)
	fails(t, "SDP_E_UNKNOWN_FIELD", "", "operation", err)
	if !batch.Next() || batch.Result().Tag != "kept" || batch.Next() || batch.Err() != nil {
		t.Error(batch.Result(), batch.Err())
	}
	fails(t, "SDP_E_NOT_FOUND", "", "", batch.Result().Err)
}

func TestWhatTheCallsOfABatchBorrow(t *testing.T) {
	client := connect(t, sdp.Hooks{}, nil)
	batch, err := client.Batch(ctx, nil)
	if err != nil {
		t.Fatal(err)
	}
	content, sent := bytes.Repeat([]byte("content "), 1000), int64(0)
	_, err = batch.Add("customers.upload_attachment", nil, nil, sdp.Bytes("x.txt", content),
		sdp.With("headers", sdp.Object{"X-Long": strings.Repeat("x", 500)}), sdp.Progress(func(done, total int64) { sent = done }))
	runtime.GC()
	if err != nil || !batch.Next() || batch.Result().Err != nil {
		t.Fatal(err, batch.Err(), batch.Result().Err)
	}
	var received bytes.Buffer
	file := batch.Result().Value.Items()[0]
	err = client.Download(ctx, file.Get("content_url").Text(), &received)
	if err != nil || !bytes.Equal(received.Bytes(), content) || sent != int64(len(content)) {
		t.Error(err, sent, received.Len())
	}
}

func TestContexts(t *testing.T) {
	silent := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, request *http.Request) {
		<-request.Context().Done()
	}))
	defer silent.Close()
	waiting := connect(t, sdp.Hooks{}, sdp.Object{"base_url": silent.URL, "portal": nil})
	during, stop := context.WithTimeout(ctx, 50*time.Millisecond)
	defer stop()
	_, ended := waiting.Call(during, "products.list", nil, nil)
	if fails(t, "SDP_E_CANCELED", "", "", ended); !errors.Is(ended, context.DeadlineExceeded) {
		t.Error(ended)
	}
	ended = get(waiting, "1", sdp.With("timeout_ms", 50))
	if late := fails(t, "SDP_E_TIMEOUT", "", "", ended); late.Fault != "network" || late.ElapsedMS < 50 || late.Advice == "" {
		t.Error(ended)
	}
	client := connect(t, sdp.Hooks{}, nil)
	short, cancel := context.WithTimeout(ctx, 30*time.Millisecond)
	defer cancel()
	var err error
	for err == nil {
		_, err = client.Call(short, "products.list", nil, nil)
	}
	if fails(t, "SDP_E_CANCELED", "", "", err); !errors.Is(err, context.DeadlineExceeded) {
		t.Error(err)
	}
	pages, err := client.List(short, "products.list", nil, nil)
	if err != nil || pages.Next() || !errors.Is(pages.Err(), context.DeadlineExceeded) {
		t.Error("a walk", err)
	}
	batch, err := client.Batch(short, nil)
	if _, failed := batch.Add("products.list", nil, nil); err != nil || failed != nil {
		t.Fatal(err, failed)
	}
	if !batch.Next() || !errors.Is(batch.Result().Err, context.DeadlineExceeded) {
		t.Error("a batch", batch.Result())
	}
	if err := sent(client, "products.list", nil, nil); err != nil {
		t.Error("the next call is as if nothing had been:", err)
	}
}

func TestClientsThatNobodyCloses(t *testing.T) {
	for i := 0; i < 5; i++ {
		client, err := sdp.NewClient(config(nil), sdp.Hooks{Log: func(int, string) {}})
		if err != nil {
			t.Fatal(err)
		}
		pages, _ := client.List(ctx, "products.list", nil, nil)
		batch, _ := client.Batch(ctx, nil)
		_, _ = batch.Add("products.list", nil, nil)
		sibling, _ := client.Sibling()
		client, batch = nil, nil
		runtime.GC()
		if !pages.Next() {
			t.Error("a walk keeps its client", pages.Err())
		}
		if err := sent(sibling, "products.list", nil, nil); err != nil {
			t.Error(err)
		}
	}
	runtime.GC()
	runtime.GC()
}

func TestTables(t *testing.T) {
	if sdp.Types()["product"] == "" || sdp.Fields("produkt") != nil || len(sdp.Operations()) < 30 || sdp.Version() == "" {
		t.Error("types and operations")
	}
	for _, field := range sdp.Fields("product") {
		if field.Name == "id" && (field.Kind != "id" || !field.Key || !field.ReadOnly || field.Doc == "") {
			t.Error(field)
		}
		if field.Name == "product_type" && (field.Kind != "object" || sdp.Types()[field.Type] == "") {
			t.Error(field)
		}
	}
	for _, one := range sdp.Operations() {
		if one.Name == "products.edit" && (one.Method != "PUT" || one.IDCount != 1 || !one.Write || one.List || one.Input != "product") {
			t.Error(one)
		}
	}
	keys := strings.Join(append(sdp.ConfigKeys(), sdp.OptionKeys()...), " ")
	if !strings.Contains(keys, "base_url") || !strings.Contains(keys, "dry_run") {
		t.Error(keys)
	}
	client, err := sdp.FromEnvironment()
	if err != nil || !strings.HasSuffix(client.Root(), "/api/v3") {
		t.Error(err)
	}
	if crm, err := sdp.NeuCRMFromEnvironment(); err != nil || crm.Close() != nil {
		t.Error(err)
	}
}

func TestNilOptionsAndClientsThatNobodyMade(t *testing.T) {
	client := connect(t, sdp.Hooks{}, nil)
	if _, err := client.Call(ctx, "products.list", nil, nil, nil, sdp.With("tag", "x"), nil); err != nil {
		t.Error(err)
	}
	var none sdp.Client
	_, call := none.Call(ctx, "products.list", nil, nil)
	_, list := none.List(ctx, "products.list", nil, nil)
	_, batch := none.Batch(ctx, nil)
	_, sibling := none.Sibling()
	for _, err := range []error{call, list, batch, sibling, none.Login(ctx), none.DownloadFile(ctx, "x", "x")} {
		if !errors.Is(err, sdp.ErrClosed) {
			t.Error(err)
		}
	}
	var pages sdp.Pages
	var many sdp.Batch
	_, info := pages.Info()
	_, added := many.Add("products.list", nil, nil)
	many.Run(sdp.Call{Operation: "products.list"})
	if pages.Next() || many.Next() || many.Room() != 0 || pages.Close() != nil || many.Close() != nil {
		t.Error("a walk and a batch that nobody made have nothing")
	}
	for _, err := range []error{pages.Err(), many.Err(), info, added} {
		if err != sdp.ErrClosed {
			t.Error(err)
		}
	}
	if !strings.Contains(sdp.ErrClosed.Error(), "client, walk or batch") || none.Root() != "" || none.Close() != nil {
		t.Error(sdp.ErrClosed)
	}
}
