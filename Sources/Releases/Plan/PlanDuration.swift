/// A length of time in a plan: seconds as a number, or a text such as `500ms`, `30s`, `5m`, `1h`.
public struct PlanDuration: Hashable, Sendable {
    public var milliseconds: Int64

    public init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    /// - Parameter seconds: From 0 to a year.
    public init?(seconds: Double) {
        guard seconds >= 0, seconds <= 366 * 86_400 else { return nil }
        self.init(milliseconds: Int64((seconds * 1_000).rounded()))
    }

    public static func seconds(_ seconds: Int) -> PlanDuration {
        PlanDuration(milliseconds: Int64(seconds) * 1_000)
    }

    public static func minutes(_ minutes: Int) -> PlanDuration { .seconds(minutes * 60) }
}

extension PlanDuration: LosslessStringConvertible {
    private static let units: [(name: String, milliseconds: Int64)] = [
        ("ms", 1), ("s", 1_000), ("m", 60_000), ("h", 3_600_000),
    ]

    public init?(_ text: String) {
        let units = Self.units + [("", 1_000)]
        guard let unit = units.first(where: { text.hasSuffix($0.name) }) else { return nil }
        let number = text.dropLast(unit.name.count)
        // `Double` alone would take signs, exponents, "inf" and "nan".
        guard number.utf8.first.map({ (0x30...0x39).contains($0) }) == true,
            number.utf8.allSatisfy({ (0x30...0x39).contains($0) || $0 == UInt8(ascii: ".") }),
            let value = Double(number)
        else { return nil }
        self.init(seconds: value * Double(unit.milliseconds) / 1_000)
    }

    /// In the largest unit that it is a whole number of: `90s`, `5m`.
    public var description: String {
        let unit = Self.units.last { milliseconds % $0.milliseconds == 0 && milliseconds >= $0.milliseconds }
        return unit.map { "\(milliseconds / $0.milliseconds)\($0.name)" } ?? "0s"
    }
}

extension PlanDuration: Codable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let duration: PlanDuration?
        let shown: String
        if let number = try? container.decode(Double.self) {
            (duration, shown) = (PlanDuration(seconds: number), "\(number)")
        } else {
            let text = try container.decode(String.self)
            (duration, shown) = (PlanDuration(text), "'\(text)'")
        }
        guard let duration else {
            throw DecodingError.dataCorrupted(
                .init(
                    codingPath: decoder.codingPath,
                    debugDescription: "\(shown) is no duration; write seconds, or 500ms, 30s, 5m, 1h"))
        }
        self = duration
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
