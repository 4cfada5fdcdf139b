/* Help of commands that are no operations: download and completion. */
#ifndef CLI_HELP_OWN_H
#define CLI_HELP_OWN_H

/* Return exit statuses. */
int download_help(void);
int completion_help(void);

#endif
