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
        "memorySize, timeout, initTimeout, concurrency, standby, maxInstances, idleTimeout, scaling, cpuShares, "
        + "cpuLimit, criticality"

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
                + "known are service, runtime, contract, command, health, initialize, provider, functions, aggregation, "
                + "package, bindings, outbound, targets and stages"),
        Case(
            "service: Venue",
            "f.yml:1:10: error: MER-4005: 'Venue' is no service name: \(ServiceName.rule)"),
        Case(
            "service: { description: x }",
            "f.yml:1:1: error: MER-4007: the service has no name; add 'name: NAME' below 'service'"),
        Case("service: [a]", "f.yml:1:10: error: MER-4003: service must be a text, not a list"),
        Case("service:", "f.yml:1:9: error: MER-4003: service must be a text, not empty"),
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
                + "known are service, runtime, contract, command, health, initialize, provider, functions, aggregation, "
                + "package, bindings, outbound, targets and stages",
            "f.yml:2:16: error: MER-4006: the key 'a' is given twice; it is already on line 2"),
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
            "f.yml:2:26: error: MER-4004: concurrency is 99999999999999999999; it must be 1–1000"),
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
            "service: venue\nprovider: { cpuShares: 0, cpuLimit: 0.01, criticality: VITAL }",
            "f.yml:2:24: error: MER-4004: cpuShares is 0; it must be 1–10000",
            "f.yml:2:37: error: MER-4004: cpuLimit is 0.01 processors; it must be 0.05–1024 processors",
            "f.yml:2:56: error: MER-4004: unknown criticality 'VITAL' in provider; known are CRITICAL_PLUS, CRITICAL, "
                + "SHEDDABLE_PLUS and SHEDDABLE"),
        Case(
            "service: venue\nprovider: { cpuLimit: half }",
            "f.yml:2:23: error: MER-4003: cpuLimit in provider must be a number, not 'half'"),
        Case(
            "service: venue\nprovider: { scaling: { target: 0, panicThreshold: 1, aim: 3 } }",
            "f.yml:2:32: error: MER-4004: target is 0; it must be 0.01–1000",
            "f.yml:2:51: error: MER-4004: panicThreshold is 1; it must be 1.1–10",
            "f.yml:2:54: error: MER-4002: unknown key 'aim' in scaling of provider; known are target, window, "
                + "panicWindow, panicThreshold and queueDelay"),
        Case(
            "service: venue\nprovider: { scaling: { window: 5s } }",
            "f.yml:2:22: error: MER-4004: window of scaling is 5 s; it must be 6–3600 s"),
        Case(
            "service: venue\nprovider: { scaling: { window: 10s, panicWindow: 20s } }",
            "f.yml:2:22: error: MER-4004: panicWindow of scaling is 20 s, longer than window, which is 10 s; "
                + "shorten it or lengthen window"),
        Case(
            "service: venue\nprovider: { concurrency: 5, scaling: { target: 6 } }",
            "f.yml:2:38: error: MER-4004: target of scaling is 6, more than concurrency, which is 5; "
                + "an instance never has so many"),
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

    static let sections: [Case] = [
        Case(
            "service: venue\naggregation: [a]",
            "f.yml:2:14: error: MER-4003: aggregation must be a mapping of keys to values, not a list"),
        Case(
            "service: venue\naggregation:\n  shop: {}",
            "f.yml:3:3: error: MER-4007: aggregation 'shop' needs 'functions' or 'functionsPattern'"),
        Case(
            "service: venue\naggregation:\n  my shop: { functions: [item] }",
            "f.yml:3:3: error: MER-4005: 'my shop' is no group name: \(FunctionName.rule)"),
        Case(
            "service: venue\naggregation:\n  shop: { function: [item] }",
            "f.yml:3:3: error: MER-4007: aggregation 'shop' needs 'functions' or 'functionsPattern'",
            "f.yml:3:11: error: MER-4002: unknown key 'function' in aggregation 'shop'; did you mean 'functions'?"),
        Case(
            "service: venue\naggregation:\n  shop: { functions: item }",
            "f.yml:3:22: error: MER-4003: functions in aggregation 'shop' must be a list such as '[item, search]', "
                + "not 'item'"),
        Case(
            "service: venue\naggregation:\n  shop: { functions: [item, 2go] }",
            "f.yml:3:29: error: MER-4005: '2go' is no function name: \(FunctionName.rule)"),
        Case(
            "service: venue\naggregation:\n  shop: { functionsPattern: ['item[0-9]'] }",
            "f.yml:3:30: error: MER-4015: 'item[0-9]' is no pattern: * and ? stand for characters, and ! at the "
                + "beginning takes functions out; []{}() and \\ may not stand in it"),
        Case(
            "service: venue\npackage: [public]",
            "f.yml:2:10: error: MER-4003: package must be a mapping of keys to values, not a list"),
        Case(
            "service: venue\npackage: { include: public }",
            "f.yml:2:21: error: MER-4003: include in package must be a list such as '[public, 'data/*.json']', "
                + "not 'public'"),
        Case(
            "service: venue\npackage: { include: [{}] }",
            "f.yml:2:22: error: MER-4003: include in package must be a text, not a mapping"),
        Case(
            "service: venue\npackage: { include: [../secret, /etc] }",
            "f.yml:2:22: error: MER-4015: '../secret' leads out of the service's directory; write a path below it",
            "f.yml:2:33: error: MER-4015: '/etc' leads out of the service's directory; write a path below it"),
        Case(
            "service: venue\npackage: { artifact: a.zip }",
            "f.yml:2:12: error: MER-4002: unknown key 'artifact' in package; known are include and exclude"),
        Case(
            "service: venue\nfunctions: { item: { deploy: maybe } }",
            "f.yml:2:30: error: MER-4003: deploy in function 'item' must be true or false, not 'maybe'"),
        Case(
            "service: venue\nfunctions: { item: { deploy: \"true\" } }",
            "f.yml:2:30: error: MER-4003: deploy in function 'item' must be true or false, not the text \"true\""),
        Case(
            "service: venue\nfunctions: { item: { deploy: true, isDeploy: true } }",
            "f.yml:2:36: error: MER-4006: 'isDeploy' in function 'item' says the same as another key; write only "
                + "'deploy'"),
        Case(
            "service: venue\nfunctions: { item: { handler: \"a b.c\" } }",
            "f.yml:2:31: error: MER-4005: 'a b.c' names no function: NAME or FILE.NAME, with \(FunctionName.rule)"),
        Case(
            "service: venue\nfunctions: { item: { triggers: { http: { path: /a } } } }",
            "f.yml:2:32: error: MER-4003: triggers in function 'item' must be a list such as "
                + "'- http: { path: /items, method: get }', not a mapping"),
        Case(
            "service: venue\nfunctions: { item: { triggers: [http] } }",
            "f.yml:2:33: error: MER-4003: triggers of function 'item' must be a mapping of keys to values, not 'http'"),
        Case(
            "service: venue\nfunctions: { item: { description: [a] } }",
            "f.yml:2:35: error: MER-4003: description in function 'item' must be a text, not a list"),
    ]

    static let stages: [Case] = [
        Case(
            "service: venue\nstages: [a]",
            "f.yml:2:9: error: MER-4003: stages must be a mapping of keys to values, not a list"),
        Case(
            "service: venue\nstages:\n  a b: {}",
            "f.yml:3:3: error: MER-4005: 'a b' is no stage name: \(FunctionName.rule)"),
        Case(
            "service: venue\nstages:\n  test: { service: other }",
            "f.yml:3:11: error: MER-4002: unknown key 'service' in stage 'test'; known are provider, functions, "
                + "aggregation, package, bindings, outbound and targets"),
        Case(
            "service: venue\nstages:\n  test:\n    provider: { memorysize: 128 }",
            "f.yml:4:17: error: MER-4002: unknown key 'memorysize' in provider of stage 'test'; "
                + "did you mean 'memorySize'?"),
        Case(
            "service: venue\nstages:\n  test:\n    functions: { item: { timeout: 0 } }",
            "f.yml:4:35: error: MER-4004: timeout is 0 s; it must be more than 0 s and at most 86400 s"),
        Case(
            "service: venue\nprovider: { maxInstances: 5 }\nstages:\n  test: { provider: { standby: 6 } }",
            "f.yml:4:32: error: MER-4004: standby is 6, more than maxInstances, which is 5; lower it or raise "
                + "maxInstances"),
        Case(
            "service: venue\nstages:\n  test: {}\n  test: {}",
            "f.yml:4:3: error: MER-4006: the key 'test' is given twice; it is already on line 3"),
    ]

    static let variables: [Case] = [
        Case(
            "service: ${env.NOBODY}",
            "f.yml:1:10: error: MER-4012: the environment variable 'NOBODY' is not set; set it, or give a default with "
                + "${env.NOBODY:-default}"),
        Case(
            "service: venue\nprovider:\n  environment: { A: \"x${env.B}${env.C}\" }",
            "f.yml:3:23: error: MER-4012: the environment variable 'B' is not set; set it, or give a default with "
                + "${env.B:-default}",
            "f.yml:3:31: error: MER-4012: the environment variable 'C' is not set; set it, or give a default with "
                + "${env.C:-default}"),
        Case(
            "service: venue\ndescription: ${stgae}",
            "f.yml:2:1: error: MER-4002: unknown key 'description' at the top level; known are service, runtime, "
                + "contract, command, health, initialize, provider, "
                + "functions, aggregation, package, bindings, outbound, targets and stages",
            "f.yml:2:14: error: MER-4013: unknown variable '${stgae}'; known are ${env.NAME}, ${env.NAME:-default}, "
                + "${stage}, ${service} and, in environment, ${secret.NAME}; did you mean '${stage}'?"),
        Case(
            "service: { name: venue, description: \"${self.x}\" }",
            "f.yml:1:39: error: MER-4013: unknown variable '${self.x}'; known are ${env.NAME}, ${env.NAME:-default}, "
                + "${stage}, ${service} and, in environment, ${secret.NAME}"),
        Case(
            "service: { name: venue, description: \"a ${env.B\" }",
            "f.yml:1:41: error: MER-4013: '${env.B' is not closed; a variable is written ${env.NAME}"),
        Case(
            "service: { name: venue, description: \"${env.A:-${stage}}\" }",
            "f.yml:1:39: error: MER-4013: '${env.A:-${stage}' is not closed; a variable is written ${env.NAME}"),
        Case(
            "service: { name: venue, description: \"${env.1A}\" }",
            "f.yml:1:39: error: MER-4013: '${env.1A}' names no environment variable; letters, digits and _, not "
                + "beginning with a digit"),
        Case(
            "service: { name: venue, description: \"${secret.A}\" }",
            "f.yml:1:39: error: MER-4013: '${secret.A}' can't stand here: secrets are for variables of 'environment' "
                + "alone"),
        Case(
            "service: venue\nprovider: { environment: { A: \"${secret.1}\" } }",
            "f.yml:2:32: error: MER-4013: '${secret.1}' names no secret; letters, digits and _, not beginning with a "
                + "digit"),
        Case(
            "service: venue\nprovider: { environment: { A: \"b${secret.B\" } }",
            "f.yml:2:33: error: MER-4013: '${secret.B' is not closed; a secret is written ${secret.NAME}"),
        Case(
            "service: \"x-${service}\"",
            "f.yml:1:13: error: MER-4013: the service can't be named after itself: '${service}'"),
        Case(
            "service: venue\nprovider: { memorySize: \"${env.M:-lots}\" }",
            "f.yml:2:25: error: MER-4003: memorySize in provider must be a whole number, not the text \"lots\""),
        Case(
            "service: venue\nprovider: { memorySize: \"${env.M:-16}\" }",
            "f.yml:2:25: error: MER-4004: memorySize is 16 MiB; it must be 32–32768 MiB"),
        Case(
            "service: venue\nstages:\n  test: { provider: { timeout: \"${nope}\" } }",
            "f.yml:3:33: error: MER-4013: unknown variable '${nope}'; known are ${env.NAME}, ${env.NAME:-default}, "
                + "${stage}, ${service} and, in environment, ${secret.NAME}"),
    ]

    static let all = shape + keys + values + sections + stages + variables

    @Test(arguments: all)
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
