// The same calls by Go: calls.go ROOT N PATH "" [JSON]. Prints nanoseconds a call. Each answer is read as JSON; with JSON
// each call is a POST, whose form is made of it anew.
package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"time"
)

// What is sent: nothing where there is no entity.
func form(entity any) (string, io.Reader, error) {
	if entity == nil {
		return "GET", nil, nil
	}
	text, err := json.Marshal(entity)
	return "POST", strings.NewReader("input_data=" + url.QueryEscape(string(text))), err
}

func call(client *http.Client, url string, entity any) error {
	method, body, err := form(entity)
	if err != nil {
		return err
	}
	request, err := http.NewRequest(method, url, body)
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

func calls(root string, count int, path string, entity any) (time.Duration, error) {
	client := &http.Client{}
	if err := call(client, root+path, entity); err != nil {
		return 0, err
	}
	start := time.Now()
	for i := 0; i < count; i++ {
		if err := call(client, root+path, entity); err != nil {
			return 0, err
		}
	}
	return time.Since(start) / time.Duration(count), nil
}

func main() {
	count, err := strconv.Atoi(os.Args[2])
	var entity any
	if err == nil && len(os.Args) > 5 && os.Args[5] != "" {
		err = json.Unmarshal([]byte(os.Args[5]), &entity)
	}
	var spent time.Duration
	if err == nil {
		spent, err = calls(os.Args[1], count, os.Args[3], entity)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println(spent.Nanoseconds())
}
