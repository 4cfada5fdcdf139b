/*
 * The command's reader of comma-separated values. Each record that it gives has cells that are texts; a problem has
 * words and a place inside the file; and what was read well is read again from its cells, in quotes, as the same.
 */
#include <string.h>

#include "csv_read.h"
#include "fuzz.h"

typedef struct problems {
    size_t count;
    int64_t lines; /* of the file */
} problems;

static void note(void *data, int64_t line, int64_t column, const char *problem)
{
    problems *to = data;
    FUZZ_CHECK(line >= 1 && line <= to->lines && column >= 1 && *problem != '\0');
    to->count++;
}

static void put_quoted(text *to, const csv_record *from)
{
    for (size_t i = 0; i < from->count; i++) {
        text_puts(to, i > 0 ? ",\"" : "\"");
        for (const char *at = from->cells[i]; *at != '\0'; at++)
            text_put(to, *at == '"' ? "\"\"" : at, *at == '"' ? 2 : 1);
        text_puts(to, "\"");
    }
    text_puts(to, "\n");
}

static void check_again(const csv_file *file)
{
    csv_file again = {0};
    problems seen = {.lines = INT64_MAX};
    text written = {0};
    for (size_t i = 0; i < file->count; i++) put_quoted(&written, &file->records[i]);
    csv_read(&written, note, &seen, &again);
    FUZZ_CHECK(seen.count == 0 && again.count == file->count);
    for (size_t i = 0; i < file->count; i++) {
        FUZZ_CHECK(again.records[i].count == file->records[i].count);
        for (size_t j = 0; j < file->records[i].count; j++) {
            FUZZ_CHECK(strcmp(again.records[i].cells[j], file->records[i].cells[j]) == 0);
        }
    }
    csv_file_free(&again);
    text_free(&written);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz f;
    csv_file file = {0};
    text source = {0};
    problems seen = {.lines = 2};
    fuzz_begin(&f, data, size);
    text_put(&source, (const char *)f.at, f.left);
    for (size_t i = 0; i < f.left; i++) seen.lines += f.at[i] == '\n' || f.at[i] == '\r';
    csv_read(&source, note, &seen, &file);
    check_again(&file);
    csv_file_free(&file);
    text_free(&source);
    fuzz_end(&f);
    return 0;
}
