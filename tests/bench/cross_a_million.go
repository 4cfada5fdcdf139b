// The same as cross_a_million.c from Go: a million crossings, and whole operations up to where they would be sent.
package main

// #cgo pkg-config: sdp
// #include <sdp/base.h>
import "C"

import (
	"context"
	"fmt"
	"os"
	"time"

	"libsdp.example/sdp"
)

const crossings, calls = 1000000, 100000

func timed(count int, function func()) float64 {
	begin := time.Now()
	for i := 0; i < count; i++ {
		function()
	}
	return float64(time.Since(begin).Nanoseconds()) / float64(count)
}

func main() {
	crossing := timed(crossings, func() { C.sdp_version_number() })
	client, err := sdp.NewClient(sdp.Object{"base_url": "https://desk.example.com"}, sdp.Hooks{})
	call := timed(calls, func() {
		if err == nil {
			_, err = client.Call(context.Background(), "products.edit", sdp.IDs{"100000000000037183"},
				sdp.Object{"name": "XPS 15", "comments": nil}, sdp.With("dry_run", true))
		}
	})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Printf("Go      %8.0f ns a crossing   %8.0f ns a call\n", crossing, call)
}
