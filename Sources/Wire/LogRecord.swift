/// A log line of a worker that knows its level and its request. It travels on standard error among what the function
/// prints: one line that begins with the ASCII record separator, its parts divided by unit separators.
public struct LogRecord: Sendable, Equatable {
    private static let mark: Character = "\u{1E}"
    private static let separator: Character = "\u{1F}"

    public var level: String
    public var function: String
    public var requestID: String
    public var message: String
    public var metadata: [(name: String, value: String)]

    public init(
        level: String, function: String, requestID: String, message: String,
        metadata: [(name: String, value: String)] = []
    ) {
        self.level = level
        self.function = function
        self.requestID = requestID
        self.message = message
        self.metadata = metadata
    }

    /// The line without its end. A line end inside a part becomes a vertical tab.
    public var line: String {
        var line = String(Self.mark)
        let parts = [level, function, requestID, message] + metadata.flatMap { [$0.name, $0.value] }
        for (index, part) in parts.enumerated() {
            if index > 0 { line.append(Self.separator) }
            for scalar in part.unicodeScalars {
                switch scalar {
                case "\n": line.unicodeScalars.append("\u{0B}")
                case "\r", "\u{1E}", "\u{1F}": line.unicodeScalars.append(" ")
                default: line.unicodeScalars.append(scalar)
                }
            }
        }
        return line
    }

    /// - Returns: `nil` for a line that is not a record.
    public init?(line: String) {
        guard line.first == Self.mark else { return nil }
        let parts = line.dropFirst().split(separator: Self.separator, omittingEmptySubsequences: false)
            .map { String($0).replacingVerticalTabs }
        guard parts.count >= 4, parts.count.isMultiple(of: 2) else { return nil }
        self.init(level: parts[0], function: parts[1], requestID: parts[2], message: parts[3])
        for index in stride(from: 4, to: parts.count, by: 2) { metadata.append((parts[index], parts[index + 1])) }
    }

    public static func == (left: LogRecord, right: LogRecord) -> Bool {
        left.line == right.line
    }
}

extension String {
    fileprivate var replacingVerticalTabs: String {
        guard unicodeScalars.contains("\u{0B}") else { return self }
        return String(String.UnicodeScalarView(unicodeScalars.map { $0 == "\u{0B}" ? "\n" : $0 }))
    }
}
