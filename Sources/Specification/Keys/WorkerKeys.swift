import MeridianCore

/// What is read of how a service's code is run.
struct WorkerDraft: Sendable {
    var runtime = Runtime.swift
    var contract: Contract?
    var command: [String]?
    var health: String?
    var initialize: String?

    /// `nil` for a runtime of Meridian's own.
    var program: ForeignProgram? {
        guard runtime.isForeign else { return nil }
        let contract = contract ?? .http
        return ForeignProgram(
            contract: contract, command: command ?? runtime.standardCommand(contract), health: health,
            initialize: initialize)
    }

    /// Reports keys that don't go with the runtime or the contract.
    func check(_ reader: inout SpecificationReader, _ findings: KeyTable<RootDraft>.Findings) {
        guard runtime.isForeign else {
            for key in ["contract", "command", "health", "initialize"] where findings.present.contains(key) {
                reader.report(
                    .unknownKey,
                    "\(key) goes with a runtime that is foreign; write 'runtime: custom', nodejs or python3 before it",
                    at: findings.positions[key])
            }
            return
        }
        guard contract == .lambda else { return }
        for key in ["health", "initialize"] where findings.present.contains(key) {
            reader.report(.unknownKey, "\(key) goes with the contract http", at: findings.positions[key])
        }
    }
}

extension SpecificationKeys {
    static let worker: [Key<WorkerDraft>] = [
        Key(
            "runtime", .runtime, standard: Runtime.swift.rawValue,
            "What runs the code: an executable built on Meridian, or a program as it is (`custom`, `nodejs`, `python3`)."
        ) { $1.runtime = $0 },
        Key(
            "contract", .contract, standard: Contract.http.rawValue,
            "How a program as it is gets its requests: as an HTTP server on `PORT`, or from the Lambda Runtime API."
        ) { $1.contract = $0 },
        Key(
            "command", Shape<[String]>.command,
            "What is run in the package, when it is not `./bootstrap`, `node server.js` or `python3 server.py`; "
                + "`{handler}` stands for the function's handler."
        ) { $1.command = $0 },
        Key(
            "health", .httpPath,
            "A path that answers with a status below 400 once an instance can serve; otherwise it can when it listens."
        ) { $1.health = $0 },
        Key(
            "initialize", .httpPath,
            "A path that gets one POST before an instance's first request, such as /initialize."
        ) { $1.initialize = $0 },
    ]
}

extension Shape where Value == Runtime {
    static var runtime: Shape {
        Shape<String>.choice(Runtime.allCases.map(\.rawValue), what: "runtime", code: .wrongValueType)
            .map { _, text, _, _ in Runtime(rawValue: text) }
    }
}

extension Shape where Value == Contract {
    static var contract: Shape {
        Shape<String>.choice(Contract.allCases.map(\.rawValue), what: "contract", code: .wrongValueType)
            .map { _, text, _, _ in Contract(rawValue: text) }
    }
}

extension Shape where Value == String {
    /// A path that a program is asked for.
    static var httpPath: Shape {
        text(pattern: "^/[!-~]*$", words: "path such as /healthz") { path in
            ForeignProgram.problem(ofPath: path).map { (.wrongValueType, "the path \($0)") }
        }
    }
}

extension Shape where Value == [String] {
    /// A program with its arguments.
    static var command: Shape {
        list(of: Shape<String>.text, example: "[python3, server.py]").map { reader, words, node, label in
            if words.first?.isEmpty == false { return words }
            if !node.isOpen {
                reader.report(
                    .wrongValueType, "\(label.description) names no program; write a list such as [python3, server.py]",
                    at: node.position ?? label.position)
            }
            return nil
        }
    }
}
