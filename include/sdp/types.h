/**
 * @file types.h
 * The building blocks of entities: head, states, lists, times, and the small types that entities share.
 *
 * Every member has three states, in both directions: absent, null, and a value. A struct that is all
 * zero beyond its head says nothing; only what is set is sent. SDP_NULL sends null.
 */
#ifndef SDP_TYPES_H
#define SDP_TYPES_H

#include <sdp/json.h>

SDP_BEGIN_DECLS

/** Numbers of the types, for the `type` of a head. They never change. */
enum {
    SDP_TYPE_OPTIONS = 1,
    SDP_TYPE_CONFIG = 2,
    SDP_TYPE_QUERY = 3,
    SDP_TYPE_LOOKUP = 10,
    SDP_TYPE_PRODUCT = 100,
    SDP_TYPE_PRODUCT_TYPE = 101,
    SDP_TYPE_SOFTWARE = 102,
    SDP_TYPE_PRODUCT_CATEGORY = 103,
    SDP_TYPE_DEPRECIATION = 104
};

/** Bits of `flags` in a head. The library sets them; a caller's struct has 0. */
enum {
    SDP_FLAG_RECEIVED = 1, /**< came from the service: constant, and refused as the input of a request */
    SDP_FLAG_OWNER = 2,    /**< the top of a response: freeing it frees all of it */
    SDP_FLAG_PARSED = 4    /**< made from JSON of the caller */
};

/** First member of every entity, of options and of configurations. Set by the SDP_… and …_INIT macros. */
typedef struct sdp_head {
    uint32_t size;  /**< sizeof the struct as its user compiled it */
    uint16_t type;  /**< SDP_TYPE_… */
    uint16_t flags; /**< SDP_FLAG_… */
    /**
     * Of a received entity: all of it as it came, unknown members too; borrowed from it.
     * Of an input: members that have no place in the struct, or NULL; borrowed.
     */
    const sdp_json *meta;
} sdp_head;

/** A truth value with its states. Never compared with `true`: see SDP_TRUE and sdp_is_true(). */
typedef struct sdp_bool {
    int32_t state; /**< 0 absent, 1 true, 2 false, 3 null */
} sdp_bool;

/** A point in time. */
typedef struct sdp_time {
    int64_t ms;                /**< milliseconds since 1970-01-01 UTC */
    const char *display_value; /**< as shown to people; NULL where not given; never sent */
    int32_t state;             /**< 0 absent, 1 a value, 2 null */
    int32_t reserved;
} sdp_time;

/** A list of texts. `items` NULL: absent; SDP_NULL: null; else it points to at least one pointer. */
typedef struct sdp_texts {
    const char *const *items;
    size_t count;
} sdp_texts;

/** What sdp_field_state() returns. */
enum { SDP_STATE_ABSENT = 0, SDP_STATE_NULL = 1, SDP_STATE_VALUE = 2 };

/** The bytes that SDP_NULL points to. Known by content, since addresses differ between modules. */
SDP_API extern const uint64_t sdp_null_value[8];
/** What SDP_EMPTY points to. */
SDP_API extern const void *const sdp_empty_items[1];

/** Initialisers for sdp_bool and sdp_time; for an assignment in C, cast: `p.is_laptop = (sdp_bool)SDP_TRUE`. */
/* clang-format off */
#define SDP_TRUE { 1 }
#define SDP_FALSE { 2 }
#define SDP_BOOL_NULL { 3 }
#define SDP_TIME(milliseconds) { (milliseconds), NULL, 1, 0 }
#define SDP_TIME_NULL { 0, NULL, 2, 0 }
/* clang-format on */

/* clang-format off */
#define SDP_HEAD(type_, number_) { (uint32_t)sizeof(type_), (uint16_t)(number_), 0, NULL }
/* clang-format on */

SDP_END_DECLS

#ifdef __cplusplus
/** In C++ void pointers do not convert by themselves: this object does. */
struct sdp_null_pointer {
    template <class T> operator T *() const
    {
        return static_cast<T *>(const_cast<void *>(static_cast<const void *>(sdp_null_value)));
    }
};
struct sdp_empty_pointer {
    template <class T> operator T *() const
    {
        return static_cast<T *>(const_cast<void *>(static_cast<const void *>(sdp_empty_items)));
    }
};
/** Sends null: fits texts, object pointers and the `items` of a list. */
#define SDP_NULL (sdp_null_pointer())
/** The `items` of a list that is sent as `[]`. */
#define SDP_EMPTY (sdp_empty_pointer())

template <class T> inline T sdp_initialised(uint16_t type)
{
    T value = T();
    value.head.size = static_cast<uint32_t>(sizeof(T));
    value.head.type = type;
    return value;
}
#define SDP_INIT(type_, number_) (sdp_initialised<type_>(number_))
#else
#define SDP_NULL ((const void *)sdp_null_value)
/* clang-format off */
#define SDP_EMPTY ((const void *)sdp_empty_items)
#define SDP_INIT(type_, number_) { .head = SDP_HEAD(type_, number_) }
/* clang-format on */
#endif

SDP_BEGIN_DECLS

/**
 * Makes a truth value.
 *
 * @param value  0 or not 0
 * @return SDP_TRUE or SDP_FALSE
 * @thread any
 */
static inline sdp_bool sdp_bool_of(int32_t value)
{
    sdp_bool result = {value ? 1 : 2};
    return result;
}

/**
 * Whether it is there and true.
 *
 * @param value  any state
 * @return 1 or 0
 * @thread any
 */
static inline int32_t sdp_is_true(sdp_bool value)
{
    return value.state == 1;
}

/**
 * Whether it is there and false.
 *
 * @param value  any state
 * @return 1 or 0
 * @thread any
 */
static inline int32_t sdp_is_false(sdp_bool value)
{
    return value.state == 2;
}

/**
 * Whether a text or an object pointer holds SDP_NULL.
 *
 * @param value  borrowed; nullable; else it points to at least one readable byte
 * @return 1 or 0
 * @thread any
 */
SDP_API int32_t sdp_is_null(const void *value);

/**
 * Whether the `items` of a list hold SDP_NULL.
 *
 * @param items  borrowed; nullable; else it points to at least one readable pointer
 * @return 1 or 0
 * @thread any
 */
SDP_API int32_t sdp_is_null_list(const void *items);

/** A reference to something by id or name, as the service takes and gives it. */
typedef struct sdp_lookup {
    sdp_head head;
    const char *id;
    const char *name;
} sdp_lookup;

/* clang-format off */
#define SDP_LOOKUP(...) { .head = SDP_HEAD(sdp_lookup, SDP_TYPE_LOOKUP), __VA_ARGS__ }
#define SDP_LOOKUP_INIT SDP_INIT(sdp_lookup, SDP_TYPE_LOOKUP)
/* clang-format on */

SDP_END_DECLS

#endif
