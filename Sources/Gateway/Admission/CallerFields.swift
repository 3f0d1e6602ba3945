import Admission
import MeridianCore
import NIOCore

/// What the fields of a request say to admission, read in one pass over its head.
///
/// | field | of | says |
/// |---|---|---|
/// | `x-meridian-timeout` | any caller | milliseconds after which nobody waits for the answer |
/// | `x-meridian-attempt` | any caller | which try this is, from 1 |
/// | `authorization` | any caller | an origin without a name, where no other is told |
/// | `x-meridian-criticality` | trusted callers | how much it matters |
/// | `x-meridian-origin` | trusted callers | the name of who calls |
/// | `x-meridian-user` | trusted callers | whom it is for |
struct CallerFields {
    static let criticalityName = "x-meridian-criticality"
    /// What only trusted callers may send; from others it does not reach functions either.
    static let trustedNames = [criticalityName, "x-meridian-origin", "x-meridian-user"]
    private static let mostDigits = 9

    private(set) var criticality: Criticality?
    /// 0 when nobody is named.
    private(set) var origin: UInt64 = 0
    private(set) var user: UInt64 = 0
    private(set) var timeout: Nanoseconds?
    private(set) var isRetry = false
    /// There is a field that only trusted callers may send.
    private(set) var hasTrustedFields = false

    init(_ fields: HTTPFields, hash: KeyHash, isTrusted: Bool) {
        var credentials: UInt64 = 0
        fields.block.withUnsafeReadableBytes { bytes in
            var position = 0
            while position &+ 4 <= bytes.count {
                let nameLength = Int(bytes.loadUnaligned(fromByteOffset: position, as: UInt16.self).bigEndian)
                let valueLength = Int(bytes.loadUnaligned(fromByteOffset: position &+ 2, as: UInt16.self).bigEndian)
                let nameStart = position &+ 4
                let valueStart = nameStart &+ nameLength
                position = valueStart &+ valueLength
                guard nameLength >= 13, nameLength <= 22 else { continue }
                let first = bytes[nameStart]
                guard first == UInt8(ascii: "x") || first == UInt8(ascii: "a") else { continue }
                let name = UnsafeRawBufferPointer(rebasing: bytes[nameStart..<valueStart])
                let value = UnsafeRawBufferPointer(rebasing: bytes[valueStart..<position])
                if Self.isEqual(name, "authorization") {
                    credentials = hash(value)
                } else if Self.begins(name, "x-meridian-") {
                    read(name, value, hash, isTrusted)
                }
            }
        }
        if origin == 0 { origin = credentials }
    }

    private mutating func read(
        _ name: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer, _ hash: KeyHash, _ isTrusted: Bool
    ) {
        if Self.isEqual(name, "x-meridian-timeout") {
            timeout = Self.number(value).map { Nanoseconds($0) * 1_000_000 }
        } else if Self.isEqual(name, "x-meridian-attempt") {
            isRetry = (Self.number(value) ?? 1) > 1
        } else if Self.isEqual(name, "x-meridian-criticality") {
            hasTrustedFields = true
            if isTrusted { criticality = Criticality(bytes: value) }
        } else if Self.isEqual(name, "x-meridian-origin") {
            hasTrustedFields = true
            if isTrusted, !value.isEmpty { origin = hash(value) }
        } else if Self.isEqual(name, "x-meridian-user") {
            hasTrustedFields = true
            if isTrusted, !value.isEmpty { user = hash(value) }
        }
    }

    private static func isEqual(_ bytes: UnsafeRawBufferPointer, _ text: StaticString) -> Bool {
        bytes.count == text.utf8CodeUnitCount && begins(bytes, text)
    }

    private static func begins(_ bytes: UnsafeRawBufferPointer, _ text: StaticString) -> Bool {
        guard bytes.count >= text.utf8CodeUnitCount else { return false }
        for index in 0..<text.utf8CodeUnitCount where bytes[index] != text.utf8Start[index] { return false }
        return true
    }

    /// `nil` for what is no number of at most nine digits.
    private static func number(_ bytes: UnsafeRawBufferPointer) -> Int? {
        guard (1...mostDigits).contains(bytes.count) else { return nil }
        var number = 0
        for byte in bytes {
            guard byte &- 0x30 < 10 else { return nil }
            number = number * 10 + Int(byte &- 0x30)
        }
        return number
    }
}

extension Criticality {
    fileprivate init?(bytes: UnsafeRawBufferPointer) {
        guard let found = Self.allCases.first(where: { $0.name.utf8.elementsEqual(bytes) }) else { return nil }
        self = found
    }
}
