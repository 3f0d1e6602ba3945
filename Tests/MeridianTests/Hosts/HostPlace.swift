import MeridianCore
import Testing

@testable import Meridian

/// Where the shared checks of hosts run: each host, and Lambda once for each of its gateways.
enum HostPlace: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case app, lambdaVersion1, lambdaVersion2, lambdaBalancer, lambdaStreaming, functionCompute, knative, openWhisk,
        azure

    var testDescription: String { rawValue }

    var isLambda: Bool { rawValue.hasPrefix("lambda") }

    /// Whether answers are handed on whole, as text in a document.
    var gathersAnswers: Bool { isLambda && self != .lambdaStreaming || self == .openWhisk }

    /// Whether the platform brings timers and queues; an app has its own.
    var delivers: Bool { self != .app }
}
