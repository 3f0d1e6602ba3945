// RSA (Web Cryptography §20 to §22). Keys are kept as DER: SubjectPublicKeyInfo and PrivateKeyInfo.
(function (native, use) {
  "use strict";
  const { toInteger } = use("webidl.js");
  const { make } = use("cryptokey.js");

  const rsaOID = [0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01];
  // What a JWK has of a private key, in the order of RFC 8017 §A.1.2.
  const members = ["n", "e", "d", "p", "q", "dp", "dq", "qi"];
  const formats = { public: ["spki", "jwk"], private: ["pkcs8", "jwk"] };

  function makeAlgorithms(shared) {
    const { fail, hashName, bytesOf, checkUsages, checkJWK, toBase64url, fromBase64url, der, readDER, childrenOf, needs } = shared;
    const algorithmOID = der(0x30, rsaOID, [0x05, 0x00]);

    /** An integer that is not negative: without zeros before it, but one where the first bit is set. */
    const integer = (bytes) => {
      let start = 0;
      while (start < bytes.length - 1 && bytes[start] === 0) start++;
      const digits = bytes.subarray(start);
      return digits[0] & 0x80 ? der(0x02, [0], digits) : der(0x02, digits);
    };
    const digits = (value) => (value.content[0] === 0 && value.content.length > 1 ? value.content.slice(1) : value.content);

    /** The integers of a key: n and e, or all of a private one. */
    function integersOf(key) {
      const [, second, third] = childrenOf(readDER(key.bytes));
      const list = key.type === "private"
        ? childrenOf(readDER(third.content)).slice(1) : childrenOf(readDER(second.content.subarray(1)));
      return list.map(digits);
    }

    /** What a public key makes of a number, both as long as its modulus; nothing when the number is not below that. */
    function applyPublic(key, bytes) {
      const [modulus, exponent] = integersOf(key).map(toBigInt);
      const count = Math.ceil(key.algorithm.modulusLength / 8);
      let base = toBigInt(bytes);
      if (bytes.length !== count || base >= modulus) return null;
      let result = 1n;
      for (let left = exponent; left > 0n; left >>= 1n) {
        if (left & 1n) result = (result * base) % modulus;
        base = (base * base) % modulus;
      }
      const text = result.toString(16).padStart(count * 2, "0");
      return Uint8Array.from({ length: count }, (_, index) => parseInt(text.slice(2 * index, 2 * index + 2), 16));
    }

    function toBigInt(bytes) {
      let text = "0x0";
      for (const byte of bytes) text += byte.toString(16).padStart(2, "0");
      return BigInt(text);
    }

    function fromJWK(data, alg, use, extractable, usages) {
      if (data.kty !== "RSA") throw fail("DataError", "the member 'kty' is not 'RSA'");
      if (data.alg !== undefined && data.alg !== alg) throw fail("DataError", "the member 'alg' does not fit");
      checkJWK(data, use, extractable, usages);
      if (data.oth !== undefined) throw fail("NotSupportedError", "keys of more than two primes are not offered");
      if (data.d === undefined) {
        const key = der(0x30, integer(fromBase64url(data.n)), integer(fromBase64url(data.e)));
        return der(0x30, algorithmOID, der(0x03, [0], key));
      }
      const key = der(0x30, [0x02, 0x01, 0x00], ...members.map((name) => integer(fromBase64url(data[name]))));
      return der(0x30, [0x02, 0x01, 0x00], algorithmOID, der(0x04, key));
    }

    function makeKey(name, type, hash, extractable, usages, bytes) {
      const [modulus, publicExponent] = integersOf({ type, bytes });
      return make(type, extractable, {
        name, modulusLength: modulus.length * 8 - Math.clz32(modulus[0]) + 24, publicExponent, hash: { name: hash },
      }, usages, bytes);
    }

    const digitsOf = (hash) => (hash === "SHA-1" ? 1 : hash.slice(4));

    /**
     * What every algorithm of RSA has, whatever it does with a key.
     * @param alg What a JWK calls it with a hash.
     * @param use What a JWK says that the key is for.
     */
    function keysOf(name, alg, use, publicUsages, privateUsages) {
      const both = [...publicUsages, ...privateUsages];
      const among = (usages, allowed) => usages.filter((usage) => allowed.includes(usage));
      return {
        generateKey(parameters, extractable, usages) {
          const hash = hashName(parameters.hash);
          const length = toInteger(parameters.modulusLength, 32, false, true);
          const exponent = bytesOf(parameters.publicExponent, "publicExponent");
          checkUsages(usages, both);
          const own = among(usages, privateUsages);
          if (own.length === 0) throw fail("SyntaxError", "the private key would have no usage");
          if (exponent.reduce((sum, byte) => sum * 256 + byte, 0) !== 65537) {
            throw fail("OperationError", "the public exponent 65537 is what there is");
          }
          if (length < 1024 || length > 8192 || length % 8 !== 0) {
            throw fail("OperationError", "a modulus has 1,024 to 8,192 bits, in whole bytes");
          }
          const secret = new Uint8Array(native.rsaGenerate(length));
          const open = new Uint8Array(native.rsaPublicKey(secret.slice()));
          return {
            publicKey: makeKey(name, "public", hash, true, among(usages, publicUsages), open),
            privateKey: makeKey(name, "private", hash, extractable, own, secret),
          };
        },
        importKey(parameters, format, data, extractable, usages) {
          const hash = hashName(parameters.hash);
          const isPrivate = format === "pkcs8" || (format === "jwk" && data.d !== undefined);
          const type = isPrivate ? "private" : "public";
          if (!formats[type].includes(format)) throw fail("NotSupportedError", `such a key can't be imported as ${format}`);
          checkUsages(usages, isPrivate ? privateUsages : publicUsages, isPrivate);
          const bytes = format === "jwk" ? fromJWK(data, alg(hash), use, extractable, usages) : data;
          const key = new Uint8Array(native.rsaNormalize(isPrivate, bytes.slice()));
          return makeKey(name, type, hash, extractable, usages, key);
        },
        exportKey(format, key) {
          if (format === "raw") throw fail("NotSupportedError", "such a key can't be exported as raw");
          if (!formats[key.type].includes(format)) {
            throw fail("InvalidAccessError", `a ${key.type} key can't be exported as ${format}`);
          }
          if (format !== "jwk") return key.bytes.slice().buffer;
          const jwk = { kty: "RSA", alg: alg(key.algorithm.hash.name) };
          integersOf(key).forEach((value, index) => (jwk[members[index]] = toBase64url(value)));
          return { ...jwk, key_ops: [...key.usages], ext: key.extractable };
        },
      };
    }

    const hashOf = (key) => key.algorithm.hash.name;

    const RSA = {
      ...keysOf("RSASSA-PKCS1-v1_5", (hash) => `RS${digitsOf(hash)}`, "sig", ["verify"], ["sign"]),
      sign(_, key, data) {
        needs(key, "private");
        return native.rsaSign(hashOf(key), key.bytes.slice(), data);
      },
      verify(_, key, signature, data) {
        needs(key, "public");
        return native.rsaVerify(hashOf(key), key.bytes.slice(), signature, data);
      },
    };

    function saltLengthOf(parameters) {
      if (parameters.saltLength === undefined) throw new TypeError("the member 'saltLength' is missing");
      return toInteger(parameters.saltLength, 32, false, true);
    }

    const PSS = {
      ...keysOf("RSA-PSS", (hash) => `PS${digitsOf(hash)}`, "sig", ["verify"], ["sign"]),
      sign(parameters, key, data) {
        needs(key, "private");
        return native.pssSign(hashOf(key), key.bytes.slice(), saltLengthOf(parameters), data);
      },
      verify(parameters, key, signature, data) {
        needs(key, "public");
        const saltLength = saltLengthOf(parameters);
        const encoded = applyPublic(key, signature);
        return encoded !== null &&
          native.pssVerify(hashOf(key), encoded, key.algorithm.modulusLength, saltLength, data);
      },
    };

    const labelOf = (parameters) => (parameters.label === undefined ? new Uint8Array(0) : bytesOf(parameters.label, "label"));

    const OAEP = {
      ...keysOf("RSA-OAEP", (hash) => (hash === "SHA-1" ? "RSA-OAEP" : `RSA-OAEP-${digitsOf(hash)}`), "enc",
        ["encrypt", "wrapKey"], ["decrypt", "unwrapKey"]),
      encrypt(parameters, key, data) {
        needs(key, "public");
        const count = Math.ceil(key.algorithm.modulusLength / 8);
        return applyPublic(key, new Uint8Array(native.oaepEncode(hashOf(key), labelOf(parameters), count, data))).buffer;
      },
      decrypt(parameters, key, data) {
        needs(key, "private");
        return native.oaepDecrypt(hashOf(key), key.bytes.slice(), labelOf(parameters), data);
      },
    };

    return { RSA, PSS, OAEP };
  }

  return { make: makeAlgorithms };
});
