import Admission
import Control
import Foundation
import MeridianCore

/// What follows from the highest rate within a goal: limits, and instances to have ready.
struct CapacityProposal: Encodable, Equatable {
    var rules: [Rule]
    /// Instances that served the rate. `maxInstances` should be no less.
    var instances: Int
    /// By function.
    var standby: [String: Int]

    /// - Parameters:
    ///   - rate: The highest within the goal, in requests a second.
    ///   - p99: Of the goal, in milliseconds.
    ///   - instances: That were ready when it was served.
    init(service: ServiceName, function: FunctionName, rate: Double, p99: Double, instances: Int) {
        let target = RuleTarget.function(service, function)
        let name = String("capacity-\(service)-\(function)".prefix(RuleSet.longestName - 8))
        // Little's law (J. D. C. Little, "A Proof for the Queuing Formula: L = λW", 1961): when more than this are under
        // way at this rate, answers take longer than the goal allows.
        let atATime = max(1, (rate * p99 / 1_000).rounded(.up))
        rules = [
            Rule("\(name)-rate", on: target, .flow(FlowRule(count: max(1, rate.rounded(.down))))),
            Rule("\(name)-load", on: target, .flow(FlowRule(grade: .concurrency, count: atATime))),
        ]
        self.instances = instances
        standby = [target.description: instances]
    }

    /// A profile with this in it: rules in place of those of their names, and the rest as it was.
    func profile(over former: ProfileDocument) -> ProfileDocument {
        var profile = former
        let names = Set(rules.map(\.name))
        profile.rules.rules.removeAll { names.contains($0.name) }
        profile.rules.rules += rules
        profile.standby.merge(standby) { _, own in own }
        return profile
    }
}

extension ControlClient {
    /// Puts a proposal into a profile: into the one there is under the name, or one with the rules in force.
    func save(_ proposal: CapacityProposal, as name: String) async throws {
        let path = "/v1/profiles/\(name.percentEncodedSegment)"
        let former: ProfileDocument
        do {
            former = try await document(ProfileDocument.self, "GET", path)
        } catch let failure as CommandFailure where failure.code == .unknownProfile {
            former = ProfileDocument(rules: try await document(RuleSet.self, "GET", "/v1/rules"))
        }
        _ = try await document(ProfileDocument.self, "PUT", path, sending: proposal.profile(over: former))
    }
}
