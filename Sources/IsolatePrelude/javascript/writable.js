// WritableStream with its writer and controller (Streams §5).
(function (native, use) {
  "use strict";
  const { requireArguments, toCallback, defineInterface, illegalConstructor } = use("webidl.js");
  const {
    convertStrategy, extractHighWaterMark, extractSizeAlgorithm, enqueueValueWithSize, dequeueValue, resetQueue, Queue,
  } = use("queuing.js");
  const P = use("promises.js");
  const { makeSignal, signalAbort } = use("abort.js");

  const token = Symbol();
  const closeSentinel = Symbol();
  const brand = {};

  class WritableStream {
    #state;

    constructor(underlyingSink = undefined, strategy = undefined) {
      if (underlyingSink === token) {
        this.#state = strategy;
        strategy.object = this;
        return;
      }
      if (underlyingSink === null || (underlyingSink !== undefined && typeof underlyingSink !== "object" &&
          typeof underlyingSink !== "function")) {
        throw new TypeError("the underlying sink is not an object");
      }
      strategy = convertStrategy(strategy);
      const sink = convertSink(underlyingSink);
      if (sink.type !== undefined) throw new RangeError("the member 'type' of a sink must be undefined");
      const state = (this.#state = makeState());
      state.object = this;
      const sizeAlgorithm = extractSizeAlgorithm(strategy);
      setUpControllerFromSink(state, underlyingSink, sink, extractHighWaterMark(strategy, 1), sizeAlgorithm);
    }

    get locked() { return this.#state.writer !== undefined; }

    abort(reason = undefined) {
      if (!brand.isStream(this)) return P.rejectedWith(new TypeError("the object is no WritableStream"));
      if (this.#state.writer !== undefined) return P.rejectedWith(new TypeError("the stream is locked"));
      return abort(this.#state, reason);
    }

    close() {
      if (!brand.isStream(this)) return P.rejectedWith(new TypeError("the object is no WritableStream"));
      if (this.#state.writer !== undefined) return P.rejectedWith(new TypeError("the stream is locked"));
      if (closeQueuedOrInFlight(this.#state)) return P.rejectedWith(new TypeError("the stream is being closed already"));
      return close(this.#state);
    }

    getWriter() {
      this.#state;
      return new WritableStreamDefaultWriter(this);
    }

    static {
      brand.isStream = (value) => typeof value === "object" && value !== null && #state in value;
      brand.stateOf = (stream) => stream.#state;
    }
  }
  defineInterface(WritableStream);

  function convertSink(underlyingSink) {
    if (underlyingSink === undefined) return {};
    const sink = {};
    for (const name of ["abort", "close", "start"]) {
      const member = underlyingSink[name];
      if (member !== undefined) sink[name] = toCallback(member, `the member '${name}'`);
    }
    sink.type = underlyingSink.type;
    const { write } = underlyingSink;
    if (write !== undefined) sink.write = toCallback(write, "the member 'write'");
    return sink;
  }

  function makeState() {
    return {
      object: undefined, state: "writable", storedError: undefined, writer: undefined, controller: undefined,
      writeRequests: new Queue(), inFlightWrite: undefined, closeRequest: undefined, inFlightClose: undefined,
      pendingAbort: undefined, backpressure: false,
    };
  }

  /** CreateWritableStream */
  function create(
    startAlgorithm, writeAlgorithm, closeAlgorithm, abortAlgorithm, highWaterMark = 1, sizeAlgorithm = () => 1
  ) {
    const state = makeState();
    const stream = new WritableStream(token, state);
    setUpController(state, startAlgorithm, writeAlgorithm, closeAlgorithm, abortAlgorithm, highWaterMark, sizeAlgorithm);
    return stream;
  }

  // MARK: Stream algorithms

  function abort(stream, reason) {
    if (stream.state === "closed" || stream.state === "errored") return P.resolvedWith(undefined);
    signalAbort(stream.controller.signal, reason);
    const { state } = stream;
    if (state === "closed" || state === "errored") return P.resolvedWith(undefined);
    if (stream.pendingAbort !== undefined) return stream.pendingAbort.promise;
    const wasErroring = state === "erroring";
    const pending = P.deferred();
    pending.reason = wasErroring ? undefined : reason;
    pending.wasAlreadyErroring = wasErroring;
    stream.pendingAbort = pending;
    if (!wasErroring) startErroring(stream, reason);
    return pending.promise;
  }

  function close(stream) {
    const { state } = stream;
    if (state === "closed" || state === "errored") {
      return P.rejectedWith(new TypeError(`the stream is ${state} and can't be closed`));
    }
    const request = (stream.closeRequest = P.deferred());
    const { writer } = stream;
    if (writer !== undefined && stream.backpressure && state === "writable") writer.ready.resolve(undefined);
    const { controller } = stream;
    enqueueValueWithSize(controller, closeSentinel, 0);
    advanceQueueIfNeeded(controller);
    return request.promise;
  }

  const closeQueuedOrInFlight = (stream) => stream.closeRequest !== undefined || stream.inFlightClose !== undefined;

  function dealWithRejection(stream, reason) {
    if (stream.state === "writable") startErroring(stream, reason);
    else finishErroring(stream);
  }

  function startErroring(stream, reason) {
    const { controller, writer } = stream;
    stream.state = "erroring";
    stream.storedError = reason;
    if (writer !== undefined) ensureReadyRejected(writer, reason);
    if (!hasOperationInFlight(stream) && controller.started) finishErroring(stream);
  }

  const hasOperationInFlight = (stream) => stream.inFlightWrite !== undefined || stream.inFlightClose !== undefined;

  function finishErroring(stream) {
    stream.state = "errored";
    resetQueue(stream.controller);
    const reason = stream.storedError;
    const requests = stream.writeRequests;
    stream.writeRequests = new Queue();
    requests.forEach((request) => request.reject(reason));
    const pending = stream.pendingAbort;
    if (pending === undefined) return rejectCloseAndClosed(stream);
    stream.pendingAbort = undefined;
    if (pending.wasAlreadyErroring) {
      pending.reject(reason);
      return rejectCloseAndClosed(stream);
    }
    const { controller } = stream;
    const done = controller.abortAlgorithm(pending.reason);
    clearAlgorithms(controller);
    P.upon(
      done,
      () => {
        pending.resolve(undefined);
        rejectCloseAndClosed(stream);
      },
      (reason) => {
        pending.reject(reason);
        rejectCloseAndClosed(stream);
      });
  }

  function rejectCloseAndClosed(stream) {
    if (stream.closeRequest !== undefined) {
      stream.closeRequest.reject(stream.storedError);
      stream.closeRequest = undefined;
    }
    const { writer } = stream;
    if (writer !== undefined) {
      writer.closed.reject(stream.storedError);
      P.markHandled(writer.closed.promise);
    }
  }

  function finishInFlightWrite(stream) {
    stream.inFlightWrite.resolve(undefined);
    stream.inFlightWrite = undefined;
  }

  function finishInFlightWriteWithError(stream, reason) {
    stream.inFlightWrite.reject(reason);
    stream.inFlightWrite = undefined;
    dealWithRejection(stream, reason);
  }

  function finishInFlightClose(stream) {
    stream.inFlightClose.resolve(undefined);
    stream.inFlightClose = undefined;
    if (stream.state === "erroring") {
      stream.storedError = undefined;
      if (stream.pendingAbort !== undefined) {
        stream.pendingAbort.resolve(undefined);
        stream.pendingAbort = undefined;
      }
    }
    stream.state = "closed";
    if (stream.writer !== undefined) stream.writer.closed.resolve(undefined);
  }

  function finishInFlightCloseWithError(stream, reason) {
    stream.inFlightClose.reject(reason);
    stream.inFlightClose = undefined;
    if (stream.pendingAbort !== undefined) {
      stream.pendingAbort.reject(reason);
      stream.pendingAbort = undefined;
    }
    dealWithRejection(stream, reason);
  }

  function updateBackpressure(stream, backpressure) {
    const { writer } = stream;
    if (writer !== undefined && backpressure !== stream.backpressure) {
      if (backpressure) writer.ready = P.deferred();
      else writer.ready.resolve(undefined);
    }
    stream.backpressure = backpressure;
  }

  // MARK: Writer

  class WritableStreamDefaultWriter {
    #state;

    constructor(stream) {
      requireArguments(arguments.length, 1, "the constructor of WritableStreamDefaultWriter");
      if (!brand.isStream(stream)) throw new TypeError("the argument is no WritableStream");
      this.#state = acquireWriter(brand.stateOf(stream));
    }

    get closed() {
      if (!brand.isWriter(this)) return P.rejectedWith(new TypeError("the object is no writer"));
      return this.#state.closed.promise;
    }

    get desiredSize() {
      const { stream } = this.#state;
      if (stream === undefined) throw new TypeError("the writer was released");
      return writerDesiredSize(stream);
    }

    get ready() {
      if (!brand.isWriter(this)) return P.rejectedWith(new TypeError("the object is no writer"));
      return this.#state.ready.promise;
    }

    abort(reason = undefined) {
      if (!brand.isWriter(this)) return P.rejectedWith(new TypeError("the object is no writer"));
      if (this.#state.stream === undefined) return P.rejectedWith(new TypeError("the writer was released"));
      return abort(this.#state.stream, reason);
    }

    close() {
      if (!brand.isWriter(this)) return P.rejectedWith(new TypeError("the object is no writer"));
      const { stream } = this.#state;
      if (stream === undefined) return P.rejectedWith(new TypeError("the writer was released"));
      if (closeQueuedOrInFlight(stream)) return P.rejectedWith(new TypeError("the stream is being closed already"));
      return close(stream);
    }

    releaseLock() {
      if (this.#state.stream !== undefined) releaseWriter(this.#state);
    }

    write(chunk = undefined) {
      if (!brand.isWriter(this)) return P.rejectedWith(new TypeError("the object is no writer"));
      if (this.#state.stream === undefined) return P.rejectedWith(new TypeError("the writer was released"));
      return write(this.#state, chunk);
    }

    static { brand.isWriter = (value) => typeof value === "object" && value !== null && #state in value; }
  }
  defineInterface(WritableStreamDefaultWriter);

  function acquireWriter(stream) {
    if (stream.writer !== undefined) throw new TypeError("the stream is locked");
    const writer = { stream, closed: P.deferred(), ready: P.deferred() };
    stream.writer = writer;
    const { state, storedError } = stream;
    if (state === "writable") {
      if (closeQueuedOrInFlight(stream) || !stream.backpressure) writer.ready.resolve(undefined);
    } else if (state === "closed") {
      writer.ready.resolve(undefined);
      writer.closed.resolve(undefined);
    } else {
      writer.ready.reject(storedError);
      P.markHandled(writer.ready.promise);
      if (state === "errored") {
        writer.closed.reject(storedError);
        P.markHandled(writer.closed.promise);
      }
    }
    return writer;
  }

  function ensureReadyRejected(writer, reason) {
    if (!writer.ready.pending) writer.ready = P.deferred();
    writer.ready.reject(reason);
    P.markHandled(writer.ready.promise);
  }

  function ensureClosedRejected(writer, reason) {
    if (!writer.closed.pending) writer.closed = P.deferred();
    writer.closed.reject(reason);
    P.markHandled(writer.closed.promise);
  }

  function writerDesiredSize(stream) {
    const { state } = stream;
    if (state === "errored" || state === "erroring") return null;
    if (state === "closed") return 0;
    return desiredSize(stream.controller);
  }

  function releaseWriter(writer) {
    const { stream } = writer;
    const released = new TypeError("the writer was released");
    ensureReadyRejected(writer, released);
    ensureClosedRejected(writer, released);
    stream.writer = undefined;
    writer.stream = undefined;
  }

  function write(writer, chunk) {
    const { stream } = writer;
    const { controller } = stream;
    const size = chunkSize(controller, chunk);
    if (stream !== writer.stream) return P.rejectedWith(new TypeError("the writer was released"));
    const { state } = stream;
    if (state === "errored") return P.rejectedWith(stream.storedError);
    if (closeQueuedOrInFlight(stream) || state === "closed") {
      return P.rejectedWith(new TypeError("the stream is closed or being closed"));
    }
    if (state === "erroring") return P.rejectedWith(stream.storedError);
    const request = P.deferred();
    stream.writeRequests.push(request);
    controllerWrite(controller, chunk, size);
    return request.promise;
  }

  /** WritableStreamDefaultWriterCloseWithErrorPropagation */
  function closeWithErrorPropagation(writer) {
    const { stream } = writer;
    if (closeQueuedOrInFlight(stream) || stream.state === "closed") return P.resolvedWith(undefined);
    if (stream.state === "errored") return P.rejectedWith(stream.storedError);
    return close(stream);
  }

  // MARK: Controller

  class WritableStreamDefaultController {
    #state;

    constructor(key, state) {
      if (key !== token) illegalConstructor();
      this.#state = state;
    }

    get signal() { return this.#state.signal; }

    error(reason = undefined) {
      if (this.#state.stream.state === "writable") errorController(this.#state, reason);
    }
  }
  defineInterface(WritableStreamDefaultController, 0);

  function setUpController(
    stream, startAlgorithm, writeAlgorithm, closeAlgorithm, abortAlgorithm, highWaterMark, sizeAlgorithm
  ) {
    const controller = {
      stream, queue: undefined, queueTotalSize: 0, signal: makeSignal(), started: false, highWaterMark, sizeAlgorithm,
      writeAlgorithm, closeAlgorithm, abortAlgorithm, object: undefined,
    };
    resetQueue(controller);
    controller.object = new WritableStreamDefaultController(token, controller);
    stream.controller = controller;
    updateBackpressure(stream, hasBackpressure(controller));
    const started = startAlgorithm(controller.object);
    P.upon(
      P.resolvedWith(started),
      () => {
        controller.started = true;
        advanceQueueIfNeeded(controller);
      },
      (reason) => {
        controller.started = true;
        dealWithRejection(stream, reason);
      });
  }

  function setUpControllerFromSink(stream, underlyingSink, sink, highWaterMark, sizeAlgorithm) {
    const { start, write, close, abort } = sink;
    setUpController(
      stream,
      start === undefined ? () => undefined : (controller) => Reflect.apply(start, underlyingSink, [controller]),
      write === undefined
        ? () => P.resolvedWith(undefined)
        : (chunk) => P.invoke(write, underlyingSink, [chunk, stream.controller.object]),
      close === undefined ? () => P.resolvedWith(undefined) : () => P.invoke(close, underlyingSink, []),
      abort === undefined ? () => P.resolvedWith(undefined) : (reason) => P.invoke(abort, underlyingSink, [reason]),
      highWaterMark, sizeAlgorithm);
  }

  function clearAlgorithms(controller) {
    controller.writeAlgorithm = controller.closeAlgorithm = undefined;
    controller.abortAlgorithm = controller.sizeAlgorithm = undefined;
  }

  const desiredSize = (controller) => controller.highWaterMark - controller.queueTotalSize;
  const hasBackpressure = (controller) => desiredSize(controller) <= 0;

  function chunkSize(controller, chunk) {
    if (controller.sizeAlgorithm === undefined) return 1;
    try {
      return controller.sizeAlgorithm(chunk);
    } catch (reason) {
      if (controller.stream.state === "writable") errorController(controller, reason);
      return 1;
    }
  }

  function controllerWrite(controller, chunk, size) {
    const { stream } = controller;
    try {
      enqueueValueWithSize(controller, chunk, size);
    } catch (reason) {
      if (stream.state === "writable") errorController(controller, reason);
      return;
    }
    if (!closeQueuedOrInFlight(stream) && stream.state === "writable") {
      updateBackpressure(stream, hasBackpressure(controller));
    }
    advanceQueueIfNeeded(controller);
  }

  function advanceQueueIfNeeded(controller) {
    const { stream } = controller;
    if (!controller.started || stream.inFlightWrite !== undefined) return;
    if (stream.state === "erroring") return finishErroring(stream);
    if (controller.queue.length === 0) return;
    const { value } = controller.queue.peek();
    if (value === closeSentinel) processClose(controller);
    else processWrite(controller, value);
  }

  function processClose(controller) {
    const { stream } = controller;
    stream.inFlightClose = stream.closeRequest;
    stream.closeRequest = undefined;
    dequeueValue(controller);
    const done = controller.closeAlgorithm();
    clearAlgorithms(controller);
    P.upon(done, () => finishInFlightClose(stream), (reason) => finishInFlightCloseWithError(stream, reason));
  }

  function processWrite(controller, chunk) {
    const { stream } = controller;
    stream.inFlightWrite = stream.writeRequests.shift();
    P.upon(
      controller.writeAlgorithm(chunk),
      () => {
        finishInFlightWrite(stream);
        const { state } = stream;
        dequeueValue(controller);
        if (!closeQueuedOrInFlight(stream) && state === "writable") {
          updateBackpressure(stream, hasBackpressure(controller));
        }
        advanceQueueIfNeeded(controller);
      },
      (reason) => {
        if (stream.state === "writable") clearAlgorithms(controller);
        finishInFlightWriteWithError(stream, reason);
      });
  }

  function errorController(controller, reason) {
    clearAlgorithms(controller);
    startErroring(controller.stream, reason);
  }

  function errorIfNeeded(controller, reason) {
    if (controller.stream.state === "writable") errorController(controller, reason);
  }

  return {
    WritableStream, WritableStreamDefaultWriter, WritableStreamDefaultController, isWritableStream: brand.isStream,
    stateOf: brand.stateOf, create, abort, close, closeQueuedOrInFlight, acquireWriter, releaseWriter, write,
    writerDesiredSize, closeWithErrorPropagation, errorIfNeeded,
  };
});
