#ifndef MERIDIAN_CMAINQUEUE_H
#define MERIDIAN_CMAINQUEUE_H

/* What libdispatch offers to whoever runs the main thread with a loop of its own, as CoreFoundation does. Its headers
 * do not name it. */

/* A descriptor that becomes readable when the main queue has work. It stays libdispatch's. */
int _dispatch_get_main_queue_handle_4CF(void);

/* Does the work of the main queue. Only the main thread may call it. */
void _dispatch_main_queue_callback_4CF(void *message);

#endif
