// ServiceDesk Plus MSP from C++17: a header over libsdp that owns what it makes, and throws what goes wrong.
//
//     sdp::Client client({{"base_url", "https://desk.example.com"}, {"portal", "itdesk"}, {"access_token", token}});
//     sdp::Json product = client.call("products.add", {}, sdp::Object{{"name", "XPS 15"}, {"product_type", kind}});
//     client.call("products.edit", {product["id"].text()}, sdp::Object{{"comments", nullptr}});
//     for (const sdp::Json &one : client.list("products.list")) std::cout << one["name"].text() << '\n';
//
// A client, with its walks and batches, belongs to one thread at a time; sibling() makes one for another thread.
#ifndef SDP_HPP
#define SDP_HPP

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <sdp/ffi.h>

#include "sdp_batch.hpp"
#include "sdp_call.hpp"
#include "sdp_search.hpp"

namespace sdp
{

namespace detail
{

struct Walk : Part {
    Options options;
    std::unique_ptr<sdp_pager, void (*)(sdp_pager *)> pager{nullptr, sdp_pager_free};

    Walk(Shared own, Options with) : Part(std::move(own)), options(std::move(with))
    {
    }
    std::optional<Json> next()
    {
        char *text = nullptr;
        Json row = state->run([&] { return sdp_pager_next_json(pager.get(), 0, &text); },
                              [&](sdp_status status) { return status == SDP_END ? Json() : Json::parse(take(text)); });
        return row ? std::optional<Json>(row) : std::nullopt;
    }
};

} // namespace detail

// A walk over a list, for `for`: it fetches page by page. After an error, next() asks for the page again.
class Pages
{
  public:
    using iterator = detail::Iterator<detail::Walk, Json>;

    explicit Pages(std::unique_ptr<detail::Walk> walk) : walk_(detail::Part::shared(std::move(walk)))
    {
    }
    Pages(Pages &&) = default;
    Pages &operator=(Pages &&) = default;
    Pages(const Pages &) = delete;
    Pages &operator=(const Pages &) = delete;

    std::optional<Json> next()
    {
        const auto kept = detail::used(walk_, "walk");
        return kept->next();
    }
    // page_number, total_count, has_more_rows and more.
    Json info() const
    {
        char *text = nullptr;
        const auto kept = detail::used(walk_, "walk");
        if (sdp_pager_info_to_json(kept->pager.get(), &text) != SDP_OK) throw std::logic_error("the walk cannot tell");
        return Json::parse(take(text));
    }
    iterator begin()
    {
        return iterator(detail::used(walk_, "walk"));
    }
    iterator end()
    {
        return iterator();
    }

  private:
    std::shared_ptr<detail::Walk> walk_;
};

// A client of the service.
class Client
{
  public:
    // The members are told at sdp_client_new_json().
    explicit Client(const Object &config, Log log = nullptr, Event event = nullptr)
        : state_(std::make_shared<detail::State>())
    {
        state_->hooks = std::make_shared<detail::Hooks>(detail::Hooks{std::move(log), std::move(event)});
        const detail::Hooks &hooks = *state_->hooks;
        detail::checked([&](sdp_error *error) {
            return sdp_client_new_json(config.json().c_str(), hooks.log ? detail::Hooks::on_log : nullptr,
                                       hooks.event ? detail::Hooks::on_event : nullptr, state_->hooks.get(), error,
                                       &state_->client);
        });
    }
    // For another thread: the same configuration, login and limits, its own connections.
    Client sibling() const
    {
        detail::Shared made = std::make_shared<detail::State>();
        const detail::Shared state = detail::used(state_);
        made->hooks = state->hooks;
        state->run([&] { return sdp_client_dup(state->client, &made->client); }, [](sdp_status) { return Json(); });
        return Client(std::move(made));
    }
    // An operation by its name: gives the entity, an array of one page's rows, or {}.
    Json call(const std::string &operation, const Ids &ids = {}, const Value &input = {}, const Options &options = {})
    {
        return invoke(operation, ids, input, options, 0);
    }
    // Finds by natural key, or adds: ensure("products.add", …).
    Json ensure(const std::string &operation, const Value &input, const Options &options = {})
    {
        return invoke(operation, {}, input, options, SDP_INVOKE_ENSURE);
    }
    Pages list(const std::string &operation, const Value &query = {}, const Ids &ids = {}, const Options &options = {})
    {
        auto walk = std::make_unique<detail::Walk>(detail::used(state_), options);
        sdp_pager *pager = nullptr;
        const detail::Shared state = walk->state;
        const std::vector<const char *> pointers = detail::c_ids(ids);
        const Value sent = detail::searching(operation, query, options.where());
        state->run(
            [&] {
                const sdp_status status =
                    sdp_invoke_list(state->client, detail::c_text(operation), pointers.data(), pointers.size(),
                                    sent.c_str(), 0, walk->options.get(), &pager);
                walk->pager.reset(pager);
                return status;
            },
            [](sdp_status) { return Json(); });
        if (pager == nullptr) throw std::logic_error("a walk makes no dry run: call() does");
        return Pages(std::move(walk));
    }
    // Members of the configuration: concurrency, in_order, max_pending.
    Batch batch(const Object &config = {}, std::optional<Cancel> cancel = std::nullopt)
    {
        auto many = std::make_unique<detail::Many>(detail::used(state_), std::move(cancel));
        const detail::Shared state = many->state;
        const std::string told = config.json();
        many->in_order = Json::parse(told)["in_order"].boolean_or(false);
        state->run(
            [&] {
                sdp_batch *made = nullptr;
                const sdp_status status = sdp_batch_new_json(state->client, told.c_str(),
                                                             many->cancel ? many->cancel->get() : nullptr, &made);
                many->batch.reset(made);
                return status;
            },
            [](sdp_status) { return Json(); });
        return Batch(std::move(many));
    }
    // Fetches a file that was uploaded.
    void download(const std::string &content_url, const std::string &path, const Options &options = {})
    {
        const detail::Shared state = detail::used(state_);
        const char *to = detail::c_text(path);
        fetch(state, content_url, to, nullptr, nullptr, options);
    }
    void download(const std::string &content_url, const Sink &sink, const Options &options = {})
    {
        if (!sink) throw std::invalid_argument("there is no function to give the bytes to");
        Sink to = sink;
        fetch(detail::used(state_), content_url, nullptr, on_bytes, &to, options);
    }
    std::string root() const
    {
        return sdp_client_root(detail::used(state_)->client);
    }
    // Walks and batches that are still there go on until they are gone themselves.
    void close()
    {
        state_.reset();
    }

  private:
    explicit Client(detail::Shared state) : state_(std::move(state))
    {
    }

    static sdp_status on_bytes(void *sink, const char *bytes, std::size_t size)
    {
        return detail::guarded([&] { (*static_cast<Sink *>(sink))({bytes, size}); }) ? SDP_OK : SDP_E_CANCELED;
    }
    static void fetch(const detail::Shared &state, const std::string &content_url, const char *path, sdp_sink_fn sink,
                      void *to, const Options &options)
    {
        const Options kept = options;
        if (!kept.where().empty()) throw Error(SDP_E_ARGUMENT, "a download takes no where", "where");
        state->run(
            [&] { return sdp_download_to(state->client, detail::c_text(content_url), path, sink, to, kept.get()); },
            [](sdp_status) { return Json(); });
    }
    Json invoke(const std::string &operation, const Ids &ids, const Value &input, const Options &options,
                std::int32_t flags)
    {
        char *text = nullptr;
        const detail::Shared state = detail::used(state_);
        const Options kept = options; // a callback may let go of them
        const std::vector<const char *> pointers = detail::c_ids(ids);
        const Value sent = detail::searching(operation, input, kept.where());
        return state->run(
            [&] {
                return sdp_invoke(state->client, detail::c_text(operation), pointers.data(), pointers.size(),
                                  sent.c_str(), flags, kept.get(), &text);
            },
            [&](sdp_status) { return Json::parse(take(text)); });
    }
    detail::Shared state_;
};

// The members of a type, such as "product", with their kinds; throws std::out_of_range where there is no such type.
inline std::map<std::string, std::string> fields_of(const std::string &type)
{
    std::map<std::string, std::string> found;
    const sdp_type *known = sdp_type_by_name(detail::c_text(type));
    if (known == nullptr) throw std::out_of_range("there is no type '" + type + "'");
    const sdp_field *field = nullptr;
    for (std::size_t i = 0; (field = sdp_type_field(known, i)) != nullptr; i++) {
        found[sdp_field_name(field)] = sdp_kind_name(sdp_field_kind(field));
    }
    return found;
}

} // namespace sdp

#endif
