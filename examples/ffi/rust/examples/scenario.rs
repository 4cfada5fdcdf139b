//! What a program does with the service: run it with SDP_BASE_URL and SDP_ACCESS_TOKEN set.
use std::cell::Cell;
use std::collections::HashSet;
use std::env;
use std::error::Error;
use std::rc::Rc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, UNIX_EPOCH};

use sdp::{object, Call, Cancel, Client, Hooks, Json, Options};

type Outcome = Result<(), Box<dyn Error>>;

fn kind() -> Json {
    object! { "name" => "Workstation" }
}

/// A text that has to be there.
fn text(json: &Json) -> Result<&str, String> {
    json.as_str().ok_or_else(|| format!("not a text: {json}"))
}

fn one_product(client: &Client) -> Outcome {
    let xps = object! { "name" => "XPS 15", "product_type" => kind(), "comments" => "ordered" };
    let added = client.call(Call::new("products.add").input(xps))?;
    let id = text(&added["id"])?;
    assert_eq!(client.call(Call::new("products.get").id(id))?["comments"], Json::from("ordered"));
    client.call(Call::new("products.edit").id(id).input(object! { "comments" => Json::Null }))?;
    let got = client.call(Call::new("products.get").id(id))?;
    assert_eq!(got.get("comments"), Some(&Json::Null), "null, and not absent");
    assert_eq!(got.get("never_heard_of"), None, "absent, and not null");
    assert_eq!(text(&got["product_type"]["name"])?, "Workstation");
    let same = Call::new("products.add").input(object! { "name" => "XPS 15", "product_type" => kind() });
    assert_eq!(text(&client.ensure(same)?["id"])?, id, "it is found, and not added");
    println!("added, changed, cleared and found again: {id}");
    Ok(())
}

fn all_products(client: &Client) -> Outcome {
    for number in 0..7 {
        let screen = object! { "name" => format!("Screen {number}"), "product_type" => kind() };
        client.ensure(Call::new("products.add").input(screen))?;
    }
    let query = object! { "row_count" => 3, "get_total_count" => true };
    let mut pages = client.list(Call::new("products.list").input(query))?;
    let rows = pages.by_ref().collect::<sdp::Result<Vec<_>>>()?;
    assert!(rows.iter().all(|row| row["name"].as_str().is_some()));
    let info = pages.info()?;
    assert_eq!(info["total_count"].as_i64(), Some(rows.len() as i64));
    assert!(info["page_number"].as_i64() > Some(1));
    let screens = client.list(Call::new("products.list").search("name starts with 'Screen '"))?;
    let screens = screens.collect::<sdp::Result<Vec<_>>>()?;
    assert_eq!(screens.len(), 7, "what was searched for");
    assert!(screens.iter().all(|row| row["name"].as_str().map_or(false, |name| name.starts_with("Screen "))));
    println!("{} products", rows.len());
    Ok(())
}

fn a_mistake(client: &Client) -> Outcome {
    let again = object! { "name" => "XPS 15", "product_type" => kind() };
    let refused = client.call(Call::new("products.add").input(again)).expect_err("the name is taken");
    assert_eq!((refused.status(), refused.api_code()), ("SDP_E_REFUSED", 4008));
    assert_eq!(refused.messages()[0].fields, ["name"]);
    assert!(!refused.retryable() && !refused.maybe_done() && refused.attempts() == 1);
    println!("refused, as it should be: {refused}");
    let unknown = client.call(Call::new("products.add").input(object! { "nam" => "XPS 15" }));
    let unknown = unknown.expect_err("there is no such member");
    assert_eq!((unknown.status(), unknown.path()), ("SDP_E_UNKNOWN_FIELD", "product.nam"));
    println!("refused before it was sent: {unknown}");
    Ok(())
}

fn a_contract_with_a_file(client: &Client) -> Outcome {
    let begin = UNIX_EPOCH + Duration::from_millis(1767225600000);
    let contract = client.call(Call::new("contracts.add").input(object! {
        "name" => "Support",
        "vendor" => object! { "name" => "Canon" },
        "is_definite" => true,
        "owner" => object! { "email_id" => "john.doe@abcmail.com" },
        "active_from" => begin,
        "active_till" => begin + Duration::from_secs(365 * 86400),
    }))?;
    assert_eq!(contract["active_from"].as_time(), Some(begin));
    let id = text(&contract["id"])?;
    let terms = b"%PDF-1.4\n".repeat(2000);
    let sent = Rc::new(Cell::new(0));
    let seen = Rc::clone(&sent);
    let options = Options::new().set("file", object! { "name" => "terms.pdf" }).bytes(terms.clone());
    let options = options.progress(move |done, _| seen.set(done));
    let uploaded = client.call(Call::new("contracts.upload_attachment").id(id).options(options))?;
    assert_eq!((sent.get(), text(&uploaded[0]["name"])?), (18000, "terms.pdf"));
    let mut received = Vec::new();
    client.download(text(&uploaded[0]["content_url"])?, &mut received, Options::new())?;
    assert_eq!(received, terms);
    client.call(Call::new("contracts.delete").id(id))?;
    println!("a contract with {}", uploaded[0]["name"]);
    Ok(())
}

fn many_at_once(client: &Client) -> Outcome {
    let mut ids = HashSet::new();
    for row in client.list("products.list")? {
        ids.insert(text(&row?["id"])?.to_string());
    }
    let mut batch = client.batch(&object! { "concurrency" => 4 }, None)?;
    for id in &ids {
        batch.add(Call::new("products.get").id(id))?;
    }
    batch.add(Call::new("products.get").id("1").options(Options::new().set("tag", "lost")))?;
    let mut seen = HashSet::new();
    for outcome in batch {
        let outcome = outcome?;
        match outcome.result {
            Ok(product) => assert!(seen.insert(text(&product["id"])?.to_string())),
            Err(error) => assert_eq!((outcome.tag.as_deref(), error.http_status()), (Some("lost"), 404)),
        }
    }
    assert_eq!(seen, ids);
    println!("{} products by a batch", seen.len());
    Ok(())
}

fn four_threads(client: &Client) -> Outcome {
    let work = |own: Client| -> sdp::Result<usize> {
        let mut count = 0;
        for _ in 0..5 {
            let rows = own.list(Call::new("products.list").input(object! { "row_count" => 4 }))?;
            count += rows.collect::<sdp::Result<Vec<_>>>()?.len();
        }
        Ok(count)
    };
    let siblings = (0..4).map(|_| client.sibling()).collect::<sdp::Result<Vec<_>>>()?;
    let threads: Vec<_> = siblings.into_iter().map(|own| thread::spawn(move || work(own))).collect();
    let mut counts = Vec::new();
    for thread in threads {
        counts.push(thread.join().expect("no thread panics")?);
    }
    assert!(counts[0] > 0 && counts.iter().all(|count| *count == counts[0]), "each thread saw the same");
    println!("4 threads, each with a sibling of the client");
    Ok(())
}

fn cancelled(client: &Client) -> Outcome {
    let cancel = Cancel::new()?;
    cancel.signal();
    let list = Call::new("products.list").options(Options::new().cancel(&cancel));
    assert_eq!(client.call(list).expect_err("it was cancelled").status(), "SDP_E_CANCELED");
    Ok(())
}

fn main() -> Outcome {
    let config = object! {
        "base_url" => env::var("SDP_BASE_URL")?,
        "portal" => env::var("SDP_PORTAL").map_or(Json::Null, Json::from),
        "access_token" => env::var("SDP_ACCESS_TOKEN")?,
        "timeout_ms" => 20000,
    };
    let attempts = Arc::new(AtomicUsize::new(0)); // siblings in other threads tell theirs too
    let counter = Arc::clone(&attempts);
    let hooks = Hooks::new().event(move |event| {
        assert!(event["operation"].as_str().is_some());
        counter.fetch_add(1, Ordering::Relaxed);
    });
    let client = Client::with_hooks(&config, hooks)?;
    one_product(&client)?;
    all_products(&client)?;
    a_mistake(&client)?;
    a_contract_with_a_file(&client)?;
    many_at_once(&client)?;
    four_threads(&client)?;
    cancelled(&client)?;
    assert!(attempts.load(Ordering::Relaxed) > 20, "each attempt is told");
    for row in client.list("products.list")? {
        let row = row?;
        if row["name"].as_str() == Some("XPS 15") {
            client.call(Call::new("products.delete").id(text(&row["id"])?))?;
        }
    }
    Ok(())
}
