import HTTPTransport
import MeridianCore
import NIOCore
import NIOPosix
import Testing

@testable import IsolateWorker

@Suite(.timeLimit(.minutes(1)))
struct ServiceBindingTests {
    /// Runs a script whose function has the binding `BACK`, with fields of its request.
    private func run(_ script: String, fields: HTTPFields = [:], timeout: TimeAmount? = nil) async throws -> String {
        let server = HTTPServer(
            configuration: HTTPServerConfiguration(address: ListenAddress(.host("127.0.0.1", port: 0))),
            group: MultiThreadedEventLoopGroup.singleton
        ) { _ in Mirror() }
        let port = try #require(try await server.start().port)
        let worker = try await WorkerHarness(
            [
                "f": """
                exports.fetch = async (request, env) => {
                  try {
                    return new Response(String(await (async () => {\(script)})()));
                  } catch (error) {
                    return new Response(`${error.name}: ${error.message}`);
                  }
                };
                """
            ],
            environment: ["MERIDIAN_BINDING_BACK": "http://back.localhost:\(port)", "MERIDIAN_BINDING_BAD": "no url"])
        let answer = try await worker.call(fields: fields, timeout: timeout)
        await server.drain(grace: .seconds(1))
        return answer.body.replacing(":\(port)", with: "")
    }

    @Test(arguments: [
        ("return (await env.BACK.fetch('/a?b=c')).text()", "GET /a?b=c back.localhost"),
        ("return (await env.BACK.fetch('https://any.example/x#y')).text()", "GET /x back.localhost"),
        ("return (await env.BACK.fetch(new Request('http://a/', { method: 'PUT' }))).text()", "PUT / back.localhost"),
        ("return (await env.BACK.fetch('/', { method: 'POST', body: 'abc' })).text()", "POST / back.localhost abc"),
        ("const r = await env.BACK.fetch('/moved'); return [r.status, r.headers.get('location')]", "302,/elsewhere"),
        ("return String(env.BACK)", "[object ServiceBinding]"),
        ("return [env.BAD, env.MERIDIAN_BINDING_BACK, Object.keys(env)]", ",,BACK"),
        ("return env.BACK.fetch()", "TypeError: fetch needs 1 argument"),
        (
            "const c = new AbortController(); c.abort(new Error('gone')); "
                + "return env.BACK.fetch('/', { signal: c.signal })", "Error: gone"
        ),
    ])
    func `a binding is called like fetch`(_ script: String, _ expected: String) async throws {
        let result = try await run(script)
        #expect(result.hasPrefix(expected), "\(result)")
    }

    @Test(arguments: [
        ("x-request-id", "r-1", "r-1"), ("x-meridian-criticality", "critical", "critical"),
        ("x-meridian-depth", "3", "4"), ("x-other", "1", "null"),
    ])
    func `a call carries fields on`(_ name: String, _ value: String, _ expected: String) async throws {
        let result = try await run(
            "const r = await env.BACK.fetch('/fields'); return r.headers.get('was-\(name)')", fields: [name: value])
        #expect(result == expected)
    }

    @Test func `a call has the time that is left`() async throws {
        let result = try await run(
            "return (await env.BACK.fetch('/fields')).headers.get('was-x-meridian-timeout')", timeout: .seconds(9))
        let left = try #require(Int(result))
        #expect((1...9_000).contains(left))
    }

    @Test func `calls that are too deep are refused`() async throws {
        let result = try await run("return env.BACK.fetch('/')", fields: ["x-meridian-depth": "16"])
        #expect(result.contains("MER-6307"), "\(result)")
    }
}

/// Answers with what it was asked, fields as `was-` fields.
private final class Mirror: ExchangeHandler {
    func handle(_ head: consuming RequestHead, responder: any ExchangeResponder) -> (any ExchangeReceiver)? {
        let head = head
        if head.path == "/moved" {
            responder.respond(ResponseHead(status: 302, fields: ["location": "/elsewhere"]), body: ByteBuffer())
            return nil
        }
        var fields = HTTPFields()
        for (name, value) in head.fields.pairs { fields.append("was-\(name)", value) }
        let line = "\(head.method.rawValue) \(String(buffer: head.target)) \(head.fields["host"] ?? "")"
        guard head.fields.contains("content-length") else {
            responder.respond(ResponseHead(fields: fields), body: ByteBuffer(string: line))
            return nil
        }
        return Gatherer(line, responder)
    }

    private final class Gatherer: ExchangeReceiver {
        private var text: String
        private let responder: any ExchangeResponder

        init(_ line: String, _ responder: any ExchangeResponder) {
            text = line + " "
            self.responder = responder
        }

        func exchangeReceived(_ body: ByteBuffer, isLast: Bool) {
            text += String(buffer: body)
            if isLast { responder.respond(ResponseHead(), body: ByteBuffer(string: text)) }
        }

        func exchangeBecameWritable() {}
        func exchangeCancelled(_ error: MeridianError) {}
    }
}
