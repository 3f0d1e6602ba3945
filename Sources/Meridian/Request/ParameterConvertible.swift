/// A value that a path, query, header or cookie parameter can be read as.
///
/// The numbers, `Bool`, `String` and optionals of them conform. An enumeration with a raw value only needs the
/// conformance written down: `enum Order: String, ParameterConvertible { case price, name }`. Any other `Decodable` type
/// that decodes from one string, number or boolean is read too, such as `UUID`, `Date` and `URL`.
public protocol ParameterConvertible {
    /// - Parameter parameter: The text, already percent-decoded.
    /// - Returns: `nil` when the text is no such value; the caller is answered 400.
    init?(parameter: String)

    /// What stands for a parameter that is not there; `nil` makes it required.
    static var whenMissing: Self? { get }
}

extension ParameterConvertible {
    public static var whenMissing: Self? { nil }
}

extension ParameterConvertible where Self: LosslessStringConvertible {
    public init?(parameter: String) { self.init(parameter) }
}

extension ParameterConvertible where Self: RawRepresentable, RawValue: ParameterConvertible {
    public init?(parameter: String) {
        guard let raw = RawValue(parameter: parameter) else { return nil }
        self.init(rawValue: raw)
    }
}

extension String: ParameterConvertible {}
extension Int: ParameterConvertible {}
extension Int8: ParameterConvertible {}
extension Int16: ParameterConvertible {}
extension Int32: ParameterConvertible {}
extension Int64: ParameterConvertible {}
extension UInt: ParameterConvertible {}
extension UInt8: ParameterConvertible {}
extension UInt16: ParameterConvertible {}
extension UInt32: ParameterConvertible {}
extension UInt64: ParameterConvertible {}

extension Double: ParameterConvertible {
    /// Takes decimal numbers; infinities and `nan` are refused.
    public init?(parameter: String) {
        guard let value = Double(parameter), value.isFinite else { return nil }
        self = value
    }
}

extension Float: ParameterConvertible {
    /// Takes decimal numbers; infinities and `nan` are refused.
    public init?(parameter: String) {
        guard let value = Float(parameter), value.isFinite else { return nil }
        self = value
    }
}

extension Bool: ParameterConvertible {
    /// Takes `true` and `1`, `false` and `0`.
    public init?(parameter: String) {
        switch parameter {
        case "true", "1": self = true
        case "false", "0": self = false
        default: return nil
        }
    }
}

extension Optional: ParameterConvertible where Wrapped: ParameterConvertible {
    public init?(parameter: String) {
        guard let value = Wrapped(parameter: parameter) else { return nil }
        self = .some(value)
    }

    public static var whenMissing: Wrapped?? { .some(.none) }
}
