//! Clients and walks.
use std::cell::Cell;
use std::ffi::CStr;
use std::io::Write;
use std::mem;
use std::panic::resume_unwind;
use std::path::Path;
use std::ptr;
use std::sync::Arc;

use crate::batch::Batch;
use crate::call::{c_text, on_bytes, swap_kept, Call, Cancel, Hooks, Made, Options, Prepared, Sink};
use crate::error::{checked, json_at, Error, Result, Text};
use crate::ffi;
use crate::json::Json;

/// A client of the service. It may move to another thread, and [`Client::sibling`] makes one for another thread. Two threads
/// cannot share one:
///
/// ```compile_fail,E0277
/// fn share(client: &'static sdp::Client) {
///     std::thread::spawn(move || client.root());
/// }
/// ```
pub struct Client {
    pointer: *mut ffi::sdp_client,
    hooks: Arc<Hooks>,
    busy: Cell<bool>,
    parts: Cell<usize>,
}

// SAFETY: the library binds a client to no thread, and the hooks that it calls are `Send` and `Sync`. It is not `Sync`.
unsafe impl Send for Client {}

impl Drop for Client {
    fn drop(&mut self) {
        // Walks and batches borrow the client, so that one which is still there was forgotten: the client is, then, too.
        if self.parts.get() == 0 {
            // SAFETY: it is freed once, and no part of it is left. The hooks go after it.
            unsafe { ffi::sdp_client_free(self.pointer) }
        }
    }
}

impl Client {
    /// Members of the configuration are told by [`config_keys`](crate::config_keys).
    pub fn new(config: &Json) -> Result<Client> {
        Client::with_hooks(config, Hooks::new())
    }

    pub fn with_hooks(config: &Json, hooks: Hooks) -> Result<Client> {
        let json = c_text(&config.sent("config")?, "config")?;
        let (log, event) = hooks.functions();
        Client::make(hooks, |hooks, error, out| {
            // SAFETY: the text lives for the call; the hooks live as long as the client and its siblings.
            unsafe { ffi::sdp_client_new_json(json.as_ptr(), log, event, hooks as *mut ffi::c_void, error, out) }
        })
    }

    /// A client as `SDP_BASE_URL` and its kin say, which the `sdp` command reads too.
    pub fn from_env() -> Result<Client> {
        Client::from_settings(|env, error, out| {
            // SAFETY: what is borrowed from the settings is used before they are freed.
            unsafe { ffi::sdp_client_new(ffi::sdp_config_env_get(env), error, out) }
        })
    }

    /// A client of NeuCRM as `NEUCRM_BASE_URL` and its kin say.
    pub fn neucrm_from_env() -> Result<Client> {
        Client::from_settings(|env, error, out| {
            // SAFETY: as above.
            unsafe { ffi::sdp_neucrm_client_new(ffi::sdp_config_env_neucrm(env), error, out) }
        })
    }

    fn from_settings(
        function: impl FnOnce(*mut ffi::sdp_config_env, *mut ffi::sdp_error, *mut *mut ffi::sdp_client) -> i32,
    ) -> Result<Client> {
        let mut env = ptr::null_mut();
        // SAFETY: `env` receives new settings.
        checked(|error| unsafe { ffi::sdp_config_from_env(error, &mut env) })?;
        let made = Client::make(Hooks::new(), |_, error, out| function(env, error, out));
        // SAFETY: they are freed once; a client keeps its own copies.
        unsafe { ffi::sdp_config_env_free(env) }
        made
    }

    fn make(
        hooks: Hooks,
        function: impl FnOnce(*const Hooks, *mut ffi::sdp_error, *mut *mut ffi::sdp_client) -> i32,
    ) -> Result<Client> {
        let hooks = Arc::new(hooks);
        let mut pointer = ptr::null_mut();
        let before = swap_kept(None);
        let made = checked(|error| function(Arc::as_ptr(&hooks), error, &mut pointer));
        let client = made.map(|()| Client::of(pointer, hooks));
        if let Some(panic) = swap_kept(before) {
            resume_unwind(panic);
        }
        client
    }

    fn of(pointer: *mut ffi::sdp_client, hooks: Arc<Hooks>) -> Client {
        Client { pointer, hooks, busy: Cell::new(false), parts: Cell::new(0) }
    }

    /// A client for another thread: the same configuration, login, limits and hooks, its own connections.
    pub fn sibling(&self) -> Result<Client> {
        let mut made = ptr::null_mut();
        // SAFETY: `made` receives a new client, whose hooks are held below.
        self.run(|client| unsafe { ffi::sdp_client_dup(client, &mut made) })?;
        Ok(Client::of(made, Arc::clone(&self.hooks)))
    }

    /// Makes a call: gives the entity, an array of one page's rows, or `{}`; of a dry run what would have been sent.
    pub fn call(&self, call: impl Into<Call>) -> Result<Json> {
        let call = Prepared::new(call.into())?;
        let mut text = Text::new();
        let status = self.run(|client| {
            // SAFETY: the parts of `call` live until it is over, and `text` receives a new text.
            call.pass(|operation, ids, count, input, flags, options| unsafe {
                ffi::sdp_invoke(client, operation, ids, count, input, flags, options, text.out())
            })
        })?;
        if status == ffi::DRY_RUN {
            return self.dry_run();
        }
        text.json()
    }

    /// Finds by natural key, or adds: `ensure(Call::new("products.add").input(…))`.
    pub fn ensure(&self, call: impl Into<Call>) -> Result<Json> {
        self.call(call.into().ensure())
    }

    /// Walks over all rows of a list. Nothing is sent before the first is asked for.
    pub fn list(&self, call: impl Into<Call>) -> Result<Pages<'_>> {
        let call = Prepared::new(call.into())?;
        let mut pages = Pages { client: self, pointer: ptr::null_mut(), call, failed: false };
        self.part_begins();
        let (call, pointer) = (&pages.call, &mut pages.pointer);
        let status = self.run(|client| {
            // SAFETY: the parts of `call` live as long as the walk, and `pointer` receives a new one.
            call.pass(|operation, ids, count, input, flags, options| unsafe {
                ffi::sdp_invoke_list(client, operation, ids, count, input, flags, options, pointer)
            })
        })?;
        no_dry_run(status)?;
        Ok(pages)
    }

    /// Many calls at once. Members of the configuration are concurrency, in_order and max_pending.
    pub fn batch(&self, config: &Json, cancel: Option<&Cancel>) -> Result<Batch<'_>> {
        Batch::new(self, config, cancel)
    }

    /// Fetches a file that was uploaded. Where writing fails, the error's source says how.
    pub fn download(&self, content_url: &str, to: &mut dyn Write, options: Options) -> Result<()> {
        let (url, options) = (c_text(content_url, "content_url")?, Made::new(options)?);
        let mut sink = Sink { to, failed: None };
        let data = &mut sink as *mut Sink as *mut ffi::c_void;
        let done = self.run(|client| {
            // SAFETY: all that is passed lives for the call.
            unsafe { ffi::sdp_download_to(client, url.as_ptr(), ptr::null(), Some(on_bytes), data, options.pointer()) }
        });
        done.map_err(|error| error.with_source(sink.failed)).and_then(no_dry_run)
    }

    /// Fetches a file that was uploaded; the path has the whole of it, or what stood there before.
    pub fn download_file(&self, content_url: &str, path: &Path, options: Options) -> Result<()> {
        let (url, options) = (c_text(content_url, "content_url")?, Made::new(options)?);
        let path = path.to_str().ok_or_else(|| Error::local("SDP_E_UTF8", "path", "the path is not Unicode"))?;
        let path = c_text(path, "path")?;
        self.run(|client| {
            // SAFETY: all that is passed lives for the call.
            unsafe {
                ffi::sdp_download_to(client, url.as_ptr(), path.as_ptr(), None, ptr::null_mut(), options.pointer())
            }
        })
        .and_then(no_dry_run)
    }

    /// Makes sure that there is a token, so that what is wrong with the login is known beforehand.
    pub fn login(&self, options: Options) -> Result<()> {
        let options = Made::new(options)?;
        // SAFETY: the options live for the call.
        self.run(|client| unsafe { ffi::sdp_login(client, options.pointer()) }).and_then(no_dry_run)
    }

    /// Where the requests go.
    pub fn root(&self) -> &str {
        // SAFETY: the text belongs to the client, which `self` holds.
        unsafe { CStr::from_ptr(ffi::sdp_client_root(self.pointer)) }.to_str().unwrap_or("")
    }

    fn dry_run(&self) -> Result<Json> {
        // SAFETY: the text is borrowed until the client's next call.
        unsafe { json_at(ffi::sdp_last_dry_run(self.pointer)) }
    }

    /// Calls a function of the library. What a callback panicked with goes on here, once the call is over.
    pub(crate) fn run(&self, function: impl FnOnce(*mut ffi::sdp_client) -> i32) -> Result<i32> {
        if self.busy.replace(true) {
            return Err(Error::local("SDP_E_ARGUMENT", "client", "the client is in a call, whose callback this is"));
        }
        let before = swap_kept(None);
        let status = function(self.pointer);
        self.busy.set(false);
        if let Some(panic) = swap_kept(before) {
            resume_unwind(panic);
        }
        if status < 0 {
            // SAFETY: the error is the client's, borrowed until its next call.
            return Err(unsafe { Error::read(ffi::sdp_last_error(self.pointer), status) });
        }
        Ok(status)
    }

    /// Counts a part, which ends by `part_ends`.
    pub(crate) fn part_begins(&self) {
        self.parts.set(self.parts.get() + 1);
    }

    /// Ends a part. Where a callback does so in the middle of a call, it stays, and so does the client.
    pub(crate) fn part_ends(&self, is_there: bool, free: impl FnOnce()) {
        if is_there && self.busy.get() {
            return mem::forget(free);
        }
        free();
        self.parts.set(self.parts.get() - 1);
    }
}

pub(crate) fn no_dry_run(status: i32) -> Result<()> {
    if status == ffi::DRY_RUN {
        return Err(Error::local("SDP_E_ARGUMENT", "dry_run", "only call() makes dry runs"));
    }
    Ok(())
}

/// A walk over a list: an iterator of rows, which fetches page by page. It is over after an error, unless
/// [`Pages::resume`] is called. It cannot outlive its client:
///
/// ```compile_fail,E0515
/// fn walk(client: sdp::Client) -> sdp::Pages<'static> {
///     client.list("products.list").unwrap()
/// }
/// ```
pub struct Pages<'client> {
    client: &'client Client,
    pointer: *mut ffi::sdp_pager,
    call: Prepared,
    failed: bool,
}

impl Pages<'_> {
    /// Goes on after an error: the page that failed is asked for again.
    pub fn resume(&mut self) {
        self.failed = false;
    }

    /// What the service said of the current page: page_number, total_count, has_more_rows and more.
    pub fn info(&self) -> Result<Json> {
        let mut text = Text::new();
        // SAFETY: the pager is there, and `text` receives a new text.
        self.client.run(|_| unsafe { ffi::sdp_pager_info_to_json(self.pointer, text.out()) })?;
        text.json()
    }
}

impl Iterator for Pages<'_> {
    type Item = Result<Json>;
    fn next(&mut self) -> Option<Result<Json>> {
        if self.failed {
            return None;
        }
        let mut text = Text::new();
        // SAFETY: the pager is there, and `text` receives a new text.
        let row = match self.client.run(|_| unsafe { ffi::sdp_pager_next_json(self.pointer, 0, text.out()) }) {
            Ok(ffi::END) => return None,
            Ok(_) => text.json(),
            Err(error) => Err(error),
        };
        self.failed = row.is_err();
        Some(row)
    }
}

impl Drop for Pages<'_> {
    fn drop(&mut self) {
        let (pointer, options) = (self.pointer, mem::take(&mut self.call.options));
        // SAFETY: it is freed once, before its client, which is borrowed, and before its options.
        self.client.part_ends(!pointer.is_null(), move || unsafe {
            ffi::sdp_pager_free(pointer);
            drop(options);
        });
    }
}
