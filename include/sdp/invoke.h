/**
 * @file invoke.h
 * Every operation by its name, with JSON in and out: for tools and bindings.
 *
 * The input passes through the typed tables and is checked by them; so does the output.
 */
#ifndef SDP_INVOKE_H
#define SDP_INVOKE_H

#include <sdp/pager.h>
#include <sdp/reflect.h>

SDP_BEGIN_DECLS

/** A bit for the `flags` of sdp_invoke(), beside SDP_ALLOW_UNKNOWN. */
enum { SDP_INVOKE_ENSURE = 2 /**< for products.add, customers.add and contracts.add: as sdp_product_ensure() */ };

/**
 * Calls an operation.
 *
 * Input that has the operation's envelope key is the whole input_data; else it is the bare entity, and is
 * wrapped. An operation on a list takes one object or an array.
 *
 * @param client     not NULL
 * @param operation  such as "products.add"; not NULL
 * @param ids        as many as the operation takes; borrowed for the call; nullable where id_count is 0
 * @param id_count   how many
 * @param input      JSON; borrowed for the call; nullable
 * @param flags      SDP_ALLOW_UNKNOWN, SDP_INVOKE_ENSURE, both, or 0
 * @param options    borrowed for the call; nullable, but an upload takes its file from here
 * @param out        receives a new text, freed by sdp_text_free(): the entity, an array of the rows of one page, or
 *                   "{}"; NULL on failure; not NULL
 * @return SDP_OK, SDP_DRY_RUN, SDP_E_UNKNOWN_FIELD for an operation that does not exist, SDP_E_ARGUMENT for
 *         SDP_INVOKE_ENSURE with an operation that cannot do it, or any error of the call
 *         (docs/errors.md)
 * @thread the client's
 */
SDP_API sdp_status sdp_invoke(sdp_client *client, const char *operation, const char *const *ids, size_t id_count,
                              const char *input, int32_t flags, const sdp_options *options, char **out);

/**
 * Starts a walk over any list.
 *
 * @param client     not NULL; outlives the pager
 * @param operation  such as "products.list"; not NULL
 * @param ids        as many as the operation takes; borrowed for the call; nullable where id_count is 0
 * @param id_count   how many
 * @param input      JSON: the list_info, or an object that has it; borrowed for the call; nullable
 * @param flags      SDP_ALLOW_UNKNOWN or 0
 * @param options    copied, but its cancel object, headers and tag are borrowed for the pager's life; nullable
 * @param out        receives a new pager, freed by sdp_pager_free(); NULL on failure; not NULL
 * @return SDP_OK, SDP_DRY_RUN, or an error of an argument or of the input
 * @thread the client's
 */
SDP_API sdp_status sdp_invoke_list(sdp_client *client, const char *operation, const char *const *ids, size_t id_count,
                                   const char *input, int32_t flags, const sdp_options *options, sdp_pager **out);

SDP_END_DECLS

#endif
