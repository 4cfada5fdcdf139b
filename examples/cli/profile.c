#include "profile.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "environment.h"
#include "errors.h"
#include "nearest.h"
#include "profile_file.h"
#include "text.h"
#include "verbose.h"

#define STANDARD "default"

/* What a key belongs to: a login counts as a whole, and for the service that it is of. */
typedef enum part { PART_PLACE, PART_LOGIN, PART_CRM_LOGIN } part;

typedef struct key_row {
    const char *key;
    const char *variable;
    part part;
    bool is_secret;
    bool is_path;
} key_row;

static const key_row keys[] = {
    {"base_url", "SDP_BASE_URL", PART_PLACE, false, false},
    {"portal", "SDP_PORTAL", PART_PLACE, false, false},
    {"dc", "SDP_DC", PART_PLACE, false, false},
    {"client_id", "SDP_CLIENT_ID", PART_LOGIN, false, false},
    {"accounts_url", "SDP_ACCOUNTS_URL", PART_PLACE, false, false},
    {"token_cache", "SDP_TOKEN_CACHE", PART_PLACE, false, true},
    {"timeout_ms", "SDP_TIMEOUT_MS", PART_PLACE, false, false},
    {"max_retries", "SDP_MAX_RETRIES", PART_PLACE, false, false},
    {"ca_file", "SDP_CA_FILE", PART_PLACE, false, true},
    {"proxy", "SDP_PROXY", PART_PLACE, false, false},
    {"neucrm_base_url", "NEUCRM_BASE_URL", PART_PLACE, false, false},
    {"neucrm_userid", "NEUCRM_USERID", PART_CRM_LOGIN, false, false},
    {"client_secret", "SDP_CLIENT_SECRET", PART_LOGIN, true, false},
    {"refresh_token", "SDP_REFRESH_TOKEN", PART_LOGIN, true, false},
    {"access_token", "SDP_ACCESS_TOKEN", PART_LOGIN, true, false},
    {"authtoken", "SDP_AUTHTOKEN", PART_LOGIN, true, false},
    {"neucrm_api_key", "NEUCRM_API_KEY", PART_CRM_LOGIN, true, false},
};

enum { KEYS = sizeof(keys) / sizeof(keys[0]) };

/* Of the run; freed by nobody, as the environment is. */
static struct {
    char *name;
    char *config_path;
    char *secrets_path;
    text overridden;
    char *places[KEYS]; /* where each key was taken from; NULL: it was not */
} applied;

const char *profile_key_at(size_t index, bool *is_secret)
{
    if (index >= KEYS) return NULL;
    *is_secret = keys[index].is_secret;
    return keys[index].key;
}

const char *profile_name(void)
{
    return applied.name;
}

const char *profile_config_path(void)
{
    return applied.config_path != NULL ? applied.config_path : "";
}

const char *profile_secrets_path(void)
{
    return applied.secrets_path != NULL ? applied.secrets_path : "";
}

const char *profile_overridden(void)
{
    return text_get(&applied.overridden);
}

static const key_row *row_of(const char *key)
{
    for (size_t i = 0; i < KEYS; i++) {
        if (strcmp(keys[i].key, key) == 0) return &keys[i];
    }
    return NULL;
}

static int check_key(const profile_file *file, const profile_entry *entry, bool secret, const char *other_path)
{
    const key_row *row = row_of(entry->key);
    nearest hint = nearest_to(entry->key);
    if (row == NULL) {
        for (size_t i = 0; i < KEYS; i++) nearest_offer(&hint, keys[i].key);
        return profile_file_wrong(file, entry->line, "there is no key '%.60s'%s", entry->key, nearest_hint(&hint));
    }
    if (row->is_secret == secret) return STATUS_DONE;
    return profile_file_wrong(file, entry->line, "%s %s a secret, and belongs in %s", row->key,
                              row->is_secret ? "is" : "is not", other_path);
}

/* A section with secrets alone would be of no use but for a slip of the pen. */
static int check_section(const profile_file *file, const profile_entry *entry, const profile_file *config)
{
    nearest hint = nearest_to(entry->section);
    if (profile_file_has(config, entry->section) || strcmp(entry->section, STANDARD) == 0) return STATUS_DONE;
    for (size_t i = 0; i < config->count; i++) nearest_offer(&hint, config->entries[i].section);
    return profile_file_wrong(file, entry->line, "there is no section [%.60s] in %s%s", entry->section, config->path,
                              nearest_hint(&hint));
}

static int check_file(const profile_file *file, bool secret, const profile_file *other)
{
    int status = STATUS_DONE;
    for (size_t i = 0; i < file->count && status == STATUS_DONE; i++) {
        const profile_entry *entry = &file->entries[i];
        if (entry->key != NULL) {
            status = check_key(file, entry, secret, other->path);
        } else if (secret) {
            status = check_section(file, entry, other);
        }
    }
    return status;
}

static const profile_entry *entry_of(const profile_file *file, const char *section, const char *key)
{
    for (size_t i = 0; i < file->count; i++) {
        const profile_entry *entry = &file->entries[i];
        if (entry->key == NULL || strcmp(entry->section, section) != 0 || strcmp(entry->key, key) != 0) continue;
        return *entry->value != '\0' ? entry : NULL;
    }
    return NULL;
}

static const char *value_of(const profile_file *file, const char *section, const char *key)
{
    const profile_entry *entry = entry_of(file, section, key);
    return entry != NULL ? entry->value : NULL;
}

/* Whether the environment names another server than the profile does. */
static bool is_elsewhere(const char *name, const char *own)
{
    const char *wanted = environment_get(name);
    if (wanted == NULL || own == NULL) return false;
    const char *begin = strstr(own, "://");
    const size_t size = begin != NULL ? (size_t)(begin - own) + 3 + strcspn(begin + 3, "/?#") : strlen(own);
    if (strncasecmp(wanted, own, size) != 0) return true;
    return wanted[size] != '\0' && strchr("/?#", wanted[size]) == NULL;
}

static bool has_login(void)
{
    return environment_has_secret("SDP_ACCESS_TOKEN") || environment_has_secret("SDP_CLIENT_ID") ||
           environment_has_secret("SDP_AUTHTOKEN");
}

/* A login that the environment chooses is not mixed with another; and no secret goes where the profile does not send
   it. */
static bool leaves_out(part which, const profile_file *config, const char *name)
{
    const char *userid = environment_get("NEUCRM_USERID");
    const char *own_userid = value_of(config, name, "neucrm_userid");
    if (which == PART_CRM_LOGIN) {
        if (is_elsewhere("NEUCRM_BASE_URL", value_of(config, name, "neucrm_base_url"))) return true;
        if (userid == NULL) return environment_get("NEUCRM_USERID_FILE") != NULL;
        return own_userid != NULL && strcmp(userid, own_userid) != 0;
    }
    if (which != PART_LOGIN) return false;
    return has_login() || is_elsewhere("SDP_BASE_URL", value_of(config, name, "base_url"));
}

static bool is_set(const key_row *row)
{
    return row->part == PART_PLACE ? environment_get(row->variable) != NULL : environment_has_secret(row->variable);
}

/* No shell looks at these paths. */
static void set(const key_row *row, const char *value)
{
    text path = {0};
    const char *home = environment_get("HOME");
    if (row->is_path && begins_with(value, "~/") && home != NULL) {
        text_printf(&path, "%s%s", home, value + 1);
        value = text_get(&path);
    }
    if (setenv(row->variable, value, 1) != 0) (void)must_have(NULL);
    text_free(&path);
}

static void take(size_t key, const profile_file *file, const profile_entry *entry)
{
    text place = {0};
    set(&keys[key], entry->value);
    text_printf(&place, "%s:%zu: %s", file->path, entry->line, entry->key);
    applied.places[key] = place.data;
}

const char *profile_place_of(const char *name)
{
    for (size_t i = 0; i < KEYS; i++) {
        if (strcmp(keys[i].variable, name) == 0 || strcmp(keys[i].key, name) == 0) return applied.places[i];
    }
    return NULL;
}

static void apply(const char *name, const profile_file *config, const profile_file *secrets)
{
    const char *url = environment_get("SDP_BASE_URL");
    const bool has_portal = url != NULL && strstr(url, "/app/") != NULL;
    const bool had_login = has_login();
    const bool left_out[] = {[PART_PLACE] = false,
                             [PART_LOGIN] = leaves_out(PART_LOGIN, config, name),
                             [PART_CRM_LOGIN] = leaves_out(PART_CRM_LOGIN, config, name)};
    for (size_t i = 0; i < KEYS; i++) {
        const key_row *row = &keys[i];
        const profile_file *file = row->is_secret ? secrets : config;
        const profile_entry *entry = entry_of(file, name, row->key);
        if (entry == NULL) continue;
        if (left_out[row->part] || is_set(row) || (has_portal && strcmp(row->key, "portal") == 0)) {
            text_printf(&applied.overridden, "%s%s", applied.overridden.size > 0 ? ", " : "", row->key);
        } else {
            take(i, file, entry);
        }
    }
    if (left_out[PART_LOGIN] && !had_login) {
        verbose_note("the login of profile '%.60s' is for its own base_url, and not used for SDP_BASE_URL", name);
    }
    applied.name = copy_part(name, strlen(name));
    applied.config_path = config->exists ? copy_part(config->path, strlen(config->path)) : NULL;
    applied.secrets_path = secrets->exists ? copy_part(secrets->path, strlen(secrets->path)) : NULL;
}

static int no_profile(const char *name, const char *option, const profile_file *config)
{
    nearest hint = nearest_to(name);
    if (config->path == NULL) return complain(SDP_E_ARGUMENT, option, "HOME is not set: there are no profiles");
    if (!config->exists) {
        return complain(SDP_E_ARGUMENT, option, "there is no profile '%.60s': %s is not there", name, config->path);
    }
    for (size_t i = 0; i < config->count; i++) nearest_offer(&hint, config->entries[i].section);
    return complain(SDP_E_ARGUMENT, option, "there is no profile '%.60s' in %s%s", name, config->path,
                    nearest_hint(&hint));
}

static void note(int *status, int found)
{
    if (*status == STATUS_DONE) *status = found;
}

/* Of what is wrong the first counts; behind it the rest is applied only where `all` that is sound is wanted. */
static int read_and_apply(const arguments *from, bool all)
{
    profile_file config = {0};
    profile_file secrets = {0};
    const char *option = from->profile != NULL ? "--profile" : "SDP_PROFILE";
    const char *wanted = from->profile != NULL ? from->profile : environment_get("SDP_PROFILE");
    const char *name = wanted != NULL ? wanted : STANDARD;
    int status = profile_file_read("config", false, all, &config);
    if (all || status == STATUS_DONE) note(&status, profile_file_read("secrets", true, all, &secrets));
    if (all || status == STATUS_DONE) note(&status, check_file(&config, false, &secrets));
    if (all || status == STATUS_DONE) note(&status, check_file(&secrets, true, &config));
    const bool found = profile_file_has(&config, name) || profile_file_has(&secrets, name);
    if ((all || status == STATUS_DONE) && wanted != NULL && !found) note(&status, no_profile(name, option, &config));
    if ((all || status == STATUS_DONE) && found) apply(name, &config, &secrets);
    profile_file_free(&config);
    profile_file_free(&secrets);
    return status;
}

int profile_apply(const arguments *from)
{
    errors_locate_by(profile_place_of);
    return read_and_apply(from, false);
}

int profile_apply_sound(const arguments *from)
{
    errors_locate_by(profile_place_of);
    errors_silence(true);
    const int status = read_and_apply(from, true);
    errors_silence(false);
    return status;
}

void profile_each(void (*see)(void *data, const char *name), void *data)
{
    profile_file config = {0};
    errors_silence(true);
    if (profile_file_read("config", false, false, &config) == STATUS_DONE) {
        for (size_t i = 0; i < config.count; i++) {
            if (config.entries[i].key == NULL) see(data, config.entries[i].section);
        }
    }
    errors_silence(false);
    profile_file_free(&config);
}
