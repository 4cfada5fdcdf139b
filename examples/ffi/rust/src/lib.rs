//! ServiceDesk Plus MSP from Rust: a safe layer over libsdp, with the standard library alone.
//!
//! ```no_run
//! # fn main() -> sdp::Result<()> {
//! use sdp::{object, Call, Client, Json};
//!
//! let client = Client::new(&object! { "base_url" => "https://desk.example.com", "access_token" => "…" })?;
//! let kind = object! { "name" => "Workstation" };
//! let product = client.call(Call::new("products.add").input(object! { "name" => "XPS 15", "product_type" => kind }))?;
//! let id = product["id"].as_str().unwrap_or("");
//! client.call(Call::new("products.edit").id(id).input(object! { "comments" => Json::Null }))?;
//! for row in client.list("products.list")? {
//!     println!("{}", row?["name"]);
//! }
//! # Ok(())
//! # }
//! ```
#![deny(unsafe_op_in_unsafe_fn)]

mod batch;
mod call;
mod client;
mod error;
#[doc(hidden)]
pub mod ffi;
mod json;
mod reflection;
mod run;
mod search;

pub use batch::{Batch, Outcome};
pub use call::{Call, Cancel, Hooks, Options};
pub use client::{Client, Pages};
pub use error::{Error, Message, Result};
pub use json::{Json, Number};
pub use reflection::{config_keys, operations, option_keys, types, version, Field, Operation, Type};
pub use run::Run;
