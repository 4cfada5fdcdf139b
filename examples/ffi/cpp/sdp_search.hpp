// What a list is searched for, for sdp.hpp: words, as docs/queries.md has their grammar, or criteria as the service has
// them.
#ifndef SDP_SEARCH_HPP
#define SDP_SEARCH_HPP

#include <memory>
#include <new>
#include <stdexcept>
#include <string>
#include <vector>

#include <sdp/criteria.h>
#include <sdp/reflect.h>

#include "sdp_call.hpp"

namespace sdp
{
namespace detail
{

// The criteria that words tell, all of which must hold.
inline Json criteria_of(const std::vector<std::string> &where, const sdp_type *type)
{
    sdp_criteria *made = nullptr;
    char *text = nullptr;
    if (sdp_criteria_new(&made) != SDP_OK) throw std::bad_alloc();
    std::unique_ptr<sdp_criteria, void (*)(sdp_criteria *)> criteria(made, sdp_criteria_free);
    // The first mistake stays, and is told by the last function.
    for (const std::string &words : where) sdp_criteria_parse(made, SDP_AND, c_text(words), type, 0);
    checked([&](sdp_error *error) {
        const sdp_json *json = nullptr;
        const sdp_status status = sdp_criteria_json(made, error, &json);
        return status == SDP_OK ? sdp_json_print(json, 0, &text) : status;
    });
    return Json::parse(take(text));
}

// Criteria as they are sent: a point in time is a text there, and no object as in an entity.
inline Value searched(const Json &json)
{
    if (json.kind() == SDP_JSON_ARRAY) {
        Array array;
        for (const Json &item : json) array.add(searched(item));
        return array;
    }
    if (json.kind() != SDP_JSON_OBJECT) return json;
    if (json.size() == 1 && json["value"].kind() == SDP_JSON_STRING) return json["value"];
    Object object;
    for (const Json &member : json) object.set(member.name(), searched(member));
    return object;
}

inline bool has_field(const sdp_type *type, const std::string &name)
{
    const sdp_field *field = nullptr;
    for (std::size_t i = 0; (field = sdp_type_field(type, i)) != nullptr; i++) {
        if (name == sdp_field_name(field)) return true;
    }
    return false;
}

// The object with another value for one member; without a value, without that member.
inline Object with(const Json &object, const std::string &name, const Value &value)
{
    Object made;
    for (const Json &member : object) {
        if (member.name() != name) made.set(member.name(), member);
    }
    return made.set(name, value);
}

// The input of an operation, with what it searches for as it is sent. Of input that is wrong the library itself tells
// more.
inline Value searching(const std::string &operation, const Value &input, const std::vector<std::string> &where)
{
    const sdp_operation *known = sdp_operation_by_name(c_text(operation));
    const bool searches = has_field(sdp_operation_input_type(known), "search_criteria");
    if (known != nullptr && !searches && !where.empty()) {
        throw Error(SDP_E_ARGUMENT, operation + " takes no where", "where");
    }
    const bool has_criteria = input.json().find("\"search_criteria\"") != std::string::npos;
    if (!searches || (where.empty() && !has_criteria)) return input;
    Json given;
    try {
        given = Json::parse(input.c_str() != nullptr ? input.json() : "{}");
    } catch (const std::invalid_argument &) {
        return input;
    }
    if (given.kind() != SDP_JSON_OBJECT) return input;
    const bool nested = given["list_info"].kind() == SDP_JSON_OBJECT;
    const Json info = nested ? given["list_info"] : given;
    const Json own = info["search_criteria"];
    if (own && !own.is_null() && !where.empty()) {
        throw Error(SDP_E_ARGUMENT, "give either where or search_criteria", "where");
    }
    const Value criteria = where.empty() ? searched(own) : criteria_of(where, sdp_operation_output_type(known));
    const Object made = with(info, "search_criteria", criteria);
    return nested ? with(given, "list_info", made) : made;
}

} // namespace detail
} // namespace sdp

#endif
