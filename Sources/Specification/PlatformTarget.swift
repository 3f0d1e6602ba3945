/// Where a service can run, as `--target` and the key `targets` name it.
public enum PlatformTarget: String, Hashable, Sendable, CaseIterable, CustomStringConvertible {
    /// AWS Lambda, on the runtime provided.al2023.
    case lambda
    /// Alibaba Function Compute 3, on a custom runtime.
    case fc
    /// Knative Serving and Eventing, and what speaks their contract, such as Cloud Run.
    case knative
    /// Kubernetes without anything on top.
    case kubernetes
    case openwhisk
    /// Azure Functions, as a custom handler.
    case azure
    /// A directory for a machine or container of one's own.
    case app
    /// Meridian's own platform.
    case meridian

    public var description: String { rawValue }

    /// As its vendor writes it.
    public var title: String {
        switch self {
        case .lambda: "AWS Lambda"
        case .fc: "Function Compute"
        case .knative: "Knative"
        case .kubernetes: "Kubernetes"
        case .openwhisk: "OpenWhisk"
        case .azure: "Azure Functions"
        case .app: "an ordinary app"
        case .meridian: "Meridian"
        }
    }
}
