// Signatures by RSA (Web Cryptography §20 and §21). Keys are kept as DER: SubjectPublicKeyInfo and PrivateKeyInfo.
(function (native, use) {
  "use strict";
  const { toInteger } = use("webidl.js");
  const { make } = use("cryptokey.js");

  const hashBytes = { "SHA-1": 20, "SHA-256": 32, "SHA-384": 48, "SHA-512": 64 };
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

    function fromJWK(data, alg, extractable, usages) {
      if (data.kty !== "RSA") throw fail("DataError", "the member 'kty' is not 'RSA'");
      if (data.alg !== undefined && data.alg !== alg) throw fail("DataError", "the member 'alg' does not fit");
      checkJWK(data, "sig", extractable, usages);
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

    function algorithm(name, letters, check) {
      const alg = (hash) => `${letters}${hash === "SHA-1" ? 1 : hash.slice(4)}`;
      return {
        generateKey(parameters, extractable, usages) {
          const hash = hashName(parameters.hash);
          const length = toInteger(parameters.modulusLength, 32, false, true);
          const exponent = bytesOf(parameters.publicExponent, "publicExponent");
          checkUsages(usages, ["sign", "verify"]);
          if (!usages.includes("sign")) throw fail("SyntaxError", "the private key would have no usage");
          if (exponent.reduce((sum, byte) => sum * 256 + byte, 0) !== 65537) {
            throw fail("NotSupportedError", "the public exponent 65537 is what there is");
          }
          if (length < 1024 || length > 8192 || length % 8 !== 0) {
            throw fail("NotSupportedError", "a modulus has 1,024 to 8,192 bits, in whole bytes");
          }
          const secret = new Uint8Array(native.rsaGenerate(length));
          const open = new Uint8Array(native.rsaPublicKey(secret.slice()));
          return {
            publicKey: makeKey(name, "public", hash, true, usages.filter((usage) => usage === "verify"), open),
            privateKey: makeKey(name, "private", hash, extractable, ["sign"], secret),
          };
        },
        importKey(parameters, format, data, extractable, usages) {
          const hash = hashName(parameters.hash);
          const isPrivate = format === "pkcs8" || (format === "jwk" && data.d !== undefined);
          const type = isPrivate ? "private" : "public";
          if (!formats[type].includes(format)) throw fail("NotSupportedError", `such a key can't be imported as ${format}`);
          checkUsages(usages, isPrivate ? ["sign"] : ["verify"], isPrivate);
          const bytes = format === "jwk" ? fromJWK(data, alg(hash), extractable, usages) : data;
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
        sign(parameters, key, data) {
          needs(key, "private");
          check(parameters, key);
          return native.rsaSign(name, key.algorithm.hash.name, key.bytes.slice(), data);
        },
        verify(parameters, key, signature, data) {
          needs(key, "public");
          check(parameters, key);
          return native.rsaVerify(name, key.algorithm.hash.name, key.bytes.slice(), signature, data);
        },
      };
    }

    const checkSalt = (parameters, key) => {
      if (parameters.saltLength === undefined) throw new TypeError("the member 'saltLength' is missing");
      const hash = key.algorithm.hash.name;
      if (toInteger(parameters.saltLength, 32, false, true) !== hashBytes[hash]) {
        throw fail("NotSupportedError", `a salt as long as the hash is what there is: ${hashBytes[hash]} bytes for ${hash}`);
      }
    };
    return {
      RSA: algorithm("RSASSA-PKCS1-v1_5", "RS", () => undefined), RSAPSS: algorithm("RSA-PSS", "PS", checkSalt),
    };
  }

  return { make: makeAlgorithms };
});
