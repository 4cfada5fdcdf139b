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
    SDP_TYPE_OAUTH = 4,
    SDP_TYPE_BATCH_CONFIG = 5,
    SDP_TYPE_LOOKUP = 10,
    SDP_TYPE_SITE = 11,
    SDP_TYPE_USER = 12,
    SDP_TYPE_CURRENCY = 13,
    SDP_TYPE_MONEY = 14,
    SDP_TYPE_ATTACHMENT = 15,
    SDP_TYPE_TEMPLATE = 16,
    SDP_TYPE_CUSTOMER_LOOKUP = 17,
    SDP_TYPE_FILE = 30,
    SDP_TYPE_TARGET = 31,
    SDP_TYPE_UPLOAD = 32,
    SDP_TYPE_PRODUCT = 100,
    SDP_TYPE_PRODUCT_TYPE = 101,
    SDP_TYPE_SOFTWARE = 102,
    SDP_TYPE_PRODUCT_CATEGORY = 103,
    SDP_TYPE_DEPRECIATION = 104,
    SDP_TYPE_CUSTOMER = 200,
    SDP_TYPE_ADVISORY = 201,
    SDP_TYPE_SERVICE_URL = 202,
    SDP_TYPE_CONTRACT = 300,
    SDP_TYPE_CONTRACT_TYPE = 301,
    SDP_TYPE_VENDOR = 302,
    SDP_TYPE_DISPLAY_ID = 303,
    SDP_TYPE_ASSET = 304,
    SDP_TYPE_CONTRACT_ASSET = 305,
    SDP_TYPE_CONTRACT_SOFTWARE_LICENSE = 306,
    SDP_TYPE_CONTRACT_RELATIONSHIP = 307,
    SDP_TYPE_NOTIFY_DAY = 308,
    SDP_TYPE_EXPIRY_NOTIFICATION = 309,
    SDP_TYPE_RENEWAL_EXTENSION = 310,
    SDP_TYPE_AUTO_RENEWAL = 311,
    SDP_TYPE_CONTRACT_RENEWAL = 312,
    SDP_TYPE_CONTRACT_CANCELLATION = 313,
    SDP_TYPE_CONTRACT_ASSOCIATION = 314,
    SDP_TYPE_CONTRACT_MAIL = 315,
    SDP_TYPE_NEUCRM_CONFIG = 400,
    SDP_TYPE_NEUCRM_CUSTOMER = 401,
    SDP_TYPE_NEUCRM_FILTER = 402,
    SDP_TYPE_NEUCRM_RESULT = 403
};

/** Bits of `flags` in a head. The library sets them; a caller's struct has 0. */
enum {
    SDP_FLAG_RECEIVED = 1, /**< came from the service: constant, and refused as the input of a request. It is copied by
                              sdp_entity_copy() or its type's own; a copy by assignment is refused with SDP_E_STRUCT */
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

/** What sdp_field_state() returns, and the `state` of an sdp_time. */
enum { SDP_STATE_ABSENT = 0, SDP_STATE_NULL = 1, SDP_STATE_VALUE = 2 };

/** The `state` of an sdp_bool: where it is SDP_STATE_VALUE or more, there is a value. */
enum { SDP_BOOL_IS_ABSENT = 0, SDP_BOOL_IS_NULL = 1, SDP_BOOL_IS_FALSE = 2, SDP_BOOL_IS_TRUE = 3 };

/** A bit for the `flags` of functions that check what is sent by the tables. */
enum { SDP_ALLOW_UNKNOWN = 1 /**< members without a row are let through, and sent */ };

/** A truth value with its states. Never compared with `true`: see SDP_TRUE and sdp_is_true(). */
typedef struct sdp_bool {
    int32_t state; /**< SDP_BOOL_IS_… */
} sdp_bool;

/** A point in time. */
typedef struct sdp_time {
    int64_t ms;                /**< milliseconds since 1970-01-01 UTC */
    const char *display_value; /**< as shown to people; NULL where not given; never sent */
    int32_t state;             /**< SDP_STATE_… */
    int32_t reserved;
} sdp_time;

/** A list of texts. `items` NULL: absent; SDP_NULL: null; else it points to at least one pointer. */
typedef struct sdp_texts {
    const char *const *items;
    size_t count;
} sdp_texts;

/** The bytes that SDP_NULL points to. They are known by their content, so that each module may have its own. */
static const uint64_t sdp_null_value[8] = {UINT64_MAX, UINT64_MAX, UINT64_MAX, UINT64_MAX,
                                           UINT64_MAX, UINT64_MAX, UINT64_MAX, UINT64_MAX};
/** What SDP_EMPTY points to. */
static const void *const sdp_empty_items[1] = {NULL};

/** Initialisers for sdp_bool and sdp_time; for an assignment in C, cast: `p.is_laptop = (sdp_bool)SDP_TRUE`. */
/* clang-format off */
#define SDP_TRUE { SDP_BOOL_IS_TRUE }
#define SDP_FALSE { SDP_BOOL_IS_FALSE }
#define SDP_BOOL_NULL { SDP_BOOL_IS_NULL }
#define SDP_TIME(milliseconds) { (milliseconds), NULL, SDP_STATE_VALUE, 0 }
#define SDP_TIME_NULL { 0, NULL, SDP_STATE_NULL, 0 }
/* clang-format on */

/** The head of a struct that is given its members one by one. */
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
/** Sends null: fits texts, object pointers and the `items` of a list. */
#define SDP_NULL ((const void *)sdp_null_value)
/** The `items` of a list that is sent as `[]`. */
/* clang-format off */
#define SDP_EMPTY ((const void *)sdp_empty_items)
/* clang-format on */
/** A struct of which only the head is set. */
/* clang-format off */
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
    sdp_bool result = {value ? SDP_BOOL_IS_TRUE : SDP_BOOL_IS_FALSE};
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
    return value.state == SDP_BOOL_IS_TRUE;
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
    return value.state == SDP_BOOL_IS_FALSE;
}

/**
 * SDP_NULL for languages that have no C macros.
 *
 * @return a pointer to eight bytes and more of 0xFF; borrowed, static
 * @thread any
 */
SDP_API const void *sdp_null(void);

/**
 * SDP_EMPTY for languages that have no C macros.
 *
 * @return a pointer to one NULL pointer; borrowed, static
 * @thread any
 */
SDP_API const void *sdp_empty(void);

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

/**
 * Reads a point in time as people write it: a date, a date and a time, or milliseconds since 1970-01-01 UTC. Such as
 * "2027-01-31", which is its first millisecond, "2027-01-31T10:00:00Z", a blank for the T, without seconds, with
 * milliseconds, with an offset such as +02:00. What says no offset is UTC, wherever the program runs.
 *
 * @param text  borrowed; nullable
 * @param ms    receives milliseconds since 1970-01-01 UTC, 0 on failure; not NULL
 * @return SDP_OK, SDP_E_ARGUMENT, SDP_E_VALUE
 * @thread any
 */
SDP_API sdp_status sdp_time_parse(const char *text, int64_t *ms);

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

/** A site of a customer. */
typedef struct sdp_site {
    sdp_head head;
    const char *id;
    const char *name;
    const char *description;
    sdp_bool deleted;
    sdp_bool is_default;
} sdp_site;

/** A list of sites. */
typedef struct sdp_sites {
    const sdp_site *const *items;
    size_t count;
} sdp_sites;

/** A technician or a requester. A request names one by id, name or email_id. */
typedef struct sdp_user {
    sdp_head head;
    const char *id;
    const char *name;
    const char *email_id;
    const char *first_name;
    const char *last_name;
    const char *phone;
    const char *mobile;
    const char *user_scope;
    const char *photo_url;
    const char *contact_info_id;
    const char *cost_per_hour;
    sdp_bool is_technician;
    sdp_bool is_vip_user;
    const sdp_site *site;
    const sdp_json *department;
    const sdp_json *employee_id;
    const sdp_json *job_title;
    const sdp_json *sms_mail;
    const sdp_json *sms_mail_id;
} sdp_user;

/** A list of users. */
typedef struct sdp_users {
    const sdp_user *const *items;
    size_t count;
} sdp_users;

/** A currency. Its rate is a text, digits as on the wire. */
typedef struct sdp_currency {
    sdp_head head;
    const char *id;
    const char *name;
    const char *code;
    const char *symbol;
    const char *exchange_rate;
    sdp_bool is_frequent;
} sdp_currency;

/** An amount of money. Its value is a text, digits as on the wire. */
typedef struct sdp_money {
    sdp_head head;
    const char *value;
    const char *display_value;
    const char *currency_symbol;
    const struct sdp_money *secondary_currency;
} sdp_money;

/** A file that was uploaded. A request names one by its file_id. */
typedef struct sdp_attachment {
    sdp_head head;
    const char *file_id;
    const char *name;
    const char *content_type;
    const char *content_url;
    const char *size;
} sdp_attachment;

/** A list of files. */
typedef struct sdp_attachments {
    const sdp_attachment *const *items;
    size_t count;
} sdp_attachments;

/** The template that something was made with. */
typedef struct sdp_template {
    sdp_head head;
    const char *id;
    const char *name;
    sdp_bool inactive;
} sdp_template;

/** The customer that something belongs to, by id or name. */
typedef struct sdp_customer_lookup {
    sdp_head head;
    const char *id;
    const char *name;
    sdp_bool is_msp;
    sdp_time deleted_time;
} sdp_customer_lookup;

/* clang-format off */
#define SDP_SITE(...) { .head = SDP_HEAD(sdp_site, SDP_TYPE_SITE), __VA_ARGS__ }
#define SDP_SITE_INIT SDP_INIT(sdp_site, SDP_TYPE_SITE)
#define SDP_USER(...) { .head = SDP_HEAD(sdp_user, SDP_TYPE_USER), __VA_ARGS__ }
#define SDP_USER_INIT SDP_INIT(sdp_user, SDP_TYPE_USER)
#define SDP_CURRENCY(...) { .head = SDP_HEAD(sdp_currency, SDP_TYPE_CURRENCY), __VA_ARGS__ }
#define SDP_CURRENCY_INIT SDP_INIT(sdp_currency, SDP_TYPE_CURRENCY)
#define SDP_MONEY(...) { .head = SDP_HEAD(sdp_money, SDP_TYPE_MONEY), __VA_ARGS__ }
#define SDP_MONEY_INIT SDP_INIT(sdp_money, SDP_TYPE_MONEY)
#define SDP_ATTACHMENT(...) { .head = SDP_HEAD(sdp_attachment, SDP_TYPE_ATTACHMENT), __VA_ARGS__ }
#define SDP_ATTACHMENT_INIT SDP_INIT(sdp_attachment, SDP_TYPE_ATTACHMENT)
#define SDP_TEMPLATE(...) { .head = SDP_HEAD(sdp_template, SDP_TYPE_TEMPLATE), __VA_ARGS__ }
#define SDP_TEMPLATE_INIT SDP_INIT(sdp_template, SDP_TYPE_TEMPLATE)
#define SDP_CUSTOMER_LOOKUP(...) { .head = SDP_HEAD(sdp_customer_lookup, SDP_TYPE_CUSTOMER_LOOKUP), __VA_ARGS__ }
#define SDP_CUSTOMER_LOOKUP_INIT SDP_INIT(sdp_customer_lookup, SDP_TYPE_CUSTOMER_LOOKUP)
/* clang-format on */

SDP_END_DECLS

#endif
