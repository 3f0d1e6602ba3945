/// Writes metrics for Prometheus and what speaks its formats: its text format (version 0.0.4), or OpenMetrics 1.0.
public struct Exposition: Sendable {
    public enum Format: Sendable {
        case prometheus, openMetrics

        /// The one that a scraper would rather have, as its Accept field says; Prometheus's own in doubt.
        public init(accept: String?) {
            var best = 0.0
            self = .prometheus
            for part in (accept ?? "").split(separator: ",") {
                let words = part.split(separator: ";").map { $0.filter { $0 != " " }.lowercased() }
                guard let type = words.first else { continue }
                let quality = words.first { $0.hasPrefix("q=") }.flatMap { Double($0.dropFirst(2)) } ?? 1
                guard quality > best, type == "application/openmetrics-text" || type == "text/plain" else { continue }
                best = quality
                self = type == "text/plain" ? .prometheus : .openMetrics
            }
        }

        public var contentType: String {
            switch self {
            case .prometheus: "text/plain; version=0.0.4; charset=utf-8"
            case .openMetrics: "application/openmetrics-text; version=1.0.0; charset=utf-8"
            }
        }
    }

    /// Labels of a series, made once for all its samples.
    public struct Labels: Sendable {
        fileprivate var bytes: [UInt8] = []

        public init(_ labels: KeyValuePairs<String, String> = [:]) {
            for (name, value) in labels { add(name, value) }
        }

        /// - Parameter value: Any text; what has a meaning in the format is escaped.
        public mutating func add(_ name: String, _ value: String) {
            if !bytes.isEmpty { bytes.append(UInt8(ascii: ",")) }
            bytes += name.utf8
            bytes += "=\"".utf8
            Exposition.escape(value, quotes: true, into: &bytes)
            bytes.append(UInt8(ascii: "\""))
        }
    }

    /// The bounds of duration buckets, in seconds.
    public static let durationBounds = [
        0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
    ]
    static let durationLimits = durationBounds.map { LatencyHistogram.bucketsUpTo($0 * 1e9) }
    private static let durationLabels = durationBounds.map { Array("le=\"\($0)\"".utf8) } + [Array("le=\"+Inf\"".utf8)]

    public let format: Format
    public private(set) var bytes: [UInt8] = []

    public init(_ format: Format = .prometheus) {
        self.format = format
    }

    public var text: String { String(decoding: bytes, as: UTF8.self) }

    /// Begins a metric.
    /// - Parameters:
    ///   - type: `counter`, `gauge` or `histogram`.
    ///   - unit: With which the name ends, `_total` aside.
    public mutating func metric(_ name: String, type: String, help: String, unit: String? = nil) {
        var family = name[...]
        // The family of a counter is named without the suffix that its samples have.
        if format == .openMetrics, type == "counter", family.hasSuffix("_total") { family = family.dropLast(6) }
        put("# HELP \(family) ")
        Self.escape(help, quotes: format == .openMetrics, into: &bytes)
        put("\n# TYPE \(family) \(type)\n")
        if let unit, format == .openMetrics { put("# UNIT \(family) \(unit)\n") }
    }

    public mutating func sample(_ name: String, _ labels: KeyValuePairs<String, String> = [:], _ value: some Numeric) {
        sample(name, Labels(labels), value)
    }

    public mutating func sample(_ name: String, _ labels: Labels, _ value: some Numeric) {
        line(name, "", labels.bytes, [], "\(value)")
    }

    /// - Parameter adding: One label more.
    public mutating func sample(
        _ name: String, _ labels: Labels, adding label: (name: StaticString, value: StaticString), _ value: some Numeric
    ) {
        line(name, "", labels.bytes, Array("\(label.name)=\"\(label.value)\"".utf8), "\(value)")
    }

    public mutating func histogram(
        _ name: String, _ labels: KeyValuePairs<String, String>, _ histogram: LatencyHistogram
    ) {
        self.histogram(name, Labels(labels), histogram)
    }

    /// Adds buckets, sum and count of a duration.
    public mutating func histogram(_ name: String, _ labels: Labels, _ histogram: LatencyHistogram) {
        let counts = histogram.cumulativeCounts(Self.durationLimits) + [histogram.count]
        for (count, bound) in zip(counts, Self.durationLabels) {
            line(name, "_bucket", labels.bytes, bound, "\(count)")
        }
        line(name, "_sum", labels.bytes, [], "\(Double(histogram.sum) / 1e9)")
        line(name, "_count", labels.bytes, [], "\(histogram.count)")
    }

    /// Ends it: OpenMetrics wants to know that nothing is missing.
    public mutating func finish() {
        if format == .openMetrics { put("# EOF\n") }
    }

    private mutating func line(_ name: String, _ suffix: String, _ labels: [UInt8], _ more: [UInt8], _ value: String) {
        put(name)
        put(suffix)
        if !labels.isEmpty || !more.isEmpty {
            bytes.append(UInt8(ascii: "{"))
            bytes += labels
            if !labels.isEmpty, !more.isEmpty { bytes.append(UInt8(ascii: ",")) }
            bytes += more
            bytes.append(UInt8(ascii: "}"))
        }
        bytes.append(UInt8(ascii: " "))
        put(value)
        bytes.append(UInt8(ascii: "\n"))
    }

    private mutating func put(_ text: String) { bytes += text.utf8 }

    private static func escape(_ text: String, quotes: Bool, into bytes: inout [UInt8]) {
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\\"): bytes += "\\\\".utf8
            case UInt8(ascii: "\"") where quotes: bytes += "\\\"".utf8
            case UInt8(ascii: "\n"): bytes += "\\n".utf8
            default: bytes.append(byte)
            }
        }
    }
}
