//! The library's own tables: what a newer library knows, is here by itself.
use std::ffi::CString;

use crate::error::borrowed;
use crate::ffi::{self, c_char};

/// A type of entity, such as product.
#[derive(Clone, Copy)]
pub struct Type(&'static ffi::sdp_type);

/// A member of a type.
#[derive(Clone, Copy)]
pub struct Field(&'static ffi::sdp_field);

/// An operation of the service, such as products.add.
#[derive(Clone, Copy)]
pub struct Operation(&'static ffi::sdp_operation);

/// A static text of a row of a table.
macro_rules! texts {
    ($($name:ident $function:ident)*) => {
        $(
            pub fn $name(self) -> &'static str {
                // SAFETY: rows and their texts are static.
                unsafe { borrowed(ffi::$function(self.0)) }
            }
        )*
    };
}

impl Type {
    texts! { name sdp_type_name doc sdp_type_doc }

    pub fn by_name(name: &str) -> Option<Type> {
        let name = CString::new(name).ok()?;
        // SAFETY: the name lives for the call, and rows are static.
        unsafe { ffi::sdp_type_by_name(name.as_ptr()).as_ref() }.map(Type)
    }
    pub(crate) fn pointer(self) -> *const ffi::sdp_type {
        self.0
    }
    pub fn fields(self) -> impl Iterator<Item = Field> {
        // SAFETY: rows are static.
        (0..).map_while(move |index| unsafe { ffi::sdp_type_field(self.0, index).as_ref() }.map(Field))
    }
}

impl Field {
    texts! { name sdp_field_name doc sdp_field_doc }

    /// Such as `"text"`, `"id"` or `"time"`.
    pub fn kind(self) -> &'static str {
        // SAFETY: rows are static, and so are the names of kinds.
        unsafe { borrowed(ffi::sdp_kind_name(ffi::sdp_field_kind(self.0))) }
    }
    pub fn is_read_only(self) -> bool {
        self.flags() & ffi::READ_ONLY != 0
    }
    pub fn is_key(self) -> bool {
        self.flags() & ffi::KEY != 0
    }
    /// The type of an object, or of the items of a list.
    pub fn of(self) -> Option<Type> {
        // SAFETY: rows are static.
        unsafe { ffi::sdp_field_type(self.0).as_ref() }.map(Type)
    }
    fn flags(self) -> i32 {
        // SAFETY: rows are static.
        unsafe { ffi::sdp_field_flags(self.0) }
    }
}

impl Operation {
    texts! {
        name sdp_operation_name
        doc sdp_operation_doc
        method sdp_operation_method
        path sdp_operation_path
    }

    pub fn by_name(name: &str) -> Option<Operation> {
        let name = CString::new(name).ok()?;
        // SAFETY: the name lives for the call, and rows are static.
        unsafe { ffi::sdp_operation_by_name(name.as_ptr()).as_ref() }.map(Operation)
    }
    /// How many ids it takes.
    pub fn id_count(self) -> usize {
        // SAFETY: rows are static.
        unsafe { ffi::sdp_operation_id_count(self.0) }
    }
    pub fn is_write(self) -> bool {
        // SAFETY: rows are static.
        unsafe { ffi::sdp_operation_access(self.0) != 0 }
    }
    pub fn is_list(self) -> bool {
        // SAFETY: rows are static.
        unsafe { ffi::sdp_operation_output_is_list(self.0) != 0 }
    }
    pub fn input(self) -> Option<Type> {
        // SAFETY: rows are static.
        unsafe { ffi::sdp_operation_input_type(self.0).as_ref() }.map(Type)
    }
    pub fn output(self) -> Option<Type> {
        // SAFETY: rows are static.
        unsafe { ffi::sdp_operation_output_type(self.0).as_ref() }.map(Type)
    }
}

/// All types.
pub fn types() -> impl Iterator<Item = Type> {
    // SAFETY: any index will do, and rows are static.
    (0..).map_while(|index| unsafe { ffi::sdp_type_at(index).as_ref() }.map(Type))
}

/// All operations.
pub fn operations() -> impl Iterator<Item = Operation> {
    // SAFETY: any index will do, and rows are static.
    (0..).map_while(|index| unsafe { ffi::sdp_operation_at(index).as_ref() }.map(Operation))
}

fn keys(at: unsafe extern "C" fn(usize) -> *const c_char) -> impl Iterator<Item = &'static str> {
    // SAFETY: any index will do, and names are static; NULL, which reads as "", is behind the last.
    (0..).map(move |index| unsafe { borrowed(at(index)) }).take_while(|name| !name.is_empty())
}

/// What [`Client::new`](crate::Client::new) takes.
pub fn config_keys() -> impl Iterator<Item = &'static str> {
    keys(ffi::sdp_config_key_at)
}

/// What [`Options::set`](crate::Options::set) takes.
pub fn option_keys() -> impl Iterator<Item = &'static str> {
    keys(ffi::sdp_options_key_at)
}

/// The version of the library, such as `"0.1.0"`.
pub fn version() -> &'static str {
    // SAFETY: the text is static.
    unsafe { borrowed(ffi::sdp_version()) }
}
