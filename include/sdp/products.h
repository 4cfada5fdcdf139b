/**
 * @file products.h
 * Products: the hardware models of each product type.
 */
#ifndef SDP_PRODUCTS_H
#define SDP_PRODUCTS_H

#include <sdp/pager.h>

SDP_BEGIN_DECLS

/** The product type that a product belongs to, such as Workstation. */
typedef struct sdp_product_type {
    sdp_head head;
    const char *id;
    const char *name;
    const char *image;
} sdp_product_type;

/** A software that a product stands for. */
typedef struct sdp_software {
    sdp_head head;
    const char *id;
    const char *name;
    sdp_bool is_parent_suite;
} sdp_software;

/** The category of a product, such as IT. */
typedef struct sdp_product_category {
    sdp_head head;
    const char *id;
    const char *name;
    const char *description;
} sdp_product_category;

/** How a product loses its value. Numbers are texts, digits as on the wire. */
typedef struct sdp_depreciation {
    sdp_head head;
    const char *id;
    const char *useful_life;
    const char *depreciation_percent;
    const char *salvage_value;
} sdp_depreciation;

/** A product. */
typedef struct sdp_product {
    sdp_head head;
    const char *id;
    const char *name;
    const char *manufacturer;
    const char *part_no;
    const char *comments;
    sdp_bool is_laptop;
    const sdp_product_type *product_type;
    const sdp_software *software;
    const sdp_lookup *type;
    const sdp_product_category *category;
    const sdp_depreciation *depreciation_detail;
} sdp_product;

/** A list of products. */
typedef struct sdp_products {
    const sdp_product *const *items;
    size_t count;
} sdp_products;

/* clang-format off */
#define SDP_PRODUCT_TYPE(...) { .head = SDP_HEAD(sdp_product_type, SDP_TYPE_PRODUCT_TYPE), __VA_ARGS__ }
#define SDP_PRODUCT_TYPE_INIT SDP_INIT(sdp_product_type, SDP_TYPE_PRODUCT_TYPE)
#define SDP_SOFTWARE(...) { .head = SDP_HEAD(sdp_software, SDP_TYPE_SOFTWARE), __VA_ARGS__ }
#define SDP_SOFTWARE_INIT SDP_INIT(sdp_software, SDP_TYPE_SOFTWARE)
#define SDP_PRODUCT(...) { .head = SDP_HEAD(sdp_product, SDP_TYPE_PRODUCT), __VA_ARGS__ }
#define SDP_PRODUCT_INIT SDP_INIT(sdp_product, SDP_TYPE_PRODUCT)
/* clang-format on */

/**
 * Sets a product to all absent: for a struct that is used again, and for C++ before C++20.
 *
 * @param product  overwritten; not NULL; as long as sizeof(sdp_product) of these headers
 * @thread any
 */
static inline void sdp_product_init(sdp_product *product)
{
    sdp_product empty = SDP_PRODUCT_INIT;
    *product = empty;
}

/**
 * Adds a product. Name and product type are required.
 *
 * @vendor products.add: POST /products
 * @param client   not NULL
 * @param input    borrowed for the call; not NULL
 * @param options  borrowed for the call; nullable
 * @param out      receives a new entity, freed by sdp_product_free(); NULL on failure; nullable
 * @return SDP_OK, SDP_DRY_RUN, or an error: of the input (SDP_E_ARGUMENT to SDP_E_LIMIT, nothing was sent), of
 *         the network, of the service, or SDP_E_MAYBE_DONE; docs/errors.md has each
 * @thread the client's
 */
SDP_API sdp_status sdp_product_add(sdp_client *client, const sdp_product *input, const sdp_options *options,
                                   const sdp_product **out);

/**
 * Makes sure that a product is there: finds it by its name, or adds it. It may be called again after a
 * SDP_E_MAYBE_DONE of itself or of sdp_product_add(), and settles it; a record that is found is not changed. It calls
 * products.list, and then products.get or products.add; between the two another program may add the same.
 *
 * A name with blanks at its ends is looked for as it is, and where nothing is found without them. A record that differs
 * in case or such blanks alone is neither taken nor added beside: SDP_E_AMBIGUOUS. One that the service stores with
 * such blanks and does not find by the name without them cannot be seen, and is added beside.
 *
 * @param client   not NULL
 * @param input    as for sdp_product_add(), and checked as there before anything is sent; borrowed for the call; not
 *                 NULL
 * @param options  timeout_ms counts for all of it; borrowed for the call; nullable
 * @param added    receives 1 where it was added, 0 where it was found; nullable
 * @param out      receives a new entity, freed by sdp_product_free(); NULL on failure; nullable
 * @return SDP_OK, SDP_DRY_RUN with the adding described, SDP_E_AMBIGUOUS with the ids in the message where several
 *         match and nothing was added, or an error, as sdp_product_add()
 * @thread the client's
 */
SDP_API sdp_status sdp_product_ensure(sdp_client *client, const sdp_product *input, const sdp_options *options,
                                      int32_t *added, const sdp_product **out);

/**
 * Changes the members of a product that `input` sets; SDP_NULL clears one.
 *
 * @vendor products.edit: PUT /products/{product_id}
 * @param client   not NULL
 * @param id       the product's id; not NULL, not empty
 * @param input    borrowed for the call; not NULL
 * @param options  borrowed for the call; nullable
 * @param out      receives a new entity, freed by sdp_product_free(); NULL on failure; nullable
 * @return SDP_OK, SDP_DRY_RUN, or an error, as sdp_product_add()
 * @thread the client's
 */
SDP_API sdp_status sdp_product_edit(sdp_client *client, const char *id, const sdp_product *input,
                                    const sdp_options *options, const sdp_product **out);

/**
 * Reads a product.
 *
 * @vendor products.get: GET /products/{product_id}
 * @param client   not NULL
 * @param id       the product's id; not NULL, not empty
 * @param options  borrowed for the call; nullable
 * @param out      receives a new entity, freed by sdp_product_free(); NULL on failure; not NULL
 * @return SDP_OK, SDP_DRY_RUN, or an error: of an argument, of the network, or of the service; docs/errors.md
 * @thread the client's
 */
SDP_API sdp_status sdp_product_get(sdp_client *client, const char *id, const sdp_options *options,
                                   const sdp_product **out);

/**
 * Starts a walk over products. The first page is fetched by the first sdp_product_next().
 *
 * @vendor products.list: GET /products
 * @param client   not NULL; outlives the pager
 * @param query    copied; nullable: all products
 * @param options  copied, but its cancel object, headers and tag are borrowed for the pager's life; nullable
 * @param out      receives a new pager, freed by sdp_pager_free(); NULL on failure; not NULL
 * @return SDP_OK, SDP_DRY_RUN, or an error of an argument or of the query
 * @thread the client's
 */
SDP_API sdp_status sdp_product_list(sdp_client *client, const sdp_query *query, const sdp_options *options,
                                    sdp_pager **out);

/**
 * The next product of a walk.
 *
 * @param pager  from sdp_product_list(); not NULL
 * @param out    receives an entity, borrowed from the pager until its next step; NULL on failure; not NULL
 * @return SDP_OK, SDP_END, SDP_E_ARGUMENT for a pager of something else, or an error of the call that fetched
 *         the page; the same page is asked for again by the next call
 * @thread the client's
 */
SDP_API sdp_status sdp_product_next(sdp_pager *pager, const sdp_product **out);

/**
 * Deletes a product.
 *
 * @vendor products.delete: DELETE /products/{product_id}
 * @param client   not NULL
 * @param id       the product's id; not NULL, not empty
 * @param options  borrowed for the call; nullable
 * @return SDP_OK, SDP_DRY_RUN, or an error: of an argument, of the network, of the service, or SDP_E_MAYBE_DONE
 * @thread the client's
 */
SDP_API sdp_status sdp_product_delete(sdp_client *client, const char *id, const sdp_options *options);

/**
 * Makes a deep copy of a product, to keep a row beyond the pager's next step.
 *
 * @param product  borrowed; not NULL
 * @param error    receives the reason with its path; nullable
 * @param out      receives a new entity, freed by sdp_product_free(); NULL on failure; not NULL
 * @return SDP_OK, SDP_E_ARGUMENT, SDP_E_STRUCT, SDP_E_UTF8, SDP_E_VALUE, SDP_E_LIMIT, SDP_E_NO_MEMORY
 * @thread any; the product is not changed
 */
SDP_API sdp_status sdp_product_copy(const sdp_product *product, sdp_error *error, const sdp_product **out);

/**
 * Frees a product that is new to the caller, with all that it contains.
 *
 * @param product  freed; nullable; a borrowed one, or the caller's own, is left alone
 * @thread any
 */
SDP_API void sdp_product_free(const sdp_product *product);

SDP_END_DECLS

#endif
