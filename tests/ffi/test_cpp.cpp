// What the C++ layer makes of bad input, of callbacks that throw, and of objects that end in any order. With an argument
// it prints the members of that type with their kinds.
#include <cstdlib>
#include <iostream>
#include <thread>

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

static void lives()
{
    sdp::Client client(config());
    sdp::Client moved = std::move(client);
    throws<std::logic_error>("a client that was moved from", [&] { client.call("products.list"); }); // NOLINT
    sdp::Pages pages = moved.list("products.list");
    sdp::Batch batch = moved.batch({{"most_pending", 1}});
    batch.add("products.list", {}, {}, sdp::Options({{"tag", "kept"}}).cancel(sdp::Cancel()));
    fails(SDP_E_LIMIT, "1 calls", "most_pending", [&] { batch.add("products.list"); });
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
        a_callback_that_enters_its_client();
        lives();
        cancelled_from_another_thread();
    } catch (const std::exception &error) {
        expect(false, error.what());
    }
    return failures == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
