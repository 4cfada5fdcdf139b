#include "trash.h"

#include <stdlib.h>

#include "check.h"
#include "clock.h"
#include "document.h"
#include "guess.h"

/* Keeps an entity with another time of its deletion, and moves it. Returns how it is shown, new. */
static char *change(const job *of, sdp_json *entity, bool into)
{
    const entity_row *row = of->to->row;
    bool good = into ? json_put_time(entity, "deleted_time", clock_now(), true)
                     : json_put_new(entity, "deleted_time", SDP_JSON_NULL);
    char *printed = NULL;
    char *shown = NULL;
    if (!good || !store_begin(of->store)) return NULL;
    good =
        document_keep(of->store, row, entity, NULL, of->out) && store_trash(of->store, row->noun, of->to->ids[0], into);
    if (good && sdp_json_print(entity, 0, &printed) == SDP_OK) {
        shown = document_show(of->store, row, row->trash_view, printed);
    }
    sdp_text_free(printed);
    if (store_end(of->store, shown != NULL)) return shown;
    free(shown);
    return NULL;
}

void trash_move(const job *of)
{
    char *printed = store_get(of->store, of->to->row->noun, of->to->ids[0]);
    sdp_json *entity = json_parse(printed);
    free(printed);
    check_bare(of->input, of->out);
    if (!entity) {
        answer_problem(of->out, CODE_NO_SUCH_URL, NULL, NULL);
    } else if (of->out->problem_count == 0) {
        char *shown = change(of, entity, true);
        if (shown) answer_entity(of->out, of->to->row->singular_key, shown);
        free(shown);
    }
    sdp_json_free(entity);
}

static void write_restored(const job *of, const char *shown)
{
    const char *key = of->to->row->restore_key;
    if (!key) {
        answer_entity(of->out, of->to->row->singular_key, shown);
        return;
    }
    of->out->http = 200;
    text_printf(&of->out->body,
                "{\"response_status\":[{\"status_code\":2000,\"id\":\"%s\","
                "\"status\":\"success\"}],\"%s\":",
                of->to->ids[0], key);
    text_puts(&of->out->body, shown);
    text_puts(&of->out->body, "}");
}

void trash_restore(const job *of)
{
    const char *noun = of->to->row->noun;
    char *printed = store_get_trashed(of->store, noun, of->to->ids[0]);
    sdp_json *entity = json_parse(printed);
    free(printed);
    check_bare(of->input, of->out);
    if (!entity) {
        char *elsewhere = store_get(of->store, noun, of->to->ids[0]);
        if (elsewhere) {
            answer_problem(of->out, CODE_NO_SUCH_REFERENCE, "id", "It is not in the trash.");
        } else {
            answer_problem(of->out, CODE_NO_SUCH_URL, NULL, NULL);
        }
        free(elsewhere);
    } else if (of->out->problem_count == 0) {
        char *shown = change(of, entity, false);
        if (shown) write_restored(of, shown);
        free(shown);
    }
    sdp_json_free(entity);
}

void trash_delete(const job *of)
{
    const entity_row *row = of->to->row;
    char *printed = store_get(of->store, row->noun, of->to->ids[0]);
    bool trashed = !printed;
    if (trashed) printed = store_get_trashed(of->store, row->noun, of->to->ids[0]);
    sdp_json *entity = json_parse(printed);
    free(printed);
    if (!entity) {
        answer_problem(of->out, CODE_NO_SUCH_URL, NULL, NULL);
    } else if (trashed && guess_refuse(of->out, "what is in the trash can be deleted")) {
        /* The refusal is noted. */
    } else if (store_begin(of->store)) {
        bool good = (!row->forget || row->forget(of, entity)) && store_delete(of->store, row->noun, of->to->ids[0]);
        if (store_end(of->store, good)) answer_entity(of->out, NULL, NULL);
    }
    sdp_json_free(entity);
}
