/// The number of an error a person can meet, printed as `MER-1203`.
///
/// Ranges: 1000 invocation, 2000 wire, 3000 HTTP, 4000 specification and manifest, 5000 packaging,
/// 6000 engine, 7000 control, 8000 command. `meridian explain MER-n` prints the long form.
public struct ErrorCode: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    public let rawValue: Int

    public init(rawValue: Int) {
        self.rawValue = rawValue
    }

    public init(_ rawValue: Int) {
        self.rawValue = rawValue
    }

    /// Parses `MER-1203`, `mer-1203` or `1203`; `nil` for anything else.
    public init?(_ text: String) {
        let digits = text.uppercased().hasPrefix("MER-") ? text.dropFirst(4) : text[...]
        guard let number = Int(digits), (1000...9999).contains(number) else { return nil }
        self.rawValue = number
    }

    public var description: String { "MER-\(rawValue)" }
}
