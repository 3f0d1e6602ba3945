extension FunctionOptions {
    /// MiB.
    public static let memorySizeRange = 32...32768
    public static let concurrencyRange = 1...1000
    public static let standbyRange = 0...1000
    public static let maxInstancesRange = 1...1000
    public static let cpuSharesRange = 1...10_000
    /// Processors.
    public static let cpuLimitRange = 0.05...1024.0
    /// Seconds; every timeout is more than 0 and at most this.
    public static let longestTimeout: Double = 86400

    /// An option whose value the platform does not take.
    public struct Problem: Hashable, Sendable {
        /// The option as it is spelled in files.
        public let key: String
        /// What the value is and what it may be.
        public let message: String
    }

    /// What is wrong with these options; empty when nothing is.
    public var problems: [Problem] {
        var problems: [Problem] = []
        func check(_ key: String, _ value: Int?, _ range: ClosedRange<Int>, _ unit: String = "") {
            guard let value, !range.contains(value) else { return }
            problems.append(
                Problem(
                    key: key,
                    message: "\(key) is \(value)\(unit); it must be \(range.lowerBound)–\(range.upperBound)\(unit)"))
        }
        func check(_ key: String, seconds: Double?) {
            guard let seconds, !(seconds > 0 && seconds <= Self.longestTimeout) else { return }
            problems.append(
                Problem(
                    key: key,
                    message: "\(key) is \(Self.shown(seconds)) s; it must be more than 0 s and at most 86400 s"))
        }
        check("memorySize", memorySize, Self.memorySizeRange, " MiB")
        check("timeout", seconds: timeout)
        check("initTimeout", seconds: initTimeout)
        check("concurrency", concurrency, Self.concurrencyRange)
        check("standby", standby, Self.standbyRange)
        check("maxInstances", maxInstances, Self.maxInstancesRange)
        check("idleTimeout", seconds: idleTimeout)
        check("cpuShares", cpuShares, Self.cpuSharesRange)
        if let cpuLimit, !Self.cpuLimitRange.contains(cpuLimit) {
            problems.append(
                Problem(
                    key: "cpuLimit",
                    message: "cpuLimit is \(Self.shown(cpuLimit)) processors; it must be 0.05–1024"))
        }
        problems += scaling?.problems(concurrency: concurrency) ?? []
        if let standby, let maxInstances, standby > maxInstances, problems.isEmpty {
            problems.append(
                Problem(
                    key: "standby",
                    message: "standby is \(standby), more than maxInstances, which is \(maxInstances); "
                        + "lower it or raise maxInstances"))
        }
        return problems
    }

    /// A number of seconds as people write it, without a fraction that is zero.
    public static func shown(_ seconds: Double) -> String {
        let text = seconds.description
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }
}
