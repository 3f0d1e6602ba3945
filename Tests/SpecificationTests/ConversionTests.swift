import Foundation
import MeridianCore
import Specification
import TestSupport
import Testing

@Suite struct ConversionTests {
    private static let fixtures = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Fixtures/Conversions")

    private func text(_ name: String, _ file: String) throws -> String {
        try String(contentsOf: Self.fixtures.appending(path: "\(name)/\(file)"), encoding: .utf8)
    }

    @Test(arguments: [
        "hello", "shop", "cron", "pipeline", "legacy", "pages", "everything", "amazon", "older", "tencent",
    ])
    func writesAWholeSpecification(_ name: String) throws {
        let converted = try ConvertedSpecification(try text(name, "f.yml"))
        #expect(converted.text == (try text(name, "meridian.yml")))
        let warnings = converted.warnings.map { "\($0)\n" }.joined()
        #expect(warnings == (try text(name, "warnings.txt")))
    }

    /// What is written says the same as what was read.
    @Test(arguments: [
        "hello", "shop", "cron", "pipeline", "legacy", "pages", "everything", "amazon", "older", "tencent",
    ])
    func readsTheSameFromBoth(_ name: String) throws {
        let environment = ["TIMEOUT": "7", "DATABASE_URL": "postgres://x", "SERVICE": "old-app"]
        let context = SpecificationContext(environment: environment)
        let path = Self.fixtures.appending(path: "\(name)/f.yml").path
        let direct = try ConvertedSpecification.specification(from: path, context: context)
        let written = try ServiceSpecification.parse(try text(name, "meridian.yml"), context: context)
        #expect(direct.service == written.service)
        #expect(direct.description == written.description)
        #expect(direct.provider == written.provider)
        #expect(direct.functions.map(\.name) == written.functions.map(\.name))
        #expect(direct.functions.map(\.handler) == written.functions.map(\.handler))
        #expect(direct.functions.map(\.isDeployed) == written.functions.map(\.isDeployed))
        #expect(direct.functions.map(\.options) == written.functions.map(\.options))
        #expect(
            direct.functions.map { $0.triggers.map(\.trigger) } == written.functions.map { $0.triggers.map(\.trigger) })
        #expect(direct.aggregations.map(\.name) == written.aggregations.map(\.name))
        #expect(
            direct.aggregations.map { $0.functions.map(\.value) }
                == written.aggregations.map { $0.functions.map(\.value) })
        #expect(direct.package.include.map(\.value) == written.package.include.map(\.value))
        #expect(Self.targets(direct) == Self.targets(written))
        #expect(!direct.warnings.isEmpty)
    }

    /// What a specification says for other platforms, without places.
    private static func targets(_ specification: ServiceSpecification) -> [PlatformTarget: [String]] {
        specification.targets.mapValues { target in
            let texts = [target.region?.value, target.role?.value, target.domain?.value].map { $0 ?? "" }
            let groups = target.groups.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value.json.compact)" }
            let triggers = target.triggers.sorted { $0.key.rawValue < $1.key.rawValue }
                .map { "\($0.key) \($0.value.map(\.json.compact))" }
            return texts + [target.properties?.json.compact ?? ""] + groups + triggers
        }
    }

    @Test(arguments: [
        (
            "service: a\nprovider: { memorySize: 16 }",
            "f.yml:2:25: error: MER-4004: memorySize is 16 MiB; it must be "
                + "32–32768 MiB"
        ),
        ("functions: {}", "f.yml:1:1: error: MER-4007: the service has no name; add 'service: NAME'"),
        (
            "service: a\nfunctions: [b]",
            "f.yml:2:12: error: MER-4003: functions must be a mapping of keys to values, "
                + "not a list"
        ),
        (
            "service: a\nfunctions: { b: { events: { http: true } } }",
            "f.yml:2:27: error: MER-4003: triggers in "
                + "function 'b' must be a list such as '- http: { path: /items, method: get }', not a mapping"
        ),
        (
            "service: a\nfunctions: { b: { events: [ { timer: { type: cron, value: daily } } ] } }",
            "f.yml:2:59: error: MER-4008: the schedule 'daily', column 6: there are 1 fields, not five (minute, hour, "
                + "day, month, weekday)"
        ),
        (
            "service: a\nfunctions: { b: { events: [ { http: { path: a } } ] } }",
            "f.yml:2:45: error: MER-4008: the path 'a' must begin with '/'"
        ),
        ("", "f.yml: error: MER-4007: the file is empty; it needs at least 'service: NAME'"),
        (
            "service: a\naggregation: { all: { functionPattern: ['*'] } }",
            "f.yml:2:16: error: MER-4007: aggregation 'all' needs 'functions' or 'functionsPattern'\n"
                + "f.yml:2:23: warning: MER-4017: 'functionPattern' in aggregation 'all' has no counterpart and is not "
                + "carried over; did you mean 'functionsPattern'?"
        ),
        ("a: 1\na: 2", "f.yml:2:1: error: MER-4006: the key 'a' is given twice; it is already on line 1"),
    ])
    func reportsMistakesAtTheirPlaceInTheFile(_ text: String, _ expected: String) {
        do throws(SpecificationError) {
            _ = try ConvertedSpecification(text)
            Issue.record("accepted")
        } catch {
            #expect(error.description == expected)
        }
    }

    /// Files of projects that name the service in `package.json`, or nowhere.
    @Test(arguments: [
        (#"{ "name": "@shop/Web_Front", "version": "1.0.0" }"#, "web-front", "package.json"),
        (#"{ "private": true }"#, "old-shop", "its folder"), ("{", "old-shop", "its folder"),
        (nil, "old-shop", "its folder"),
    ])
    func aServiceWithoutANameGetsOne(manifest: String?, name: String, origin: String) throws {
        let home = FileManager.default.temporaryDirectory.appending(path: "conversion-\(UUID())")
        let folder = home.appending(path: "old shop")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: home) }
        let file = folder.appending(path: "f.yml").path
        try "provider: { name: aliyun }\naggregation: { main: { functionsPattern: '*' } }\n"
            .write(toFile: file, atomically: true, encoding: .utf8)
        try manifest?.write(to: folder.appending(path: "package.json"), atomically: true, encoding: .utf8)
        let converted = try ConvertedSpecification.load(from: file)
        #expect(converted.text == "service: \(name)\n\naggregation:\n  main:\n    functionsPattern: [\"*\"]\n")
        #expect(
            converted.warnings.map(\.message) == [
                "the file does not name the service; it is called '\(name)' here, after \(origin)"
            ])
        let direct = try ConvertedSpecification.specification(from: file, context: SpecificationContext())
        #expect(direct.service.rawValue == name)
    }

    @Test(arguments: [
        ("custom: { customDomain: false }", nil),
        (
            "custom: { customDomain: { name: a } }",
            "'customDomain' in custom has no counterpart and is not carried over"
        ),
        (
            "deployType: { type: static, version: 1 }",
            "'deployType' in f.yml is not carried over: files are served by `StaticFiles` in the service's app"
        ),
        (
            "functions: { b: { events: [ { cmq: { topic: c, enable: false } } ] } }",
            "the mq event of function 'b' is switched off and is not carried over"
        ),
        (
            "aggregation: { b: { eventTrigger: true, functionsPattern: '*' } }",
            "'eventTrigger' in aggregation 'b' is not carried over: a group takes requests and events alike"
        ),
        ("aggregation: { b: { eventTrigger: false, functionsPattern: '*' } }", nil),
        (
            "deployType: koa",
            "'deployType' in f.yml is not carried over: an app with its own routes is one function on '/*'"
        ),
    ])
    func saysWhatIsNotCarriedOver(_ text: String, _ warning: String?) throws {
        let converted = try ConvertedSpecification("service: a\n\(text)")
        #expect(converted.warnings.map(\.message) == warning.map { [$0] } ?? [])
        #expect(converted.warnings.allSatisfy { $0.suggestion == nil })
    }

    /// What is switched off is switched on nowhere.
    @Test func anEventThatIsSwitchedOffCallsNothing() throws {
        let converted = try ConvertedSpecification(
            """
            service: a
            provider: { name: aliyun }
            functions:
              b:
                events:
                  - os: { bucket: c, events: ['oss:ObjectCreated:*'], enable: false }
                  - mq: { topic: d, enable: false }
                  - log: { project: p, source: s, enable: false }
            """)
        #expect(!converted.text.contains("oss"))
        #expect(!converted.text.contains("mns"))
        #expect(converted.text.contains("triggerType: log"))
        #expect(converted.text.contains("enable: false"))
        #expect(
            converted.warnings.map(\.message) == [
                "the os event of function 'b' is switched off and is not carried over",
                "the mq event of function 'b' is switched off and is not carried over",
                "the log event of function 'b' is switched off and is carried over for Function Compute only",
            ])
    }

    /// Whatever the text, something is written that can be read again, or there are diagnostics.
    @Test(arguments: 0..<4 as Range<UInt64>)
    func neverTraps(_ seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let samples = try ["shop", "cron", "pipeline", "legacy"].map { Array(try text($0, "f.yml").unicodeScalars) }
        let pieces = [
            "{", "}", "[", "]", ": ", "- ", "\n", "'", "\"", "${", "true", "/:", "*", "&a ", "*a", "\u{0}", "é",
        ]
        for _ in 0..<120 {
            var scalars = samples[random.next(below: samples.count)]
            for _ in 0...random.next(below: 4) {
                let index = random.next(below: scalars.count)
                switch random.next(below: 4) {
                case 0: scalars.remove(at: index)
                case 1: scalars.insert(contentsOf: pieces[random.next(below: pieces.count)].unicodeScalars, at: index)
                case 2: scalars[index] = Unicode.Scalar(UInt8(random.next(below: 256)))
                default:
                    let end = min(scalars.count, index + random.next(below: 60))
                    scalars.insert(contentsOf: scalars[index..<end], at: random.next(below: scalars.count))
                }
            }
            var view = String.UnicodeScalarView()
            view.append(contentsOf: scalars)
            do throws(SpecificationError) {
                let converted = try ConvertedSpecification(String(view))
                #expect(converted.warnings.allSatisfy { $0.line ?? 0 >= 1 && $0.severity == .warning })
                do throws(SpecificationError) {
                    _ = try ServiceSpecification.parse(converted.text)
                } catch {
                    // A variable may have no value; nothing else may be wrong with what was written.
                    #expect(error.diagnostics.allSatisfy { $0.code == .unsetVariable }, "\(error)\n\(converted.text)")
                }
            } catch {
                #expect(!error.diagnostics.isEmpty)
            }
        }
    }
}
