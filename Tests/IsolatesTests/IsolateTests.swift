import CJavaScriptCore
import NIOCore
import TestSupport
import Testing

@testable import Isolates

@Suite struct IsolateTests {
    @Test func `a script's last value comes back`() async throws {
        let sum = try await IsolateHarness.withIsolate { try $0.number($0.evaluate("40 + 2", name: "sum.js")) }
        #expect(sum == 42)
    }

    @Test func `an exception tells its message and place`() async throws {
        let error = try await IsolateHarness.withIsolate { isolate in
            #expect(throws: JavaScriptError.self) {
                try isolate.evaluate("let a = 1;\n  a.missing.more;", name: "place.js")
            }
        }
        #expect(error?.message.hasPrefix("TypeError:") == true)
        #expect(error?.file == "place.js")
        #expect(error?.line == 2)
    }

    @Test func `microtasks have run when an evaluation returns`() async throws {
        let order = try await IsolateHarness.withIsolate { isolate in
            try isolate.evaluate(
                "globalThis.order = ''; Promise.resolve().then(() => order += 'b'); order += 'a'", name: "order.js")
            return isolate.string(try isolate.evaluate("order", name: "order.js"))
        }
        #expect(order == "ab")
    }

    @Test func `text survives both ways, with zeros and lone surrogates replaced`() async throws {
        let texts = ["", "plain", "ä€😀", "a\u{0}b"]
        let (back, lone) = try await IsolateHarness.withIsolate { isolate in
            (
                texts.map { isolate.string(isolate.value($0)) },
                isolate.string(try isolate.evaluate("'a\\ud800b'", name: "lone.js"))
            )
        }
        #expect(back == texts)
        #expect(lone == "a\u{FFFD}b")
    }

    /// Long texts, too: a repeated text is told by its length here, so that a failure can be read.
    @Test(arguments: ["", "plain", "é", "ä€😀", "a\u{0}b", "ä?", "a?b", "plain?", "ää?b"], [1, 20_000])
    func `text is written as UTF-8, with lone surrogates replaced`(text: String, times: Int) async throws {
        let written = try await IsolateHarness.withIsolate { isolate in
            let make = try isolate.evaluate(
                "(text) => text.replace('?', '\\ud800').repeat(\(times))", name: "make.js")
            var buffer = ByteBuffer(string: "<")
            isolate.write(try isolate.call(make, isolate.value(text)), into: &buffer)
            return String(buffer: buffer)
        }
        let wanted =
            "<"
            + String(
                repeating: text.split(separator: "?", omittingEmptySubsequences: false)
                    .joined(separator: "\u{FFFD}"), count: times)
        #expect(written.utf8.count == wanted.utf8.count)
        let isSame = written == wanted
        #expect(isSame)
    }

    /// How a text is read depends on the one before it; what is written does not.
    @Test func `texts of all kinds are written one after another`() async throws {
        let parts = ["<li>plain</li>", "é", "€", "😀", "a\u{0}b"]
        var random = SeededGenerator(seed: 7)
        let texts = (0..<60).map { _ in
            (0..<Int.random(in: 0...200, using: &random))
                .map { _ in Bool.random(using: &random) ? parts[0] : parts.randomElement(using: &random)! }.joined()
        }
        let plain = texts.map { text in text.filter { $0.isASCII } }
        let mixed = zip(texts, plain).flatMap { [$0, $1, $1] }
        let written = try await IsolateHarness.withIsolate { isolate in
            mixed.map { text in
                var buffer = ByteBuffer()
                isolate.write(isolate.value(text), into: &buffer)
                return String(buffer: buffer)
            }
        }
        let differing = zip(written, mixed).filter { $0 != $1 }.count
        #expect(differing == 0)
    }

    @Test func `an endless loop ends at the limit of processor time`() async throws {
        let isTerminated = try await IsolateHarness.withIsolate(cpuLimit: 0.05) { isolate in
            #expect(throws: JavaScriptError.self) { try isolate.evaluate("for (;;) {}", name: "endless.js") }
            return isolate.isTerminated
        }
        #expect(isTerminated)
    }

    /// Each holds 256 KiB that the collector can't see.
    @Test func `streams that compress are let go of when they are abandoned`() async throws {
        let most = try await IsolateHarness.run(
            """
            let most = 0;
            for (let turn = 0; turn < 100; turn++) {
              for (let index = 0; index < 10; index++) new CompressionStream("gzip");
              most = Math.max(most, __held());
              await new Promise((resolve) => setTimeout(resolve, 1));
            }
            return String(most);
            """
        ) { isolate in
            isolate.setGlobal("__held") { isolate, _ in isolate.value(isolate.objects.count) }
        }
        let held = try #require(Int(most))
        #expect(held < 500)
    }

    @Test func `a rejection that nobody handles is reported`() async throws {
        let reported = try await IsolateHarness.withIsolate { isolate in
            let messages = Collected()
            isolate.onUncaught = { messages.texts.append($0.message) }
            try isolate.evaluate("Promise.reject(new RangeError('lost'))", name: "reject.js")
            try isolate.evaluate("Promise.reject(new Error('kept')).catch(() => {})", name: "reject.js")
            return messages.texts
        }
        #expect(reported == ["RangeError: lost"])
    }

    @Test func `console lines have levels`() async throws {
        let lines = try await IsolateHarness.withIsolate { isolate in
            let messages = Collected()
            isolate.onConsole = { messages.texts.append("\($0.level) \($0.text)") }
            try isolate.evaluate(
                "console.log('%s is %d', 'x', 1, { a: [1, 'b'] }); console.warn('w'); console.error(new Map([[1, 2]]))",
                name: "console.js")
            return messages.texts
        }
        #expect(lines == ["info x is 1 { a: [1, \"b\"] }", "warning w", "error Map(1) { 1 => 2 }"])
    }

    @Test func `every global of the prelude loads`() async throws {
        let missing = try await IsolateHarness.withIsolate { isolate in
            let messages = Collected()
            isolate.onUncaught = { messages.texts.append($0.description) }
            isolate.warmUp()
            return messages.texts
        }
        #expect(missing == [])
    }

    @Test func `isolates do not share their globals`() async throws {
        try await IsolateHarness.withIsolate { _ = try $0.evaluate("Object.prototype.stained = 1", name: "stain.js") }
        let seen = try await IsolateHarness.withIsolate {
            $0.string(try $0.evaluate("typeof ({}).stained", name: "look.js"))
        }
        #expect(seen == "undefined")
    }

    @Test func `memory in use grows with what is held`() async throws {
        let (before, after) = try await IsolateHarness.withIsolate { isolate in
            let before = isolate.memoryInUse
            try isolate.evaluate(
                "globalThis.held = Array.from({ length: 200_000 }, (_, n) => ({ n }))", name: "hold.js")
            isolate.collectGarbage()
            return (before, isolate.memoryInUse)
        }
        #expect(after - before >= 200_000 * 16)
    }
}

/// Lives on one event loop.
private final class Collected {
    var texts: [String] = []
}
