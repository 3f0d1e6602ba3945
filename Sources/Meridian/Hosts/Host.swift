package import MeridianCore

/// Where a program can run, by the names that `MERIDIAN_HOST` forces it with.
package enum Host: String, CaseIterable, Sendable {
    /// An ordinary HTTP app.
    case app
    /// A worker of a Meridian platform.
    case worker
    /// Nowhere: what the program declares is printed.
    case manifest
    /// AWS Lambda, or whatever speaks its Runtime API.
    case lambda
    /// Alibaba Cloud Function Compute, as a custom runtime.
    case functionCompute = "fc"
    /// Knative, Cloud Run, or a container that is scaled from outside.
    case knative
    /// Apache OpenWhisk, as an action's container.
    case openWhisk = "openwhisk"
    /// Azure Functions, as a custom handler.
    case azure

    /// What tells a platform: the presence of any of its variables.
    private static let signs: [(host: Host, variables: [String])] = [
        (.lambda, ["AWS_LAMBDA_RUNTIME_API"]),
        (.azure, ["FUNCTIONS_CUSTOMHANDLER_PORT"]),
        (.functionCompute, ["FC_SERVER_PORT", "FC_CUSTOM_LISTEN_PORT", "FC_FUNCTION_NAME", "FC_FUNC_CODE_PATH"]),
        (.knative, ["K_SERVICE"]),
        (.openWhisk, ["__OW_API_HOST", "__OW_ACTION_NAME", "__OW_EXECUTION_ENV", WhiskLoop.acknowledgement]),
    ]

    /// Finds out where the program runs. A socket of a Meridian platform tells more than any setting.
    /// - Throws: ``ErrorCode/unknownHost`` when `MERIDIAN_HOST` is none of the names.
    package static func chosen(by environment: Environment) throws(MeridianError) -> Host {
        if environment[WorkerHost.variable] != nil { return .worker }
        if let name = environment["MERIDIAN_HOST"] {
            guard let host = Host(rawValue: name) else {
                throw MeridianError(
                    .unknownHost,
                    "MERIDIAN_HOST is '\(name)'; it can be "
                        + allCases.map(\.rawValue).joined(separator: ", "))
            }
            return host
        }
        return signs.first { sign in sign.variables.contains { environment[$0] != nil } }?.host ?? .app
    }
}

extension Environment {
    /// A number that the platform has set.
    /// - Throws: ``ErrorCode/invalidHostSetting`` when it is none, or out of range.
    func number(_ name: String, in range: ClosedRange<Int>) throws(MeridianError) -> Int? {
        guard let text = self[name] else { return nil }
        guard let number = Int(text), range.contains(number) else {
            throw MeridianError(
                .invalidHostSetting,
                "\(name) is '\(text)'; it must be a number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }
}
