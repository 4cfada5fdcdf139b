/**
 * @file contracts.h
 * Contracts: agreements with vendors, what they cover, and how they are renewed and cancelled.
 */
#ifndef SDP_CONTRACTS_H
#define SDP_CONTRACTS_H

#include <sdp/pager.h>

SDP_BEGIN_DECLS

/** What kind of contract it is, such as Lease. */
typedef struct sdp_contract_type {
    sdp_head head;
    const char *id;
    const char *name;
    const char *color;
} sdp_contract_type;

/** The other party of a contract. */
typedef struct sdp_vendor {
    sdp_head head;
    const char *id;
    const char *name;
    const char *description;
    const sdp_currency *currency;
} sdp_vendor;

/** The number that people know a contract by: "CON-4", and 4 alone. */
typedef struct sdp_display_id {
    sdp_head head;
    const char *value;
    const char *display_value;
} sdp_display_id;

/** An asset, by id or name. */
typedef struct sdp_asset {
    sdp_head head;
    const char *id;
    const char *name;
    const sdp_site *site;
} sdp_asset;

/** An asset that a contract covers. */
typedef struct sdp_contract_asset {
    sdp_head head;
    const sdp_asset *asset;
    const sdp_lookup *contract;
} sdp_contract_asset;

/** A list of assets that a contract covers. */
typedef struct sdp_contract_assets {
    const sdp_contract_asset *const *items;
    size_t count;
} sdp_contract_assets;

/** A software license that a contract covers. */
typedef struct sdp_contract_software_license {
    sdp_head head;
    const sdp_lookup *software_license;
    const sdp_lookup *contract;
} sdp_contract_software_license;

/** A list of software licenses that a contract covers. */
typedef struct sdp_contract_software_licenses {
    const sdp_contract_software_license *const *items;
    size_t count;
} sdp_contract_software_licenses;

/** A contract that is a part of another. */
typedef struct sdp_contract_relationship {
    sdp_head head;
    const sdp_lookup *child_contract;
    const sdp_lookup *parent_contract;
} sdp_contract_relationship;

/** A list of contracts that are parts of another. */
typedef struct sdp_contract_relationships {
    const sdp_contract_relationship *const *items;
    size_t count;
} sdp_contract_relationships;

/** When it is told that a contract expires: so many days before. */
typedef struct sdp_notify_day {
    sdp_head head;
    const char *id;
    const char *notify_before;
    const sdp_json *notification;
} sdp_notify_day;

/** A list of days. */
typedef struct sdp_notify_days {
    const sdp_notify_day *const *items;
    size_t count;
} sdp_notify_days;

/** Who is told that a contract expires, and when. No address is `{SDP_EMPTY, 0}`, null, or one empty text. */
typedef struct sdp_expiry_notification {
    sdp_head head;
    sdp_texts email_ids_to_notify;
    sdp_notify_days notify_days;
    sdp_users notify_technicians;
} sdp_expiry_notification;

/** By how much a contract is prolonged: 2 months. */
typedef struct sdp_renewal_extension {
    sdp_head head;
    const char *prolongation;
    const char *period;
} sdp_renewal_extension;

/** How a contract renews itself. */
typedef struct sdp_auto_renewal {
    sdp_head head;
    const char *id;
    const sdp_renewal_extension *auto_renew_extension;
    sdp_users auto_renew_notify;
} sdp_auto_renewal;

/** A list of renewals. */
typedef struct sdp_auto_renewals {
    const sdp_auto_renewal *const *items;
    size_t count;
} sdp_auto_renewals;

/** A contract. */
typedef struct sdp_contract {
    sdp_head head;
    const char *id;
    const char *name;
    const sdp_vendor *vendor;
    sdp_time active_from;
    sdp_time active_till;
    const sdp_user *owner;
    sdp_bool is_definite;
    sdp_bool is_draft;
    const sdp_customer_lookup *customer;
    const sdp_contract_type *type;
    const sdp_lookup *status;
    const sdp_display_id *display_id;
    const sdp_template *template_; /**< "template" */
    const sdp_money *cost;
    const sdp_currency *currency;
    const char *exchange_rate;
    const char *comments;
    const char *support;
    sdp_sites sites;
    sdp_attachments attachments;
    sdp_contract_assets assets;
    sdp_contract_software_licenses software_licenses;
    const sdp_json *configuration_items;
    const sdp_json *services;
    const sdp_json *people;
    const sdp_json *contract_usage;
    const sdp_lookup *parent_contract;
    sdp_contract_relationships child_contracts;
    const struct sdp_contract *contract_renewed_from; /**< and so on, down to the first */
    const char *contract_renewal_origin;
    sdp_bool is_renewed;
    sdp_bool is_auto_renew;
    sdp_auto_renewals auto_renew;
    sdp_bool is_notification_required;
    sdp_bool is_notification_disabled;
    const sdp_expiry_notification *expiry_notification;
    const sdp_json *expiry_request;
    sdp_bool is_req_creation_required;
    const char *request_creation_days;
    sdp_bool is_escalated;
    sdp_bool notes_present;
    const sdp_json *escalate_to_id;
    const sdp_json *vendor_currency_id;
    const sdp_user *created_by;
    sdp_time created_date;
    sdp_time deleted_time;
} sdp_contract;

/** A list of contracts. */
typedef struct sdp_contracts {
    const sdp_contract *const *items;
    size_t count;
} sdp_contracts;

/** The successor of a contract. */
typedef struct sdp_contract_renewal {
    sdp_head head;
    const sdp_contract *contract;
    sdp_bool disable_notification;
} sdp_contract_renewal;

/** How a contract is cancelled, and whom mail tells of it. */
typedef struct sdp_contract_cancellation {
    sdp_head head;
    sdp_bool is_notify;
    sdp_bool dissociate_child;
    const char *cancel_comments;
    sdp_texts to;
} sdp_contract_cancellation;

/** What a contract was associated with. */
typedef struct sdp_contract_association {
    sdp_head head;
    sdp_contract_assets assets;
    sdp_contract_software_licenses software_licenses;
} sdp_contract_association;

/** A mail about a contract. Its description is HTML. */
typedef struct sdp_contract_mail {
    sdp_head head;
    const char *subject;
    const char *description;
    sdp_texts to;
} sdp_contract_mail;

/* clang-format off */
#define SDP_CONTRACT_TYPE(...) { .head = SDP_HEAD(sdp_contract_type, SDP_TYPE_CONTRACT_TYPE), __VA_ARGS__ }
#define SDP_CONTRACT_TYPE_INIT SDP_INIT(sdp_contract_type, SDP_TYPE_CONTRACT_TYPE)
#define SDP_VENDOR(...) { .head = SDP_HEAD(sdp_vendor, SDP_TYPE_VENDOR), __VA_ARGS__ }
#define SDP_VENDOR_INIT SDP_INIT(sdp_vendor, SDP_TYPE_VENDOR)
#define SDP_ASSET(...) { .head = SDP_HEAD(sdp_asset, SDP_TYPE_ASSET), __VA_ARGS__ }
#define SDP_ASSET_INIT SDP_INIT(sdp_asset, SDP_TYPE_ASSET)
#define SDP_CONTRACT_ASSET(...) { .head = SDP_HEAD(sdp_contract_asset, SDP_TYPE_CONTRACT_ASSET), __VA_ARGS__ }
#define SDP_CONTRACT_ASSET_INIT SDP_INIT(sdp_contract_asset, SDP_TYPE_CONTRACT_ASSET)
#define SDP_CONTRACT_SOFTWARE_LICENSE(...) \
    { .head = SDP_HEAD(sdp_contract_software_license, SDP_TYPE_CONTRACT_SOFTWARE_LICENSE), __VA_ARGS__ }
#define SDP_CONTRACT_SOFTWARE_LICENSE_INIT SDP_INIT(sdp_contract_software_license, SDP_TYPE_CONTRACT_SOFTWARE_LICENSE)
#define SDP_CONTRACT_RELATIONSHIP(...) \
    { .head = SDP_HEAD(sdp_contract_relationship, SDP_TYPE_CONTRACT_RELATIONSHIP), __VA_ARGS__ }
#define SDP_CONTRACT_RELATIONSHIP_INIT SDP_INIT(sdp_contract_relationship, SDP_TYPE_CONTRACT_RELATIONSHIP)
#define SDP_NOTIFY_DAY(...) { .head = SDP_HEAD(sdp_notify_day, SDP_TYPE_NOTIFY_DAY), __VA_ARGS__ }
#define SDP_NOTIFY_DAY_INIT SDP_INIT(sdp_notify_day, SDP_TYPE_NOTIFY_DAY)
#define SDP_EXPIRY_NOTIFICATION(...) \
    { .head = SDP_HEAD(sdp_expiry_notification, SDP_TYPE_EXPIRY_NOTIFICATION), __VA_ARGS__ }
#define SDP_EXPIRY_NOTIFICATION_INIT SDP_INIT(sdp_expiry_notification, SDP_TYPE_EXPIRY_NOTIFICATION)
#define SDP_RENEWAL_EXTENSION(...) { .head = SDP_HEAD(sdp_renewal_extension, SDP_TYPE_RENEWAL_EXTENSION), __VA_ARGS__ }
#define SDP_RENEWAL_EXTENSION_INIT SDP_INIT(sdp_renewal_extension, SDP_TYPE_RENEWAL_EXTENSION)
#define SDP_AUTO_RENEWAL(...) { .head = SDP_HEAD(sdp_auto_renewal, SDP_TYPE_AUTO_RENEWAL), __VA_ARGS__ }
#define SDP_AUTO_RENEWAL_INIT SDP_INIT(sdp_auto_renewal, SDP_TYPE_AUTO_RENEWAL)
#define SDP_CONTRACT(...) { .head = SDP_HEAD(sdp_contract, SDP_TYPE_CONTRACT), __VA_ARGS__ }
#define SDP_CONTRACT_INIT SDP_INIT(sdp_contract, SDP_TYPE_CONTRACT)
#define SDP_CONTRACT_RENEWAL(...) { .head = SDP_HEAD(sdp_contract_renewal, SDP_TYPE_CONTRACT_RENEWAL), __VA_ARGS__ }
#define SDP_CONTRACT_RENEWAL_INIT SDP_INIT(sdp_contract_renewal, SDP_TYPE_CONTRACT_RENEWAL)
#define SDP_CONTRACT_CANCELLATION(...) \
    { .head = SDP_HEAD(sdp_contract_cancellation, SDP_TYPE_CONTRACT_CANCELLATION), __VA_ARGS__ }
#define SDP_CONTRACT_CANCELLATION_INIT SDP_INIT(sdp_contract_cancellation, SDP_TYPE_CONTRACT_CANCELLATION)
/* clang-format on */

/**
 * Sets a contract to all absent: for a struct that is used again, and for C++ before C++20.
 *
 * @param contract  overwritten; not NULL; as long as sizeof(sdp_contract) of these headers
 * @thread any
 */
static inline void sdp_contract_init(sdp_contract *contract)
{
    sdp_contract empty = SDP_CONTRACT_INIT;
    *contract = empty;
}

/**
 * Adds a contract. Name, vendor, active_from, owner and is_definite are required.
 *
 * @vendor contracts.add: POST /contracts
 * @param client   not NULL
 * @param input    borrowed for the call; not NULL
 * @param options  borrowed for the call; nullable
 * @param out      receives a new entity, freed by sdp_contract_free(); NULL on failure; nullable
 * @return SDP_OK, SDP_DRY_RUN, or an error: of the input (SDP_E_ARGUMENT to SDP_E_LIMIT, nothing was sent), of
 *         the network, of the service, or SDP_E_MAYBE_DONE; docs/errors.md has each
 * @thread the client's
 */
SDP_API sdp_status sdp_contract_add(sdp_client *client, const sdp_contract *input, const sdp_options *options,
                                    const sdp_contract **out);

/**
 * Makes sure that a contract is there: finds it by its name within its customer, or adds it. It may be called again
 * after a SDP_E_MAYBE_DONE of itself or of sdp_contract_add(), and settles it; a record that is found is not changed.
 * It calls contracts.list, and then contracts.get or contracts.add; between the two another program may add the same.
 *
 * A name with blanks at its ends is looked for as it is, and where nothing is found without them. A record that differs
 * in case or such blanks alone is neither taken nor added beside: SDP_E_AMBIGUOUS. One that the service stores with
 * such blanks and does not find by the name without them cannot be seen, and is added beside.
 *
 * @param client   not NULL
 * @param input    as for sdp_contract_add(), and checked as there before anything is sent; borrowed for the call; not
 *                 NULL
 * @param options  timeout_ms counts for all of it; borrowed for the call; nullable
 * @param added    receives 1 where it was added, 0 where it was found; nullable
 * @param out      receives a new entity, freed by sdp_contract_free(); NULL on failure; nullable
 * @return SDP_OK, SDP_DRY_RUN with the adding described, SDP_E_AMBIGUOUS with the ids in the message where several
 *         match and nothing was added, or an error, as sdp_contract_add()
 * @thread the client's
 */
SDP_API sdp_status sdp_contract_ensure(sdp_client *client, const sdp_contract *input, const sdp_options *options,
                                       int32_t *added, const sdp_contract **out);

/**
 * Changes the members of a contract that `input` sets; SDP_NULL clears one.
 *
 * @vendor contracts.edit: PUT /contracts/{contract_id}
 * @param client   not NULL
 * @param id       the contract's id; not NULL, not empty
 * @param input    borrowed for the call; not NULL
 * @param options  borrowed for the call; nullable
 * @param out      receives a new entity, freed by sdp_contract_free(); NULL on failure; nullable
 * @return SDP_OK, SDP_DRY_RUN, or an error, as sdp_contract_add()
 * @thread the client's
 */
SDP_API sdp_status sdp_contract_edit(sdp_client *client, const char *id, const sdp_contract *input,
                                     const sdp_options *options, const sdp_contract **out);

/**
 * Reads a contract.
 *
 * @vendor contracts.get: GET /contracts/{contract_id}
 * @param client   not NULL
 * @param id       the contract's id; not NULL, not empty
 * @param options  borrowed for the call; nullable
 * @param out      receives a new entity, freed by sdp_contract_free(); NULL on failure; not NULL
 * @return SDP_OK, SDP_DRY_RUN, or an error: of an argument, of the network, or of the service; docs/errors.md
 * @thread the client's
 */
SDP_API sdp_status sdp_contract_get(sdp_client *client, const char *id, const sdp_options *options,
                                    const sdp_contract **out);

/**
 * Starts a walk over contracts. The first page is fetched by the first sdp_contract_next().
 *
 * @vendor contracts.list: GET /contracts
 * @param client   not NULL; outlives the pager
 * @param query    copied; nullable: all contracts
 * @param options  copied, but its cancel object, headers and tag are borrowed for the pager's life; nullable
 * @param out      receives a new pager, freed by sdp_pager_free(); NULL on failure; not NULL
 * @return SDP_OK, SDP_DRY_RUN, or an error of an argument or of the query
 * @thread the client's
 */
SDP_API sdp_status sdp_contract_list(sdp_client *client, const sdp_query *query, const sdp_options *options,
                                     sdp_pager **out);

/**
 * The next contract of a walk.
 *
 * @param pager  from sdp_contract_list(); not NULL
 * @param out    receives an entity, borrowed from the pager until its next step; NULL on failure; not NULL
 * @return SDP_OK, SDP_END, SDP_E_ARGUMENT for a pager of something else, or an error of the call that fetched
 *         the page; the same page is asked for again by the next call
 * @thread the client's
 */
SDP_API sdp_status sdp_contract_next(sdp_pager *pager, const sdp_contract **out);

/**
 * Deletes a contract.
 *
 * @vendor contracts.delete: DELETE /contracts/{contract_id}
 * @param client   not NULL
 * @param id       the contract's id; not NULL, not empty
 * @param options  borrowed for the call; nullable
 * @return SDP_OK, SDP_DRY_RUN, or an error: of an argument, of the network, of the service, or SDP_E_MAYBE_DONE
 * @thread the client's
 */
SDP_API sdp_status sdp_contract_delete(sdp_client *client, const char *id, const sdp_options *options);

/**
 * Moves a contract to the trash.
 *
 * @vendor contracts.move_to_trash: PUT /contracts/{contract_id}/_move_to_trash
 * @param client   not NULL
 * @param id       the contract's id; not NULL, not empty
 * @param options  borrowed for the call; nullable
 * @param out      receives a new entity, freed by sdp_contract_free(); NULL on failure; nullable
 * @return SDP_OK, SDP_DRY_RUN, or an error: of an argument, of the network, of the service, or SDP_E_MAYBE_DONE
 * @thread the client's
 */
SDP_API sdp_status sdp_contract_move_to_trash(sdp_client *client, const char *id, const sdp_options *options,
                                              const sdp_contract **out);

/**
 * Takes a contract out of the trash.
 *
 * @vendor contracts.restore_from_trash: PUT /contracts/{contract_id}/_restore_from_trash
 * @param client   not NULL
 * @param id       the contract's id; not NULL, not empty
 * @param options  borrowed for the call; nullable
 * @param out      receives a new entity, freed by sdp_contract_free(); NULL on failure; nullable
 * @return SDP_OK, SDP_DRY_RUN, or an error: of an argument, of the network, of the service, or SDP_E_MAYBE_DONE
 * @thread the client's
 */
SDP_API sdp_status sdp_contract_restore_from_trash(sdp_client *client, const char *id, const sdp_options *options,
                                                   const sdp_contract **out);

/**
 * Renews a contract by a new one.
 *
 * @vendor contracts.renew: POST /contracts/{contract_id}/_renew_contract
 * @param client   not NULL
 * @param id       id of the contract that is renewed; not NULL, not empty
 * @param input    borrowed for the call; not NULL; its contract is required
 * @param options  borrowed for the call; nullable
 * @param out      receives the successor, new, freed by sdp_contract_free(); NULL on failure; nullable
 * @return SDP_OK, SDP_DRY_RUN, or an error, as sdp_contract_add()
 * @thread the client's
 */
SDP_API sdp_status sdp_contract_renew(sdp_client *client, const char *id, const sdp_contract_renewal *input,
                                      const sdp_options *options, const sdp_contract **out);

/**
 * Cancels a contract. What the service says of it is a message of sdp_last_error().
 *
 * @vendor contracts.cancel: PUT /contracts/{contract_id}/_cancel
 * @param client   not NULL
 * @param id       the contract's id; not NULL, not empty
 * @param input    borrowed for the call; not NULL
 * @param options  borrowed for the call; nullable
 * @return SDP_OK, SDP_DRY_RUN, or an error, as sdp_contract_add()
 * @thread the client's
 */
SDP_API sdp_status sdp_contract_cancel(sdp_client *client, const char *id, const sdp_contract_cancellation *input,
                                       const sdp_options *options);

/**
 * Associates assets, by id or name, with a contract.
 *
 * @vendor contracts.associate_assets: POST /contracts/{contract_id}/assets
 * @param client   not NULL
 * @param id       the contract's id; not NULL, not empty
 * @param list     one or more; borrowed for the call; not NULL
 * @param options  borrowed for the call; nullable
 * @param out      receives a new entity, freed by sdp_contract_association_free(); NULL on failure; nullable
 * @return SDP_OK, SDP_DRY_RUN, or an error, as sdp_contract_add()
 * @thread the client's
 */
SDP_API sdp_status sdp_contract_associate_assets(sdp_client *client, const char *id, const sdp_contract_assets *list,
                                                 const sdp_options *options, const sdp_contract_association **out);

/**
 * Takes assets, by id or name, away from a contract. The list goes into the form; the option `place` can move it
 * to the query. With SDP_PLACE_NONE there is no list, and the service decides what that means.
 *
 * @vendor contracts.dissociate_assets: DELETE /contracts/{contract_id}/assets
 * @param client   not NULL
 * @param id       the contract's id; not NULL, not empty
 * @param list     one or more; borrowed for the call; nullable with SDP_PLACE_NONE alone
 * @param options  borrowed for the call; nullable
 * @return SDP_OK, SDP_DRY_RUN, or an error, as sdp_contract_add()
 * @thread the client's
 */
SDP_API sdp_status sdp_contract_dissociate_assets(sdp_client *client, const char *id, const sdp_contract_assets *list,
                                                  const sdp_options *options);

/**
 * Associates software licenses, by id, with a contract.
 *
 * @vendor contracts.associate_software_licenses: POST /contracts/{contract_id}/software_licenses
 * @param client   not NULL
 * @param id       the contract's id; not NULL, not empty
 * @param list     one or more; borrowed for the call; not NULL
 * @param options  borrowed for the call; nullable
 * @param out      receives a new entity, freed by sdp_contract_association_free(); NULL on failure; nullable
 * @return SDP_OK, SDP_DRY_RUN, or an error, as sdp_contract_add()
 * @thread the client's
 */
SDP_API sdp_status sdp_contract_associate_software_licenses(sdp_client *client, const char *id,
                                                            const sdp_contract_software_licenses *list,
                                                            const sdp_options *options,
                                                            const sdp_contract_association **out);

/**
 * Takes software licenses, by id, away from a contract. The list goes into the form; the option `place` can move it
 * to the query. With SDP_PLACE_NONE there is no list, and the service decides what that means.
 *
 * @vendor contracts.dissociate_software_licenses: DELETE /contracts/{contract_id}/software_licenses
 * @param client   not NULL
 * @param id       the contract's id; not NULL, not empty
 * @param list     one or more; borrowed for the call; nullable with SDP_PLACE_NONE alone
 * @param options  borrowed for the call; nullable
 * @return SDP_OK, SDP_DRY_RUN, or an error, as sdp_contract_add()
 * @thread the client's
 */
SDP_API sdp_status sdp_contract_dissociate_software_licenses(sdp_client *client, const char *id,
                                                             const sdp_contract_software_licenses *list,
                                                             const sdp_options *options);

/**
 * Makes a contract a part of another.
 *
 * @vendor contracts.associate_child_contract: POST /contracts/{parent_contract_id}/child_contracts
 * @param client   not NULL
 * @param id       id of the parent contract; not NULL, not empty
 * @param input    borrowed for the call; not NULL; its child_contract is required
 * @param options  borrowed for the call; nullable
 * @param out      receives a new entity, freed by sdp_contract_relationship_free(); NULL on failure; nullable
 * @return SDP_OK, SDP_DRY_RUN, or an error, as sdp_contract_add()
 * @thread the client's
 */
SDP_API sdp_status sdp_contract_associate_child_contract(sdp_client *client, const char *id,
                                                         const sdp_contract_relationship *input,
                                                         const sdp_options *options,
                                                         const sdp_contract_relationship **out);

/**
 * Ends what sdp_contract_associate_child_contract() began. The input goes as that of sdp_contract_dissociate_assets().
 *
 * @vendor contracts.dissociate_child_contract: DELETE /contracts/{parent_contract_id}/child_contracts
 * @param client   not NULL
 * @param id       id of the parent contract; not NULL, not empty
 * @param input    borrowed for the call; nullable with SDP_PLACE_NONE alone; its child_contract is required
 * @param options  borrowed for the call; nullable
 * @return SDP_OK, SDP_DRY_RUN, or an error, as sdp_contract_add()
 * @thread the client's
 */
SDP_API sdp_status sdp_contract_dissociate_child_contract(sdp_client *client, const char *id,
                                                          const sdp_contract_relationship *input,
                                                          const sdp_options *options);

/**
 * Sends mail about a contract to its vendor, and tells what it says. Though the method is GET, it is not repeated
 * where it may have been done.
 *
 * @vendor contracts.email_vendor: GET /contracts/{contract_id}/_email_vendor
 * @param client   not NULL
 * @param id       the contract's id; not NULL, not empty
 * @param options  borrowed for the call; nullable
 * @param out      receives a new entity, freed by sdp_contract_mail_free(); NULL on failure; nullable
 * @return SDP_OK, SDP_DRY_RUN, or an error: of an argument, of the network, of the service, or SDP_E_MAYBE_DONE
 * @thread the client's
 */
SDP_API sdp_status sdp_contract_email_vendor(sdp_client *client, const char *id, const sdp_options *options,
                                             const sdp_contract_mail **out);

/**
 * Sends mail about a contract to its owner, and tells what it says. Though the method is GET, it is not repeated
 * where it may have been done.
 *
 * @vendor contracts.email_owner: GET /contracts/{contract_id}/_email_owner
 * @param client   not NULL
 * @param id       the contract's id; not NULL, not empty
 * @param options  borrowed for the call; nullable
 * @param out      receives a new entity, freed by sdp_contract_mail_free(); NULL on failure; nullable
 * @return SDP_OK, SDP_DRY_RUN, or an error: of an argument, of the network, of the service, or SDP_E_MAYBE_DONE
 * @thread the client's
 */
SDP_API sdp_status sdp_contract_email_owner(sdp_client *client, const char *id, const sdp_options *options,
                                            const sdp_contract_mail **out);

/**
 * Makes a deep copy of a contract, to keep a row beyond the pager's next step.
 *
 * @param contract  borrowed; not NULL
 * @param error    receives the reason with its path; nullable
 * @param out       receives a new entity, freed by sdp_contract_free(); NULL on failure; not NULL
 * @return SDP_OK, SDP_E_ARGUMENT, SDP_E_STRUCT, SDP_E_UTF8, SDP_E_VALUE, SDP_E_LIMIT, SDP_E_NO_MEMORY
 * @thread any; the contract is not changed
 */
SDP_API sdp_status sdp_contract_copy(const sdp_contract *contract, sdp_error *error, const sdp_contract **out);

/**
 * Frees a contract that is new to the caller, with all that it contains.
 *
 * @param contract  freed; nullable; a borrowed one, or the caller's own, is left alone
 * @thread any
 */
SDP_API void sdp_contract_free(const sdp_contract *contract);

/**
 * Frees an association that is new to the caller, with all that it contains.
 *
 * @param association  freed; nullable; a borrowed one, or the caller's own, is left alone
 * @thread any
 */
SDP_API void sdp_contract_association_free(const sdp_contract_association *association);

/**
 * Frees a relationship that is new to the caller, with all that it contains.
 *
 * @param relationship  freed; nullable; a borrowed one, or the caller's own, is left alone
 * @thread any
 */
SDP_API void sdp_contract_relationship_free(const sdp_contract_relationship *relationship);

/**
 * Frees a mail that is new to the caller, with all that it contains.
 *
 * @param mail  freed; nullable; a borrowed one, or the caller's own, is left alone
 * @thread any
 */
SDP_API void sdp_contract_mail_free(const sdp_contract_mail *mail);

SDP_END_DECLS

#endif
