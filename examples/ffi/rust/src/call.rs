//! What a call is made of: its operation, ids, input, options and functions; and what cancels it.
use std::any::Any;
use std::cell::{Cell, RefCell};
use std::ffi::{CStr, CString};
use std::io::{self, Write};
use std::mem;
use std::panic::{catch_unwind, AssertUnwindSafe};
use std::ptr;
use std::sync::Arc;

use crate::error::{checked, Error, Result, Text};
use crate::ffi::{self, c_char, c_void};
use crate::json::Json;
use crate::search::searching;

/// A call by the name of its operation: `Call::new("products.edit").id(id).input(object! { … })`.
pub struct Call {
    operation: String,
    ids: Vec<String>,
    input: Option<Json>,
    search: Vec<String>,
    flags: i32,
    options: Options,
}

impl Call {
    pub fn new(operation: impl Into<String>) -> Call {
        Call {
            operation: operation.into(),
            ids: Vec::new(),
            input: None,
            search: Vec::new(),
            flags: 0,
            options: Options::default(),
        }
    }
    /// An id; an operation that takes two is given both, in the order of its path.
    pub fn id(mut self, id: impl Into<String>) -> Call {
        self.ids.push(id.into());
        self
    }
    /// The entity that is sent, or what a list is asked for.
    pub fn input(mut self, input: impl Into<Json>) -> Call {
        self.input = Some(input.into());
        self
    }
    /// What a list is searched for, in the words of `docs/queries.md`, such as `"status is Active"`; where it is called
    /// twice, both must hold. Criteria as the service has them stand in the input, as "search_criteria".
    pub fn search(mut self, words: impl Into<String>) -> Call {
        self.search.push(words.into());
        self
    }
    pub fn options(mut self, options: Options) -> Call {
        self.options = options;
        self
    }
    /// Sends members, too, that the library does not know.
    pub fn allow_unknown(mut self) -> Call {
        self.flags |= ffi::ALLOW_UNKNOWN;
        self
    }
    pub(crate) fn ensure(mut self) -> Call {
        self.flags |= ffi::ENSURE;
        self
    }
    /// How people know it: its operation, ids and tag.
    pub(crate) fn written(&self) -> (String, Vec<String>, Option<String>) {
        let tag = self.options.members.iter().find(|(name, _)| name == "tag").and_then(|(_, tag)| tag.as_str());
        (self.operation.clone(), self.ids.clone(), tag.map(str::to_string))
    }
}

impl From<&str> for Call {
    fn from(operation: &str) -> Call {
        Call::new(operation)
    }
}

type Log = Box<dyn Fn(i32, &str) + Send + Sync>;
type Event = Box<dyn Fn(&Json) + Send + Sync>;
type Progress = Box<dyn FnMut(i64, Option<i64>)>;

/// Options of a call; [`option_keys`](crate::option_keys) tells their names.
#[derive(Default)]
pub struct Options {
    members: Vec<(String, Json)>,
    cancel: Option<Cancel>,
    bytes: Option<Vec<u8>>,
    progress: Option<Progress>,
}

impl Options {
    pub fn new() -> Options {
        Options::default()
    }
    pub fn set(mut self, name: &str, value: impl Into<Json>) -> Options {
        self.members.push((name.to_string(), value.into()));
        self
    }
    pub fn cancel(mut self, cancel: &Cancel) -> Options {
        self.cancel = Some(cancel.clone());
        self
    }
    /// What an upload sends; its name stands in the option "file".
    pub fn bytes(mut self, bytes: impl Into<Vec<u8>>) -> Options {
        self.bytes = Some(bytes.into());
        self
    }
    /// Is told how far an upload or a download is, and of how much, where that is known.
    pub fn progress(mut self, progress: impl FnMut(i64, Option<i64>) + 'static) -> Options {
        self.progress = Some(Box::new(progress));
        self
    }
}

struct CancelPointer(*mut ffi::sdp_cancel);

// SAFETY: the library guards the object: each of its functions is for any thread.
unsafe impl Send for CancelPointer {}
// SAFETY: as above.
unsafe impl Sync for CancelPointer {}

impl Drop for CancelPointer {
    fn drop(&mut self) {
        // SAFETY: calls hold the object too, so that none uses it any more.
        unsafe { ffi::sdp_cancel_free(self.0) }
    }
}

/// Cancels the calls that were given it, from any thread. Clones are the same.
#[derive(Clone)]
pub struct Cancel(Arc<CancelPointer>);

impl Cancel {
    pub fn new() -> Result<Cancel> {
        let mut pointer = ptr::null_mut();
        // SAFETY: `pointer` receives a new object.
        if unsafe { ffi::sdp_cancel_new(&mut pointer) } != ffi::OK {
            return Err(Error::local("SDP_E_NO_MEMORY", "", "libsdp has no memory"));
        }
        Ok(Cancel(Arc::new(CancelPointer(pointer))))
    }
    pub fn signal(&self) {
        // SAFETY: the object lives as long as `self`.
        unsafe { ffi::sdp_cancel_signal(self.0 .0) }
    }
    /// Makes it fit for new calls, while none uses it.
    pub fn reset(&self) {
        // SAFETY: as above; the flag is atomic.
        unsafe { ffi::sdp_cancel_reset(self.0 .0) }
    }
    pub(crate) fn pointer(&self) -> *mut ffi::sdp_cancel {
        self.0 .0
    }
}

/// A text as C has it.
pub(crate) fn c_text(text: &str, what: &str) -> Result<CString> {
    CString::new(text).map_err(|_| Error::local("SDP_E_ARGUMENT", what, "a text has a NUL, which cannot be sent"))
}

/// Options as the library has them, with all that they borrow.
#[derive(Default)]
pub(crate) struct Made {
    pointer: Option<ptr::NonNull<ffi::sdp_options>>,
    _cancel: Option<Cancel>,
    _bytes: Option<Vec<u8>>,
    _progress: Option<Box<RefCell<Progress>>>,
}

impl Made {
    pub(crate) fn new(options: Options) -> Result<Made> {
        let Options { members, cancel, bytes, progress } = options;
        if members.is_empty() && cancel.is_none() && bytes.is_none() && progress.is_none() {
            return Ok(Made::default());
        }
        let json = c_text(&Json::Object(members).sent("options")?, "options")?;
        let mut pointer = ptr::null_mut();
        // SAFETY: the text lives for the call, and `pointer` receives new options, which `Made` frees.
        checked(|error| unsafe { ffi::sdp_options_new_json(json.as_ptr(), error, &mut pointer) })?;
        let progress = progress.map(|function| Box::new(RefCell::new(function)));
        // SAFETY: what the options are given stands on the heap, and is dropped after them.
        unsafe {
            if let Some(cancel) = &cancel {
                ffi::sdp_options_set_cancel(pointer, cancel.pointer());
            }
            if let Some(bytes) = &bytes {
                ffi::sdp_options_set_bytes(pointer, bytes.as_ptr().cast(), bytes.len());
            }
            if let Some(progress) = &progress {
                let function: *const RefCell<Progress> = &**progress;
                ffi::sdp_options_set_progress(pointer, Some(on_progress), function as *mut c_void);
            }
        }
        Ok(Made { pointer: ptr::NonNull::new(pointer), _cancel: cancel, _bytes: bytes, _progress: progress })
    }
    pub(crate) fn pointer(&self) -> *const ffi::sdp_options {
        self.pointer.map_or(ptr::null(), |pointer| pointer.as_ptr())
    }
}

impl Drop for Made {
    fn drop(&mut self) {
        if let Some(pointer) = self.pointer {
            // SAFETY: the call, walk or batch that used them is gone, or holds `self`.
            unsafe { ffi::sdp_options_free(pointer.as_ptr()) }
        }
    }
}

/// A call as the library takes it.
pub(crate) struct Prepared {
    operation: CString,
    _ids: Vec<CString>,
    pointers: Vec<*const c_char>,
    input: Option<CString>,
    flags: i32,
    pub(crate) options: Made,
}

impl Prepared {
    pub(crate) fn new(call: Call) -> Result<Prepared> {
        let ids = call.ids.iter().map(|id| c_text(id, "id")).collect::<Result<Vec<_>>>()?;
        let allow_unknown = call.flags & ffi::ALLOW_UNKNOWN != 0;
        let input = searching(&call.operation, call.input, &call.search, allow_unknown)?;
        Ok(Prepared {
            operation: c_text(&call.operation, "operation")?,
            pointers: ids.iter().map(|id| id.as_ptr()).collect(),
            _ids: ids,
            input: input.map(|input| c_text(&input.sent("input")?, "input")).transpose()?,
            flags: call.flags,
            options: Made::new(call.options)?,
        })
    }
    /// Gives its parts to a function, in the order that the library has for them.
    pub(crate) fn pass(
        &self,
        to: impl FnOnce(*const c_char, *const *const c_char, usize, *const c_char, i32, *const ffi::sdp_options) -> i32,
    ) -> i32 {
        let input = self.input.as_ref().map_or(ptr::null(), |input| input.as_ptr());
        let (ids, count) = (self.pointers.as_ptr(), self.pointers.len());
        to(self.operation.as_ptr(), ids, count, input, self.flags, self.options.pointer())
    }
}

/// Functions that a client and its siblings tell things to, in whatever thread makes the call.
#[derive(Default)]
pub struct Hooks {
    log: Option<Log>,
    event: Option<Event>,
}

impl Hooks {
    pub fn new() -> Hooks {
        Hooks::default()
    }
    /// Receives the lines of the log with their levels: 1 error, 2 warning, 3 information, 4 debugging.
    pub fn log(mut self, log: impl Fn(i32, &str) + Send + Sync + 'static) -> Hooks {
        self.log = Some(Box::new(log));
        self
    }
    /// Is told of each attempt.
    pub fn event(mut self, event: impl Fn(&Json) + Send + Sync + 'static) -> Hooks {
        self.event = Some(Box::new(event));
        self
    }
    pub(crate) fn functions(&self) -> (Option<ffi::Log>, Option<ffi::Event>) {
        (self.log.as_ref().map(|_| on_log as ffi::Log), self.event.as_ref().map(|_| on_event as ffi::Event))
    }
}

thread_local! {
    /// With what a callback panicked in the call under way: a panic must not pass through C.
    static KEPT: Cell<Option<Box<dyn Any + Send>>> = Cell::new(None);
}

/// Takes what was kept, and puts back what was kept of the call that this one is made within.
pub(crate) fn swap_kept(other: Option<Box<dyn Any + Send>>) -> Option<Box<dyn Any + Send>> {
    KEPT.try_with(|kept| kept.replace(other)).unwrap_or(None)
}

/// Runs a callback; `None` where it panicked. The first panic is kept.
fn guarded<T>(function: impl FnOnce() -> T) -> Option<T> {
    match catch_unwind(AssertUnwindSafe(function)) {
        Ok(value) => Some(value),
        Err(panic) => {
            // A thread that is ending has no place for it; and what is not kept may panic again where it is dropped.
            let mut other = Some(panic);
            let _ = KEPT.try_with(|kept| kept.set(kept.take().or_else(|| other.take())));
            let _ = catch_unwind(AssertUnwindSafe(|| drop(other))).map_err(mem::forget);
            None
        }
    }
}

unsafe extern "C" fn on_log(hooks: *mut c_void, level: i32, line: *const c_char) {
    guarded(|| {
        // SAFETY: the client and its siblings hold the hooks, and the line is there for the call.
        let (hooks, line) = unsafe { (&*(hooks as *const Hooks), CStr::from_ptr(line)) };
        hooks.log.iter().for_each(|log| log(level, &line.to_string_lossy()));
    });
}

unsafe extern "C" fn on_event(hooks: *mut c_void, event: *const ffi::sdp_event) {
    guarded(|| {
        let mut text = Text::new();
        // SAFETY: the client and its siblings hold the hooks, and the event is there for the call.
        let hooks = unsafe {
            ffi::sdp_event_to_json(event, text.out());
            &*(hooks as *const Hooks)
        };
        let told = text.json().unwrap_or(Json::Null);
        hooks.event.iter().for_each(|event| event(&told));
    });
}

unsafe extern "C" fn on_progress(function: *mut c_void, done: i64, total: i64) {
    guarded(|| {
        // SAFETY: `Made` holds the function as long as the options live.
        let function = unsafe { &*(function as *const RefCell<Progress>) };
        (function.borrow_mut())(done, (total >= 0).then_some(total));
    });
}

/// Where a download goes, and what went wrong there.
pub(crate) struct Sink<'a> {
    pub(crate) to: &'a mut dyn Write,
    pub(crate) failed: Option<io::Error>,
}

pub(crate) unsafe extern "C" fn on_bytes(sink: *mut c_void, bytes: *const c_char, size: usize) -> i32 {
    let written = guarded(|| {
        // SAFETY: the sink is held by the function that downloads, and used by this one alone until that returns.
        let sink = unsafe { &mut *(sink as *mut Sink) };
        if size == 0 {
            return ffi::OK;
        }
        // SAFETY: there are that many bytes for the call.
        let bytes = unsafe { std::slice::from_raw_parts(bytes as *const u8, size) };
        sink.failed = sink.to.write_all(bytes).err();
        sink.failed.as_ref().map_or(ffi::OK, |_| ffi::E_FILE)
    });
    written.unwrap_or(ffi::E_CANCELED)
}
