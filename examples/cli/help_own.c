#include "help_own.h"

#include "wrap.h"

int download_help(void)
{
    return wrap_print_help("usage: sdp download CONTENT_URL --file PATH|- [--dry-run | --curl] [options]\n\n"
                           "Fetches a file that was uploaded, by the content_url that the service gave.\n\n"
                           "  --file PATH  where the file goes; it appears when it is whole\n"
                           "  --file -     writes it to standard output\n"
                           "  --dry-run    prints the request as JSON and sends nothing\n"
                           "  --curl       prints the request as a curl command and sends nothing\n\n"
                           "  sdp download /contracts/_uploads/2001 --file contract.pdf\n\n"
                           "sdp --help explains the options.\n");
}

int completion_help(void)
{
    return wrap_print_help("usage: sdp completion bash|zsh|fish\n\n"
                           "Prints a script that completes commands, operations, members, profiles and the\n"
                           "options that a command takes, by asking sdp itself.\n\n"
                           "  bash  eval \"$(sdp completion bash)\"      in ~/.bashrc\n"
                           "  zsh   eval \"$(sdp completion zsh)\"       in ~/.zshrc, behind compinit\n"
                           "  fish  sdp completion fish | source       in ~/.config/fish/config.fish\n\n"
                           "An installed package brings the scripts, and nothing is to be done then.\n");
}
