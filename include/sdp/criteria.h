/**
 * @file criteria.h
 * What a list is searched for: search criteria, built call by call or read from text. docs/queries.md has the grammar.
 *
 *     sdp_criteria *search;
 *     const sdp_json *json;
 *     sdp_criteria_new(&search);
 *     sdp_criteria_add_text(search, SDP_AND, "status.name", SDP_CONDITION_IS, "Active");
 *     sdp_criteria_add_time(search, SDP_AND, "active_till", SDP_CONDITION_LESSER_THAN, 1798761600000);
 *     status = sdp_criteria_json(search, error, &json);
 *     sdp_query query = SDP_QUERY(.search_criteria = json);
 *
 * Calls need not be checked one by one: after the first mistake nothing more is added, and sdp_criteria_json() tells
 * the mistake with its place, such as "criteria[2].values".
 */
#ifndef SDP_CRITERIA_H
#define SDP_CRITERIA_H

#include <sdp/reflect.h>

SDP_BEGIN_DECLS

/** Search criteria under construction. Opaque. */
typedef struct sdp_criteria sdp_criteria;

/** The conditions of the service. */
enum {
    SDP_CONDITION_IS = 1,
    SDP_CONDITION_IS_NOT = 2,
    SDP_CONDITION_GREATER_THAN = 3,
    SDP_CONDITION_GREATER_OR_EQUAL = 4,
    SDP_CONDITION_LESSER_THAN = 5,
    SDP_CONDITION_LESSER_OR_EQUAL = 6,
    SDP_CONDITION_BETWEEN = 7, /**< takes exactly two values */
    SDP_CONDITION_NOT_BETWEEN = 8,
    SDP_CONDITION_STARTS_WITH = 9,
    SDP_CONDITION_ENDS_WITH = 10,
    SDP_CONDITION_CONTAINS = 11,
    SDP_CONDITION_NOT_CONTAINS = 12
};

/**
 * How a criterion is joined to those before it on its level. The first of a level has none before it: what is given
 * there does not matter. One level is joined by one of them throughout, since the service does not document which
 * binds more tightly: sdp_criteria_open() begins a level of its own.
 */
enum { SDP_AND = 1, SDP_OR = 2 };

/**
 * The words of a condition, as they are sent.
 *
 * @param condition  one of SDP_CONDITION_…; they count from 1 without a gap
 * @return such as "greater than", NULL for another number; borrowed, static
 * @thread any
 */
SDP_API const char *sdp_condition_text(int32_t condition);

/**
 * The sign that sdp_criteria_parse() takes for a condition.
 *
 * @param condition  one of SDP_CONDITION_…
 * @return such as ">", NULL where it has none; borrowed, static
 * @thread any
 */
SDP_API const char *sdp_condition_sign(int32_t condition);

/**
 * The condition that has these words, in any case, or this sign.
 *
 * @param text  borrowed; nullable
 * @return one of SDP_CONDITION_…, 0 where there is none
 * @thread any
 */
SDP_API int32_t sdp_condition_by_text(const char *text);

/**
 * Begins criteria, without any.
 *
 * @param out  receives new criteria, freed by sdp_criteria_free(); NULL on failure; not NULL
 * @return SDP_OK, SDP_E_ARGUMENT, SDP_E_NO_MEMORY
 * @thread any
 */
SDP_API sdp_status sdp_criteria_new(sdp_criteria **out);

/**
 * Frees criteria, and the JSON that was made of them.
 *
 * @param criteria  freed; nullable
 * @thread the criteria's
 */
SDP_API void sdp_criteria_free(sdp_criteria *criteria);

/**
 * How many criteria stand on the outermost level; a group counts as one.
 *
 * @param criteria  borrowed; nullable
 * @return the count
 * @thread the criteria's
 */
SDP_API size_t sdp_criteria_count(const sdp_criteria *criteria);

/**
 * Adds a criterion with a text.
 *
 * @param criteria   changed; not NULL
 * @param logical    SDP_AND or SDP_OR
 * @param field      a member, such as "name" or "status.name"; copied; not NULL
 * @param condition  one of SDP_CONDITION_…
 * @param text       UTF-8, or SDP_NULL to search for what has no value; copied; not NULL
 * @return SDP_OK, SDP_E_ARGUMENT, SDP_E_VALUE, SDP_E_UTF8, SDP_E_NO_MEMORY, or the first mistake made before
 * @thread the criteria's
 */
SDP_API sdp_status sdp_criteria_add_text(sdp_criteria *criteria, int32_t logical, const char *field, int32_t condition,
                                         const char *text);

/**
 * Adds a criterion with a number. It is sent as a text, as the service takes times and ids too.
 *
 * @param criteria   changed; not NULL
 * @param logical    SDP_AND or SDP_OR
 * @param field      a member; copied; not NULL
 * @param condition  one of SDP_CONDITION_…
 * @param number     a number as JSON writes one, such as "12.50"; copied; not NULL
 * @return SDP_OK, SDP_E_ARGUMENT, SDP_E_VALUE, SDP_E_UTF8, SDP_E_NO_MEMORY, or the first mistake made before
 * @thread the criteria's
 */
SDP_API sdp_status sdp_criteria_add_number(sdp_criteria *criteria, int32_t logical, const char *field,
                                           int32_t condition, const char *number);

/**
 * Adds a criterion with a truth value.
 *
 * @param criteria   changed; not NULL
 * @param logical    SDP_AND or SDP_OR
 * @param field      a member; copied; not NULL
 * @param condition  one of SDP_CONDITION_…
 * @param value      0 for false, else true
 * @return SDP_OK, SDP_E_ARGUMENT, SDP_E_VALUE, SDP_E_UTF8, SDP_E_NO_MEMORY, or the first mistake made before
 * @thread the criteria's
 */
SDP_API sdp_status sdp_criteria_add_bool(sdp_criteria *criteria, int32_t logical, const char *field, int32_t condition,
                                         int32_t value);

/**
 * Adds a criterion with a point in time. sdp_time_parse() reads one from text.
 *
 * @param criteria   changed; not NULL
 * @param logical    SDP_AND or SDP_OR
 * @param field      a member; copied; not NULL
 * @param condition  one of SDP_CONDITION_…
 * @param ms         milliseconds since 1970-01-01 UTC
 * @return SDP_OK, SDP_E_ARGUMENT, SDP_E_VALUE, SDP_E_UTF8, SDP_E_NO_MEMORY, or the first mistake made before
 * @thread the criteria's
 */
SDP_API sdp_status sdp_criteria_add_time(sdp_criteria *criteria, int32_t logical, const char *field, int32_t condition,
                                         int64_t ms);

/**
 * Adds a criterion with an id: of a member that is one, such as "id" or "vendor.id".
 *
 * @param criteria   changed; not NULL
 * @param logical    SDP_AND or SDP_OR
 * @param field      a member; copied; not NULL
 * @param condition  one of SDP_CONDITION_…
 * @param id         the digits of an id; copied; not NULL
 * @return SDP_OK, SDP_E_ARGUMENT, SDP_E_VALUE, SDP_E_UTF8, SDP_E_NO_MEMORY, or the first mistake made before
 * @thread the criteria's
 */
SDP_API sdp_status sdp_criteria_add_id(sdp_criteria *criteria, int32_t logical, const char *field, int32_t condition,
                                       const char *id);

/**
 * Adds a criterion with a reference {"id":…,"name":…}: of a member that is an object, such as "vendor".
 *
 * @param criteria   changed; not NULL
 * @param logical    SDP_AND or SDP_OR
 * @param field      a member; copied; not NULL
 * @param condition  one of SDP_CONDITION_…
 * @param id         the digits of its id; copied; nullable where there is a name
 * @param name       its name; copied; nullable where there is an id
 * @return SDP_OK, SDP_E_ARGUMENT, SDP_E_VALUE, SDP_E_UTF8, SDP_E_NO_MEMORY, or the first mistake made before
 * @thread the criteria's
 */
SDP_API sdp_status sdp_criteria_add_lookup(sdp_criteria *criteria, int32_t logical, const char *field,
                                           int32_t condition, const char *id, const char *name);

/**
 * Adds a criterion with several texts: alternatives, or the two of SDP_CONDITION_BETWEEN. Ids and numbers are texts
 * too.
 *
 * @param criteria   changed; not NULL
 * @param logical    SDP_AND or SDP_OR
 * @param field      a member; copied; not NULL
 * @param condition  one of SDP_CONDITION_…
 * @param texts      `count` texts of UTF-8, none of them NULL; copied; not NULL
 * @param count      how many they are, at least one
 * @return SDP_OK, SDP_E_ARGUMENT, SDP_E_VALUE, SDP_E_UTF8, SDP_E_NO_MEMORY, or the first mistake made before
 * @thread the criteria's
 */
SDP_API sdp_status sdp_criteria_add_texts(sdp_criteria *criteria, int32_t logical, const char *field, int32_t condition,
                                          const char *const *texts, size_t count);

/**
 * Adds a criterion with several points in time, as SDP_CONDITION_BETWEEN takes two.
 *
 * @param criteria   changed; not NULL
 * @param logical    SDP_AND or SDP_OR
 * @param field      a member; copied; not NULL
 * @param condition  one of SDP_CONDITION_…
 * @param ms         `count` times in milliseconds since 1970-01-01 UTC; copied; not NULL
 * @param count      how many they are, at least one
 * @return SDP_OK, SDP_E_ARGUMENT, SDP_E_VALUE, SDP_E_UTF8, SDP_E_NO_MEMORY, or the first mistake made before
 * @thread the criteria's
 */
SDP_API sdp_status sdp_criteria_add_times(sdp_criteria *criteria, int32_t logical, const char *field, int32_t condition,
                                          const int64_t *ms, size_t count);

/**
 * Adds a criterion with a value of any kind: an array is sent as `values`, everything else as `value`.
 *
 * @param criteria   changed; not NULL
 * @param logical    SDP_AND or SDP_OR
 * @param field      a member; copied; not NULL
 * @param condition  one of SDP_CONDITION_…
 * @param value      copied; not NULL
 * @return SDP_OK, SDP_E_ARGUMENT, SDP_E_VALUE, SDP_E_UTF8, SDP_E_NO_MEMORY, or the first mistake made before
 * @thread the criteria's
 */
SDP_API sdp_status sdp_criteria_add_value(sdp_criteria *criteria, int32_t logical, const char *field, int32_t condition,
                                          const sdp_json *value);

/**
 * Adds a whole criterion as the service takes it: {field, condition, value or values, children}. It is checked as all
 * are; its own logical_operator does not count.
 *
 * @param criteria  changed; not NULL
 * @param logical   SDP_AND or SDP_OR
 * @param json      an object; copied; not NULL
 * @return SDP_OK, SDP_E_ARGUMENT, SDP_E_VALUE, SDP_E_LIMIT, SDP_E_NO_MEMORY, or the first mistake made before
 * @thread the criteria's
 */
SDP_API sdp_status sdp_criteria_add_json(sdp_criteria *criteria, int32_t logical, const sdp_json *json);

/**
 * Opens a group: what is added until its sdp_criteria_close() counts as one criterion.
 *
 * @param criteria  changed; not NULL
 * @param logical   SDP_AND or SDP_OR: how the group is joined to what stands before it
 * @return SDP_OK, SDP_E_ARGUMENT, SDP_E_VALUE, SDP_E_LIMIT, SDP_E_NO_MEMORY, or the first mistake made before
 * @thread the criteria's
 */
SDP_API sdp_status sdp_criteria_open(sdp_criteria *criteria, int32_t logical);

/**
 * Closes the group that was opened last.
 *
 * @param criteria  changed; not NULL
 * @return SDP_OK, SDP_E_ARGUMENT where none is open, SDP_E_VALUE where it is empty, or the first mistake made before
 * @thread the criteria's
 */
SDP_API sdp_status sdp_criteria_close(sdp_criteria *criteria);

/**
 * Adds criteria from text, such as "name contains Dell", "active_till < 2027-01-01 and status is Active" or
 * "cost.value between 10 and 20". docs/queries.md has the grammar. Where the type is known, values are converted by the
 * kind of their member, and an object may stand for its name; one without a name is a mistake. So is a value without
 * quotes that reads as if something else was meant: with an "or" in it, an "and" at its end, a sign at its beginning,
 * or a parenthesis without its other one. Mistakes are told with their column.
 *
 * @param criteria  changed; not NULL
 * @param logical   SDP_AND or SDP_OR: how all of the text is joined to what stands before it
 * @param text      UTF-8; borrowed; not NULL
 * @param type      what is listed, whose members the fields must be; borrowed; nullable
 * @param flags     SDP_ALLOW_UNKNOWN: members that the type does not have are no mistake; or 0
 * @return SDP_OK, SDP_E_ARGUMENT, SDP_E_UNKNOWN_FIELD, SDP_E_VALUE, SDP_E_UTF8, SDP_E_LIMIT, SDP_E_NO_MEMORY, or the
 *         first mistake made before
 * @thread the criteria's
 */
SDP_API sdp_status sdp_criteria_parse(sdp_criteria *criteria, int32_t logical, const char *text, const sdp_type *type,
                                      int32_t flags);

/**
 * Looks whether all fields are members of a type; the nearest name is suggested where one is not.
 *
 * @param criteria  borrowed; not NULL
 * @param type      what is to be listed; borrowed; not NULL
 * @param error     receives the first mistake with its place; nullable
 * @return SDP_OK, SDP_E_ARGUMENT, SDP_E_UNKNOWN_FIELD, or the first mistake made when the criteria were built
 * @thread the criteria's
 */
SDP_API sdp_status sdp_criteria_check(const sdp_criteria *criteria, const sdp_type *type, sdp_error *error);

/**
 * The criteria as JSON, for sdp_query.search_criteria: a lone criterion as an object, several as an array. A call
 * copies it when it begins.
 *
 * @param criteria  borrowed; not NULL
 * @param error     receives the first mistake with its place, such as "criteria[2].values"; nullable
 * @param out       receives the JSON, borrowed until the next call of this function or sdp_criteria_free(); NULL on
 *                  failure; not NULL
 * @return SDP_OK, SDP_E_ARGUMENT where nothing was added or a group is open, SDP_E_NO_MEMORY, or the first mistake
 * @thread the criteria's
 */
SDP_API sdp_status sdp_criteria_json(sdp_criteria *criteria, sdp_error *error, const sdp_json **out);

SDP_END_DECLS

#endif
