/* URLs: the one root that a pasted base URL stands for, and the paths of operations below it. */
#ifndef SDPI_URL_H
#define SDPI_URL_H

#include "base/buffer.h"
#include "base/error.h"

/*
 * Appends the root, such as "https://desk.example.com/app/itdesk/api/v3". `base` may come with blanks around it, a
 * trailing '/', with or without /app/<portal> and /api/v3. `portal` is nullable.
 */
sdp_status sdpi_url_root(const char *base, const char *portal, int32_t allow_http, sdpi_buffer *root, sdp_error *error);

/*
 * The same for NeuCRM: "https://crm.example.com". `base` may come with /api/customer/list and its kin, or a part of it.
 * `portal` is of no account.
 */
sdp_status sdpi_url_neucrm_root(const char *base, const char *portal, int32_t allow_http, sdpi_buffer *root,
                                sdp_error *error);

/* Whether an id can be sent; `index` is its place among the ids, from 0. */
sdp_status sdpi_check_id(const char *id, size_t index, sdp_error *error);

/* Appends the path with its {…} filled by ids, each escaped as one segment. */
sdp_status sdpi_url_path(const char *path, const char *const *ids, size_t id_count, sdpi_buffer *url, sdp_error *error);

#endif
