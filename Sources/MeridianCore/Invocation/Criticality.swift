/// How much a request matters when not all can be served (the four classes of *Site Reliability Engineering*, ch. 21).
///
/// Passed along on calls between functions, so that what a critical request needs is as critical.
public enum Criticality: UInt8, Sendable, Hashable, CaseIterable, Comparable {
    /// Turned away last: losing it is seen by people at once and costs the most.
    case criticalPlus
    /// What requests are unless something says otherwise.
    case critical
    /// Can wait for minutes and be tried again: reports, batches.
    case sheddablePlus
    /// Can be lost: prefetching, crawling.
    case sheddable

    public static func < (left: Criticality, right: Criticality) -> Bool {
        left.rawValue < right.rawValue
    }

    /// As files and header fields spell it.
    public var name: String {
        switch self {
        case .criticalPlus: "CRITICAL_PLUS"
        case .critical: "CRITICAL"
        case .sheddablePlus: "SHEDDABLE_PLUS"
        case .sheddable: "SHEDDABLE"
        }
    }

    public init?(name: some StringProtocol) {
        guard let found = Self.allCases.first(where: { $0.name == name }) else { return nil }
        self = found
    }
}

extension Criticality: Codable {
    public init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let value = Criticality(name: text) else {
            throw DecodingError.dataCorrupted(
                .init(
                    codingPath: decoder.codingPath,
                    debugDescription: "'\(text)' is no criticality; there are "
                        + Self.allCases.map(\.name).joined(separator: ", ")))
        }
        self = value
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(name)
    }
}
