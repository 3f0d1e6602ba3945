/// A member of an object where it lies in the bytes.
public struct JSONMember: Sendable {
    public var name = StringRange(start: 0, count: 0, hasEscapes: false)
    public var kind = JSONReader.Next.null
    /// With the quotes of a string.
    public var value = 0..<0
    /// Whether the value is a string whose bytes are not yet the text itself.
    public var hasEscapes = false

    public init() {}
}

extension JSONReader {
    /// Goes to the next member and behind its value; an object is left to be read, and has no end yet.
    /// - Parameter member: Is written over.
    /// - Returns: `false` at the object's end, which is consumed.
    public mutating func nextMember(_ member: inout JSONMember) throws(JSONError) -> Bool {
        guard try advance(to: .closeBrace) else { return false }
        member.name = try scanKey()
        try skipColon()
        member.kind = try kindOfNext()
        let start = position
        member.hasEscapes = false
        switch member.kind {
        case .string: member.hasEscapes = try scanString().hasEscapes
        case .object: break
        case .array, .number, .bool, .null: try skipValue()
        }
        member.value = start..<position
        return true
    }
}
