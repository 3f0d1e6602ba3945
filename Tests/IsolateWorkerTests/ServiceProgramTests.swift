import MeridianCore
import NIOCore
import Testing

@testable import IsolateWorker

@Suite struct ServiceProgramTests {
    private static let three: KeyValuePairs<String, String> = [
        "a": "exports.default = { fetch: () => new Response('a') };",
        "b": "exports.default = { fetch: () => new Response('b') };",
        "c": "exports.default = { fetch: () => new Response('c') };",
    ]

    @Test func theFunctionsOfTheGroupAreLoadedWhenNobodyWaits() async throws {
        let worker = try await WorkerHarness(Self.three, group: [1, 2])
        let loaded = try await worker.loaded
        #expect(loaded == [1, 2])
        let hasSpare = try await worker.makeSpare()
        #expect(!hasSpare)
    }

    @Test func whoWaitsWaitsForNoOtherFunction() async throws {
        let worker = try await WorkerHarness(Self.three, group: [1, 2], isAwaited: true)
        let before = try await worker.loaded
        #expect(before == [])
        let answer = try await worker.call(2)
        #expect(answer.body == "c")
        let after = try await worker.loaded
        #expect(after == [2])
        // What the next function needs is made before it is asked for, and no more than that.
        let hasSpare = try await worker.makeSpare()
        #expect(hasSpare)
        let other = try await worker.call(1)
        #expect(other.body == "b")
        let hasAnother = try await worker.makeSpare()
        #expect(!hasAnother)
    }

    @Test func `a handler gets the request and its answer comes back`() async throws {
        let worker = try await WorkerHarness(
            [
                "echo": """
                exports.default = { async fetch(request, env, ctx) {
                  const { method, url, headers } = request;
                  const text = [method, url, headers.get("x-a"), await request.text(), env.KEY].join("|");
                  return new Response(text, { status: 201, headers: { "X-B": "é", "content-length": "999" } });
                } };
                """
            ], environment: ["KEY": "value"])
        let answer = try await worker.call(0, .post, "/a?b=1", fields: ["x-a": "1"], body: ["hel", "lo"])
        #expect(answer.status == 201)
        #expect(answer.body == "POST|http://shop.example/a?b=1|1|hello|value")
        #expect(answer.fields["content-type"] == "text/plain;charset=UTF-8")
        #expect(answer.fields.values("content-length") == [])
        #expect(answer.fields.block.readableBytesView.contains(0xE9))
    }

    @Test func `who waits for a script that a limit ended is told`() async throws {
        let worker = try await WorkerHarness([
            "late": """
            exports.fetch = () => new Promise(() => setTimeout(() => { for (;;) {} }, 1));
            """
        ])
        let answer = try await worker.call(timeout: .milliseconds(50))
        #expect(answer.status == 504)
        #expect(answer.body.contains("held the processor longer than it may"))
    }

    @Test func `a handler may answer at once, as a plain function`() async throws {
        let worker = try await WorkerHarness(["hello": "exports.fetch = () => Response.json({ ok: true });"])
        let answer = try await worker.call()
        #expect(answer.body == #"{"ok":true}"#)
        #expect(answer.fields["content-type"] == "application/json")
    }

    /// The first function gets the isolate that was made ready before anything was known of it, the second one of its own.
    @Test func `an isolate that has waited is like one that has not`() async throws {
        let function = """
            exports.fetch = (request, env) => Response.json({
              globals: Object.getOwnPropertyNames(globalThis).sort(), env,
              response: Object.getOwnPropertyNames(Response.prototype).sort(), url: request.url,
            });
            """
        let worker = try await WorkerHarness(["a": function, "b": function])
        let (waited, fresh) = (try await worker.call(0), try await worker.call(1))
        #expect(waited.status == 200 && waited.body.contains("globalThis") && !waited.body.contains("rehearsal"))
        #expect(waited.body == fresh.body)
    }

    @Test func `streams go through, as slowly as they are taken`() async throws {
        let worker = try await WorkerHarness([
            "upper": """
            exports.default = { fetch(request) {
              const upper = new TransformStream({ transform(chunk, c) { c.enqueue(chunk.toUpperCase()); } });
              return new Response(request.body.pipeThrough(new TextDecoderStream()).pipeThrough(upper)
                .pipeThrough(new TextEncoderStream()));
            } };
            """
        ])
        let answer = try await worker.call(0, .post, "/", body: Array(repeating: "abc", count: 500))
        #expect(answer.body == String(repeating: "ABC", count: 500))
    }

    @Test func `what a handler throws is a problem, and the next request is answered`() async throws {
        let worker = try await WorkerHarness([
            "fragile": """
            exports.default = { async fetch(request) {
              if (request.url.endsWith("/bad")) throw new RangeError("out of luck");
              return new Response("fine");
            } };
            """
        ])
        let failed = try await worker.call(0, .get, "/bad")
        #expect(failed.status == 500)
        #expect(failed.fields["content-type"] == "application/problem+json")
        #expect(failed.body.utf8.includes("MER-1201"))
        // What went wrong inside is for the log alone.
        #expect(!failed.body.utf8.includes("out of luck"))
        let answer = try await worker.call(0, .get, "/good")
        #expect(answer.body == "fine")
    }

    @Test func `in development the answer tells the cause with its place`() async throws {
        // One line of the bundle, all of which is line 3 of the author's file.
        let map = #"{"version":3,"sources":["functions/price.ts"],"mappings":";AAEA;AAEA;AAEA"}"#
        let worker = try await WorkerHarness(
            ["price": "exports.fetch = () => { throw new Error('no price') };"],
            environment: ["MERIDIAN_STAGE": "dev"], sourceMap: map)
        let answer = try await worker.call()
        #expect(answer.body.utf8.includes("no price"))
        #expect(answer.body.utf8.includes("functions/price.ts:"))
    }

    @Test func `an answer that is no Response says so`() async throws {
        let worker = try await WorkerHarness(
            ["odd": "exports.fetch = () => 'text';"], environment: ["MERIDIAN_STAGE": "dev"])
        let answer = try await worker.call()
        #expect(answer.status == 500)
        #expect(answer.body.utf8.includes("must return a Response"))
    }

    @Test func `timers, queues and events have handlers of their own`() async throws {
        let worker = try await WorkerHarness([
            "all": """
            exports.default = {
              async scheduled(event) { return [event.type, new Date(event.scheduledTime).toISOString(), event.payload]; },
              queue(batch) { return batch.queue + batch.messages.map((m) => m.id + m.attempts + m.body.n).join(); },
              event(event) { return [event.type, event.source, event.subject, event.data.a]; },
            };
            """
        ])
        let scheduled = try await worker.call(
            0, trigger: 1, .post, "/_meridian/timer/all", body: [#"{"time":"2026-03-01T09:30:00.000Z","payload":"p"}"#])
        #expect(scheduled.body == #"["scheduled","2026-03-01T09:30:00.000Z","p"]"#)
        let queue = try await worker.call(
            0, trigger: 1, .post, "/_meridian/queue/all", body: [#"[{"id":"a","attempt":2,"body":{"n":1}}]"#])
        #expect(queue.body == #""alla21""#)
        let event = try await worker.call(
            0, trigger: 1, .post, "/_meridian/event/all",
            fields: ["ce-type": "t", "ce-source": "/s", "ce-subject": "a%20b", "content-type": "application/json"],
            body: [#"{"a":1}"#])
        #expect(event.body == #"["t","/s","a b",1]"#)
    }

    @Test func `messages that are to be tried again are named in the answer`() async throws {
        let worker = try await WorkerHarness([
            "pick": "exports.queue = (batch) => { batch.messages[1].retry(); };"
        ])
        let answer = try await worker.call(
            0, trigger: 1, .post, "/_meridian/queue/pick",
            body: [#"[{"id":"a","attempt":1,"body":1},{"id":"b","attempt":1,"body":2}]"#])
        #expect(answer.status == 200)
        #expect(answer.body == #"{"batchItemFailures":[{"itemIdentifier":"b"}]}"#)
    }

    @Test func `an endless loop ends and the function answers again`() async throws {
        let worker = try await WorkerHarness([
            "loop":
                "let n = 0; exports.fetch = (r) => { if (r.url.endsWith('/loop')) for (;;) n++; return new Response(`${n}`) };",
            "calm": "exports.fetch = () => new Response('calm');",
        ])
        let ended = try await worker.call(0, .get, "/loop", timeout: .milliseconds(50))
        #expect(ended.status == 504)
        #expect(ended.body.utf8.includes("MER-6302"))
        #expect(try await worker.call(1).body == "calm")
        #expect(try await worker.call(0).body == "0")
    }

    @Test func `functions share nothing`() async throws {
        let worker = try await WorkerHarness([
            "first":
                "exports.fetch = () => { globalThis.secret = 1; Array.prototype.stain = 2; return new Response('set') };",
            "second": "exports.fetch = () => new Response(`${typeof secret} ${[].stain}`);",
        ])
        _ = try await worker.call(0)
        #expect(try await worker.call(1).body == "undefined undefined")
    }

    @Test func `waitUntil keeps the worker busy until it is done`() async throws {
        let worker = try await WorkerHarness([
            "later": """
            let release;
            exports.fetch = (request, env, ctx) => {
              if (request.url.endsWith("/release")) release();
              else ctx.waitUntil(new Promise((resolve) => { release = resolve; }));
              return new Response("ok");
            };
            """
        ])
        _ = try await worker.call()
        #expect(try await worker.isBusy)
        _ = try await worker.call(0, .get, "/release")
        #expect(try await worker.isBusy == false)
    }

    @Test func `a caller that gives up aborts the request's signal`() async throws {
        let worker = try await WorkerHarness([
            "slow": """
            let reason = "none";
            exports.fetch = (request) => {
              if (request.url.endsWith("/reason")) return new Response(reason);
              request.signal.addEventListener("abort", () => { reason = request.signal.reason.name; });
              return new Promise(() => {});
            };
            """
        ])
        try await worker.callAndCancel()
        #expect(try await worker.call(0, .get, "/reason").body == "AbortError")
    }

    @Test(arguments: [
        ("this is no script", "SyntaxError"), ("throw new Error('at the start')", "at the start"),
        ("exports.default = {}", "exports no handler"),
    ])
    func `a module that does not load is told at the start`(_ text: String, _ expected: String) async throws {
        let error = await #expect(throws: MeridianError.self) { _ = try await WorkerHarness(["broken": text]) }
        #expect(error?.code == .scriptUnusable)
        #expect(error?.message.utf8.includes(expected) == true)
    }
}

extension Sequence<UInt8> {
    /// Whether a text stands in it.
    fileprivate func includes(_ text: String) -> Bool {
        let (bytes, wanted) = (Array(self), Array(text.utf8))
        guard bytes.count >= wanted.count else { return false }
        return (0...(bytes.count - wanted.count)).contains { bytes[$0...].starts(with: wanted) }
    }
}
