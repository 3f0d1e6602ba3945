// AbortController and AbortSignal (DOM §3).
(function (native, use) {
  "use strict";
  const { requireArguments, toInteger, toSequence, defineInterface } = use("webidl.js");
  const { DOMException } = use("domexception.js");
  const { Event, EventTarget, fire, defineHandlers } = use("events.js");

  const token = Symbol();
  let stateOf;
  let isAbortSignal;

  class AbortSignal extends EventTarget {
    #state = { aborted: false, reason: undefined, algorithms: new Set(), sources: null, dependents: null };

    constructor(key) {
      if (key !== token) throw new TypeError("Illegal constructor");
      super();
    }

    static abort(reason = undefined) {
      const signal = new AbortSignal(token);
      setReason(signal.#state, reason);
      return signal;
    }

    static timeout(milliseconds) {
      requireArguments(arguments.length, 1, "AbortSignal.timeout");
      milliseconds = toInteger(milliseconds, 64, false, true, "the time");
      const signal = new AbortSignal(token);
      use("timers.js").setTimeout(
        () => signalAbort(signal, new DOMException("the time is up", "TimeoutError")), Math.min(milliseconds, 2 ** 31 - 1));
      return signal;
    }

    static any(signals) {
      requireArguments(arguments.length, 1, "AbortSignal.any");
      return dependent(toSequence(signals, (signal) => {
        if (!isAbortSignal(signal)) throw new TypeError("an element is no AbortSignal");
        return signal;
      }, "the argument"));
    }

    get aborted() { return this.#state.aborted; }
    get reason() { return this.#state.reason; }

    throwIfAborted() {
      if (this.#state.aborted) throw this.#state.reason;
    }

    static {
      stateOf = (signal) => signal.#state;
      isAbortSignal = (value) => typeof value === "object" && value !== null && #state in value;
    }
  }
  defineInterface(AbortSignal, 0);
  defineHandlers(AbortSignal.prototype, ["abort"]);

  class AbortController {
    #signal = new AbortSignal(token);

    get signal() { return this.#signal; }

    abort(reason = undefined) {
      signalAbort(this.#signal, reason);
    }
  }
  defineInterface(AbortController);

  function setReason(state, reason) {
    state.aborted = true;
    state.reason = reason === undefined ? new DOMException("the operation was aborted", "AbortError") : reason;
  }

  function signalAbort(signal, reason) {
    const state = stateOf(signal);
    if (state.aborted) return;
    setReason(state, reason);
    const aborted = [];
    for (const dependent of state.dependents ?? []) {
      if (!stateOf(dependent).aborted) {
        setReason(stateOf(dependent), state.reason);
        aborted.push(dependent);
      }
    }
    run(signal);
    for (const dependent of aborted) run(dependent);
  }

  function run(signal) {
    const state = stateOf(signal);
    const algorithms = [...state.algorithms];
    state.algorithms.clear();
    for (const algorithm of algorithms) algorithm();
    fire(signal, new Event("abort"));
  }

  /** A signal that is aborted with the first of others. */
  function dependent(signals) {
    const result = new AbortSignal(token);
    const state = stateOf(result);
    const first = signals.find((signal) => stateOf(signal).aborted);
    if (first !== undefined) {
      setReason(state, stateOf(first).reason);
      return result;
    }
    state.sources = new Set();
    for (const signal of signals) {
      for (const source of stateOf(signal).sources ?? [signal]) {
        if (state.sources.has(source)) continue;
        state.sources.add(source);
        (stateOf(source).dependents ??= new Set()).add(result);
      }
    }
    return result;
  }

  /** Runs `algorithm` when the signal is aborted, before its event. */
  function addAlgorithm(signal, algorithm) {
    const state = stateOf(signal);
    if (!state.aborted) state.algorithms.add(algorithm);
  }

  function removeAlgorithm(signal, algorithm) {
    stateOf(signal).algorithms.delete(algorithm);
  }

  return {
    AbortController, AbortSignal, isAbortSignal, addAlgorithm, removeAlgorithm, dependent, signalAbort,
    makeSignal: () => new AbortSignal(token),
  };
});
