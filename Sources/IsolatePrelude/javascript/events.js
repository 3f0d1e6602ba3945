// Event, EventTarget (DOM §2), and where errors go that nobody catches (HTML §8.1.5).
(function (native, use, exports) {
  "use strict";
  const { requireArguments, toDOMString, toDictionary, defineInterface, defineConstants } = use("webidl.js");
  const { DOMException } = use("domexception.js");

  const NONE = 0, CAPTURING_PHASE = 1, AT_TARGET = 2, BUBBLING_PHASE = 3;
  let stateOf;
  let isTrustedGetter;

  class Event {
    #state;

    constructor(type, init = undefined) {
      requireArguments(arguments.length, 1, "the constructor of Event");
      type = toDOMString(type);
      init = toDictionary(init, "the second argument");
      const { bubbles, cancelable, composed } = init;
      this.#state = {
        type, bubbles: !!bubbles, cancelable: !!cancelable, composed: !!composed, target: null, currentTarget: null,
        phase: NONE, stop: false, stopImmediate: false, canceled: false, inPassive: false, dispatching: false,
        isTrusted: false, time: performance.now(), path: [],
      };
      Object.defineProperty(this, "isTrusted", { get: isTrustedGetter, enumerable: true, configurable: false });
    }

    get type() { return this.#state.type; }
    get target() { return this.#state.target; }
    get srcElement() { return this.#state.target; }
    get currentTarget() { return this.#state.currentTarget; }
    get eventPhase() { return this.#state.phase; }
    get bubbles() { return this.#state.bubbles; }
    get cancelable() { return this.#state.cancelable; }
    get composed() { return this.#state.composed; }
    get defaultPrevented() { return this.#state.canceled; }
    get timeStamp() { return this.#state.time; }

    get cancelBubble() { return this.#state.stop; }
    set cancelBubble(value) { if (value) this.#state.stop = true; }

    get returnValue() { return !this.#state.canceled; }
    set returnValue(value) { if (!value) this.preventDefault(); }

    composedPath() { return [...this.#state.path]; }
    stopPropagation() { this.#state.stop = true; }
    stopImmediatePropagation() { this.#state.stop = this.#state.stopImmediate = true; }
    preventDefault() {
      const state = this.#state;
      if (state.cancelable && !state.inPassive) state.canceled = true;
    }

    initEvent(type, bubbles = false, cancelable = false) {
      requireArguments(arguments.length, 1, "initEvent");
      const state = this.#state;
      if (state.dispatching) return;
      Object.assign(state, {
        type: toDOMString(type), bubbles: !!bubbles, cancelable: !!cancelable, isTrusted: false, target: null,
        stop: false, stopImmediate: false, canceled: false,
      });
    }

    static {
      stateOf = (event) => event.#state;
      isTrustedGetter = Object.getOwnPropertyDescriptor(
        { get isTrusted() { return stateOf(this).isTrusted; } }, "isTrusted").get;
    }
  }
  defineInterface(Event);
  defineConstants(Event, { NONE, CAPTURING_PHASE, AT_TARGET, BUBBLING_PHASE });

  class CustomEvent extends Event {
    #detail;

    constructor(type, init = undefined) {
      requireArguments(arguments.length, 1, "the constructor of CustomEvent");
      super(type, init);
      this.#detail = init?.detail === undefined ? null : init.detail;
    }

    get detail() { return this.#detail; }

    initCustomEvent(type, bubbles = false, cancelable = false, detail = null) {
      requireArguments(arguments.length, 1, "initCustomEvent");
      if (stateOf(this).dispatching) return;
      this.initEvent(type, bubbles, cancelable);
      this.#detail = detail;
    }
  }
  defineInterface(CustomEvent);

  class ErrorEvent extends Event {
    #init;

    constructor(type, init = undefined) {
      requireArguments(arguments.length, 1, "the constructor of ErrorEvent");
      super(type, init);
      this.#init = toDictionary(init);
    }

    get message() { return toDOMString(this.#init.message ?? ""); }
    get filename() { return toDOMString(this.#init.filename ?? ""); }
    get lineno() { return (this.#init.lineno ?? 0) >>> 0; }
    get colno() { return (this.#init.colno ?? 0) >>> 0; }
    get error() { return this.#init.error; }
  }
  defineInterface(ErrorEvent);

  class PromiseRejectionEvent extends Event {
    #promise;
    #reason;

    constructor(type, init) {
      requireArguments(arguments.length, 2, "the constructor of PromiseRejectionEvent");
      super(type, init);
      if (toDictionary(init).promise === undefined) throw new TypeError("the member 'promise' is missing");
      this.#promise = init.promise;
      this.#reason = init.reason;
    }

    get promise() { return this.#promise; }
    get reason() { return this.#reason; }
  }
  defineInterface(PromiseRejectionEvent);

  // MARK: Targets

  let listenersOf;

  class EventTarget {
    #listeners = [];

    addEventListener(type, callback, options = undefined) {
      requireArguments(arguments.length, 2, "addEventListener");
      const listeners = listenersOf(this);
      const { capture, once, passive, signal } = flatten(options);
      type = toDOMString(type);
      if (callback !== null && typeof callback !== "function" && typeof callback !== "object" && callback !== undefined) {
        throw new TypeError("the listener is neither a function nor an object");
      }
      if (signal !== undefined && !use("abort.js").isAbortSignal(signal)) {
        throw new TypeError("the member 'signal' is no AbortSignal");
      }
      if (signal?.aborted || callback === null || callback === undefined) return;
      if (find(listeners, type, callback, capture) !== undefined) return;
      const listener = { type, callback, capture, once, passive, removed: false };
      listeners.push(listener);
      if (signal !== undefined) use("abort.js").addAlgorithm(signal, () => remove(listeners, listener));
    }

    removeEventListener(type, callback, options = undefined) {
      requireArguments(arguments.length, 2, "removeEventListener");
      const listeners = listenersOf(this);
      const listener = find(listeners, toDOMString(type), callback, captureOf(options));
      if (listener !== undefined) remove(listeners, listener);
    }

    dispatchEvent(event) {
      requireArguments(arguments.length, 1, "dispatchEvent");
      listenersOf(this);
      let state;
      try {
        state = stateOf(event);
      } catch {
        throw new TypeError("the argument is no Event");
      }
      if (state.dispatching) throw new DOMException("the event is being dispatched already", "InvalidStateError");
      state.isTrusted = false;
      return dispatch(this ?? globalThis, event);
    }

    static {
      // The global scope is a target without having been constructed as one.
      const ofGlobal = [];
      listenersOf = (target) => {
        if (target === undefined || target === globalThis) return ofGlobal;
        if (!(#listeners in target)) throw new TypeError("the object is no EventTarget");
        return target.#listeners;
      };
    }
  }
  defineInterface(EventTarget);

  function flatten(options) {
    const capture = captureOf(options);
    const { once, passive, signal } = typeof options === "boolean" ? {} : toDictionary(options);
    return { capture, once: !!once, passive: !!passive, signal };
  }

  function captureOf(options) {
    return typeof options === "boolean" ? options : !!toDictionary(options).capture;
  }

  function find(listeners, type, callback, capture) {
    return listeners.find((one) => one.type === type && one.callback === callback && one.capture === capture);
  }

  function remove(listeners, listener) {
    listener.removed = true;
    const index = listeners.indexOf(listener);
    if (index >= 0) listeners.splice(index, 1);
  }

  function dispatch(target, event) {
    const state = stateOf(event);
    Object.assign(state, { dispatching: true, target, currentTarget: target, phase: AT_TARGET, path: [target] });
    const listeners = listenersOf(target);
    for (const capture of [true, false]) {
      for (const listener of [...listeners]) {
        if (listener.type !== state.type || listener.capture !== capture || listener.removed) continue;
        if (state.stopImmediate) break;
        if (listener.once) remove(listeners, listener);
        state.inPassive = listener.passive;
        try {
          if (typeof listener.callback === "function") Reflect.apply(listener.callback, target, [event]);
          else {
            const handler = listener.callback.handleEvent;
            if (typeof handler !== "function") throw new TypeError("the listener's handleEvent is not a function");
            Reflect.apply(handler, listener.callback, [event]);
          }
        } catch (error) {
          reportException(error);
        }
        state.inPassive = false;
      }
      if (state.stop) break;
    }
    Object.assign(state, {
      dispatching: false, currentTarget: null, phase: NONE, path: [], stop: false, stopImmediate: false,
    });
    return !state.canceled;
  }

  /** Dispatches an event of the platform's own. */
  function fire(target, event) {
    stateOf(event).isTrusted = true;
    return dispatch(target, event);
  }

  /** Declares `on…` attributes. */
  function defineHandlers(target, types) {
    const handlers = new WeakMap();
    for (const type of types) {
      Object.defineProperty(target, `on${type}`, {
        get() {
          return handlers.get(this ?? globalThis)?.[type]?.value ?? null;
        },
        set(value) {
          const object = this ?? globalThis;
          const listeners = listenersOf(object);
          if (!handlers.has(object)) handlers.set(object, {});
          const own = handlers.get(object);
          if (typeof value !== "function" && (typeof value !== "object" || value === null)) value = null;
          if (own[type]) own[type].value = value;
          if (value === null) {
            if (own[type]) remove(listeners, own[type].listener);
            delete own[type];
          } else if (!own[type]) {
            const handler = { value };
            handler.listener = {
              type, capture: false, once: false, passive: false, removed: false,
              callback(event) {
                if (typeof handler.value !== "function") return;
                // HTML's "event handler processing algorithm": the handler of the global scope's errors is told them in
                // parts, and returns true, not false, for what it has dealt with.
                const isOfErrors = type === "error" && object === globalThis && event instanceof ErrorEvent;
                const parameters = isOfErrors
                  ? [event.message, event.filename, event.lineno, event.colno, event.error] : [event];
                if (Reflect.apply(handler.value, object, parameters) === isOfErrors) event.preventDefault();
              },
            };
            own[type] = handler;
            listeners.push(handler.listener);
          }
        },
        enumerable: true, configurable: true,
      });
    }
  }

  // MARK: What nobody catches

  let isReporting = false;

  function reportException(error) {
    let isHandled = false;
    if (!isReporting && listenersOf(undefined).length > 0) {
      isReporting = true;
      const { message, sourceURL, line, column } = Object(error);
      const event = new ErrorEvent("error", {
        message: typeof message === "string" ? message : String(error), filename: sourceURL ?? "", lineno: line,
        colno: column, error, cancelable: true,
      });
      isHandled = !fire(globalThis, event);
      isReporting = false;
    }
    if (!isHandled) native.reportUncaught(error);
  }

  function reportRejection(promise, reason) {
    if (listenersOf(undefined).length > 0) {
      const event = new PromiseRejectionEvent("unhandledrejection", { promise, reason, cancelable: true });
      if (!fire(globalThis, event)) return;
    }
    native.reportUncaught(reason);
  }

  const { addEventListener, removeEventListener, dispatchEvent } = EventTarget.prototype;
  defineHandlers(globalThis, ["error", "unhandledrejection", "rejectionhandled"]);

  return {
    Event, CustomEvent, ErrorEvent, PromiseRejectionEvent, EventTarget, fire, defineHandlers, reportException,
    reportRejection, addEventListener, removeEventListener, dispatchEvent,
    reportError(error) {
      requireArguments(arguments.length, 1, "reportError");
      reportException(error);
    },
  };
});
