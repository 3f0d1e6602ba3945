// What is done with readable streams as a whole: tee, async iteration, from (Streams §4.2.4, §4.2.5, §4.9.1).
(function (native, use) {
  "use strict";
  const { toDictionary } = use("webidl.js");
  const P = use("promises.js");
  const R = use("readable.js");
  const microtask = use("tasks.js").microtask;

  function convertPipeOptions(value) {
    const options = toDictionary(value, "the options");
    const preventAbort = !!options.preventAbort;
    const preventCancel = !!options.preventCancel;
    const preventClose = !!options.preventClose;
    const { signal } = options;
    if (signal !== undefined && !use("abort.js").isAbortSignal(signal)) {
      throw new TypeError("the member 'signal' is no AbortSignal");
    }
    return { preventClose, preventAbort, preventCancel, signal };
  }

  // MARK: Iteration

  const iterators = new WeakMap();
  const AsyncIteratorPrototype = Object.getPrototypeOf(
    Object.getPrototypeOf(Object.getPrototypeOf((async function* () {})())));

  const iteratorPrototype = Object.create(AsyncIteratorPrototype, {
    next: { value: function next() { return step(this, nextResult); }, writable: true, enumerable: true, configurable: true },
    return: {
      value: function (value) { return step(this, (iterator) => returnResult(iterator, value)); },
      writable: true, enumerable: true, configurable: true,
    },
    [Symbol.toStringTag]: { value: "ReadableStream AsyncIterator", configurable: true },
  });
  Object.defineProperty(iteratorPrototype.return, "name", { value: "return" });

  function makeIterator(stream, preventCancel) {
    const iterator = { reader: R.acquireDefaultReader(stream), preventCancel, ongoing: undefined, finished: false };
    const object = Object.create(iteratorPrototype);
    iterators.set(object, iterator);
    return object;
  }

  /** Steps are taken one after another. */
  function step(object, take) {
    const iterator = iterators.get(object);
    if (iterator === undefined) return P.rejectedWith(new TypeError("the object is no iterator of a stream"));
    const run = () => take(iterator);
    iterator.ongoing = iterator.ongoing === undefined ? run() : P.transform(iterator.ongoing, run, run);
    return iterator.ongoing;
  }

  function nextResult(iterator) {
    if (iterator.finished) return P.resolvedWith({ value: undefined, done: true });
    const { promise, resolve, reject } = P.deferred();
    R.readWith(iterator.reader, {
      chunk: (value) => resolve({ value, done: false }),
      close() {
        R.releaseReader(iterator.reader);
        resolve({ value: undefined, done: true });
      },
      error(reason) {
        R.releaseReader(iterator.reader);
        reject(reason);
      },
    });
    // A step of its own, as Web IDL has it: what the chunk brought about in the stream comes before the next call.
    return P.transform(
      promise,
      (result) => {
        iterator.finished = result.done;
        return result;
      },
      (error) => {
        iterator.finished = true;
        throw error;
      });
  }

  function returnResult(iterator, value) {
    if (iterator.finished) return P.resolvedWith({ value, done: true });
    iterator.finished = true;
    let done = P.resolvedWith(undefined);
    if (!iterator.preventCancel) done = R.cancelReader(iterator.reader, value);
    R.releaseReader(iterator.reader);
    return P.transform(done, () => ({ value, done: true }));
  }

  function fromIterable(iterable) {
    let stream;
    let method = iterable[Symbol.asyncIterator];
    if (method === undefined || method === null) {
      method = iterable[Symbol.iterator];
    }
    if (typeof method !== "function") throw new TypeError("the argument is not iterable");
    const iterator = Reflect.apply(method, iterable, []);
    if (iterator === null || (typeof iterator !== "object" && typeof iterator !== "function")) {
      throw new TypeError("the argument's iterator is not an object");
    }
    const { next } = iterator;
    const isSync = method === iterable[Symbol.iterator] && iterable[Symbol.asyncIterator] == null;

    function pull() {
      let result;
      try {
        result = Reflect.apply(next, iterator, []);
      } catch (error) {
        return P.rejectedWith(error);
      }
      return P.transform(P.resolvedWith(result), (result) => {
        if (Object(result) !== result) throw new TypeError("the iterator's result is not an object");
        const controller = R.stateOf(stream).controller;
        if (result.done) return R.closeController(controller);
        if (!isSync) return R.enqueue(controller, result.value);
        return P.transform(P.resolvedWith(result.value), (value) => R.enqueue(controller, value));
      });
    }

    function cancel(reason) {
      let result;
      try {
        const method = iterator.return;
        if (method === undefined || method === null) return P.resolvedWith(undefined);
        result = Reflect.apply(method, iterator, [reason]);
      } catch (error) {
        return P.rejectedWith(error);
      }
      return P.transform(P.resolvedWith(result), (result) => {
        if (Object(result) !== result) throw new TypeError("the iterator's result is not an object");
      });
    }

    stream = R.create(() => undefined, pull, cancel, 0);
    return stream;
  }

  // MARK: Tee

  /** @param cloneForSecond whether the second branch gets a structured clone of every chunk */
  function tee(stream, cloneForSecond = false) {
    if (stream.controller.isByteController) return use("bytetee.js").tee(stream);
    return teeDefault(stream, cloneForSecond);
  }

  function teeDefault(stream, cloneForSecond) {
    const reader = R.acquireDefaultReader(stream);
    let reading = false;
    let readAgain = false;
    let canceled1 = false;
    let canceled2 = false;
    let reason1;
    let reason2;
    let branch1;
    let branch2;
    const cancelDone = P.deferred();

    function pull() {
      if (reading) {
        readAgain = true;
        return P.resolvedWith(undefined);
      }
      reading = true;
      R.readWith(reader, {
        chunk(chunk) {
          microtask(() => {
            readAgain = false;
            let chunk2 = chunk;
            if (!canceled2 && cloneForSecond) {
              try {
                chunk2 = use("structuredclone.js").structuredClone(chunk);
              } catch (error) {
                R.errorController(branch1.controller, error);
                R.errorController(branch2.controller, error);
                cancelDone.resolve(R.cancel(stream, error));
                return;
              }
            }
            if (!canceled1) R.enqueue(branch1.controller, chunk);
            if (!canceled2) R.enqueue(branch2.controller, chunk2);
            reading = false;
            if (readAgain) pull();
          });
        },
        close() {
          reading = false;
          if (!canceled1) R.closeController(branch1.controller);
          if (!canceled2) R.closeController(branch2.controller);
          if (!canceled1 || !canceled2) cancelDone.resolve(undefined);
        },
        error() {
          reading = false;
        },
      });
      return P.resolvedWith(undefined);
    }

    function cancel1(reason) {
      canceled1 = true;
      reason1 = reason;
      if (canceled2) cancelDone.resolve(R.cancel(stream, [reason1, reason2]));
      return cancelDone.promise;
    }

    function cancel2(reason) {
      canceled2 = true;
      reason2 = reason;
      if (canceled1) cancelDone.resolve(R.cancel(stream, [reason1, reason2]));
      return cancelDone.promise;
    }

    branch1 = R.stateOf(R.create(() => undefined, pull, cancel1));
    branch2 = R.stateOf(R.create(() => undefined, pull, cancel2));
    P.upon(reader.closed.promise, undefined, (reason) => {
      R.errorController(branch1.controller, reason);
      R.errorController(branch2.controller, reason);
      if (!canceled1 || !canceled2) cancelDone.resolve(undefined);
    });
    return [branch1, branch2];
  }

  return { convertPipeOptions, makeIterator, fromIterable, tee };
});
