// The same calls by Go: calls.go ROOT N PATH. Prints nanoseconds a call. Each answer is read as JSON.
package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"time"
)

func call(client *http.Client, url string) error {
	request, err := http.NewRequest("GET", url, nil)
	if err != nil {
		return err
	}
	request.Header.Set("Accept", "application/vnd.manageengine.sdp.v3+json")
	request.Header.Set("Authorization", "Zoho-oauthtoken token")
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	answer, err := client.Do(request)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		return err
	}
	var read map[string]any
	return json.Unmarshal(text, &read)
}

func calls(root string, count int, path string) (time.Duration, error) {
	client := &http.Client{}
	if err := call(client, root+path); err != nil {
		return 0, err
	}
	start := time.Now()
	for i := 0; i < count; i++ {
		if err := call(client, root+path); err != nil {
			return 0, err
		}
	}
	return time.Since(start) / time.Duration(count), nil
}

func main() {
	count, err := strconv.Atoi(os.Args[2])
	var spent time.Duration
	if err == nil {
		spent, err = calls(os.Args[1], count, os.Args[3])
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println(spent.Nanoseconds())
}
