/**
 * @file neucrm.h
 * NeuCRM: the customers of an internet service provider. It is a service of its own, with its own URL and login; its
 * client is made here, and is an sdp_client like any other.
 *
 *     sdp_neucrm_config config = SDP_NEUCRM_CONFIG(.base_url = url, .userid = "5", .api_key = key);
 *     sdp_client *crm;
 *     sdp_status rc = sdp_neucrm_client_new(&config, NULL, &crm);
 *
 * The service writes any value as a string or as a number; here all are texts. What its pages do not name is in
 * `head.meta` of each row.
 */
#ifndef SDP_NEUCRM_H
#define SDP_NEUCRM_H

#include <sdp/pager.h>

SDP_BEGIN_DECLS

/** How a client of NeuCRM is made. Start with SDP_NEUCRM_CONFIG(…) or SDP_NEUCRM_CONFIG_INIT. */
typedef struct sdp_neucrm_config {
    sdp_head head;
    const char *base_url;   /**< required; with or without /api/customer */
    const char *userid;     /**< required; digits: the number of the CRM user */
    const char *api_key;    /**< required; visible ASCII; sent in the form body alone */
    const sdp_config *http; /**< times, retries, proxy, log and all else; its base_url, portal and auth are of no
                                 account here; borrowed for the call; NULL: the defaults */
} sdp_neucrm_config;

/** Which customers to list. All of it is optional. */
typedef struct sdp_neucrm_filter {
    sdp_head head;
    const char *ispid;
    const char *resellerid;
    const char *customerid;
    const char *serviceid;
    const char *username; /**< PPPoE user name; % stands for any text */
    const char *type;     /**< "Individual" or "Organisation" */
    const char *name;     /**< % stands for any text */
    const char *mobile;
    const char *email;
    const char *zipcode;
    const char *state;
    const char *city;
    const char *created_from; /**< yyyy-mm-dd */
    const char *created_upto; /**< yyyy-mm-dd */
    int64_t rows_limit;       /**< rows a page, 1 to 100; default 100 for a pager */
    int64_t rows_offset;      /**< rows to leave out at the beginning */
    const char *sort_field;   /**< "id", "name", "mobile" or "email" */
    const char *sort_order;   /**< "asc" or "desc" */
    int64_t show_count;       /**< 1: only how many there are; for sdp_invoke(), see sdp_neucrm_count() */
} sdp_neucrm_filter;

/** A customer. What the service sets itself is refused on a write. */
typedef struct sdp_neucrm_customer {
    sdp_head head;
    const char *id;         /**< set by the service */
    const char *customerid; /**< set by the service; some answers have it instead of id */
    const char *username;   /**< set by the service: PPPoE user name */
    const char *serviceid;  /**< set by the service */
    const char *ispid;      /**< on creation, unless the user of the login belongs to an ISP */
    const char *resellerid; /**< on creation, unless the user of the login belongs to a reseller */
    const char *type;       /**< "Individual" or "Organisation" */
    const char *name;
    const char *surname;
    const char *dob; /**< day of birth or of registration, yyyy-mm-dd */
    const char *mobile;
    const char *email;
    const char *uniqueid;
    const char *reset_password; /**< on a change: "Y" resets the password of the customer's portal; else "N" */
    const char *zipcode;
    const char *state;
    const char *city;
    const char *street;
    const char *notes;
} sdp_neucrm_customer;

/** What a call brought that is not a list of customers. */
typedef struct sdp_neucrm_result {
    sdp_head head;
    const char *id;   /**< of a customer that was created */
    int64_t count;    /**< of a list that was asked for its count */
    const char *text; /**< any other word of the service */
} sdp_neucrm_result;

/* clang-format off */
#define SDP_NEUCRM_CONFIG(...) { .head = SDP_HEAD(sdp_neucrm_config, SDP_TYPE_NEUCRM_CONFIG), __VA_ARGS__ }
#define SDP_NEUCRM_CONFIG_INIT SDP_INIT(sdp_neucrm_config, SDP_TYPE_NEUCRM_CONFIG)
#define SDP_NEUCRM_FILTER(...) { .head = SDP_HEAD(sdp_neucrm_filter, SDP_TYPE_NEUCRM_FILTER), __VA_ARGS__ }
#define SDP_NEUCRM_FILTER_INIT SDP_INIT(sdp_neucrm_filter, SDP_TYPE_NEUCRM_FILTER)
#define SDP_NEUCRM_CUSTOMER(...) { .head = SDP_HEAD(sdp_neucrm_customer, SDP_TYPE_NEUCRM_CUSTOMER), __VA_ARGS__ }
#define SDP_NEUCRM_CUSTOMER_INIT SDP_INIT(sdp_neucrm_customer, SDP_TYPE_NEUCRM_CUSTOMER)
/* clang-format on */

/**
 * Sets a customer to all absent: for a struct that is used again, and for C++ before C++20.
 *
 * @param customer  overwritten; not NULL; as long as sizeof(sdp_neucrm_customer) of these headers
 * @thread any
 */
static inline void sdp_neucrm_customer_init(sdp_neucrm_customer *customer)
{
    sdp_neucrm_customer empty = SDP_NEUCRM_CUSTOMER_INIT;
    *customer = empty;
}

/**
 * Sets a filter to all absent: for a struct that is used again, and for C++ before C++20.
 *
 * @param filter  overwritten; not NULL; as long as sizeof(sdp_neucrm_filter) of these headers
 * @thread any
 */
static inline void sdp_neucrm_filter_init(sdp_neucrm_filter *filter)
{
    sdp_neucrm_filter empty = SDP_NEUCRM_FILTER_INIT;
    *filter = empty;
}

/**
 * Makes a client of NeuCRM. It connects to nothing yet, and calls the operations of this header alone.
 *
 * @param config  borrowed for the call, its texts copied; not NULL
 * @param error   receives the reason; nullable
 * @param out     receives a new client, freed by sdp_client_free(); NULL on failure; not NULL
 * @return SDP_OK, SDP_E_ARGUMENT, SDP_E_STRUCT, SDP_E_CONFIG, SDP_E_URL, SDP_E_NO_MEMORY
 * @thread any
 */
SDP_API sdp_status sdp_neucrm_client_new(const sdp_neucrm_config *config, sdp_error *error, sdp_client **out);

/**
 * Starts a walk over customers. The first page is fetched by the first sdp_neucrm_next(); the last page is the first
 * that is not full.
 *
 * @vendor neucrm.list: POST /api/customer/list
 * @param client   not NULL; outlives the pager
 * @param filter   copied; nullable: all customers
 * @param options  copied, but its cancel object, headers and tag are borrowed for the pager's life; nullable
 * @param out      receives a new pager, freed by sdp_pager_free(); NULL on failure; not NULL
 * @return SDP_OK, SDP_DRY_RUN, or an error of an argument or of the filter
 * @thread the client's
 */
SDP_API sdp_status sdp_neucrm_list(sdp_client *client, const sdp_neucrm_filter *filter, const sdp_options *options,
                                   sdp_pager **out);

/**
 * The next customer of a walk.
 *
 * @param pager  from sdp_neucrm_list(); not NULL
 * @param out    receives an entity, borrowed from the pager until its next step; NULL on failure; not NULL
 * @return SDP_OK, SDP_END, SDP_E_ARGUMENT for a pager of something else, or an error of the call that fetched
 *         the page; the same page is asked for again by the next call
 * @thread the client's
 */
SDP_API sdp_status sdp_neucrm_next(sdp_pager *pager, const sdp_neucrm_customer **out);

/**
 * Counts the customers that a filter names: the operation neucrm.list with show_count.
 *
 * @param client   not NULL
 * @param filter   borrowed for the call; nullable: all customers
 * @param options  borrowed for the call; nullable
 * @param out      receives the count, 0 on failure; not NULL
 * @return SDP_OK, SDP_DRY_RUN, SDP_E_ANSWER where the answer has no count, or an error, as sdp_neucrm_create()
 * @thread the client's
 */
SDP_API sdp_status sdp_neucrm_count(sdp_client *client, const sdp_neucrm_filter *filter, const sdp_options *options,
                                    int64_t *out);

/**
 * Creates a customer. Type, name, mobile, email, zipcode, state, city and street are required.
 *
 * @vendor neucrm.create: POST /api/customer/create
 * @param client   not NULL
 * @param input    borrowed for the call; not NULL
 * @param options  borrowed for the call; nullable
 * @param out      receives a new entity with the id of the customer, freed by sdp_neucrm_result_free(); NULL on
 *                 failure; nullable
 * @return SDP_OK, SDP_DRY_RUN, or an error: of the input (SDP_E_ARGUMENT to SDP_E_LIMIT, nothing was sent), of
 *         the network, of the service, or SDP_E_MAYBE_DONE; docs/errors.md has each
 * @thread the client's
 */
SDP_API sdp_status sdp_neucrm_create(sdp_client *client, const sdp_neucrm_customer *input, const sdp_options *options,
                                     const sdp_neucrm_result **out);

/**
 * Changes the members of a customer that `input` sets; SDP_NULL sends an empty value.
 *
 * @vendor neucrm.update: POST /api/customer/update
 * @param client   not NULL
 * @param id       the customer's id; not NULL, not empty
 * @param input    borrowed for the call; not NULL
 * @param options  borrowed for the call; nullable
 * @return SDP_OK, SDP_DRY_RUN, or an error, as sdp_neucrm_create()
 * @thread the client's
 */
SDP_API sdp_status sdp_neucrm_update(sdp_client *client, const char *id, const sdp_neucrm_customer *input,
                                     const sdp_options *options);

/**
 * Deletes a customer.
 *
 * @vendor neucrm.delete: POST /api/customer/delete
 * @param client   not NULL
 * @param id       the customer's id; not NULL, not empty
 * @param options  borrowed for the call; nullable
 * @return SDP_OK, SDP_DRY_RUN, or an error: of an argument, of the network, of the service, or SDP_E_MAYBE_DONE
 * @thread the client's
 */
SDP_API sdp_status sdp_neucrm_delete(sdp_client *client, const char *id, const sdp_options *options);

/**
 * Makes a deep copy of a customer, to keep a row beyond the pager's next step.
 *
 * @param customer  borrowed; not NULL
 * @param error    receives the reason with its path; nullable
 * @param out       receives a new entity, freed by sdp_neucrm_customer_free(); NULL on failure; not NULL
 * @return SDP_OK, SDP_E_ARGUMENT, SDP_E_STRUCT, SDP_E_UTF8, SDP_E_VALUE, SDP_E_LIMIT, SDP_E_NO_MEMORY
 * @thread any; the customer is not changed
 */
SDP_API sdp_status sdp_neucrm_customer_copy(const sdp_neucrm_customer *customer, sdp_error *error,
                                            const sdp_neucrm_customer **out);

/**
 * Frees a customer that is new to the caller, with all that it contains.
 *
 * @param customer  freed; nullable; a borrowed one, or the caller's own, is left alone
 * @thread any
 */
SDP_API void sdp_neucrm_customer_free(const sdp_neucrm_customer *customer);

/**
 * Frees a result.
 *
 * @param result  freed; nullable
 * @thread any
 */
SDP_API void sdp_neucrm_result_free(const sdp_neucrm_result *result);

SDP_END_DECLS

#endif
