// What the C++ layer makes of bad input, of callbacks that throw, and of objects that end in any order. With an argument
// it prints the members of that type with their kinds.
#include <cstdlib>
#include <iostream>
#include <limits>
#include <memory>
#include <new>
#include <set>
#include <thread>
#include <type_traits>

#include "sdp.hpp"

static int failures = 0;

static void expect(bool holds, const std::string &what)
{
    if (holds) return;
    failures++;
    std::cerr << "not so: " << what << '\n';
}

static std::string from_environment(const char *name)
{
    const char *value = std::getenv(name);
    return value != nullptr ? value : "";
}

// How many allocations succeed before one fails; less than 0: all.
static thread_local long allocations_left = -1;

// Not inlined, or gcc takes one for the other.
[[gnu::noinline]] void *operator new(std::size_t size)
{
    if (allocations_left == 0) throw std::bad_alloc();
    if (allocations_left > 0) allocations_left--;
    void *memory = std::malloc(size > 0 ? size : 1);
    return memory != nullptr ? memory : throw std::bad_alloc();
}

[[gnu::noinline]] void operator delete(void *memory) noexcept
{
    std::free(memory);
}

[[gnu::noinline]] void operator delete(void *memory, std::size_t) noexcept
{
    std::free(memory);
}

static sdp::Object config()
{
    return {{"base_url", from_environment("SDP_BASE_URL")},
            {"portal", from_environment("SDP_PORTAL")},
            {"access_token", from_environment("SDP_ACCESS_TOKEN")},
            {"timeout_ms", 20000}};
}

// Fails unless the function throws this.
template <class Expected, class Function> static void throws(const std::string &what, Function function)
{
    try {
        function();
        expect(false, what + " throws");
    } catch (const Expected &) {
    } catch (const std::exception &other) {
        expect(false, what + " throws something else: " + other.what());
    }
}

template <class Function>
static void fails(sdp_status status, const std::string &words, const std::string &path, Function function)
{
    try {
        function();
        expect(false, "an error with " + words);
    } catch (const sdp::Error &error) {
        expect(error.status() == status, words + ": " + error.status_name());
        expect(std::string(error.what()).find(words) != std::string::npos, words + " in: " + error.what());
        expect(error.path() == path, path + " is the path: " + error.path());
    }
}

static void bad_input(sdp::Client &client)
{
    const std::string nul("a\0b", 3);
    fails(SDP_E_UNKNOWN_FIELD, "'products.get'", "operation", [&] { client.call("products.gett", {"1"}); });
    fails(SDP_E_UNKNOWN_FIELD, "'name'", "product.nmae", [&] {
        client.call("products.add", {}, sdp::Object{{"nmae", 5}});
    });
    fails(SDP_E_VALUE, "text", "product.name", [&] { client.call("products.add", {}, sdp::Object{{"name", true}}); });
    fails(SDP_E_ARGUMENT, "", "id", [&] { client.call("products.get"); });
    fails(SDP_E_UNKNOWN_FIELD, "'timeout_ms'", "timeout", [] { sdp::Options({{"timeout", 5}}); });
    fails(SDP_E_VALUE, "whole number", "timeout_ms", [] { sdp::Options({{"timeout_ms", "soon"}}); });
    fails(SDP_E_UNKNOWN_FIELD, "'concurrency'", "concurency", [&] { client.batch({{"concurency", 5}}); });
    fails(SDP_E_UNKNOWN_FIELD, "'base_url'", "base_ur", [] { sdp::Client({{"base_ur", "x"}}); });
    fails(SDP_E_ARGUMENT, "products.get brings no list", "operation", [&] { client.list("products.get", {}, {"1"}); });
    static_assert(!std::is_constructible_v<sdp::Id, std::nullptr_t>, "an id that is nullptr is not compiled");
    throws<std::invalid_argument>("an id that is NULL",
                                  [&] { client.call("products.get", {static_cast<const char *>(nullptr)}); });
    throws<std::invalid_argument>("an id with a NUL", [&] { client.call("products.get", {nul}); });
    throws<std::invalid_argument>("a text with a NUL", [&] { sdp::Object({{"name", nul}}); });
    throws<std::invalid_argument>("a NULL text", [&] { sdp::Value(static_cast<const char *>(nullptr)); });
    throws<std::invalid_argument>("a number that is none", [&] { sdp::Value::number("12,50"); });
    throws<sdp::Error>("a text that is not UTF-8", [&] {
        client.call("products.add", {}, sdp::Object{{"name", "\xED\xA0\x80"}});
    });
    throws<sdp::Error>("an id that is not UTF-8", [&] { client.call("products.get", {"\xFF"}); });
    throws<std::invalid_argument>("no sink", [&] { client.download("/x", sdp::Sink()); });
    throws<std::runtime_error>("a text of what is not there", [] { (void)sdp::Json()["x"].text(); });
    throws<std::runtime_error>("a whole number of a text",
                               [] { (void)sdp::Json::parse("{\"a\":\"1x\"}")["a"].integer(); });
    throws<std::invalid_argument>("no JSON", [] { sdp::Json::parse("{"); });
    throws<std::out_of_range>("no type", [] { sdp::fields_of("produkt"); });
    throws<std::invalid_argument>("a type with a NUL", [] { sdp::fields_of(std::string("product\0x", 9)); });
    throws<std::invalid_argument>("a number with a NUL", [] { sdp::Value::number(std::string("1\0zz", 4)); });
    const sdp::Json json = sdp::Json::parse("{\"a\":1}");
    throws<std::invalid_argument>("a member with a NUL", [&] { (void)json[nul]; });
    throws<std::invalid_argument>("a path with a NUL", [&] { (void)json.at(nul); });
    static_assert(!std::is_constructible_v<sdp::Value, char>, "a character is not compiled");
    static_assert(!std::is_constructible_v<sdp::Value, char16_t> && !std::is_constructible_v<sdp::Value, char32_t> &&
                      !std::is_constructible_v<sdp::Value, wchar_t>,
                  "nor is a wide one");
    throws<std::invalid_argument>("no progress", [] { sdp::Options().progress(nullptr); });
    throws<std::invalid_argument>("an empty progress", [] { sdp::Options().progress(sdp::Progress()); });
}

static void whole_numbers_and_times()
{
    for (const char *text : {"\"\"", "\" 5\"", "\"5 \"", "\"+5\"", "\"0x5\"", "\"9223372036854775808\"", "5.0", "{}"}) {
        const sdp::Json json = sdp::Json::parse(text);
        throws<std::runtime_error>(std::string("a whole number of ") + text, [&] { (void)json.integer(); });
        throws<std::runtime_error>(std::string("a time of ") + text, [&] { (void)json.time(); });
    }
    expect(sdp::Json::parse("\"-9223372036854775808\"").integer() == INT64_MIN, "the least number");
    expect(sdp::Json::parse("{\"value\":\"5\"}").time().time_since_epoch().count() == 5, "a time");
    using Clock = std::chrono::system_clock;
    using Hours = std::chrono::time_point<Clock, std::chrono::hours>;
    const std::int64_t most = 2562047788015; // hours of which the milliseconds are a number of 64 bits
    const auto hours = [](std::int64_t count) { return sdp::Value(Hours(std::chrono::hours(count))); };
    expect(hours(most).json() == "{\"value\":\"9223372036854000000\"}", hours(most).json());
    expect(hours(-1).json() == "{\"value\":\"-3600000\"}", "before 1970");
    for (const std::int64_t count : {most + 1, -most - 1, INT64_MAX, INT64_MIN}) {
        throws<std::invalid_argument>("hours out of range", [&] { hours(count); });
    }
    using Days = std::chrono::duration<double, std::ratio<86400>>;
    const auto days = [](double count) { return sdp::Value(std::chrono::time_point<Clock, Days>(Days(count))); };
    expect(days(-0.5).json() == "{\"value\":\"-43200000\"}", days(-0.5).json());
    for (const double count : {1e12, -1e12, std::numeric_limits<double>::quiet_NaN()}) {
        throws<std::invalid_argument>("days out of range", [&] { days(count); });
    }
    const sdp::Time last = sdp::Time::max();
    expect(sdp::Value(last).json() == "{\"value\":\"9223372036854775807\"}", "the last millisecond");
    const Clock::time_point fine = Clock::time_point() - std::chrono::microseconds(1);
    expect(sdp::Value(fine).json() == "{\"value\":\"-1\"}", "rounded down");
}

static void callbacks_that_throw()
{
    bool failing = true;
    sdp::Client client(config(), nullptr, [&](const sdp::Json &) {
        if (failing) throw std::out_of_range("planted");
    });
    try {
        client.call("products.list");
        expect(false, "the callback's exception comes out");
    } catch (const sdp::CallbackError &error) {
        expect(bool(error.result()) && !error.error(), "the call went on to its end");
        throws<std::out_of_range>("what was thrown", [&] { std::rethrow_exception(error.thrown()); });
    }
    try {
        client.call("products.get", {"1"});
        expect(false, "the callback's exception comes out of a failure");
    } catch (const sdp::CallbackError &error) {
        expect(!error.result(), "nothing came");
        throws<sdp::Error>("what the call says", [&] { std::rethrow_exception(error.error()); });
    }
    failing = false;
    expect(bool(client.call("products.list")), "the next call is as if nothing had been");
    const sdp::Options options = sdp::Options({{"file", sdp::Object{{"name", "x.txt"}}}})
                                     .bytes("12345")
                                     .progress([](std::int64_t, std::int64_t) { throw std::out_of_range("planted"); });
    throws<sdp::CallbackError>("progress", [&] { client.call("customers.upload_attachment", {}, {}, options); });
    const sdp::Json file = client.call("customers.upload_attachment", {}, {},
                                       sdp::Options({{"file", sdp::Object{{"name", "x.txt"}}}}).bytes("12345"));
    throws<sdp::CallbackError>("a sink", [&] {
        client.download(file.at("[0].content_url").text(),
                        [](std::string_view) { throw std::out_of_range("planted"); });
    });
}

static void a_callback_that_enters_its_client()
{
    sdp::Client *self = nullptr;
    sdp::Client client(config(), nullptr, [&](const sdp::Json &) { self->call("products.list"); });
    self = &client;
    throws<sdp::CallbackError>("a call inside of a call", [&] { client.call("products.list"); });
    sdp::Client closing(config(), nullptr, [&](const sdp::Json &) { self->close(); });
    self = &closing;
    expect(bool(closing.call("products.list")), "a client that is closed by its callback ends after the call");
    throws<std::logic_error>("and is closed", [&] { closing.call("products.list"); });
}

// What a callback lets go, in the middle of a call that uses it, ends after that.
static void a_callback_that_ends_what_calls_it()
{
    std::unique_ptr<sdp::Pages> pages;
    std::unique_ptr<sdp::Batch> batch;
    std::unique_ptr<sdp::Client> owner;
    std::unique_ptr<sdp::Options> options;
    const auto drop = [&](const sdp::Json &) {
        pages.reset();
        batch.reset();
        owner.reset();
        options.reset();
    };
    const auto begin = [&] { owner = std::make_unique<sdp::Client>(config(), nullptr, drop); };
    begin();
    pages = std::make_unique<sdp::Pages>(owner->list("products.list", sdp::Object{{"row_count", 1}}));
    expect(bool(pages->next()) && !pages, "a walk that its own next() ended");
    begin();
    batch = std::make_unique<sdp::Batch>(owner->batch());
    batch->add("products.list");
    expect(batch->next()->get().size() > 0 && !batch, "a batch that its own next() ended");
    begin();
    batch = std::make_unique<sdp::Batch>(owner->batch());
    std::size_t count = 0;
    for (const sdp::Result &result : batch->run(std::vector<sdp::Call>(5, {"products.list"}))) {
        count += result.error ? 0 : 1;
    }
    expect(count == 5 && !batch, "run() holds the batch");
    begin();
    pages = std::make_unique<sdp::Pages>(owner->list("products.list", sdp::Object{{"row_count", 1}}));
    count = 0;
    for (const sdp::Json &row : *pages) count += row["id"] ? 1 : 0;
    expect(count > 1 && !pages, "an iterator holds the walk");
    begin();
    sdp::Client used = std::move(*owner);
    options = std::make_unique<sdp::Options>(sdp::Object{{"file", sdp::Object{{"name", "x.txt"}}}});
    options->bytes(std::string(50000, 'x')).progress([&, own = std::string(50, 'x')](std::int64_t, std::int64_t) {
        options.reset();
        count = own.size();
    });
    expect(bool(used.call("customers.upload_attachment", {}, {}, *options)) && !options, "options by their progress");
    expect(count == 50, "which goes on");
}

// The calls of a batch move in each call of its client.
static void a_batch_that_ends_in_another_call()
{
    std::unique_ptr<sdp::Batch> batch;
    bool ends = false;
    int left = 0;
    sdp::Client client(config(), nullptr, [&](const sdp::Json &) {
        left++;
        if (ends) batch.reset();
    });
    batch = std::make_unique<sdp::Batch>(client.batch({{"concurrency", 4}}));
    for (int i = 0; i < 8; i++) batch->add("products.list", {}, {}, sdp::Options({{"tag", "of the batch"}}));
    expect(bool(batch->next()), "one result");
    ends = true;
    expect(bool(client.call("products.list")) && !batch, "a call during which the batch ends");
    const int before = left;
    expect(bool(client.call("products.list")) && left == before + 1, "and then nothing of it is left");
}

static void lives()
{
    sdp::Client client(config());
    sdp::Client moved = std::move(client);
    throws<std::logic_error>("a client that was moved from", [&] { client.call("products.list"); }); // NOLINT
    sdp::Pages pages = moved.list("products.list");
    sdp::Batch batch = moved.batch({{"max_pending", 1}});
    batch.add("products.list", {}, {}, sdp::Options({{"tag", "kept"}}).cancel(sdp::Cancel()));
    fails(SDP_E_LIMIT, "1 calls", "max_pending", [&] { batch.add("products.list"); });
    moved.close();
    throws<std::logic_error>("a client that was closed", [&] { moved.call("products.list"); });
    throws<std::logic_error>("a sibling of a closed one", [&] { (void)moved.sibling(); });
    std::size_t rows = 0;
    for (const sdp::Json &row : pages) rows += row["id"] ? 1 : 0;
    expect(rows > 0, "a walk goes on without it");
    expect(batch.next()->tag == "kept" && !batch.next(), "and so does a batch");
    batch.add("products.list");
    sdp::Pages other = std::move(pages);
    throws<std::logic_error>("a walk that was moved from", [&] { pages.next(); }); // NOLINT
    throws<std::logic_error>("what it tells", [&] { (void)pages.info(); });        // NOLINT
}

static void assigned()
{
    sdp::Pages pages = sdp::Client(config()).list("products.list");
    pages = sdp::Client(config()).list("products.list");
    expect(bool(pages.next()), "a walk that took the place of another");
    sdp::Batch batch = sdp::Client(config()).batch();
    batch.add("products.list", {}, {}, sdp::Options({{"tag", "first"}}));
    batch = sdp::Client(config()).batch();
    batch.add("products.list", {}, {}, sdp::Options({{"tag", "second"}}));
    expect(batch.next()->tag == "second" && !batch.next(), "a batch that took the place of another");
}

// valgrind has an operator new of its own.
static bool allocations_can_fail()
{
    try {
        allocations_left = 0;
        delete std::make_unique<std::string>(100, 'x').release();
        allocations_left = -1;
        return false;
    } catch (const std::bad_alloc &) {
        allocations_left = -1;
        return true;
    }
}

// Where there is no memory, the library does not have the call, whose options nobody would keep.
static void memory_ends_while_a_call_is_added(sdp::Client &client)
{
    sdp::Batch batch = client.batch();
    long failed = 0;
    for (bool done = false; !done;) {
        const std::int64_t room = batch.room();
        try {
            const sdp::Options options({{"tag", "a tag that is longer than what a string holds in itself"}});
            allocations_left = failed;
            batch.add("products.list", {}, {}, options);
            done = true;
        } catch (const std::bad_alloc &) {
            failed++;
        }
        allocations_left = -1;
        expect(batch.room() == (done ? room - 1 : room), "a call is added, or it is not: " + std::to_string(failed));
    }
    expect(failed > 0 || !allocations_can_fail(), "an allocation failed");
    std::size_t count = 0;
    while (batch.next()) count++;
    expect(count == 1, "one call was added");
}

static void what_is_not_there_is_named()
{
    const sdp::Json product = sdp::Json::parse(R"({"product_type":{"id":"1"},"sites":[{"id":"2"}]})");
    const auto words = [](const sdp::Json &json) {
        try {
            return json.text();
        } catch (const std::runtime_error &error) {
            return std::string(error.what());
        }
    };
    const std::string tail = " is not there: expected a text";
    expect(words(product["nope"]) == "'nope'" + tail, words(product["nope"]));
    expect(words(product["nope"]["name"]) == "'nope.name'" + tail, words(product["nope"]["name"]));
    expect(words(product["product_type"]["nope"]) == "'product_type.nope'" + tail, "a member's member");
    expect(words(product.at("sites[1].id")) == "'sites[1].id'" + tail, words(product.at("sites[1].id")));
    expect(words(product["product_type"]) == "'product_type' is not a text", words(product["product_type"]));
    expect(words(sdp::Json()) == "the value" + tail, words(sdp::Json()));
}

static sdp::Json criteria(sdp::Client &client, const sdp::Value &query, const std::vector<std::string> &where = {})
{
    sdp::Options options({{"dry_run", true}});
    for (const std::string &words : where) options.where(words);
    return client.call("contracts.list", {}, query, options).at("input_data.list_info.search_criteria");
}

static void searching(sdp::Client &client)
{
    const std::string active = R"({"field":"status.name","condition":"is","value":"Active"})";
    const std::string ends =
        R"({"field":"active_till","condition":"lesser than","value":"1798761600000","logical_operator":"AND"})";
    const std::string both = "[" + active + "," + ends + "]";
    const std::vector<std::string> words{"status is Active", "active_till < 2027-01-01"};
    expect(criteria(client, {}, {words[0]}).dump() == active, "one criterion");
    expect(criteria(client, {}, {words[0] + " and " + words[1]}).dump() == both, "two");
    expect(criteria(client, sdp::Object{{"row_count", 5}}, words).dump() == both, "two texts");
    const sdp::Object wrapped{{"list_info", sdp::Object{{"row_count", 5}, {"search_criteria", nullptr}}}};
    expect(criteria(client, wrapped, words).dump() == both, "beside what is asked for else");
    const sdp::Time day{std::chrono::milliseconds(1798761600000)};
    const sdp::Object child{{"field", "active_from"}, {"condition", "between"}, {"values", sdp::Array{day, day}}};
    const sdp::Json sent =
        criteria(client, sdp::Object{{"search_criteria", sdp::Object{{"field", "active_till"},
                                                                     {"condition", "lesser than"},
                                                                     {"value", day},
                                                                     {"children", sdp::Array{child}}}}});
    expect(sent["value"].kind() == SDP_JSON_STRING && sent["value"].text() == "1798761600000", "a time is a text");
    expect(sent.at("children[0].values").dump() == R"(["1798761600000","1798761600000"])", "in children, too");

    const auto where = [](const std::string &text) { return sdp::Options().where(text); };
    client.ensure("products.add",
                  sdp::Object{{"name", "searched for"}, {"product_type", sdp::Object{{"name", "Workstation"}}}});
    std::string names;
    for (const sdp::Json &row : client.list("products.list", {}, {}, where("name starts with 'searched'"))) {
        names += row["name"].text();
    }
    expect(names == "searched for", "a walk over what was searched for: " + names);
    sdp::Batch batch = client.batch();
    batch.add("products.list", {}, {}, where("name starts with searched"));
    expect(batch.next()->get().size() == 1, "a batch searches, too");

    fails(SDP_E_UNKNOWN_FIELD, "did you mean 'name'?", "criteria[0]",
          [&] { client.list("products.list", {}, {}, where("nam is x")); });
    fails(SDP_E_VALUE, "column 11", "criteria[1]",
          [&] { client.call("products.list", {}, {}, where("name is a").where("name is x and")); });
    fails(SDP_E_ARGUMENT, "takes no where", "where", [&] { client.call("products.get", {"1"}, {}, where("id is 1")); });
    fails(SDP_E_ARGUMENT, "a download", "where", [&] { client.download("/x", "/tmp/x", where("id is 1")); });
    fails(SDP_E_ARGUMENT, "either", "where", [&] {
        client.list("products.list", sdp::Object{{"search_criteria", child}}, {}, where("name is x"));
    });
    fails(SDP_E_UNKNOWN_FIELD, "", "operation", [&] { client.call("products.lost", {}, {}, where("name is x")); });
    throws<std::invalid_argument>("words with a NUL",
                                  [&] { client.list("products.list", {}, {}, where(std::string("a\0b", 3))); });
    throws<sdp::Error>("words that are not UTF-8",
                       [&] { client.list("products.list", {}, {}, where("name is \xFF")); });
    throws<sdp::Error>("a query that is not UTF-8", [&] {
        client.list("products.list", sdp::Object{{"sort_field", "\xFF"}}, {}, where("name is x"));
    });
}

// Some of these calls are refused when they are added: each becomes its own result.
static void calls_that_are_refused(sdp::Client &client)
{
    const std::string id = client.call("products.list").at("[0].id").text();
    const std::vector<sdp::Call> calls{{"products.gett", {id}},
                                       {"products.get", {id}},
                                       {"products.get", {std::string("a\0b", 3)}},
                                       {"products.add", {}, sdp::Object{{"nmae", "x"}}},
                                       {"products.get", {"1"}},
                                       {"products.get", {id}, {}, sdp::Options({{"dry_run", true}})},
                                       {"products.list", {}, {}, sdp::Options().where("name is x and")},
                                       {"products.get", {id}}};
    const std::vector<sdp_status> wanted{SDP_E_UNKNOWN_FIELD, SDP_OK,         SDP_E_ARGUMENT, SDP_E_UNKNOWN_FIELD,
                                         SDP_E_NOT_FOUND,     SDP_E_ARGUMENT, SDP_E_VALUE,    SDP_OK};
    for (const bool in_order : {true, false}) {
        for (const int pending : {1, 2, 50}) {
            sdp::Batch batch = client.batch({{"in_order", in_order}, {"max_pending", pending}});
            std::multiset<sdp_status> seen;
            std::size_t at = 0;
            for (const sdp::Result &result : batch.run(calls)) {
                const sdp_status status = result.error ? result.error->status() : SDP_OK;
                seen.insert(status);
                expect(result.number.has_value() == (status == SDP_OK || status == SDP_E_NOT_FOUND),
                       "who has a number");
                expect(!in_order || (at < wanted.size() && status == wanted[at] &&
                                     result.call.operation == calls[at].operation && result.call.ids == calls[at].ids),
                       "in order: " + std::to_string(at));
                at++;
            }
            expect(seen == std::multiset<sdp_status>(wanted.begin(), wanted.end()), "each has its result");
            expect(!batch.next() && batch.room() == pending, "and nothing is left");
        }
    }
    sdp::Batch batch = client.batch();
    std::size_t count = 0;
    for (const sdp::Result &result : batch.run(std::vector<sdp::Call>(120, {"products.gett"})))
        count += result.error ? 1 : 0;
    expect(count == 120, "more mistakes than there is room for");
    throws<std::invalid_argument>("a dry run", [&] { batch.add(calls[5]); });
}

static void cancelled_from_another_thread()
{
    const sdp::Cancel cancel;
    sdp::Client client(config());
    std::thread other([&] {
        std::this_thread::sleep_for(std::chrono::milliseconds(30));
        cancel.signal();
    });
    try {
        for (;;) client.call("products.list", {}, {}, sdp::Options().cancel(cancel));
    } catch (const sdp::Error &error) {
        expect(error.status() == SDP_E_CANCELED, error.what());
    }
    other.join();
}

int main(int argc, char **argv)
{
    if (argc > 1) {
        for (const auto &[name, kind] : sdp::fields_of(argv[1])) std::cout << name << ' ' << kind << '\n';
        return EXIT_SUCCESS;
    }
    try {
        sdp::Client client(config());
        bad_input(client);
        const sdp::Json described = client.call("products.edit", {"1"}, sdp::Object{{"name", "\"quoted\"\n"}},
                                                sdp::Options({{"dry_run", true}, {"max_retries", 0}}));
        expect(described.at("input_data.product.name").text() == "\"quoted\"\n", "a dry run tells what would be sent");
        callbacks_that_throw();
        whole_numbers_and_times();
        a_callback_that_enters_its_client();
        a_callback_that_ends_what_calls_it();
        a_batch_that_ends_in_another_call();
        lives();
        assigned();
        memory_ends_while_a_call_is_added(client);
        what_is_not_there_is_named();
        searching(client);
        calls_that_are_refused(client);
        cancelled_from_another_thread();
    } catch (const std::exception &error) {
        expect(false, error.what());
    }
    return failures == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
