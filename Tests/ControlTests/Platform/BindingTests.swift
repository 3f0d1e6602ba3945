import Engine
import Foundation
import MeridianCore
import NIOCore
import Packaging
import Telemetry
import Testing

@testable import Control

/// Services that call each other, in Swift and in JavaScript, through a whole platform.
@Suite(.serialized, .timeLimit(.minutes(3)))
struct BindingTests {
    private static let shop = """
        exports.item = () => ({ fetch: async (request, env) => {
          const answer = await env.FIXTURE.fetch("/greet/you");
          return new Response(`${answer.status} ${await answer.text()}`);
        } });
        exports.fields = () => ({ fetch: (request) => Response.json(Object.fromEntries(request.headers)) });
        exports.round = () => ({ fetch: (request, env) => env.SELF.fetch("/round") });
        exports.lost = () => ({ fetch: async (request, env) => {
          const answer = await env.LOST.fetch("/");
          return new Response(await answer.text(), { status: answer.status });
        } });
        exports.names = () => ({ fetch: (request, env) => new Response(Object.keys(env).sort().join()) });
        """

    /// Runs `body` with the fixture, bound to a service in JavaScript, and that bound to the fixture.
    private func withServices(_ body: (RunningPlatform) async throws -> Void) async throws {
        try await RunningPlatform.with { configuration in
            configuration.engine.isolateExecutable = FixturePackage.buildDirectory + "/meridian-isolate"
        } _: { (running) async throws in
            let fixture = try await running.deploy { manifest in
                manifest.bindings = ["SHOP": BindingTarget(service: ServiceName("shop")!)]
            }
            try #require(fixture.status == 201, "\(fixture.text)")
            let shop = try await running.deploy(try package(in: running.folder), to: "shop")
            try #require(shop.status == 201, "\(shop.text)")
            try await body(running)
        }
    }

    private func package(in folder: String) throws -> Data {
        let name = ServiceName("shop")!
        var manifest = Manifest(
            service: name, runtime: .javascript, entry: "main.js",
            functions: ["item", "fields", "round", "lost", "names"].map {
                FunctionManifest(name: FunctionName($0)!, triggers: [.http(HTTPTrigger(path: "/\($0)"))])
            })
        manifest.bindings = [
            "FIXTURE": BindingTarget(service: FixturePackage.service), "SELF": BindingTarget(service: name),
            "LOST": BindingTarget(service: ServiceName("nobody")!),
        ]
        var writer = try PackageWriter(manifest: manifest)
        try writer.add(Array(Self.shop.utf8), at: "main.js")
        _ = try writer.write(to: folder + "/shop.zip", compression: .fast)
        return try Data(contentsOf: URL(fileURLWithPath: folder + "/shop.zip"))
    }

    @Test func `services call each other by their bindings`() async throws {
        try await withServices { running in
            let fromScript = try await running.get("/item", host: "shop.localhost")
            #expect(fromScript.text == "200 Hello you from fixture/greet")
            let fromSwift = try await running.get("/call/SHOP?target=/item")
            #expect(fromSwift.text == "200 200 Hello you from fixture/greet")
        }
    }

    @Test func `a call carries on what its caller was called with`() async throws {
        try await withServices { running in
            let trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
            let answer = try await running.get(
                "/call/SHOP?target=/fields",
                fields: [
                    "x-request-id": "r-7", "traceparent": trace, "x-meridian-criticality": "SHEDDABLE",
                ])
            let text = String(answer.text.dropFirst(4))
            let fields = try JSONDecoder().decode([String: String].self, from: Data(text.utf8))
            #expect(fields["x-request-id"] == "r-7")
            #expect(fields["traceparent"]?.contains("0af7651916cd43dd8448eb211c80319c") == true)
            #expect(fields["traceparent"] != trace)
            #expect(fields["x-meridian-depth"] == "1")
            #expect(fields["x-meridian-origin"] == "fixture")
            #expect(Int(fields["x-meridian-timeout"] ?? "").map { (1...3_000).contains($0) } == true)
            // Nobody outside is believed.
            #expect(fields["x-meridian-criticality"] != "SHEDDABLE")
        }
    }

    @Test func `calls in a circle are refused`() async throws {
        try await withServices { running in
            let answer = try await running.get("/round", host: "shop.localhost")
            #expect(answer.status >= 500)
            let log = running.platform.logs.recent().map(\.message).joined(separator: "\n")
            #expect(log.contains("MER-6307"))
        }
    }

    @Test func `a service that is not there is told`() async throws {
        try await withServices { running in
            let answer = try await running.get("/lost", host: "shop.localhost")
            #expect(answer.status == 404)
            #expect(answer.text.contains("no service answers the host"))
            let unbound = try await running.get("/call/NONE?target=/")
            #expect(unbound.status == 500)
            #expect(unbound.text.contains("MER-6305"))
        }
    }

    @Test func `addresses of bindings are no variables of a script`() async throws {
        try await withServices { running in
            let answer = try await running.get("/names", host: "shop.localhost")
            #expect(answer.text == "FIXTURE,LOST,MERIDIAN_RELEASE,MERIDIAN_SERVICE,MERIDIAN_STAGE,SELF")
        }
    }
}
