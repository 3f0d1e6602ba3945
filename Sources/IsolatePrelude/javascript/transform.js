// TransformStream (Streams §6).
(function (native, use) {
  "use strict";
  const { toCallback, defineInterface, illegalConstructor } = use("webidl.js");
  const { convertStrategy, extractHighWaterMark, extractSizeAlgorithm } = use("queuing.js");
  const P = use("promises.js");
  const R = use("readable.js");
  const W = use("writable.js");

  const token = Symbol();

  class TransformStream {
    #state;

    constructor(transformer = undefined, writableStrategy = undefined, readableStrategy = undefined) {
      if (transformer === token) {
        this.#state = writableStrategy;
        return;
      }
      if (transformer === null || (transformer !== undefined && typeof transformer !== "object" &&
          typeof transformer !== "function")) {
        throw new TypeError("the transformer is not an object");
      }
      writableStrategy = convertStrategy(writableStrategy);
      readableStrategy = convertStrategy(readableStrategy);
      const converted = convertTransformer(transformer);
      if (converted.readableType !== undefined) throw new RangeError("the member 'readableType' must be undefined");
      if (converted.writableType !== undefined) throw new RangeError("the member 'writableType' must be undefined");
      const readableHighWaterMark = extractHighWaterMark(readableStrategy, 0);
      const readableSize = extractSizeAlgorithm(readableStrategy);
      const writableHighWaterMark = extractHighWaterMark(writableStrategy, 1);
      const writableSize = extractSizeAlgorithm(writableStrategy);
      const start = P.deferred();
      const stream = (this.#state = initialize(
        start.promise, writableHighWaterMark, writableSize, readableHighWaterMark, readableSize));
      setUpControllerFromTransformer(stream, transformer, converted);
      if (converted.start === undefined) start.resolve(undefined);
      else start.resolve(Reflect.apply(converted.start, transformer, [stream.controller.object]));
    }

    get readable() { return this.#state.readable.object; }
    get writable() { return this.#state.writable.object; }
  }
  defineInterface(TransformStream);

  function convertTransformer(transformer) {
    if (transformer === undefined) return {};
    const converted = {};
    for (const name of ["cancel", "flush"]) {
      const member = transformer[name];
      if (member !== undefined) converted[name] = toCallback(member, `the member '${name}'`);
    }
    converted.readableType = transformer.readableType;
    for (const name of ["start", "transform"]) {
      const member = transformer[name];
      if (member !== undefined) converted[name] = toCallback(member, `the member '${name}'`);
    }
    converted.writableType = transformer.writableType;
    return converted;
  }

  /** A transform stream of the platform's own; its callbacks are trusted and get the controller's state. */
  function create(transform, flush = () => undefined) {
    const start = P.resolvedWith(undefined);
    const stream = initialize(start, 1, () => 1, 0, () => 1);
    setUpController(
      stream, (chunk) => P.invoke(transform, undefined, [chunk, stream.controller]),
      () => P.invoke(flush, undefined, [stream.controller]), () => P.resolvedWith(undefined));
    return { readable: stream.readable.object, writable: stream.writable.object };
  }

  function initialize(startPromise, writableHighWaterMark, writableSize, readableHighWaterMark, readableSize) {
    const stream = {
      readable: undefined, writable: undefined, controller: undefined, backpressure: undefined,
      backpressureChange: undefined,
    };
    const start = () => startPromise;
    stream.writable = W.stateOf(W.create(
      start, (chunk) => sinkWrite(stream, chunk), () => sinkClose(stream), (reason) => sinkAbort(stream, reason),
      writableHighWaterMark, writableSize));
    stream.readable = R.stateOf(R.create(
      start, () => sourcePull(stream), (reason) => sourceCancel(stream, reason), readableHighWaterMark, readableSize));
    setBackpressure(stream, true);
    return stream;
  }

  function fail(stream, reason) {
    R.errorController(stream.readable.controller, reason);
    errorWritableAndUnblockWrite(stream, reason);
  }

  function errorWritableAndUnblockWrite(stream, reason) {
    clearAlgorithms(stream.controller);
    W.errorIfNeeded(stream.writable.controller, reason);
    unblockWrite(stream);
  }

  function unblockWrite(stream) {
    if (stream.backpressure) setBackpressure(stream, false);
  }

  function setBackpressure(stream, backpressure) {
    if (stream.backpressureChange !== undefined) stream.backpressureChange.resolve(undefined);
    stream.backpressureChange = P.deferred();
    stream.backpressure = backpressure;
  }

  // MARK: Controller

  class TransformStreamDefaultController {
    #state;

    constructor(key, state) {
      if (key !== token) illegalConstructor();
      this.#state = state;
    }

    get desiredSize() { return R.desiredSize(this.#state.stream.readable.controller); }
    enqueue(chunk = undefined) { enqueue(this.#state, chunk); }
    error(reason = undefined) { fail(this.#state.stream, reason); }
    terminate() { terminate(this.#state); }
  }
  defineInterface(TransformStreamDefaultController, 0);

  function setUpController(stream, transformAlgorithm, flushAlgorithm, cancelAlgorithm) {
    const controller = {
      stream, transformAlgorithm, flushAlgorithm, cancelAlgorithm, finish: undefined, object: undefined,
    };
    controller.object = new TransformStreamDefaultController(token, controller);
    stream.controller = controller;
  }

  function setUpControllerFromTransformer(stream, transformer, { transform, flush, cancel }) {
    const object = () => stream.controller.object;
    setUpController(
      stream,
      transform === undefined
        ? (chunk) => P.invoke(() => enqueue(stream.controller, chunk))
        : (chunk) => P.invoke(transform, transformer, [chunk, object()]),
      flush === undefined ? () => P.resolvedWith(undefined) : () => P.invoke(flush, transformer, [object()]),
      cancel === undefined ? () => P.resolvedWith(undefined) : (reason) => P.invoke(cancel, transformer, [reason]));
  }

  function clearAlgorithms(controller) {
    controller.transformAlgorithm = controller.flushAlgorithm = controller.cancelAlgorithm = undefined;
  }

  function enqueue(controller, chunk) {
    const { stream } = controller;
    const readable = stream.readable.controller;
    if (!R.canCloseOrEnqueue(readable)) throw new TypeError("the readable side takes no chunk any more");
    try {
      R.enqueue(readable, chunk);
    } catch (reason) {
      errorWritableAndUnblockWrite(stream, reason);
      throw stream.readable.storedError;
    }
    const backpressure = R.hasBackpressure(readable);
    if (backpressure !== stream.backpressure) setBackpressure(stream, true);
  }

  function terminate(controller) {
    const { stream } = controller;
    R.closeController(stream.readable.controller);
    errorWritableAndUnblockWrite(stream, new TypeError("the stream was terminated"));
  }

  function performTransform(controller, chunk) {
    return P.transform(controller.transformAlgorithm(chunk), undefined, (reason) => {
      fail(controller.stream, reason);
      throw reason;
    });
  }

  // MARK: Sink and source

  function sinkWrite(stream, chunk) {
    const { controller } = stream;
    if (!stream.backpressure) return performTransform(controller, chunk);
    return P.transform(stream.backpressureChange.promise, () => {
      const { writable } = stream;
      if (writable.state === "erroring") throw writable.storedError;
      return performTransform(controller, chunk);
    });
  }

  function sinkAbort(stream, reason) {
    const { controller, readable } = stream;
    if (controller.finish !== undefined) return controller.finish.promise;
    controller.finish = P.deferred();
    const done = controller.cancelAlgorithm(reason);
    clearAlgorithms(controller);
    P.upon(
      done,
      () => {
        if (readable.state === "errored") controller.finish.reject(readable.storedError);
        else {
          R.errorController(readable.controller, reason);
          controller.finish.resolve(undefined);
        }
      },
      (error) => {
        R.errorController(readable.controller, error);
        controller.finish.reject(error);
      });
    return controller.finish.promise;
  }

  function sinkClose(stream) {
    const { controller, readable } = stream;
    if (controller.finish !== undefined) return controller.finish.promise;
    controller.finish = P.deferred();
    const done = controller.flushAlgorithm();
    clearAlgorithms(controller);
    P.upon(
      done,
      () => {
        if (readable.state === "errored") controller.finish.reject(readable.storedError);
        else {
          R.closeController(readable.controller);
          controller.finish.resolve(undefined);
        }
      },
      (error) => {
        R.errorController(readable.controller, error);
        controller.finish.reject(error);
      });
    return controller.finish.promise;
  }

  function sourceCancel(stream, reason) {
    const { controller, writable } = stream;
    if (controller.finish !== undefined) return controller.finish.promise;
    controller.finish = P.deferred();
    const done = controller.cancelAlgorithm(reason);
    clearAlgorithms(controller);
    P.upon(
      done,
      () => {
        if (writable.state === "errored") controller.finish.reject(writable.storedError);
        else {
          W.errorIfNeeded(writable.controller, reason);
          unblockWrite(stream);
          controller.finish.resolve(undefined);
        }
      },
      (error) => {
        W.errorIfNeeded(writable.controller, error);
        unblockWrite(stream);
        controller.finish.reject(error);
      });
    return controller.finish.promise;
  }

  function sourcePull(stream) {
    setBackpressure(stream, false);
    return stream.backpressureChange.promise;
  }

  return { TransformStream, TransformStreamDefaultController, create, enqueue, fail, terminate };
});
