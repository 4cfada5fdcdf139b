// What goes wrong, as exceptions, for sdp.hpp.
#ifndef SDP_ERROR_HPP
#define SDP_ERROR_HPP

#include <chrono>
#include <cstdint>
#include <exception>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <sdp/error.h>

#include "sdp_json.hpp"

namespace sdp
{

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
    Error(sdp_status status, const std::string &message, const std::string &path = "")
        : Error(Json::parse(Object{{"status", sdp_status_name(status)}, {"message", message}, {"path", path}}.json()))
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

} // namespace sdp

#endif
