/*
 * What the fuzz targets share. An input begins with two bytes, least first, that say which allocation fails: 0 none, n
 * the one number n, and with the highest bit set all that follow it too. The target takes the rest as it likes.
 */
#ifndef FUZZ_H
#define FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <sdp/error.h>

#include "scarce.h"

enum { FUZZ_HEAD = 2 }; /* bytes that say which allocation fails */

/* What libFuzzer and driver.c call. Returns 0. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

typedef struct fuzz {
    const uint8_t *at;
    size_t left;
    scarce memory; /* for what takes an allocator: memory of one must not be freed by another */
} fuzz;

/* Reads the head. Nothing fails before fuzz_arm(). */
void fuzz_begin(fuzz *f, const uint8_t *data, size_t size);
/* From here on allocations fail as the head says. */
void fuzz_arm(void);
/* None fails any more. Returns whether one did. */
int fuzz_disarm(void);
/* Whether an allocation has failed. */
int fuzz_failed(void);
/* Fails where something was allocated since fuzz_begin() and is alive. */
void fuzz_end(const fuzz *f);
/* How many allocations the last input asked for while armed. */
long fuzz_allocations(void);

/* No block that is freed from here on may hold this text. Borrowed; a short one, such as "", is left alone. */
void fuzz_secret(const char *secret);

/* The next byte, 0 behind the end. */
uint8_t fuzz_byte(fuzz *f);
/* The bytes up to the next line break, which is skipped, as a new text; one byte less than its memory, so that a
   sanitizer sees whoever reads on. Freed by free(). */
char *fuzz_line(fuzz *f);
/* All that is left, with a zero byte behind it that `*size` does not count. `size` is nullable. Freed by free(). */
char *fuzz_rest(fuzz *f, size_t *size);

/* Ends the program, for libFuzzer and ctest to see. */
void fuzz_fail(const char *file, int line, const char *what) __attribute__((noreturn));
#define FUZZ_CHECK(condition) ((condition) ? (void)0 : fuzz_fail(__FILE__, __LINE__, #condition))
/* Of a step that can fail for want of memory alone. */
#define FUZZ_CHECK_OK(status) fuzz_check_ok(__FILE__, __LINE__, status, #status)
void fuzz_check_ok(const char *file, int line, sdp_status status, const char *what);

#endif
