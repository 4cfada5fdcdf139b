// What a program does with the service: run it with SDP_BASE_URL and SDP_ACCESS_TOKEN set.
package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"libsdp.example/sdp"
)

var kind = sdp.Object{"name": "Workstation"}

func expect(holds bool, what string) {
	if !holds {
		panic("not so: " + what)
	}
}

func oneProduct(ctx context.Context, client *sdp.Client) error {
	added, err := client.Call(ctx, "products.add", nil,
		sdp.Object{"name": "XPS 15", "product_type": kind, "comments": "ordered"})
	if err != nil {
		return err
	}
	id := added.Get("id").Text()
	if _, err := client.Call(ctx, "products.edit", sdp.IDs{id}, sdp.Object{"comments": nil}); err != nil {
		return err
	}
	got, err := client.Call(ctx, "products.get", sdp.IDs{id}, nil)
	if err != nil {
		return err
	}
	expect(added.Get("comments").Text() == "ordered" && got.Get("comments").IsNull(), "null, and not absent")
	expect(!got.Get("never_heard_of").Exists(), "absent, and not null")
	var product struct {
		ID   string
		Type struct{ Name string } `json:"product_type"`
	}
	expect(got.Decode(&product) == nil && product.ID == id && product.Type.Name == "Workstation", "a struct of one's own")
	same, err := client.Ensure(ctx, "products.add", sdp.Object{"name": "XPS 15", "product_type": kind})
	if err != nil {
		return err
	}
	expect(same.Get("id").Text() == id, "it is found, and not added")
	fmt.Println("added, changed, cleared and found again:", id)
	return nil
}

func rowsOf(ctx context.Context, client *sdp.Client, query any, options ...sdp.Option) (rows []sdp.Value, info sdp.Value,
	err error) {
	pages, err := client.List(ctx, "products.list", nil, query, options...)
	if err != nil {
		return nil, sdp.Value{}, err
	}
	defer pages.Close()
	for pages.Next() {
		rows = append(rows, pages.Row())
	}
	if pages.Err() != nil {
		return nil, sdp.Value{}, pages.Err()
	}
	info, err = pages.Info()
	return rows, info, err
}

func allProducts(ctx context.Context, client *sdp.Client) error {
	for number := 0; number < 7; number++ {
		screen := sdp.Object{"name": fmt.Sprintf("Screen %d", number), "product_type": kind}
		if _, err := client.Ensure(ctx, "products.add", screen); err != nil {
			return err
		}
	}
	rows, info, err := rowsOf(ctx, client, sdp.Object{"row_count": 3, "get_total_count": true})
	if err != nil {
		return err
	}
	expect(int64(len(rows)) == info.Get("total_count").Int() && info.Get("page_number").Int() > 1, "all came")
	screens, _, err := rowsOf(ctx, client, nil, sdp.Where("name starts with 'Screen '"))
	if err != nil {
		return err
	}
	expect(len(screens) == 7, "what was searched for")
	for _, screen := range screens {
		expect(strings.HasPrefix(screen.Get("name").Text(), "Screen "), "and nothing else")
	}
	fmt.Println(len(rows), "products, from", rows[0].Get("name").Text())
	return nil
}

func aMistake(ctx context.Context, client *sdp.Client) error {
	var refused *sdp.Error
	_, err := client.Call(ctx, "products.add", nil, sdp.Object{"name": "XPS 15", "product_type": kind})
	expect(errors.As(err, &refused), "the name is taken")
	expect(refused.Status == "SDP_E_REFUSED" && refused.APICode == 4008, "what the service says")
	expect(refused.Messages[0].Fields[0] == "name", "and of which field")
	expect(!refused.Retryable && !refused.MaybeDone && refused.Attempts == 1, "and what is to be done")
	fmt.Println("refused, as it should be:", err)
	_, err = client.Call(ctx, "products.add", nil, sdp.Object{"nam": "XPS 15"})
	expect(errors.As(err, &refused), "there is no such member")
	expect(refused.Status == "SDP_E_UNKNOWN_FIELD" && refused.Path == "product.nam", "where it is wrong")
	fmt.Println("refused before it was sent:", err)
	return nil
}

func aContractWithAFile(ctx context.Context, client *sdp.Client) error {
	begin := time.UnixMilli(1767225600000).UTC()
	contract, err := client.Call(ctx, "contracts.add", nil, sdp.Object{
		"name":        "Support",
		"vendor":      sdp.Object{"name": "Canon"},
		"is_definite": true,
		"owner":       sdp.Object{"email_id": "john.doe@abcmail.com"},
		"active_from": begin,
		"active_till": begin.AddDate(1, 0, 0),
	})
	if err != nil {
		return err
	}
	expect(contract.Get("active_from").Time().Equal(begin), "a time comes back")
	id := sdp.IDs{contract.Get("id").Text()}
	terms := bytes.Repeat([]byte("%PDF-1.4\n"), 2000)
	var sent int64
	uploaded, err := client.Call(ctx, "contracts.upload_attachment", id, nil, sdp.Bytes("terms.pdf", terms),
		sdp.Progress(func(done, total int64) { sent = done }))
	if err != nil {
		return err
	}
	file := uploaded.Items()[0]
	expect(sent == 18000 && file.Get("name").Text() == "terms.pdf", "the file arrived")
	var received bytes.Buffer
	if err := client.Download(ctx, file.Get("content_url").Text(), &received); err != nil {
		return err
	}
	expect(bytes.Equal(received.Bytes(), terms), "and comes back")
	fmt.Println("a contract with", file.Get("name").Text())
	_, err = client.Call(ctx, "contracts.delete", id, nil)
	return err
}

func manyAtOnce(ctx context.Context, client *sdp.Client) error {
	rows, _, err := rowsOf(ctx, client, nil)
	if err != nil {
		return err
	}
	batch, err := client.Batch(ctx, sdp.Object{"concurrency": 4})
	if err != nil {
		return err
	}
	defer batch.Close()
	wanted := map[string]bool{}
	for _, row := range rows {
		id := row.Get("id").Text()
		wanted[id] = true
		if _, err := batch.Add("products.get", sdp.IDs{id}, nil); err != nil {
			return err
		}
	}
	if _, err := batch.Add("products.get", sdp.IDs{"1"}, nil, sdp.With("tag", "lost")); err != nil {
		return err
	}
	for batch.Next() {
		result := batch.Result()
		var lost *sdp.Error
		if errors.As(result.Err, &lost) {
			expect(result.Tag == "lost" && lost.HTTPStatus == 404, "one is not there")
		}
		delete(wanted, result.Value.Get("id").Text())
	}
	expect(len(wanted) == 0, "all the others are")
	fmt.Println(len(rows), "products by a batch")
	return batch.Err()
}

func fourThreads(ctx context.Context, client *sdp.Client) error {
	var group sync.WaitGroup
	counts, failures := make([]int, 4), make([]error, 4)
	for i := range counts {
		own, err := client.Sibling()
		if err != nil {
			return err
		}
		group.Add(1)
		go func(i int) {
			defer group.Done()
			defer own.Close()
			for round := 0; round < 5 && failures[i] == nil; round++ {
				var rows []sdp.Value
				rows, _, failures[i] = rowsOf(ctx, own, sdp.Object{"row_count": 4})
				counts[i] += len(rows)
			}
		}(i)
	}
	group.Wait()
	for i := range counts {
		if failures[i] != nil {
			return failures[i]
		}
		expect(counts[i] > 0 && counts[i] == counts[0], "each saw the same")
	}
	fmt.Println("4 goroutines, each with a sibling of the client")
	return nil
}

func cancelled(ctx context.Context, client *sdp.Client) error {
	ended, cancel := context.WithCancel(ctx)
	cancel()
	_, err := client.Call(ended, "products.list", nil, nil)
	var told *sdp.Error
	expect(errors.Is(err, context.Canceled) && errors.As(err, &told), "it was cancelled")
	expect(told.Status == "SDP_E_CANCELED", "it says so")
	return nil
}

func run() error {
	var attempts int64 // siblings in other goroutines tell theirs too
	client, err := sdp.NewClient(sdp.Object{
		"base_url":     os.Getenv("SDP_BASE_URL"),
		"portal":       os.Getenv("SDP_PORTAL"),
		"access_token": os.Getenv("SDP_ACCESS_TOKEN"),
		"timeout_ms":   20000,
	}, sdp.Hooks{Event: func(event sdp.Value) { atomic.AddInt64(&attempts, 1) }})
	if err != nil {
		return err
	}
	defer client.Close()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	for _, step := range []func(context.Context, *sdp.Client) error{oneProduct, allProducts, aMistake,
		aContractWithAFile, manyAtOnce, fourThreads, cancelled} {
		if err := step(ctx, client); err != nil {
			return err
		}
	}
	expect(atomic.LoadInt64(&attempts) > 20, "each attempt is told")
	rows, _, err := rowsOf(ctx, client, nil)
	for _, row := range rows {
		if err == nil && row.Get("name").Text() == "XPS 15" {
			_, err = client.Call(ctx, "products.delete", sdp.IDs{row.Get("id").Text()}, nil)
		}
	}
	return err
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
