// MessageChannel, MessagePort, MessageEvent (HTML §9.4), within one isolate.
(function (native, use) {
  "use strict";
  const { requireArguments, toDOMString, toUSVString, toDictionary, toSequence, defineInterface, illegalConstructor } =
    use("webidl.js");
  const { Event, EventTarget, fire, defineHandlers } = use("events.js");
  const { setTimeout } = use("timers.js");
  const clone = () => use("structuredclone.js").cloneWithTransfer;

  const token = Symbol();
  let stateOf;
  let isMessagePort;

  class MessageEvent extends Event {
    #init;
    constructor(type, init = undefined) {
      requireArguments(arguments.length, 1, "the constructor of MessageEvent");
      super(type, init);
      const { data = null, origin = "", lastEventId = "", source = null, ports = [] } = toDictionary(init);
      this.#init = {
        data, origin: toUSVString(origin), lastEventId: toDOMString(lastEventId), source,
        ports: Object.freeze(toSequence(ports, (port) => port)),
      };
    }
    get data() { return this.#init.data; }
    get origin() { return this.#init.origin; }
    get lastEventId() { return this.#init.lastEventId; }
    get source() { return this.#init.source; }
    get ports() { return this.#init.ports; }
  }
  defineInterface(MessageEvent);

  class MessagePort extends EventTarget {
    #state;

    constructor(key, state) {
      if (key !== token) illegalConstructor();
      super();
      this.#state = state;
      state.object = this;
    }

    postMessage(message, options = undefined) {
      const state = this.#state;
      requireArguments(arguments.length, 1, "postMessage");
      let transfer = options;
      if (options !== undefined && options !== null && options[Symbol.iterator] === undefined) {
        transfer = toDictionary(options).transfer;
      }
      const list = transfer === undefined || transfer === null ? [] : toSequence(transfer, (object) => object);
      if (list.includes(this)) {
        throw new (use("domexception.js").DOMException)("a port can't send itself", "DataCloneError");
      }
      const data = clone()(message, list);
      if (state.detached || state.peer === null) return;
      state.peer.queue.push({ data, ports: list.filter(isMessagePort) });
      schedule(state.peer);
    }

    start() {
      this.#state.started = true;
      schedule(this.#state);
    }

    close() {
      const state = this.#state;
      state.detached = true;
      if (state.peer !== null) {
        state.peer.peer = null;
        state.peer = null;
      }
    }

    static {
      stateOf = (port) => port.#state;
      isMessagePort = (value) => typeof value === "object" && value !== null && #state in value;
    }
  }
  defineInterface(MessagePort, 0);
  defineHandlers(MessagePort.prototype, ["message", "messageerror", "close"]);
  const onmessage = Object.getOwnPropertyDescriptor(MessagePort.prototype, "onmessage");
  Object.defineProperty(MessagePort.prototype, "onmessage", {
    ...onmessage,
    // Setting a handler starts the port.
    set(value) {
      Reflect.apply(onmessage.set, this, [value]);
      this.start();
    },
  });

  const makeState = () => ({ object: undefined, peer: null, queue: [], started: false, detached: false, scheduled: false });

  function schedule(state) {
    if (!state.started || state.scheduled || state.queue.length === 0) return;
    state.scheduled = true;
    setTimeout(() => {
      state.scheduled = false;
      const message = state.queue.shift();
      if (message === undefined || state.detached) return;
      schedule(state);
      fire(state.object, new MessageEvent("message", message));
    }, 0);
  }

  class MessageChannel {
    #ports;
    constructor() {
      const first = makeState();
      const second = makeState();
      first.peer = second;
      second.peer = first;
      this.#ports = [new MessagePort(token, first), new MessagePort(token, second)];
    }
    get port1() { return this.#ports[0]; }
    get port2() { return this.#ports[1]; }
  }
  defineInterface(MessageChannel);

  /** Moves what a port has to a new one. */
  function transfer(port) {
    const old = stateOf(port);
    const state = makeState();
    state.peer = old.peer;
    state.queue = old.queue;
    if (old.peer !== null) old.peer.peer = state;
    old.peer = null;
    old.detached = true;
    return new MessagePort(token, state);
  }

  return {
    MessageChannel, MessagePort, MessageEvent, isMessagePort, transfer,
    isDetached: (port) => stateOf(port).detached,
  };
});
