#include "help_login.h"

#include "wrap.h"

int auth_help(void)
{
    return wrap_print_help("usage: sdp auth login [--dc NAME] [--redirect-uri URI] [options]\n"
                           "       sdp auth status [options]\n"
                           "       sdp auth token [options]\n\n"
                           "  login   exchanges a code of a self client for tokens, and keeps them:\n"
                           "          SDP_CLIENT_ID and SDP_CLIENT_SECRET name the client, the code comes\n"
                           "          from SDP_CODE, SDP_CODE_FILE or standard input, never from an argument\n"
                           "  status  what is known of the login, without asking anybody; exit status 4\n"
                           "          where there is none, 5 while none is valid and no token may be asked\n"
                           "          for\n"
                           "  token   prints the access token for another program, and gets one where there\n"
                           "          is none; not on a terminal\n\n"
                           "A code is made in the API console of the account's data centre, with the scopes\n"
                           "that the service's pages name. It is good once, for minutes. --dc names the data\n"
                           "centre where SDP_DC does not: us, eu, in, cn, au, jp, ca, uk, sa.\n"
                           "Tokens are kept in SDP_TOKEN_CACHE, or $XDG_STATE_HOME/sdp/tokens.json, or\n"
                           "~/.local/state/sdp/tokens.json; all commands that share the file share the\n"
                           "token, which renews itself. SDP_TOKEN_CACHE=- keeps none.\n\n"
                           "  printf %s \"$code\" | sdp auth login --dc eu\n"
                           "  sdp auth status --output json\n"
                           "  token=$(sdp auth token)\n\n"
                           "sdp --help explains the options.\n");
}

int doctor_help(void)
{
    return wrap_print_help("usage: sdp doctor [--output json] [options]\n\n"
                           "Looks for what may be wrong between here and the service, a line each: ok, ? for\n"
                           "what cannot be known or might be better, or wrong with the way to mend it. It\n"
                           "reads one product, changes nothing, and shows no secret.\n\n"
                           "  profile        it is sound, and which it is\n"
                           "  configuration  the variables can be used\n"
                           "  url            where requests go\n"
                           "  proxy          requests come through it\n"
                           "  connection     the server answers\n"
                           "  portal         the API is found there\n"
                           "  login          there is a token, or a key\n"
                           "  service        it accepts the login\n"
                           "  clock          of this machine\n"
                           "  limits         requests for tokens, and throttles\n"
                           "  files          certificates, token cache, SDP_..._FILE\n"
                           "  neucrm         the same for NeuCRM, where it is set\n\n"
                           "The exit status is that of the first that is wrong, or 0. sdp --help explains\n"
                           "the options.\n");
}
