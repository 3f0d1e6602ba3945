import MeridianCore
import Specification
import Testing

@Suite struct InvalidSpecificationTests {
    struct Case: CustomTestStringConvertible, Sendable {
        let text: String
        let diagnostics: [String]
        var testDescription: String { diagnostics.first ?? text }

        init(_ text: String, _ diagnostics: String...) {
            self.text = text
            self.diagnostics = diagnostics
        }
    }

    private static let options =
        "memorySize, timeout, initTimeout, concurrency, standby, maxInstances, idleTimeout"

    static let shape: [Case] = [
        Case("", "f.yml: error: MER-4007: the file is empty; it needs at least 'service: NAME'"),
        Case("# only this", "f.yml: error: MER-4007: the file is empty; it needs at least 'service: NAME'"),
        Case("provider:\n", "f.yml:1:1: error: MER-4007: the service has no name; add 'service: NAME'"),
        Case("- a", "f.yml:1:1: error: MER-4003: the file must be a mapping of keys to values, not a list"),
        Case("hello", "f.yml:1:1: error: MER-4003: the file must be a mapping of keys to values, not 'hello'"),
        Case(
            "service: venue\nprovidr: {}",
            "f.yml:2:1: error: MER-4002: unknown key 'providr' at the top level; did you mean 'provider'?"),
        Case(
            "service: venue\nresources: {}",
            "f.yml:2:1: error: MER-4002: unknown key 'resources' at the top level; "
                + "known are service, provider and functions"),
        Case(
            "service: Venue",
            "f.yml:1:10: error: MER-4005: 'Venue' is no service name: \(ServiceName.rule)"),
        Case(
            "service: { description: x }",
            "f.yml:1:1: error: MER-4007: the service has no name; add 'name: NAME' below 'service'"),
        Case("service: [a]", "f.yml:1:10: error: MER-4003: service in service must be a text, not a list"),
        Case("service:", "f.yml:1:9: error: MER-4003: service in service must be a text, not empty"),
        Case(
            "service: venue\nprovider: [a]",
            "f.yml:2:11: error: MER-4003: provider must be a mapping of keys to values, not a list"),
        Case(
            "service: venue\nfunctions:\n  2go: {}",
            "f.yml:3:3: error: MER-4005: '2go' is no function name: \(FunctionName.rule)"),
        Case(
            "service: venue\n? [a, b]\n: c",
            "f.yml:2:3: error: MER-4003: a key must be a text, not a list"),
    ]

    static let keys: [Case] = [
        Case(
            "service: venue\n# memory\nprovider:\n  memorysize: 128",
            "f.yml:4:3: error: MER-4002: unknown key 'memorysize' in provider; did you mean 'memorySize'?"),
        Case(
            "service: venue\nprovider: { memory_size: 128 }",
            "f.yml:2:13: error: MER-4002: unknown key 'memory_size' in provider; did you mean 'memorySize'?"),
        Case(
            "service: venue\nprovider:\n  region: eu",
            "f.yml:3:3: error: MER-4002: unknown key 'region' in provider; known are \(options) and environment"),
        Case(
            "service: venue\nfunctions:\n  item:\n    timout: 1\n    grup: a",
            "f.yml:4:5: error: MER-4002: unknown key 'timout' in function 'item'; did you mean 'timeout'?",
            "f.yml:5:5: error: MER-4002: unknown key 'grup' in function 'item'; did you mean 'group'?"),
        Case(
            "service: venue\nprovider:\n  timeout: 1\n  memorysize: 1\n  timeout: 2",
            "f.yml:4:3: error: MER-4002: unknown key 'memorysize' in provider; did you mean 'memorySize'?",
            "f.yml:5:3: error: MER-4006: the key 'timeout' is given twice; it is already on line 3"),
        Case(
            "service: venue\nservice: venue\n\"service\": venue",
            "f.yml:2:1: error: MER-4006: the key 'service' is given twice; it is already on line 1",
            "f.yml:3:1: error: MER-4006: the key 'service' is given twice; it is already on line 1"),
        Case(
            "service: venue\nother: { a: 1, a: 2 }",
            "f.yml:2:1: error: MER-4002: unknown key 'other' at the top level; "
                + "known are service, provider and functions",
            "f.yml:2:10: error: MER-4006: the key 'a' is given twice in its mapping; keep one"),
    ]

    static let values: [Case] = [
        Case(
            "service: venue\nprovider: { memorySize: many }",
            "f.yml:2:25: error: MER-4003: memorySize in provider must be a whole number, not 'many'"),
        Case(
            "service: venue\nprovider: { memorySize: \"128\" }",
            "f.yml:2:25: error: MER-4003: memorySize in provider must be a whole number, not the text \"128\""),
        Case(
            "service: venue\nprovider: { memorySize: 0128 }",
            "f.yml:2:25: error: MER-4003: memorySize in provider must be a whole number, not '0128'"),
        Case(
            "service: venue\nprovider: { concurrency: 99999999999999999999 }",
            "f.yml:2:26: error: MER-4003: concurrency in provider must be a whole number, "
                + "not '99999999999999999999'"),
        Case(
            "service: venue\nprovider: { memorySize: 16, concurrency: 0, standby: -1, maxInstances: 1001 }",
            "f.yml:2:25: error: MER-4004: memorySize is 16 MiB; it must be 32–32768 MiB",
            "f.yml:2:42: error: MER-4004: concurrency is 0; it must be 1–1000",
            "f.yml:2:54: error: MER-4004: standby is -1; it must be 0–1000",
            "f.yml:2:72: error: MER-4004: maxInstances is 1001; it must be 1–1000"),
        Case(
            "service: venue\nprovider: { timeout: 0, initTimeout: 25h, idleTimeout: -3s }",
            "f.yml:2:22: error: MER-4004: timeout is 0 s; it must be more than 0 s and at most 86400 s",
            "f.yml:2:38: error: MER-4004: initTimeout is 90000 s; it must be more than 0 s and at most 86400 s",
            "f.yml:2:56: error: MER-4004: idleTimeout is -3 s; it must be more than 0 s and at most 86400 s"),
        Case(
            "service: venue\nprovider: { timeout: .inf }",
            "f.yml:2:22: error: MER-4003: timeout in provider must be seconds, or a number with ms, s, m or h, "
                + "not '.inf'"),
        Case(
            "service: venue\nprovider: { standby: 5, maxInstances: 2 }",
            "f.yml:2:22: error: MER-4004: standby is 5, more than maxInstances, which is 2; "
                + "lower it or raise maxInstances"),
        Case(
            "service: venue\nprovider: { standby: 20 }",
            "f.yml:2:22: error: MER-4004: standby is 20, more than maxInstances, which is 10; "
                + "lower it or raise maxInstances"),
        Case(
            "service: venue\nprovider:\n  environment: { A-B: x, OK: , C: [1], D: \"a\\0b\" }",
            "f.yml:3:18: error: MER-4005: 'A-B' is no name of an environment variable: letters, digits and _, "
                + "not beginning with a digit",
            "f.yml:3:26: error: MER-4003: OK in environment of provider has no value; write \"\" for an empty one",
            "f.yml:3:35: error: MER-4003: C in environment of provider must be a text, not a list",
            "f.yml:3:43: error: MER-4003: D in environment of provider has a NUL character, "
                + "which no text here may have"),
        Case(
            "service: venue\nfunctions: { item: { group: \"a b\" } }",
            "f.yml:2:29: error: MER-4005: 'a b' is no group name: \(FunctionName.rule)"),
    ]

    @Test(arguments: shape + keys + values)
    func reports(_ example: Case) {
        #expect(throws: SpecificationError.self) { try ServiceSpecification.parse(example.text, file: "f.yml") }
        do throws(SpecificationError) {
            _ = try ServiceSpecification.parse(example.text, file: "f.yml")
        } catch {
            #expect(error.diagnostics.map(\.description) == example.diagnostics)
        }
    }

    @Test(arguments: [
        ("service: venue\nprovider:\n\ttimeout: 1", 3, 1), ("service: \"venue", 1, 16), ("a: b: c", 1, 5),
        ("service: [a", 2, 1), ("service: *nobody", 1, 10), ("service: ve\u{7}nue", 1, 12), ("a: 1\n---\nb: 2", 2, 1),
    ])
    func reportsWhatIsNotYAML(_ text: String, _ line: Int, _ column: Int) {
        do throws(SpecificationError) {
            _ = try ServiceSpecification.parse(text)
            Issue.record("accepted")
        } catch {
            #expect(error.diagnostics.count == 1)
            #expect(error.diagnostics[0].code == .malformedYAML)
            #expect(error.diagnostics[0].line == line, "\(error)")
            #expect(error.diagnostics[0].column == column, "\(error)")
            #expect(error.diagnostics[0].message.hasPrefix("this is not YAML: "))
        }
    }

    @Test func limitsNestingAndSize() {
        for text in [String(repeating: "[", count: 100_000), String(repeating: "#", count: 2 << 20)] {
            #expect(throws: SpecificationError.self) { try ServiceSpecification.parse(text) }
        }
    }

    @Test func reportsAFileThatCannotBeRead() {
        do throws(SpecificationError) {
            _ = try ServiceSpecification.load(from: "/nowhere/meridian.yml")
            Issue.record("accepted")
        } catch {
            #expect(
                error.description
                    == "/nowhere/meridian.yml: error: MER-4011: the file can't be read; "
                    + "check that it exists and that you may open it")
        }
    }

    @Test func becomesOneError() {
        func error(_ text: String) -> MeridianError? {
            do throws(SpecificationError) {
                _ = try ServiceSpecification.parse(text)
                return nil
            } catch {
                return error.meridianError
            }
        }
        let one = error("service: venue\nprovidr: {}")
        #expect(one?.code == .unknownKey)
        #expect(one?.status == 400)
        #expect(
            one?.message == "meridian.yml:2:1: unknown key 'providr' at the top level; did you mean 'provider'?")
        let two = error("service: Venue\nprovidr: {}")
        #expect(two?.code == .invalidSpecification)
        #expect(two?.message.hasPrefix("2 errors in the specification:\nmeridian.yml:1:10: ") == true)
    }
}
