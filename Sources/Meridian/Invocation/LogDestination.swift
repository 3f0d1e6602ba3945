package import Logging

/// Where the loggers of contexts write.
package struct LogDestination: Sendable {
    /// - Parameters: service and function.
    let makeLogger: @Sendable (_ service: String, _ function: String) -> Logger

    /// The logging system of the process; standard error unless it was bootstrapped otherwise.
    package static let system = LogDestination { service, function in Logger(label: "\(service).\(function)") }

    /// A handler of your own, made for each logger.
    package static func handler(_ make: @escaping @Sendable (_ function: String) -> any LogHandler) -> LogDestination {
        LogDestination { service, function in
            Logger(label: "\(service).\(function)") { _ in make(function) }
        }
    }
}
