/// How the platform speaks with a program that knows nothing of Meridian.
public enum Contract: String, Hashable, Sendable, CaseIterable, Codable {
    /// The program is an HTTP server on the port that `PORT` names.
    case http
    /// The program asks the Lambda Runtime API for its invocations, at the address that `AWS_LAMBDA_RUNTIME_API` names.
    case lambda
}

/// A program that knows nothing of Meridian: how it is started and spoken with.
public struct ForeignProgram: Hashable, Sendable, Codable {
    public var contract: Contract
    /// The program and its arguments. A name without a slash is looked for on the `PATH`; the package is the working
    /// directory. An argument that is ``handlerArgument`` stands for the function's handler.
    public var command: [String]
    /// A path that answers with a status below 400 once the program can serve; `nil` when it can as soon as it listens.
    public var health: String?
    /// A path that gets one POST before the first request.
    public var initialize: String?

    /// What an argument is written as to stand for the function's handler.
    public static let handlerArgument = "{handler}"

    public init(contract: Contract, command: [String], health: String? = nil, initialize: String? = nil) {
        self.contract = contract
        self.command = command
        self.health = health
        self.initialize = initialize
    }

    /// What is wrong with it; `nil` when nothing is.
    public var problem: String? {
        if command.isEmpty || command[0].isEmpty { return "the command is empty" }
        if command.contains(where: { $0.utf8.contains(0) }) { return "the command has a NUL character" }
        for (key, path) in [("health", health), ("initialize", initialize)] {
            guard let path else { continue }
            if contract != .http { return "\(key) goes with the contract http" }
            if let problem = Self.problem(ofPath: path) { return "\(key) \(problem)" }
        }
        return nil
    }

    /// What is wrong with a path that is asked for; `nil` when nothing is.
    public static func problem(ofPath path: String) -> String? {
        path.hasPrefix("/") && path.utf8.allSatisfy(HTTPSyntax.isTarget)
            ? nil : "is '\(path)'; it must be a path such as /healthz"
    }
}

extension Runtime {
    /// What is run when nobody says otherwise; empty for a runtime that is not foreign. Handlers of Lambda's managed
    /// runtimes are called by a program that building puts into the package.
    public func standardCommand(_ contract: Contract) -> [String] {
        switch (self, contract) {
        case (.swift, _), (.javascript, _): []
        case (.custom, _): ["./bootstrap"]
        case (.nodejs, .http): ["node", "server.js"]
        case (.nodejs, .lambda): ["node", ".meridian/runtime.cjs", ForeignProgram.handlerArgument]
        case (.python3, .http): ["python3", "server.py"]
        case (.python3, .lambda): ["python3", ".meridian/runtime.py", ForeignProgram.handlerArgument]
        }
    }
}

extension ForeignProgram {
    /// What functions get that say nothing of it, over the platform's own defaults: a program in the shape of Lambda's
    /// takes one invocation at a time, and interpreters need more memory than an executable.
    public var defaults: FunctionOptions {
        FunctionOptions(memorySize: 256, concurrency: contract == .lambda ? 1 : nil)
    }
}
