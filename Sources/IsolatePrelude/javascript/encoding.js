// TextEncoder and TextDecoder (WHATWG Encoding §7).
(function (native, use) {
  "use strict";
  const { requireArguments, toDOMString, toDictionary, defineInterface, viewBytes } = use("webidl.js");

  class TextEncoder {
    #brand;

    get encoding() {
      this.#brand;
      return "utf-8";
    }

    encode(input = "") {
      this.#brand;
      return new Uint8Array(native.encodeUTF8(toDOMString(input)));
    }

    encodeInto(source, destination) {
      this.#brand;
      requireArguments(arguments.length, 2, "encodeInto");
      source = toDOMString(source);
      if (!(destination instanceof Uint8Array) && Object.prototype.toString.call(destination) !== "[object Uint8Array]") {
        throw new TypeError("the destination is no Uint8Array");
      }
      // A character takes a byte at least, so that more text than that can't fit.
      const text = source.length > destination.length + 1 ? source.slice(0, destination.length + 1) : source;
      const bytes = new Uint8Array(native.encodeUTF8(text));
      let written = 0;
      let read = 0;
      while (read < source.length && read < text.length) {
        const unit = text.charCodeAt(read);
        const isPair = unit >= 0xd800 && unit < 0xdc00 && (source.charCodeAt(read + 1) & 0xfc00) === 0xdc00;
        const size = isPair ? 4 : unit < 0x80 ? 1 : unit < 0x800 ? 2 : 3;
        if (written + size > destination.length) break;
        written += size;
        read += isPair ? 2 : 1;
      }
      if (written > 0) destination.set(bytes.subarray(0, written));
      return { read, written };
    }
  }
  defineInterface(TextEncoder);

  class TextDecoder {
    #decoder;

    constructor(label = "utf-8", options = undefined) {
      const encodings = use("encodings.js");
      const name = encodings.getEncoding(toDOMString(label));
      const { fatal, ignoreBOM } = toDictionary(options, "the options");
      if (name === undefined || name === "replacement") throw new RangeError(`'${label}' is the label of no encoding`);
      this.#decoder = new Decoder(name, !!fatal, !!ignoreBOM);
    }

    get encoding() { return this.#decoder.name.toLowerCase(); }
    get fatal() { return this.#decoder.fatal; }
    get ignoreBOM() { return this.#decoder.ignoreBOM; }

    decode(input = undefined, options = undefined) {
      const decoder = this.#decoder;
      let bytes = empty;
      if (input !== undefined) bytes = viewBytes(input);
      const { stream } = toDictionary(options, "the options");
      return decoder.decode(bytes, !!stream);
    }
  }
  defineInterface(TextDecoder);

  const empty = new Uint8Array(0);

  /** Decodes piece by piece; what a piece leaves unfinished waits for the next. */
  class Decoder {
    pending = empty;
    isGoingOn = false;
    sawBOM = false;
    legacy = 0;

    constructor(name, fatal, ignoreBOM) {
      this.name = name;
      this.fatal = fatal;
      this.ignoreBOM = ignoreBOM;
    }

    decode(bytes, stream) {
      if (!this.isGoingOn) this.reset();
      this.isGoingOn = stream;
      let text;
      switch (this.name) {
        case "UTF-8": text = this.decodeUTF8(bytes, stream); break;
        case "UTF-16LE": text = this.decodeUTF16(bytes, stream, true); break;
        case "UTF-16BE": text = this.decodeUTF16(bytes, stream, false); break;
        case "x-user-defined": return this.decodeUserDefined(bytes);
        default:
          if (use("encodings.js").isSingleByte(this.name)) return this.decodeSingleBytes(bytes);
          return this.decodeLegacy(bytes, stream);
      }
      if (!this.sawBOM && text.length > 0) {
        this.sawBOM = true;
        if (!this.ignoreBOM && text.charCodeAt(0) === 0xfeff) text = text.slice(1);
      }
      return text;
    }

    reset() {
      this.pending = empty;
      this.sawBOM = false;
      if (this.legacy !== 0) {
        native.closeDecoder(this.legacy);
        this.legacy = 0;
      }
    }

    fail() {
      this.reset();
      this.isGoingOn = false;
      throw new TypeError(`the bytes are not well-formed ${this.name}`);
    }

    take(bytes) {
      if (this.pending.length === 0) return bytes.slice();
      const joined = new Uint8Array(this.pending.length + bytes.length);
      joined.set(this.pending);
      joined.set(bytes, this.pending.length);
      this.pending = empty;
      return joined;
    }

    decodeUTF8(bytes, stream) {
      let all = this.take(bytes);
      if (stream) {
        const whole = all.length - unfinishedUTF8(all);
        if (whole < all.length) {
          this.pending = all.slice(whole);
          all = all.slice(0, whole);
        }
      }
      const text = native.decodeUTF8(all, this.fatal);
      return text === null ? this.fail() : text;
    }

    decodeUTF16(bytes, stream, isLittleEndian) {
      const all = this.take(bytes);
      const view = new DataView(all.buffer);
      let count = all.length >> 1;
      let rest = all.length & 1;
      if (stream && count > 0 && (view.getUint16(count * 2 - 2, isLittleEndian) & 0xfc00) === 0xd800) {
        count--;
        rest += 2;
      }
      let text = "";
      for (let start = 0; start < count; start += 4096) {
        const units = [];
        for (let index = start; index < Math.min(count, start + 4096); index++) {
          units.push(view.getUint16(index * 2, isLittleEndian));
        }
        text += String.fromCharCode.apply(null, units);
      }
      if (stream) this.pending = all.slice(all.length - rest);
      else if (rest > 0) text += "\uFFFD";
      if (this.fatal && ((!stream && rest > 0) || !text.isWellFormed())) this.fail();
      return text.toWellFormed();
    }

    decodeUserDefined(bytes) {
      let text = "";
      for (const byte of bytes) text += String.fromCharCode(byte < 0x80 ? byte : 0xf700 + byte);
      return text;
    }

    decodeSingleBytes(bytes) {
      const table = singleByteTable(this.name);
      let text = "";
      for (const byte of bytes) text += byte < 0x80 ? String.fromCharCode(byte) : table[byte - 0x80];
      return this.fatal && text.includes("\uFFFD") ? this.fail() : text;
    }

    decodeLegacy(bytes, stream) {
      if (this.legacy === 0) this.legacy = native.openDecoder(use("encodings.js").libraryName(this.name));
      const text = native.decode(this.legacy, bytes.slice(), !stream, this.fatal);
      if (text === null) this.fail();
      if (!stream) this.reset();
      return text;
    }
  }

  const tables = new Map();

  /** The upper half of an encoding: as the system's library has it, but for where the standard differs. */
  function singleByteTable(name) {
    let table = tables.get(name);
    if (table !== undefined) return table;
    const { libraryName, corrections } = use("encodings.js");
    table = [];
    const decoder = native.openDecoder(libraryName(name));
    for (let byte = 0x80; byte < 0x100; byte++) {
      const correction = corrections[name]?.[byte];
      table.push(correction ?? native.decode(decoder, new Uint8Array([byte]), true, false));
    }
    native.closeDecoder(decoder);
    tables.set(name, table);
    return table;
  }

  /** How many bytes at the end begin a character that may go on. */
  function unfinishedUTF8(bytes) {
    const end = bytes.length;
    for (let back = 1; back <= Math.min(3, end); back++) {
      const byte = bytes[end - back];
      if (byte < 0x80) return 0;
      if (byte < 0xc0) continue;
      const size = byte >= 0xf0 && byte < 0xf5 ? 4 : byte >= 0xe0 && byte < 0xf0 ? 3 : byte >= 0xc2 && byte < 0xe0 ? 2 : 1;
      if (size <= back) return 0;
      if (back >= 2) {
        const next = bytes[end - back + 1];
        const lower = byte === 0xe0 ? 0xa0 : byte === 0xf0 ? 0x90 : 0x80;
        const upper = byte === 0xed ? 0x9f : byte === 0xf4 ? 0x8f : 0xbf;
        if (next < lower || next > upper) return 0;
      }
      return back;
    }
    return 0;
  }

  return { TextEncoder, TextDecoder, Decoder };
});
