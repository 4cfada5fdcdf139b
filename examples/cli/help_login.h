/* Help for the commands that are no operations of the tables. */
#ifndef CLI_HELP_LOGIN_H
#define CLI_HELP_LOGIN_H

/* Each prints to stdout and returns an exit status. */
int auth_help(void);
int doctor_help(void);

#endif
