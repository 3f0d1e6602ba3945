import Meridian

// What layers and the container add to a request, and what it takes to start a large app.

private struct Counter: Sendable {
    var value = 7
}

/// A layer as people write them: reads a field, hands something on, sets a field.
private struct Touch: Interceptor {
    func before(_ request: inout Request, _ context: Context) -> Response? {
        request.fields.contains("x-none") ? .noContent : nil
    }

    func after(_ response: inout Response, _ request: Request, _ context: Context) {
        if response.status >= 500 { response.fields.set("x-failed", "1") }
    }
}

/// Calls what is inside again and again and answers with the nanoseconds of one call.
private struct Repeat: Middleware {
    func handle(_ request: Request, _ context: Context, next: Next) async throws -> Response {
        var best = Duration.seconds(60)
        for _ in 0..<20 {
            let begun = ContinuousClock.now
            for _ in 0..<10_000 { _ = try await next(request, context) }
            best = min(best, ContinuousClock.now - begun)
        }
        return .text("\(Int((best / .nanoseconds(10_000)).rounded()))")
    }
}

private struct Reading: FunctionGroup {
    @Inject var counter: Counter
    @Config("reading.size") var size = 3

    var functions: [Function] {
        [Function("reading", .get("/reading")) { _, _ in counter.value + size > 0 ? "ok" : "" }]
    }
}

private struct Layered: FunctionApp {
    var functions: some FunctionGroup {
        Function("bare", .get("/bare")) { _, _ in "ok" }
            .middleware(Repeat())
        Function("one", .get("/one")) { _, _ in "ok" }
            .middleware(Repeat(), Touch())
        Function("ten", .get("/ten")) { _, _ in "ok" }
            .middleware {
                Repeat(); for _ in 0..<10 { Touch() }
            }
        Reading()
            .middleware {
                Repeat(); for _ in 0..<10 { Touch() }
            }
        Function("shipped", .get("/shipped")) { _, _ in "ok" }
            .middleware {
                Repeat()
                CORS()
                SecurityHeaders()
                CrossSiteProtection()
                BodyLimit(1_000)
            }
    }

    func provide(_ providers: inout Providers) {
        providers.singleton { Counter() }
    }
}

private protocol Numbered: Plugin {}

extension Numbered {
    func configure(_ app: inout AppSetup) {
        app.middleware.append(Touch())
    }

    var configuration: Configuration { ["\(name).size": 1, "\(name).path": "/x"] }
}

private struct Tag<Digit, Other>: Numbered {
    @Config("none.size") var size = 1
    @Inject var counter: Counter
}

private enum A {}
private enum B {}
private enum C {}
private enum D {}
private enum E {}

private struct Small: FunctionApp {
    var functions: some FunctionGroup { Function("hello", .get("/")) { _, _ in "ok" } }
}

private struct Large: FunctionApp {
    var functions: some FunctionGroup {
        for number in 0..<100 {
            Function("f\(number)", .get("/f\(number)/{id}")) { _, _ in "ok" }
        }
    }

    var plugins: [any Plugin] {
        [
            Tag<A, A>(), Tag<A, B>(), Tag<A, C>(), Tag<A, D>(), Tag<A, E>(), Tag<B, A>(), Tag<B, B>(), Tag<B, C>(),
            Tag<B, D>(), Tag<B, E>(), Tag<C, A>(), Tag<C, B>(), Tag<C, C>(), Tag<C, D>(), Tag<C, E>(), Tag<D, A>(),
            Tag<D, B>(), Tag<D, C>(), Tag<D, D>(), Tag<D, E>(),
        ]
    }

    func provide(_ providers: inout Providers) {
        providers.singleton { Counter() }
    }
}

/// Serves the app that the first argument names.
@main
struct BenchLayers {
    static func main() {
        switch CommandLine.arguments.dropFirst().first {
        case "small": Small.main()
        case "large": Large.main()
        default: Layered.main()
        }
    }
}
