#include "csv_read.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

typedef struct reader {
    const char *at;
    const char *end;
    int64_t line;
    int64_t column; /* of `at` */
    csv_problem_fn problem;
    void *data;
    bool is_bad; /* the record under way */
} reader;

static void tell(reader *r, int64_t line, int64_t column, const char *problem)
{
    if (!r->is_bad) r->problem(r->data, line, column, problem);
    r->is_bad = true;
}

/* The bytes of the character at `at`; 0 where there is none that UTF-8 knows, or a zero byte. */
static size_t character_size(const char *at, const char *end)
{
    const unsigned char first = (unsigned char)*at;
    if (first == 0) return 0;
    if (first < 0x80) return 1;
    const size_t size = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    if (first < 0xC2 || first > 0xF4 || (size_t)(end - at) < size) return 0;
    for (size_t i = 1; i < size; i++) {
        if (((unsigned char)at[i] & 0xC0) != 0x80) return 0;
    }
    const unsigned char second = (unsigned char)at[1];
    /* Longer than it must be, half of a pair, or beyond the last character. */
    if ((first == 0xE0 && second < 0xA0) || (first == 0xED && second > 0x9F)) return 0;
    if ((first == 0xF0 && second < 0x90) || (first == 0xF4 && second > 0x8F)) return 0;
    return size;
}

static bool is_line_end(const reader *r)
{
    return *r->at == '\n' || (*r->at == '\r' && (r->at + 1 == r->end || r->at[1] == '\n'));
}

static void step_over_line_end(reader *r)
{
    if (r->at < r->end && *r->at == '\r') r->at++;
    if (r->at < r->end && *r->at == '\n') r->at++;
    r->line++;
    r->column = 1;
}

/* Moves over a character, and appends it. */
static void take_character(reader *r, text *cell)
{
    size_t size = character_size(r->at, r->end);
    if (size == 0) {
        tell(r, r->line, r->column, *r->at == '\0' ? "a zero byte" : "what stands here is not UTF-8");
        size = 1;
    }
    text_put(cell, r->at, size);
    if (*r->at == '\n') {
        r->line++;
        r->column = 0;
    }
    r->column++;
    r->at += size;
}

/* Behind the opening quote. */
static void read_quoted(reader *r, text *cell)
{
    const int64_t line = r->line;
    const int64_t column = r->column;
    const char *begin = r->at++;
    r->column++;
    while (r->at < r->end) {
        if (*r->at != '"') {
            take_character(r, cell);
        } else if (r->at + 1 < r->end && r->at[1] == '"') {
            text_puts(cell, "\"");
            r->at += 2;
            r->column += 2;
        } else {
            r->at++;
            r->column++;
            if (r->at < r->end && *r->at != ',' && !is_line_end(r)) {
                tell(r, r->line, r->column,
                     "a comma or the end of the line must follow the closing quote; a quote within quotes is "
                     "written twice");
            }
            return;
        }
    }
    tell(r, line, column, "the quote that opens here is not closed");
    /* The lines behind it are still worth a look. */
    r->at = begin + 1;
    r->line = line;
    r->column = column + 1;
}

static void read_plain(reader *r, text *cell)
{
    while (r->at < r->end && *r->at != ',' && !is_line_end(r)) {
        if (*r->at == '"') {
            tell(r, r->line, r->column,
                 "a quote within a cell that does not begin with one: put the whole cell into "
                 "quotes, and write this one twice");
        }
        if (*r->at == '\r') tell(r, r->line, r->column, "a carriage return without a line feed");
        take_character(r, cell);
    }
}

static void add_cell(csv_record *to, const text *cell, csv_place place)
{
    to->cells = must_have(realloc(to->cells, (to->count + 1) * sizeof(*to->cells)));
    to->places = must_have(realloc(to->places, (to->count + 1) * sizeof(*to->places)));
    to->places[to->count] = place;
    to->cells[to->count++] = copy_part(text_get(cell), cell->size);
}

static void free_record(csv_record *record)
{
    for (size_t i = 0; i < record->count; i++) free(record->cells[i]);
    free(record->cells);
    free(record->places);
}

/* Reads a record and its line end. */
static void read_record(reader *r, csv_record *record)
{
    *record = (csv_record){.line = r->line};
    r->is_bad = false;
    for (;;) {
        text cell = {0};
        const csv_place place = {r->line, r->column};
        if (r->at < r->end && *r->at == '"') read_quoted(r, &cell);
        read_plain(r, &cell);
        add_cell(record, &cell, place);
        text_free(&cell);
        if (r->at == r->end || *r->at != ',') break;
        r->at++;
        r->column++;
    }
    step_over_line_end(r);
}

void csv_read(const text *source, csv_problem_fn problem, void *data, csv_file *out)
{
    static const char mark[] = "\xEF\xBB\xBF";
    reader r = {.at = text_get(source), .line = 1, .column = 1, .problem = problem, .data = data};
    r.end = r.at + source->size;
    if (source->size >= 3 && memcmp(r.at, mark, 3) == 0) r.at += 3;
    *out = (csv_file){0};
    while (r.at < r.end) {
        csv_record record;
        if (is_line_end(&r)) {
            step_over_line_end(&r);
            continue;
        }
        read_record(&r, &record);
        if (r.is_bad) {
            free_record(&record);
            continue;
        }
        if ((out->count & (out->count - 1)) == 0) {
            const size_t room = out->count == 0 ? 1 : out->count * 2;
            out->records = must_have(realloc(out->records, room * sizeof(*out->records)));
        }
        out->records[out->count++] = record;
    }
}

void csv_file_free(csv_file *from)
{
    for (size_t i = 0; i < from->count; i++) free_record(&from->records[i]);
    free(from->records);
    *from = (csv_file){0};
}
