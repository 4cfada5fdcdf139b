/**
 * @file entity.h
 * Entities of any type: their members by path, and to and from JSON; for tools and bindings.
 */
#ifndef SDP_ENTITY_H
#define SDP_ENTITY_H

#include <sdp/reflect.h>

SDP_BEGIN_DECLS

/**
 * The type of an entity.
 *
 * @param entity  borrowed; nullable
 * @return the type, NULL where its head names none; borrowed, static
 * @thread any
 */
SDP_API const sdp_type *sdp_entity_type(const void *entity);

/**
 * Whether a member is absent, null, or has a value; of a received entity also for members without a row.
 *
 * @param entity  borrowed; nullable
 * @param path    such as "product_type.name"; borrowed; nullable
 * @return SDP_STATE_ABSENT, SDP_STATE_NULL or SDP_STATE_VALUE
 * @thread any; the entity is not changed
 */
SDP_API int32_t sdp_field_state(const void *entity, const char *path);

/**
 * A member as JSON, by its path.
 *
 * @param entity  borrowed; not NULL
 * @param path    such as "product_type.name"; not NULL
 * @param error   receives the reason with its path; nullable
 * @param out     receives a new text, freed by sdp_text_free(); NULL where the member is absent and on
 *                failure; not NULL
 * @return SDP_OK, SDP_E_ARGUMENT, SDP_E_STRUCT, SDP_E_UTF8, SDP_E_VALUE, SDP_E_LIMIT, SDP_E_NO_MEMORY
 * @thread any; the entity is not changed
 */
SDP_API sdp_status sdp_entity_get(const void *entity, const char *path, sdp_error *error, char **out);

/**
 * Makes an entity from JSON, checked as the input of a request: unknown members, members of another kind and
 * texts that are not UTF-8 are errors with their path.
 *
 * @param type   borrowed; not NULL
 * @param json   a JSON object; not NULL
 * @param flags  SDP_ALLOW_UNKNOWN: members without a row are kept and sent; or 0
 * @param error  receives the reason with line, column and path; nullable
 * @param out    receives a new entity, freed by sdp_entity_free(); NULL on failure; not NULL
 * @return SDP_OK, SDP_E_ARGUMENT, SDP_E_JSON, SDP_E_UNKNOWN_FIELD, SDP_E_VALUE, SDP_E_LIMIT, SDP_E_NO_MEMORY
 * @thread any
 */
SDP_API sdp_status sdp_entity_from_json(const sdp_type *type, const char *json, int32_t flags, sdp_error *error,
                                        void **out);

/**
 * Changes a member of an entity that sdp_entity_from_json() made. All that was read from it before is invalid then:
 * each text, nested struct, list and JSON value, also of members that were not changed. The entity stays where it is.
 *
 * @param entity  changed; not NULL
 * @param path    such as "product_type.name", "sites[0].id" or "sites[]"; not NULL
 * @param json    the value; "null" sends null; NULL makes the member absent
 * @param error   receives the reason; nullable
 * @return SDP_OK, SDP_E_ARGUMENT, SDP_E_STRUCT for any other entity, SDP_E_UTF8, SDP_E_JSON, SDP_E_UNKNOWN_FIELD,
 *         SDP_E_VALUE, SDP_E_LIMIT, SDP_E_NO_MEMORY; on failure the entity is as it was
 * @thread the entity's
 */
SDP_API sdp_status sdp_entity_set(void *entity, const char *path, const char *json, sdp_error *error);

/**
 * Prints any entity as JSON: a received one with its nulls and unknown members.
 *
 * @param entity  borrowed; not NULL
 * @param indent  spaces a level, 0 for one line, 8 at most
 * @param error   receives the reason with its path; nullable
 * @param out     receives a new text, freed by sdp_text_free(); NULL on failure; not NULL
 * @return SDP_OK, SDP_E_ARGUMENT, SDP_E_STRUCT, SDP_E_UTF8, SDP_E_VALUE, SDP_E_LIMIT, SDP_E_NO_MEMORY
 * @thread any; the entity is not changed
 */
SDP_API sdp_status sdp_entity_to_json(const void *entity, int32_t indent, sdp_error *error, char **out);

/**
 * Makes a deep copy of any entity. This is the way to copy one that was received: what an assignment makes of it has a
 * head that says the library's size, and is refused with SDP_E_STRUCT, here as everywhere.
 *
 * @param entity  borrowed; not NULL
 * @param error   receives the reason with its path; nullable
 * @param out     receives a new entity, freed by sdp_entity_free(); NULL on failure; not NULL
 * @return SDP_OK, SDP_E_ARGUMENT, SDP_E_STRUCT, SDP_E_UTF8, SDP_E_VALUE, SDP_E_LIMIT, SDP_E_NO_MEMORY
 * @thread any; the entity is not changed
 */
SDP_API sdp_status sdp_entity_copy(const void *entity, sdp_error *error, void **out);

/**
 * Frees any entity that is new to the caller.
 *
 * @param entity  freed; nullable; a borrowed one or the caller's own is left alone, and so is a copy by assignment, as
 *                long as what it was copied from lives
 * @thread any
 */
SDP_API void sdp_entity_free(const void *entity);

SDP_END_DECLS

#endif
