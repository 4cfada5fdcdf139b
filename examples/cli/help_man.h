/* sdp help man: the manual page, made of what --help is made of. */
#ifndef CLI_HELP_MAN_H
#define CLI_HELP_MAN_H

/* Prints the page in the language of mdoc(7). Returns an exit status. */
int manual(void);

#endif
