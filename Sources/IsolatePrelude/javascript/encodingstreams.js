// TextEncoderStream and TextDecoderStream (WHATWG Encoding §7.5, §7.6).
(function (native, use) {
  "use strict";
  const { toDOMString, toDictionary, defineInterface, viewBytes } = use("webidl.js");
  const T = use("transform.js");
  const { Decoder } = use("encoding.js");

  class TextEncoderStream {
    #stream;

    constructor() {
      // The first half of a pair waits for the second.
      let lead = "";
      this.#stream = T.create(
        (chunk, controller) => {
          let text = lead + toDOMString(chunk);
          const last = text.charCodeAt(text.length - 1);
          lead = last >= 0xd800 && last < 0xdc00 ? text[text.length - 1] : "";
          if (lead !== "") text = text.slice(0, -1);
          if (text.length > 0) T.enqueue(controller, new Uint8Array(native.encodeUTF8(text)));
        },
        (controller) => {
          if (lead !== "") T.enqueue(controller, new Uint8Array([0xef, 0xbf, 0xbd]));
        });
    }

    get encoding() {
      this.#stream;
      return "utf-8";
    }
    get readable() { return this.#stream.readable; }
    get writable() { return this.#stream.writable; }
  }
  defineInterface(TextEncoderStream);

  class TextDecoderStream {
    #stream;
    #decoder;

    constructor(label = "utf-8", options = undefined) {
      const name = use("encodings.js").getEncoding(toDOMString(label));
      const { fatal, ignoreBOM } = toDictionary(options, "the options");
      if (name === undefined || name === "replacement") throw new RangeError(`'${label}' is the label of no encoding`);
      const decoder = (this.#decoder = new Decoder(name, !!fatal, !!ignoreBOM));
      this.#stream = T.create(
        (chunk, controller) => {
          const text = decoder.decode(viewBytes(chunk), true);
          if (text.length > 0) T.enqueue(controller, text);
        },
        (controller) => {
          const text = decoder.decode(new Uint8Array(0), false);
          if (text.length > 0) T.enqueue(controller, text);
        });
    }

    get encoding() { return this.#decoder.name.toLowerCase(); }
    get fatal() { return this.#decoder.fatal; }
    get ignoreBOM() { return this.#decoder.ignoreBOM; }
    get readable() { return this.#stream.readable; }
    get writable() { return this.#stream.writable; }
  }
  defineInterface(TextDecoderStream);

  return { TextEncoderStream, TextDecoderStream };
});
