import Exporting
import Foundation
import MeridianCore
import Specification

/// A way of carrying out an export with a platform's own command.
protocol VendorDeployment: Sendable {
    /// Prepares what can be looked at before anything changes.
    /// - Returns: What would change, for people; `nil` when nothing would.
    mutating func difference() async throws -> String?
    /// Takes back what ``difference()`` has prepared.
    func abandon() async throws
    /// Makes the change, and waits until it is in effect.
    /// - Returns: What is said of it: where the service answers, and such.
    func carryOut() async throws -> [String]
}

extension VendorDeployment {
    func abandon() async throws {}
}

/// What came of a deployment.
struct DeploymentReport: Sendable, Encodable {
    enum State: String, Sendable, Encodable {
        case deployed, unchanged
        /// Looked at only.
        case planned
    }

    var service: ServiceName
    var target: String
    var state: State
    var difference: String?
    var notes: [String] = []
}

extension ExportedService {
    /// The deployment of the export.
    /// - Throws: ``CommandFailure`` when the command is missing or the platform is not deployed to.
    func deployment(pushingImage isPushing: Bool, _ surroundings: VendorTool.Surroundings) throws
        -> any VendorDeployment
    {
        switch package.target {
        case .lambda: return try LambdaDeployment(self, surroundings)
        case .fc: return try FunctionComputeDeployment(self, surroundings)
        case .knative, .kubernetes: return try ClusterDeployment(self, pushingImage: isPushing, surroundings)
        case .openwhisk, .azure, .app, .meridian:
            throw CommandFailure(
                .badArgument,
                "there is no deployment to \(package.target.title); `meridian export --target \(package.target)` writes what its "
                    + "own tools need")
        }
    }
}
