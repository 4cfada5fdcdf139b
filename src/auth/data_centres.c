/* The data centres of Zoho, each with a login server of its own. */
#include <sdp/oauth.h>

#include "base/text.h"

static const struct {
    const char *name;
    const char *accounts_url;
} centres[] = {
    {"us", "https://accounts.zoho.com"},     {"eu", "https://accounts.zoho.eu"},     {"in", "https://accounts.zoho.in"},
    {"cn", "https://accounts.zoho.com.cn"},  {"au", "https://accounts.zoho.com.au"}, {"jp", "https://accounts.zoho.jp"},
    {"ca", "https://accounts.zohocloud.ca"}, {"uk", "https://accounts.zoho.uk"},     {"sa", "https://accounts.zoho.sa"},
};

size_t sdp_data_centre_count(void)
{
    return sizeof centres / sizeof centres[0];
}

const char *sdp_data_centre_name(size_t index)
{
    return index < sdp_data_centre_count() ? centres[index].name : NULL;
}

const char *sdp_data_centre_accounts_url(const char *name)
{
    for (size_t i = 0; name != NULL && i < sdp_data_centre_count(); i++) {
        if (sdpi_same_word(centres[i].name, name)) return centres[i].accounts_url;
    }
    return NULL;
}
