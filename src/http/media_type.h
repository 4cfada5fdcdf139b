/* Media types by the end of a file's name. */
#ifndef SDPI_MEDIA_TYPE_H
#define SDPI_MEDIA_TYPE_H

/* Such as "image/png"; "application/octet-stream" for a name that says nothing. Static. */
const char *sdpi_media_type(const char *name);

#endif
