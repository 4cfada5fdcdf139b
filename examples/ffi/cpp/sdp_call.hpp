// What a call needs, for sdp.hpp: callbacks, the client that is owned, cancelling, options.
#ifndef SDP_CALL_HPP
#define SDP_CALL_HPP

#include <cstdint>
#include <exception>
#include <functional>
#include <initializer_list>
#include <iterator>
#include <memory>
#include <new>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <sdp/ffi.h>

#include "sdp_error.hpp"

namespace sdp
{

// A text of an id; NULL is none.
struct Id {
    std::string text;
    Id(std::string own) : text(std::move(own))
    {
    }
    Id(const char *own) : text(own != nullptr ? own : throw std::invalid_argument("an id is NULL"))
    {
    }
    Id(std::nullptr_t) = delete;
};

struct Ids : std::vector<std::string> {
    Ids() = default;
    Ids(std::vector<std::string> ids) : std::vector<std::string>(std::move(ids))
    {
    }
    Ids(std::initializer_list<Id> ids)
    {
        for (const Id &id : ids) push_back(id.text);
    }
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

inline std::vector<const char *> c_ids(const Ids &ids)
{
    std::vector<const char *> pointers;
    for (const std::string &id : ids) pointers.push_back(c_text(id));
    return pointers;
}

struct Part;

// The client of the library. Walks and batches hold it too, so that it is freed after them.
struct State {
    sdp_client *client = nullptr;
    std::shared_ptr<Hooks> hooks;
    int calls = 0;         // under way: one, and those that it refuses
    Part *ended = nullptr; // what a callback let go, until the call is over

    State() = default;
    State(const State &) = delete;
    State &operator=(const State &) = delete;
    ~State()
    {
        sdp_client_free(client);
    }

    // Makes a call; `read` makes its result, once it is known that there is one. Who calls holds the state.
    template <class Function, class Read> Json run(Function function, Read read)
    {
        Json result;
        std::exception_ptr error;
        const Entered entered(*this);
        const sdp_status status = function();
        const std::exception_ptr own = entered.thrown_so_far();
        try {
            if (status < 0) raise(sdp_last_error(client), status);
            result = status == SDP_DRY_RUN ? Json::parse(sdp_last_dry_run(client)) : read(status);
        } catch (...) {
            error = std::current_exception();
        }
        if (own) throw CallbackError(own, result, error);
        if (error) std::rethrow_exception(error);
        return result;
    }

  private:
    class Entered
    {
      public:
        explicit Entered(State &state) : state_(state), before_(std::exchange(thrown(), nullptr))
        {
            state_.calls++;
        }
        Entered(const Entered &) = delete;
        Entered &operator=(const Entered &) = delete;
        inline ~Entered();
        std::exception_ptr thrown_so_far() const
        {
            return std::exchange(thrown(), nullptr);
        }

      private:
        State &state_;
        std::exception_ptr before_; // of a call that this one is made within
    };
};

using Shared = std::shared_ptr<State>;

// A walk or a batch, which several may hold. When the last of them lets go in the middle of a call of its client, it
// waits for the end of that.
struct Part {
    Shared state; // freed last
    Part *next_ended = nullptr;

    explicit Part(Shared own) : state(std::move(own))
    {
    }
    Part(const Part &) = delete;
    Part &operator=(const Part &) = delete;
    virtual ~Part() = default;

    template <class Own> static std::shared_ptr<Own> shared(std::unique_ptr<Own> part)
    {
        return std::shared_ptr<Own>(part.release(), end);
    }
    static void end(Part *part)
    {
        if (part->state->calls == 0) {
            delete part;
        } else {
            part->next_ended = std::exchange(part->state->ended, part);
        }
    }
};

inline State::Entered::~Entered()
{
    thrown() = before_;
    if (--state_.calls > 0) return;
    while (state_.ended != nullptr) {
        Part *part = state_.ended;
        state_.ended = part->next_ended;
        delete part;
    }
}

// Held by the call itself, so that a callback may close the client, or let go of the walk or batch.
inline Shared used(const Shared &state)
{
    if (!state) throw std::logic_error("the client is closed, or was moved from");
    return state;
}

template <class Own> std::shared_ptr<Own> used(const std::shared_ptr<Own> &part, const char *what)
{
    if (!part) throw std::logic_error(std::string("the ") + what + " was moved from");
    return part;
}

// An input iterator over whatever has next(), which it holds.
template <class Source, class Item> class Iterator
{
  public:
    using iterator_category = std::input_iterator_tag;
    using value_type = Item;
    using difference_type = std::ptrdiff_t;
    using pointer = const Item *;
    using reference = const Item &;

    Iterator() = default;
    explicit Iterator(std::shared_ptr<Source> source) : source_(std::move(source))
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
        if (!item_) source_.reset();
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
    std::shared_ptr<Source> source_;
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
        if (!progress) throw std::invalid_argument("there is no function to tell the progress to");
        made().progress = std::move(progress);
        sdp_options_set_progress(made_->options, on_progress, made_.get());
        return *this;
    }
    // What a list is searched for, in the words of docs/queries.md; called twice, both must hold.
    Options &where(std::string words)
    {
        made().where.push_back(std::move(words));
        return *this;
    }
    const sdp_options *get() const
    {
        return made_ ? made_->options : nullptr;
    }
    const std::vector<std::string> &where() const
    {
        static const std::vector<std::string> none;
        return made_ ? made_->where : none;
    }

  private:
    struct Made {
        sdp_options *options = nullptr;
        std::optional<Cancel> cancel;
        std::string bytes;
        Progress progress;
        std::vector<std::string> where;
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

} // namespace sdp

#endif
