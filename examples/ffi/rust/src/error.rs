//! What goes wrong.
use std::ffi::CStr;
use std::fmt;
use std::io;
use std::ptr;
use std::time::Duration;

use crate::ffi;
use crate::json::Json;

pub type Result<T> = std::result::Result<T, Error>;

/// A call failed. `docs/errors.md` tells what to do about each status.
#[derive(Debug)]
pub struct Error {
    told: Json,
    source: Option<io::Error>,
}

/// What the service said of a failure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    pub code: i64,
    pub text: String,
    pub fields: Vec<String>,
}

impl Error {
    /// Such as `"SDP_E_REFUSED"`.
    pub fn status(&self) -> &str {
        self.text("status")
    }
    /// The status behind `SDP_E_MAYBE_DONE`; of every other error the status itself.
    pub fn cause(&self) -> &str {
        self.text("cause")
    }
    pub fn message(&self) -> &str {
        self.text("message")
    }
    /// What to do about it.
    pub fn advice(&self) -> &str {
        self.text("advice")
    }
    /// Which member, argument or part of the answer it is about, such as `"product.name"`; empty where there is none.
    pub fn path(&self) -> &str {
        self.text("path")
    }
    pub fn url(&self) -> &str {
        self.text("url")
    }
    /// Whose: `"caller"`, `"server"`, `"network"`, `"credentials"`, `"quota"` or `"none"`.
    pub fn fault(&self) -> &str {
        self.text("fault")
    }
    /// 0 where no answer came.
    pub fn http_status(&self) -> i64 {
        self.number("http_status")
    }
    /// The service's own code, 0 where there was none.
    pub fn api_code(&self) -> i64 {
        self.number("api_code")
    }
    pub fn attempts(&self) -> i64 {
        self.number("attempts")
    }
    /// Whether the same call may succeed later, and is safe to make again.
    pub fn retryable(&self) -> bool {
        self.told["retryable"].as_bool().unwrap_or(false)
    }
    /// Whether it may have changed something on the server although it failed.
    pub fn maybe_done(&self) -> bool {
        self.told["maybe_done"].as_bool().unwrap_or(false)
    }
    pub fn elapsed(&self) -> Duration {
        milliseconds(self.number("elapsed_ms"))
    }
    /// How long the server asked to wait.
    pub fn retry_after(&self) -> Option<Duration> {
        self.told["retry_after_ms"].as_i64().map(milliseconds)
    }
    /// Line and column in the caller's JSON.
    pub fn position(&self) -> Option<(i64, i64)> {
        Some((self.told["line"].as_i64()?, self.number("column")))
    }
    pub fn messages(&self) -> Vec<Message> {
        let text = |json: &Json| json.as_str().unwrap_or("").to_string();
        let message = |one: &Json| Message {
            code: one["status_code"].as_i64().unwrap_or(0),
            text: text(&one["message"]),
            fields: one["fields"].items().iter().map(text).collect(),
        };
        self.told["messages"].items().iter().map(message).collect()
    }
    /// All of it, as the library tells it.
    pub fn told(&self) -> &Json {
        &self.told
    }

    fn text(&self, name: &str) -> &str {
        self.told[name].as_str().unwrap_or("")
    }
    fn number(&self, name: &str) -> i64 {
        self.told[name].as_i64().unwrap_or(0)
    }

    pub(crate) fn of(told: Json) -> Error {
        Error { told, source: None }
    }
    /// An error of the layer itself.
    pub(crate) fn local(status: &str, path: &str, message: impl Into<String>) -> Error {
        Error::of(crate::object! {
            "status" => status, "cause" => status, "message" => message.into(), "path" => path, "fault" => "caller",
        })
    }
    pub(crate) fn with_source(self, source: Option<io::Error>) -> Error {
        Error { source, ..self }
    }
    /// What an error object of the library says, once a function returned `status`.
    ///
    /// # Safety
    /// `error` is one that the library made and nobody else uses now.
    pub(crate) unsafe fn read(error: *const ffi::sdp_error, status: i32) -> Error {
        // SAFETY: any status has a name, which is static.
        let name = unsafe { borrowed(ffi::sdp_status_name(status)) };
        let mut text = Text::new();
        // SAFETY: the caller's word for `error`; `text` receives a new text.
        unsafe { ffi::sdp_error_to_json(error, text.out()) };
        match text.json() {
            Ok(told) if told["status"].as_str() == Some(name) => Error::of(told),
            // It has no place to say more, or belongs to another call.
            _ => Error::local(name, "", "the call cannot be made now, or not with this argument"),
        }
    }
}

fn milliseconds(count: i64) -> Duration {
    Duration::from_millis(count.try_into().unwrap_or(0))
}

impl fmt::Display for Error {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        let words = if self.message().is_empty() { self.status() } else { self.message() };
        if !words.contains(self.path()) {
            write!(out, "{}: ", self.path())?;
        }
        out.write_str(words)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.as_ref().map(|source| source as _)
    }
}

/// A static text of the library, empty for NULL.
///
/// # Safety
/// `text` is NULL or static.
pub(crate) unsafe fn borrowed(text: *const ffi::c_char) -> &'static str {
    if text.is_null() {
        return "";
    }
    // SAFETY: the caller's word.
    unsafe { CStr::from_ptr(text) }.to_str().unwrap_or("")
}

/// A new text of the library, freed with this.
pub(crate) struct Text(*mut ffi::c_char);

impl Text {
    pub(crate) fn new() -> Text {
        Text(ptr::null_mut())
    }
    pub(crate) fn out(&mut self) -> *mut *mut ffi::c_char {
        &mut self.0
    }
    pub(crate) fn json(&self) -> Result<Json> {
        // SAFETY: NULL, or a text that ends in a zero byte and is freed with `self`.
        unsafe { json_at(self.0) }
    }
}

impl Drop for Text {
    fn drop(&mut self) {
        // SAFETY: NULL, or a text of the library that nobody else frees.
        unsafe { ffi::sdp_text_free(self.0) }
    }
}

/// Reads JSON that the library wrote.
///
/// # Safety
/// `text` is NULL or ends in a zero byte, and stays for the call.
pub(crate) unsafe fn json_at(text: *const ffi::c_char) -> Result<Json> {
    if text.is_null() {
        return Err(Error::local("SDP_E_NO_MEMORY", "", "libsdp has no memory"));
    }
    // SAFETY: the caller's word.
    Json::parse(&unsafe { CStr::from_ptr(text) }.to_string_lossy())
}

/// Calls a function that takes an error object, and gives what it says.
pub(crate) fn checked(function: impl FnOnce(*mut ffi::sdp_error) -> i32) -> Result<()> {
    let mut error = ptr::null_mut();
    // SAFETY: `error` receives a new object, or NULL where there is no memory, which every function takes.
    unsafe { ffi::sdp_error_new(&mut error) };
    let status = function(error);
    // SAFETY: the object is this function's own.
    let result = if status < 0 { Err(unsafe { Error::read(error, status) }) } else { Ok(()) };
    // SAFETY: it is freed once, and what was read of it is a copy.
    unsafe { ffi::sdp_error_free(error) };
    result
}
