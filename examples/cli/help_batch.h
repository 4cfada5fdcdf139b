/* What --help tells of sdp batch. */
#ifndef CLI_HELP_BATCH_H
#define CLI_HELP_BATCH_H

/* Returns an exit status. */
int batch_help(void);

#endif
