// setTimeout and its kin (HTML §8.6), queueMicrotask.
(function (native, use) {
  "use strict";
  const { requireArguments, toCallback, toInteger } = use("webidl.js");
  const tasks = use("tasks.js");

  const timers = new Map();
  let lastID = 0;
  let nesting = 0;

  function start(handler, delay, parameters, repeats) {
    // A text to be run as a script is refused: there is no eval of such strings here.
    if (typeof handler !== "function") {
      throw new TypeError("the handler of a timer must be a function");
    }
    const id = ++lastID;
    const timer = {
      handler, parameters, repeats, delay: Math.max(0, toInteger(delay, 32, true)), nesting: nesting + 1,
      request: tasks.request,
    };
    timers.set(id, timer);
    schedule(id, timer);
    return id;
  }

  function schedule(id, timer) {
    native.startTimer(id, timer.nesting > 5 ? Math.max(4, timer.delay) : timer.delay);
  }

  function clear(id) {
    id = toInteger(id, 32, true);
    if (timers.delete(id)) native.cancelTimer(id);
  }

  function fire(id) {
    const timer = timers.get(id);
    if (timer === undefined) return;
    if (!timer.repeats) timers.delete(id);
    tasks.request = timer.request;
    nesting = timer.nesting;
    try {
      Reflect.apply(timer.handler, globalThis, timer.parameters);
    } catch (error) {
      use("events.js").reportException(error);
    }
    nesting = 0;
    if (timer.repeats && timers.has(id)) {
      timer.nesting++;
      schedule(id, timer);
    }
  }

  return {
    fire,
    setTimeout(handler, timeout = 0, ...parameters) {
      requireArguments(arguments.length, 1, "setTimeout");
      return start(handler, timeout, parameters, false);
    },
    setInterval(handler, timeout = 0, ...parameters) {
      requireArguments(arguments.length, 1, "setInterval");
      return start(handler, timeout, parameters, true);
    },
    clearTimeout(id = 0) {
      clear(id);
    },
    clearInterval(id = 0) {
      clear(id);
    },
    queueMicrotask(callback) {
      requireArguments(arguments.length, 1, "queueMicrotask");
      toCallback(callback, "the callback");
      tasks.microtask(() => {
        try {
          Reflect.apply(callback, undefined, []);
        } catch (error) {
          use("events.js").reportException(error);
        }
      });
    },
  };
});
