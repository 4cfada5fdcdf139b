// JSON for sdp.hpp. Object, Array and Value are what is sent, Json is what came. Numbers never pass through a double.
#ifndef SDP_JSON_HPP
#define SDP_JSON_HPP

#include <charconv>
#include <chrono>
#include <cstdint>
#include <initializer_list>
#include <iterator>
#include <memory>
#include <new>
#include <ratio>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <type_traits>
#include <utility>

#include <sdp/json.h>

namespace sdp
{

// A point in time as the service has it.
using Time = std::chrono::time_point<std::chrono::system_clock, std::chrono::milliseconds>;

class Json;
class Value;

namespace detail
{

// A text as a JSON string. What is not UTF-8 is refused by the library.
inline std::string quoted(std::string_view text)
{
    static const char digits[] = "0123456789abcdef";
    std::string out = "\"";
    for (const char byte : text) {
        const auto code = static_cast<unsigned char>(byte);
        if (code == 0) throw std::invalid_argument("a text has a NUL, which cannot be sent");
        if (byte == '"' || byte == '\\') {
            out += '\\';
            out += byte;
        } else if (code < 0x20) {
            out += "\\u00";
            out += digits[code >> 4];
            out += digits[code & 15];
        } else {
            out += byte;
        }
    }
    return out += '"';
}

inline const char *c_text(const std::string &text)
{
    if (text.find('\0') != std::string::npos) throw std::invalid_argument("a text has a NUL, which cannot be sent");
    return text.c_str();
}

// Milliseconds since 1970. A point in time of whole hours, say, reaches further than they do.
template <class Count, class Period> std::string milliseconds(std::chrono::duration<Count, Period> since)
{
    bool fits = false;
    if constexpr (std::is_floating_point_v<Count>) {
        const auto told = std::chrono::duration<double, std::milli>(since).count();
        fits = told > -9.2e18 && told < 9.2e18; // and not NaN
    } else {
        constexpr std::int64_t scale = std::ratio_divide<Period, std::milli>::num;
        const auto count = static_cast<std::int64_t>(since.count());
        fits = count >= INT64_MIN / scale && count <= INT64_MAX / scale;
    }
    if (!fits) throw std::invalid_argument("a point in time is out of range");
    return std::to_string(std::chrono::floor<std::chrono::milliseconds>(since).count());
}

} // namespace detail

// Takes a new text of the library over.
inline std::string take(char *text)
{
    std::unique_ptr<char, void (*)(char *)> owned(text, sdp_text_free);
    return text != nullptr ? std::string(text) : std::string();
}

// An object that is sent: Object{{"name", "XPS 15"}, {"comments", nullptr}}.
class Object
{
  public:
    Object() = default;
    inline Object(std::initializer_list<std::pair<std::string_view, Value>> members);
    inline Object &set(std::string_view name, const Value &value);
    std::string json() const
    {
        return "{" + members_ + "}";
    }

  private:
    std::string members_;
};

// An array that is sent.
class Array
{
  public:
    Array() = default;
    inline Array(std::initializer_list<Value> items);
    inline Array &add(const Value &value);
    std::string json() const
    {
        return "[" + items_ + "]";
    }

  private:
    std::string items_;
};

// A value that is sent; without one, nothing is.
class Value
{
  public:
    Value() = default;
    Value(std::nullptr_t) : json_("null")
    {
    }
    Value(const char *text)
        : json_(detail::quoted(text != nullptr ? text : throw std::invalid_argument("a text is NULL")))
    {
    }
    Value(std::string_view text) : json_(detail::quoted(text))
    {
    }
    Value(const std::string &text) : json_(detail::quoted(text))
    {
    }
    template <class Integer, std::enable_if_t<std::is_integral_v<Integer>, int> = 0> Value(Integer number)
    {
        if constexpr (std::is_same_v<Integer, bool>) {
            json_ = number ? "true" : "false";
        } else {
            json_ = std::to_string(number);
        }
    }
    // A character is a text: "x", or its number: int('x').
    Value(char) = delete;
    Value(wchar_t) = delete;
    Value(char16_t) = delete;
    Value(char32_t) = delete;
    // Money is not a double: number("12.50") keeps its digits.
    Value(double) = delete;
    template <class Duration>
    Value(std::chrono::time_point<std::chrono::system_clock, Duration> moment)
        : json_("{\"value\":\"" + detail::milliseconds(moment.time_since_epoch()) + "\"}")
    {
    }
    Value(const Object &object) : json_(object.json())
    {
    }
    Value(const Array &array) : json_(array.json())
    {
    }
    inline Value(const Json &json);

    static Value number(std::string_view digits)
    {
        sdp_json *made = nullptr;
        const std::string text(digits);
        if (sdp_json_new_text(SDP_JSON_NUMBER, detail::c_text(text), &made) != SDP_OK) {
            throw std::invalid_argument("not a number: " + text);
        }
        sdp_json_free(made);
        Value value;
        value.json_ = text;
        return value;
    }
    const std::string &json() const
    {
        return json_;
    }
    const char *c_str() const
    {
        return json_.empty() ? nullptr : json_.c_str();
    }

  private:
    std::string json_;
};

inline Object &Object::set(std::string_view name, const Value &value)
{
    if (value.json().empty()) return *this;
    if (!members_.empty()) members_ += ',';
    members_ += detail::quoted(name) + ":" + value.json();
    return *this;
}

inline Object::Object(std::initializer_list<std::pair<std::string_view, Value>> members)
{
    for (const auto &[name, value] : members) set(name, value);
}

inline Array &Array::add(const Value &value)
{
    if (value.json().empty()) return *this;
    if (!items_.empty()) items_ += ',';
    items_ += value.json();
    return *this;
}

inline Array::Array(std::initializer_list<Value> items)
{
    for (const Value &value : items) add(value);
}

// A value that came. Copies and parts are cheap, and keep the document that they are of.
class Json
{
  public:
    class iterator
    {
      public:
        using iterator_category = std::input_iterator_tag;
        using value_type = Json;
        using difference_type = std::ptrdiff_t;
        using pointer = const Json *;
        using reference = Json;
        iterator(const Json &owner, const sdp_json *node) : owner_(&owner), node_(node)
        {
        }
        Json operator*() const
        {
            return owner_->part(node_);
        }
        iterator &operator++()
        {
            node_ = sdp_json_next(node_);
            return *this;
        }
        bool operator==(const iterator &other) const
        {
            return node_ == other.node_;
        }
        bool operator!=(const iterator &other) const
        {
            return node_ != other.node_;
        }

      private:
        const Json *owner_;
        const sdp_json *node_;
    };

    // Nothing: what a member is that did not come.
    Json() = default;
    static Json parse(std::string_view text)
    {
        sdp_json *made = nullptr;
        const sdp_status status = sdp_json_parse(text.data(), text.size(), nullptr, &made);
        if (status == SDP_E_NO_MEMORY) throw std::bad_alloc();
        if (status != SDP_OK) throw std::invalid_argument("not JSON");
        Json json;
        json.document_.reset(made, sdp_json_free);
        json.node_ = made;
        return json;
    }

    // Whether it is there; it may be null.
    explicit operator bool() const
    {
        return node_ != nullptr;
    }
    bool is_null() const
    {
        return kind() == SDP_JSON_NULL;
    }
    std::int32_t kind() const
    {
        return sdp_json_kind(node_);
    }
    std::size_t size() const
    {
        return sdp_json_count(node_);
    }
    Json operator[](const std::string &name) const
    {
        return part(sdp_json_member(node_, detail::c_text(name)), name);
    }
    // By a path such as "product_type.name" or "sites[0].id".
    Json at(const std::string &path) const
    {
        return part(sdp_json_at(node_, detail::c_text(path)), path);
    }
    std::string name() const
    {
        const char *name = sdp_json_name(node_);
        return name != nullptr ? name : "";
    }
    iterator begin() const
    {
        return iterator(*this, sdp_json_first(node_));
    }
    iterator end() const
    {
        return iterator(*this, nullptr);
    }

    // A string, or the digits of a number as they came.
    std::string text() const
    {
        const char *text = sdp_json_text(node_);
        if (text == nullptr) throw mismatch("a text");
        return text;
    }
    std::string text_or(const std::string &other) const
    {
        return sdp_json_text(node_) != nullptr ? text() : other;
    }
    std::int64_t integer() const
    {
        std::int64_t number = 0;
        const std::string digits = text();
        const char *end = digits.data() + digits.size();
        const std::from_chars_result read = std::from_chars(digits.data(), end, number);
        if (read.ec != std::errc() || read.ptr != end) throw mismatch("a whole number");
        return number;
    }
    std::int64_t integer_or(std::int64_t other) const
    {
        return sdp_json_text(node_) != nullptr ? integer() : other;
    }
    bool boolean() const
    {
        if (kind() != SDP_JSON_TRUE && kind() != SDP_JSON_FALSE) throw mismatch("true or false");
        return kind() == SDP_JSON_TRUE;
    }
    bool boolean_or(bool other) const
    {
        return kind() == SDP_JSON_TRUE || (kind() != SDP_JSON_FALSE && other);
    }
    // A point in time, with or without its words for people.
    Time time() const
    {
        const Json value = kind() == SDP_JSON_OBJECT ? (*this)["value"] : *this;
        return Time(std::chrono::milliseconds(value.integer()));
    }
    std::string dump(std::int32_t indent = 0) const
    {
        char *text = nullptr;
        if (node_ == nullptr) return "";
        if (sdp_json_print(node_, indent, &text) != SDP_OK) throw std::invalid_argument("the indent is 0 to 8");
        return take(text);
    }

  private:
    // `path` is what a part is called that is not there.
    Json part(const sdp_json *node, const std::string &path = "") const
    {
        Json json;
        if (node == nullptr) {
            const std::string from = node_ == nullptr ? lost_ : name();
            json.lost_ = from.empty() || path.empty() || path[0] == '[' ? from + path : from + "." + path;
            return json;
        }
        json.document_ = document_;
        json.node_ = node;
        return json;
    }
    std::runtime_error mismatch(const char *wanted) const
    {
        const std::string own = node_ == nullptr ? lost_ : name();
        const std::string named = own.empty() ? "the value" : "'" + own + "'";
        return std::runtime_error(named + (node_ == nullptr ? " is not there: " : " is not ") +
                                  (node_ == nullptr ? std::string("expected ") + wanted : wanted));
    }
    std::shared_ptr<sdp_json> document_;
    const sdp_json *node_ = nullptr;
    std::string lost_; // the path of what is not there
};

inline Value::Value(const Json &json) : json_(json.dump())
{
}

} // namespace sdp

#endif
