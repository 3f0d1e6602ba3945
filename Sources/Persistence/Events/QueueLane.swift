/// Where events wait for one function, so that those of another don't stand in their way: 1–200 visible ASCII characters,
/// such as `charge` or `charge@live`.
public struct QueueLane: RawRepresentable, Hashable, Comparable, Sendable, CustomStringConvertible {
    public let rawValue: String

    /// `nil` when the text is no name of a lane.
    public init?(rawValue: String) {
        guard (1...200).contains(rawValue.utf8.count), rawValue.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            return nil
        }
        self.rawValue = rawValue
    }

    public init?(_ rawValue: String) {
        self.init(rawValue: rawValue)
    }

    public static func < (left: QueueLane, right: QueueLane) -> Bool {
        left.rawValue.utf8.lexicographicallyPrecedes(right.rawValue.utf8)
    }

    public var description: String { rawValue }

    public static let rule = "1–200 visible ASCII characters"
}

extension QueueLane: ExpressibleByStringLiteral {
    /// - Precondition: The text is the name of a lane.
    public init(stringLiteral text: String) {
        guard let lane = QueueLane(rawValue: text) else { preconditionFailure("'\(text)' is no lane: \(Self.rule)") }
        self = lane
    }
}
