// The algorithms of Web Cryptography (§18 and following) over native primitives.
(function (native, use) {
  "use strict";
  const { isBufferSource, copyBytes, toInteger, toDOMString } = use("webidl.js");
  const { DOMException } = use("domexception.js");
  const { make, isCryptoKey, stateOf } = use("cryptokey.js");

  const fail = (name, message) => new DOMException(message, name);
  const bitsOfHash = { "SHA-1": 160, "SHA-256": 256, "SHA-384": 384, "SHA-512": 512 };
  const blockBits = { "SHA-1": 512, "SHA-256": 512, "SHA-384": 1024, "SHA-512": 1024 };
  const jwkHash = { "SHA-1": "1", "SHA-256": "256", "SHA-384": "384", "SHA-512": "512" };

  function hashName(value) {
    if (value === undefined) throw new TypeError("the member 'hash' is missing");
    const text = toDOMString(typeof value === "object" && value !== null ? value.name : value);
    const name = Object.keys(bitsOfHash).find((key) => key.toLowerCase() === text.toLowerCase());
    if (name === undefined) throw fail("NotSupportedError", `the hash ${text} is unknown`);
    return name;
  }

  function bytesOf(value, what) {
    if (!isBufferSource(value)) throw new TypeError(`the member '${what}' is neither an ArrayBuffer nor a view of one`);
    return copyBytes(value);
  }

  function checkUsages(usages, allowed, mustHave = true) {
    for (const usage of usages) {
      if (!allowed.includes(usage)) throw fail("SyntaxError", `the usage ${usage} is not for such a key`);
    }
    if (mustHave && usages.length === 0) throw fail("SyntaxError", "the key would have no usage");
  }

  // MARK: Base64url and DER

  const toBase64url = (bytes) =>
    native.base64Encode(copyBytes(bytes)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

  function fromBase64url(text) {
    const bytes = typeof text === "string" && !/[+/=]/.test(text)
      ? native.base64Decode(text.replace(/-/g, "+").replace(/_/g, "/")) : null;
    if (bytes === null) throw fail("DataError", "a member of the key is not base64url");
    return new Uint8Array(bytes);
  }

  const concat = (...parts) => {
    const result = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
    let offset = 0;
    for (const part of parts) {
      result.set(part, offset);
      offset += part.length;
    }
    return result;
  };
  const der = (tag, ...parts) => {
    const content = concat(...parts);
    const { length } = content;
    const head = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
    return concat([tag, ...head], content);
  };

  /** Reads one value of DER. */
  function readDER(bytes, offset = 0) {
    const bad = () => fail("DataError", "the key is not well-formed DER");
    if (offset + 2 > bytes.length) throw bad();
    let length = bytes[offset + 1];
    let start = offset + 2;
    if (length & 0x80) {
      const count = length & 0x7f;
      length = 0;
      if (count === 0 || count > 3) throw bad();
      for (let index = 0; index < count; index++) length = (length << 8) | bytes[start++];
    }
    if (start + length > bytes.length) throw bad();
    return { tag: bytes[offset], content: bytes.subarray(start, start + length), end: start + length };
  }

  function childrenOf(value) {
    const children = [];
    for (let offset = 0; offset < value.content.length;) {
      const child = readDER(value.content, offset);
      children.push(child);
      offset = child.end;
    }
    return children;
  }

  const equal = (a, b) => a.length === b.length && a.every((byte, index) => byte === b[index]);

  // MARK: Digests and HMAC

  const digest = (name) => ({ digest: (_, data) => native.digest(name, data) });

  const HMAC = {
    sign: (_, key, data) => native.hmac(key.algorithm.hash.name, key.bytes.slice(), data),
    verify(_, key, signature, data) {
      return native.isEqual(signature, native.hmac(key.algorithm.hash.name, key.bytes.slice(), data));
    },
    generateKey(parameters, extractable, usages) {
      // An unknown hash is told before a usage that is none of such a key.
      hashName(parameters.hash);
      checkUsages(usages, ["sign", "verify"]);
      const length = HMAC.keyLength(parameters);
      return HMAC.importKey(parameters, "raw", new Uint8Array(native.randomBytes(Math.ceil(length / 8))), extractable, usages);
    },
    importKey(parameters, format, data, extractable, usages) {
      const hash = hashName(parameters.hash);
      checkUsages(usages, ["sign", "verify"]);
      const bytes = secretBytes(format, data, `HS${jwkHash[hash]}`, "sig", extractable, usages);
      if (bytes.length === 0) throw fail("DataError", "the key is empty");
      let length = bytes.length * 8;
      if (parameters.length !== undefined) {
        const wanted = toInteger(parameters.length, 32, false, true);
        if (wanted > length || wanted <= length - 8) throw fail("DataError", "the key has another length");
        length = wanted;
      }
      return make("secret", extractable, { name: "HMAC", hash: { name: hash }, length }, usages, bytes);
    },
    exportKey: (format, key) => exportSecret(format, key, `HS${jwkHash[key.algorithm.hash.name]}`),
    keyLength(parameters) {
      if (parameters.length === undefined) return blockBits[hashName(parameters.hash)];
      const length = toInteger(parameters.length, 32, false, true);
      if (length === 0) throw fail("OperationError", "the length is 0");
      return length;
    },
  };

  function secretBytes(format, data, alg, use, extractable, usages) {
    if (format === "raw") return data;
    if (format !== "jwk") throw fail("NotSupportedError", `a secret can't be imported as ${format}`);
    if (data.kty !== "oct") throw fail("DataError", "the member 'kty' is not 'oct'");
    const bytes = fromBase64url(data.k);
    const expected = typeof alg === "function" ? alg(bytes) : alg;
    if (data.alg !== undefined && data.alg !== expected) throw fail("DataError", "the member 'alg' does not fit");
    checkJWK(data, use, extractable, usages);
    return bytes;
  }

  function checkJWK(data, use, extractable, usages) {
    if (usages.length > 0 && data.use !== undefined && data.use !== use) throw fail("DataError", "the member 'use' does not fit");
    if (data.key_ops !== undefined) {
      if (!Array.isArray(data.key_ops) || !usages.every((usage) => data.key_ops.includes(usage))) {
        throw fail("DataError", "the member 'key_ops' does not fit");
      }
    }
    if (data.ext === false && extractable) throw fail("DataError", "the key is not extractable");
  }

  function exportSecret(format, key, alg) {
    if (format === "raw") return key.bytes.slice().buffer;
    if (format !== "jwk") throw fail("NotSupportedError", `a secret can't be exported as ${format}`);
    return { kty: "oct", k: toBase64url(key.bytes), alg, key_ops: [...key.usages], ext: key.extractable };
  }

  // MARK: Elliptic curves

  const curves = {
    "P-256": { size: 32, oid: [0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07] },
    "P-384": { size: 48, oid: [0x06, 0x05, 0x2b, 0x81, 0x04, 0x00, 0x22] },
    "P-521": { size: 66, oid: [0x06, 0x05, 0x2b, 0x81, 0x04, 0x00, 0x23] },
    "Ed25519": { size: 32, oid: [0x06, 0x03, 0x2b, 0x65, 0x70] },
    "X25519": { size: 32, oid: [0x06, 0x03, 0x2b, 0x65, 0x6e] },
  };
  const ecOID = [0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01];
  const isEdwards = (curve) => curve === "Ed25519" || curve === "X25519";

  function curveOf(name, parameters) {
    if (isEdwards(name)) return name;
    const curve = toDOMString(parameters.namedCurve);
    if (!Object.hasOwn(curves, curve) || isEdwards(curve)) throw fail("NotSupportedError", `the curve ${curve} is unknown`);
    return curve;
  }

  function algorithmOID(curve) {
    return isEdwards(curve) ? der(0x30, curves[curve].oid) : der(0x30, ecOID, curves[curve].oid);
  }

  function curveAlgorithm(name, publicUsages, privateUsages) {
    const algorithm = (curve) => (isEdwards(curve) ? { name } : { name, namedCurve: curve });
    const publicKey = (curve, bytes) => new Uint8Array(native.publicKey(curve, bytes.slice()));

    return {
      generateKey(parameters, extractable, usages) {
        const curve = curveOf(name, parameters);
        checkUsages(usages, [...publicUsages, ...privateUsages]);
        const own = usages.filter((usage) => privateUsages.includes(usage));
        if (own.length === 0) throw fail("SyntaxError", "the private key would have no usage");
        const secret = new Uint8Array(native.generateKey(curve));
        return {
          publicKey: make("public", true, algorithm(curve), usages.filter((usage) => publicUsages.includes(usage)),
            publicKey(curve, secret)),
          privateKey: make("private", extractable, algorithm(curve), own, secret),
        };
      },
      importKey(parameters, format, data, extractable, usages) {
        const curve = curveOf(name, parameters);
        const isPrivate = format === "pkcs8" || (format === "jwk" && data.d !== undefined);
        checkUsages(usages, isPrivate ? privateUsages : publicUsages, isPrivate);
        let bytes;
        if (format === "raw") bytes = data;
        else if (format === "jwk") bytes = fromJWK(curve, data, extractable, usages, name);
        else if (format === "spki") bytes = fromSPKI(curve, data);
        else bytes = fromPKCS8(curve, data);
        if (isPrivate) {
          if (bytes.length !== curves[curve].size) throw fail("DataError", "the private key has another length");
          publicKey(curve, bytes);
        } else bytes = new Uint8Array(native.normalizeKey(curve, bytes.slice()));
        return make(isPrivate ? "private" : "public", extractable, algorithm(curve), usages, bytes);
      },
      exportKey(format, key) {
        const curve = key.algorithm.namedCurve ?? name;
        const isPrivate = key.type === "private";
        const mustBe = (type) => {
          if (key.type !== type) throw fail("InvalidAccessError", `a ${key.type} key can't be exported as ${format}`);
        };
        if (format === "raw") {
          mustBe("public");
          return key.bytes.slice().buffer;
        }
        if (format === "spki") {
          mustBe("public");
          return der(0x30, algorithmOID(curve), der(0x03, [0], key.bytes)).buffer;
        }
        if (format === "pkcs8") {
          mustBe("private");
          return toPKCS8(curve, key.bytes, publicKey(curve, key.bytes)).buffer;
        }
        const point = isPrivate ? publicKey(curve, key.bytes) : key.bytes;
        const { size } = curves[curve];
        const jwk = isEdwards(curve)
          ? { kty: "OKP", crv: curve, x: toBase64url(point) }
          : { kty: "EC", crv: curve, x: toBase64url(point.slice(1, 1 + size)), y: toBase64url(point.slice(1 + size)) };
        if (isPrivate) jwk.d = toBase64url(key.bytes);
        return { ...jwk, key_ops: [...key.usages], ext: key.extractable };
      },
    };
  }

  function fromJWK(curve, data, extractable, usages, name) {
    const { size } = curves[curve];
    if (data.kty !== (isEdwards(curve) ? "OKP" : "EC")) throw fail("DataError", "the member 'kty' does not fit");
    if (data.crv !== curve) throw fail("DataError", "the member 'crv' does not fit");
    checkJWK(data, name === "ECDH" || name === "X25519" ? "enc" : "sig", extractable, usages);
    const x = fromBase64url(data.x);
    const point = isEdwards(curve) ? x : concat([4], x, fromBase64url(data.y));
    if (point.length !== (isEdwards(curve) ? size : 2 * size + 1)) throw fail("DataError", "the point has another length");
    if (data.d === undefined) return point;
    const secret = fromBase64url(data.d);
    if (!equal(new Uint8Array(native.publicKey(curve, secret.slice())), point)) {
      throw fail("DataError", "the private and the public part do not belong together");
    }
    return secret;
  }

  function fromSPKI(curve, data) {
    const [algorithm, key] = childrenOf(readDER(data));
    const expected = childrenOf(readDER(algorithmOID(curve)));
    const found = algorithm === undefined ? [] : childrenOf(algorithm);
    if (key?.tag !== 0x03 || found.length !== expected.length ||
        !found.every((part, index) => equal(part.content, expected[index].content))) {
      throw fail("DataError", "the key is of another algorithm");
    }
    return key.content.slice(1);
  }

  function fromPKCS8(curve, data) {
    const [, algorithm, key] = childrenOf(readDER(data));
    const expected = childrenOf(readDER(algorithmOID(curve)));
    const found = algorithm === undefined ? [] : childrenOf(algorithm);
    if (key?.tag !== 0x04 || !expected.every((part, index) => found[index] && equal(part.content, found[index].content))) {
      throw fail("DataError", "the key is of another algorithm");
    }
    const inner = readDER(key.content);
    if (isEdwards(curve)) return inner.content.slice();
    const [, secret] = childrenOf(inner);
    if (secret?.tag !== 0x04) throw fail("DataError", "the private key is missing");
    return secret.content.slice();
  }

  function toPKCS8(curve, secret, point) {
    const inner = isEdwards(curve)
      ? der(0x04, secret)
      : der(0x30, [0x02, 0x01, 0x01], der(0x04, secret), der(0xa1, der(0x03, [0], point)));
    return der(0x30, [0x02, 0x01, 0x00], algorithmOID(curve), der(0x04, inner));
  }

  const needs = (key, type) => {
    if (key.type !== type) throw fail("InvalidAccessError", `a ${type} key is needed`);
  };

  const ECDSA = {
    ...curveAlgorithm("ECDSA", ["verify"], ["sign"]),
    sign(parameters, key, data) {
      needs(key, "private");
      return native.sign(key.algorithm.namedCurve, hashName(parameters.hash), key.bytes.slice(), data);
    },
    verify(parameters, key, signature, data) {
      needs(key, "public");
      return native.verify(key.algorithm.namedCurve, hashName(parameters.hash), key.bytes.slice(), signature, data);
    },
  };

  const Ed25519 = {
    ...curveAlgorithm("Ed25519", ["verify"], ["sign"]),
    sign(_, key, data) {
      needs(key, "private");
      return native.sign("Ed25519", undefined, key.bytes.slice(), data);
    },
    verify(_, key, signature, data) {
      needs(key, "public");
      return native.verify("Ed25519", undefined, key.bytes.slice(), signature, data);
    },
  };

  const agreement = (name) => ({
    ...curveAlgorithm(name, [], ["deriveKey", "deriveBits"]),
    deriveBits(parameters, key, length) {
      needs(key, "private");
      const { public: peer } = parameters;
      if (!isCryptoKey(peer)) throw new TypeError("the member 'public' is no CryptoKey");
      const other = stateOf(peer);
      const curve = key.algorithm.namedCurve ?? name;
      if (other.type !== "public" || other.algorithm.name !== name || (other.algorithm.namedCurve ?? name) !== curve) {
        throw fail("InvalidAccessError", "the keys do not go together");
      }
      return cut(native.agree(curve, key.bytes.slice(), other.bytes.slice()), length);
    },
  });

  function cut(secret, length) {
    if (length === null) return secret;
    const bytes = new Uint8Array(secret);
    if (length > bytes.length * 8) throw fail("OperationError", "more bits are asked for than there are");
    const result = bytes.slice(0, Math.ceil(length / 8));
    if (length % 8 !== 0) result[result.length - 1] &= 0xff << (8 - (length % 8));
    return result.buffer;
  }

  // MARK: Derivation

  function derivation(name, derive) {
    return {
      deriveBits(parameters, key, length) {
        if (length === null || length % 8 !== 0) throw fail("OperationError", "the length is no multiple of 8");
        const hash = hashName(parameters.hash);
        return length === 0 ? new ArrayBuffer(0) : derive(parameters, hash, key.bytes.slice(), length / 8);
      },
      importKey(parameters, format, data, extractable, usages) {
        if (format !== "raw") throw fail("NotSupportedError", `such a key can't be imported as ${format}`);
        checkUsages(usages, ["deriveKey", "deriveBits"]);
        if (extractable) throw fail("SyntaxError", "such a key can't be extractable");
        return make("secret", false, { name }, usages, data);
      },
      keyLength: () => null,
    };
  }

  const HKDF = derivation("HKDF", (parameters, hash, secret, length) =>
    native.hkdf(hash, secret, bytesOf(parameters.salt, "salt"), bytesOf(parameters.info, "info"), length));
  const PBKDF2 = derivation("PBKDF2", (parameters, hash, password, length) => {
    const rounds = toInteger(parameters.iterations, 32, false, true);
    if (rounds === 0) throw fail("OperationError", "there must be one iteration at least");
    return native.pbkdf2(hash, password, bytesOf(parameters.salt, "salt"), rounds, length);
  });

  const shared = {
    fail, hashName, bytesOf, checkUsages, checkJWK, toBase64url, fromBase64url, concat, der, readDER, childrenOf, needs,
    secretBytes, exportSecret,
  };
  const { GCM, CBC, CTR, KW } = use("cryptoaes.js").make(shared);
  const { RSA, PSS, OAEP } = use("cryptorsa.js").make(shared);

  return {
    operations: {
      "SHA-1": digest("SHA-1"), "SHA-256": digest("SHA-256"), "SHA-384": digest("SHA-384"), "SHA-512": digest("SHA-512"),
      HMAC, "AES-GCM": GCM, "AES-CBC": CBC, "AES-CTR": CTR, "AES-KW": KW, ECDSA, Ed25519,
      ECDH: agreement("ECDH"), X25519: agreement("X25519"), HKDF, PBKDF2,
      "RSASSA-PKCS1-v1_5": RSA, "RSA-PSS": PSS, "RSA-OAEP": OAEP,
    },
  };
});
