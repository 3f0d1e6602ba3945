#ifndef MERIDIAN_SANDBOX_COMMAND_H
#define MERIDIAN_SANDBOX_COMMAND_H

#include "order.h"

/// Gives up every capability, for good.
void drop_capabilities(void);

/// Becomes the command of an order, with nothing left open but what the order gives it.
_Noreturn void run_command(const struct order *order);

#endif
