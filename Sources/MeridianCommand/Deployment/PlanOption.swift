import ArgumentParser
import Foundation
import MeridianCore
import Releases
import Yams

/// The plan of a rollout, from a file.
struct PlanOption: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "A file with the plan of the rollout, in YAML or JSON; by default 1 %, 10 %, 50 % and everything.",
            valueName: "file"))
    var plan: String?

    /// - Returns: `nil` when no file is named.
    /// - Throws: ``CommandFailure`` when it is not there, ``ErrorCode/rolloutPlanUnreadable``,
    ///   ``ErrorCode/rolloutPlanInvalid``.
    func read() throws -> RolloutPlan? {
        guard let plan else { return nil }
        guard let text = try? String(contentsOfFile: plan, encoding: .utf8) else {
            throw CommandFailure(.noSuchSource, "the plan '\(plan)' can't be read")
        }
        return try Self.read(text, name: plan)
    }

    static func read(_ text: String, name: String) throws -> RolloutPlan {
        let plan: RolloutPlan
        do {
            plan = try YAMLDecoder().decode(RolloutPlan.self, from: text)
        } catch let error as DecodingError {
            throw CommandFailure(.rolloutPlanUnreadable, "the plan '\(name)' can't be read: \(reason(error))")
        }
        try plan.check()
        return plan
    }

    private static func reason(_ error: DecodingError) -> String {
        switch error {
        case .keyNotFound(let key, let context): "'\(key.stringValue)' is missing\(place(context))"
        case .typeMismatch(_, let context), .valueNotFound(_, let context):
            context.debugDescription + place(context)
        case .dataCorrupted(let context):
            (context.underlyingError.map { "\($0)" } ?? context.debugDescription) + place(context)
        @unknown default: "\(error)"
        }
    }

    private static func place(_ context: DecodingError.Context) -> String {
        guard !context.codingPath.isEmpty else { return "" }
        return ", at "
            + context.codingPath.map { $0.intValue.map(String.init) ?? $0.stringValue }
            .joined(separator: ".")
    }
}
