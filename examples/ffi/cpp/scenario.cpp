// What a program does with the service: run it with SDP_BASE_URL and SDP_ACCESS_TOKEN set.
#include <atomic>
#include <cstdlib>
#include <iostream>
#include <set>
#include <thread>

#include "sdp.hpp"

static void expect(bool holds, const char *what)
{
    if (!holds) throw std::runtime_error(std::string("not so: ") + what);
}

static const sdp::Object kind{{"name", "Workstation"}};

static std::string from_environment(const char *name)
{
    const char *value = std::getenv(name);
    return value != nullptr ? value : "";
}

static void one_product(sdp::Client &client)
{
    sdp::Json added = client.call("products.add", {},
                                  sdp::Object{{"name", "XPS 15"}, {"product_type", kind}, {"comments", "ordered"}});
    const std::string id = added["id"].text();
    expect(client.call("products.get", {id})["comments"].text() == "ordered", "the comment is kept");
    client.call("products.edit", {id}, sdp::Object{{"comments", nullptr}});
    const sdp::Json got = client.call("products.get", {id});
    expect(got["comments"] && got["comments"].is_null(), "null, and not absent");
    expect(!got["never_heard_of"], "absent, and not null");
    expect(got.at("product_type.name").text() == "Workstation", "a member of a member");
    const sdp::Json same = client.ensure("products.add", sdp::Object{{"name", "XPS 15"}, {"product_type", kind}});
    expect(same["id"].text() == id, "it is found, and not added");
    std::cout << "added, changed, cleared and found again: " << id << '\n';
}

static void all_products(sdp::Client &client)
{
    for (int number = 0; number < 7; number++) {
        const std::string name = "Screen " + std::to_string(number);
        client.ensure("products.add", sdp::Object{{"name", name}, {"product_type", kind}});
    }
    std::int64_t count = 0;
    sdp::Pages pages = client.list("products.list", sdp::Object{{"row_count", 3}, {"get_total_count", true}});
    for (const sdp::Json &row : pages) {
        expect(!row["name"].text().empty(), "each has a name");
        count++;
    }
    expect(count == pages.info()["total_count"].integer() && pages.info()["page_number"].integer() > 1, "all came");
    std::int64_t screens = 0;
    for (const sdp::Json &row :
         client.list("products.list", {}, {}, sdp::Options().where("name starts with 'Screen '"))) {
        expect(row["name"].text().rfind("Screen ", 0) == 0, "what was searched for");
        screens++;
    }
    expect(screens == 7, "all of the screens");
    std::cout << count << " products\n";
}

static void a_mistake(sdp::Client &client)
{
    try {
        client.call("products.add", {}, sdp::Object{{"name", "XPS 15"}, {"product_type", kind}});
        expect(false, "the name is taken");
    } catch (const sdp::Error &error) {
        expect(error.status() == SDP_E_REFUSED && error.api_code() == 4008, "what the service says");
        expect(error.messages().at(0).fields.at(0) == "name", "and of which field");
        expect(!error.retryable() && !error.maybe_done() && error.attempts() == 1, "and what is to be done");
        std::cout << "refused, as it should be: " << error.what() << '\n';
    }
    try {
        client.call("products.add", {}, sdp::Object{{"nam", "XPS 15"}});
        expect(false, "there is no such member");
    } catch (const sdp::Error &error) {
        expect(error.status() == SDP_E_UNKNOWN_FIELD && error.path() == "product.nam", "where it is wrong");
        std::cout << "refused before it was sent: " << error.what() << '\n';
    }
}

static void a_contract_with_a_file(sdp::Client &client)
{
    using days = std::chrono::duration<int, std::ratio<86400>>;
    const sdp::Time begin{std::chrono::milliseconds(1767225600000)};
    const sdp::Json contract = client.call("contracts.add", {},
                                           sdp::Object{{"name", "Support"},
                                                       {"vendor", sdp::Object{{"name", "Canon"}}},
                                                       {"is_definite", true},
                                                       {"owner", sdp::Object{{"email_id", "john.doe@abcmail.com"}}},
                                                       {"active_from", begin},
                                                       {"active_till", begin + days(365)}});
    expect(contract["active_from"].time() == begin, "a time comes back");
    const std::string id = contract["id"].text();
    const std::string terms(18000, '%');
    std::int64_t sent = 0;
    const sdp::Json uploaded = client.call("contracts.upload_attachment", {id}, {},
                                           sdp::Options({{"file", sdp::Object{{"name", "terms.pdf"}}}})
                                               .bytes(terms)
                                               .progress([&](std::int64_t done, std::int64_t) { sent = done; }));
    expect(sent == 18000 && uploaded.at("[0].name").text() == "terms.pdf", "the file arrived");
    std::string received;
    client.download(uploaded.at("[0].content_url").text(), [&](std::string_view bytes) { received += bytes; });
    expect(received == terms, "and comes back");
    client.call("contracts.delete", {id});
    std::cout << "a contract with " << uploaded.at("[0].name").text() << '\n';
}

static void many_at_once(sdp::Client &client)
{
    std::set<std::string> ids;
    std::set<std::string> seen;
    for (const sdp::Json &row : client.list("products.list")) ids.insert(row["id"].text());
    sdp::Batch batch = client.batch({{"concurrency", 4}});
    for (const std::string &id : ids) batch.add("products.get", {id});
    batch.add("products.get", {"1"}, {}, sdp::Options({{"tag", "lost"}}));
    for (const sdp::Result &result : batch) {
        if (result.error) {
            expect(result.tag == "lost" && result.error->http_status() == 404, "one is not there");
        } else {
            seen.insert(result.get()["id"].text());
        }
    }
    expect(seen == ids, "all the others are");
    std::cout << seen.size() << " products by a batch\n";
}

static void four_threads(const sdp::Client &client)
{
    std::vector<std::thread> threads;
    std::vector<std::size_t> counts(4);
    for (std::size_t i = 0; i < counts.size(); i++) {
        threads.emplace_back([own = client.sibling(), &count = counts[i]]() mutable {
            try {
                for (int round = 0; round < 5; round++) {
                    for (const sdp::Json &row : own.list("products.list", sdp::Object{{"row_count", 4}})) {
                        count += row["id"].text().empty() ? 0 : 1;
                    }
                }
            } catch (const std::exception &error) {
                std::cerr << error.what() << '\n';
                count = 0;
            }
        });
    }
    for (std::thread &thread : threads) thread.join();
    for (const std::size_t count : counts) expect(count > 0 && count == counts[0], "each thread saw the same");
    std::cout << "4 threads, each with a sibling of the client\n";
}

static void cancelled(sdp::Client &client)
{
    const sdp::Cancel cancel;
    cancel.signal();
    try {
        client.call("products.list", {}, {}, sdp::Options().cancel(cancel));
        expect(false, "it was cancelled");
    } catch (const sdp::Error &error) {
        expect(error.status() == SDP_E_CANCELED, "it says so");
    }
}

int main()
{
    try {
        std::atomic<int> attempts{0}; // siblings in other threads tell theirs too
        sdp::Client client({{"base_url", from_environment("SDP_BASE_URL")},
                            {"portal", from_environment("SDP_PORTAL")},
                            {"access_token", from_environment("SDP_ACCESS_TOKEN")},
                            {"timeout_ms", 20000}},
                           nullptr,
                           [&](const sdp::Json &event) { attempts += event["attempt"].integer() > 0 ? 1 : 0; });
        one_product(client);
        all_products(client);
        a_mistake(client);
        a_contract_with_a_file(client);
        many_at_once(client);
        four_threads(client);
        cancelled(client);
        expect(attempts > 20, "each attempt is told");
        for (const sdp::Json &row : client.list("products.list")) {
            if (row["name"].text() == "XPS 15") client.call("products.delete", {row["id"].text()});
        }
    } catch (const std::exception &error) {
        std::cerr << error.what() << '\n';
        return EXIT_FAILURE;
    }
    return EXIT_SUCCESS;
}
