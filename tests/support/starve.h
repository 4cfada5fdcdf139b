/* Memory that fails on purpose: of what this thread allocates between starve_arm() and starve_disarm(), the n-th
   allocation fails. A program whose main source includes torture/interpose.h has its malloc() and its kin watched, and
   with them those of libsdp, cJSON, libcurl and whatever they load. Where these functions belong to something else (a
   sanitizer, valgrind, another C library than glibc), libsdp's own allocator is watched alone:

       starve_arm(n);
       status = work(client); (its client made with .allocator = starve_allocator())
       starve_disarm();
       if (starve_asked() < n) ... there is no n-th allocation ...
       assert_int_equal(starve_alive(), 0);  */
#ifndef STARVE_H
#define STARVE_H

#include <sdp/base.h>

/* Whether malloc() itself is watched. */
int starve_is_total(void);
/* For sdp_config: NULL where malloc() is watched. */
const sdp_allocator *starve_allocator(void);

/* Watches the allocations of this thread, and lets the `fails_at`-th fail, counted from 1; 0: none. */
void starve_arm(long fails_at);
void starve_disarm(void);
/* Goes on after starve_disarm(): the next allocation is the one after the `asked`-th. */
void starve_resume(long asked);
/* How many allocations were asked for since starve_arm(). */
long starve_asked(void);
/* How many allocations failed, of all since the program began. */
long starve_failed(void);
/* Blocks that were allocated while watched, and are not freed yet, by whatever thread. */
long starve_alive(void);
/* Forgets them: they are somebody's for ever. */
void starve_forget(void);
/* Where the allocation was that failed last, on stderr, one address a line. */
void starve_show(void);

/* What stands behind malloc() and its kin. Whether this allocation may succeed, and a note of what it gave. */
int starve_may(void);
void *starve_note(void *block);
/* Before a block is freed or resized: whether it was watched. It is not any more. */
int starve_drop(void *block);
/* A block that resizing moved or left: it is watched where its old self was, or now is the time. */
void *starve_moved(void *block, int watched);

#endif
