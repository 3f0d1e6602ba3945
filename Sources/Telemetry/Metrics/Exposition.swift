/// Writes the Prometheus text format (version 0.0.4).
public struct Exposition: Sendable {
    /// The bounds of duration buckets, in seconds.
    public static let durationBounds = [
        0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
    ]

    public private(set) var text = ""

    public init() {}

    /// Begins a metric.
    /// - Parameter type: `counter`, `gauge` or `histogram`.
    public mutating func metric(_ name: String, type: String, help: String) {
        text += "# HELP \(name) \(help)\n# TYPE \(name) \(type)\n"
    }

    public mutating func sample(_ name: String, _ labels: KeyValuePairs<String, String> = [:], _ value: some Numeric) {
        text += name
        write(labels.map { ($0.key, $0.value) })
        text += " \(value)\n"
    }

    /// Adds buckets, sum and count of a duration.
    public mutating func histogram(
        _ name: String, _ labels: KeyValuePairs<String, String>, _ histogram: LatencyHistogram
    ) {
        let labels = labels.map { ($0.key, $0.value) }
        for bound in Self.durationBounds {
            text += "\(name)_bucket"
            write(labels + [("le", "\(bound)")])
            text += " \(histogram.count(atMost: bound * 1e9))\n"
        }
        text += "\(name)_bucket"
        write(labels + [("le", "+Inf")])
        text += " \(histogram.count)\n\(name)_sum"
        write(labels)
        text += " \(Double(histogram.sum) / 1e9)\n\(name)_count"
        write(labels)
        text += " \(histogram.count)\n"
    }

    private mutating func write(_ labels: [(String, String)]) {
        guard !labels.isEmpty else { return }
        text += "{"
        text += labels.map { "\($0.0)=\"\(Self.escaped($0.1))\"" }.joined(separator: ",")
        text += "}"
    }

    private static func escaped(_ value: String) -> String {
        var result = ""
        for character in value {
            switch character {
            case "\\": result += "\\\\"
            case "\"": result += "\\\""
            case "\n": result += "\\n"
            default: result.append(character)
            }
        }
        return result
    }
}
