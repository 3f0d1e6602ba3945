// Crypto and SubtleCrypto (Web Cryptography §10, §14). What each algorithm does is in cryptoalgorithms.js.
(function (native, use) {
  "use strict";
  const {
    requireArguments, toDOMString, toSequence, toEnum, defineInterface, illegalConstructor, isBufferSource, copyBytes,
  } = use("webidl.js");
  const { DOMException } = use("domexception.js");
  const { isCryptoKey, stateOf } = use("cryptokey.js");
  const algorithms = () => use("cryptoalgorithms.js");

  const token = Symbol();
  const usageNames = ["encrypt", "decrypt", "sign", "verify", "deriveKey", "deriveBits", "wrapKey", "unwrapKey"];
  const formats = ["raw", "spki", "pkcs8", "jwk"];
  const toUsages = (value) => toSequence(value, (usage) => toEnum(usage, usageNames, "the usage"), "the usages");

  function toBytes(value) {
    if (!isBufferSource(value)) throw new TypeError("the data is neither an ArrayBuffer nor a view of one");
    return copyBytes(value);
  }

  function toKey(value) {
    if (!isCryptoKey(value)) throw new TypeError("the key is no CryptoKey");
    return stateOf(value);
  }

  /**
   * The algorithm that an operation asks for, with its parameters.
   * @param others What does as well when the algorithm does not offer the operation, in this order.
   */
  function normalize(value, operation, ...others) {
    const parameters = typeof value === "object" && value !== null ? value : { name: value };
    if (parameters.name === undefined) throw new TypeError("the algorithm has no name");
    const name = toDOMString(parameters.name);
    const table = algorithms().operations;
    const known = Object.keys(table).find((key) => key.toLowerCase() === name.toLowerCase());
    const offered = known === undefined ? undefined : [operation, ...others].find((each) => table[known][each] !== undefined);
    if (offered === undefined) {
      throw new DOMException(`the algorithm ${name} does not offer ${operation}`, "NotSupportedError");
    }
    return { name: known, parameters, run: table[known][offered] };
  }

  function check(key, name, usage) {
    if (key.algorithm.name !== name) throw new DOMException("the key is for another algorithm", "InvalidAccessError");
    if (!key.usages.includes(usage)) throw new DOMException(`the key is not for ${usage}`, "InvalidAccessError");
  }

  class SubtleCrypto {
    #brand;
    constructor(key) {
      if (key !== token) illegalConstructor();
    }

    async digest(algorithm, data) {
      this.#brand;
      requireArguments(arguments.length, 2, "digest");
      const { run, parameters } = normalize(algorithm, "digest");
      return run(parameters, toBytes(data));
    }

    async sign(algorithm, key, data) {
      this.#brand;
      requireArguments(arguments.length, 3, "sign");
      const { name, run, parameters } = normalize(algorithm, "sign");
      const bytes = toBytes(data);
      check(toKey(key), name, "sign");
      return run(parameters, stateOf(key), bytes);
    }

    async verify(algorithm, key, signature, data) {
      this.#brand;
      requireArguments(arguments.length, 4, "verify");
      const { name, run, parameters } = normalize(algorithm, "verify");
      const expected = toBytes(signature);
      const bytes = toBytes(data);
      check(toKey(key), name, "verify");
      return run(parameters, stateOf(key), expected, bytes);
    }

    async encrypt(algorithm, key, data) {
      this.#brand;
      requireArguments(arguments.length, 3, "encrypt");
      const { name, run, parameters } = normalize(algorithm, "encrypt");
      const bytes = toBytes(data);
      check(toKey(key), name, "encrypt");
      return run(parameters, stateOf(key), bytes);
    }

    async decrypt(algorithm, key, data) {
      this.#brand;
      requireArguments(arguments.length, 3, "decrypt");
      const { name, run, parameters } = normalize(algorithm, "decrypt");
      const bytes = toBytes(data);
      check(toKey(key), name, "decrypt");
      return run(parameters, stateOf(key), bytes);
    }

    async generateKey(algorithm, extractable, keyUsages) {
      this.#brand;
      requireArguments(arguments.length, 3, "generateKey");
      const usages = toUsages(keyUsages);
      const { run, parameters } = normalize(algorithm, "generateKey");
      return run(parameters, !!extractable, usages);
    }

    async importKey(format, keyData, algorithm, extractable, keyUsages) {
      this.#brand;
      requireArguments(arguments.length, 5, "importKey");
      toEnum(format, formats, "the format");
      const usages = toUsages(keyUsages);
      const { run, parameters } = normalize(algorithm, "importKey");
      const data = format === "jwk" ? keyData : toBytes(keyData);
      if (format === "jwk" && (typeof data !== "object" || data === null || isBufferSource(data))) {
        throw new TypeError("the key is no object");
      }
      return run(parameters, format, data, !!extractable, usages);
    }

    async exportKey(format, key) {
      this.#brand;
      requireArguments(arguments.length, 2, "exportKey");
      toEnum(format, formats, "the format");
      const state = toKey(key);
      const { run } = normalize(state.algorithm.name, "exportKey");
      if (!state.extractable) throw new DOMException("the key is not extractable", "InvalidAccessError");
      return run(format, state);
    }

    async deriveBits(algorithm, baseKey, length = null) {
      this.#brand;
      requireArguments(arguments.length, 2, "deriveBits");
      const { name, run, parameters } = normalize(algorithm, "deriveBits");
      check(toKey(baseKey), name, "deriveBits");
      return run(parameters, stateOf(baseKey), length);
    }

    async deriveKey(algorithm, baseKey, derivedKeyType, extractable, keyUsages) {
      this.#brand;
      requireArguments(arguments.length, 5, "deriveKey");
      const usages = toUsages(keyUsages);
      const { name, run, parameters } = normalize(algorithm, "deriveBits");
      const target = normalize(derivedKeyType, "importKey");
      const length = normalize(derivedKeyType, "keyLength").run(target.parameters);
      check(toKey(baseKey), name, "deriveKey");
      const secret = run(parameters, stateOf(baseKey), length);
      return target.run(target.parameters, "raw", new Uint8Array(secret), !!extractable, usages);
    }

    async wrapKey(format, key, wrappingKey, wrapAlgorithm) {
      this.#brand;
      requireArguments(arguments.length, 4, "wrapKey");
      const { name, run, parameters } = normalize(wrapAlgorithm, "wrapKey", "encrypt");
      check(toKey(wrappingKey), name, "wrapKey");
      const exported = await this.exportKey(format, key);
      const bytes = format === "jwk" ? native.encodeUTF8(JSON.stringify(exported)) : exported;
      return run(parameters, stateOf(wrappingKey), copyBytes(bytes));
    }

    async unwrapKey(format, wrappedKey, unwrappingKey, unwrapAlgorithm, unwrappedKeyAlgorithm, extractable, keyUsages) {
      this.#brand;
      requireArguments(arguments.length, 7, "unwrapKey");
      const { name, run, parameters } = normalize(unwrapAlgorithm, "unwrapKey", "decrypt");
      check(toKey(unwrappingKey), name, "unwrapKey");
      const bytes = run(parameters, stateOf(unwrappingKey), toBytes(wrappedKey));
      const data = format === "jwk" ? JSON.parse(native.decodeUTF8(bytes, false)) : bytes;
      return this.importKey(format, data, unwrappedKeyAlgorithm, extractable, keyUsages);
    }
  }
  defineInterface(SubtleCrypto, 0);

  const integerArrays = new Set([
    "Int8Array", "Uint8Array", "Uint8ClampedArray", "Int16Array", "Uint16Array", "Int32Array", "Uint32Array",
    "BigInt64Array", "BigUint64Array",
  ]);

  class Crypto {
    #subtle;
    constructor(key) {
      if (key !== token) illegalConstructor();
      this.#subtle = new SubtleCrypto(token);
    }

    get subtle() { return this.#subtle; }

    getRandomValues(array) {
      this.#subtle;
      requireArguments(arguments.length, 1, "getRandomValues");
      if (!ArrayBuffer.isView(array)) throw new TypeError("the argument is no typed array");
      if (!integerArrays.has(array[Symbol.toStringTag])) {
        throw new DOMException("the array does not hold integers", "TypeMismatchError");
      }
      if (array.byteLength > 65536) {
        throw new DOMException("more than 65,536 bytes are asked for", "QuotaExceededError");
      }
      const bytes = new Uint8Array(native.randomBytes(array.byteLength));
      new Uint8Array(array.buffer, array.byteOffset, array.byteLength).set(bytes);
      return array;
    }

    randomUUID() {
      this.#subtle;
      const bytes = new Uint8Array(native.randomBytes(16));
      bytes[6] = (bytes[6] & 0x0f) | 0x40;
      bytes[8] = (bytes[8] & 0x3f) | 0x80;
      const digits = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
      return digits.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
    }
  }
  defineInterface(Crypto, 0);

  return { Crypto, SubtleCrypto, crypto: new Crypto(token) };
});
