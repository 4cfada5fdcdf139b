//! Many calls at once.
use std::collections::BTreeMap;
use std::mem;
use std::ptr;

use crate::call::{c_text, Call, Cancel, Made, Prepared};
use crate::client::{no_dry_run, Client};
use crate::error::{Error, Result, Text};
use crate::ffi;
use crate::json::Json;
use crate::run::Run;

/// What became of one call of a batch.
#[derive(Debug)]
pub struct Outcome {
    /// As [`Batch::add`] gave it; `None` of a call that could not be added.
    pub number: Option<i64>,
    pub operation: String,
    pub ids: Vec<String>,
    pub tag: Option<String>,
    pub result: Result<Json>,
}

/// Many calls at once on one client: add calls while there is room, and walk over what became of them. That is over after an
/// error of the batch itself, unless [`Batch::resume`] is called; a call that fails is no such error.
pub struct Batch<'client> {
    client: &'client Client,
    pointer: *mut ffi::sdp_batch,
    /// Calls without a result: their ids, and their options, which the library borrows until the result is taken.
    calls: BTreeMap<i64, (Vec<String>, Made)>,
    pub(crate) in_order: bool,
    failed: bool,
    _cancel: Option<Cancel>,
}

impl<'client> Batch<'client> {
    pub(crate) fn new(client: &'client Client, config: &Json, cancel: Option<&Cancel>) -> Result<Batch<'client>> {
        let json = c_text(&config.sent("config")?, "config")?;
        let mut batch = Batch {
            client,
            pointer: ptr::null_mut(),
            calls: BTreeMap::new(),
            in_order: config["in_order"].as_bool() == Some(true),
            failed: false,
            _cancel: cancel.cloned(),
        };
        client.part_begins();
        let cancel = cancel.map_or(ptr::null_mut(), Cancel::pointer);
        // SAFETY: the text lives for the call; the batch, which `pointer` receives, holds the cancel object.
        client.run(|client| unsafe { ffi::sdp_batch_new_json(client, json.as_ptr(), cancel, &mut batch.pointer) })?;
        Ok(batch)
    }

    /// How many calls can be added before a result must be taken.
    pub fn room(&self) -> i64 {
        // SAFETY: the batch is there.
        unsafe { ffi::sdp_batch_room(self.pointer) }
    }

    /// Adds a call; gives its number.
    pub fn add(&mut self, call: impl Into<Call>) -> Result<i64> {
        let call = call.into();
        let (_, ids, _) = call.written();
        let mut call = Prepared::new(call)?;
        let mut number = 0;
        let (pointer, calls) = (self.pointer, &mut self.calls);
        let status = self.client.run(|_| {
            // SAFETY: the parts of `call` live for this call; its options are kept, also where a callback panicked.
            let status = call.pass(|operation, ids, count, input, flags, options| unsafe {
                ffi::sdp_batch_add_json(pointer, operation, ids, count, input, flags, options, &mut number)
            });
            if status == ffi::OK {
                calls.insert(number, (ids, mem::take(&mut call.options)));
            }
            status
        })?;
        no_dry_run(status)?;
        Ok(number)
    }

    /// Adds calls whenever there is room; gives what became of them as it comes, or in order where the batch was made so.
    /// A call that cannot be added has its error as its result, and the others go on.
    ///
    /// ```no_run
    /// # fn all(client: &sdp::Client, ids: Vec<String>) -> sdp::Result<()> {
    /// let mut batch = client.batch(&sdp::object! { "concurrency" => 8 }, None)?;
    /// for outcome in batch.run(ids.iter().map(|id| sdp::Call::new("products.get").id(id))) {
    ///     let outcome = outcome?;
    ///     println!("{:?}: {:?}", outcome.ids, outcome.result);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn run<Calls: IntoIterator<Item = Call>>(&mut self, calls: Calls) -> Run<'_, 'client, Calls::IntoIter> {
        let last = self.calls.keys().next_back().copied().unwrap_or(-1);
        Run::new(self, calls.into_iter(), last)
    }

    /// Goes on after an error of the batch itself.
    pub fn resume(&mut self) {
        self.failed = false;
    }

    /// The next result, also after an error.
    pub(crate) fn take(&mut self) -> Option<Result<Outcome>> {
        let mut text = Text::new();
        // SAFETY: the batch is there, and `text` receives a new text.
        match self.client.run(|_| unsafe { ffi::sdp_batch_next_json(self.pointer, text.out()) }) {
            Ok(ffi::END) => None,
            Ok(_) => Some(text.json().map(|told| self.outcome(&told))),
            Err(error) => Some(Err(error)),
        }
    }

    fn outcome(&mut self, told: &Json) -> Outcome {
        let number = told["number"].as_i64();
        let call = number.and_then(|number| self.calls.remove(&number));
        Outcome {
            number,
            ids: call.map_or_else(Vec::new, |(ids, _)| ids),
            operation: told["operation"].as_str().unwrap_or("").to_string(),
            tag: told["tag"].as_str().map(str::to_string),
            result: match told.get("error") {
                Some(error) => Err(Error::of(error.clone())),
                None => Ok(told["result"].clone()),
            },
        }
    }
}

impl Iterator for Batch<'_> {
    type Item = Result<Outcome>;
    fn next(&mut self) -> Option<Result<Outcome>> {
        if self.failed {
            return None;
        }
        let outcome = self.take()?;
        self.failed = outcome.is_err();
        Some(outcome)
    }
}

impl Drop for Batch<'_> {
    fn drop(&mut self) {
        let (pointer, parts) = (self.pointer, (mem::take(&mut self.calls), self._cancel.take()));
        // SAFETY: it is freed once, before its client, which is borrowed, and before what its calls use.
        self.client.part_ends(!pointer.is_null(), move || unsafe {
            ffi::sdp_batch_free(pointer);
            drop(parts);
        });
    }
}
