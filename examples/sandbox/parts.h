/* The parts of a multipart body that is recorded: what stands in a field, and of a file its size and a checksum, since
   what it holds is nobody's business. */
#ifndef SANDBOX_PARTS_H
#define SANDBOX_PARTS_H

#include <stdint.h>

#include "secrets.h"

/* Writes the member "parts": of a body that cannot be read, or has too many of them, the size and checksum of the
   whole. */
void parts_write(const request *from, const secrets *without, text *to);
/* Tells bytes apart that differ by chance; it is no defence against those who mean to deceive. */
uint64_t parts_checksum(const char *bytes, size_t size);

#endif
