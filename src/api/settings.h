/* From a caller's configuration to the settings that siblings share, and to a transport. */
#ifndef SDPI_SETTINGS_H
#define SDPI_SETTINGS_H

#include "call/call.h"

/* Checks the configuration and copies it, whatever the size of its struct. */
sdp_status sdpi_settings_new(const sdp_config *config, const sdpi_dialect *dialect, sdp_error *error, sdp_config *copy,
                             sdpi_settings **out);
sdp_status sdpi_settings_transport(const sdp_config *config, const sdpi_settings *settings, sdp_error *error,
                                   sdp_transport **out);
sdpi_settings *sdpi_settings_hold(sdpi_settings *settings);
/* Gives up a reference; nullable. */
void sdpi_settings_free(sdpi_settings *settings);

#endif
