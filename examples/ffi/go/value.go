package sdp

// #include <sdp/ffi.h>
import "C"

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"reflect"
	"sort"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// Object is what is sent: members of strings, whole numbers, json.Number for decimals, booleans, nil for null, time.Time,
// Object, slices of all these, and whatever else encoding/json can encode.
type Object = map[string]any

const mostDepth = 64

// Value is JSON that came. What did not come is a Value, too, which does not Exist.
type Value struct {
	value  any
	exists bool
}

// ParseValue reads JSON; numbers keep their digits.
func ParseValue(text string) (Value, error) {
	var value any
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.UseNumber()
	if err := decoder.Decode(&value); err != nil {
		return Value{}, wrong("SDP_E_JSON", "", err.Error(), err)
	}
	if decoder.More() {
		return Value{}, wrong("SDP_E_JSON", "", "there is more than one value", nil)
	}
	return Value{value, true}, nil
}

// Takes a new text of the library.
func take(text *C.char) Value {
	defer C.sdp_text_free(text)
	value, _ := ParseValue(C.GoString(text))
	return value
}

// Get finds a member of a member: product.Get("product_type", "name").
func (v Value) Get(path ...string) Value {
	for _, name := range path {
		object, _ := v.value.(map[string]any)
		value, exists := object[name]
		v = Value{value, exists}
	}
	return v
}

// Exists tells whether it came; it may be null.
func (v Value) Exists() bool { return v.exists }

// IsNull tells whether it came and is null.
func (v Value) IsNull() bool { return v.exists && v.value == nil }

// Text is a string, or the digits of a number as they came; "" for all else.
func (v Value) Text() string {
	switch value := v.value.(type) {
	case string:
		return value
	case json.Number:
		return value.String()
	}
	return ""
}

// Number is a number, also where it came as a string; "" for all else.
func (v Value) Number() json.Number {
	number := json.Number(v.Text())
	if _, err := strconv.ParseFloat(v.Text(), 64); err != nil {
		return ""
	}
	return number
}

// Int is a whole number, also where it came as a string; 0 for all else.
func (v Value) Int() int64 {
	number, _ := strconv.ParseInt(v.Text(), 10, 64)
	return number
}

// Bool is whether it is true.
func (v Value) Bool() bool {
	value, _ := v.value.(bool)
	return value
}

// Time is a point in time, in UTC; the zero time for all else.
func (v Value) Time() time.Time {
	if value := v.Get("value"); value.exists {
		v = value
	}
	ms, err := strconv.ParseInt(v.Text(), 10, 64)
	if err != nil {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}

// Items are those of an array; none of all else.
func (v Value) Items() []Value {
	items, _ := v.value.([]any)
	values := make([]Value, len(items))
	for i, item := range items {
		values[i] = Value{item, true}
	}
	return values
}

// Members are those of an object, as encoding/json has them; nil of all else.
func (v Value) Members() map[string]any {
	members, _ := v.value.(map[string]any)
	return members
}

// Decode puts it into a struct of the caller's, as json.Unmarshal does.
func (v Value) Decode(into any) error {
	return json.Unmarshal([]byte(v.String()), into)
}

// MarshalJSON gives the JSON that it is, so that a Value can be sent. What did not come cannot.
func (v Value) MarshalJSON() ([]byte, error) {
	if !v.exists {
		return nil, errors.New("a value that does not exist")
	}
	return json.Marshal(v.value)
}

func (v Value) String() string {
	if !v.exists {
		return ""
	}
	text, _ := json.Marshal(v.value)
	return string(text)
}

// The JSON of what is sent, with the zero byte that C wants; nil for nil.
func encode(value any, path string) ([]byte, error) {
	var to bytes.Buffer
	if value == nil {
		return nil, nil
	}
	if err := write(&to, reflect.ValueOf(value), path, 0); err != nil {
		return nil, err
	}
	to.WriteByte(0)
	return to.Bytes(), nil
}

func write(to *bytes.Buffer, value reflect.Value, path string, depth int) error {
	if depth > mostDepth {
		root := path[:strings.IndexAny(path+".[", ".[")]
		return wrong("SDP_E_LIMIT", root, "it is nested too deeply, or contains itself", nil)
	}
	if !value.IsValid() {
		to.WriteString("null")
		return nil
	}
	if moment, ok := value.Interface().(time.Time); ok {
		seconds, ms := moment.Unix(), moment.UnixMilli()
		if seconds > math.MaxInt64/1000 || seconds < math.MinInt64/1000 || seconds > 0 && ms < 0 {
			return wrong("SDP_E_VALUE", path, "a time is out of range", nil)
		}
		fmt.Fprintf(to, `{"value":"%d"}`, ms)
		return nil
	}
	if moment, ok := value.Interface().(*time.Time); ok && moment != nil { // which encodes itself in another way
		return write(to, value.Elem(), path, depth+1)
	}
	_, encodes := value.Interface().(json.Marshaler)
	switch kind := value.Kind(); {
	case kind == reflect.String && !utf8.ValidString(value.String()):
		return wrong("SDP_E_UTF8", path, "a string is not UTF-8", nil)
	case encodes:
	case kind == reflect.Interface, kind == reflect.Pointer:
		return write(to, value.Elem(), path, depth+1)
	case kind == reflect.Map && value.Type().Key().Kind() == reflect.String && !value.IsNil():
		return writeMap(to, value, path, depth)
	case kind == reflect.Slice && !value.IsNil() && value.Type().Elem().Kind() != reflect.Uint8, kind == reflect.Array:
		return writeList(to, value, path, depth)
	}
	text, err := json.Marshal(value.Interface())
	if value.Interface() == json.Number("") { // which encoding/json takes for 0
		err = errors.New("an empty number")
	}
	if err != nil {
		return wrong("SDP_E_VALUE", path, err.Error(), err)
	}
	to.Write(text)
	return nil
}

func writeMap(to *bytes.Buffer, value reflect.Value, path string, depth int) error {
	names := value.MapKeys()
	sort.Slice(names, func(i, j int) bool { return names[i].String() < names[j].String() })
	to.WriteByte('{')
	for i, name := range names {
		if i > 0 {
			to.WriteByte(',')
		}
		if err := write(to, name, path, depth+1); err != nil {
			return err
		}
		to.WriteByte(':')
		if err := write(to, value.MapIndex(name), path+"."+name.String(), depth+1); err != nil {
			return err
		}
	}
	to.WriteByte('}')
	return nil
}

func writeList(to *bytes.Buffer, value reflect.Value, path string, depth int) error {
	to.WriteByte('[')
	for i := 0; i < value.Len(); i++ {
		if i > 0 {
			to.WriteByte(',')
		}
		if err := write(to, value.Index(i), fmt.Sprintf("%s[%d]", path, i), depth+1); err != nil {
			return err
		}
	}
	to.WriteByte(']')
	return nil
}
