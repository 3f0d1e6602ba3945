// Conversions and declarations that Web IDL asks of every interface.
(function () {
  "use strict";

  const isWellFormed = String.prototype.toWellFormed;
  const apply = Reflect.apply;

  function toDOMString(value) {
    return `${value}`;
  }

  function toUSVString(value) {
    return apply(isWellFormed, `${value}`, []);
  }

  function toByteString(value) {
    const text = `${value}`;
    for (let index = 0; index < text.length; index++) {
      if (text.charCodeAt(index) > 255) {
        throw new TypeError(`the character at ${index} is beyond the bytes that the value may hold`);
      }
    }
    return text;
  }

  /** An integer type of Web IDL without clamping: `enforceRange` throws for what does not fit, else it wraps. */
  function toInteger(value, bits, signed, enforceRange, what = "the value") {
    let number = +value;
    const upper = signed ? 2 ** (bits - 1) - 1 : bits === 64 ? Number.MAX_SAFE_INTEGER : 2 ** bits - 1;
    const lower = signed ? (bits === 64 ? Number.MIN_SAFE_INTEGER : -(2 ** (bits - 1))) : 0;
    if (enforceRange) {
      if (!Number.isFinite(number)) throw new TypeError(`${what} is not a finite number`);
      number = Math.trunc(number);
      if (number < lower || number > upper) throw new TypeError(`${what} is out of range`);
      return number + 0;
    }
    if (!Number.isFinite(number)) return 0;
    number = Math.trunc(number) % 2 ** bits;
    if (number < 0) number += 2 ** bits;
    return signed && number >= 2 ** (bits - 1) ? number - 2 ** bits : number + 0;
  }

  function clampInteger(value, lower, upper) {
    const number = +value;
    if (Number.isNaN(number)) return 0;
    const clamped = Math.min(Math.max(number, lower), upper);
    const floor = Math.floor(clamped);
    const rest = clamped - floor;
    return rest > 0.5 || (rest === 0.5 && floor % 2 !== 0) ? floor + 1 : floor;
  }

  function toDictionary(value, what = "the argument") {
    if (value === undefined || value === null) return {};
    if (typeof value !== "object" && typeof value !== "function") throw new TypeError(`${what} is not an object`);
    return value;
  }

  function toEnum(value, values, what) {
    const text = `${value}`;
    if (!values.includes(text)) throw new TypeError(`${what} '${text}' is not one of ${values.join(", ")}`);
    return text;
  }

  function toCallback(value, what) {
    if (typeof value !== "function") throw new TypeError(`${what} is not a function`);
    return value;
  }

  /** A sequence by the iterator that was looked up. */
  function toSequence(value, convert, what = "the value") {
    if (value === null || (typeof value !== "object" && typeof value !== "function")) {
      throw new TypeError(`${what} is not a sequence`);
    }
    const method = value[Symbol.iterator];
    if (typeof method !== "function") throw new TypeError(`${what} is not iterable`);
    const iterator = apply(method, value, []);
    const result = [];
    for (;;) {
      const step = iterator.next();
      if (step.done) return result;
      result.push(convert(step.value));
    }
  }

  /** Own enumerable properties with string keys, in order. */
  function toRecord(value, convertKey, convertValue) {
    const result = [];
    const seen = new Map();
    for (const key of Reflect.ownKeys(value)) {
      const descriptor = Reflect.getOwnPropertyDescriptor(value, key);
      if (descriptor === undefined || !descriptor.enumerable) continue;
      const name = convertKey(key);
      const converted = convertValue(value[key]);
      if (seen.has(name)) result[seen.get(name)][1] = converted;
      else {
        seen.set(name, result.length);
        result.push([name, converted]);
      }
    }
    return result;
  }

  function requireArguments(given, needed, what) {
    if (given < needed) {
      throw new TypeError(`${what} needs ${needed} argument${needed === 1 ? "" : "s"}, and was given ${given}`);
    }
  }

  /**
   * Gives a class the shape of an interface: its tag, enumerable members.
   * @param length the number of arguments that its constructor needs, where that is not what it looks like
   */
  function defineInterface(Class, length = Class.length) {
    Object.defineProperty(Class, "length", { value: length, configurable: true });
    for (const target of [Class, Class.prototype]) {
      for (const key of Object.getOwnPropertyNames(target)) {
        if (key === "constructor" || key === "prototype" || key === "length" || key === "name") continue;
        Object.defineProperty(target, key, { enumerable: true });
      }
    }
    Object.defineProperty(Class.prototype, Symbol.toStringTag, { value: Class.name, configurable: true });
  }

  function defineConstants(Class, constants) {
    for (const target of [Class, Class.prototype]) {
      for (const key in constants) {
        Object.defineProperty(target, key, { value: constants[key], enumerable: true });
      }
    }
  }

  /** Makes a class that scripts can't construct refuse to be. */
  function illegalConstructor() {
    throw new TypeError("Illegal constructor");
  }

  /** `entries`, `keys`, `values`, `forEach` over pairs that `list(object)` looks up anew at every step. */
  function definePairIterable(Class, name, list) {
    const prototype = Object.create(Object.getPrototypeOf(Object.getPrototypeOf([][Symbol.iterator]())));
    const states = new WeakMap();
    Object.defineProperty(prototype, "next", {
      value: function next() {
        const state = states.get(this);
        if (state === undefined) throw new TypeError(`the object is no iterator of ${name}`);
        const pairs = list(state.object);
        if (state.index >= pairs.length) return { value: undefined, done: true };
        const pair = pairs[state.index++];
        const value = state.kind === "entries" ? [pair[0], pair[1]] : state.kind === "keys" ? pair[0] : pair[1];
        return { value, done: false };
      },
      writable: true, enumerable: true, configurable: true,
    });
    Object.defineProperty(prototype, Symbol.toStringTag, { value: `${name} Iterator`, configurable: true });
    const make = (object, kind) => {
      list(object);
      const iterator = Object.create(prototype);
      states.set(iterator, { object, kind, index: 0 });
      return iterator;
    };
    const members = {
      entries() {
        return make(this, "entries");
      },
      keys() {
        return make(this, "keys");
      },
      values() {
        return make(this, "values");
      },
      forEach(callback) {
        list(this);
        requireArguments(arguments.length, 1, `${name}.forEach`);
        toCallback(callback, "the callback");
        for (let index = 0; index < list(this).length; index++) {
          const [key, value] = list(this)[index];
          apply(callback, arguments[1], [value, key, this]);
        }
      },
    };
    for (const key in members) {
      Object.defineProperty(Class.prototype, key, {
        value: members[key], writable: true, enumerable: true, configurable: true,
      });
    }
    Object.defineProperty(Class.prototype, Symbol.iterator, {
      value: members.entries, writable: true, enumerable: false, configurable: true,
    });
  }

  function isBufferSource(value) {
    return ArrayBuffer.isView(value) || isAnyArrayBuffer(value);
  }

  const byteLength = Object.getOwnPropertyDescriptor(ArrayBuffer.prototype, "byteLength").get;
  const sharedByteLength =
    typeof SharedArrayBuffer === "function"
      ? Object.getOwnPropertyDescriptor(SharedArrayBuffer.prototype, "byteLength").get
      : undefined;

  function isArrayBuffer(value) {
    try {
      apply(byteLength, value, []);
      return true;
    } catch {
      return false;
    }
  }

  function isSharedArrayBuffer(value) {
    try {
      // Shared memory may come without its global, from WebAssembly.
      if (sharedByteLength === undefined) return Object.prototype.toString.call(value) === "[object SharedArrayBuffer]";
      apply(sharedByteLength, value, []);
      return true;
    } catch {
      return false;
    }
  }

  function isAnyArrayBuffer(value) {
    return typeof value === "object" && value !== null && (isArrayBuffer(value) || isSharedArrayBuffer(value));
  }

  /** The bytes of a buffer or view, in place; none of one that is detached. */
  function viewBytes(source) {
    const isView = ArrayBuffer.isView(source);
    if (!isView && !isAnyArrayBuffer(source)) {
      throw new TypeError("the value is neither an ArrayBuffer nor a view of one");
    }
    if ((isView ? source.buffer : source).detached) return new Uint8Array(0);
    return isView ? new Uint8Array(source.buffer, source.byteOffset, source.byteLength) : new Uint8Array(source);
  }

  /** The bytes of a buffer or view, copied. Native functions are handed nothing else. */
  function copyBytes(source) {
    return viewBytes(source).slice();
  }

  return {
    toDOMString, toUSVString, toByteString, toInteger, clampInteger, toDictionary, toEnum, toCallback, toSequence,
    toRecord, requireArguments, defineInterface, defineConstants, illegalConstructor, definePairIterable,
    isBufferSource, isArrayBuffer, isSharedArrayBuffer, isAnyArrayBuffer, viewBytes, copyBytes,
  };
});
