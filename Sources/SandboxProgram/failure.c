#include "failure.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

void fail(int status, const char *verb, const char *subject) {
    dprintf(STDERR_FILENO, "meridian-sandbox: can't %s %s: %s\n", verb, subject, strerror(errno));
    _exit(status);
}
