import TestSupport

@testable import JSONCodec

/// Any JSON value, read and written through `Codable` alone.
enum Anything: Hashable, Codable {
    case null
    case bool(Bool)
    case integer(Int64)
    case number(Double)
    case string(String)
    case array([Anything])
    case object([String: Anything])

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(Bool.self) {
            self = .bool(value)
        } else if let value = try? container.decode(Int64.self) {
            self = .integer(value)
        } else if let value = try? container.decode(Double.self) {
            self = .number(value)
        } else if let value = try? container.decode(String.self) {
            self = .string(value)
        } else if let value = try? container.decode([Anything].self) {
            self = .array(value)
        } else {
            self = .object(try container.decode([String: Anything].self))
        }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .null: try container.encodeNil()
        case .bool(let value): try container.encode(value)
        case .integer(let value): try container.encode(value)
        case .number(let value): try container.encode(value)
        case .string(let value): try container.encode(value)
        case .array(let value): try container.encode(value)
        case .object(let value): try container.encode(value)
        }
    }

    static func random(depth: Int, _ random: inout SeededGenerator) -> Anything {
        switch Int.random(in: 0..<(depth > 0 ? 8 : 6), using: &random) {
        case 0: .null
        case 1: .bool(.random(using: &random))
        case 2: .integer(Int64(truncatingIfNeeded: random.next() >> UInt64.random(in: 0..<64, using: &random)))
        case 3: .integer(.random(in: -100...100, using: &random))
        case 4: .number(randomDouble(&random))
        case 5: .string(randomString(&random))
        case 6:
            .array((0..<Int.random(in: 0..<5, using: &random)).map { _ in self.random(depth: depth - 1, &random) })
        default:
            .object(
                Dictionary(
                    (0..<Int.random(in: 0..<5, using: &random)).map { _ in
                        (randomString(&random), self.random(depth: depth - 1, &random))
                    }
                ) { first, _ in first })
        }
    }

    /// Never a whole number, which would be read as an integer.
    static func randomDouble(_ random: inout SeededGenerator) -> Double {
        while true {
            let value =
                Bool.random(using: &random)
                ? Double(bitPattern: random.next()) : Double(Int64.random(in: -99_999...99_999, using: &random)) / 1000
            if value.isFinite, value.isNormal, Int64(exactly: value) == nil { return value }
        }
    }

    static func randomString(_ random: inout SeededGenerator) -> String {
        let scalars: [ClosedRange<UInt32>] = [0x20...0x7E, 0...0x1F, 0xA0...0x2FF, 0x2000...0x2FFF, 0x1F600...0x1F64F]
        var text = ""
        for _ in 0..<Int.random(in: 0..<20, using: &random) {
            let range = scalars[min(Int.random(in: 0..<12, using: &random), scalars.count - 1) % scalars.count]
            let choice = Int.random(in: 0..<3, using: &random) == 0 ? range : scalars[0]
            text.unicodeScalars.append(Unicode.Scalar(UInt32.random(in: choice, using: &random))!)
        }
        return text
    }
}
