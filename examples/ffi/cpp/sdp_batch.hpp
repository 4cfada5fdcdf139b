// Many calls at once, for sdp.hpp.
#ifndef SDP_BATCH_HPP
#define SDP_BATCH_HPP

#include <cstdint>
#include <deque>
#include <iterator>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <sdp/ffi.h>

#include "sdp_call.hpp"
#include "sdp_search.hpp"

namespace sdp
{

// A call of a batch: sdp::Call{"products.edit", {id}, sdp::Object{{"comments", nullptr}}}.
struct Call {
    std::string operation;
    Ids ids = {};
    Value input = {};
    Options options = {};
};

// What became of one call of a batch. A call that could not even be added has no number.
struct Result {
    Call call;
    std::optional<std::int64_t> number;
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

namespace detail
{

struct Many : Part {
    std::optional<Cancel> cancel;
    std::map<std::int64_t, Call> calls; // the library borrows their options until the result is taken
    bool in_order = false;
    std::unique_ptr<sdp_batch, void (*)(sdp_batch *)> batch{nullptr, sdp_batch_free};

    Many(Shared own, std::optional<Cancel> with) : Part(std::move(own)), cancel(std::move(with))
    {
    }
    std::int64_t add(const Call &given)
    {
        std::int64_t number = -1;
        // Made beforehand: once the library has the call, nothing may fail that keeps what it borrows.
        std::map<std::int64_t, Call> kept;
        kept.emplace(-1, given);
        auto node = kept.extract(-1);
        const Call call = given; // a callback may let go of what was given
        const std::vector<const char *> pointers = c_ids(call.ids);
        const Value sent = searching(call.operation, call.input, call.options.where());
        state->run(
            [&] {
                const sdp_status status =
                    sdp_batch_add_json(batch.get(), c_text(call.operation), pointers.data(), pointers.size(),
                                       sent.c_str(), 0, call.options.get(), &number);
                if (status == SDP_OK) { // also where a callback threw
                    node.key() = number;
                    calls.insert(std::move(node));
                }
                return status;
            },
            [](sdp_status) { return Json(); });
        if (number < 0) throw std::invalid_argument("a batch makes no dry run: Client::call() does");
        return number;
    }
    std::optional<Result> next()
    {
        char *text = nullptr;
        Json told = state->run([&] { return sdp_batch_next_json(batch.get(), &text); },
                               [&](sdp_status status) { return status == SDP_END ? Json() : Json::parse(take(text)); });
        if (!told) return std::nullopt;
        const std::int64_t number = told["number"].integer();
        Result result{calls[number], number, told["operation"].text(), told["tag"].text_or(""), told["result"], {}};
        if (told["error"]) result.error.emplace(told["error"]);
        calls.erase(number);
        return result;
    }
};

template <class Calls> class Feed;

} // namespace detail

// Many calls at once on one client: add() while there is room, and walk over the results; or run() them all.
class Batch
{
  public:
    using iterator = detail::Iterator<detail::Many, Result>;
    template <class Calls> class Run;

    explicit Batch(std::unique_ptr<detail::Many> many) : many_(detail::Part::shared(std::move(many)))
    {
    }
    Batch(Batch &&) = default;
    Batch &operator=(Batch &&) = default;
    Batch(const Batch &) = delete;
    Batch &operator=(const Batch &) = delete;

    std::int64_t room() const
    {
        return sdp_batch_room(detail::used(many_, "batch")->batch.get());
    }
    std::int64_t add(const std::string &operation, const Ids &ids = {}, const Value &input = {},
                     const Options &options = {})
    {
        return add(Call{operation, ids, input, options});
    }
    std::int64_t add(const Call &call)
    {
        const auto kept = detail::used(many_, "batch");
        return kept->add(call);
    }
    // Adds calls whenever there is room: a range of Call. The results are a range, too, and come as they are there, or
    // in order where the batch was made so. A call that cannot be added has its error as its result, and the others go
    // on.
    template <class Calls> Run<Calls> run(Calls &&calls)
    {
        return Run<Calls>(detail::used(many_, "batch"), std::forward<Calls>(calls));
    }
    std::optional<Result> next()
    {
        const auto kept = detail::used(many_, "batch");
        return kept->next();
    }
    iterator begin()
    {
        return iterator(detail::used(many_, "batch"));
    }
    iterator end()
    {
        return iterator();
    }

  private:
    std::shared_ptr<detail::Many> many_;
};

// What feeds a batch and takes its results, which it holds.
template <class Calls> class detail::Feed
{
  public:
    Feed(std::shared_ptr<Many> batch, Calls &&calls)
        : batch_(std::move(batch)), calls_(std::forward<Calls>(calls)), next_(std::begin(calls_)),
          end_(std::end(calls_)), last_(batch_->calls.empty() ? -1 : batch_->calls.rbegin()->first)
    {
    }
    Feed(const Feed &) = delete;
    Feed &operator=(const Feed &) = delete;

    std::optional<Result> next()
    {
        for (;;) {
            fill();
            if (!held_ && (refused_.empty() || batch_->in_order)) held_ = batch_->next();
            if (!refused_.empty() && (!held_ || !batch_->in_order || refused_.front().first < *held_->number)) {
                Result result = std::move(refused_.front().second);
                refused_.pop_front();
                return result;
            }
            if (held_) return std::exchange(held_, std::nullopt);
            if (next_ == end_) return std::nullopt;
        }
    }

  private:
    std::int64_t room() const
    {
        return sdp_batch_room(batch_->batch.get());
    }
    void fill()
    {
        while (!held_ && next_ != end_ && room() > static_cast<std::int64_t>(refused_.size())) {
            const Call call = *next_;
            ++next_;
            try {
                last_ = batch_->add(call);
            } catch (const Error &error) {
                refuse(call, error);
            } catch (const std::invalid_argument &error) {
                refuse(call, Error(SDP_E_ARGUMENT, error.what()));
            }
        }
    }
    void refuse(const Call &call, const Error &error)
    {
        refused_.emplace_back(last_, Result{call, std::nullopt, call.operation, "", Json(), error});
    }
    std::shared_ptr<Many> batch_;
    Calls calls_; // or a reference to them
    decltype(std::begin(std::declval<Calls &>())) next_;
    decltype(std::end(std::declval<Calls &>())) end_;
    std::int64_t last_;                                   // the number of the call that was added last
    std::deque<std::pair<std::int64_t, Result>> refused_; // with the number of the call before
    std::optional<Result> held_;                          // came, but those that were refused before come first
};

// The results of Batch::run(), for `for`.
template <class Calls> class Batch::Run
{
  public:
    using iterator = detail::Iterator<detail::Feed<Calls>, Result>;

    Run(std::shared_ptr<detail::Many> batch, Calls &&calls)
        : feed_(std::make_shared<detail::Feed<Calls>>(std::move(batch), std::forward<Calls>(calls)))
    {
    }
    std::optional<Result> next()
    {
        const auto kept = detail::used(feed_, "walk over results");
        return kept->next();
    }
    iterator begin()
    {
        return iterator(detail::used(feed_, "walk over results"));
    }
    iterator end()
    {
        return iterator();
    }

  private:
    std::shared_ptr<detail::Feed<Calls>> feed_;
};

} // namespace sdp

#endif
