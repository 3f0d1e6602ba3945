import HTTPTransport
import MeridianCore
import NIOCore
import NIOPosix
import Testing

@testable import IsolateWorker

@Suite(.timeLimit(.minutes(1)))
struct OutboundFetchTests {
    /// Runs `body` with a worker whose function does `script` with `origin`, the address of a server.
    private func run(
        _ script: String, fields: HTTPFields = [:], allows: (Int) -> [String] = { ["127.0.0.1:\($0)"] }
    ) async throws -> String {
        let server = HTTPServer(
            configuration: HTTPServerConfiguration(address: ListenAddress(.host("127.0.0.1", port: 0))),
            group: MultiThreadedEventLoopGroup.singleton
        ) { _ in Origin() }
        let port = try #require(try await server.start().port)
        let worker = try await WorkerHarness(
            [
                "f": """
                const origin = "http://127.0.0.1:\(port)";
                exports.fetch = async (request) => {
                  try {
                    return new Response(String(await (async () => {\(script)})()));
                  } catch (error) {
                    return new Response(`${error.name}: ${error.message}`);
                  }
                };
                """
            ], outbound: allows(port))
        let answer = try await worker.call(fields: fields)
        await server.drain(grace: .seconds(1))
        return answer.body
    }

    @Test(arguments: [
        (
            "const r = await fetch(origin + '/hello'); return [r.status, r.headers.get('x-a'), await r.text()]",
            "200,1,GET hello"
        ),
        (
            "const r = await fetch(origin + '/echo', { method: 'POST', body: 'abc' }); return await r.text()",
            "POST abc text/plain;charset=UTF-8"
        ),
        (
            """
            const body = new ReadableStream({ type: "bytes", start(c) {
              for (const text of ["a", "b", "c"]) c.enqueue(new TextEncoder().encode(text));
              c.close();
            } });
            const r = await fetch(origin + '/echo', { method: 'PUT', body, duplex: 'half' });
            return await r.text();
            """, "PUT abc "
        ),
        (
            "const r = await fetch(origin + '/moved', { method: 'POST', body: 'x' });"
                + "return [r.redirected, r.url.endsWith('/hello'), await r.text()]", "true,true,GET hello"
        ),
        (
            "const r = await fetch(origin + '/moved', { redirect: 'manual' }); return [r.status, r.headers.get('location')]",
            "302,/hello"
        ),
        (
            "const r = await fetch(origin + '/large'); let n = 0; for await (const part of r.body) n += part.length; return n",
            "1000000"
        ),
        ("const r = await fetch(origin + '/missing'); return [r.ok, r.status]", "false,404"),
    ])
    func `requests go out and answers come back`(_ script: String, _ expected: String) async throws {
        let result = try await run(script)
        #expect(result == expected)
    }

    @Test(arguments: [
        ("return await fetch(origin + '/moved', { redirect: 'error' })", "TypeError: fetch failed"),
        ("return await fetch(origin + '/endless')", "20 redirects"),
        (
            "const c = new AbortController(); setTimeout(() => c.abort(), 10);"
                + "return await fetch(origin + '/slow', { signal: c.signal })", "AbortError"
        ),
        ("return await fetch(origin + '/slow', { signal: AbortSignal.timeout(10) })", "TimeoutError"),
        ("return await fetch('http://127.0.0.1:1/')", "MER-6304"),
        ("return await fetch('https://example.com/')", "may not reach example.com"),
        ("return await fetch('ftp://example.com/')", "the scheme 'ftp'"),
        ("return await fetch(origin + '/elsewhere')", "may not reach example.org"),
    ])
    func `what fails says why`(_ script: String, _ expected: String) async throws {
        let result = try await run(script)
        #expect(result.contains(expected), "\(result)")
    }

    @Test func `calls belong to the trace of their request, also after a pause`() async throws {
        let parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
        let fields: HTTPFields = ["traceparent": parent, "tracestate": "a=1"]
        let pause = "await new Promise((resolve) => setTimeout(resolve, 1)); await fetch(origin + '/hello');"
        let call = "return await (await fetch(origin + '/trace')).text()"
        #expect(try await run(call, fields: fields) == "\(parent) a=1")
        #expect(try await run(pause + call, fields: fields) == "\(parent) a=1")
        #expect(try await run(call) == "")
    }

    @Test func `without a list nothing is reached`() async throws {
        let result = try await run("return await fetch(origin + '/hello')", allows: { _ in [] })
        #expect(result.contains("add it to outbound in meridian.yml"))
    }

    @Test(arguments: [
        (["*"], "any.example", 8080, AddressReach.publicOnly),
        (["api.example.com"], "api.example.com", 443, .privateNetworks),
        (["api.example.com"], "api.example.com", 8443, nil),
        (["API.example.com:8443"], "api.example.com", 8443, .privateNetworks),
        (["*.example.com"], "a.b.example.com", 443, .publicOnly), (["*.example.com"], "example.com", 443, nil),
        (["*.example.com"], "badexample.com", 443, nil), (["[::1]:80"], "[::1]", 80, .anywhere),
        (["*", "10.0.0.7"], "10.0.0.7", 443, .anywhere), (["localhost:8080"], "localhost", 8080, .anywhere),
        ([], "x", 443, nil),
    ])
    func `patterns allow hosts`(_ patterns: [String], _ host: String, _ port: Int, _ expected: AddressReach?) {
        let allowance = OutboundAllowance(patterns)
        let result = allowance.reach(host: host, port: port, isStandardPort: port == 443)
        #expect(result == expected)
    }

    @Test(arguments: [["*"], ["*.localhost", "*"]])
    func `a pattern does not lead to this machine`(_ allowed: [String]) async throws {
        let result = try await run(
            "return (await fetch(origin + '/hello')).status", allows: { _ in allowed })
        #expect(result.contains("MER-6304"), "\(result)")
        #expect(result.contains("127.0.0.1, which is no public address"), "\(result)")
    }
}

/// What scripts fetch from.
private final class Origin: ExchangeHandler {
    func handle(_ head: consuming RequestHead, responder: any ExchangeResponder) -> (any ExchangeReceiver)? {
        switch head.path {
        case "/hello":
            responder.respond(
                ResponseHead(fields: ["x-a": "1"]), body: ByteBuffer(string: "\(head.method.rawValue) hello"))
        case "/trace":
            let values = head.fields.values("traceparent") + head.fields.values("tracestate")
            responder.respond(ResponseHead(), body: ByteBuffer(string: values.joined(separator: " ")))
        case "/moved": redirect("/hello", responder)
        case "/endless": redirect("/endless", responder)
        case "/elsewhere": redirect("http://example.org/", responder)
        case "/large": responder.respond(ResponseHead(), body: ByteBuffer(repeating: 0x61, count: 1_000_000))
        case "/echo":
            return Echo("\(head.method.rawValue) ", head.fields["content-type"] ?? "", responder)
        case "/slow": return Echo("", "", responder, answers: false)
        default: responder.respond(ResponseHead(status: 404), body: ByteBuffer())
        }
        return nil
    }

    private func redirect(_ location: String, _ responder: any ExchangeResponder) {
        responder.respond(ResponseHead(status: 302, fields: ["location": location]), body: ByteBuffer())
    }
}

private final class Echo: ExchangeReceiver {
    private var text: ByteBuffer
    private let type: String
    private let responder: any ExchangeResponder
    private let answers: Bool

    init(_ prefix: String, _ type: String, _ responder: any ExchangeResponder, answers: Bool = true) {
        text = ByteBuffer(string: prefix)
        self.type = type
        self.responder = responder
        self.answers = answers
    }

    func exchangeReceived(_ body: ByteBuffer, isLast: Bool) {
        text.writeImmutableBuffer(body)
        responder.consumed(body.readableBytes)
        guard isLast, answers else { return }
        text.writeString(" \(type)")
        responder.respond(ResponseHead(), body: text)
    }

    func exchangeBecameWritable() {}
    func exchangeCancelled(_ error: MeridianError) {}
}
