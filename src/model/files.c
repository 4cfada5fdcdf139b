/* The table of files.h. */
#include <sdp/files.h>

#include "model/rows.h"

#define OF sdp_upload
FIELDS(sdp_upload, SDP_TYPE_UPLOAD, "upload", "The answer to an upload",
       LIST(files, sdp_attachment, READ_ONLY, "the files that the service has now"));
#undef OF
