import MeridianCore
import Specification

/// Gathers what a platform can't do, each with the place where it is asked for.
struct Gaps {
    private let source: ExportSource
    private let platform: String
    private(set) var found: [Diagnostic] = []

    init(_ source: ExportSource, _ target: PlatformTarget) {
        self.source = source
        platform = target.title
    }

    /// Says of an option that the platform has not, or not so, wherever it is said.
    /// - Parameters:
    ///   - key: The option as files spell it.
    ///   - reason: What is so instead, as the rest of a sentence.
    mutating func option(_ key: Option, of group: DeployedGroup, _ reason: String) {
        for function in group.functions where key.isSet(function.options) {
            let own = entry(of: function.name)
            report(
                "'\(key)' of function '\(function.name)' \(verb(reason))", at: own?.optionPositions[key.rawValue],
                function: function.name)
        }
        if key.isSet(source.specification.provider) {
            report("'\(key)' of the provider \(verb(reason))", at: source.specification.providerPositions[key.rawValue])
        }
    }

    /// Says of options that only Meridian's own platform knows that they are not kept.
    mutating func ownOptions(of group: DeployedGroup, without kept: Set<Option> = []) {
        for (key, reason) in Self.own where !kept.contains(key) { option(key, of: group, reason) }
    }

    private static let own: [(Option, String)] = [
        (.scaling, "it decides itself how many instances there are"),
        (.cpuShares, "it decides itself what an instance gets of the processors"),
        (.cpuLimit, "it decides itself what an instance gets of the processors"),
        (.criticality, "requests are as important as each other"),
    ]

    /// Says of a trigger that the platform does not have it, or not so.
    mutating func trigger(_ bound: BoundTrigger, _ reason: String) {
        let position = entry(of: bound.function.name)?.triggers.first { $0.trigger == bound.trigger }?.position
        let name = bound.function.name
        let subject =
            switch bound.trigger {
            case .http(let http): " '\(http.path)'"
            case .event(let event): " '\(event.type)'"
            case .queue(let queue): " '\(queue.queue)'"
            case .timer: ""
            }
        report(
            "the \(bound.trigger.kind) trigger\(subject) of function '\(name)' \(verb(reason))", at: position,
            function: name)
    }

    /// Says of the service that something is otherwise.
    mutating func service(_ message: String, at position: SourcePosition? = nil) {
        report("\(message)", at: position)
    }

    /// A number within what the platform takes; what is outside is told.
    mutating func fitted(
        _ value: Int, _ range: ClosedRange<Int>, _ key: Option, of group: DeployedGroup, unit: String = ""
    ) -> Int {
        guard !range.contains(value) else { return value }
        let nearest = min(max(value, range.lowerBound), range.upperBound)
        option(
            key, of: group,
            "is \(value)\(unit), and \(platform) takes \(range.lowerBound)–\(range.upperBound)\(unit); "
                + "it is exported as \(nearest)\(unit)")
        return nearest
    }

    private func verb(_ reason: String) -> String {
        reason.hasPrefix("is ") ? reason : "has no counterpart on \(platform): \(reason)"
    }

    private func entry(of function: FunctionName) -> FunctionSpecification? {
        source.specification.functions.first { $0.name == function || $0.handler == function }
    }

    private mutating func report(_ message: String, at position: SourcePosition?, function: FunctionName? = nil) {
        var gap = Diagnostic(
            code: .notExported, severity: .warning, message: message, file: source.specification.file,
            position: position)
        gap.function = function
        // Groups share what the provider says.
        if !found.contains(gap) { found.append(gap) }
    }
}

/// The options of a function, as files spell them.
enum Option: String, CustomStringConvertible {
    case memorySize, timeout, initTimeout, concurrency, standby, maxInstances, idleTimeout, scaling, cpuShares,
        cpuLimit, criticality, environment

    var description: String { rawValue }

    func isSet(_ options: FunctionOptions) -> Bool {
        switch self {
        case .memorySize: options.memorySize != nil
        case .timeout: options.timeout != nil
        case .initTimeout: options.initTimeout != nil
        case .concurrency: options.concurrency != nil
        case .standby: options.standby != nil
        case .maxInstances: options.maxInstances != nil
        case .idleTimeout: options.idleTimeout != nil
        case .scaling: options.scaling != nil
        case .cpuShares: options.cpuShares != nil
        case .cpuLimit: options.cpuLimit != nil
        case .criticality: options.criticality != nil
        case .environment: options.environment != nil
        }
    }
}
