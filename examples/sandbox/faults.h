/* Faults on demand: which requests fail, and how. */
#ifndef SANDBOX_FAULTS_H
#define SANDBOX_FAULTS_H

#include <stdint.h>

#include "fault_rule.h"

typedef struct faults faults;

faults *faults_new(uint64_t seed);
void faults_free(faults *from);
/* Adds rules, one a line: all of them, or none and the reason in `problem`. `lasting` ones are of the command line:
   faults_reset() brings them back. */
bool faults_add(faults *to, const char *lines, bool lasting, text *problem);
/* Takes all rules away. */
void faults_clear(faults *from);
/* Takes the first of the rules that read so away; false where there is none. */
bool faults_remove(faults *from, const char *line);
/* Back to the rules of the command line, with nothing counted, and with the random numbers of the start. */
void faults_reset(faults *from);
/* Decides about a request by its path below the API root. Latencies add up; of the other actions the first rule
   that fires wins. `applied` receives the rules that fired, one a line. */
fault faults_decide(faults *from, const char *method, const char *below, text *applied);
/* Whether the rule of a FAULT_HOLD is there still. The reset takes it away too, even where it brings it back. */
bool faults_hold(faults *from, const fault *by);
/* [{"rule":"GET /products reset","seen":2,"fired":1},…] */
void faults_print(faults *from, text *to);

#endif
