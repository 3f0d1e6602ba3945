// The request on whose behalf scripts run at this moment, and the queues of the event loop.
(function () {
  "use strict";
  const then = Promise.prototype.then;
  const resolved = Promise.resolve();
  const apply = Reflect.apply;

  return {
    /** The host's number of the request; 0 outside one. Set anew at every entry into the isolate. */
    request: 0,
    microtask(callback) {
      apply(then, resolved, [callback]);
    },
  };
});
