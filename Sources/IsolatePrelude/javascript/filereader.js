// FileReader (File API §6.2) and the progress events that it fires.
(function (native, use) {
  "use strict";
  const { requireArguments, toDOMString, toDictionary, defineInterface, defineConstants } = use("webidl.js");
  const { Event, EventTarget, fire, defineHandlers } = use("events.js");
  const { DOMException } = use("domexception.js");
  const { isBlob, bytesOf } = use("blob.js");
  const { setTimeout } = use("timers.js");

  class ProgressEvent extends Event {
    #init;
    constructor(type, init = undefined) {
      requireArguments(arguments.length, 1, "the constructor of ProgressEvent");
      super(type, init);
      const { lengthComputable = false, loaded = 0, total = 0 } = toDictionary(init);
      this.#init = { lengthComputable: !!lengthComputable, loaded: +loaded, total: +total };
    }
    get lengthComputable() { return this.#init.lengthComputable; }
    get loaded() { return this.#init.loaded; }
    get total() { return this.#init.total; }
  }
  defineInterface(ProgressEvent);

  const EMPTY = 0, LOADING = 1, DONE = 2;

  class FileReader extends EventTarget {
    #readyState = EMPTY;
    #result = null;
    #error = null;
    #reading = null;

    get readyState() { return this.#readyState; }
    get result() { return this.#result; }
    get error() { return this.#error; }

    readAsArrayBuffer(blob) { this.#read(arguments, blob, (bytes) => bytes.slice().buffer); }
    readAsBinaryString(blob) { this.#read(arguments, blob, (bytes) => use("base64.js").toBinaryString(bytes)); }

    readAsText(blob, encoding = undefined) {
      const label = encoding === undefined ? undefined : toDOMString(encoding);
      this.#read(arguments, blob, (bytes, type) => {
        const { getEncoding } = use("encodings.js");
        const charset = use("mimetype.js").parse(type)?.parameters.get("charset");
        const name = (label && getEncoding(label)) ?? (charset && getEncoding(charset)) ?? "UTF-8";
        const bom = bytes[0] === 0xfe && bytes[1] === 0xff ? "UTF-16BE" : bytes[0] === 0xff && bytes[1] === 0xfe
          ? "UTF-16LE" : name;
        return new TextDecoder(bom).decode(bytes);
      });
    }

    readAsDataURL(blob) {
      this.#read(arguments, blob, (bytes, type) =>
        `data:${type || "application/octet-stream"};base64,${native.base64Encode(bytes.slice())}`);
    }

    abort() {
      if (this.#readyState !== LOADING) {
        this.#result = null;
        return;
      }
      this.#readyState = DONE;
      this.#result = null;
      this.#reading = null;
      this.#error = new DOMException("the reading was aborted", "AbortError");
      this.#progress("abort", 0, 0);
      if (this.#readyState !== LOADING) this.#progress("loadend", 0, 0);
    }

    #read(given, blob, convert) {
      requireArguments(given.length, 1, "reading");
      if (!isBlob(blob)) throw new TypeError("the argument is no Blob");
      if (this.#readyState === LOADING) throw new DOMException("the reader is busy", "InvalidStateError");
      this.#readyState = LOADING;
      this.#result = null;
      this.#error = null;
      const reading = (this.#reading = {});
      const bytes = bytesOf(blob);
      const later = (step) => setTimeout(() => {
        if (this.#reading === reading) step();
      }, 0);
      later(() => {
        this.#progress("loadstart", 0, bytes.length);
        later(() => {
          if (bytes.length > 0) this.#progress("progress", bytes.length, bytes.length);
          later(() => {
            this.#readyState = DONE;
            this.#reading = null;
            this.#result = convert(bytes, blob.type);
            this.#progress("load", bytes.length, bytes.length);
            setTimeout(() => {
              if (this.#readyState !== LOADING) this.#progress("loadend", bytes.length, bytes.length);
            }, 0);
          });
        });
      });
    }

    #progress(type, loaded, total) {
      fire(this, new ProgressEvent(type, { lengthComputable: total > 0 || type === "load", loaded, total }));
    }
  }
  defineInterface(FileReader);
  defineConstants(FileReader, { EMPTY, LOADING, DONE });
  defineHandlers(FileReader.prototype, ["loadstart", "progress", "load", "abort", "error", "loadend"]);

  return { FileReader, ProgressEvent };
});
