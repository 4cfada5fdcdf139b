/**
 * @file customers.h
 * Customers: the clients of the managed service provider.
 */
#ifndef SDP_CUSTOMERS_H
#define SDP_CUSTOMERS_H

#include <sdp/pager.h>

SDP_BEGIN_DECLS

/** A notice about a customer, shown to its users before they log in. */
typedef struct sdp_advisory {
    sdp_head head;
    const char *id;
    const char *description;
    sdp_bool ispublic;
    const sdp_user *performed_by;
    sdp_time performed_time;
    const sdp_customer_lookup *customer;
} sdp_advisory;

/** A list of advisories. */
typedef struct sdp_advisories {
    const sdp_advisory *const *items;
    size_t count;
} sdp_advisories;

/** A customer. The logos are the file_id of an image that was uploaded before. */
typedef struct sdp_customer {
    sdp_head head;
    const char *id;
    const char *name;
    const char *description;
    const char *domain;
    const sdp_site *default_site;
    const char *login_logo;
    const char *header_logo;
    const char *support_email;
    const char *support_name;
    const char *door_no;
    const char *street;
    const char *location;
    const char *landmark;
    const char *city;
    const char *postal_code;
    const char *state;
    const char *country;
    const char *email_id;
    const char *phone_number;
    const char *mobile;
    const char *fax;
    const char *website;
    sdp_attachments attachments;
    sdp_sites sites;
    sdp_advisories advisories;
    const sdp_json *udf_fields;
    const sdp_template *template_; /**< "template" */
    const sdp_json *customer_group;
    const char *client_portal;
    sdp_bool is_msp;
    sdp_time created_time;
    sdp_time deleted_time;
} sdp_customer;

/** A list of customers. */
typedef struct sdp_customers {
    const sdp_customer *const *items;
    size_t count;
} sdp_customers;

/** The domain where a customer's portal is reached. */
typedef struct sdp_service_url {
    sdp_head head;
    const char *service_url;
} sdp_service_url;

/* clang-format off */
#define SDP_ADVISORY_INIT SDP_INIT(sdp_advisory, SDP_TYPE_ADVISORY)
#define SDP_CUSTOMER(...) { .head = SDP_HEAD(sdp_customer, SDP_TYPE_CUSTOMER), __VA_ARGS__ }
#define SDP_CUSTOMER_INIT SDP_INIT(sdp_customer, SDP_TYPE_CUSTOMER)
#define SDP_SERVICE_URL(...) { .head = SDP_HEAD(sdp_service_url, SDP_TYPE_SERVICE_URL), __VA_ARGS__ }
#define SDP_SERVICE_URL_INIT SDP_INIT(sdp_service_url, SDP_TYPE_SERVICE_URL)
/* clang-format on */

/**
 * Sets a customer to all absent: for a struct that is used again, and for C++ before C++20.
 *
 * @param customer  overwritten; not NULL; as long as sizeof(sdp_customer) of these headers
 * @thread any
 */
static inline void sdp_customer_init(sdp_customer *customer)
{
    sdp_customer empty = SDP_CUSTOMER_INIT;
    *customer = empty;
}

/**
 * Adds a customer. Its name is required.
 *
 * @vendor customers.add: POST /customers
 * @param client   not NULL
 * @param input    borrowed for the call; not NULL
 * @param options  borrowed for the call; nullable
 * @param out      receives a new entity, freed by sdp_customer_free(); NULL on failure; nullable
 * @return SDP_OK, SDP_DRY_RUN, or an error: of the input (SDP_E_ARGUMENT to SDP_E_LIMIT, nothing was sent), of
 *         the network, of the service, or SDP_E_MAYBE_DONE; docs/errors.md has each
 * @thread the client's
 */
SDP_API sdp_status sdp_customer_add(sdp_client *client, const sdp_customer *input, const sdp_options *options,
                                    const sdp_customer **out);

/**
 * Makes sure that a customer is there: finds it by its name, or adds it. It may be called again after a
 * SDP_E_MAYBE_DONE of itself or of sdp_customer_add(), and settles it; a record that is found is not changed. It calls
 * customers.list, and then customers.get or customers.add; between the two another program may add the same.
 *
 * A name with blanks at its ends is looked for as it is, and where nothing is found without them. A record that differs
 * in case or such blanks alone is neither taken nor added beside: SDP_E_AMBIGUOUS. One that the service stores with
 * such blanks and does not find by the name without them cannot be seen, and is added beside.
 *
 * @param client   not NULL
 * @param input    as for sdp_customer_add(), and checked as there before anything is sent; borrowed for the call; not
 *                 NULL
 * @param options  timeout_ms counts for all of it; borrowed for the call; nullable
 * @param added    receives 1 where it was added, 0 where it was found; nullable
 * @param out      receives a new entity, freed by sdp_customer_free(); NULL on failure; nullable
 * @return SDP_OK, SDP_DRY_RUN with the adding described, SDP_E_AMBIGUOUS with the ids in the message where several
 *         match and nothing was added, or an error, as sdp_customer_add()
 * @thread the client's
 */
SDP_API sdp_status sdp_customer_ensure(sdp_client *client, const sdp_customer *input, const sdp_options *options,
                                       int32_t *added, const sdp_customer **out);

/**
 * Changes the members of a customer that `input` sets; SDP_NULL clears one.
 *
 * @vendor customers.edit: PUT /customers/{customer_id}
 * @param client   not NULL
 * @param id       the customer's id; not NULL, not empty
 * @param input    borrowed for the call; not NULL
 * @param options  borrowed for the call; nullable
 * @param out      receives a new entity, freed by sdp_customer_free(); NULL on failure; nullable
 * @return SDP_OK, SDP_DRY_RUN, or an error, as sdp_customer_add()
 * @thread the client's
 */
SDP_API sdp_status sdp_customer_edit(sdp_client *client, const char *id, const sdp_customer *input,
                                     const sdp_options *options, const sdp_customer **out);

/**
 * Reads a customer.
 *
 * @vendor customers.get: GET /customers/{customer_id}
 * @param client   not NULL
 * @param id       the customer's id; not NULL, not empty
 * @param options  borrowed for the call; nullable
 * @param out      receives a new entity, freed by sdp_customer_free(); NULL on failure; not NULL
 * @return SDP_OK, SDP_DRY_RUN, or an error: of an argument, of the network, or of the service; docs/errors.md
 * @thread the client's
 */
SDP_API sdp_status sdp_customer_get(sdp_client *client, const char *id, const sdp_options *options,
                                    const sdp_customer **out);

/**
 * Starts a walk over customers. The first page is fetched by the first sdp_customer_next().
 *
 * @vendor customers.list: GET /customers
 * @param client   not NULL; outlives the pager
 * @param query    copied; nullable: all customers
 * @param options  copied, but its cancel object, headers and tag are borrowed for the pager's life; nullable
 * @param out      receives a new pager, freed by sdp_pager_free(); NULL on failure; not NULL
 * @return SDP_OK, SDP_DRY_RUN, or an error of an argument or of the query
 * @thread the client's
 */
SDP_API sdp_status sdp_customer_list(sdp_client *client, const sdp_query *query, const sdp_options *options,
                                     sdp_pager **out);

/**
 * The next customer of a walk.
 *
 * @param pager  from sdp_customer_list(); not NULL
 * @param out    receives an entity, borrowed from the pager until its next step; NULL on failure; not NULL
 * @return SDP_OK, SDP_END, SDP_E_ARGUMENT for a pager of something else, or an error of the call that fetched
 *         the page; the same page is asked for again by the next call
 * @thread the client's
 */
SDP_API sdp_status sdp_customer_next(sdp_pager *pager, const sdp_customer **out);

/**
 * Sets the domain where the customer's portal is reached. The vendor's page prints a path that names the portal
 * twice; the normal one is sent, and the printed one with the option `printed_path`.
 *
 * @vendor customers.add_service_url: PUT /customers/{customer_id}/client_portal_directory/_add_service_url
 * @param client   not NULL
 * @param id       the customer's id; not NULL, not empty
 * @param input    borrowed for the call; not NULL; its service_url is required
 * @param options  borrowed for the call; nullable
 * @return SDP_OK, SDP_DRY_RUN, or an error, as sdp_customer_add()
 * @thread the client's
 */
SDP_API sdp_status sdp_customer_add_service_url(sdp_client *client, const char *id, const sdp_service_url *input,
                                                const sdp_options *options);

/**
 * Takes away the domain that sdp_customer_add_service_url() set.
 *
 * @vendor customers.delete_service_url: DELETE /customers/{customer_id}/client_portal_directory/_delete_service_url
 * @param client   not NULL
 * @param id       the customer's id; not NULL, not empty
 * @param options  borrowed for the call; nullable
 * @return SDP_OK, SDP_DRY_RUN, or an error: of an argument, of the network, of the service, or SDP_E_MAYBE_DONE
 * @thread the client's
 */
SDP_API sdp_status sdp_customer_delete_service_url(sdp_client *client, const char *id, const sdp_options *options);

/**
 * Makes a customer inactive.
 *
 * @vendor customers.move_to_trash: PUT /customers/{customer_id}/_move_to_trash
 * @param client   not NULL
 * @param id       the customer's id; not NULL, not empty
 * @param options  borrowed for the call; nullable
 * @param out      receives a new entity, freed by sdp_customer_free(); NULL on failure; nullable
 * @return SDP_OK, SDP_DRY_RUN, or an error: of an argument, of the network, of the service, or SDP_E_MAYBE_DONE
 * @thread the client's
 */
SDP_API sdp_status sdp_customer_move_to_trash(sdp_client *client, const char *id, const sdp_options *options,
                                              const sdp_customer **out);

/**
 * Makes an inactive customer active again.
 *
 * @vendor customers.restore_from_trash: PUT /customers/{customer_id}/_restore_from_trash
 * @param client   not NULL
 * @param id       the customer's id; not NULL, not empty
 * @param options  borrowed for the call; nullable
 * @param out      receives a new entity, freed by sdp_customer_free(); NULL on failure; nullable
 * @return SDP_OK, SDP_DRY_RUN, or an error: of an argument, of the network, of the service, or SDP_E_MAYBE_DONE
 * @thread the client's
 */
SDP_API sdp_status sdp_customer_restore_from_trash(sdp_client *client, const char *id, const sdp_options *options,
                                                   const sdp_customer **out);

/**
 * Makes a deep copy of a customer, to keep a row beyond the pager's next step.
 *
 * @param customer  borrowed; not NULL
 * @param error    receives the reason with its path; nullable
 * @param out       receives a new entity, freed by sdp_customer_free(); NULL on failure; not NULL
 * @return SDP_OK, SDP_E_ARGUMENT, SDP_E_STRUCT, SDP_E_UTF8, SDP_E_VALUE, SDP_E_LIMIT, SDP_E_NO_MEMORY
 * @thread any; the customer is not changed
 */
SDP_API sdp_status sdp_customer_copy(const sdp_customer *customer, sdp_error *error, const sdp_customer **out);

/**
 * Frees a customer that is new to the caller, with all that it contains.
 *
 * @param customer  freed; nullable; a borrowed one, or the caller's own, is left alone
 * @thread any
 */
SDP_API void sdp_customer_free(const sdp_customer *customer);

SDP_END_DECLS

#endif
