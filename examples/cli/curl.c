#include "curl.h"

#include <string.h>

#include "environment.h"
#include "errors.h"
#include "json.h"
#include "output.h"
#include "profile.h"
#include "text.h"
#include "verbose.h"

#define SECRET "***" /* what stands for secrets in a description */

static const char *text_at(const sdp_json *json, const char *path)
{
    const char *found = sdp_json_text(sdp_json_at(json, path));
    return found != NULL ? found : "";
}

static void put_quoted(text *to, const char *word)
{
    text_puts(to, "'");
    for (; *word != '\0'; word++) {
        if (*word == '\'') {
            text_puts(to, "'\\''");
        } else {
            text_put(to, word, 1);
        }
    }
    text_puts(to, "'");
}

/* An option in a line of its own, with its value quoted. */
static void put_option(text *to, const char *option, const char *value)
{
    text_printf(to, " \\\n  %s ", option);
    put_quoted(to, value);
}

/* "NAME: VALUE" or "NAME=VALUE", with a variable of the shell where a secret stands. */
static void put_pair(text *to, const char *option, const char *name, const char *sign, const char *value)
{
    static const struct {
        const char *name;
        const char *variable;
    } secrets[] = {{"Authorization", "SDP_ACCESS_TOKEN"},
                   {"authtoken", "SDP_AUTHTOKEN"},
                   {"userid", "NEUCRM_USERID"},
                   {"api_key", "NEUCRM_API_KEY"}};
    text pair = {0};
    const char *hidden = strstr(value, SECRET);
    for (size_t i = 0; hidden != NULL && i < sizeof(secrets) / sizeof(secrets[0]); i++) {
        if (strcmp(name, secrets[i].name) != 0) continue;
        text_printf(to, " \\\n  %s \"%s%s%.*s$%s\"", option, name, sign, (int)(hidden - value), value,
                    secrets[i].variable);
        return;
    }
    text_printf(&pair, "%s%s%s", name, sign, value);
    put_option(to, option, text_get(&pair));
    text_free(&pair);
}

static void put_headers(text *to, const sdp_json *headers, bool own_type)
{
    for (const sdp_json *one = sdp_json_first(headers); one != NULL; one = sdp_json_next(one)) {
        /* Of a form in parts curl makes the type, with a boundary of its own. */
        if (own_type && strcmp(sdp_json_name(one), "Content-Type") == 0) continue;
        put_pair(to, "-H", sdp_json_name(one), ": ", sdp_json_text(one));
    }
}

/* What curl reads within quotes of a part of a form. */
static void put_escaped(text *to, const char *word)
{
    text_puts(to, "\"");
    for (; word != NULL && *word != '\0'; word++) {
        if (*word == '"' || *word == '\\') text_puts(to, "\\");
        text_put(to, word, 1);
    }
    text_puts(to, "\"");
}

static void put_file(text *to, const sdp_json *file, const char *path)
{
    text part = {0};
    text_printf(&part, "%s=@", text_at(file, "part"));
    put_escaped(&part, path);
    text_puts(&part, ";filename=");
    put_escaped(&part, text_at(file, "name"));
    text_printf(&part, ";type=%s", text_at(file, "content_type"));
    put_option(to, "-F", text_get(&part));
    text_free(&part);
    const sdp_json *fields = sdp_json_member(file, "fields");
    for (const sdp_json *one = sdp_json_first(fields); one != NULL; one = sdp_json_next(one)) {
        put_pair(to, "--form-string", sdp_json_name(one), "=", sdp_json_text(one));
    }
}

/* The member behind "place": its name is that of the parameter. */
static void put_input(text *to, const sdp_json *request)
{
    const sdp_json *input = sdp_json_next(sdp_json_member(request, "place"));
    if (input == NULL) return;
    const char *plain = sdp_json_text(input);
    char *printed = plain == NULL ? json_print(input, 0) : NULL;
    put_pair(to, "--data-urlencode", sdp_json_name(input), "=", plain != NULL ? plain : printed);
    sdp_text_free(printed);
}

static void put_body(text *to, const sdp_json *request, const arguments *from)
{
    const char *place = text_at(request, "place");
    if (strcmp(place, "multipart") == 0) {
        put_file(to, sdp_json_member(request, "file"), from->file);
    } else if (strcmp(place, "fields") == 0) {
        const sdp_json *form = sdp_json_member(request, "form");
        for (const sdp_json *one = sdp_json_first(form); one != NULL; one = sdp_json_next(one)) {
            put_pair(to, "--data-urlencode", sdp_json_name(one), "=", sdp_json_text(one));
        }
    } else {
        put_input(to, request);
    }
}

/* Certificates, and the proxy, whose URL may hold a password. */
static void put_way(text *to)
{
    const char *proxy = environment_get("SDP_PROXY");
    if (environment_get("SDP_CA_FILE") != NULL) put_option(to, "--cacert", environment_get("SDP_CA_FILE"));
    if (proxy != NULL && strchr(proxy, '@') == NULL) {
        put_option(to, "--proxy", proxy);
    } else if (proxy != NULL) {
        text_puts(to, " \\\n  --proxy \"$SDP_PROXY\"");
    }
}

static void put_own_token(text *to, const arguments *from)
{
    text_puts(to, "SDP_ACCESS_TOKEN=$(sdp auth token");
    if (from->profile != NULL) {
        text_puts(to, " --profile ");
        put_quoted(to, from->profile);
    }
    text_puts(to, ")");
}

static const char *file_of(const char *name)
{
    const char *one;
    for (size_t i = 0; (one = secret_variable_at(i)) != NULL; i++) {
        if (strcmp(one, name) == 0) return environment_get(secret_file_variable_at(i));
    }
    return NULL;
}

/* The command names variables that this run has from elsewhere, and that the shell need not have. */
static void tell_variable(const char *command, const char *name, const arguments *from)
{
    text use = {0};
    text set = {0};
    const char *place = profile_place_of(name);
    const bool is_in_shell = environment_get(name) != NULL && place == NULL;
    text_printf(&use, "$%s\"", name);
    if (strstr(command, text_get(&use)) != NULL && !is_in_shell) {
        if (strcmp(name, "SDP_ACCESS_TOKEN") == 0) {
            put_own_token(&set, from);
        } else if (place != NULL) {
            text_printf(&set, "set %s, which is at %s", name, place);
        } else if (file_of(name) != NULL) {
            text_printf(&set, "%s=$(cat ", name);
            put_quoted(&set, file_of(name));
            text_puts(&set, ")");
        }
    }
    if (set.size > 0) verbose_note("for this command: %s", text_get(&set));
    text_free(&use);
    text_free(&set);
}

int curl_command(const char *described, const arguments *from)
{
    static const char *const variables[] = {"SDP_ACCESS_TOKEN", "SDP_AUTHTOKEN", "NEUCRM_USERID", "NEUCRM_API_KEY",
                                            "SDP_PROXY"};
    sdp_json *request = NULL;
    text command = {0};
    if (sdp_json_parse(described, strlen(described), NULL, &request) != SDP_OK) (void)must_have(NULL);
    const char *place = text_at(request, "place");
    const char *url = text_at(request, "url");
    const bool in_query = strcmp(place, "query") == 0;
    const bool in_parts = strcmp(place, "multipart") == 0;
    text_printf(&command, "curl -sS -X %s ", text_at(request, "method"));
    if (in_query) text_puts(&command, "-G ");
    if (strpbrk(url, "[]{}") != NULL) text_puts(&command, "-g ");
    put_quoted(&command, url);
    put_headers(&command, sdp_json_member(request, "headers"), in_parts);
    put_way(&command);
    if (from->file != NULL && !in_parts && strcmp(from->file, "-") != 0) put_option(&command, "-o", from->file);
    put_body(&command, request, from);
    text_puts(&command, "\n");
    sdp_json_free(request);
    int status = output_text(text_get(&command));
    for (size_t i = 0; i < sizeof(variables) / sizeof(variables[0]); i++) {
        tell_variable(text_get(&command), variables[i], from);
    }
    text_free(&command);
    return status;
}
