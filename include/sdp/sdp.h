/**
 * @file sdp.h
 * libsdp, a client for ServiceDesk Plus MSP v3: the five-minute tour, and all headers in one.
 *
 * 1. A client is made from a configuration and a login, and belongs to one thread at a time:
 *
 *        sdp_auth *auth;
 *        sdp_auth_new_token(token, NULL, &auth);
 *        sdp_config config = SDP_CONFIG(.base_url = "https://desk.example.com", .portal = "itdesk", .auth = auth);
 *        sdp_client *client;
 *        sdp_status rc = sdp_client_new(&config, NULL, &client);
 *
 * 2. Entities are plain structs. What is not set is not sent; SDP_NULL clears a member:
 *
 *        sdp_product_type kind = SDP_PRODUCT_TYPE(.name = "Workstation");
 *        sdp_product in = SDP_PRODUCT(.name = "XPS 15", .product_type = &kind, .is_laptop = SDP_TRUE);
 *        const sdp_product *product;
 *        rc = sdp_product_add(client, &in, NULL, &product);
 *
 * 3. What comes back is constant, has one owner, and is freed once:
 *
 *        if (rc == SDP_OK) puts(product->id);
 *        sdp_product_free(product);
 *
 * 4. A failure says what happened, whose fault it is, and what to do:
 *
 *        const sdp_error *error = sdp_last_error(client);
 *        fprintf(stderr, "%s\n%s\n", sdp_error_message(error), sdp_error_advice(error));
 *
 * 5. Lists are walked; a row is valid until the next step:
 *
 *        sdp_pager *all;
 *        rc = sdp_product_list(client, NULL, NULL, &all);
 *        while (rc == SDP_OK && (rc = sdp_product_next(all, &product)) == SDP_OK) puts(product->name);
 *        sdp_pager_free(all);
 *
 * docs/ has the rest: architecture.md, ownership.md, errors.md, threading.md.
 */
#ifndef SDP_SDP_H
#define SDP_SDP_H

#include <sdp/auth.h>
#include <sdp/base.h>
#include <sdp/batch.h>
#include <sdp/client.h>
#include <sdp/config_env.h>
#include <sdp/contracts.h>
#include <sdp/criteria.h>
#include <sdp/customers.h>
#include <sdp/entity.h>
#include <sdp/error.h>
#include <sdp/ffi.h>
#include <sdp/files.h>
#include <sdp/invoke.h>
#include <sdp/json.h>
#include <sdp/loop.h>
#include <sdp/neucrm.h>
#include <sdp/oauth.h>
#include <sdp/pager.h>
#include <sdp/products.h>
#include <sdp/query.h>
#include <sdp/reflect.h>
#include <sdp/transport.h>
#include <sdp/types.h>

#endif
