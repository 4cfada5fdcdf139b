//! JSON as the service has it: numbers keep their digits, objects keep the order of their members.
use std::fmt::{self, Write};
use std::mem;
use std::ops::Index;
use std::str::FromStr;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::error::{Error, Result};

const MOST_DEPTH: usize = 128;
const TOO_DEEP: &str = "arrays and objects are nested too deeply";

/// A value. [`object!`](crate::object) makes those that are sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Json {
    Null,
    Bool(bool),
    Number(Number),
    Text(String),
    Array(Vec<Json>),
    Object(Vec<(String, Json)>),
}

/// The literal of a number, which is checked where it is made: `"12.50".parse::<Number>()`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Number(String);

/// Without recursion, so that no depth of nesting exhausts the stack.
impl Drop for Json {
    fn drop(&mut self) {
        let mut left = Vec::new();
        self.give(&mut left);
        while let Some(mut one) = left.pop() {
            one.give(&mut left);
        }
    }
}

static NULL: Json = Json::Null;

impl Json {
    /// Gives the arrays and objects in it away.
    fn give(&mut self, to: &mut Vec<Json>) {
        let nests = |one: &Json| matches!(one, Json::Array(_) | Json::Object(_));
        match self {
            Json::Array(items) => to.extend(mem::take(items).into_iter().filter(nests)),
            Json::Object(members) => to.extend(mem::take(members).into_iter().map(|(_, value)| value).filter(nests)),
            _ => {}
        }
    }

    /// Its text, where it is not nested too deeply to be sent; `path` is what an error calls it.
    pub(crate) fn sent(&self, path: &str) -> Result<String> {
        let mut left = vec![(self, 0)];
        while let Some((one, depth)) = left.pop() {
            if depth > MOST_DEPTH {
                return Err(Error::local("SDP_E_LIMIT", path, TOO_DEEP));
            }
            left.extend(one.items().iter().map(|item| (item, depth + 1)));
            left.extend(one.members().iter().map(|(_, value)| (value, depth + 1)));
        }
        Ok(self.to_string())
    }

    /// Reads exactly one value.
    pub fn parse(text: &str) -> Result<Json> {
        let mut parser = Parser { text, at: 0 };
        let value = parser.value(0)?;
        parser.blanks();
        if parser.at == text.len() {
            Ok(value)
        } else {
            Err(parser.fault())
        }
    }

    pub fn is_null(&self) -> bool {
        *self == Json::Null
    }

    /// A member of an object; what did not come is `None`, and what is null is `Some(Json::Null)`.
    pub fn get(&self, name: &str) -> Option<&Json> {
        match self {
            Json::Object(members) => members.iter().find(|(own, _)| own == name).map(|(_, value)| value),
            _ => None,
        }
    }

    /// A text, or the digits of a number as they came.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Json::Text(text) => Some(text),
            Json::Number(Number(digits)) => Some(digits),
            _ => None,
        }
    }

    /// A whole number, also where it came as a text.
    pub fn as_i64(&self) -> Option<i64> {
        self.as_str()?.parse().ok()
    }

    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Json::Bool(value) => Some(*value),
            _ => None,
        }
    }

    /// A point in time: milliseconds since 1970, with or without the service's words for people around them.
    pub fn as_time(&self) -> Option<SystemTime> {
        let ms = self.get("value").unwrap_or(self).as_i64()?;
        let distance = Duration::from_millis(ms.unsigned_abs());
        if ms < 0 {
            UNIX_EPOCH.checked_sub(distance)
        } else {
            UNIX_EPOCH.checked_add(distance)
        }
    }

    /// The items of an array, and none of anything else.
    pub fn items(&self) -> &[Json] {
        match self {
            Json::Array(items) => items,
            _ => &[],
        }
    }

    /// The members of an object in their order, and none of anything else.
    pub fn members(&self) -> &[(String, Json)] {
        match self {
            Json::Object(members) => members,
            _ => &[],
        }
    }
}

/// What did not come is null here: `json["product_type"]["name"]`. Where the difference matters, [`Json::get`] tells it.
impl Index<&str> for Json {
    type Output = Json;
    fn index(&self, name: &str) -> &Json {
        self.get(name).unwrap_or(&NULL)
    }
}

impl Index<usize> for Json {
    type Output = Json;
    fn index(&self, index: usize) -> &Json {
        self.items().get(index).unwrap_or(&NULL)
    }
}

impl fmt::Display for Json {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Json::Null => out.write_str("null"),
            Json::Bool(value) => write!(out, "{value}"),
            Json::Number(Number(digits)) => out.write_str(digits),
            Json::Text(text) => write_text(out, text),
            Json::Array(items) => {
                out.write_char('[')?;
                for (index, item) in items.iter().enumerate() {
                    write!(out, "{}{item}", if index > 0 { "," } else { "" })?;
                }
                out.write_char(']')
            }
            Json::Object(members) => {
                out.write_char('{')?;
                for (index, (name, value)) in members.iter().enumerate() {
                    out.write_str(if index > 0 { "," } else { "" })?;
                    write_text(out, name)?;
                    write!(out, ":{value}")?;
                }
                out.write_char('}')
            }
        }
    }
}

fn write_text(out: &mut fmt::Formatter, text: &str) -> fmt::Result {
    out.write_char('"')?;
    for one in text.chars() {
        match one {
            '"' | '\\' => write!(out, "\\{one}")?,
            '\u{0}'..='\u{1f}' => write!(out, "\\u{:04x}", one as u32)?,
            _ => out.write_char(one)?,
        }
    }
    out.write_char('"')
}

impl FromStr for Number {
    type Err = Error;
    fn from_str(text: &str) -> Result<Number> {
        match &Json::parse(text) {
            Ok(Json::Number(number)) if number.0.len() == text.len() => Ok(number.clone()),
            _ => Err(Error::local("SDP_E_VALUE", "", format!("not a number: {text}"))),
        }
    }
}

macro_rules! from {
    ($($type:ty, $value:ident => $json:expr;)*) => {
        $(
            impl From<$type> for Json {
                fn from($value: $type) -> Json {
                    $json
                }
            }
        )*
    };
}
from! {
    &str, value => Json::Text(value.to_string());
    &String, value => Json::Text(value.clone());
    String, value => Json::Text(value);
    bool, value => Json::Bool(value);
    i32, value => Json::Number(Number(value.to_string()));
    i64, value => Json::Number(Number(value.to_string()));
    u32, value => Json::Number(Number(value.to_string()));
    u64, value => Json::Number(Number(value.to_string()));
    usize, value => Json::Number(Number(value.to_string()));
    Number, value => Json::Number(value);
    &Json, value => value.clone();
    SystemTime, value => time(value);
}

impl<T: Into<Json>> From<Vec<T>> for Json {
    fn from(items: Vec<T>) -> Json {
        Json::Array(items.into_iter().map(Into::into).collect())
    }
}

fn time(moment: SystemTime) -> Json {
    let ms = match moment.duration_since(UNIX_EPOCH) {
        Ok(since) => since.as_millis().to_string(),
        Err(before) => format!("-{}", before.duration().as_millis()),
    };
    Json::Object(vec![("value".to_string(), Json::Text(ms))])
}

/// An object of members: `object! { "name" => "XPS 15", "comments" => Json::Null }`.
#[macro_export]
macro_rules! object {
    ($($name:expr => $value:expr),* $(,)?) => {
        $crate::Json::Object(vec![$((($name).to_string(), $crate::Json::from($value))),*])
    };
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Parser<'a> {
    fn fault(&self) -> Error {
        Error::local("SDP_E_JSON", "", format!("not JSON, at byte {}", self.at + 1))
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn skip(&mut self, wanted: &str) -> bool {
        let found = self.text[self.at..].starts_with(wanted);
        self.at += if found { wanted.len() } else { 0 };
        found
    }

    fn blanks(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn value(&mut self, depth: usize) -> Result<Json> {
        self.blanks();
        match self.peek() {
            _ if depth > MOST_DEPTH => Err(Error::local("SDP_E_LIMIT", "", TOO_DEEP)),
            Some(b'{') => {
                let mut members = Vec::new();
                self.list('}', |parser| {
                    parser.blanks();
                    let name = parser.string()?;
                    parser.blanks();
                    if !parser.skip(":") {
                        return Err(parser.fault());
                    }
                    members.push((name, parser.value(depth + 1)?));
                    Ok(())
                })?;
                Ok(Json::Object(members))
            }
            Some(b'[') => {
                let mut items = Vec::new();
                self.list(']', |parser| {
                    items.push(parser.value(depth + 1)?);
                    Ok(())
                })?;
                Ok(Json::Array(items))
            }
            Some(b'"') => Ok(Json::Text(self.string()?)),
            Some(b'-' | b'0'..=b'9') => self.number(),
            _ if self.skip("null") => Ok(Json::Null),
            _ if self.skip("true") => Ok(Json::Bool(true)),
            _ if self.skip("false") => Ok(Json::Bool(false)),
            _ => Err(self.fault()),
        }
    }

    /// What stands between a bracket and the one that closes it, with commas in between.
    fn list(&mut self, end: char, mut item: impl FnMut(&mut Self) -> Result<()>) -> Result<()> {
        self.at += 1;
        self.blanks();
        if self.skip(end.encode_utf8(&mut [0; 4])) {
            return Ok(());
        }
        loop {
            item(self)?;
            self.blanks();
            if self.skip(end.encode_utf8(&mut [0; 4])) {
                return Ok(());
            }
            if !self.skip(",") {
                return Err(self.fault());
            }
        }
    }

    fn digits(&mut self) -> Result<()> {
        let start = self.at;
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        if self.at > start {
            Ok(())
        } else {
            Err(self.fault())
        }
    }

    fn number(&mut self) -> Result<Json> {
        let start = self.at;
        self.skip("-");
        if !self.skip("0") {
            self.digits()?;
        }
        if self.skip(".") {
            self.digits()?;
        }
        if self.skip("e") || self.skip("E") {
            let _ = self.skip("+") || self.skip("-");
            self.digits()?;
        }
        Ok(Json::Number(Number(self.text[start..self.at].to_string())))
    }

    fn string(&mut self) -> Result<String> {
        let mut string = String::new();
        if !self.skip("\"") {
            return Err(self.fault());
        }
        loop {
            let start = self.at;
            while !matches!(self.peek(), None | Some(b'"' | b'\\' | 0..=0x1f)) {
                self.at += 1;
            }
            string.push_str(&self.text[start..self.at]);
            if self.skip("\"") {
                return Ok(string);
            }
            if !self.skip("\\") {
                return Err(self.fault());
            }
            string.push(self.escaped()?);
        }
    }

    fn escaped(&mut self) -> Result<char> {
        let one = self.peek().ok_or_else(|| self.fault())?;
        if one == b'u' {
            return self.escaped_unicode();
        }
        let found = match one {
            b'"' | b'\\' | b'/' => one as char,
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            _ => return Err(self.fault()),
        };
        self.at += 1;
        Ok(found)
    }

    fn escaped_unicode(&mut self) -> Result<char> {
        let first = self.unit()?;
        let second = if (0xd800..0xdc00).contains(&first) && self.skip("\\") { Some(self.unit()?) } else { None };
        match char::decode_utf16(std::iter::once(first).chain(second)).next() {
            Some(Ok(found)) => Ok(found),
            _ => Err(self.fault()),
        }
    }

    /// The four digits behind "u", at which it stands.
    fn unit(&mut self) -> Result<u16> {
        let digits = self
            .text
            .get(self.at + 1..self.at + 5)
            .filter(|digits| self.peek() == Some(b'u') && digits.bytes().all(|one| one.is_ascii_hexdigit()));
        let unit = digits.and_then(|digits| u16::from_str_radix(digits, 16).ok()).ok_or_else(|| self.fault())?;
        self.at += 5;
        Ok(unit)
    }
}
