//! The same as cross_a_million.c from Rust: a million crossings, and whole operations up to where they would be sent.
use std::time::Instant;

use sdp::{object, Call, Client, Json, Options};

const CROSSINGS: u32 = 1_000_000;
const CALLS: u32 = 100_000;

fn timed(count: u32, mut function: impl FnMut()) -> f64 {
    let begin = Instant::now();
    for _ in 0..count {
        function();
    }
    begin.elapsed().as_nanos() as f64 / f64::from(count)
}

fn main() -> sdp::Result<()> {
    let mut sum = 0_i64;
    // SAFETY: the function takes nothing and gives a number.
    let crossing = timed(CROSSINGS, || sum += i64::from(unsafe { sdp::ffi::sdp_version_number() }));
    assert!(sum > 0);
    let client = Client::new(&object! { "base_url" => "https://desk.example.com" })?;
    let call = timed(CALLS, || {
        let input = object! { "name" => "XPS 15", "comments" => Json::Null };
        let edit = Call::new("products.edit").id("100000000000037183").input(input);
        let described = client.call(edit.options(Options::new().set("dry_run", true)));
        assert_eq!(described.expect("a description")["method"].as_str(), Some("PUT"));
    });
    println!("Rust    {crossing:8.1} ns a crossing   {call:8.0} ns a call");
    Ok(())
}
