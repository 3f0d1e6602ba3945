// Blob and File (File API §3, §4).
(function (native, use) {
  "use strict";
  const {
    requireArguments, toUSVString, toDOMString, toDictionary, toEnum, toSequence, toInteger, clampInteger,
    defineInterface, isBufferSource, copyBytes,
  } = use("webidl.js");

  const token = Symbol();
  let bytesOf;
  let isBlob;
  let isFile;

  class Blob {
    #bytes;
    #type;

    constructor(blobParts = undefined, options = undefined) {
      if (blobParts === token) {
        this.#bytes = options;
        this.#type = arguments[2];
        return;
      }
      const parts = blobParts === undefined ? [] : toSequence(blobParts, convertPart, "the parts");
      options = toDictionary(options, "the options");
      let { endings } = options;
      endings = endings === undefined ? "transparent" : toEnum(endings, ["transparent", "native"], "the member 'endings'");
      const { type } = options;
      this.#type = normalizeType(type === undefined ? "" : toDOMString(type));
      this.#bytes = join(parts, endings);
    }

    get size() { return this.#bytes.length; }
    get type() { return this.#type; }

    slice(start = 0, end = undefined, contentType = "") {
      const size = this.#bytes.length;
      const place = (value) => {
        const number = clampInteger(value, Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
        return number < 0 ? Math.max(size + number, 0) : Math.min(number, size);
      };
      const from = place(start);
      const to = end === undefined ? size : place(end);
      const bytes = this.#bytes.subarray(from, Math.max(from, to));
      return new Blob(token, bytes, normalizeType(toDOMString(contentType)));
    }

    stream() { return streamOf(this.#bytes); }

    text() { return promiseOf(this, () => native.decodeUTF8(withoutBOM(this.#bytes).slice(), false)); }
    arrayBuffer() { return promiseOf(this, () => this.#bytes.slice().buffer); }
    bytes() { return promiseOf(this, () => this.#bytes.slice()); }

    static {
      bytesOf = (blob) => blob.#bytes;
      isBlob = (value) => typeof value === "object" && value !== null && #bytes in value;
    }
  }
  defineInterface(Blob);

  class File extends Blob {
    #name;
    #lastModified;

    constructor(fileBits, fileName, options = undefined) {
      if (fileBits === token) {
        super(token, fileName, options);
        this.#name = arguments[3];
        this.#lastModified = arguments[4];
        return;
      }
      requireArguments(arguments.length, 2, "the constructor of File");
      if (fileBits === undefined) throw new TypeError("the parts are not a sequence");
      super(fileBits, options);
      this.#name = toUSVString(fileName);
      const { lastModified } = toDictionary(options);
      this.#lastModified = lastModified === undefined ? Date.now() : toInteger(lastModified, 64, true);
    }

    get name() { return this.#name; }
    get lastModified() { return this.#lastModified; }
    get webkitRelativePath() {
      this.#name;
      return "";
    }

    static { isFile = (value) => typeof value === "object" && value !== null && #name in value; }
  }
  defineInterface(File);

  function convertPart(part) {
    return isBlob(part) ? bytesOf(part) : isBufferSource(part) ? copyBytes(part) : toUSVString(part);
  }

  function normalizeType(type) {
    return /[^\x20-\x7e]/.test(type) ? "" : type.toLowerCase();
  }

  function join(parts, endings) {
    const chunks = parts.map((part) => {
      if (typeof part !== "string") return part;
      const text = endings === "native" ? part.replace(/\r\n?|\n/g, "\n") : part;
      return new Uint8Array(native.encodeUTF8(text));
    });
    if (chunks.length === 1) return chunks[0];
    const bytes = new Uint8Array(chunks.reduce((size, chunk) => size + chunk.length, 0));
    let offset = 0;
    for (const chunk of chunks) {
      bytes.set(chunk, offset);
      offset += chunk.length;
    }
    return bytes;
  }

  function withoutBOM(bytes) {
    return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes;
  }

  async function promiseOf(blob, read) {
    if (!isBlob(blob)) throw new TypeError("the object is no Blob");
    return read();
  }

  /** A byte stream of bytes that are there. */
  function streamOf(bytes) {
    let offset = 0;
    const size = 64 << 10;
    return new ReadableStream({
      type: "bytes",
      pull(controller) {
        if (offset < bytes.length) {
          controller.enqueue(bytes.slice(offset, offset + size));
          offset += size;
        }
        if (offset >= bytes.length) {
          controller.close();
          controller.byobRequest?.respond(0);
        }
      },
    });
  }

  return {
    Blob, File, isBlob, isFile, bytesOf, streamOf, withoutBOM,
    make: (bytes, type = "") => new Blob(token, bytes, normalizeType(type)),
    makeFile: (bytes, name, type = "", lastModified = Date.now()) =>
      new File(token, bytes, normalizeType(type), name, lastModified),
  };
});
