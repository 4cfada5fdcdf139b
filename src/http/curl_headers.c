/* Header lines: the list that libcurl sends, and the lines of the answer. */
#include <curl/curl.h>
#include <string.h>

#include "base/text.h"
#include "http/curl_parts.h"

/* Compares `size` bytes with a word in lower case. */
static int is_word(const char *bytes, size_t size, const char *word)
{
    if (strlen(word) != size) return 0;
    for (size_t i = 0; i < size; i++) {
        if (sdpi_lower(bytes[i]) != word[i]) return 0;
    }
    return 1;
}

/* These say where a message ends, or change how it is sent: they are the transport's own. */
static int is_framing(const char *name)
{
    static const char *const names[] = {"content-length", "transfer-encoding", "connection", "expect", "upgrade"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (sdpi_same_word(name, names[i])) return 1;
    }
    return 0;
}

static int is_allowed(const sdp_header *header)
{
    return header->name != NULL && sdpi_is_header_name(header->name) && !is_framing(header->name) &&
           header->value != NULL && sdpi_is_header_text(header->value);
}

static int headers_allowed(const sdp_request *request)
{
    for (size_t i = 0; i < request->header_count; i++) {
        if (!is_allowed(&request->headers[i])) return 0;
    }
    return 1;
}

void sdpi_curl_sent_init(sdpi_curl_sent *sent, const sdp_allocator *allocator)
{
    *sent = (sdpi_curl_sent){.body_kind = -1};
    sdpi_buffer_init(&sent->text, allocator, SDPI_MAX_HEADERS);
}

/* libcurl's way of writing a header without a value is a semicolon. */
static int is_line(const char *line, const sdp_header *header)
{
    if (header->name == NULL || header->value == NULL) return 0;
    size_t size = strlen(header->name);
    if (strncmp(line, header->name, size) != 0) return 0;
    if (header->value[0] == '\0') return strcmp(line + size, ";") == 0;
    return line[size] == ':' && line[size + 1] == ' ' && strcmp(line + size + 2, header->value) == 0;
}

static int is_same(const sdpi_curl_sent *sent, const sdp_request *request, int body_kind)
{
    if (sent->body_kind != body_kind || sent->given != request->header_count) return 0;
    for (size_t i = 0; i < request->header_count; i++) {
        if (!is_line(sent->nodes[i].data, &request->headers[i])) return 0;
    }
    return 1;
}

static void put_line(sdpi_buffer *text, const sdp_header *header)
{
    sdpi_buffer_text(text, header->name);
    sdpi_buffer_text(text, header->value[0] != '\0' ? ": " : ";");
    sdpi_buffer_text(text, header->value);
    sdpi_buffer_char(text, '\0');
}

/* Writes the lines of the request, and those that keep libcurl from adding its own; returns how many. */
static size_t put_lines(sdpi_buffer *text, const sdp_request *request, int body_kind)
{
    size_t count = request->header_count;
    int typed = 0;
    for (size_t i = 0; i < request->header_count; i++) {
        const sdp_header *header = &request->headers[i];
        put_line(text, header);
        typed |= is_word(header->name, strlen(header->name), "content-type");
    }
    if (body_kind == SDPI_CURL_BODY_NONE) return count;
    sdpi_buffer_put(text, "Expect:", sizeof "Expect:");
    if (typed) return count + 1;
    sdpi_buffer_put(text, "Content-Type:", sizeof "Content-Type:");
    return count + 2;
}

static int make_room(sdpi_curl_sent *sent, size_t count)
{
    if (count <= sent->capacity) return 1;
    struct curl_slist *nodes = sdpi_resize(sent->text.allocator, sent->nodes, count * sizeof *nodes);
    if (nodes == NULL) return 0;
    sent->nodes = nodes;
    sent->capacity = count;
    return 1;
}

/* The lines may hold a login. */
static void forget(sdpi_curl_sent *sent)
{
    if (sent->text.data != NULL) sdpi_wipe(sent->text.data, sent->text.size);
    sdpi_buffer_reset(&sent->text, SDPI_MAX_HEADERS);
    sent->given = 0;
    sent->body_kind = -1;
}

sdp_status sdpi_curl_sent_set(sdpi_curl_sent *sent, const sdp_request *request, int body_kind, int *changed)
{
    *changed = 0;
    if (is_same(sent, request, body_kind)) return SDP_OK; /* they were checked the last time */
    if (!headers_allowed(request)) return SDP_E_ARGUMENT;
    forget(sent);
    *changed = 1;
    size_t count = put_lines(&sent->text, request, body_kind);
    if (sent->text.status != SDP_OK) return sent->text.status;
    if (!make_room(sent, count)) return SDP_E_NO_MEMORY;
    char *line = sent->text.data;
    for (size_t i = 0; i < count; i++) {
        sent->nodes[i].data = line;
        sent->nodes[i].next = i + 1 < count ? &sent->nodes[i + 1] : NULL;
        line += strlen(line) + 1;
    }
    sent->given = request->header_count;
    sent->body_kind = body_kind;
    return SDP_OK;
}

void sdpi_curl_sent_free(sdpi_curl_sent *sent)
{
    forget(sent);
    sdpi_release(sent->text.allocator, sent->nodes);
    sdpi_buffer_free(&sent->text);
}

static void forget_answer(sdpi_curl_answer *answer)
{
    answer->ended = 0;
    answer->content_type[0] = '\0';
    answer->retry_after[0] = '\0';
    answer->location[0] = '\0';
}

void sdpi_curl_answer_reset(sdpi_curl_answer *answer)
{
    answer->lines = 0;
    answer->bytes = 0;
    forget_answer(answer);
}

/* The first of its name counts. What has no room is left out: a cut value would say something else. */
static void keep(char *to, size_t capacity, const char *value, size_t size)
{
    while (size > 0 && (*value == ' ' || *value == '\t')) {
        value++;
        size--;
    }
    while (size > 0 && (unsigned char)value[size - 1] <= ' ') size--;
    if (to[0] != '\0' || size >= capacity) return;
    for (size_t i = 0; i < size; i++) to[i] = (unsigned char)value[i] < ' ' || value[i] == 0x7f ? ' ' : value[i];
    to[size] = '\0';
}

sdp_status sdpi_curl_answer_line(sdpi_curl_answer *answer, const char *line, size_t size)
{
    answer->lines++;
    answer->bytes += size;
    if (answer->lines > SDPI_MAX_HEADER_COUNT || answer->bytes > SDPI_MAX_HEADERS) return SDP_E_TOO_LARGE;
    if (size >= 5 && memcmp(line, "HTTP/", 5) == 0) {
        /* An answer begins. One before it was interim. */
        forget_answer(answer);
        return SDP_OK;
    }
    if (answer->ended) return SDP_OK;
    const char *colon = memchr(line, ':', size);
    if (colon == NULL) {
        answer->ended = size <= 2;
        return SDP_OK;
    }
    size_t name = (size_t)(colon - line);
    size_t rest = size - name - 1;
    if (is_word(line, name, "content-type")) {
        keep(answer->content_type, sizeof answer->content_type, colon + 1, rest);
    } else if (is_word(line, name, "retry-after")) {
        keep(answer->retry_after, sizeof answer->retry_after, colon + 1, rest);
    } else if (is_word(line, name, "location")) {
        keep(answer->location, sizeof answer->location, colon + 1, rest);
    }
    return SDP_OK;
}

size_t sdpi_curl_answer_headers(sdpi_curl_answer *answer)
{
    const sdp_header kept[SDPI_CURL_KEPT] = {
        {"Content-Type", answer->content_type},
        {"Retry-After", answer->retry_after},
        {"Location", answer->location},
    };
    size_t count = 0;
    for (size_t i = 0; i < SDPI_CURL_KEPT; i++) {
        if (kept[i].value[0] != '\0') answer->headers[count++] = kept[i];
    }
    return count;
}
