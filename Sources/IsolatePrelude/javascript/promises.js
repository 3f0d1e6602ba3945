// Promises that scripts can't reach into: what was there before they ran.
(function () {
  "use strict";
  const P = Promise;
  const promiseThen = P.prototype.then;
  const apply = Reflect.apply;
  const ignore = () => {};

  /** A promise with what settles it, and whether that has not been called yet. */
  function deferred() {
    const result = { pending: true };
    result.promise = new P((resolve, reject) => {
      result.resolve = (value) => {
        result.pending = false;
        resolve(value);
      };
      result.reject = (reason) => {
        result.pending = false;
        reject(reason);
      };
    });
    return result;
  }

  function resolvedWith(value) {
    return new P((resolve) => resolve(value));
  }

  function rejectedWith(reason) {
    return new P((_, reject) => reject(reason));
  }

  function transform(promise, fulfilled, rejected) {
    return apply(promiseThen, promise, [fulfilled, rejected]);
  }

  /** Calls back without a promise for what becomes of that. */
  function upon(promise, fulfilled, rejected) {
    apply(promiseThen, apply(promiseThen, promise, [fulfilled, rejected]), [undefined, use]);
  }

  function use(error) {
    throw error;
  }

  function markHandled(promise) {
    apply(promiseThen, promise, [undefined, ignore]);
  }

  /** Calls a function and makes a promise of what comes of it. */
  function invoke(callback, self = undefined, parameters = []) {
    try {
      return resolvedWith(apply(callback, self, parameters));
    } catch (error) {
      return rejectedWith(error);
    }
  }

  return { deferred, resolvedWith, rejectedWith, transform, upon, markHandled, invoke };
});
