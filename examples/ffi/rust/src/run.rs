//! A batch that is fed with calls while its results are taken.
use std::collections::VecDeque;

use crate::batch::{Batch, Outcome};
use crate::call::Call;
use crate::error::{Error, Result};

/// What became of the calls that [`Batch::run`] was given: an iterator. It is over after an error of the batch itself, unless
/// [`Run::resume`] is called.
pub struct Run<'batch, 'client, Calls> {
    batch: &'batch mut Batch<'client>,
    calls: Calls,
    more: bool,
    /// The number of the call that was added last.
    last: i64,
    /// Calls that were refused, with the number of the one that was added before.
    refused: VecDeque<(i64, Outcome)>,
    /// What came, while those that were refused before it come first.
    held: Option<Outcome>,
    failed: bool,
}

impl<'batch, 'client, Calls: Iterator<Item = Call>> Run<'batch, 'client, Calls> {
    pub(crate) fn new(batch: &'batch mut Batch<'client>, calls: Calls, last: i64) -> Self {
        Run { batch, calls, more: true, last, refused: VecDeque::new(), held: None, failed: false }
    }

    /// Goes on after an error of the batch itself.
    pub fn resume(&mut self) {
        self.failed = false;
    }

    fn fill(&mut self) {
        while self.more && self.held.is_none() && self.batch.room() > self.refused.len() as i64 {
            match self.calls.next() {
                Some(call) => self.add(call),
                None => self.more = false,
            }
        }
    }

    fn add(&mut self, call: Call) {
        let (operation, ids, tag) = call.written();
        match self.batch.add(call) {
            Ok(number) => self.last = number,
            Err(error) => {
                self.refused.push_back((self.last, Outcome { number: None, operation, ids, tag, result: Err(error) }));
            }
        }
    }

    /// The next one that was refused, where it comes before all that is under way.
    fn next_refused(&mut self) -> Option<Outcome> {
        let after = self.refused.front()?.0;
        let before = match &self.held {
            Some(held) => held.number > Some(after),
            None => true,
        };
        (before || !self.batch.in_order).then(|| self.refused.pop_front())?.map(|(_, outcome)| outcome)
    }

    fn hold(&mut self) -> std::result::Result<(), Error> {
        if self.held.is_none() && (self.batch.in_order || self.refused.is_empty()) {
            self.held = self.batch.take().transpose()?;
        }
        Ok(())
    }
}

impl<Calls: Iterator<Item = Call>> Iterator for Run<'_, '_, Calls> {
    type Item = Result<Outcome>;
    fn next(&mut self) -> Option<Result<Outcome>> {
        while !self.failed {
            self.fill();
            if let Err(error) = self.hold() {
                self.failed = true;
                return Some(Err(error));
            }
            if let Some(outcome) = self.next_refused().or_else(|| self.held.take()) {
                return Some(Ok(outcome));
            }
            if !self.more {
                return None;
            }
        }
        None
    }
}
