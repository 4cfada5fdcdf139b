#include "fuzz.h"

#include <cjson/cJSON.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>

/* The linker leads every call of malloc() and its kin in this program here (--wrap), and the real ones have these
   names. cJSON is a library of its own, and is told. */
void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *block, size_t size);
void __real_free(void *block);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *block, size_t size);
void __wrap_free(void *block);

static struct {
    long fails; /* number of the allocation that fails, from 1; 0: none */
    int all;    /* those behind it fail too */
    int armed;
    int failed;
    long calls;
    long alive;
    const char *secret;
} memory;

static int may(void)
{
    if (!memory.armed) return 1;
    memory.calls++;
    if (memory.fails == 0 || memory.calls < memory.fails) return 1;
    if (memory.calls > memory.fails && !memory.all) return 1;
    memory.failed = 1;
    return 0;
}

static void *count(void *made)
{
    if (made != NULL) memory.alive++;
    return made;
}

/* Where a secret is looked for, new memory behind `known` bytes must not still hold what someone freed before. */
static void *forget(void *made, size_t known)
{
    const size_t size = made != NULL && memory.secret != NULL ? malloc_usable_size(made) : 0;
    if (size > known) memset((char *)made + known, 0, size - known);
    return made;
}

static void search(const char *block)
{
    const size_t size = strlen(memory.secret);
    const size_t block_size = malloc_usable_size(sdpi_own(block));
    for (size_t at = 0; at + size <= block_size; at++) FUZZ_CHECK(memcmp(block + at, memory.secret, size) != 0);
}

void *__wrap_malloc(size_t size)
{
    return may() ? count(forget(__real_malloc(size), 0)) : NULL;
}

void *__wrap_calloc(size_t number, size_t size)
{
    return may() ? count(forget(__real_calloc(number, size), 0)) : NULL;
}

void *__wrap_realloc(void *block, size_t size)
{
    if (!may()) return NULL;
    const size_t known = block != NULL && memory.secret != NULL ? malloc_usable_size(block) : 0;
    if (known > 0) search(block); /* it may be freed, and what it holds lives on */
    void *made = forget(__real_realloc(block, size), known);
    return block == NULL ? count(made) : made;
}

void __wrap_free(void *block)
{
    if (block != NULL) memory.alive--;
    if (block != NULL && memory.secret != NULL) search(block);
    __real_free(block);
}

void fuzz_begin(fuzz *f, const uint8_t *data, size_t size)
{
    cJSON_Hooks hooks = {__wrap_malloc, __wrap_free};
    cJSON_InitHooks(&hooks);
    *f = (fuzz){.at = data, .left = size};
    scarce_init(&f->memory, -1);
    memset(&memory, 0, sizeof memory);
    const unsigned head = fuzz_byte(f) | (unsigned)fuzz_byte(f) << 8;
    memory.fails = (long)(head & 0x7FFF);
    memory.all = (head & 0x8000) != 0;
}

void fuzz_arm(void)
{
    memory.armed = 1;
}

int fuzz_disarm(void)
{
    memory.armed = 0;
    return memory.failed;
}

int fuzz_failed(void)
{
    return memory.failed;
}

void fuzz_end(const fuzz *f)
{
    memory.armed = 0;
    memory.secret = NULL;
    FUZZ_CHECK(f->memory.alive == 0);
    FUZZ_CHECK(memory.alive == 0);
}

void fuzz_secret(const char *secret)
{
    enum { SHORT = 8 }; /* bytes that stand together by chance */
    memory.secret = strlen(secret) >= SHORT ? secret : NULL;
}

long fuzz_allocations(void)
{
    return memory.calls;
}

uint8_t fuzz_byte(fuzz *f)
{
    if (f->left == 0) return 0;
    f->left--;
    return *f->at++;
}

static char *take(fuzz *f, size_t size)
{
    char *text = malloc(size + 1);
    if (text == NULL) abort();
    if (size > 0) memcpy(text, f->at, size);
    text[size] = '\0';
    f->at += size;
    f->left -= size;
    return text;
}

char *fuzz_line(fuzz *f)
{
    const uint8_t *end = f->left > 0 ? memchr(f->at, '\n', f->left) : NULL;
    char *text = take(f, end != NULL ? (size_t)(end - f->at) : f->left);
    (void)fuzz_byte(f);
    return text;
}

char *fuzz_rest(fuzz *f, size_t *size)
{
    if (size != NULL) *size = f->left;
    return take(f, f->left);
}

void fuzz_fail(const char *file, int line, const char *what)
{
    fprintf(stderr, "%s:%d: this does not hold: %s\n", file, line, what);
    abort();
}

void fuzz_check_ok(const char *file, int line, sdp_status status, const char *what)
{
    if (status != SDP_OK && (status != SDP_E_NO_MEMORY || !memory.failed)) fuzz_fail(file, line, what);
}
