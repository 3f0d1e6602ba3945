// ReadableByteStreamTee (Streams §4.9.1).
(function (native, use) {
  "use strict";
  const P = use("promises.js");
  const R = use("readable.js");
  const B = use("readablebytes.js");
  const microtask = use("tasks.js").microtask;

  function cloneAsUint8Array(view) {
    return new Uint8Array(view.buffer, view.byteOffset, view.byteLength).slice();
  }

  function tee(stream) {
    let reader = R.acquireDefaultReader(stream);
    let reading = false;
    let readAgain1 = false;
    let readAgain2 = false;
    let canceled1 = false;
    let canceled2 = false;
    let reason1;
    let reason2;
    let branch1;
    let branch2;
    const cancelDone = P.deferred();

    function forwardReaderError(thisReader) {
      P.upon(thisReader.closed.promise, undefined, (reason) => {
        if (thisReader !== reader) return;
        B.error(branch1.controller, reason);
        B.error(branch2.controller, reason);
        if (!canceled1 || !canceled2) cancelDone.resolve(undefined);
      });
    }

    function failBoth(error) {
      B.error(branch1.controller, error);
      B.error(branch2.controller, error);
      cancelDone.resolve(R.cancel(stream, error));
    }

    function pullAgain() {
      reading = false;
      if (readAgain1) pull1();
      else if (readAgain2) pull2();
    }

    function pullWithDefaultReader() {
      if (reader.readIntoRequests !== undefined) {
        R.releaseReader(reader);
        reader = R.acquireDefaultReader(stream);
        forwardReaderError(reader);
      }
      R.readWith(reader, {
        chunk(chunk) {
          microtask(() => {
            readAgain1 = readAgain2 = false;
            let chunk2 = chunk;
            if (!canceled1 && !canceled2) {
              try {
                chunk2 = cloneAsUint8Array(chunk);
              } catch (error) {
                return failBoth(error);
              }
            }
            if (!canceled1) B.enqueue(branch1.controller, chunk);
            if (!canceled2) B.enqueue(branch2.controller, chunk2);
            pullAgain();
          });
        },
        close() {
          reading = false;
          if (!canceled1) B.close(branch1.controller);
          if (!canceled2) B.close(branch2.controller);
          if (branch1.controller.pendingPullIntos.length > 0) B.respond(branch1.controller, 0);
          if (branch2.controller.pendingPullIntos.length > 0) B.respond(branch2.controller, 0);
          if (!canceled1 || !canceled2) cancelDone.resolve(undefined);
        },
        error() {
          reading = false;
        },
      });
    }

    function pullWithBYOBReader(view, forBranch2) {
      if (reader.readRequests !== undefined) {
        R.releaseReader(reader);
        reader = B.acquireReader(stream);
        forwardReaderError(reader);
      }
      const byobBranch = forBranch2 ? branch2 : branch1;
      const otherBranch = forBranch2 ? branch1 : branch2;
      B.readInto(reader, view, 1, {
        chunk(chunk) {
          microtask(() => {
            readAgain1 = readAgain2 = false;
            const byobCanceled = forBranch2 ? canceled2 : canceled1;
            const otherCanceled = forBranch2 ? canceled1 : canceled2;
            if (!otherCanceled) {
              let clone;
              try {
                clone = cloneAsUint8Array(chunk);
              } catch (error) {
                return failBoth(error);
              }
              if (!byobCanceled) B.respondWithNewView(byobBranch.controller, chunk);
              B.enqueue(otherBranch.controller, clone);
            } else if (!byobCanceled) B.respondWithNewView(byobBranch.controller, chunk);
            pullAgain();
          });
        },
        close(chunk) {
          reading = false;
          const byobCanceled = forBranch2 ? canceled2 : canceled1;
          const otherCanceled = forBranch2 ? canceled1 : canceled2;
          if (!byobCanceled) B.close(byobBranch.controller);
          if (!otherCanceled) B.close(otherBranch.controller);
          if (chunk !== undefined) {
            if (!byobCanceled) B.respondWithNewView(byobBranch.controller, chunk);
            if (!otherCanceled && otherBranch.controller.pendingPullIntos.length > 0) {
              B.respond(otherBranch.controller, 0);
            }
          }
          if (!byobCanceled || !otherCanceled) cancelDone.resolve(undefined);
        },
        error() {
          reading = false;
        },
      });
    }

    function pull(branch, forBranch2) {
      reading = true;
      const request = B.byobRequest(branch.controller);
      if (request === null) pullWithDefaultReader();
      else pullWithBYOBReader(request.view, forBranch2);
      return P.resolvedWith(undefined);
    }

    function pull1() {
      if (reading) {
        readAgain1 = true;
        return P.resolvedWith(undefined);
      }
      return pull(branch1, false);
    }

    function pull2() {
      if (reading) {
        readAgain2 = true;
        return P.resolvedWith(undefined);
      }
      return pull(branch2, true);
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

    branch1 = R.stateOf(B.create(() => undefined, pull1, cancel1));
    branch2 = R.stateOf(B.create(() => undefined, pull2, cancel2));
    forwardReaderError(reader);
    return [branch1, branch2];
  }

  return { tee };
});
