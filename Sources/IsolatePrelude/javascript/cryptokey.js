// CryptoKey (Web Cryptography §13).
(function (native, use) {
  "use strict";
  const { defineInterface, illegalConstructor } = use("webidl.js");
  const token = Symbol();
  let stateOf;
  let isCryptoKey;

  class CryptoKey {
    #state;
    constructor(key, state) {
      if (key !== token) illegalConstructor();
      this.#state = state;
    }
    get type() { return this.#state.type; }
    get extractable() { return this.#state.extractable; }
    get algorithm() { return this.#state.algorithm; }
    get usages() { return this.#state.usages; }
    static {
      stateOf = (key) => key.#state;
      isCryptoKey = (value) => typeof value === "object" && value !== null && #state in value;
    }
  }
  defineInterface(CryptoKey, 0);

  return {
    CryptoKey, isCryptoKey, stateOf,
    cloneKey: (key) => new CryptoKey(token, stateOf(key)),
    /** @param bytes the key itself: a secret, a private scalar or a public point */
    make: (type, extractable, algorithm, usages, bytes) =>
      new CryptoKey(token, { type, extractable, algorithm, usages: [...usages], bytes }),
  };
});
