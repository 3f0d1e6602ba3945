// AES in its modes (Web Cryptography §25 to §28) over native primitives.
(function (native, use) {
  "use strict";
  const { toInteger } = use("webidl.js");
  const { make } = use("cryptokey.js");

  function makeAlgorithms(shared) {
    const { fail, bytesOf, checkUsages, concat, secretBytes, exportSecret } = shared;
    const empty = new Uint8Array(0);

    function lengthOf(parameters) {
      const length = toInteger(parameters.length, 16, false, true);
      if (![128, 192, 256].includes(length)) throw fail("OperationError", "the length is not 128, 192 or 256");
      return length;
    }

    /** What every mode has, whatever it does with a key. */
    function keysOf(mode, allowed) {
      const name = `AES-${mode}`;
      return {
        generateKey(parameters, extractable, usages) {
          const length = lengthOf(parameters);
          checkUsages(usages, allowed);
          return make("secret", extractable, { name, length }, usages, new Uint8Array(native.randomBytes(length / 8)));
        },
        importKey(parameters, format, data, extractable, usages) {
          checkUsages(usages, allowed);
          const bytes = secretBytes(format, data, (bytes) => `A${bytes.length * 8}${mode}`, "enc", extractable, usages);
          if (![16, 24, 32].includes(bytes.length)) throw fail("DataError", "the key is not 128, 192 or 256 bits long");
          return make("secret", extractable, { name, length: bytes.length * 8 }, usages, bytes);
        },
        exportKey: (format, key) => exportSecret(format, key, `A${key.algorithm.length}${mode}`),
        keyLength: lengthOf,
      };
    }

    /** A mode for data, which may also wrap keys. */
    const cipher = (mode, run) => ({
      encrypt: (parameters, key, data) => run(true, parameters, key, data),
      decrypt: (parameters, key, data) => run(false, parameters, key, data),
      ...keysOf(mode, ["encrypt", "decrypt", "wrapKey", "unwrapKey"]),
    });

    function blockOf(parameters, member) {
      const block = bytesOf(parameters[member], member);
      if (block.length !== 16) throw fail("OperationError", `the member '${member}' is not 16 bytes long`);
      return block;
    }

    const GCM = cipher("GCM", (isEncrypting, parameters, key, data) => {
      const iv = bytesOf(parameters.iv, "iv");
      const tagLength = parameters.tagLength === undefined ? 128 : toInteger(parameters.tagLength, 8, false, true);
      if (![32, 64, 96, 104, 112, 120, 128].includes(tagLength)) throw fail("OperationError", "the tag's length is not allowed");
      if (iv.length < 12) throw fail("NotSupportedError", "an iv of 12 bytes or more is what there is");
      const additional = parameters.additionalData === undefined
        ? empty : bytesOf(parameters.additionalData, "additionalData");
      return native.aesGCM(isEncrypting, key.bytes.slice(), iv, data, additional, tagLength / 8);
    });

    const CBC = cipher("CBC", (isEncrypting, parameters, key, data) =>
      native.aesCBC(isEncrypting, key.bytes.slice(), blockOf(parameters, "iv"), data));

    const CTR = cipher("CTR", (_, parameters, key, data) => {
      const counter = blockOf(parameters, "counter");
      const length = toInteger(parameters.length, 8, false, true);
      if (length < 1 || length > 128) throw fail("OperationError", "the counter's length is not from 1 to 128");
      return counterMode(key, counter, length, data);
    });

    /** The counter takes the last `length` bits of its block and wraps within them; the primitive counts through all. */
    function counterMode(key, counter, length, data) {
      const blocks = BigInt(Math.ceil(data.length / 16));
      if (blocks > 1n << BigInt(length)) throw fail("OperationError", "there is more data than the counter can count");
      const value = counter.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
      const mask = (1n << BigInt(length)) - 1n;
      const untilWrap = mask + 1n - (value & mask);
      const run = (bytes, counter) => new Uint8Array(native.aesCTR(key.bytes.slice(), counter, bytes));
      if (blocks <= untilWrap) return run(data, counter).buffer;
      const wrapped = value & ~mask;
      const second = Uint8Array.from({ length: 16 }, (_, index) => Number((wrapped >> BigInt(120 - 8 * index)) & 255n));
      const split = Number(untilWrap) * 16;
      return concat(run(data.slice(0, split), counter), run(data.slice(split), second)).buffer;
    }

    // RFC 3394: 64-bit halves, two at least.
    const KW = {
      wrapKey(_, key, data) {
        if (data.length % 8 !== 0 || data.length < 16) {
          throw fail("OperationError", `AES-KW wraps 16 bytes or more in steps of 8, not ${data.length}`);
        }
        return native.aesWrap(true, key.bytes.slice(), data);
      },
      unwrapKey(_, key, data) {
        if (data.length % 8 !== 0 || data.length < 24) {
          throw fail("OperationError", `AES-KW unwraps 24 bytes or more in steps of 8, not ${data.length}`);
        }
        return native.aesWrap(false, key.bytes.slice(), data);
      },
      ...keysOf("KW", ["wrapKey", "unwrapKey"]),
    };

    return { GCM, CBC, CTR, KW };
  }

  return { make: makeAlgorithms };
});
