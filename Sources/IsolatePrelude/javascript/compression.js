// CompressionStream and DecompressionStream (Compression §5, §6).
(function (native, use) {
  "use strict";
  const { requireArguments, toEnum, defineInterface, isBufferSource, isSharedArrayBuffer, copyBytes } = use("webidl.js");
  const T = use("transform.js");

  const finalizer = new FinalizationRegistry((codec) => native.closeCodec(codec));

  function makeStream(object, format, isCompressing) {
    toEnum(format, ["deflate", "deflate-raw", "gzip"], "the format");
    const codec = native.openCodec(`${format}`, isCompressing);
    finalizer.register(object, codec);
    const run = (bytes, isLast, controller) => {
      const result = new Uint8Array(native.runCodec(codec, bytes, isLast));
      if (result.length > 0) T.enqueue(controller, result);
    };
    return T.create(
      (chunk, controller) => {
        if (!isBufferSource(chunk) || isSharedArrayBuffer(ArrayBuffer.isView(chunk) ? chunk.buffer : chunk)) {
          throw new TypeError("the chunk is neither an ArrayBuffer nor a view of one");
        }
        run(copyBytes(chunk), false, controller);
      },
      (controller) => {
        run(new Uint8Array(0), true, controller);
        native.closeCodec(codec);
      });
  }

  class CompressionStream {
    #stream;
    constructor(format) {
      requireArguments(arguments.length, 1, "the constructor of CompressionStream");
      this.#stream = makeStream(this, format, true);
    }
    get readable() { return this.#stream.readable; }
    get writable() { return this.#stream.writable; }
  }
  defineInterface(CompressionStream);

  class DecompressionStream {
    #stream;
    constructor(format) {
      requireArguments(arguments.length, 1, "the constructor of DecompressionStream");
      this.#stream = makeStream(this, format, false);
    }
    get readable() { return this.#stream.readable; }
    get writable() { return this.#stream.writable; }
  }
  defineInterface(DecompressionStream);

  return { CompressionStream, DecompressionStream };
});
