/*
 * How the tables are written. A file of tables defines OF as the struct whose rows follow:
 *
 *     #define OF sdp_software
 *     FIELDS(sdp_software, SDP_TYPE_SOFTWARE, "software", "A software that a product stands for",
 *         ID(id, KEY, "id of the software"),
 *         TEXT(name, 0, "name of the software"),
 *         BOOL(is_parent_suite, READ_ONLY, "whether it is a suite of others"));
 *     #undef OF
 *
 * A row whose member has another C type than its kind does not compile: see SDPI_AT.
 */
#ifndef SDPI_ROWS_H
#define SDPI_ROWS_H

#include "model/types.h"

#define READ_ONLY SDP_FIELD_READ_ONLY
#define WRITE_TEXT SDP_FIELD_WRITE_TEXT
#define KEY SDP_FIELD_KEY

/* The offset of a member, of exactly this C type: _Generic has no branch for any other. */
#define SDPI_AT(member, c_type, expression) (uint32_t)(offsetof(OF, member) + _Generic((expression), c_type : 0))
#define SDPI_MEMBER(member) (((OF *)0)->member)

#define SDPI_ROW(name, member, c_type, kind, flags, nested, doc)                                                       \
    {                                                                                                                  \
        name, doc, nested, SDPI_AT(member, c_type, SDPI_MEMBER(member)), SDP_KIND_##kind, flags, sizeof(name) - 1      \
    }

/* The member has the name that JSON has; _AS: it has another, such as template_ for "template". */
#define TEXT(member, flags, doc) SDPI_ROW(#member, member, const char *, TEXT, flags, NULL, doc)
#define TEXT_AS(member, name, flags, doc) SDPI_ROW(name, member, const char *, TEXT, flags, NULL, doc)
#define ID(member, flags, doc) SDPI_ROW(#member, member, const char *, ID, flags, NULL, doc)
#define NUMBER(member, flags, doc) SDPI_ROW(#member, member, const char *, NUMBER, flags, NULL, doc)
#define BOOL(member, flags, doc) SDPI_ROW(#member, member, sdp_bool, BOOL, flags, NULL, doc)
#define TIME(member, flags, doc) SDPI_ROW(#member, member, sdp_time, TIME, flags, NULL, doc)
#define INTEGER(member, flags, doc) SDPI_ROW(#member, member, int64_t, INTEGER, flags, NULL, doc)
#define TEXTS(member, flags, doc) SDPI_ROW(#member, member, sdp_texts, TEXTS, flags, NULL, doc)
#define JSON(member, flags, doc) SDPI_ROW(#member, member, const sdp_json *, JSON, flags, NULL, doc)
#define UDF(member, flags, doc) SDPI_ROW(#member, member, const sdp_json *, UDF, flags, NULL, doc)
#define OBJECT(member, type, flags, doc) OBJECT_AS(member, #member, type, flags, doc)
#define OBJECT_AS(member, name, type, flags, doc)                                                                      \
    SDPI_ROW(name, member, const struct type *, OBJECT, flags, &sdpi_type_##type, doc)
/* `items` of a list points to constant pointers to the nested type. */
#define LIST(member, type, flags, doc) LIST_AS(member, #member, type, flags, doc)
#define LIST_AS(member, name, type, flags, doc)                                                                        \
    {                                                                                                                  \
        name, doc, &sdpi_type_##type, SDPI_AT(member, const struct type *const *, SDPI_MEMBER(member).items),          \
            SDP_KIND_LIST, flags, sizeof(name) - 1                                                                     \
    }

#define FIELDS(type, number, name, doc, ...)                                                                           \
    static const sdp_field type##_fields[] = {__VA_ARGS__};                                                            \
    const sdp_type sdpi_type_##type = {name,   doc,         type##_fields, sizeof type##_fields / sizeof(sdp_field),   \
                                       number, sizeof(type)}

#endif
