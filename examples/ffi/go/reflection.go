package sdp

// #include <stdlib.h>
// #include <sdp/ffi.h>
import "C"

import "unsafe"

// Field is a member of a type.
type Field struct {
	Name, Doc, Kind string // the kind is such as "text", "id" or "time"
	ReadOnly, Key   bool
	Type            string // of an object, or of the items of a list; else ""
}

// Operation is one of the service, such as products.add.
type Operation struct {
	Name, Doc, Method, Path string
	IDCount                 int
	Write, List             bool
	Input, Output           string // types; "" where there is none
}

// Types are the names of all types, with their documentation.
func Types() map[string]string {
	types := map[string]string{}
	for i := C.size_t(0); ; i++ {
		one := C.sdp_type_at(i)
		if one == nil {
			return types
		}
		types[C.GoString(C.sdp_type_name(one))] = C.GoString(C.sdp_type_doc(one))
	}
}

// Fields are the members of a type, none of a type that does not exist.
func Fields(name string) []Field {
	var fields []Field
	text, err := cText(name, "type")
	if err != nil {
		return nil
	}
	defer C.free(unsafe.Pointer(text))
	known := C.sdp_type_by_name(text)
	for i := C.size_t(0); ; i++ {
		field := C.sdp_type_field(known, i)
		if field == nil {
			return fields
		}
		flags := C.sdp_field_flags(field)
		fields = append(fields, Field{C.GoString(C.sdp_field_name(field)), C.GoString(C.sdp_field_doc(field)),
			C.GoString(C.sdp_kind_name(C.sdp_field_kind(field))), flags&C.SDP_FIELD_READ_ONLY != 0,
			flags&C.SDP_FIELD_KEY != 0, C.GoString(C.sdp_type_name(C.sdp_field_type(field)))})
	}
}

// Operations are all that the library knows.
func Operations() []Operation {
	var operations []Operation
	for i := C.size_t(0); ; i++ {
		one := C.sdp_operation_at(i)
		if one == nil {
			return operations
		}
		operations = append(operations, Operation{C.GoString(C.sdp_operation_name(one)), C.GoString(C.sdp_operation_doc(one)),
			C.GoString(C.sdp_operation_method(one)), C.GoString(C.sdp_operation_path(one)),
			int(C.sdp_operation_id_count(one)), C.sdp_operation_access(one) == C.SDP_ACCESS_WRITE,
			C.sdp_operation_output_is_list(one) != 0, C.GoString(C.sdp_type_name(C.sdp_operation_input_type(one))),
			C.GoString(C.sdp_type_name(C.sdp_operation_output_type(one)))})
	}
}

// ConfigKeys are what NewClient takes.
func ConfigKeys() []string {
	return keys(func(index C.size_t) *C.char { return C.sdp_config_key_at(index) })
}

// OptionKeys are what With takes.
func OptionKeys() []string {
	return keys(func(index C.size_t) *C.char { return C.sdp_options_key_at(index) })
}

func keys(at func(C.size_t) *C.char) []string {
	var names []string
	for i := C.size_t(0); at(i) != nil; i++ {
		names = append(names, C.GoString(at(i)))
	}
	return names
}

// Version is that of the library, such as "0.1.0".
func Version() string { return C.GoString(C.sdp_version()) }
