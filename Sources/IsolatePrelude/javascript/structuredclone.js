// structuredClone (HTML §2.7): serialising and deserialising at once, in one realm.
(function (native, use) {
  "use strict";
  const { requireArguments, toDictionary, toSequence, isArrayBuffer, isSharedArrayBuffer } = use("webidl.js");
  const { DOMException, isDOMException } = use("domexception.js");

  const apply = Reflect.apply;
  const method = (prototype, name) => {
    const { value, get } = Object.getOwnPropertyDescriptor(prototype, name);
    return (object, ...rest) => apply(value ?? get, object, rest);
  };
  const booleanValue = method(Boolean.prototype, "valueOf");
  const numberValue = method(Number.prototype, "valueOf");
  const stringValue = method(String.prototype, "valueOf");
  const bigintValue = method(BigInt.prototype, "valueOf");
  const symbolValue = method(Symbol.prototype, "valueOf");
  const dateValue = method(Date.prototype, "getTime");
  const regexpSource = method(RegExp.prototype, "source");
  const regexpFlags = (value) => method(RegExp.prototype, "flags")(value);
  const mapSize = method(Map.prototype, "size");
  const mapEntries = method(Map.prototype, "entries");
  const mapSet = method(Map.prototype, "set");
  const setSize = method(Set.prototype, "size");
  const setValues = method(Set.prototype, "values");
  const setAdd = method(Set.prototype, "add");
  const bufferSlice = method(ArrayBuffer.prototype, "slice");
  const bufferResize = method(ArrayBuffer.prototype, "resize");
  const transferBuffer = method(ArrayBuffer.prototype, "transfer");
  const isDetached = method(ArrayBuffer.prototype, "detached");
  const hasOwn = Object.hasOwn;
  const errorNames = {
    Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError,
  };

  /** Whether a method that looks at an object's internal slots accepts it. */
  function has(slot, value) {
    try {
      slot(value);
      return true;
    } catch {
      return false;
    }
  }

  const cannotClone = (what) => new DOMException(`${what} can't be cloned`, "DataCloneError");

  function clone(value, memory) {
    if (typeof value === "symbol") throw cannotClone("a symbol");
    if (typeof value === "function") throw cannotClone("a function");
    if (typeof value !== "object" || value === null) return value;
    if (memory.has(value)) return memory.get(value);
    const remember = (copy) => {
      memory.set(value, copy);
      return copy;
    };
    if (has(booleanValue, value)) return remember(Object(booleanValue(value)));
    if (has(numberValue, value)) return remember(Object(numberValue(value)));
    if (has(stringValue, value)) return remember(Object(stringValue(value)));
    if (has(bigintValue, value)) return remember(Object(bigintValue(value)));
    if (has(symbolValue, value)) throw cannotClone("a symbol");
    if (has(dateValue, value)) return remember(new Date(dateValue(value)));
    if (isRegExp(value)) return remember(new RegExp(regexpSource(value), regexpFlags(value)));
    if (isSharedArrayBuffer(value)) throw cannotClone("shared memory");
    if (isArrayBuffer(value)) return remember(cloneBuffer(value));
    if (ArrayBuffer.isView(value)) return remember(cloneView(value, memory));
    if (has(mapSize, value)) {
      const copy = remember(new Map());
      for (const [key, item] of [...mapEntries(value)]) mapSet(copy, clone(key, memory), clone(item, memory));
      return copy;
    }
    if (has(setSize, value)) {
      const copy = remember(new Set());
      for (const item of [...setValues(value)]) setAdd(copy, clone(item, memory));
      return copy;
    }
    const isError = Error.isError ? Error.isError(value) : Object.prototype.toString.call(value) === "[object Error]";
    if (isDOMException(value)) return remember(new DOMException(value.message, value.name));
    if (isError) return cloneError(value, memory, remember);
    const platform = clonePlatformObject(value);
    if (platform !== undefined) return remember(platform);
    if (Array.isArray(value)) {
      const copy = remember(new Array(value.length));
      cloneProperties(value, copy, memory);
      return copy;
    }
    const tag = Object.prototype.toString.call(value);
    if (isExotic(value, tag)) throw cannotClone(`an object of kind ${tag.slice(8, -1)}`);
    const copy = remember({});
    cloneProperties(value, copy, memory);
    return copy;
  }

  function isRegExp(value) {
    try {
      // The getter answers for RegExp.prototype too, which has no pattern of its own.
      return value !== RegExp.prototype && has(regexpSource, value);
    } catch {
      return false;
    }
  }

  function cloneBuffer(buffer) {
    if (isDetached(buffer)) throw cannotClone("a detached ArrayBuffer");
    if (!buffer.resizable) return bufferSlice(buffer, 0);
    const copy = new ArrayBuffer(buffer.byteLength, { maxByteLength: buffer.maxByteLength });
    new Uint8Array(copy).set(new Uint8Array(buffer));
    return copy;
  }

  const TypedArrayPrototype = Object.getPrototypeOf(Uint8Array.prototype);
  const typeName = method(TypedArrayPrototype, Symbol.toStringTag);
  const arrayKeys = method(TypedArrayPrototype, "keys");
  const dataLength = method(DataView.prototype, "byteLength");
  const arrayLength = method(TypedArrayPrototype, "length");

  function cloneView(view, memory) {
    const name = typeName(view);
    if (!has(name === undefined ? dataLength : arrayKeys, view)) throw cannotClone("a view outside its buffer");
    const buffer = clone(view.buffer, memory);
    const Class = name === undefined ? DataView : globalThis[name];
    // A view that goes along with the length of its buffer goes on to.
    if (view.buffer.resizable && isLengthTracking(view)) return new Class(buffer, view.byteOffset);
    return new Class(buffer, view.byteOffset, name === undefined ? dataLength(view) : arrayLength(view));
  }

  function isLengthTracking(view) {
    const { buffer } = view;
    const length = buffer.byteLength;
    const step = view.BYTES_PER_ELEMENT ?? 1;
    if (length + step > buffer.maxByteLength) return false;
    const before = view.byteLength;
    bufferResize(buffer, length + step);
    const tracks = view.byteLength > before;
    bufferResize(buffer, length);
    return tracks;
  }

  function cloneError(error, memory, remember) {
    let { name } = error;
    name = name === undefined ? "Error" : `${name}`;
    if (!hasOwn(errorNames, name)) name = "Error";
    const Class = errorNames[name];
    const descriptor = Object.getOwnPropertyDescriptor(error, "message");
    const made = remember(new Class(descriptor && "value" in descriptor ? `${descriptor.value}` : ""));
    if (descriptor === undefined || !("value" in descriptor)) delete made.message;
    const stack = typeof error.stack === "string" ? error.stack : undefined;
    if (stack !== undefined) {
      Object.defineProperty(made, "stack", { value: stack, writable: true, configurable: true, enumerable: false });
    }
    if (hasOwn(error, "cause")) {
      Object.defineProperty(made, "cause", {
        value: clone(error.cause, memory), writable: true, configurable: true, enumerable: false,
      });
    }
    return made;
  }

  function clonePlatformObject(value) {
    const blobs = use("blob.js");
    if (blobs.isFile(value)) return blobs.makeFile(blobs.bytesOf(value), value.name, value.type, value.lastModified);
    if (blobs.isBlob(value)) return blobs.make(blobs.bytesOf(value), value.type);
    const { isCryptoKey, cloneKey } = use("cryptokey.js");
    if (isCryptoKey(value)) return cloneKey(value);
    return undefined;
  }

  /** Whether an object has internal slots that a clone could not have. */
  function isExotic(value, tag) {
    if (value instanceof WeakMap || value instanceof WeakSet || value instanceof Promise || value instanceof WeakRef) {
      return true;
    }
    if (tag === "[object Object]" || tag === "[object Arguments]") return false;
    // Interfaces carry a tag on a prototype that is none of a script's plain objects.
    const prototype = Object.getPrototypeOf(value);
    return prototype !== null && prototype !== Object.prototype && hasOwn(prototype, "constructor") &&
      hasOwn(prototype, Symbol.toStringTag) && globalThis[prototype[Symbol.toStringTag]] === prototype.constructor;
  }

  function cloneProperties(value, copy, memory) {
    for (const key of Object.keys(value)) {
      if (!hasOwn(value, key)) continue;
      const item = clone(value[key], memory);
      Object.defineProperty(copy, key, { value: item, writable: true, enumerable: true, configurable: true });
    }
  }

  // MARK: Transfer

  /** Buffers are moved after all was read; what is cloned of them until then is what their new owner gets. */
  function cloneWithTransfer(value, transfer) {
    const memory = new Map();
    const messaging = use("messaging.js");
    const { isReadableStream } = use("readable.js");
    const { isWritableStream } = use("writable.js");
    const isStream = (object) =>
      isReadableStream(object) || isWritableStream(object) || object instanceof TransformStream;
    const seen = new Set();
    for (const object of transfer) {
      if (seen.has(object)) throw new DOMException("an object is transferred twice", "DataCloneError");
      seen.add(object);
      if (isArrayBuffer(object) ? isDetached(object) : messaging.isMessagePort(object) && messaging.isDetached(object)) {
        throw new DOMException("an object was transferred before", "DataCloneError");
      }
      if (isArrayBuffer(object)) continue;
      if (!messaging.isMessagePort(object) && !isStream(object)) throw cannotClone("what is transferred");
      if (object.locked) throw new DOMException("the stream is locked", "DataCloneError");
    }
    for (const object of transfer) {
      if (messaging.isMessagePort(object)) memory.set(object, messaging.transfer(object));
      else if (!isArrayBuffer(object)) memory.set(object, object);
    }
    const copy = clone(value, memory);
    for (const object of transfer) {
      if (!isArrayBuffer(object)) continue;
      try {
        transferBuffer(object);
      } catch {
        throw new DOMException("the buffer can't be transferred", "DataCloneError");
      }
    }
    return copy;
  }

  return {
    cloneWithTransfer,
    structuredClone(value, options = undefined) {
      requireArguments(arguments.length, 1, "structuredClone");
      const { transfer } = toDictionary(options, "the options");
      const list = transfer === undefined ? [] : toSequence(transfer, (object) => {
        if (Object(object) !== object) throw new TypeError("what is transferred is no object");
        return object;
      }, "the member 'transfer'");
      return cloneWithTransfer(value, list);
    },
  };
});
