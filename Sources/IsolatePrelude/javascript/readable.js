// ReadableStream with its default reader and controller (Streams §4).
//
// Every public object holds a state that the algorithms work on; they are named as in the standard.
(function (native, use, exports) {
  "use strict";
  const {
    requireArguments, toDictionary, toEnum, toCallback, defineInterface, illegalConstructor,
  } = use("webidl.js");
  const {
    convertStrategy, extractHighWaterMark, extractSizeAlgorithm, Queue, enqueueValueWithSize, dequeueValue, resetQueue,
  } = use("queuing.js");
  const P = use("promises.js");
  const bytes = () => use("readablebytes.js");
  const operations = () => use("readableoperations.js");

  const token = Symbol();
  const brand = {};

  class ReadableStream {
    #state;

    constructor(underlyingSource = undefined, strategy = undefined) {
      if (underlyingSource === token) {
        this.#state = strategy;
        strategy.object = this;
        return;
      }
      if (underlyingSource === null || (underlyingSource !== undefined && typeof underlyingSource !== "object" &&
          typeof underlyingSource !== "function")) {
        throw new TypeError("the underlying source is not an object");
      }
      strategy = convertStrategy(strategy);
      const source = convertSource(underlyingSource);
      const state = (this.#state = makeState());
      state.object = this;
      if (source.type === "bytes") {
        if (strategy.size !== undefined) throw new RangeError("a byte stream's strategy can't have a size");
        bytes().setUpControllerFromSource(state, underlyingSource, source, extractHighWaterMark(strategy, 0));
      } else {
        const sizeAlgorithm = extractSizeAlgorithm(strategy);
        setUpControllerFromSource(state, underlyingSource, source, extractHighWaterMark(strategy, 1), sizeAlgorithm);
      }
    }

    static from(iterable) {
      requireArguments(arguments.length, 1, "ReadableStream.from");
      return operations().fromIterable(iterable);
    }

    get locked() { return this.#state.reader !== undefined; }

    cancel(reason = undefined) {
      if (!brand.isStream(this)) return P.rejectedWith(new TypeError("the object is no ReadableStream"));
      if (this.#state.reader !== undefined) return P.rejectedWith(new TypeError("the stream is locked"));
      return cancel(this.#state, reason);
    }

    getReader(options = undefined) {
      const state = this.#state;
      const { mode } = toDictionary(options, "the options");
      if (mode === undefined) return new ReadableStreamDefaultReader(this);
      toEnum(mode, ["byob"], "the mode");
      const { ReadableStreamBYOBReader } = bytes();
      return new ReadableStreamBYOBReader(this);
    }

    pipeThrough(transform, options = undefined) {
      const state = this.#state;
      requireArguments(arguments.length, 1, "pipeThrough");
      const pair = toDictionary(transform, "the transform");
      const { readable } = pair;
      if (!brand.isStream(readable)) throw new TypeError("the member 'readable' is no ReadableStream");
      const { writable } = pair;
      const { stateOf, isWritableStream } = use("writable.js");
      if (!isWritableStream(writable)) throw new TypeError("the member 'writable' is no WritableStream");
      options = operations().convertPipeOptions(options);
      if (state.reader !== undefined) throw new TypeError("the stream is locked");
      if (stateOf(writable).writer !== undefined) throw new TypeError("the writable stream is locked");
      P.markHandled(use("pipe.js").pipeTo(state, stateOf(writable), options));
      return readable;
    }

    pipeTo(destination, options = undefined) {
      if (!brand.isStream(this)) return P.rejectedWith(new TypeError("the object is no ReadableStream"));
      const { stateOf, isWritableStream } = use("writable.js");
      try {
        requireArguments(arguments.length, 1, "pipeTo");
        if (!isWritableStream(destination)) throw new TypeError("the destination is no WritableStream");
        options = operations().convertPipeOptions(options);
        if (this.#state.reader !== undefined) throw new TypeError("the stream is locked");
        if (stateOf(destination).writer !== undefined) throw new TypeError("the destination is locked");
      } catch (error) {
        return P.rejectedWith(error);
      }
      return use("pipe.js").pipeTo(this.#state, stateOf(destination), options);
    }

    tee() {
      return operations().tee(this.#state).map((state) => state.object);
    }

    values(options = undefined) {
      const state = this.#state;
      const { preventCancel } = toDictionary(options, "the options");
      return operations().makeIterator(state, !!preventCancel);
    }

    static {
      brand.isStream = (value) => typeof value === "object" && value !== null && #state in value;
      brand.stateOf = (stream) => stream.#state;
    }
  }
  defineInterface(ReadableStream);
  Object.defineProperty(ReadableStream.prototype, Symbol.asyncIterator, {
    value: ReadableStream.prototype.values, writable: true, configurable: true,
  });

  function makeState() {
    return {
      object: undefined, state: "readable", reader: undefined, storedError: undefined, disturbed: false,
      controller: undefined,
    };
  }

  function makeStream(state) {
    return new ReadableStream(token, state);
  }

  function convertSource(underlyingSource) {
    if (underlyingSource === undefined) return {};
    const source = {};
    const { autoAllocateChunkSize } = underlyingSource;
    if (autoAllocateChunkSize !== undefined) {
      source.autoAllocateChunkSize = use("webidl.js").toInteger(
        autoAllocateChunkSize, 64, false, true, "the member 'autoAllocateChunkSize'");
    }
    for (const name of ["cancel", "pull", "start"]) {
      const member = underlyingSource[name];
      if (member !== undefined) source[name] = toCallback(member, `the member '${name}'`);
    }
    const { type } = underlyingSource;
    if (type !== undefined) source.type = toEnum(type, ["bytes"], "the type");
    return source;
  }

  // MARK: Stream algorithms

  /** CreateReadableStream */
  function create(startAlgorithm, pullAlgorithm, cancelAlgorithm, highWaterMark = 1, sizeAlgorithm = () => 1) {
    const state = makeState();
    const stream = makeStream(state);
    setUpController(state, startAlgorithm, pullAlgorithm, cancelAlgorithm, highWaterMark, sizeAlgorithm);
    return stream;
  }

  function cancel(stream, reason) {
    stream.disturbed = true;
    if (stream.state === "closed") return P.resolvedWith(undefined);
    if (stream.state === "errored") return P.rejectedWith(stream.storedError);
    close(stream);
    const { reader } = stream;
    if (reader !== undefined && reader.readIntoRequests !== undefined) {
      const requests = reader.readIntoRequests;
      reader.readIntoRequests = new Queue();
      requests.forEach((request) => request.close(undefined));
    }
    return P.transform(stream.controller.cancelSteps(reason), () => undefined);
  }

  function close(stream) {
    stream.state = "closed";
    const { reader } = stream;
    if (reader === undefined) return;
    reader.closed.resolve(undefined);
    if (reader.readRequests !== undefined) {
      const requests = reader.readRequests;
      reader.readRequests = new Queue();
      requests.forEach((request) => request.close());
    }
  }

  function error(stream, reason) {
    stream.state = "errored";
    stream.storedError = reason;
    const { reader } = stream;
    if (reader === undefined) return;
    reader.closed.reject(reason);
    P.markHandled(reader.closed.promise);
    failRequests(reader, reason);
  }

  function failRequests(reader, reason) {
    const name = reader.readRequests !== undefined ? "readRequests" : "readIntoRequests";
    const requests = reader[name];
    reader[name] = new Queue();
    requests.forEach((request) => request.error(reason));
  }

  function fulfillReadRequest(stream, chunk, done) {
    const request = stream.reader.readRequests.shift();
    if (done) request.close();
    else request.chunk(chunk);
  }

  const hasDefaultReader = (stream) => stream.reader !== undefined && stream.reader.readRequests !== undefined;
  const numberOfReadRequests = (stream) => stream.reader.readRequests.length;

  // MARK: Readers

  function initializeReader(reader, stream) {
    reader.stream = stream;
    stream.reader = reader;
    reader.closed = P.deferred();
    if (stream.state === "closed") reader.closed.resolve(undefined);
    else if (stream.state === "errored") {
      reader.closed.reject(stream.storedError);
      P.markHandled(reader.closed.promise);
    }
  }

  function cancelReader(reader, reason) {
    if (reader.stream === undefined) return P.rejectedWith(new TypeError("the reader was released"));
    return cancel(reader.stream, reason);
  }

  function releaseReader(reader) {
    const { stream } = reader;
    const released = new TypeError("the reader was released");
    if (stream.state === "readable") reader.closed.reject(released);
    else {
      reader.closed = P.deferred();
      reader.closed.reject(released);
    }
    P.markHandled(reader.closed.promise);
    stream.controller.releaseSteps();
    stream.reader = undefined;
    reader.stream = undefined;
    failRequests(reader, released);
  }

  function acquireDefaultReader(stream) {
    if (stream.reader !== undefined) throw new TypeError("the stream is locked");
    const reader = { stream: undefined, closed: undefined, readRequests: new Queue() };
    initializeReader(reader, stream);
    return reader;
  }

  function readWith(reader, request) {
    const { stream } = reader;
    stream.disturbed = true;
    if (stream.state === "closed") request.close();
    else if (stream.state === "errored") request.error(stream.storedError);
    else stream.controller.pullSteps(request);
  }

  class ReadableStreamDefaultReader {
    #state;

    constructor(stream) {
      requireArguments(arguments.length, 1, "the constructor of ReadableStreamDefaultReader");
      if (!brand.isStream(stream)) throw new TypeError("the argument is no ReadableStream");
      this.#state = acquireDefaultReader(brand.stateOf(stream));
    }

    get closed() {
      if (!brand.isDefaultReader(this)) return P.rejectedWith(new TypeError("the object is no reader"));
      return this.#state.closed.promise;
    }

    cancel(reason = undefined) {
      if (!brand.isDefaultReader(this)) return P.rejectedWith(new TypeError("the object is no reader"));
      return cancelReader(this.#state, reason);
    }

    read() {
      if (!brand.isDefaultReader(this)) return P.rejectedWith(new TypeError("the object is no reader"));
      if (this.#state.stream === undefined) return P.rejectedWith(new TypeError("the reader was released"));
      const { promise, resolve, reject } = P.deferred();
      readWith(this.#state, {
        chunk: (value) => resolve({ value, done: false }),
        close: () => resolve({ value: undefined, done: true }),
        error: reject,
      });
      return promise;
    }

    releaseLock() {
      if (this.#state.stream !== undefined) releaseReader(this.#state);
    }

    static {
      brand.isDefaultReader = (value) => typeof value === "object" && value !== null && #state in value;
    }
  }
  defineInterface(ReadableStreamDefaultReader);

  // MARK: Default controller

  class ReadableStreamDefaultController {
    #state;

    constructor(key, state) {
      if (key !== token) illegalConstructor();
      this.#state = state;
    }

    get desiredSize() { return desiredSize(this.#state); }

    close() {
      const controller = this.#state;
      if (!canCloseOrEnqueue(controller)) throw new TypeError("the stream can't be closed any more");
      closeController(controller);
    }

    enqueue(chunk = undefined) {
      const controller = this.#state;
      if (!canCloseOrEnqueue(controller)) throw new TypeError("the stream takes no chunk any more");
      enqueue(controller, chunk);
    }

    error(reason = undefined) {
      errorController(this.#state, reason);
    }
  }
  defineInterface(ReadableStreamDefaultController, 0);

  function setUpController(stream, startAlgorithm, pullAlgorithm, cancelAlgorithm, highWaterMark, sizeAlgorithm) {
    const controller = {
      stream, queue: undefined, queueTotalSize: 0, started: false, closeRequested: false, pullAgain: false,
      pulling: false, sizeAlgorithm, highWaterMark, pullAlgorithm, cancelAlgorithm, object: undefined,
      cancelSteps(reason) {
        resetQueue(controller);
        const result = controller.cancelAlgorithm(reason);
        clearAlgorithms(controller);
        return result;
      },
      pullSteps(request) {
        if (controller.queue.length > 0) {
          const chunk = dequeueValue(controller);
          if (controller.closeRequested && controller.queue.length === 0) {
            clearAlgorithms(controller);
            close(stream);
          } else callPullIfNeeded(controller);
          request.chunk(chunk);
        } else {
          stream.reader.readRequests.push(request);
          callPullIfNeeded(controller);
        }
      },
      releaseSteps() {},
    };
    resetQueue(controller);
    controller.object = new ReadableStreamDefaultController(token, controller);
    stream.controller = controller;
    const started = startAlgorithm(controller.object);
    P.upon(
      P.resolvedWith(started),
      () => {
        controller.started = true;
        callPullIfNeeded(controller);
      },
      (reason) => errorController(controller, reason));
    return controller;
  }

  function setUpControllerFromSource(stream, underlyingSource, source, highWaterMark, sizeAlgorithm) {
    const { start, pull, cancel } = source;
    setUpController(
      stream,
      start === undefined ? () => undefined : (controller) => Reflect.apply(start, underlyingSource, [controller]),
      pull === undefined
        ? () => P.resolvedWith(undefined)
        : () => P.invoke(pull, underlyingSource, [stream.controller.object]),
      cancel === undefined ? () => P.resolvedWith(undefined) : (reason) => P.invoke(cancel, underlyingSource, [reason]),
      highWaterMark, sizeAlgorithm);
  }

  function callPullIfNeeded(controller) {
    if (!shouldCallPull(controller)) return;
    if (controller.pulling) {
      controller.pullAgain = true;
      return;
    }
    controller.pulling = true;
    P.upon(
      controller.pullAlgorithm(),
      () => {
        controller.pulling = false;
        if (controller.pullAgain) {
          controller.pullAgain = false;
          callPullIfNeeded(controller);
        }
      },
      (reason) => errorController(controller, reason));
  }

  function shouldCallPull(controller) {
    const { stream } = controller;
    if (!canCloseOrEnqueue(controller) || !controller.started) return false;
    if (hasDefaultReader(stream) && numberOfReadRequests(stream) > 0) return true;
    return desiredSize(controller) > 0;
  }

  function clearAlgorithms(controller) {
    controller.pullAlgorithm = controller.cancelAlgorithm = controller.sizeAlgorithm = undefined;
  }

  const canCloseOrEnqueue = (controller) => !controller.closeRequested && controller.stream.state === "readable";

  function desiredSize(controller) {
    const { state } = controller.stream;
    if (state === "errored") return null;
    if (state === "closed") return 0;
    return controller.highWaterMark - controller.queueTotalSize;
  }

  function closeController(controller) {
    if (!canCloseOrEnqueue(controller)) return;
    controller.closeRequested = true;
    if (controller.queue.length === 0) {
      clearAlgorithms(controller);
      close(controller.stream);
    }
  }

  function enqueue(controller, chunk) {
    if (!canCloseOrEnqueue(controller)) return;
    const { stream } = controller;
    if (hasDefaultReader(stream) && numberOfReadRequests(stream) > 0) fulfillReadRequest(stream, chunk, false);
    else {
      try {
        enqueueValueWithSize(controller, chunk, controller.sizeAlgorithm(chunk));
      } catch (reason) {
        errorController(controller, reason);
        throw reason;
      }
    }
    callPullIfNeeded(controller);
  }

  function errorController(controller, reason) {
    const { stream } = controller;
    if (stream.state !== "readable") return;
    resetQueue(controller);
    clearAlgorithms(controller);
    error(stream, reason);
  }

  const hasBackpressure = (controller) => !shouldCallPull(controller);

  return {
    ReadableStream, ReadableStreamDefaultReader, ReadableStreamDefaultController,
    isReadableStream: brand.isStream, stateOf: brand.stateOf, makeState, makeStream, create, cancel, close, error,
    initializeReader, cancelReader, releaseReader, acquireDefaultReader, readWith, fulfillReadRequest,
    hasDefaultReader, numberOfReadRequests, closeController, enqueue, errorController, canCloseOrEnqueue, desiredSize,
    hasBackpressure,
  };
});
