import Testing

@Suite struct CryptographyTests {
    private static let hex =
        "const hex = (b) => [...new Uint8Array(b)].map((x) => x.toString(16).padStart(2, '0')).join('');"
    private static let bytes = "const bytes = (t) => new TextEncoder().encode(t);"

    private static func run(_ body: String) async throws -> String {
        try await IsolateHarness.run(hex + bytes + body)
    }

    /// Known answers: FIPS 180, RFC 4231, RFC 5869, RFC 6070.
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
        ("{ modulusLength: 2048, publicExponent: new Uint8Array([3]) }", "NotSupportedError"),
        ("{ modulusLength: 512, publicExponent: new Uint8Array([1, 0, 1]) }", "NotSupportedError"),
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
