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

// Many calls at once on one client: add() while there is room, and walk over the results; or run() them all.
class Batch
{
  public:
    using iterator = detail::Iterator<Batch, Result>;
    template <class Calls> class Run;

    Batch(detail::Shared state, sdp_batch *batch, std::optional<Cancel> cancel, bool in_order = false)
        : state_(std::move(state)), cancel_(std::move(cancel)), in_order_(in_order), batch_(batch, sdp_batch_free)
    {
    }
    Batch(Batch &&) = default;
    // What was there before goes with the other one, which frees its batch before its client.
    Batch &operator=(Batch &&other) noexcept
    {
        std::swap(state_, other.state_);
        std::swap(cancel_, other.cancel_);
        std::swap(calls_, other.calls_);
        std::swap(in_order_, other.in_order_);
        std::swap(batch_, other.batch_);
        return *this;
    }
    std::int64_t room() const
    {
        return sdp_batch_room(batch_.get());
    }
    std::int64_t add(const std::string &operation, const Ids &ids = {}, const Value &input = {},
                     const Options &options = {})
    {
        return add(Call{operation, ids, input, options});
    }
    std::int64_t add(const Call &call)
    {
        std::int64_t number = -1;
        const std::vector<const char *> pointers = detail::c_ids(call.ids);
        if (!batch_) throw std::logic_error("the batch was moved from");
        const Value sent = detail::searching(call.operation, call.input, call.options.where());
        // Made beforehand: once the library has the call, nothing may fail that keeps what it borrows.
        std::map<std::int64_t, Call> kept;
        kept.emplace(-1, call);
        auto node = kept.extract(-1);
        state_->run(
            [&] {
                const sdp_status status =
                    sdp_batch_add_json(batch_.get(), detail::c_text(call.operation), pointers.data(), pointers.size(),
                                       sent.c_str(), 0, call.options.get(), &number);
                if (status == SDP_OK) { // also where a callback threw
                    node.key() = number;
                    calls_.insert(std::move(node));
                }
                return status;
            },
            [](sdp_status) { return Json(); });
        if (number < 0) throw std::invalid_argument("a batch makes no dry run: Client::call() does");
        return number;
    }
    // Adds calls whenever there is room: a range of Call. The results are a range, too, and come as they are there, or in
    // order where the batch was made so. A call that cannot be added has its error as its result, and the others go on.
    template <class Calls> Run<Calls> run(Calls &&calls)
    {
        return Run<Calls>(*this, std::forward<Calls>(calls));
    }
    std::optional<Result> next()
    {
        char *text = nullptr;
        if (!batch_) throw std::logic_error("the batch was moved from");
        Json told =
            state_->run([&] { return sdp_batch_next_json(batch_.get(), &text); },
                        [&](sdp_status status) { return status == SDP_END ? Json() : Json::parse(take(text)); });
        if (!told) return std::nullopt;
        const std::int64_t number = told["number"].integer();
        Result result{calls_[number], number, told["operation"].text(), told["tag"].text_or(""), told["result"], {}};
        if (told["error"]) result.error.emplace(told["error"]);
        calls_.erase(number);
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
    std::map<std::int64_t, Call> calls_; // the library borrows their options until the result is taken
    bool in_order_;
    std::unique_ptr<sdp_batch, void (*)(sdp_batch *)> batch_;
};

// The results of Batch::run(), for `for`.
template <class Calls> class Batch::Run
{
  public:
    using iterator = detail::Iterator<Run, Result>;

    Run(Batch &batch, Calls &&calls)
        : batch_(batch), calls_(std::forward<Calls>(calls)), next_(std::begin(calls_)), end_(std::end(calls_)),
          last_(batch.calls_.empty() ? -1 : batch.calls_.rbegin()->first)
    {
    }
    Run(const Run &) = delete;
    Run &operator=(const Run &) = delete;

    std::optional<Result> next()
    {
        for (;;) {
            fill();
            if (!held_ && (refused_.empty() || batch_.in_order_)) held_ = batch_.next();
            if (!refused_.empty() && (!held_ || !batch_.in_order_ || refused_.front().first < *held_->number)) {
                Result result = std::move(refused_.front().second);
                refused_.pop_front();
                return result;
            }
            if (held_) return std::exchange(held_, std::nullopt);
            if (next_ == end_) return std::nullopt;
        }
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
    void fill()
    {
        while (!held_ && next_ != end_ && batch_.room() > static_cast<std::int64_t>(refused_.size())) {
            const Call call = *next_;
            ++next_;
            try {
                last_ = batch_.add(call);
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
    Batch &batch_;
    Calls calls_; // or a reference to them
    decltype(std::begin(std::declval<Calls &>())) next_;
    decltype(std::end(std::declval<Calls &>())) end_;
    std::int64_t last_;                                   // the number of the call that was added last
    std::deque<std::pair<std::int64_t, Result>> refused_; // with the number of the call before
    std::optional<Result> held_;                          // came, but those that were refused before come first
};

} // namespace sdp

#endif
