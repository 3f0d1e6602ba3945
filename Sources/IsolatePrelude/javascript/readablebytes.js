// Readable byte streams: their controller, requests and BYOB reader (Streams §4.5 to §4.8).
(function (native, use) {
  "use strict";
  const {
    requireArguments, toDictionary, toInteger, defineInterface, illegalConstructor, isSharedArrayBuffer,
  } = use("webidl.js");
  const { Queue, resetQueue } = use("queuing.js");
  const P = use("promises.js");
  const R = use("readable.js");

  const token = Symbol();
  const brand = {};
  const getter = (prototype, name) => {
    const get = Object.getOwnPropertyDescriptor(prototype, name).get;
    return (object) => Reflect.apply(get, object, []);
  };
  const transferOf = ArrayBuffer.prototype.transfer;
  const sliceOf = ArrayBuffer.prototype.slice;
  const isDetached = getter(ArrayBuffer.prototype, "detached");
  const bufferLength = getter(ArrayBuffer.prototype, "byteLength");
  const TypedArrayPrototype = Object.getPrototypeOf(Uint8Array.prototype);
  const typeName = getter(TypedArrayPrototype, Symbol.toStringTag);
  const setBytes = TypedArrayPrototype.set;

  const viewOf = Object.fromEntries(
    ["buffer", "byteLength", "byteOffset"].map((name) => {
      const ofArray = getter(TypedArrayPrototype, name);
      const ofView = getter(DataView.prototype, name);
      return [name, (view) => (typeName(view) === undefined ? ofView(view) : ofArray(view))];
    }));

  const transferBuffer = (buffer) => Reflect.apply(transferOf, buffer, []);

  function copyBytes(target, targetOffset, source, sourceOffset, count) {
    Reflect.apply(setBytes, new Uint8Array(target), [new Uint8Array(source, sourceOffset, count), targetOffset]);
  }

  /** Web IDL's ArrayBufferView, which may be no view of shared memory. */
  function convertView(value, what) {
    if (!ArrayBuffer.isView(value)) throw new TypeError(`${what} is no view of an ArrayBuffer`);
    if (isSharedArrayBuffer(viewOf.buffer(value))) throw new TypeError(`${what} shows shared memory`);
    return value;
  }

  // MARK: Public objects

  class ReadableByteStreamController {
    #state;

    constructor(key, state) {
      if (key !== token) illegalConstructor();
      this.#state = state;
    }

    get byobRequest() { return byobRequest(this.#state); }
    get desiredSize() { return desiredSize(this.#state); }

    close() {
      const controller = this.#state;
      if (controller.closeRequested) throw new TypeError("the stream is being closed already");
      if (controller.stream.state !== "readable") throw new TypeError("the stream is not readable any more");
      close(controller);
    }

    enqueue(chunk) {
      const controller = this.#state;
      requireArguments(arguments.length, 1, "enqueue");
      convertView(chunk, "the chunk");
      if (viewOf.byteLength(chunk) === 0) throw new TypeError("the chunk is empty");
      if (bufferLength(viewOf.buffer(chunk)) === 0) throw new TypeError("the chunk's buffer is empty");
      if (controller.closeRequested) throw new TypeError("the stream is being closed already");
      if (controller.stream.state !== "readable") throw new TypeError("the stream is not readable any more");
      enqueue(controller, chunk);
    }

    error(reason = undefined) { error(this.#state, reason); }
  }
  defineInterface(ReadableByteStreamController, 0);

  class ReadableStreamBYOBRequest {
    #state;

    constructor(key, state) {
      if (key !== token) illegalConstructor();
      this.#state = state;
    }

    get view() { return this.#state.view; }

    respond(bytesWritten) {
      const request = this.#state;
      requireArguments(arguments.length, 1, "respond");
      bytesWritten = toInteger(bytesWritten, 64, false, true, "the number of bytes");
      if (request.controller === undefined) throw new TypeError("the request has been answered");
      if (isDetached(viewOf.buffer(request.view))) throw new TypeError("the request's buffer is detached");
      respond(request.controller, bytesWritten);
    }

    respondWithNewView(view) {
      const request = this.#state;
      requireArguments(arguments.length, 1, "respondWithNewView");
      convertView(view, "the view");
      if (request.controller === undefined) throw new TypeError("the request has been answered");
      if (isDetached(viewOf.buffer(view))) throw new TypeError("the view's buffer is detached");
      respondWithNewView(request.controller, view);
    }
  }
  defineInterface(ReadableStreamBYOBRequest, 0);

  class ReadableStreamBYOBReader {
    #state;

    constructor(stream) {
      requireArguments(arguments.length, 1, "the constructor of ReadableStreamBYOBReader");
      if (!R.isReadableStream(stream)) throw new TypeError("the argument is no ReadableStream");
      this.#state = acquireReader(R.stateOf(stream));
    }

    get closed() {
      if (!brand.isReader(this)) return P.rejectedWith(new TypeError("the object is no reader"));
      return this.#state.closed.promise;
    }

    cancel(reason = undefined) {
      if (!brand.isReader(this)) return P.rejectedWith(new TypeError("the object is no reader"));
      return R.cancelReader(this.#state, reason);
    }

    read(view, options = undefined) {
      if (!brand.isReader(this)) return P.rejectedWith(new TypeError("the object is no reader"));
      let min;
      try {
        requireArguments(arguments.length, 1, "read");
        convertView(view, "the view");
        ({ min = 1 } = toDictionary(options, "the options"));
        min = toInteger(min, 64, false, true, "the member 'min'");
        const buffer = viewOf.buffer(view);
        if (viewOf.byteLength(view) === 0) throw new TypeError("the view is empty");
        if (bufferLength(buffer) === 0) throw new TypeError("the view's buffer is empty");
        if (isDetached(buffer)) throw new TypeError("the view's buffer is detached");
        if (min === 0) throw new TypeError("the member 'min' is 0");
        const length = typeName(view) === undefined ? viewOf.byteLength(view) : view.length;
        if (min > length) throw new RangeError("the member 'min' is more than the view holds");
        if (this.#state.stream === undefined) throw new TypeError("the reader was released");
      } catch (error) {
        return P.rejectedWith(error);
      }
      const { promise, resolve, reject } = P.deferred();
      readInto(this.#state, view, min, {
        chunk: (value) => resolve({ value, done: false }),
        close: (value) => resolve({ value, done: true }),
        error: reject,
      });
      return promise;
    }

    releaseLock() {
      if (this.#state.stream !== undefined) R.releaseReader(this.#state);
    }

    static { brand.isReader = (value) => typeof value === "object" && value !== null && #state in value; }
  }
  defineInterface(ReadableStreamBYOBReader);

  function acquireReader(stream) {
    if (stream.reader !== undefined) throw new TypeError("the stream is locked");
    if (!stream.controller.isByteController) throw new TypeError("the stream is no byte stream");
    const reader = { stream: undefined, closed: undefined, readIntoRequests: new Queue() };
    R.initializeReader(reader, stream);
    return reader;
  }

  function readInto(reader, view, min, request) {
    const { stream } = reader;
    stream.disturbed = true;
    if (stream.state === "errored") request.error(stream.storedError);
    else pullInto(stream.controller, view, min, request);
  }

  const hasBYOBReader = (stream) => stream.reader !== undefined && stream.reader.readIntoRequests !== undefined;

  // MARK: Controller

  function setUpController(
    stream, startAlgorithm, pullAlgorithm, cancelAlgorithm, highWaterMark, autoAllocateChunkSize
  ) {
    const controller = {
      isByteController: true, stream, queue: undefined, queueTotalSize: 0, started: false, closeRequested: false,
      pullAgain: false, pulling: false, byobRequest: null, highWaterMark, pullAlgorithm, cancelAlgorithm,
      autoAllocateChunkSize, pendingPullIntos: [], object: undefined,
      cancelSteps(reason) {
        clearPendingPullIntos(controller);
        resetQueue(controller);
        const result = controller.cancelAlgorithm(reason);
        clearAlgorithms(controller);
        return result;
      },
      pullSteps(request) { pullSteps(controller, request); },
      releaseSteps() {
        if (controller.pendingPullIntos.length === 0) return;
        const first = controller.pendingPullIntos[0];
        first.readerType = "none";
        controller.pendingPullIntos = [first];
      },
    };
    resetQueue(controller);
    controller.object = new ReadableByteStreamController(token, controller);
    stream.controller = controller;
    const started = startAlgorithm(controller.object);
    P.upon(
      P.resolvedWith(started),
      () => {
        controller.started = true;
        callPullIfNeeded(controller);
      },
      (reason) => error(controller, reason));
  }

  function setUpControllerFromSource(stream, underlyingSource, source, highWaterMark) {
    const { start, pull, cancel, autoAllocateChunkSize } = source;
    if (autoAllocateChunkSize === 0) throw new TypeError("the member 'autoAllocateChunkSize' is 0");
    setUpController(
      stream,
      start === undefined ? () => undefined : (controller) => Reflect.apply(start, underlyingSource, [controller]),
      pull === undefined
        ? () => P.resolvedWith(undefined)
        : () => P.invoke(pull, underlyingSource, [stream.controller.object]),
      cancel === undefined ? () => P.resolvedWith(undefined) : (reason) => P.invoke(cancel, underlyingSource, [reason]),
      highWaterMark, autoAllocateChunkSize);
  }

  /** CreateReadableByteStream */
  function create(startAlgorithm, pullAlgorithm, cancelAlgorithm, highWaterMark = 0) {
    const state = R.makeState();
    const stream = R.makeStream(state);
    setUpController(state, startAlgorithm, pullAlgorithm, cancelAlgorithm, highWaterMark, undefined);
    return stream;
  }

  function pullSteps(controller, request) {
    const { stream } = controller;
    if (controller.queueTotalSize > 0) return fillReadRequestFromQueue(controller, request);
    const size = controller.autoAllocateChunkSize;
    if (size !== undefined) {
      let buffer;
      try {
        buffer = new ArrayBuffer(size);
      } catch (reason) {
        return request.error(reason);
      }
      controller.pendingPullIntos.push({
        buffer, bufferByteLength: size, byteOffset: 0, byteLength: size, bytesFilled: 0, minimumFill: 1,
        elementSize: 1, Constructor: Uint8Array, readerType: "default",
      });
    }
    stream.reader.readRequests.push(request);
    callPullIfNeeded(controller);
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
      (reason) => error(controller, reason));
  }

  function shouldCallPull(controller) {
    const { stream } = controller;
    if (stream.state !== "readable" || controller.closeRequested || !controller.started) return false;
    if (R.hasDefaultReader(stream) && R.numberOfReadRequests(stream) > 0) return true;
    if (hasBYOBReader(stream) && stream.reader.readIntoRequests.length > 0) return true;
    return desiredSize(controller) > 0;
  }

  function clearAlgorithms(controller) {
    controller.pullAlgorithm = controller.cancelAlgorithm = undefined;
  }

  function clearPendingPullIntos(controller) {
    invalidateRequest(controller);
    controller.pendingPullIntos = [];
  }

  function invalidateRequest(controller) {
    if (controller.byobRequest === null) return;
    controller.byobRequest.controller = undefined;
    controller.byobRequest.view = null;
    controller.byobRequest = null;
  }

  function byobRequest(controller) {
    if (controller.byobRequest === null && controller.pendingPullIntos.length > 0) {
      const first = controller.pendingPullIntos[0];
      const view = new Uint8Array(first.buffer, first.byteOffset + first.bytesFilled, first.byteLength - first.bytesFilled);
      const request = { controller, view, object: undefined };
      request.object = new ReadableStreamBYOBRequest(token, request);
      controller.byobRequest = request;
    }
    return controller.byobRequest === null ? null : controller.byobRequest.object;
  }

  function desiredSize(controller) {
    const { state } = controller.stream;
    if (state === "errored") return null;
    if (state === "closed") return 0;
    return controller.highWaterMark - controller.queueTotalSize;
  }

  function close(controller) {
    const { stream } = controller;
    if (controller.closeRequested || stream.state !== "readable") return;
    if (controller.queueTotalSize > 0) {
      controller.closeRequested = true;
      return;
    }
    const [first] = controller.pendingPullIntos;
    if (first !== undefined && first.bytesFilled % first.elementSize !== 0) {
      const reason = new TypeError("the stream ends within an element of the view that is read into");
      error(controller, reason);
      throw reason;
    }
    clearAlgorithms(controller);
    R.close(stream);
  }

  function error(controller, reason) {
    const { stream } = controller;
    if (stream.state !== "readable") return;
    clearPendingPullIntos(controller);
    resetQueue(controller);
    clearAlgorithms(controller);
    R.error(stream, reason);
  }

  // MARK: Enqueuing

  function enqueue(controller, chunk) {
    const { stream } = controller;
    if (controller.closeRequested || stream.state !== "readable") return;
    const buffer = viewOf.buffer(chunk);
    const byteOffset = viewOf.byteOffset(chunk);
    const byteLength = viewOf.byteLength(chunk);
    if (isDetached(buffer)) throw new TypeError("the chunk's buffer is detached");
    const transferred = transferBuffer(buffer);
    const [first] = controller.pendingPullIntos;
    if (first !== undefined) {
      if (isDetached(first.buffer)) throw new TypeError("the buffer of the request is detached");
      invalidateRequest(controller);
      first.buffer = transferBuffer(first.buffer);
      if (first.readerType === "none") enqueueDetachedPullInto(controller, first);
    }
    if (R.hasDefaultReader(stream)) {
      while (R.numberOfReadRequests(stream) > 0 && controller.queueTotalSize > 0) {
        fillReadRequestFromQueue(controller, stream.reader.readRequests.shift());
      }
      if (R.numberOfReadRequests(stream) === 0) enqueueChunk(controller, transferred, byteOffset, byteLength);
      else {
        if (controller.pendingPullIntos.length > 0) controller.pendingPullIntos.shift();
        R.fulfillReadRequest(stream, new Uint8Array(transferred, byteOffset, byteLength), false);
      }
    } else if (hasBYOBReader(stream)) {
      enqueueChunk(controller, transferred, byteOffset, byteLength);
      commitFilled(controller, takeFilledFromQueue(controller));
    } else enqueueChunk(controller, transferred, byteOffset, byteLength);
    callPullIfNeeded(controller);
  }

  function enqueueChunk(controller, buffer, byteOffset, byteLength) {
    controller.queue.push({ buffer, byteOffset, byteLength });
    controller.queueTotalSize += byteLength;
  }

  function enqueueClonedChunk(controller, buffer, byteOffset, byteLength) {
    let clone;
    try {
      clone = Reflect.apply(sliceOf, buffer, [byteOffset, byteOffset + byteLength]);
    } catch (reason) {
      error(controller, reason);
      throw reason;
    }
    enqueueChunk(controller, clone, 0, byteLength);
  }

  function enqueueDetachedPullInto(controller, descriptor) {
    if (descriptor.bytesFilled > 0) {
      enqueueClonedChunk(controller, descriptor.buffer, descriptor.byteOffset, descriptor.bytesFilled);
    }
    controller.pendingPullIntos.shift();
    invalidateRequest(controller);
  }

  function fillReadRequestFromQueue(controller, request) {
    const entry = controller.queue.shift();
    controller.queueTotalSize -= entry.byteLength;
    handleQueueDrain(controller);
    request.chunk(new Uint8Array(entry.buffer, entry.byteOffset, entry.byteLength));
  }

  function handleQueueDrain(controller) {
    if (controller.queueTotalSize === 0 && controller.closeRequested) {
      clearAlgorithms(controller);
      R.close(controller.stream);
    } else callPullIfNeeded(controller);
  }

  // MARK: Pulling into a view

  function pullInto(controller, view, min, request) {
    const { stream } = controller;
    const name = typeName(view);
    const Constructor = name === undefined ? DataView : globalThis[name];
    const elementSize = name === undefined ? 1 : Constructor.BYTES_PER_ELEMENT;
    const byteOffset = viewOf.byteOffset(view);
    const byteLength = viewOf.byteLength(view);
    let buffer;
    try {
      buffer = transferBuffer(viewOf.buffer(view));
    } catch (reason) {
      return request.error(reason);
    }
    const descriptor = {
      buffer, bufferByteLength: bufferLength(buffer), byteOffset, byteLength, bytesFilled: 0,
      minimumFill: min * elementSize, elementSize, Constructor, readerType: "byob",
    };
    if (controller.pendingPullIntos.length > 0) {
      controller.pendingPullIntos.push(descriptor);
      stream.reader.readIntoRequests.push(request);
      return;
    }
    if (stream.state === "closed") return request.close(new Constructor(buffer, byteOffset, 0));
    if (controller.queueTotalSize > 0) {
      if (fillFromQueue(controller, descriptor)) {
        const filled = convertFilled(descriptor);
        handleQueueDrain(controller);
        return request.chunk(filled);
      }
      if (controller.closeRequested) {
        const reason = new TypeError("the stream ends before the view is filled");
        error(controller, reason);
        return request.error(reason);
      }
    }
    controller.pendingPullIntos.push(descriptor);
    stream.reader.readIntoRequests.push(request);
    callPullIfNeeded(controller);
  }

  /** Whether the descriptor has as much as it needs. */
  function fillFromQueue(controller, descriptor) {
    const most = Math.min(controller.queueTotalSize, descriptor.byteLength - descriptor.bytesFilled);
    const filledMost = descriptor.bytesFilled + most;
    let left = most;
    let isReady = false;
    const aligned = filledMost - (filledMost % descriptor.elementSize);
    if (aligned >= descriptor.minimumFill) {
      left = aligned - descriptor.bytesFilled;
      isReady = true;
    }
    while (left > 0) {
      const head = controller.queue.peek();
      const count = Math.min(left, head.byteLength);
      copyBytes(descriptor.buffer, descriptor.byteOffset + descriptor.bytesFilled, head.buffer, head.byteOffset, count);
      if (head.byteLength === count) controller.queue.shift();
      else {
        head.byteOffset += count;
        head.byteLength -= count;
      }
      controller.queueTotalSize -= count;
      descriptor.bytesFilled += count;
      left -= count;
    }
    return isReady;
  }

  function convertFilled(descriptor) {
    const { bytesFilled, elementSize, Constructor, byteOffset } = descriptor;
    return new Constructor(transferBuffer(descriptor.buffer), byteOffset, bytesFilled / elementSize);
  }

  function takeFilledFromQueue(controller) {
    const filled = [];
    while (controller.pendingPullIntos.length > 0 && controller.queueTotalSize > 0) {
      const [first] = controller.pendingPullIntos;
      if (!fillFromQueue(controller, first)) break;
      invalidateRequest(controller);
      filled.push(controller.pendingPullIntos.shift());
    }
    return filled;
  }

  function commitFilled(controller, filled) {
    for (const descriptor of filled) commit(controller.stream, descriptor);
  }

  function commit(stream, descriptor) {
    const done = stream.state === "closed";
    const view = convertFilled(descriptor);
    if (descriptor.readerType === "default") R.fulfillReadRequest(stream, view, done);
    else {
      const request = stream.reader.readIntoRequests.shift();
      if (done) request.close(view);
      else request.chunk(view);
    }
  }

  // MARK: Answering a request

  function respond(controller, bytesWritten) {
    const [first] = controller.pendingPullIntos;
    if (controller.stream.state === "closed") {
      if (bytesWritten !== 0) throw new TypeError("nothing can be written to a stream that is closed");
    } else {
      if (bytesWritten === 0) throw new TypeError("no byte was written");
      if (first.bytesFilled + bytesWritten > first.byteLength) throw new RangeError("more was written than there is room");
    }
    first.buffer = transferBuffer(first.buffer);
    respondInternal(controller, bytesWritten);
  }

  function respondWithNewView(controller, view) {
    const [first] = controller.pendingPullIntos;
    const byteLength = viewOf.byteLength(view);
    const buffer = viewOf.buffer(view);
    if (controller.stream.state === "closed") {
      if (byteLength !== 0) throw new TypeError("nothing can be written to a stream that is closed");
    } else if (byteLength === 0) throw new TypeError("the view is empty");
    if (first.byteOffset + first.bytesFilled !== viewOf.byteOffset(view)) throw new RangeError("the view has moved");
    if (first.bufferByteLength !== bufferLength(buffer)) throw new RangeError("the view's buffer has another length");
    if (first.bytesFilled + byteLength > first.byteLength) throw new RangeError("the view is longer than there is room");
    first.buffer = transferBuffer(buffer);
    respondInternal(controller, byteLength);
  }

  function respondInternal(controller, bytesWritten) {
    const [first] = controller.pendingPullIntos;
    invalidateRequest(controller);
    if (controller.stream.state === "closed") respondInClosedState(controller, first);
    else respondInReadableState(controller, bytesWritten, first);
    callPullIfNeeded(controller);
  }

  function respondInClosedState(controller, first) {
    if (first.readerType === "none") controller.pendingPullIntos.shift();
    const { stream } = controller;
    if (!hasBYOBReader(stream)) return;
    const filled = [];
    while (filled.length < stream.reader.readIntoRequests.length) filled.push(controller.pendingPullIntos.shift());
    commitFilled(controller, filled);
  }

  function respondInReadableState(controller, bytesWritten, descriptor) {
    descriptor.bytesFilled += bytesWritten;
    if (descriptor.readerType === "none") {
      enqueueDetachedPullInto(controller, descriptor);
      commitFilled(controller, takeFilledFromQueue(controller));
      return;
    }
    if (descriptor.bytesFilled < descriptor.minimumFill) return;
    controller.pendingPullIntos.shift();
    const rest = descriptor.bytesFilled % descriptor.elementSize;
    if (rest > 0) {
      const end = descriptor.byteOffset + descriptor.bytesFilled;
      enqueueClonedChunk(controller, descriptor.buffer, end - rest, rest);
    }
    descriptor.bytesFilled -= rest;
    const filled = takeFilledFromQueue(controller);
    commit(controller.stream, descriptor);
    commitFilled(controller, filled);
  }

  return {
    ReadableByteStreamController, ReadableStreamBYOBRequest, ReadableStreamBYOBReader, setUpControllerFromSource,
    create, enqueue, close, error, acquireReader, readInto, byobRequest, respond, respondWithNewView,
  };
});
