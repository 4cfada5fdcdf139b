//! What the Rust layer makes of bad input, of callbacks that panic, and of objects that end in any order. With an argument
//! it prints the members of that type with their kinds.
use std::any::Any;
use std::cell::{Cell, RefCell};
use std::io::{self, Write};
use std::mem;
use std::net::TcpListener;
use std::panic::{catch_unwind, panic_any, set_hook, take_hook, AssertUnwindSafe};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, UNIX_EPOCH};

use sdp::{object, Call, Cancel, Client, Error, Hooks, Json, Number, Options};

const PLANTED: &str = "planted";

fn config() -> Json {
    let from = |name| std::env::var(name).expect("the test runs beside a sandbox");
    object! {
        "base_url" => from("SDP_BASE_URL"), "portal" => from("SDP_PORTAL"), "access_token" => from("SDP_ACCESS_TOKEN"),
        "timeout_ms" => 20000,
    }
}

fn debugging() -> Json {
    let mut members = config().members().to_vec();
    members.push(("log_level".to_string(), Json::from("debug")));
    Json::Object(members)
}

fn client() -> Client {
    Client::new(&config()).expect("the configuration works")
}

fn fails<T>(status: &str, words: &str, path: &str, result: sdp::Result<T>) -> Error {
    let error = result.err().unwrap_or_else(|| panic!("an error with {words}, at {path}"));
    assert_eq!((error.status(), error.path()), (status, path), "{error}");
    assert!(error.to_string().contains(words), "{words} in: {error}");
    error
}

fn panics<T>(what: &str, function: impl FnOnce() -> T) {
    let panic: Box<dyn Any + Send> = catch_unwind(AssertUnwindSafe(function)).err().expect(what);
    assert_eq!(panic.downcast_ref::<&str>(), Some(&PLANTED), "{what}: what the callback panicked with");
}

fn add(input: Json) -> Call {
    Call::new("products.add").input(input)
}

fn get(id: &str) -> Call {
    Call::new("products.get").id(id)
}

fn bad_input(client: &Client) {
    fails("SDP_E_UNKNOWN_FIELD", "'products.get'", "operation", client.call("products.gett"));
    fails("SDP_E_UNKNOWN_FIELD", "'name'", "product.nmae", client.call(add(object! { "nmae" => 5 })));
    fails("SDP_E_VALUE", "text", "product.name", client.call(add(object! { "name" => true })));
    fails("SDP_E_VALUE", "", "product", client.call(add(Json::from(5))));
    fails("SDP_E_ARGUMENT", "", "id", client.call("products.get"));
    fails("SDP_E_ARGUMENT", "", "id", client.call(get("")));
    fails("SDP_E_ARGUMENT", "", "id", client.call(get("1").id("2")));
    fails("SDP_E_ARGUMENT", "NUL", "id", client.call(get("1\0")));
    fails("SDP_E_ARGUMENT", "NUL", "operation", client.call("products.get\0"));
    fails("SDP_E_UNKNOWN_FIELD", "", "operation", client.call(""));
    fails("SDP_E_ARGUMENT", "NUL", "content_url", client.download("\0", &mut io::sink(), Options::new()));
    fails("SDP_E_ARGUMENT", "", "operation", client.list(get("1")));
    fails("SDP_E_ARGUMENT", "dry", "dry_run", client.list(Call::new("products.list").options(option("dry_run", true))));
    assert!(client.call(add(object! { "name" => "a\0b" })).is_err(), "a text with a NUL in the input");
    assert!(Client::new(&Json::Null).is_err() && Client::new(&object! {}).is_err());
    fails("SDP_E_UNKNOWN_FIELD", "'timeout_ms'", "timeout", client.call(get("1").options(option("timeout", 5))));
    fails("SDP_E_VALUE", "number", "timeout_ms", client.call(get("1").options(option("timeout_ms", "soon"))));
    fails("SDP_E_UNKNOWN_FIELD", "'concurrency'", "concurency", client.batch(&object! { "concurency" => 5 }, None));
    let secret = fails("SDP_E_UNKNOWN_FIELD", "'access_token'", "acess_token", {
        Client::new(&object! { "base_url" => "http://127.0.0.1", "acess_token" => PLANTED })
    });
    assert!(!secret.told().to_string().contains(PLANTED), "no secret is repeated");
    let described = get("1").options(option("dry_run", true).set("max_retries", 0));
    assert_eq!(client.call(described).unwrap()["method"].as_str(), Some("GET"));
}

fn option(name: &str, value: impl Into<Json>) -> Options {
    Options::new().set(name, value)
}

fn values() {
    for bad in ["", "12,50", "1 ", "+1", "01", "1.", ".5", "1e", "0x1", "NaN", "\"1\"", "1,\"x\":2"] {
        assert!(bad.parse::<Number>().is_err(), "{bad} is no number");
    }
    for bad in
        ["{", "[1,]", "{\"a\"}", "{\"a\":1,}", "\"\n\"", "\"\\ud800\"", "\"\\ud800\\u0041\"", "\"\\u+041\"", "nul"]
    {
        fails("SDP_E_JSON", "byte", "", Json::parse(bad));
    }
    for bad in ["\"\\x\"", "\"\\u00é\"", "1 2", "'a'", "\u{a0}1", "[", "\"", "\"\\", "-", "{1:2}"] {
        assert!(Json::parse(bad).is_err(), "{bad} is not JSON");
    }
    fails("SDP_E_LIMIT", "nested too deeply", "", Json::parse(&"[".repeat(100_000)));
    too_deep();
    let text = "{\"a\":[1.50,-0,1e+9,true,null],\"\\\"\\\\\\u0001é\":\"\\u00e9\\ud83d\\ude00\\/\"}";
    let json = Json::parse(text).unwrap();
    assert_eq!(json["a"][0].as_str(), Some("1.50"), "digits stay");
    assert_eq!(json["\"\\\u{1}é"].as_str(), Some("é😀/"));
    assert_eq!(Json::parse(&json.to_string()).unwrap(), json);
    assert!(json["a"]["b"][7].is_null() && json.get("b").is_none() && json["a"].as_str().is_none());
    for ms in [-1, 0, 1767225600123_i64] {
        let moment = Json::parse(&format!("{{\"value\":\"{ms}\"}}")).unwrap().as_time().unwrap();
        assert_eq!(Json::from(moment)["value"].as_i64(), Some(ms));
    }
    assert!(Json::from(i64::MIN).as_time().is_some() && Json::from("x").as_time().is_none());
    let client = client();
    let cost =
        object! { "cost" => object! { "value" => "2322.00".parse::<Number>().unwrap() }, "active_from" => UNIX_EPOCH };
    let edit = Call::new("contracts.edit").id("1").input(cost).options(option("dry_run", true));
    let sent = client.call(edit).unwrap();
    assert_eq!(sent["input_data"]["contract"]["cost"]["value"].as_str(), Some("2322.00"));
}

fn nested(depth: usize) -> Json {
    (0..depth).fold(Json::Null, |inner, level| {
        if level % 2 == 0 {
            Json::Array(vec![inner])
        } else {
            object! { "a" => inner }
        }
    })
}

fn too_deep() {
    let client = client();
    for depth in [200, 300_000] {
        fails("SDP_E_LIMIT", "nested too deeply", "input", client.call(add(nested(depth))));
        let query = Call::new("products.list").input(object! { "search_criteria" => nested(depth) });
        fails("SDP_E_LIMIT", "nested too deeply", "input", client.call(query));
        fails(
            "SDP_E_LIMIT",
            "nested too deeply",
            "options",
            client.call(get("1").options(option("tag", nested(depth)))),
        );
        fails("SDP_E_LIMIT", "nested too deeply", "config", Client::new(&object! { "portal" => nested(depth) }));
        fails("SDP_E_LIMIT", "nested too deeply", "config", client.batch(&nested(depth), None));
    }
}

fn hooks(failing: &Arc<AtomicBool>) -> (Hooks, Hooks) {
    let (one, other) = (Arc::clone(failing), Arc::clone(failing));
    let fail = |failing: &AtomicBool| {
        if failing.load(Ordering::Relaxed) {
            panic_any(PLANTED);
        }
    };
    (Hooks::new().event(move |_| fail(&one)), Hooks::new().log(move |_, _| fail(&other)))
}

fn callbacks_that_panic() {
    let failing = Arc::new(AtomicBool::new(true));
    let (event, log) = hooks(&failing);
    for client in [Client::with_hooks(&config(), event), Client::with_hooks(&debugging(), log)] {
        failing.store(true, Ordering::Relaxed);
        let client = client.expect("it is made");
        panics("a call that is well", || client.call("products.list"));
        panics("a call that fails", || client.call(get("1")));
        panics("a walk", || client.list("products.list").unwrap().next());
        let sibling = client.sibling().expect("a sibling");
        panics("a sibling", || sibling.call("products.list"));
        let mut batch = client.batch(&object! {}, None).expect("a batch");
        batch.add(Call::new("products.list").options(option("tag", "x".repeat(500)))).expect("room");
        panics("a batch", || batch.next());
        failing.store(false, Ordering::Relaxed);
        client.call("products.list").expect("the next call is as if nothing had been");
        fails("SDP_E_NOT_FOUND", "404", "", client.call(get("1")));
    }
    let client = client();
    let upload = |options: Options| {
        let options = options.set("file", object! { "name" => "x.txt" }).bytes(vec![b'x'; 5000]);
        client.call(Call::new("customers.upload_attachment").options(options))
    };
    panics("progress", || upload(Options::new().progress(|_, _| panic_any(PLANTED))));
    let file = upload(Options::new()).expect("an upload");
    let url = file[0]["content_url"].as_str().unwrap();
    panics("a sink", || client.download(url, &mut Failing(true), Options::new()));
    let broken = fails("SDP_E_FILE", "", "target", client.download(url, &mut Failing(false), Options::new()));
    let source = std::error::Error::source(&broken).expect("why it could not be written");
    assert_eq!(source.to_string(), PLANTED);
    assert!(client.download_file(url, "/nowhere/at/all".as_ref(), Options::new()).is_err());
}

struct Failing(bool);

impl Write for Failing {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        if self.0 {
            panic_any(PLANTED);
        }
        Err(io::Error::new(io::ErrorKind::Other, PLANTED))
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn criteria(call: Call) -> sdp::Result<Json> {
    let described = client().call(call.options(option("dry_run", true)))?;
    Ok(described["input_data"]["list_info"]["search_criteria"].clone())
}

fn searching() {
    let list = || Call::new("contracts.list");
    let active = object! { "field" => "status.name", "condition" => "is", "value" => "Active" };
    let ends = object! {
        "field" => "active_till", "condition" => "lesser than", "value" => "1798761600000", "logical_operator" => "AND",
    };
    let both = Json::from(vec![active.clone(), ends]);
    let (first, second) = ("status is Active", "active_till < 2027-01-01");
    assert_eq!(criteria(list().search(first)).unwrap(), active);
    assert_eq!(criteria(list().search(format!("{first} and {second}"))).unwrap(), both);
    let query = object! { "row_count" => 5, "search_criteria" => Json::Null };
    assert_eq!(criteria(list().input(query.clone()).search(first).search(second)).unwrap(), both);
    assert_eq!(criteria(list().input(object! { "list_info" => query }).search(first).search(second)).unwrap(), both);
    assert_eq!(criteria(list().search("nam is x").allow_unknown()).unwrap()["field"], Json::from("nam"));
    let day = UNIX_EPOCH + Duration::from_millis(1798761600000);
    let child = object! { "field" => "active_from", "condition" => "between", "values" => vec![day, day] };
    let one = object! {
        "field" => "active_till", "condition" => "lesser than", "value" => day, "children" => vec![child.clone()],
    };
    let sent = criteria(list().input(object! { "search_criteria" => one })).unwrap();
    assert_eq!(sent["value"], Json::from("1798761600000"), "a time is a text");
    assert_eq!(sent["children"][0]["values"], Json::from(vec!["1798761600000"; 2]), "in children, too");

    let client = client();
    let product = object! { "name" => "searched for", "product_type" => object! { "name" => "Workstation" } };
    client.ensure(add(product)).unwrap();
    let search = |words: &str| Call::new("products.list").search(words);
    let rows: Vec<_> = client.list(search("name starts with 'searched'")).unwrap().collect();
    assert!(rows.len() == 1 && rows[0].as_ref().unwrap()["name"] == Json::from("searched for"));
    let mut batch = client.batch(&object! {}, None).unwrap();
    batch.add(search("name starts with searched")).unwrap();
    assert_eq!(batch.next().unwrap().unwrap().result.unwrap().items().len(), 1);

    fails("SDP_E_UNKNOWN_FIELD", "did you mean 'name'?", "criteria[0]", client.list(search("nam is x")));
    let second = search("name is a").search("name is x and");
    fails("SDP_E_VALUE", "column 11", "criteria[1]", client.call(second));
    fails("SDP_E_ARGUMENT", "takes no where", "where", client.call(get("1").search("id is 1")));
    let both = search("name is x").input(object! { "search_criteria" => child });
    fails("SDP_E_ARGUMENT", "either", "where", client.list(both));
    fails("SDP_E_UNKNOWN_FIELD", "", "operation", client.call(Call::new("products.lost").search("name is x")));
    fails("SDP_E_ARGUMENT", "NUL", "where", client.list(search("a\0b")));
}

/// Some of these calls are refused when they are added: each becomes its own result.
fn calls_that_are_refused() {
    let client = client();
    let rows = client.call("products.list").unwrap();
    let id = rows[0]["id"].as_str().unwrap();
    let tag = |tag: &str| option("tag", tag);
    let calls = || {
        vec![
            Call::new("products.gett").options(tag("SDP_E_UNKNOWN_FIELD")),
            get(id).options(tag("SDP_OK")),
            get("a\0b").options(tag("SDP_E_ARGUMENT")),
            add(object! { "nmae" => "x" }).options(tag("SDP_E_UNKNOWN_FIELD")),
            get("1").options(tag("SDP_E_NOT_FOUND")),
            get(id).options(tag("SDP_E_ARGUMENT").set("dry_run", true)),
            Call::new("products.list").search("name is x and").options(tag("SDP_E_VALUE")),
            get(id).options(tag("SDP_OK")),
        ]
    };
    for in_order in [true, false] {
        for pending in [1, 2, 50] {
            let config = object! { "in_order" => in_order, "max_pending" => pending };
            let mut batch = client.batch(&config, None).unwrap();
            let mut seen = Vec::new();
            for outcome in batch.run(calls()) {
                let outcome = outcome.unwrap();
                let status =
                    outcome.result.as_ref().map_or_else(|error| error.status().to_string(), |_| "SDP_OK".into());
                assert_eq!(outcome.tag.as_ref(), Some(&status), "{outcome:?}");
                assert_eq!(outcome.number.is_some(), status == "SDP_OK" || status == "SDP_E_NOT_FOUND");
                assert_eq!(outcome.ids.is_empty(), outcome.operation != "products.get");
                seen.push(status);
            }
            let mut all = [
                "SDP_E_UNKNOWN_FIELD",
                "SDP_OK",
                "SDP_E_ARGUMENT",
                "SDP_E_UNKNOWN_FIELD",
                "SDP_E_NOT_FOUND",
                "SDP_E_ARGUMENT",
                "SDP_E_VALUE",
                "SDP_OK",
            ];
            if !in_order {
                all.sort_unstable();
                seen.sort_unstable();
            }
            assert_eq!(seen, all);
            assert!(batch.next().is_none() && batch.room() == pending, "nothing is left");
        }
    }
    let mut batch = client.batch(&object! {}, None).unwrap();
    let mistakes = (0..120).map(|_| Call::new("products.gett"));
    assert_eq!(batch.run(mistakes).filter(|one| one.as_ref().unwrap().result.is_err()).count(), 120);
}

type Parts = (sdp::Pages<'static>, sdp::Batch<'static>);

thread_local! {
    static SELF: Cell<Option<&'static Client>> = Cell::new(None);
    static PARTS: RefCell<Vec<Parts>> = RefCell::new(Vec::new());
    static SEEN: RefCell<Vec<String>> = RefCell::new(Vec::new());
}

/// Who skips errors, as `flatten()` does, must not ask for ever.
fn over_after_an_error<T>(mut iterator: impl Iterator<Item = sdp::Result<T>>) {
    assert!(iterator.next().expect("an error").is_err());
    assert!(iterator.next().is_none() && iterator.next().is_none(), "after an error it is over");
}

fn a_list_that_fails() {
    let (count, cancel) = (Arc::new(AtomicUsize::new(0)), Cancel::new().unwrap());
    let seen = Arc::clone(&count);
    let hooks = Hooks::new().event(move |_| {
        seen.fetch_add(1, Ordering::Relaxed);
    });
    let client = Client::with_hooks(&config(), hooks).unwrap();
    let list = Call::new("products.list").options(Options::new().cancel(&cancel));
    let mut pages = client.list(list.input(object! { "row_count" => 1 })).unwrap();
    let first = pages.next().unwrap().unwrap();
    cancel.signal();
    fails("SDP_E_CANCELED", "", "", pages.next().unwrap());
    let before = count.load(Ordering::Relaxed);
    assert_eq!(pages.by_ref().take(50).count(), 0, "after an error it is over");
    pages.resume();
    over_after_an_error(&mut pages);
    cancel.reset();
    assert!(pages.next().is_none() && count.load(Ordering::Relaxed) == before, "nothing was sent meanwhile");
    pages.resume();
    let second = pages.next().unwrap().unwrap();
    assert!(second["id"].as_str().is_some() && second["id"] != first["id"], "it goes on where it was");
}

fn a_callback_that_enters_its_client() {
    let enter = |_: &Json| {
        let client = SELF.with(Cell::get).expect("the client is set");
        let told = [client.call("products.list").err(), client.list("products.list").err(), client.sibling().err()];
        let told = told.iter().map(|error| error.as_ref().map_or("nothing", |error| error.path()).to_string());
        SEEN.with(|seen| seen.borrow_mut().extend(told));
        for (pages, batch) in PARTS.with(|parts| mem::take(&mut *parts.borrow_mut())).iter_mut() {
            over_after_an_error(&mut *pages);
            over_after_an_error(&mut *batch);
            let calls = (0..3).map(|_| get("1"));
            let ended = batch.run(calls).map(|one| one.is_err()).take(50).collect::<Vec<_>>();
            assert_eq!(ended, [false, false, false, true], "three are refused, and then the batch has an error");
            batch.resume();
            pages.resume();
            over_after_an_error(&mut *pages);
            over_after_an_error(&mut *batch);
        }
    };
    let client: &'static Client =
        Box::leak(Box::new(Client::with_hooks(&config(), Hooks::new().event(enter)).unwrap()));
    SELF.with(|own| own.set(Some(client)));
    let mut batch = client.batch(&object! {}, None).unwrap();
    let headers = option("headers", object! { "X-Long" => "x".repeat(500) });
    batch.add(Call::new("products.list").options(headers)).unwrap();
    PARTS.with(|parts| parts.borrow_mut().push((client.list("products.list").unwrap(), batch)));
    client.call("products.list").expect("the call goes on to its end");
    SEEN.with(|seen| assert_eq!(*seen.borrow(), ["client"; 3], "a call inside of a call is refused"));
    let (inner, count) = (Mutex::new(self::client()), Arc::new(AtomicUsize::new(0)));
    let (hooks, good) = (Hooks::new().log(|_, _| panic_any(PLANTED)), Arc::clone(&count));
    let hooks = hooks.event(move |_| {
        let told = inner.lock().unwrap().call("products.list");
        good.fetch_add(told.is_ok().into(), Ordering::Relaxed);
    });
    let outer = Client::with_hooks(&debugging(), hooks).unwrap();
    panics("what came first outlives a call of another client", || outer.call("products.list"));
    assert_eq!(count.load(Ordering::Relaxed), 1, "which is as if nothing had been");
}

fn lives() {
    let client = client();
    let product = object! { "name" => "lives", "product_type" => object! { "name" => "Workstation" } };
    let made = client.ensure(add(product)).unwrap();
    let id = made["id"].as_str().unwrap();
    let cancel = Cancel::new().unwrap();
    {
        let mut pages = client.list(Call::new("products.list").options(Options::new().cancel(&cancel))).unwrap();
        let mut batch = client.batch(&object! { "max_pending" => 1 }, Some(&Cancel::new().unwrap())).unwrap();
        let tagged = get(id).options(option("tag", "kept").cancel(&Cancel::new().unwrap()));
        assert_eq!((batch.room(), batch.add(tagged).unwrap(), batch.room()), (1, 0, 0));
        fails("SDP_E_LIMIT", "1 calls", "max_pending", batch.add(get(id)));
        assert!(pages.next().unwrap().is_ok(), "other calls go on beside a batch");
        let outcome = batch.next().unwrap().unwrap();
        assert_eq!((outcome.number, outcome.tag.as_deref()), (Some(0), Some("kept")));
        assert!(outcome.result.is_ok() && batch.next().is_none());
        batch.add(get(id)).unwrap();
    }
    let abandoned = client.sibling().unwrap();
    mem::forget(abandoned.list("products.list").unwrap());
    let mut batch = abandoned.batch(&object! {}, Some(&cancel)).unwrap();
    batch.add(get(id)).unwrap();
    batch.add(get(id)).unwrap();
    batch.next();
    mem::forget(batch);
    drop(abandoned);
    cancel.signal();
    thread::spawn(move || client.call("products.delete").is_err()).join().expect("a client moves to another thread");
}

/// The address of a server that never answers.
fn silent() -> (TcpListener, Json) {
    let server = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", server.local_addr().unwrap());
    (server, object! { "base_url" => url, "access_token" => "x", "timeout_ms" => 20000 })
}

fn cancelled_from_another_thread() {
    let ((_server, config), cancel) = (silent(), Cancel::new().unwrap());
    let (client, other) = (Client::new(&config).unwrap(), cancel.clone());
    let thread = thread::spawn(move || {
        thread::sleep(Duration::from_millis(50));
        other.signal();
    });
    let list = Call::new("products.list").options(Options::new().cancel(&cancel));
    fails("SDP_E_CANCELED", "", "", client.call(list));
    thread.join().unwrap();
    cancel.reset();
    let list = Call::new("products.list").options(option("timeout_ms", 50).cancel(&cancel));
    let late = fails("SDP_E_TIMEOUT", "", "", client.call(list));
    assert!(late.fault() == "network" && late.elapsed() >= Duration::from_millis(50) && !late.advice().is_empty());
}

fn tables() {
    assert!(sdp::types().any(|one| one.name() == "product") && sdp::Type::by_name("produkt").is_none());
    assert!(sdp::Type::by_name("a\0b").is_none() && sdp::Operation::by_name("").is_none());
    let edit = sdp::Operation::by_name("products.edit").unwrap();
    assert!((edit.method(), edit.id_count(), edit.is_write(), edit.is_list()) == ("PUT", 1, true, false));
    assert!(edit.path().contains("{product_id}") && !edit.doc().is_empty());
    assert!(edit.input().unwrap().name() == "product" && edit.output().unwrap().name() == "product");
    let id = sdp::Type::by_name("product").unwrap().fields().find(|field| field.name() == "id").unwrap();
    assert!(id.kind() == "id" && id.is_key() && id.is_read_only() && id.of().is_none() && !id.doc().is_empty());
    assert!(sdp::config_keys().any(|key| key == "base_url") && sdp::option_keys().any(|key| key == "timeout_ms"));
    assert!(sdp::operations().count() > 30 && !sdp::version().is_empty());
    assert!(Client::from_env().unwrap().root().ends_with("/api/v3"));
    assert!(Client::neucrm_from_env().is_ok());
}

fn threads() {
    fn is_send<T: Send>() {}
    fn is_sync<T: Sync>() {}
    is_send::<Client>();
    is_send::<Cancel>();
    is_send::<Error>();
    is_sync::<Cancel>();
    is_sync::<sdp::Field>();
}

fn main() {
    if let Some(name) = std::env::args().nth(1) {
        let members = sdp::Type::by_name(&name).expect("there is such a type").fields();
        return members.for_each(|field| println!("{} {}", field.name(), field.kind()));
    }
    let others = take_hook();
    set_hook(Box::new(move |panic| {
        if panic.payload().downcast_ref::<&str>() != Some(&PLANTED) {
            others(panic);
        }
    }));
    bad_input(&client());
    values();
    callbacks_that_panic();
    a_callback_that_enters_its_client();
    a_list_that_fails();
    lives();
    searching();
    calls_that_are_refused();
    cancelled_from_another_thread();
    tables();
    threads();
}
