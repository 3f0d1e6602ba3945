import Foundation
import Isolates
import NIOCore
import NIOPosix

/// Runs one test after another.
final class TestRunner: Sendable {
    struct Outcome: Sendable {
        var tally = Tally()
        var failures: [String] = []
        var harnessMessage: String?
    }

    private struct Report: Decodable {
        struct Test: Decodable {
            var name: String
            var status: Int
            var message: String?
        }
        var status: Int
        var message: String?
        var tests: [Test]
    }

    private let options: Options
    private let prelude: Prelude
    private let loop = MultiThreadedEventLoopGroup(numberOfThreads: 1).next()

    init(_ options: Options) throws {
        self.options = options
        prelude = try options.prelude.map { try Prelude(directory: $0) } ?? .builtIn
    }

    func run(_ file: TestFile) -> Outcome {
        let promise = loop.makePromise(of: Outcome.self)
        loop.execute {
            do {
                try self.start(file, promise)
            } catch {
                promise.succeed(Outcome(tally: Tally(passed: 0, count: 1), harnessMessage: "\(error)"))
            }
        }
        return (try? promise.futureResult.wait()) ?? Outcome()
    }

    private func start(_ file: TestFile, _ promise: EventLoopPromise<Outcome>) throws {
        let isolate = try Isolate(on: loop, prelude: prelude)
        // Like those that wait for a function: what is made at its first use is made.
        isolate.warmUp()
        let isVerbose = options.isVerbose
        isolate.onConsole = { if isVerbose { print("    console: \($0.text)") } }
        isolate.onUncaught = { if isVerbose { print("    uncaught: \($0)") } }
        let root = options.root
        isolate.setGlobal("__read") { isolate, arguments in
            let path = isolate.string(arguments[0])
            guard let data = FileManager.default.contents(atPath: root + path) else { return isolate.null }
            return isolate.makeBuffer(data)
        }
        isolate.setGlobal("__report") { isolate, arguments in
            let outcome = Self.outcome(isolate.string(arguments[0]))
            self.loop.assumeIsolated().execute {
                isolate.close()
                promise.succeed(outcome)
            }
            return isolate.undefined
        }
        // Keeps the isolate while the test runs.
        loop.assumeIsolated().scheduleTask(in: .seconds(Int64(file.isLong ? options.timeout * 6 : options.timeout))) {
            guard !isolate.isClosed else { return }
            _ = try? isolate.evaluate("timeout()", name: "harness")
            promise.succeed(Outcome(tally: Tally(passed: 0, count: 1), harnessMessage: "the harness did not end"))
        }
        try isolate.evaluate(HarnessScripts.before(url: "http://web-platform.test/\(file.name)"), name: "before.js")
        try evaluate("/resources/testharness.js", in: isolate)
        try isolate.evaluate(HarnessScripts.after, name: "after.js")
        let folder = "/" + (file.path as NSString).deletingLastPathComponent
        for script in file.scripts {
            try evaluate(script.hasPrefix("/") ? script : "\(folder)/\(script)", in: isolate)
        }
        do {
            try evaluate("/\(file.path)", in: isolate)
            try isolate.evaluate("done()", name: "harness")
        } catch let error as JavaScriptError {
            promise.succeed(Outcome(tally: Tally(passed: 0, count: 1), harnessMessage: "\(error.message)"))
        }
    }

    private func evaluate(_ path: String, in isolate: Isolate) throws {
        try isolate.evaluate(String(contentsOfFile: options.root + path, encoding: .utf8), name: path)
    }

    private static func outcome(_ json: String) -> Outcome {
        guard let report = try? JSONDecoder().decode(Report.self, from: Data(json.utf8)) else {
            return Outcome(tally: Tally(passed: 0, count: 1), harnessMessage: "the report is not readable")
        }
        var outcome = Outcome()
        outcome.tally = Tally(passed: report.tests.count { $0.status == 0 }, count: report.tests.count)
        outcome.failures = report.tests.filter { $0.status != 0 }.map {
            "\($0.name): \($0.message ?? "status \($0.status)")"
        }
        if report.status != 0 { outcome.harnessMessage = report.message ?? "harness status \(report.status)" }
        return outcome
    }
}
