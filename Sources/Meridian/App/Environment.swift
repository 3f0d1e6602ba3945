#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// Where settings of the surroundings come from: the process's environment, or a dictionary in tests.
package struct Environment: Sendable {
    /// The time that functions live by; the system's when `nil`.
    package var time: (any TimeSource)?
    private let values: [String: String]?

    private init(values: [String: String]?) {
        self.values = values
    }

    package init(_ values: [String: String], time: (any TimeSource)? = nil) {
        self.values = values
        self.time = time
    }

    /// The environment of this process.
    package static let process = Environment(values: nil)

    /// The value of a variable; an empty one counts as absent.
    package subscript(name: String) -> String? {
        let value = if let values { values[name] } else { getenv(name).map { String(cString: $0) } }
        return value?.isEmpty == true ? nil : value
    }

    /// Whether errors may show what happened inside: `MERIDIAN_STAGE` is `dev`.
    package var isDevelopment: Bool { self["MERIDIAN_STAGE"] == "dev" }
}
