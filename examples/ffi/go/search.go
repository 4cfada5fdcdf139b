package sdp

// #include <stdlib.h>
// #include <sdp/criteria.h>
// #include <sdp/ffi.h>
import "C"

import (
	"bytes"
	"unsafe"
)

// Where is what a list is searched for, in the words of docs/queries.md: Where("status is Active"). All of them must hold.
// Criteria as the service has them stand in the query, as "search_criteria".
func Where(words ...string) Option {
	return func(s *settings) { s.where = append(s.where, words...) }
}

// The criteria that words tell.
func criteriaOf(where []string, of *C.sdp_type, allowUnknown C.int32_t) (criteria Value, err error) {
	var made *C.sdp_criteria
	var text *C.char
	C.sdp_criteria_new(&made) // NULL where there is no memory, which the functions below refuse
	defer func() {
		C.sdp_criteria_free(made)
		C.sdp_text_free(text)
	}()
	for _, words := range where {
		one, err := cText(words, "where")
		if err != nil {
			return Value{}, err
		}
		C.sdp_criteria_parse(made, C.SDP_AND, one, of, allowUnknown) // the first mistake stays, and is told below
		C.free(unsafe.Pointer(one))
	}
	if err := checked(func(slot *C.sdp_error) C.sdp_status {
		var json *C.sdp_json
		if status := C.sdp_criteria_json(made, slot, &json); status != C.SDP_OK {
			return status
		}
		return C.sdp_json_print(json, 0, &text)
	}); err != nil {
		return Value{}, err
	}
	return ParseValue(C.GoString(text))
}

// Criteria as they are sent: a point in time is a string there, and no object as in an entity.
func searched(value any) any {
	switch value := value.(type) {
	case []any:
		for i := range value {
			value[i] = searched(value[i])
		}
	case map[string]any:
		if moment, ok := value["value"].(string); ok && len(value) == 1 {
			return moment
		}
		for name := range value {
			value[name] = searched(value[name])
		}
	}
	return value
}

func searches(operation *C.sdp_operation) bool {
	for i := C.size_t(0); ; i++ {
		field := C.sdp_type_field(C.sdp_operation_input_type(operation), i)
		if field == nil || C.GoString(C.sdp_field_name(field)) == "search_criteria" {
			return field != nil
		}
	}
}

// The input of an operation, with what it searches for as it is sent. Of what is wrong the library itself tells more.
func searching(name *C.char, input []byte, where []string, flags C.int32_t) ([]byte, error) {
	operation := C.sdp_operation_by_name(name)
	takes := searches(operation)
	if operation != nil && !takes && len(where) > 0 {
		return nil, wrong("SDP_E_ARGUMENT", "where", C.GoString(name)+" takes no where", nil)
	}
	if !takes || len(where) == 0 && !bytes.Contains(input, []byte(`"search_criteria"`)) {
		return input, nil
	}
	given := Value{map[string]any{}, true}
	if input != nil {
		var err error
		if given, err = ParseValue(string(input[:len(input)-1])); err != nil || given.Members() == nil {
			return input, nil
		}
	}
	info := given.Members()
	if nested := given.Get("list_info").Members(); nested != nil {
		info = nested
	}
	own := info["search_criteria"]
	switch {
	case len(where) == 0:
		info["search_criteria"] = searched(own)
	case own != nil:
		return nil, wrong("SDP_E_ARGUMENT", "where", "give either Where or search_criteria", nil)
	default:
		criteria, err := criteriaOf(where, C.sdp_operation_output_type(operation), flags&C.SDP_ALLOW_UNKNOWN)
		if err != nil {
			return nil, err
		}
		info["search_criteria"] = criteria
	}
	return encode(given.value, "input")
}
