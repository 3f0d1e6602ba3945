#ifndef MERIDIAN_SANDBOX_COMMAND_H
#define MERIDIAN_SANDBOX_COMMAND_H

#include "order.h"

/// Gives up every capability, for good.
void drop_capabilities(void);

/// Becomes the command of an order.
_Noreturn void run_command(const struct order *order);

#endif
