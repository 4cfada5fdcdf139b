/**
 * @file reflect.h
 * The tables of types, fields and operations, for tools and bindings.
 */
#ifndef SDP_REFLECT_H
#define SDP_REFLECT_H

#include <sdp/types.h>

SDP_BEGIN_DECLS

/** A type of entity: its table. Static; lives as long as the library. */
typedef struct sdp_type sdp_type;
/** A member of a type: a row of its table. Static. */
typedef struct sdp_field sdp_field;
/** An operation of the service: a row of the table of operations. Static. */
typedef struct sdp_operation sdp_operation;

/** Kinds of members, with the C type that each has. */
enum {
    SDP_KIND_TEXT = 1,    /**< const char *: UTF-8 */
    SDP_KIND_ID = 2,      /**< const char *: the digits of an id */
    SDP_KIND_NUMBER = 3,  /**< const char *: the literal of a number */
    SDP_KIND_BOOL = 4,    /**< sdp_bool */
    SDP_KIND_TIME = 5,    /**< sdp_time */
    SDP_KIND_INTEGER = 6, /**< int64_t, 0 is absent */
    SDP_KIND_OBJECT = 7,  /**< pointer to a struct of the nested type */
    SDP_KIND_LIST = 8,    /**< {items, count} of pointers to structs of the nested type */
    SDP_KIND_TEXTS = 9,   /**< sdp_texts */
    SDP_KIND_JSON = 10,   /**< const sdp_json *: any value, since no page prints its shape */
    SDP_KIND_UDF = 11     /**< const sdp_json *: an object of user-defined fields */
};

/** Bits of sdp_field_flags(). */
enum {
    SDP_FIELD_READ_ONLY = 1,  /**< the service sets it; refused on a write */
    SDP_FIELD_WRITE_TEXT = 2, /**< a number that is sent as a JSON string */
    SDP_FIELD_KEY = 4         /**< identifies the entity */
};

/** Which service an operation belongs to, and so which client can call it. */
enum {
    SDP_DIALECT_V3 = 1,    /**< ServiceDesk Plus MSP v3: a client of sdp_client_new() */
    SDP_DIALECT_NEUCRM = 2 /**< NeuCRM: a client of sdp_neucrm_client_new() */
};

/** Whether an operation changes anything on the server. */
enum { SDP_ACCESS_READ = 0, SDP_ACCESS_WRITE = 1 };

/**
 * A type by its position.
 *
 * @param index  from 0
 * @return the type, or NULL past the end; borrowed, static
 * @thread any
 */
SDP_API const sdp_type *sdp_type_at(size_t index);

/**
 * A type by its name, such as "product".
 *
 * @param name  borrowed; nullable
 * @return the type, or NULL where there is none; borrowed, static
 * @thread any
 */
SDP_API const sdp_type *sdp_type_by_name(const char *name);

/**
 * The name of a type.
 *
 * @param type  borrowed; nullable
 * @return the name, NULL for NULL; borrowed, static
 * @thread any
 */
SDP_API const char *sdp_type_name(const sdp_type *type);

/**
 * The documentation line of a type.
 *
 * @param type  borrowed; nullable
 * @return one line, NULL for NULL; borrowed, static
 * @thread any
 */
SDP_API const char *sdp_type_doc(const sdp_type *type);

/**
 * The number of a type, one of SDP_TYPE_….
 *
 * @param type  borrowed; nullable
 * @return the number, 0 for NULL
 * @thread any
 */
SDP_API int32_t sdp_type_number(const sdp_type *type);

/**
 * The size of a type's struct in the running library.
 *
 * @param type  borrowed; nullable
 * @return bytes, 0 for NULL
 * @thread any
 */
SDP_API size_t sdp_type_size(const sdp_type *type);

/**
 * A field by its position.
 *
 * @param type   borrowed; nullable
 * @param index  from 0
 * @return the field, or NULL past the end; borrowed, static
 * @thread any
 */
SDP_API const sdp_field *sdp_type_field(const sdp_type *type, size_t index);

/**
 * A field by the name it has in JSON.
 *
 * @param type  borrowed; nullable
 * @param name  borrowed; nullable
 * @return the field, or NULL where there is none; borrowed, static
 * @thread any
 */
SDP_API const sdp_field *sdp_type_field_by_name(const sdp_type *type, const char *name);

/**
 * The field whose name is nearest to a mistyped one.
 *
 * @param type  borrowed; nullable
 * @param name  borrowed; nullable
 * @return the field, or NULL where none is near; borrowed, static
 * @thread any
 */
SDP_API const sdp_field *sdp_type_field_nearest(const sdp_type *type, const char *name);

/**
 * The name of a field in JSON.
 *
 * @param field  borrowed; nullable
 * @return the name, NULL for NULL; borrowed, static
 * @thread any
 */
SDP_API const char *sdp_field_name(const sdp_field *field);

/**
 * The documentation line of a field.
 *
 * @param field  borrowed; nullable
 * @return one line, NULL for NULL; borrowed, static
 * @thread any
 */
SDP_API const char *sdp_field_doc(const sdp_field *field);

/**
 * The kind of a field.
 *
 * @param field  borrowed; nullable
 * @return one of SDP_KIND_…, 0 for NULL
 * @thread any
 */
SDP_API int32_t sdp_field_kind(const sdp_field *field);

/**
 * The name of a kind, such as "text".
 *
 * @param kind  one of SDP_KIND_…
 * @return the name, NULL for another number; borrowed, static
 * @thread any
 */
SDP_API const char *sdp_kind_name(int32_t kind);

/**
 * The flags of a field.
 *
 * @param field  borrowed; nullable
 * @return bits of SDP_FIELD_…
 * @thread any
 */
SDP_API int32_t sdp_field_flags(const sdp_field *field);

/**
 * Where the field stands in its struct.
 *
 * @param field  borrowed; nullable
 * @return bytes from the start
 * @thread any
 */
SDP_API size_t sdp_field_offset(const sdp_field *field);

/**
 * The type of a nested object, or of the items of a list.
 *
 * @param field  borrowed; nullable
 * @return the type, NULL for other kinds; borrowed, static
 * @thread any
 */
SDP_API const sdp_type *sdp_field_type(const sdp_field *field);

/**
 * An operation by its position.
 *
 * @param index  from 0
 * @return the operation, or NULL past the end; borrowed, static
 * @thread any
 */
SDP_API const sdp_operation *sdp_operation_at(size_t index);

/**
 * An operation by its name, such as "products.add".
 *
 * @param name  borrowed; nullable
 * @return the operation, or NULL where there is none; borrowed, static
 * @thread any
 */
SDP_API const sdp_operation *sdp_operation_by_name(const char *name);

/**
 * The name of an operation.
 *
 * @param operation  borrowed; nullable
 * @return such as "products.add", NULL for NULL; borrowed, static
 * @thread any
 */
SDP_API const char *sdp_operation_name(const sdp_operation *operation);

/**
 * The documentation line of an operation.
 *
 * @param operation  borrowed; nullable
 * @return one line, NULL for NULL; borrowed, static
 * @thread any
 */
SDP_API const char *sdp_operation_doc(const sdp_operation *operation);

/**
 * The HTTP method of an operation.
 *
 * @param operation  borrowed; nullable
 * @return such as "POST", NULL for NULL; borrowed, static
 * @thread any
 */
SDP_API const char *sdp_operation_method(const sdp_operation *operation);

/**
 * The path of an operation, below the API root.
 *
 * @param operation  borrowed; nullable
 * @return such as "/products/{product_id}", NULL for NULL; borrowed, static
 * @thread any
 */
SDP_API const char *sdp_operation_path(const sdp_operation *operation);

/**
 * The path that the vendor's page prints, where it differs from the one that is sent.
 *
 * @param operation  borrowed; nullable
 * @return the path, NULL where it does not differ; borrowed, static
 * @thread any
 */
SDP_API const char *sdp_operation_printed_path(const sdp_operation *operation);

/**
 * How many ids the operation takes, in its path and in its body.
 *
 * @param operation  borrowed; nullable
 * @return the count
 * @thread any
 */
SDP_API size_t sdp_operation_id_count(const sdp_operation *operation);

/**
 * The ids that stand in the body. They follow those of the path, which its braces name.
 *
 * @param operation  borrowed; nullable
 * @return names separated by spaces, such as "customerid" of neucrm.update; NULL where all are in the path; borrowed,
 *         static
 * @thread any
 */
SDP_API const char *sdp_operation_body_ids(const sdp_operation *operation);

/**
 * The service that the operation belongs to.
 *
 * @param operation  borrowed; nullable
 * @return SDP_DIALECT_V3 or SDP_DIALECT_NEUCRM; 0 for NULL
 * @thread any
 */
SDP_API int32_t sdp_operation_dialect(const sdp_operation *operation);

/**
 * Whether the operation changes anything on the server.
 *
 * @param operation  borrowed; nullable
 * @return SDP_ACCESS_READ or SDP_ACCESS_WRITE
 * @thread any
 */
SDP_API int32_t sdp_operation_access(const sdp_operation *operation);

/**
 * Where the input goes.
 *
 * @param operation  borrowed; nullable
 * @return one of SDP_PLACE_… (client.h), never SDP_PLACE_DEFAULT
 * @thread any
 */
SDP_API int32_t sdp_operation_place(const sdp_operation *operation);

/**
 * What is sent where there is no input.
 *
 * @param operation  borrowed; nullable
 * @return SDP_BARE_NOTHING, SDP_BARE_EMPTY or SDP_BARE_OBJECT (client.h)
 * @thread any
 */
SDP_API int32_t sdp_operation_bare(const sdp_operation *operation);

/**
 * The type of the input.
 *
 * @param operation  borrowed; nullable
 * @return the type, NULL where it takes none; borrowed, static
 * @thread any
 */
SDP_API const sdp_type *sdp_operation_input_type(const sdp_operation *operation);

/**
 * The key that wraps the input in input_data.
 *
 * @param operation  borrowed; nullable
 * @return such as "product"; NULL where there is none; borrowed, static
 * @thread any
 */
SDP_API const char *sdp_operation_input_key(const sdp_operation *operation);

/**
 * Whether the input is a list of entities.
 *
 * @param operation  borrowed; nullable
 * @return 1 or 0
 * @thread any
 */
SDP_API int32_t sdp_operation_input_is_list(const sdp_operation *operation);

/**
 * Of an input without envelope that has members beside its entity: the member that holds the entity. sdp_invoke()
 * takes a bare object without that member as the entity itself.
 *
 * @param operation  borrowed; nullable
 * @return such as "contract" of contracts.renew; NULL where there is none; borrowed, static
 * @thread any
 */
SDP_API const char *sdp_operation_input_inner(const sdp_operation *operation);

/**
 * Whether the operation cannot go without a member.
 *
 * @param operation  borrowed; nullable
 * @param field      the member's JSON name; borrowed; nullable
 * @return 1 or 0
 * @thread any
 */
SDP_API int32_t sdp_operation_requires(const sdp_operation *operation, const char *field);

/**
 * The type of what comes back.
 *
 * @param operation  borrowed; nullable
 * @return the type, NULL where nothing does; borrowed, static
 * @thread any
 */
SDP_API const sdp_type *sdp_operation_output_type(const sdp_operation *operation);

/**
 * Under which keys the entity may stand in the answer.
 *
 * @param operation  borrowed; nullable
 * @return names separated by spaces, NULL where nothing comes back; borrowed, static
 * @thread any
 */
SDP_API const char *sdp_operation_output_keys(const sdp_operation *operation);

/**
 * Whether many entities come back: the operation is walked with a pager.
 *
 * @param operation  borrowed; nullable
 * @return 1 or 0
 * @thread any
 */
SDP_API int32_t sdp_operation_output_is_list(const sdp_operation *operation);

/**
 * Whether the type describes the whole answer, and not what stands under its key. Such an answer's key is a member of
 * the type: sdp_invoke() gives what is in it.
 *
 * @param operation  borrowed; nullable
 * @return 1 or 0
 * @thread any
 */
SDP_API int32_t sdp_operation_output_is_whole(const sdp_operation *operation);

SDP_END_DECLS

#endif
