/* Fields that an installation defines itself: read and written by name, of any type of JSON. */
#include <string.h>

#include "connect.h"

#define FIELD "txt_single_line_field"

static void show(const char *what, const sdp_customer *customer)
{
    printf("%s\n", what);
    const sdp_json *field = sdp_json_first(customer->udf_fields); /* every field that there is */
    for (; field != NULL; field = sdp_json_next(field)) {
        const char *value = sdp_json_text(field); /* of texts and numbers; digits as they came */
        printf("  %s = %s\n", sdp_json_name(field), value != NULL ? value : "nothing");
    }
}

/* Writes what the JSON says; fields that it does not name stay as they are. */
static sdp_status write_fields(sdp_client *client, const char *id, const char *json, const char *what)
{
    sdp_json *fields = NULL;
    const sdp_customer *customer = NULL;
    sdp_status status = sdp_json_parse(json, strlen(json), NULL, &fields);
    sdp_customer change = SDP_CUSTOMER(.udf_fields = fields);
    if (status == SDP_OK) status = sdp_customer_edit(client, id, &change, NULL, &customer);
    if (status == SDP_OK) show(what, customer);
    sdp_customer_free(customer);
    sdp_json_free(fields);
    return status;
}

/* A value that is not known when the program is written is put in, so that no quote in it can do harm. */
static sdp_status write_text(sdp_client *client, const char *id, const char *text)
{
    sdp_json *fields = NULL;
    sdp_json *value = NULL;
    char *json = NULL;
    sdp_status status = sdp_json_new(SDP_JSON_OBJECT, &fields);
    if (status == SDP_OK) status = sdp_json_new_text(SDP_JSON_STRING, text, &value);
    if (status == SDP_OK) status = sdp_json_put(fields, FIELD, value);
    if (status == SDP_OK) status = sdp_json_print(fields, 0, &json);
    if (status == SDP_OK) status = write_fields(client, id, json, "written");
    sdp_text_free(json);
    sdp_json_free(fields);
    return status;
}

static int run(sdp_client *client)
{
    char name[80];
    const sdp_customer *customer = NULL;
    sdp_customer input = SDP_CUSTOMER(.name = example_name("Elm Street Bank", name, sizeof name));
    if (sdp_customer_add(client, &input, NULL, &customer) != SDP_OK) return example_failed(client, "add");
    show("added", customer);
    sdp_status status = write_text(client, customer->id, "the \"gold\" plan");
    if (status == SDP_OK) status = write_fields(client, customer->id, "{\"" FIELD "\":null}", "cleared");
    int result = status == SDP_OK ? EXIT_SUCCESS : example_failed(client, "edit");
    if (sdp_customer_move_to_trash(client, customer->id, NULL, NULL) != SDP_OK) result = EXIT_FAILURE;
    sdp_customer_free(customer);
    return result;
}

int main(void)
{
    sdp_client *client = example_connect();
    if (client == NULL) return EXIT_FAILURE;
    int result = run(client);
    sdp_client_free(client);
    return result;
}
