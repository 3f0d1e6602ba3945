// ReadableStreamPipeTo (Streams §4.9.1).
(function (native, use) {
  "use strict";
  const P = use("promises.js");
  const R = use("readable.js");
  const W = use("writable.js");
  const { addAlgorithm, removeAlgorithm } = use("abort.js");
  const microtask = use("tasks.js").microtask;

  /** @returns a promise for the end of the piping */
  function pipeTo(source, destination, { preventClose, preventAbort, preventCancel, signal }) {
    const reader = R.acquireDefaultReader(source);
    const writer = W.acquireWriter(destination);
    source.disturbed = true;
    const done = P.deferred();
    let shuttingDown = false;
    let currentWrite = P.resolvedWith(undefined);
    let abortAlgorithm;

    if (signal !== undefined) {
      abortAlgorithm = () => {
        const error = signal.reason;
        shutdownWithAction(() => {
          const actions = [];
          if (!preventAbort) {
            actions.push(destination.state === "writable" ? W.abort(destination, error) : P.resolvedWith(undefined));
          }
          if (!preventCancel) {
            actions.push(source.state === "readable" ? R.cancel(source, error) : P.resolvedWith(undefined));
          }
          return waitForAll(actions);
        }, true, error);
      };
      if (signal.aborted) {
        abortAlgorithm();
        return done.promise;
      }
      addAlgorithm(signal, abortAlgorithm);
    }

    // Errors and closing are propagated in this order; each is looked at now and when it comes.
    watchErrored(source, reader.closed.promise, (error) => {
      if (preventAbort) shutdown(true, error);
      else shutdownWithAction(() => W.abort(destination, error), true, error);
    });
    watchErrored(destination, writer.closed.promise, (error) => {
      if (preventCancel) shutdown(true, error);
      else shutdownWithAction(() => R.cancel(source, error), true, error);
    });
    watchClosed(source, reader.closed.promise, () => {
      if (preventClose) shutdown();
      else shutdownWithAction(() => W.closeWithErrorPropagation(writer));
    });
    if (W.closeQueuedOrInFlight(destination) || destination.state === "closed") {
      const error = new TypeError("the destination is closed already");
      if (preventCancel) shutdown(true, error);
      else shutdownWithAction(() => R.cancel(source, error), true, error);
    }

    P.markHandled(loop());
    return done.promise;

    function loop() {
      const { promise, resolve, reject } = P.deferred();
      const next = (isDone) => {
        if (isDone) resolve(undefined);
        else P.transform(step(), next, reject);
      };
      next(false);
      return promise;
    }

    function step() {
      if (shuttingDown) return P.resolvedWith(true);
      return P.transform(writer.ready.promise, () => {
        if (shuttingDown) return true;
        const { promise, resolve, reject } = P.deferred();
        R.readWith(reader, {
          chunk(chunk) {
            microtask(() => {
              currentWrite = P.transform(W.write(writer, chunk), undefined, () => undefined);
              resolve(false);
            });
          },
          close: () => resolve(true),
          error: reject,
        });
        return promise;
      });
    }

    function waitForWrites() {
      const oldWrite = currentWrite;
      return P.transform(currentWrite, () => (oldWrite !== currentWrite ? waitForWrites() : undefined));
    }

    function watchErrored(stream, promise, action) {
      if (stream.state === "errored") action(stream.storedError);
      else P.transform(promise, undefined, action);
    }

    function watchClosed(stream, promise, action) {
      if (stream.state === "closed") action();
      else P.transform(promise, action, () => undefined);
    }

    function shutdownWithAction(action, isError = false, error = undefined) {
      if (shuttingDown) return;
      shuttingDown = true;
      const act = () =>
        P.upon(action(), () => finalize(isError, error), (newError) => finalize(true, newError));
      if (destination.state === "writable" && !W.closeQueuedOrInFlight(destination)) P.upon(waitForWrites(), act);
      else act();
    }

    function shutdown(isError = false, error = undefined) {
      if (shuttingDown) return;
      shuttingDown = true;
      if (destination.state === "writable" && !W.closeQueuedOrInFlight(destination)) {
        P.upon(waitForWrites(), () => finalize(isError, error));
      } else finalize(isError, error);
    }

    function finalize(isError, error) {
      W.releaseWriter(writer);
      R.releaseReader(reader);
      if (signal !== undefined) removeAlgorithm(signal, abortAlgorithm);
      if (isError) done.reject(error);
      else done.resolve(undefined);
    }
  }

  /** A promise for all of them, or the first reason of those that are rejected. */
  function waitForAll(promises) {
    const { promise, resolve, reject } = P.deferred();
    let left = promises.length;
    if (left === 0) resolve(undefined);
    for (const one of promises) {
      P.transform(one, () => {
        if (--left === 0) resolve(undefined);
      }, reject);
    }
    return promise;
  }

  return { pipeTo };
});
