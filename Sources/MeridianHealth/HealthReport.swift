import Meridian

/// What the checks have found.
public struct HealthReport: Sendable {
    public struct Finding: Sendable {
        public var name: String
        public var isOptional: Bool
        public var duration: Duration
        /// What is wrong; `nil` when nothing is.
        public var failure: String?
    }

    /// In the order in which the checks were added.
    public var findings: [Finding]

    /// Whether everything that the service can't do without is well.
    public var isReady: Bool { findings.allSatisfy { $0.failure == nil || $0.isOptional } }

    /// - Parameter withDetails: Whether each check is told, with its time and its failure.
    func json(withDetails: Bool) -> JSONValue {
        var members: [String: JSONValue] = ["status": isReady ? "ready" : "unready"]
        if withDetails {
            members["checks"] = .array(
                findings.map { finding in
                    var members: [String: JSONValue] = [
                        "name": .string(finding.name), "status": finding.failure == nil ? "ok" : "failed",
                        "optional": .bool(finding.isOptional),
                        "milliseconds": .number(finding.duration / .milliseconds(1)),
                    ]
                    members["failure"] = finding.failure.map(JSONValue.string)
                    return .object(members)
                })
        }
        return .object(members)
    }
}
