/* The tables of products.h. Rows stand in the order in which the service sends members. */
#include <sdp/products.h>

#include "model/rows.h"

#define OF sdp_product_type
FIELDS(sdp_product_type, SDP_TYPE_PRODUCT_TYPE, "product_type", "The product type of a product, such as Workstation",
       TEXT(image, READ_ONLY, "name of its picture"), TEXT(name, 0, "name of the product type"),
       ID(id, KEY, "id of the product type"));
#undef OF

#define OF sdp_software
FIELDS(sdp_software, SDP_TYPE_SOFTWARE, "software", "A software that a product stands for",
       BOOL(is_parent_suite, READ_ONLY, "whether it is a suite of others"), TEXT(name, 0, "name of the software"),
       ID(id, KEY, "id of the software"));
#undef OF

#define OF sdp_product_category
FIELDS(sdp_product_category, SDP_TYPE_PRODUCT_CATEGORY, "product_category", "The category of a product, such as IT",
       TEXT(name, 0, "name of the category"), TEXT(description, READ_ONLY, "what the category is for"),
       ID(id, KEY, "id of the category"));
#undef OF

#define OF sdp_depreciation
FIELDS(sdp_depreciation, SDP_TYPE_DEPRECIATION, "depreciation", "How a product loses its value",
       NUMBER(useful_life, 0, "how long it is of use"), ID(id, KEY, "id of the depreciation"),
       NUMBER(depreciation_percent, 0, "loss of value in percent"),
       NUMBER(salvage_value, 0, "what is left at the end"));
#undef OF

#define OF sdp_product
FIELDS(sdp_product, SDP_TYPE_PRODUCT, "product", "A hardware model of a product type",
       BOOL(is_laptop, 0, "whether it is a laptop"), TEXT(part_no, 0, "number of the part"),
       TEXT(comments, 0, "comments on it"),
       OBJECT(product_type, sdp_product_type, 0, "the product type it belongs to, by id or name"),
       OBJECT(software, sdp_software, 0, "the software it stands for, by id or name"),
       TEXT(name, 0, "name, unique among products"), ID(id, KEY | READ_ONLY, "id of the product"),
       OBJECT(type, sdp_lookup, READ_ONLY, "the kind of thing it is, such as Asset"),
       OBJECT(category, sdp_product_category, READ_ONLY, "its category, such as IT"),
       OBJECT(depreciation_detail, sdp_depreciation, READ_ONLY, "how it loses its value"),
       TEXT(manufacturer, 0, "name of its manufacturer"));
#undef OF
