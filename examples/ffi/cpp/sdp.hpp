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

#include <chrono>
#include <cstdint>
#include <exception>
#include <functional>
#include <initializer_list>
#include <iterator>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <sdp/sdp.h>

#include "sdp_json.hpp"

namespace sdp
{

using Ids = std::vector<std::string>;

// What the service said of a failure.
struct Message {
    std::int64_t code = 0;
    std::string text;
    std::vector<std::string> fields;
};

// A call failed. docs/errors.md tells what to do about each status.
class Error : public std::runtime_error
{
  public:
    explicit Error(const Json &told) : std::runtime_error(words(told)), told_(told)
    {
        for (const Json &one : told["messages"]) {
            Message message{one["status_code"].integer(), one["message"].text_or(""), {}};
            for (const Json &field : one["fields"]) message.fields.push_back(field.text());
            messages_.push_back(std::move(message));
        }
    }
    Error(sdp_status status, const std::string &message)
        : Error(Json::parse(Object{{"status", sdp_status_name(status)}, {"message", message}}.json()))
    {
    }

    std::string status_name() const
    {
        return told_["status"].text();
    }
    // One of SDP_E_…
    sdp_status status() const
    {
        for (sdp_status status = 0; status > -1000; status--) {
            if (status_name() == sdp_status_name(status)) return status;
        }
        return SDP_E_ARGUMENT;
    }
    std::int64_t http_status() const
    {
        return told_["http_status"].integer_or(0);
    }
    std::int64_t api_code() const
    {
        return told_["api_code"].integer_or(0);
    }
    std::int64_t attempts() const
    {
        return told_["attempts"].integer_or(0);
    }
    std::string path() const
    {
        return told_["path"].text_or("");
    }
    std::string url() const
    {
        return told_["url"].text_or("");
    }
    std::string advice() const
    {
        return told_["advice"].text_or("");
    }
    std::string fault() const
    {
        return told_["fault"].text_or("caller");
    }
    bool retryable() const
    {
        return told_["retryable"].boolean_or(false);
    }
    // Whether it may have happened on the server all the same.
    bool maybe_done() const
    {
        return told_["maybe_done"].boolean_or(false);
    }
    const std::vector<Message> &messages() const
    {
        return messages_;
    }
    std::optional<std::chrono::milliseconds> retry_after() const
    {
        if (!told_["retry_after_ms"]) return std::nullopt;
        return std::chrono::milliseconds(told_["retry_after_ms"].integer());
    }

  private:
    static std::string words(const Json &told)
    {
        std::string message = told["message"].text_or("");
        std::string path = told["path"].text_or("");
        return path.empty() || message.find(path) != std::string::npos ? message : path + ": " + message;
    }
    Json told_;
    std::vector<Message> messages_;
};

// A function of the caller's threw inside a call, which went on to its end.
class CallbackError : public std::runtime_error
{
  public:
    CallbackError(std::exception_ptr thrown, Json result, std::exception_ptr error)
        : std::runtime_error("a callback threw inside a call"), thrown_(std::move(thrown)), result_(std::move(result)),
          error_(std::move(error))
    {
    }
    const std::exception_ptr &thrown() const
    {
        return thrown_;
    } // by the callback
    const Json &result() const
    {
        return result_;
    } // of the call, empty where it failed
    const std::exception_ptr &error() const
    {
        return error_;
    } // of the call, where it failed

  private:
    std::exception_ptr thrown_;
    Json result_;
    std::exception_ptr error_;
};

using Log = std::function<void(int level, std::string_view line)>;
using Event = std::function<void(const Json &event)>;
using Progress = std::function<void(std::int64_t done, std::int64_t total)>;
using Sink = std::function<void(std::string_view bytes)>;

namespace detail
{

// What callbacks threw in this thread: an exception must not pass through C.
inline std::exception_ptr &thrown()
{
    static thread_local std::exception_ptr one;
    return one;
}

// Runs a callback. Returns whether it came to its end.
template <class Function> bool guarded(Function function) noexcept
{
    try {
        function();
        return true;
    } catch (...) {
        if (!thrown()) thrown() = std::current_exception();
        return false;
    }
}

struct Hooks {
    Log log;
    Event event;

    static void on_log(void *self, std::int32_t level, const char *line)
    {
        guarded([&] { static_cast<Hooks *>(self)->log(level, line); });
    }
    static void on_event(void *self, const sdp_event *event)
    {
        guarded([&] {
            char *text = nullptr;
            if (sdp_event_to_json(event, &text) != SDP_OK) throw std::bad_alloc();
            static_cast<Hooks *>(self)->event(Json::parse(take(text)));
        });
    }
};

[[noreturn]] inline void raise(const sdp_error *error, sdp_status status)
{
    char *text = nullptr;
    if (status == SDP_E_NO_MEMORY) throw std::bad_alloc();
    // A client that is in a call already keeps the error of that call.
    if (sdp_error_status(error) != status)
        throw Error(status, "the call cannot be made now, or not with this argument");
    if (sdp_error_to_json(error, &text) != SDP_OK) throw std::bad_alloc();
    throw Error(Json::parse(take(text)));
}

// Calls a function that takes an error object; throws what it says.
template <class Function> void checked(Function function)
{
    sdp_error *made = nullptr;
    if (sdp_error_new(&made) != SDP_OK) throw std::bad_alloc();
    std::unique_ptr<sdp_error, void (*)(sdp_error *)> error(made, sdp_error_free);
    const sdp_status status = function(made);
    if (status < 0) raise(made, status);
}

inline const char *c_text(const std::string &text)
{
    if (text.find('\0') != std::string::npos) throw std::invalid_argument("a text has a NUL, which cannot be sent");
    return text.c_str();
}

inline std::vector<const char *> c_ids(const Ids &ids)
{
    std::vector<const char *> pointers;
    for (const std::string &id : ids) pointers.push_back(c_text(id));
    return pointers;
}

// The client of the library. Walks and batches hold it too, so that it is freed after them.
struct State {
    sdp_client *client = nullptr;
    std::shared_ptr<Hooks> hooks;

    State() = default;
    State(const State &) = delete;
    State &operator=(const State &) = delete;
    ~State()
    {
        sdp_client_free(client);
    }

    // Makes a call; `read` makes its result, once it is known that there is one.
    template <class Function, class Read> Json run(Function function, Read read)
    {
        Json result;
        std::exception_ptr error;
        thrown() = nullptr;
        const sdp_status status = function();
        try {
            if (status < 0) raise(sdp_last_error(client), status);
            result = status == SDP_DRY_RUN ? Json::parse(sdp_last_dry_run(client)) : read(status);
        } catch (...) {
            error = std::current_exception();
        }
        if (thrown()) throw CallbackError(std::exchange(thrown(), nullptr), result, error);
        if (error) std::rethrow_exception(error);
        return result;
    }
};

using Shared = std::shared_ptr<State>;

inline State &used(const Shared &state)
{
    if (!state) throw std::logic_error("the client is closed, or was moved from");
    return *state;
}

// An input iterator over whatever has next().
template <class Source, class Item> class Iterator
{
  public:
    using iterator_category = std::input_iterator_tag;
    using value_type = Item;
    using difference_type = std::ptrdiff_t;
    using pointer = const Item *;
    using reference = const Item &;

    Iterator() = default;
    explicit Iterator(Source *source) : source_(source)
    {
        ++*this;
    }
    reference operator*() const
    {
        return *item_;
    }
    pointer operator->() const
    {
        return &*item_;
    }
    Iterator &operator++()
    {
        item_ = source_->next();
        if (!item_) source_ = nullptr;
        return *this;
    }
    void operator++(int)
    {
        ++*this;
    }
    bool operator==(const Iterator &other) const
    {
        return source_ == other.source_;
    }
    bool operator!=(const Iterator &other) const
    {
        return source_ != other.source_;
    }

  private:
    Source *source_ = nullptr;
    std::optional<Item> item_;
};

} // namespace detail

// Cancels the calls whose options have it, from any thread. Copies are the same.
class Cancel
{
  public:
    Cancel()
    {
        sdp_cancel *made = nullptr;
        if (sdp_cancel_new(&made) != SDP_OK) throw std::bad_alloc();
        cancel_.reset(made, sdp_cancel_free);
    }
    void signal() const
    {
        sdp_cancel_signal(cancel_.get());
    }
    void reset() const
    {
        sdp_cancel_reset(cancel_.get());
    }
    sdp_cancel *get() const
    {
        return cancel_.get();
    }

  private:
    std::shared_ptr<sdp_cancel> cancel_;
};

// Options of calls: Options({{"timeout_ms", 500}}).cancel(cancel). Copies are the same.
class Options
{
  public:
    Options() = default;
    Options(const Object &members) : made_(std::make_shared<Made>())
    {
        detail::checked(
            [&](sdp_error *error) { return sdp_options_new_json(members.json().c_str(), error, &made_->options); });
    }
    Options &cancel(const Cancel &cancel)
    {
        made().cancel = cancel;
        sdp_options_set_cancel(made_->options, cancel.get());
        return *this;
    }
    // What an upload sends; its name stands in the member "file".
    Options &bytes(std::string bytes)
    {
        made().bytes = std::move(bytes);
        sdp_options_set_bytes(made_->options, made_->bytes.data(), made_->bytes.size());
        return *this;
    }
    Options &progress(Progress progress)
    {
        made().progress = std::move(progress);
        sdp_options_set_progress(made_->options, on_progress, made_.get());
        return *this;
    }
    const sdp_options *get() const
    {
        return made_ ? made_->options : nullptr;
    }

  private:
    struct Made {
        sdp_options *options = nullptr;
        std::optional<Cancel> cancel;
        std::string bytes;
        Progress progress;
        Made() = default;
        Made(const Made &) = delete;
        Made &operator=(const Made &) = delete;
        ~Made()
        {
            sdp_options_free(options);
        }
    };
    static void on_progress(void *self, std::int64_t done, std::int64_t total)
    {
        detail::guarded([&] { static_cast<Made *>(self)->progress(done, total); });
    }
    Made &made()
    {
        if (!made_) *this = Options(Object{});
        return *made_;
    }
    std::shared_ptr<Made> made_;
};

// A walk over a list, for `for`: it fetches page by page.
class Pages
{
  public:
    using iterator = detail::Iterator<Pages, Json>;

    Pages(detail::Shared state, sdp_pager *pager, Options options)
        : state_(std::move(state)), options_(std::move(options)), pager_(pager, sdp_pager_free)
    {
    }
    std::optional<Json> next()
    {
        char *text = nullptr;
        if (!pager_) throw std::logic_error("the walk was moved from");
        Json row = state_->run([&] { return sdp_pager_next_json(pager_.get(), 0, &text); },
                               [&](sdp_status status) { return status == SDP_END ? Json() : Json::parse(take(text)); });
        return row ? std::optional<Json>(row) : std::nullopt;
    }
    // page_number, total_count, has_more_rows and more.
    Json info() const
    {
        char *text = nullptr;
        if (sdp_pager_info_json(pager_.get(), &text) != SDP_OK) throw std::logic_error("the walk cannot tell");
        return Json::parse(take(text));
    }
    iterator begin()
    {
        return iterator(this);
    }
    iterator end()
    {
        return iterator();
    }

  private:
    detail::Shared state_; // freed last
    Options options_;
    std::unique_ptr<sdp_pager, void (*)(sdp_pager *)> pager_;
};

// What became of one call of a batch.
struct Result {
    std::int64_t number = 0;
    std::string operation;
    std::string tag;
    Json value;
    std::optional<Error> error;

    // The value; throws the error where the call failed.
    const Json &get() const
    {
        if (error) throw *error;
        return value;
    }
};

// Many calls at once on one client: add() while there is room, and walk over the results.
class Batch
{
  public:
    using iterator = detail::Iterator<Batch, Result>;

    Batch(detail::Shared state, sdp_batch *batch, std::optional<Cancel> cancel)
        : state_(std::move(state)), cancel_(std::move(cancel)), batch_(batch, sdp_batch_free)
    {
    }
    std::int64_t room() const
    {
        return sdp_batch_room(batch_.get());
    }
    std::int64_t add(const std::string &operation, const Ids &ids = {}, const Value &input = {},
                     const Options &options = {})
    {
        std::int64_t number = 0;
        const std::vector<const char *> pointers = detail::c_ids(ids);
        if (!batch_) throw std::logic_error("the batch was moved from");
        state_->run(
            [&] {
                return sdp_batch_add_json(batch_.get(), detail::c_text(operation), pointers.data(), pointers.size(),
                                          input.c_str(), 0, options.get(), &number);
            },
            [](sdp_status) { return Json(); });
        options_[number] = options;
        return number;
    }
    std::optional<Result> next()
    {
        char *text = nullptr;
        if (!batch_) throw std::logic_error("the batch was moved from");
        Json told =
            state_->run([&] { return sdp_batch_next_json(batch_.get(), &text); },
                        [&](sdp_status status) { return status == SDP_END ? Json() : Json::parse(take(text)); });
        if (!told) return std::nullopt;
        Result result{told["number"].integer(), told["operation"].text(), told["tag"].text_or(""), told["result"], {}};
        if (told["error"]) result.error.emplace(told["error"]);
        options_.erase(result.number);
        return result;
    }
    iterator begin()
    {
        return iterator(this);
    }
    iterator end()
    {
        return iterator();
    }

  private:
    detail::Shared state_; // freed last
    std::optional<Cancel> cancel_;
    std::map<std::int64_t, Options> options_; // the library borrows them until the result is taken
    std::unique_ptr<sdp_batch, void (*)(sdp_batch *)> batch_;
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
        made->hooks = detail::used(state_).hooks;
        state_->run([&] { return sdp_client_dup(state_->client, &made->client); }, [](sdp_status) { return Json(); });
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
        sdp_pager *pager = nullptr;
        detail::State &state = detail::used(state_);
        const std::vector<const char *> pointers = detail::c_ids(ids);
        state.run(
            [&] {
                return sdp_invoke_list(state.client, detail::c_text(operation), pointers.data(), pointers.size(),
                                       query.c_str(), 0, options.get(), &pager);
            },
            [](sdp_status) { return Json(); });
        if (pager == nullptr) throw std::logic_error("a walk makes no dry run: call() does");
        return Pages(state_, pager, options);
    }
    // Members of the configuration: concurrency, in_order, most_pending.
    Batch batch(const Object &config = {}, std::optional<Cancel> cancel = std::nullopt)
    {
        sdp_batch *made = nullptr;
        detail::State &state = detail::used(state_);
        state.run(
            [&] {
                return sdp_batch_new_json(state.client, config.json().c_str(), cancel ? cancel->get() : nullptr, &made);
            },
            [](sdp_status) { return Json(); });
        return Batch(state_, made, std::move(cancel));
    }
    // Fetches a file that was uploaded.
    void download(const std::string &content_url, const std::string &path, const Options &options = {})
    {
        detail::State &state = detail::used(state_);
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
        return sdp_client_root(detail::used(state_).client);
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
    static void fetch(detail::State &state, const std::string &content_url, const char *path, sdp_sink_fn sink,
                      void *to, const Options &options)
    {
        state.run(
            [&] { return sdp_download_to(state.client, detail::c_text(content_url), path, sink, to, options.get()); },
            [](sdp_status) { return Json(); });
    }
    Json invoke(const std::string &operation, const Ids &ids, const Value &input, const Options &options,
                std::int32_t flags)
    {
        char *text = nullptr;
        detail::State &state = detail::used(state_);
        const std::vector<const char *> pointers = detail::c_ids(ids);
        return state.run(
            [&] {
                return sdp_invoke(state.client, detail::c_text(operation), pointers.data(), pointers.size(),
                                  input.c_str(), flags, options.get(), &text);
            },
            [&](sdp_status) { return Json::parse(take(text)); });
    }
    detail::Shared state_;
};

// The members of a type, such as "product", with their kinds; throws std::out_of_range where there is no such type.
inline std::map<std::string, std::string> fields_of(const std::string &type)
{
    std::map<std::string, std::string> found;
    const sdp_type *known = sdp_type_by_name(type.c_str());
    if (known == nullptr) throw std::out_of_range("there is no type '" + type + "'");
    const sdp_field *field = nullptr;
    for (std::size_t i = 0; (field = sdp_type_field(known, i)) != nullptr; i++) {
        found[sdp_field_name(field)] = sdp_kind_name(sdp_field_kind(field));
    }
    return found;
}

} // namespace sdp

#endif
