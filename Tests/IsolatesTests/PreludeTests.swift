import Testing

@Suite struct PreludeTests {
    @Test(arguments: [
        ("return new URL('../a?b#c', 'https://example.com/x/y/').href", "https://example.com/x/a?b#c"),
        ("return String(new URLSearchParams({ a: '1 2', b: 'ä' }))", "a=1+2&b=%C3%A4"),
        ("return new TextDecoder('shift_jis').decode(new Uint8Array([0x82, 0xa0]))", "あ"),
        ("return new TextDecoder().decode(new TextEncoder().encode('ä😀'))", "ä😀"),
        ("return atob(btoa('\\xff\\x00'))  === '\\xff\\x00'", "true"),
        ("return await new Response('{\"a\":1}').json().then((v) => v.a)", "1"),
        ("return await new Response(new URLSearchParams('a=1')).formData().then((f) => f.get('a'))", "1"),
        ("return structuredClone(new Map([[{ a: 1 }, new Date(5)]])).values().next().value.getTime()", "5"),
        ("return new URLPattern({ pathname: '/items/:id' }).exec('https://x/items/7').pathname.groups.id", "7"),
        (
            "return await new Promise((r) => { const c = new MessageChannel(); c.port2.onmessage = (e) => r(e.data); c.port1.postMessage(3) })",
            "3"
        ),
        ("return AbortSignal.abort(4).reason", "4"),
        ("return await fetch('data:,hi%20there').then((r) => r.text())", "hi there"),
    ])
    func `scripts find the web's interface`(_ body: String, _ expected: String) async throws {
        let result = try await IsolateHarness.run(body)
        #expect(result == expected)
    }

    @Test func `timers fire in the order of their times`() async throws {
        let order = try await IsolateHarness.run(
            """
            const order = [];
            await new Promise((resolve) => {
              setTimeout(() => order.push("c"), 20);
              setTimeout(() => order.push("b"), 1);
              queueMicrotask(() => order.push("a"));
              const never = setTimeout(() => order.push("x"), 2);
              clearTimeout(never);
              let ticks = 0;
              const interval = setInterval(() => {
                if (++ticks === 3) { clearInterval(interval); setTimeout(resolve, 25); }
              }, 1);
            });
            return order.join("");
            """)
        #expect(order == "abc")
    }

    @Test(arguments: ["gzip", "deflate", "deflate-raw"])
    func `compression comes back`(_ format: String) async throws {
        let result = try await IsolateHarness.run(
            """
            const text = "meridian ".repeat(5000);
            const packed = new Blob([text]).stream().pipeThrough(new CompressionStream("\(format)"));
            const bytes = await new Response(packed).bytes();
            const unpacked = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("\(format)"));
            return bytes.length < 1000 && await new Response(unpacked).text() === text;
            """)
        #expect(result == "true")
    }

    @Test func `a byte stream fills the reader's own view`() async throws {
        let result = try await IsolateHarness.run(
            """
            const stream = new ReadableStream({ type: "bytes", pull(c) {
              new Uint8Array(c.byobRequest.view.buffer).fill(7);
              c.byobRequest.respond(2);
            } });
            const { value } = await stream.getReader({ mode: "byob" }).read(new Uint8Array(4));
            return [...value].join();
            """)
        #expect(result == "7,7")
    }

    @Test func `an iterator's next call comes after what its last one brought about`() async throws {
        let result = try await IsolateHarness.run(
            """
            let pulled = 0;
            const iterator = new ReadableStream({ pull: (c) => c.enqueue(pulled++) }).values();
            const [next, end] = await Promise.all([iterator.next(), iterator.return("end")]);
            return [next.value, next.done, end.value, end.done, pulled].join();
            """)
        #expect(result == "0,false,end,true,2")
    }

    @Test func `multipart forms are written and read`() async throws {
        let result = try await IsolateHarness.run(
            """
            const form = new FormData();
            form.append("a\\"b", "x\\ny");
            form.append("f", new File(["\\r\\n--"], "n\\"ame.txt", { type: "text/plain" }));
            const back = await new Response(form).formData();
            return JSON.stringify([back.get("a%22b"), back.get("f").name, await back.get("f").text()]);
            """)
        #expect(result == #"["x\r\ny","n%22ame.txt","\r\n--"]"#)
    }

    /// What lies between the boundaries, and the type of the file that becomes of it.
    @Test(arguments: [
        (#" \t\r\n{f}\r\n\r\nx\r\n--b-- \t"#, "text/plain"), (#"\r\n{f}\r\n\r\nx\r\n--b--\r\nafter"#, "text/plain"),
        (#"\r\n {f}\r\nContent-Type :\ttext/PLAIN;;a=b \r\n\r\nx\r\n--b--"#, "text/plain;a=b"),
        (#"\r\nContent-Type: a/b\r\n{f}\r\nContent-Type: text\r\n\r\nx\r\n--b--"#, "a/b"),
        (#"\r\n{f}\r\nContent-Type: text/é\r\n\r\nx\r\n--b--"#, ""), (#"\r\n{f}\r\n\r\nx--b--\r\n"#, "TypeError"),
        (#"\r\n{f}\r\n\r\nx\r\n--b--after"#, "TypeError"), (#"\r\n{f}\r\nA b: c\r\n\r\nx\r\n--b--"#, "TypeError"),
        (#"\r\n{f}\r\nA: \0\r\n\r\nx\r\n--b--"#, "TypeError"), (#"\r\n{f}\r\nA: b\nc\r\n\r\nx\r\n--b--"#, "TypeError"),
        (#"\r\n\r\nx\r\n--b--"#, "TypeError"), (#"\r\nA: b\r\n\r\nx\r\n--b--"#, "TypeError"), ("", "TypeError"),
    ])
    func `multipart forms are read by the standard alone`(_ rest: String, _ type: String) async throws {
        let result = try await IsolateHarness.run(
            #"""
            const part = 'Content-Disposition: form-data; name="f"; filename="a%22"';
            const body = "--b" + "\#(rest)".replace("{f}", part);
            const headers = { "content-type": "multipart/form-data; boundary=b" };
            return new Response(body, { headers }).formData().then(
              (form) => form.get("f").type, (error) => error.name);
            """#)
        #expect(result == type)
    }

    @Test func `modules of WebAssembly come from bytes and from responses`() async throws {
        let result = try await IsolateHarness.run(
            """
            const bytes = new Uint8Array([
              0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 127, 3, 2, 1, 0, 7, 5, 1, 1, 102, 0, 0, 10, 6, 1, 4, 0, 65,
              42, 11]);
            const answer = (type, status = 200) => new Response(bytes, { status, headers: { "content-type": type } });
            const results = [
              await WebAssembly.compile(bytes), (await WebAssembly.instantiate(bytes)).instance,
              await WebAssembly.compileStreaming(answer("application/WASM ")),
              (await WebAssembly.instantiateStreaming(Promise.resolve(answer("application/wasm")))).instance,
            ].map((made) => (made instanceof WebAssembly.Module ? "module" : made.exports.f()));
            for (const source of [answer("text/plain"), answer("application/wasm", 404), bytes]) {
              results.push(await WebAssembly.compileStreaming(source).catch((error) => error.name));
            }
            return results.join();
            """)
        #expect(result == "module,42,module,42,TypeError,TypeError,TypeError")
    }

    @Test func `what registries wait for is told`() async throws {
        let result = try await IsolateHarness.run(
            """
            const told = new Promise((resolve) => {
              const registry = new FinalizationRegistry(resolve);
              globalThis.registry = registry;
              for (let index = 0; index < 100; index++) registry.register({ index }, "told");
            });
            globalThis.filling = setInterval(() => Array.from({ length: 50_000 }, (_, index) => ({ index })), 1);
            const answer = await told;
            clearInterval(filling);
            return answer;
            """)
        #expect(result == "told")
    }

    @Test func `what nobody catches goes to the handlers of the global scope`() async throws {
        let result = try await IsolateHarness.run(
            """
            const told = [];
            onerror = (message, file, line, column, error) => told.push(message, error.name);
            reportError(new RangeError("lost"));
            onerror = null;
            const rejected = new Promise((resolve) => {
              onunhandledrejection = (event) => resolve(event.reason);
            });
            Promise.reject("reason");
            return [...told, await rejected].join();
            """)
        #expect(result == "lost,RangeError,reason")
    }

    @Test func `what is not there says so`() async throws {
        let result = try await IsolateHarness.run("return await fetch('https://example.com').catch(String)")
        #expect(result == "TypeError: fetch failed: there is no network here")
    }
}
