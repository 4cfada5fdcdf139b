package sdptest

import (
	"fmt"
	"sort"
	"strings"
	"testing"
	"time"

	"libsdp.example/sdp"
)

func TestSearching(t *testing.T) {
	client := connect(t, sdp.Hooks{}, nil)
	criteria := func(query any, options ...sdp.Option) sdp.Value {
		t.Helper()
		sent, err := client.Call(ctx, "contracts.list", nil, query, append(options, sdp.With("dry_run", true))...)
		if err != nil {
			t.Fatal(err)
		}
		return sent.Get("input_data", "list_info", "search_criteria")
	}
	active := `{"condition":"is","field":"status.name","value":"Active"}`
	both := "[" + active + `,{"condition":"lesser than","field":"active_till","logical_operator":"AND","value":"1798761600000"}]`
	first, second := "status is Active", "active_till < 2027-01-01"
	query := sdp.Object{"row_count": 5, "search_criteria": nil}
	day := time.UnixMilli(1798761600000)
	child := sdp.Object{"field": "active_from", "condition": "between", "values": []time.Time{day, day}}
	one := sdp.Object{"field": "active_till", "condition": "lesser than", "value": day, "children": []any{child}}
	made := criteria(sdp.Object{"search_criteria": one})
	for _, is := range [][2]string{
		{criteria(nil, sdp.Where(first)).String(), active},
		{criteria(nil, sdp.Where(first+" and "+second)).String(), both},
		{criteria(query, sdp.Where(first, second)).String(), both},
		{criteria(sdp.Object{"list_info": query}, sdp.Where(first), sdp.Where(second)).String(), both},
		{criteria(nil, sdp.Where("nam is x"), sdp.AllowUnknown()).Get("field").Text(), "nam"},
		{made.Get("value").String(), `"1798761600000"`},
		{made.Get("children").Items()[0].Get("values").String(), `["1798761600000","1798761600000"]`},
	} {
		if is[0] != is[1] {
			t.Errorf("%s, and not %s", is[0], is[1])
		}
	}
	if _, changed := one["value"].(time.Time); !changed || query["search_criteria"] != nil {
		t.Error("what is the caller's was changed")
	}
	product := sdp.Object{"name": "searched for", "product_type": sdp.Object{"name": "Workstation"}}
	if _, err := client.Ensure(ctx, "products.add", product); err != nil {
		t.Fatal(err)
	}
	pages, err := client.List(ctx, "products.list", nil, nil, sdp.Where("name starts with 'searched'"))
	if err != nil || !pages.Next() || pages.Row().Get("name").Text() != "searched for" || pages.Next() {
		t.Error("a walk", err)
	}
	batch, _ := client.Batch(ctx, nil)
	_, err = batch.Add("products.list", nil, nil, sdp.Where("name starts with searched"))
	if err != nil || !batch.Next() || len(batch.Result().Value.Items()) != 1 {
		t.Error("a batch", err)
	}
	list := func(query any, words ...string) error {
		_, err := client.List(ctx, "products.list", nil, query, sdp.Where(words...))
		return err
	}
	fails(t, "SDP_E_UNKNOWN_FIELD", "did you mean 'name'?", "criteria[0]", list(nil, "nam is x"))
	fails(t, "SDP_E_VALUE", "column 11", "criteria[1]", list(nil, "name is a", "name is x and"))
	fails(t, "SDP_E_ARGUMENT", "either", "where", list(sdp.Object{"search_criteria": child}, "name is x"))
	fails(t, "SDP_E_ARGUMENT", "takes no where", "where", get(client, "1", sdp.Where("id is 1")))
	fails(t, "SDP_E_ARGUMENT", "", "where", client.Login(ctx, sdp.Where("id is 1")))
	fails(t, "SDP_E_UNKNOWN_FIELD", "", "operation", sent(client, "products.lost", nil, nil, sdp.Where("name is x")))
	fails(t, "SDP_E_ARGUMENT", "NUL", "where", list(nil, "a\x00b"))
	fails(t, "SDP_E_UTF8", "", "where", list(nil, "a\xff"))
}

// Some of these calls are refused when they are added: each becomes its own result.
func TestCallsThatAreRefused(t *testing.T) {
	client := connect(t, sdp.Hooks{}, nil)
	rows, err := client.Call(ctx, "products.list", nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	id := sdp.IDs{rows.Items()[0].Get("id").Text()}
	calls := []sdp.Call{
		{Operation: "products.gett", IDs: id},
		{Operation: "products.get", IDs: id},
		{Operation: "products.get", IDs: sdp.IDs{"a\x00b"}},
		{Operation: "products.add", Input: sdp.Object{"nmae": "x"}},
		{Operation: "products.get", IDs: sdp.IDs{"1"}},
		{Operation: "products.get", IDs: id, Options: []sdp.Option{sdp.With("dry_run", true)}},
		{Operation: "products.list", Options: []sdp.Option{sdp.Where("name is x and")}},
		{Operation: "products.get", IDs: id},
	}
	wanted := []string{"products.gett SDP_E_UNKNOWN_FIELD -1", "products.get  0", "products.get SDP_E_ARGUMENT -1",
		"products.add SDP_E_UNKNOWN_FIELD -1", "products.get SDP_E_NOT_FOUND 1", "products.get SDP_E_ARGUMENT -1",
		"products.list SDP_E_VALUE -1", "products.get  2"}
	sorted := append([]string{}, wanted...)
	sort.Strings(sorted)
	for _, inOrder := range []bool{true, false} {
		for _, pending := range []int64{1, 2, 50} {
			batch, err := client.Batch(ctx, sdp.Object{"in_order": inOrder, "max_pending": pending})
			if err != nil {
				t.Fatal(err)
			}
			batch.Run(calls[:3]...)
			batch.Run(calls[3:]...)
			var seen []string
			for batch.Next() {
				status, result := "", batch.Result()
				if told, ok := result.Err.(*sdp.Error); ok {
					status = told.Status
				}
				seen = append(seen, fmt.Sprint(result.Call.Operation, " ", status, " ", result.Number))
			}
			all := wanted
			if !inOrder {
				sort.Strings(seen)
				all = sorted
			}
			if strings.Join(seen, "\n") != strings.Join(all, "\n") || batch.Err() != nil || batch.Room() != pending {
				t.Errorf("in order %v, pending %v: %v %v", inOrder, pending, seen, batch.Err())
			}
		}
	}
	batch, _ := client.Batch(ctx, nil)
	batch.Run(calls...)
	batch.Close()
	if batch.Next() || batch.Err() != sdp.ErrClosed {
		t.Error("a batch that was closed", batch.Result(), batch.Err())
	}
}
