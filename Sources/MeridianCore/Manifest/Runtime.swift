/// What runs the code of a package.
public enum Runtime: String, Hashable, Sendable, CaseIterable {
    /// An executable built on Meridian.
    case swift
    /// A script in an isolate of the platform.
    case javascript
    /// Any executable.
    case custom
    /// The machine's Node.js.
    case nodejs
    /// The machine's Python.
    case python3

    /// Whether the code knows nothing of Meridian and is reached by a ``Contract``.
    public var isForeign: Bool {
        switch self {
        case .swift, .javascript: false
        case .custom, .nodejs, .python3: true
        }
    }
}

extension Runtime: Codable {
    public init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let runtime = Runtime(rawValue: text) else {
            throw DecodingError.dataCorrupted(
                .init(
                    codingPath: decoder.codingPath,
                    debugDescription: "'\(text)' is no runtime; there are "
                        + Self.allCases.map(\.rawValue).joined(separator: ", ")))
        }
        self = runtime
    }
}
