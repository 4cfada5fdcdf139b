#include "help_batch.h"

#include "output.h"

int batch_help(void)
{
    return output_text(
        "usage: sdp batch FILE|- [--concurrency N] [--in-order] [--dry-run] [--allow-unknown] [options]\n\n"
        "Makes many calls, one for each line of a file or of standard input, and prints a line for each.\n\n"
        "  {\"operation\":\"products.get\",\"id\":\"100000000000033283\"}\n"
        "  "
        "{\"operation\":\"products.add\",\"input\":{\"name\":\"X\",\"product_type\":{\"name\":\"Server\"}},\"tag\":7}\n"
        "  {\"operation\":\"customers.upload_image\",\"file\":\"logo.png\"}\n\n"
        "Members of a line\n"
        "  operation  such as products.get; or only get, and \"noun\":\"products\" beside it\n"
        "  id, ids    the id, or an array of them where the operation takes several\n"
        "  input      as --input takes it; of a list its list_info\n"
        "  file       the path of the file, of an upload\n"
        "  tag        anything; it comes back with the result\n"
        "Empty lines are left out, and lines that begin with #. A name that stands twice in a line is its error.\n\n"
        "Results\n"
        "  {\"line\":1,\"operation\":...,\"id\":...,\"tag\":...,\"status\":\"SDP_OK\",\"result\":...}\n"
        "  {\"line\":2,\"operation\":...,\"id\":...,\"tag\":...,\"status\":\"SDP_E_...\",\"error\":{...}}\n"
        "They come as calls end; with --in-order in the order of the lines. A line that is wrong has its own error, "
        "and\n"
        "the rest goes on. --dry-run prints \"request\" instead, and sends nothing. --output json prints one array.\n"
        "A list is one page; \"has_more_rows\" and \"total_count\" stand beside its result.\n"
        "The first interrupt finishes what is under way and begins nothing new; the second cancels it. Each line that "
        "was\n"
        "begun has a result. Where results cannot be written, stderr tells what became of each line.\n\n"
        "Exit status\n"
        "  7 where a write may have happened; else that of the first line that failed, but 2 only where no line\n"
        "  failed otherwise; 6 where results could not be written; 130 interrupted; 0 where all is done\n\n"
        "sdp --help explains the options.\n");
}
