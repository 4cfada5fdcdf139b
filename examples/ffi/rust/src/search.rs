//! What a list is searched for: words, as `docs/queries.md` has their grammar, or criteria as the service has them.
use std::mem;
use std::ptr;

use crate::call::c_text;
use crate::error::{checked, Error, Result, Text};
use crate::ffi;
use crate::json::Json;
use crate::reflection::{Operation, Type};

/// Criteria under construction.
struct Criteria(*mut ffi::sdp_criteria);

impl Drop for Criteria {
    fn drop(&mut self) {
        // SAFETY: they are freed once; what was made of them is a copy.
        unsafe { ffi::sdp_criteria_free(self.0) }
    }
}

/// The criteria that words tell, all of which must hold.
fn criteria_of(words: &[String], of: Option<Type>, allow_unknown: bool) -> Result<Json> {
    let mut criteria = Criteria(ptr::null_mut());
    // SAFETY: it receives new criteria, or NULL, which the functions below refuse.
    unsafe { ffi::sdp_criteria_new(&mut criteria.0) };
    for one in words {
        let text = c_text(one, "where")?;
        let of = of.map_or(ptr::null(), Type::pointer);
        // SAFETY: the text lives for the call, and types are static. The first mistake stays, and is told below.
        unsafe { ffi::sdp_criteria_parse(criteria.0, ffi::AND, text.as_ptr(), of, allow_unknown.into()) };
    }
    let mut text = Text::new();
    checked(|error| {
        let mut json = ptr::null();
        // SAFETY: `json` is borrowed from the criteria, and printed before they go; `text` receives a new text.
        unsafe {
            match ffi::sdp_criteria_json(criteria.0, error, &mut json) {
                ffi::OK => ffi::sdp_json_print(json, 0, text.out()),
                status => status,
            }
        }
    })?;
    text.json()
}

/// Criteria as they are sent: a point in time is a text there, and no object as in an entity.
fn searched(mut json: Json) -> Json {
    match &mut json {
        Json::Array(items) => Json::Array(mem::take(items).into_iter().map(searched).collect()),
        Json::Object(members) => match members.as_slice() {
            [(name, Json::Text(_))] if name == "value" => members.remove(0).1,
            _ => Json::Object(mem::take(members).into_iter().map(|(name, value)| (name, searched(value))).collect()),
        },
        _ => json,
    }
}

fn wrong(message: impl Into<String>) -> Error {
    Error::local("SDP_E_ARGUMENT", "where", message)
}

/// The input of an operation, with what it searches for as it is sent. Of what is wrong the library itself tells more.
pub(crate) fn searching(
    operation: &str,
    input: Option<Json>,
    words: &[String],
    allow_unknown: bool,
) -> Result<Option<Json>> {
    let known = match Operation::by_name(operation) {
        Some(known) => known,
        None => return Ok(input),
    };
    if let Some(json) = &input {
        json.sent("input")?; // what is looked at below is not nested too deeply
    }
    let searches = known.input().map_or(false, |of| of.fields().any(|field| field.name() == "search_criteria"));
    if !searches && !words.is_empty() {
        return Err(wrong(format!("{operation} takes no where")));
    }
    let mut input = input;
    let mut given = match &mut input {
        Some(Json::Object(members)) if searches => mem::take(members),
        None if searches && !words.is_empty() => Vec::new(),
        _ => return Ok(input),
    };
    let info = match given.iter().position(|(name, value)| name == "list_info" && matches!(value, Json::Object(_))) {
        Some(index) => match &mut given[index].1 {
            Json::Object(members) => members,
            _ => unreachable!("it was found to be an object"),
        },
        None => &mut given,
    };
    let own = info.iter().position(|(name, _)| name == "search_criteria").map(|index| info.remove(index).1);
    if words.is_empty() {
        info.extend(own.map(|own| ("search_criteria".to_string(), searched(own))));
    } else if own.map_or(true, |own| own.is_null()) {
        info.push(("search_criteria".to_string(), criteria_of(words, known.output(), allow_unknown)?));
    } else {
        return Err(wrong("give either search() or search_criteria"));
    }
    Ok(Some(Json::Object(given)))
}
