// Runs first in every isolate: hands hooks to the host and defines the globals, each of which loads its script when
// it is first looked at.
(function (native, sources) {
  "use strict";

  const loaded = new Map();

  /** The exports of a script, which runs at the first use. */
  function use(name) {
    let exports = loaded.get(name);
    if (exports === undefined) {
      exports = {};
      loaded.set(name, exports);
      Object.assign(exports, sources[name]()(native, use, exports));
    }
    return exports;
  }

  const globals = {
    "domexception.js": ["DOMException"],
    "abort.js": ["AbortController", "AbortSignal"],
    "url.js": ["URL"],
    "urlsearchparams.js": ["URLSearchParams"],
    "urlpattern.js": ["URLPattern"],
    "encoding.js": ["TextEncoder", "TextDecoder"],
    "encodingstreams.js": ["TextEncoderStream", "TextDecoderStream"],
    "base64.js": ["atob", "btoa"],
    "blob.js": ["Blob", "File"],
    "filereader.js": ["FileReader", "ProgressEvent"],
    "formdata.js": ["FormData"],
    "headers.js": ["Headers"],
    "request.js": ["Request"],
    "response.js": ["Response"],
    "fetch.js": ["fetch"],
    "queuing.js": ["CountQueuingStrategy", "ByteLengthQueuingStrategy"],
    "readable.js": ["ReadableStream", "ReadableStreamDefaultReader", "ReadableStreamDefaultController"],
    "readablebytes.js": ["ReadableStreamBYOBReader", "ReadableStreamBYOBRequest", "ReadableByteStreamController"],
    "writable.js": ["WritableStream", "WritableStreamDefaultWriter", "WritableStreamDefaultController"],
    "transform.js": ["TransformStream", "TransformStreamDefaultController"],
    "compression.js": ["CompressionStream", "DecompressionStream"],
    "structuredclone.js": ["structuredClone"],
    "messaging.js": ["MessageChannel", "MessagePort", "MessageEvent"],
    "performance.js": ["Performance", "performance", "PerformanceEntry", "PerformanceMark", "PerformanceMeasure"],
    "cryptokey.js": ["CryptoKey"],
    "crypto.js": ["Crypto", "SubtleCrypto", "crypto"],
    "navigator.js": ["Navigator", "navigator"],
    "events.js": [
      "Event", "EventTarget", "CustomEvent", "ErrorEvent", "PromiseRejectionEvent", "reportError", "addEventListener",
      "removeEventListener", "dispatchEvent",
    ],
    "timers.js": ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "queueMicrotask"],
    "console.js": ["console"],
  };
  // Plain functions and objects of a specification's global scope are enumerable, interfaces are not.
  const enumerable = new Set([
    "reportError", "atob", "btoa", "fetch", "structuredClone", "performance", "crypto", "navigator", "setTimeout",
    "clearTimeout", "setInterval", "clearInterval", "queueMicrotask", "addEventListener", "removeEventListener",
    "dispatchEvent",
  ]);

  function defineGlobal(name, file) {
    const settle = (value) =>
      Object.defineProperty(globalThis, name, {
        value, writable: true, configurable: true, enumerable: enumerable.has(name),
      });
    Object.defineProperty(globalThis, name, {
      configurable: true,
      enumerable: enumerable.has(name),
      get() {
        const value = use(file)[name];
        settle(value);
        return value;
      },
      set: settle,
    });
  }
  for (const file in globals) {
    for (const name of globals[file]) defineGlobal(name, file);
  }
  // A script may ask for these before there is an event.
  for (const name of ["onerror", "onunhandledrejection", "onrejectionhandled"]) {
    Object.defineProperty(globalThis, name, {
      configurable: true,
      enumerable: true,
      get() {
        use("events.js");
        return globalThis[name];
      },
      set(value) {
        use("events.js");
        globalThis[name] = value;
      },
    });
  }
  Object.assign(WebAssembly, {
    compileStreaming(source) {
      return use("webassembly.js").compileStreaming(source);
    },
    instantiateStreaming(source, imports = undefined) {
      return use("webassembly.js").instantiateStreaming(source, imports);
    },
  });
  Object.defineProperty(globalThis, "self", { value: globalThis, writable: true, configurable: true, enumerable: true });

  native.setHook("warmUp", () => {
    for (const file in sources) use(file);
    for (const file in globals) for (const name of globals[file]) globalThis[name];
  });
  native.setHook("makeError", (name, message) => {
    if (name === "TypeError") return new TypeError(message);
    if (name === "RangeError") return new RangeError(message);
    return new (use("domexception.js").DOMException)(message, name);
  });
  native.setHook("fireTimer", (id) => use("timers.js").fire(id));
  native.setHook("rejected", (promise, reason) => use("events.js").reportRejection(promise, reason));
  // A host's own scripts reach the rest from here.
  native.setHook("use", use);
});
