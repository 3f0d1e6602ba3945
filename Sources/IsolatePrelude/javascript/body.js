// The Body mixin of Request and Response (Fetch §5.3).
//
// A body is `{ stream, source, length }`: its source is a text, bytes, a form or a blob when it was made of one, and
// then the stream is made when a script asks for it, which most never do.
(function (native, use) {
  "use strict";
  const { toUSVString, isBufferSource, copyBytes } = use("webidl.js");
  const { isBlob, bytesOf, streamOf, withoutBOM, make: makeBlob } = use("blob.js");
  const { extract: extractMIMEType, serialize: serializeMIMEType } = use("mimetype.js");
  const P = use("promises.js");
  const readable = () => use("readable.js");

  class Body {
    #stream;

    constructor(source, stream = undefined) {
      this.source = source;
      this.#stream = stream;
      this.isUsed = false;
    }

    /** Text or bytes at hand; undefined when the body comes from a stream. */
    get bytes() {
      if (typeof this.source === "string") return new Uint8Array(native.encodeUTF8(this.source));
      return this.source;
    }

    get hasStream() { return this.#stream !== undefined; }

    get stream() {
      if (this.#stream === undefined) {
        this.#stream = streamOf(this.bytes);
        if (this.isUsed) {
          const state = readable().stateOf(this.#stream);
          readable().cancel(state);
        }
      }
      return this.#stream;
    }

    get isUnusable() {
      if (this.isUsed) return true;
      if (this.#stream === undefined) return false;
      const state = readable().stateOf(this.#stream);
      return state.disturbed || state.reader !== undefined;
    }

    get isDisturbed() {
      return this.isUsed || (this.#stream !== undefined && readable().stateOf(this.#stream).disturbed);
    }

    get isLocked() {
      return this.#stream !== undefined && readable().stateOf(this.#stream).reader !== undefined;
    }

    clone() {
      if (this.#stream === undefined) return new Body(this.source);
      const [first, second] = use("readableoperations.js").tee(readable().stateOf(this.#stream), true);
      this.#stream = first.object;
      return new Body(undefined, second.object);
    }

    /** A promise for all the bytes. */
    read() {
      if (this.#stream === undefined) {
        this.isUsed = true;
        return P.resolvedWith(this.bytes);
      }
      return readAll(readable().stateOf(this.#stream));
    }
  }

  function readAll(stream) {
    const R = readable();
    const reader = R.acquireDefaultReader(stream);
    const { promise, resolve, reject } = P.deferred();
    const chunks = [];
    let size = 0;
    const request = {
      chunk(chunk) {
        if (Object.prototype.toString.call(chunk) !== "[object Uint8Array]" || !ArrayBuffer.isView(chunk)) {
          const error = new TypeError("the body's stream gave something else than a Uint8Array");
          reject(error);
          P.markHandled(R.cancelReader(reader, error));
          return;
        }
        chunks.push(chunk);
        size += chunk.length;
        R.readWith(reader, request);
      },
      close() {
        if (chunks.length === 1) return resolve(chunks[0]);
        const bytes = new Uint8Array(size);
        let offset = 0;
        for (const chunk of chunks) {
          bytes.set(chunk, offset);
          offset += chunk.length;
        }
        resolve(bytes);
      },
      error: reject,
    };
    R.readWith(reader, request);
    return promise;
  }

  /** Makes a body of what a script gives, with the type that goes with it. */
  function extract(object, keepalive = false) {
    if (typeof object === "object" && object !== null) {
      if (readable().isReadableStream(object)) {
        if (keepalive) throw new TypeError("a request that outlives its page can't have a stream");
        const state = readable().stateOf(object);
        if (state.disturbed || state.reader !== undefined) throw new TypeError("the stream was read or is locked");
        return { body: new Body(undefined, object), type: null };
      }
      if (isBlob(object)) return { body: new Body(bytesOf(object)), type: object.type === "" ? null : object.type };
      if (isBufferSource(object)) return { body: new Body(copyBytes(object)), type: null };
      if (use("formdata.js").isFormData(object)) {
        const { bytes, boundary } = use("multipart.js").serialize(object);
        return { body: new Body(bytes), type: `multipart/form-data; boundary=${boundary}` };
      }
      const { isURLSearchParams, listOf, serialize } = use("urlsearchparams.js");
      if (isURLSearchParams(object)) {
        return { body: new Body(serialize(listOf(object))), type: "application/x-www-form-urlencoded;charset=UTF-8" };
      }
    }
    return { body: new Body(toUSVString(object)), type: "text/plain;charset=UTF-8" };
  }

  /**
   * Adds the members of the mixin to an interface.
   * @param bodyOf gives an object's body or null, and throws for an object of another kind
   * @param headersOf gives its header list
   */
  function define(Class, bodyOf, headersOf) {
    const consume = (object, convert) => {
      let body;
      try {
        body = bodyOf(object);
      } catch {
        return P.rejectedWith(new TypeError(`the object is no ${Class.name}`));
      }
      if (body === null) return P.invoke(convert, undefined, [new Uint8Array(0), object]);
      if (body.isUnusable) return P.rejectedWith(new TypeError("the body was read already, or is being read"));
      if (!body.hasStream && typeof body.source === "string" && convert.ofText !== undefined) {
        body.isUsed = true;
        return P.invoke(convert.ofText, undefined, [body.source]);
      }
      return P.transform(body.read(), (bytes) => convert(bytes, object));
    };
    const toText = (bytes) => native.decodeUTF8(withoutBOM(bytes).slice(), false);
    toText.ofText = (text) => (text.charCodeAt(0) === 0xfeff ? text.slice(1) : text);
    const toJSON = (bytes) => JSON.parse(toText(bytes));
    toJSON.ofText = (text) => JSON.parse(toText.ofText(text));
    const toBuffer = (bytes) =>
      bytes.byteLength === bytes.buffer.byteLength ? bytes.buffer : bytes.slice().buffer;
    const toBytes = (bytes) => bytes;
    const toBlob = (bytes, object) => {
      const type = extractMIMEType(headersOf(object).get("content-type"));
      return makeBlob(bytes, type === null ? "" : serializeMIMEType(type));
    };
    const toForm = (bytes, object) => {
      const type = extractMIMEType(headersOf(object).get("content-type"));
      if (type?.essence === "multipart/form-data") {
        const boundary = type.parameters.get("boundary");
        if (boundary === undefined) throw new TypeError("the type names no boundary");
        return use("multipart.js").parse(bytes, boundary);
      }
      if (type?.essence === "application/x-www-form-urlencoded") {
        const form = new FormData();
        for (const [name, value] of use("urlsearchparams.js").parse(native.decodeUTF8(bytes.slice(), false))) {
          form.append(name, value);
        }
        return form;
      }
      throw new TypeError("the body's type is none of a form");
    };

    // Bytes that belong to the body must not change with what a script does to its own.
    const own = (convert) => {
      const result = (bytes, object) => convert(bytes.slice(), object);
      return result;
    };
    const members = {
      get body() {
        const body = bodyOf(this);
        return body === null ? null : body.stream;
      },
      get bodyUsed() {
        const body = bodyOf(this);
        return body !== null && body.isDisturbed;
      },
      arrayBuffer() { return consume(this, own(toBuffer)); },
      blob() { return consume(this, own(toBlob)); },
      bytes() { return consume(this, own(toBytes)); },
      formData() { return consume(this, toForm); },
      json() { return consume(this, toJSON); },
      text() { return consume(this, toText); },
    };
    Object.defineProperties(Class.prototype, Object.getOwnPropertyDescriptors(members));
  }

  return { Body, extract, define };
});
