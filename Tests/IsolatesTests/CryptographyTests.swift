import Testing

@Suite struct CryptographyTests {
    private static let hex =
        "const hex = (b) => [...new Uint8Array(b)].map((x) => x.toString(16).padStart(2, '0')).join('');"
    private static let bytes = "const bytes = (t) => new TextEncoder().encode(t);"

    private static func run(_ body: String) async throws -> String {
        try await IsolateHarness.run(hex + bytes + body)
    }

    /// Known answers: FIPS 180, RFC 4231, RFC 6070, RFC 3394.
    @Test(arguments: [
        (
            "return hex(await crypto.subtle.digest('SHA-256', bytes('abc')))",
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        ),
        (
            """
            const key = await crypto.subtle.importKey('raw', bytes('Jefe'), { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
            return hex(await crypto.subtle.sign('HMAC', key, bytes('what do ya want for nothing?')));
            """,
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        ),
        (
            """
            const key = await crypto.subtle.importKey('raw', bytes('password'), 'PBKDF2', false, ['deriveBits']);
            const p = { name: 'PBKDF2', hash: 'SHA-1', salt: bytes('salt'), iterations: 2 };
            return hex(await crypto.subtle.deriveBits(p, key, 160));
            """,
            "ea6c014dc72d6f8ccd1ed92ace1d41f0d8de8957"
        ),
        (
            """
            const raw = (first, count, step) => Uint8Array.from({ length: count }, (_, index) => first + step * index);
            const p = ['AES-KW', true, ['wrapKey', 'unwrapKey']];
            const key = await crypto.subtle.importKey('raw', raw(0, 16, 1), ...p);
            const secret = await crypto.subtle.importKey('raw', raw(0, 16, 0x11), 'AES-CBC', true, ['encrypt']);
            return hex(await crypto.subtle.wrapKey('raw', secret, key, 'AES-KW'));
            """,
            "1fa68b0a8112b447aef34bd8fb5a7b829d3e862371d2cfe5"
        ),
    ])
    func `answers are the known ones`(_ body: String, _ expected: String) async throws {
        let result = try await Self.run(body)
        #expect(result == expected)
    }

    @Test(arguments: [
        ("{ name: 'AES-GCM', length: 256 }", "{ name: 'AES-GCM', iv: new Uint8Array(12) }"),
        ("{ name: 'AES-CBC', length: 128 }", "{ name: 'AES-CBC', iv: new Uint8Array(16) }"),
        ("{ name: 'AES-CTR', length: 192 }", "{ name: 'AES-CTR', counter: new Uint8Array(16).fill(255), length: 8 }"),
    ])
    func `what is encrypted comes back`(_ algorithm: String, _ parameters: String) async throws {
        let result = try await Self.run(
            """
            const key = await crypto.subtle.generateKey(\(algorithm), true, ['encrypt', 'decrypt']);
            const data = await crypto.subtle.encrypt(\(parameters), key, bytes('a secret of some length'));
            return new TextDecoder().decode(await crypto.subtle.decrypt(\(parameters), key, data));
            """)
        #expect(result == "a secret of some length")
    }

    @Test(arguments: ["SHA-1", "SHA-256", "SHA-384", "SHA-512"])
    func `an authentication code is of its message only`(_ hash: String) async throws {
        let result = try await Self.run(
            """
            const p = { name: 'HMAC', hash: '\(hash)' };
            const key = await crypto.subtle.importKey('raw', bytes('k'), p, false, ['sign', 'verify']);
            const code = new Uint8Array(await crypto.subtle.sign(p, key, bytes('x')));
            const is = (code, text = 'x') => crypto.subtle.verify(p, key, code, bytes(text));
            const taken = [];
            for (let bit = 0; bit < code.length * 8; bit++) {
              const altered = code.slice();
              altered[bit >> 3] ^= 1 << (bit & 7);
              if (await is(altered)) taken.push(bit);
            }
            return [await is(code), await is(code, 'y'), await is(code.slice(1)), await is(bytes('')), ...taken].join();
            """)
        #expect(result == "true,false,false,false")
    }

    @Test(arguments: [32, 64, 96, 104, 112, 120, 128])
    func `a tag may be short, and guards all the same`(_ bits: Int) async throws {
        let result = try await Self.run(
            """
            const key = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, true, ['encrypt', 'decrypt']);
            const p = { name: 'AES-GCM', iv: new Uint8Array(12).fill(3), additionalData: bytes('more') };
            const whole = new Uint8Array(await crypto.subtle.encrypt(p, key, bytes('a secret of some length')));
            const short = { ...p, tagLength: \(bits) };
            const data = new Uint8Array(await crypto.subtle.encrypt(short, key, bytes('a secret of some length')));
            const results = [hex(data) === hex(whole.slice(0, data.length)), data.length];
            results.push(new TextDecoder().decode(await crypto.subtle.decrypt(short, key, data)));
            for (const index of [0, data.length - 1]) {
              const altered = data.slice();
              altered[index] ^= 1;
              results.push(await crypto.subtle.decrypt(short, key, altered).catch((e) => e.name));
            }
            const other = { ...short, additionalData: bytes('less') };
            results.push(await crypto.subtle.decrypt(other, key, data).catch((e) => e.name));
            results.push(await crypto.subtle.decrypt(short, key, data.slice(0, 3)).catch((e) => e.name));
            return results.join();
            """)
        let failure = "OperationError"
        #expect(
            result == "true,\(23 + bits / 8),a secret of some length,\(failure),\(failure),\(failure),\(failure)")
    }

    @Test(arguments: [
        ("{ name: 'AES-KW', length: 256 }", "'AES-KW'"),
        ("{ name: 'AES-GCM', length: 128 }", "{ name: 'AES-GCM', iv }"),
        (
            "{ name: 'RSA-OAEP', hash: 'SHA-512', modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]) }",
            "{ name: 'RSA-OAEP', label: bytes('l') }"
        ),
    ])
    func `keys travel wrapped`(_ algorithm: String, _ parameters: String) async throws {
        let result = try await Self.run(
            """
            const iv = new Uint8Array(12);
            const made = await crypto.subtle.generateKey(\(algorithm), true, ['wrapKey', 'unwrapKey']);
            const { publicKey, privateKey } = made.publicKey ? made : { publicKey: made, privateKey: made };
            const key = await crypto.subtle.generateKey({ name: 'HMAC', hash: 'SHA-256', length: 128 }, true, ['sign']);
            const wrapped = new Uint8Array(await crypto.subtle.wrapKey('raw', key, publicKey, \(parameters)));
            const open = (data) => crypto.subtle.unwrapKey(
              'raw', data, privateKey, \(parameters), { name: 'HMAC', hash: 'SHA-256' }, true, ['sign']);
            const raw = async (key) => hex(await crypto.subtle.exportKey('raw', key));
            const results = [await raw(await open(wrapped)) === await raw(key)];
            wrapped[wrapped.length - 1] ^= 1;
            results.push(await open(wrapped).catch((e) => e.name));
            results.push(await open(bytes('short')).catch((e) => e.name));
            return results.join();
            """)
        #expect(result == "true,OperationError,OperationError")
    }

    @Test(arguments: [
        ("SHA-1", ""), ("SHA-256", "label: bytes('l')"), ("SHA-384", ""), ("SHA-512", "label: bytes('')"),
    ])
    func `RSA encrypts, with keys that travelled`(_ hash: String, _ label: String) async throws {
        let result = try await Self.run(
            """
            const p = { name: 'RSA-OAEP', hash: '\(hash)' };
            const made = await crypto.subtle.generateKey(
              { ...p, modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]) }, true, ['encrypt', 'decrypt']);
            const copy = async (key, format) => crypto.subtle.importKey(
              format, await crypto.subtle.exportKey(format, key), p, true, key.usages);
            const q = { name: 'RSA-OAEP', \(label) };
            const results = [];
            for (const format of ['spki', 'jwk']) {
              const data = await crypto.subtle.encrypt(q, await copy(made.publicKey, format), bytes('x'));
              for (const format of ['pkcs8', 'jwk']) {
                const key = await copy(made.privateKey, format);
                results.push(new TextDecoder().decode(await crypto.subtle.decrypt(q, key, data)));
                const other = { name: 'RSA-OAEP', label: bytes('m') };
                results.push(await crypto.subtle.decrypt(other, key, data).catch((e) => e.name));
              }
            }
            const long = new Uint8Array(300);
            results.push(await crypto.subtle.encrypt(q, made.publicKey, long).catch((e) => e.name));
            results.push((await crypto.subtle.exportKey('jwk', made.publicKey)).alg);
            return results.join();
            """)
        let pairs = Array(repeating: "x,OperationError", count: 4).joined(separator: ",")
        #expect(result == "\(pairs),OperationError,RSA-OAEP\(hash == "SHA-1" ? "" : hash.dropFirst(3))")
    }

    @Test(arguments: [
        ("{ name: 'ECDSA', namedCurve: 'P-256' }", "{ name: 'ECDSA', hash: 'SHA-256' }"),
        ("{ name: 'ECDSA', namedCurve: 'P-384' }", "{ name: 'ECDSA', hash: 'SHA-384' }"),
        ("{ name: 'ECDSA', namedCurve: 'P-521' }", "{ name: 'ECDSA', hash: 'SHA-512' }"),
        ("'Ed25519'", "'Ed25519'"),
    ])
    func `signatures are checked, with keys that travelled`(_ algorithm: String, _ parameters: String) async throws {
        let result = try await Self.run(
            """
            const { publicKey, privateKey } = await crypto.subtle.generateKey(\(algorithm), true, ['sign', 'verify']);
            const signature = await crypto.subtle.sign(\(parameters), privateKey, bytes('x'));
            const results = [];
            for (const format of ['raw', 'spki', 'jwk']) {
              const exported = await crypto.subtle.exportKey(format, publicKey);
              const key = await crypto.subtle.importKey(format, exported, \(algorithm), true, ['verify']);
              results.push(await crypto.subtle.verify(\(parameters), key, signature, bytes('x')));
              results.push(await crypto.subtle.verify(\(parameters), key, signature, bytes('y')));
            }
            for (const format of ['pkcs8', 'jwk']) {
              const exported = await crypto.subtle.exportKey(format, privateKey);
              const key = await crypto.subtle.importKey(format, exported, \(algorithm), true, ['sign']);
              const again = await crypto.subtle.sign(\(parameters), key, bytes('x'));
              results.push(await crypto.subtle.verify(\(parameters), publicKey, again, bytes('x')));
            }
            return results.join();
            """)
        #expect(result == "true,false,true,false,true,false,true,true")
    }

    @Test(arguments: [
        ("RSASSA-PKCS1-v1_5", "{ name: 'RSASSA-PKCS1-v1_5' }", "SHA-256"),
        ("RSA-PSS", "{ name: 'RSA-PSS', saltLength: 48 }", "SHA-384"),
        ("RSA-PSS", "{ name: 'RSA-PSS', saltLength: 0 }", "SHA-256"),
        ("RSA-PSS", "{ name: 'RSA-PSS', saltLength: 100 }", "SHA-1"),
    ])
    func `RSA signs, with keys that travelled`(_ name: String, _ parameters: String, _ hash: String) async throws {
        let result = try await Self.run(
            """
            const p = { name: '\(name)', hash: '\(hash)' };
            const { publicKey, privateKey } = await crypto.subtle.generateKey(
              { ...p, modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]) }, true, ['sign', 'verify']);
            const { modulusLength, publicExponent } = privateKey.algorithm;
            const results = [modulusLength, hex(publicExponent), privateKey.usages, publicKey.usages];
            const signature = await crypto.subtle.sign(\(parameters), privateKey, bytes('x'));
            for (const format of ['spki', 'jwk']) {
              const exported = await crypto.subtle.exportKey(format, publicKey);
              const key = await crypto.subtle.importKey(format, exported, p, true, ['verify']);
              results.push(await crypto.subtle.verify(\(parameters), key, signature, bytes('x')));
              results.push(await crypto.subtle.verify(\(parameters), key, signature, bytes('y')));
            }
            for (const format of ['pkcs8', 'jwk']) {
              const exported = await crypto.subtle.exportKey(format, privateKey);
              const key = await crypto.subtle.importKey(format, exported, p, true, ['sign']);
              const again = await crypto.subtle.sign(\(parameters), key, bytes('x'));
              results.push(await crypto.subtle.verify(\(parameters), publicKey, again, bytes('x')));
            }
            return results.join();
            """)
        #expect(result == "2048,010001,sign,verify,true,false,true,false,true,true")
    }

    /// The example of RFC 7515 §A.2.
    @Test func `a signature of another maker is checked`() async throws {
        let result = try await Self.run(
            """
            const jwk = { kty: 'RSA', e: 'AQAB', n: 'ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp'
              + '-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63'
              + 'kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhy'
              + 'xXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ' };
            const key = await crypto.subtle.importKey(
              'jwk', jwk, { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }, true, ['verify']);
            const signed = 'eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNv'
              + 'bS9pc19yb290Ijp0cnVlfQ';
            const signature = 'cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5'
              + 'jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB'
              + '_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIh'
              + 'WkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw';
            const binary = atob(signature.replace(/-/g, '+').replace(/_/g, '/'));
            const raw = Uint8Array.from(binary, (c) => c.charCodeAt(0));
            const is = (text) => crypto.subtle.verify('RSASSA-PKCS1-v1_5', key, raw, bytes(text));
            return [await is(signed), await is(signed + '.')].join();
            """)
        #expect(result == "true,false")
    }

    @Test(arguments: [
        ("{ modulusLength: 2048, publicExponent: new Uint8Array([3]) }", "OperationError"),
        ("{ modulusLength: 512, publicExponent: new Uint8Array([1, 0, 1]) }", "OperationError"),
        ("{ modulusLength: 2048 }", "TypeError"),
    ])
    func `what RSA can't do is told`(_ parameters: String, _ name: String) async throws {
        let result = try await Self.run(
            """
            const p = { name: 'RSA-PSS', hash: 'SHA-256', ...\(parameters) };
            return await crypto.subtle.generateKey(p, true, ['sign']).catch((e) => e.name);
            """)
        #expect(result == name)
    }

    @Test(arguments: ["{ name: 'ECDH', namedCurve: 'P-256' }", "'X25519'"])
    func `two parties derive the same secret`(_ algorithm: String) async throws {
        let result = try await Self.run(
            """
            const [a, b] = await Promise.all([0, 1].map(() => crypto.subtle.generateKey(\(algorithm), true, ['deriveBits'])));
            const name = a.privateKey.algorithm.name;
            const one = await crypto.subtle.deriveBits({ name, public: b.publicKey }, a.privateKey, 256);
            const two = await crypto.subtle.deriveBits({ name, public: a.publicKey }, b.privateKey, 256);
            return hex(one) === hex(two) && one.byteLength === 32;
            """)
        #expect(result == "true")
    }

    /// RFC 7748 §6.1: a public key of small order.
    @Test func `a secret that is the same for everyone is refused`() async throws {
        let result = try await Self.run(
            """
            const own = await crypto.subtle.generateKey('X25519', true, ['deriveBits']);
            const peer = await crypto.subtle.importKey('raw', new Uint8Array(32), 'X25519', true, []);
            const p = { name: 'X25519', public: peer };
            return await crypto.subtle.deriveBits(p, own.privateKey, 256).catch((e) => e.name);
            """)
        #expect(result == "OperationError")
    }

    @Test(arguments: [
        ("return await crypto.subtle.digest('MD5', bytes('x')).catch((e) => e.name)", "NotSupportedError"),
        (
            "const k = await crypto.subtle.importKey('raw', bytes('k'), { name: 'HMAC', hash: 'SHA-1' }, false, ['sign']);"
                + "return await crypto.subtle.exportKey('raw', k).catch((e) => e.name)", "InvalidAccessError"
        ),
        (
            "return await crypto.subtle.importKey('raw', bytes('short'), 'AES-GCM', false, ['encrypt']).catch((e) => e.name)",
            "DataError"
        ),
    ])
    func `misuse is a named exception`(_ body: String, _ name: String) async throws {
        let result = try await Self.run(body)
        #expect(result == name)
    }
}
