extension JSONReader {
    /// An error of the caller's about the value that was read last.
    /// - Parameter message: One sentence without the place.
    public func invalid(_ message: String) -> JSONError {
        located(JSONError(.invalid, message, offset: position))
    }

    /// The error for a member that the object read last lacks.
    public func missing(_ member: String) -> JSONError {
        // The object's end was consumed: the place is the closing brace.
        located(JSONError(.missing, "'\(member)' is missing", offset: max(position - 1, 0), member: member))
    }

    /// The error for something else than a `type`, or for null.
    mutating func mismatch(_ type: Any.Type) -> JSONError {
        guard let byte = peek() else { return syntax("a value is missing") }
        let found: String
        switch byte {
        case .openBrace: found = "an object"
        case .openBracket: found = "an array"
        case .quote: found = "a string"
        case UInt8(ascii: "t"), UInt8(ascii: "f"): found = "a boolean"
        case .minus, 0x30...0x39: found = "a number"
        case UInt8(ascii: "n"):
            var copy = JSONReader(base, end: end, position: position)
            if (try? copy.skipValue()) == nil { return syntax("a value can't begin like this") }
            return located(
                JSONError(.null, "null stands where \(Self.name(of: type)) is needed", offset: position, wanted: type))
        default: return syntax("a value can't begin like this")
        }
        return located(
            JSONError(
                .mismatch, "\(found) stands where \(Self.name(of: type)) is needed", offset: position, wanted: type))
    }

    /// What JSON calls a container; other types by their own names.
    private static func name(of type: Any.Type) -> String {
        if type == [String: Any].self { return "an object" }
        return type == [Any].self ? "an array" : "a \(type)"
    }

    func expected(_ what: String) -> JSONError {
        syntax(position < end ? "\(what) is expected" : "the text ends where \(what) is expected")
    }

    func syntax(_ message: String, at offset: Int? = nil) -> JSONError {
        located(JSONError(.syntax, message, offset: offset ?? position))
    }

    func tooDeep() -> JSONError {
        syntax("containers nest deeper than \(Self.maximumDepth)")
    }

    func located(_ error: JSONError) -> JSONError {
        guard countsLines else { return error }
        var error = error
        var line = 1
        var lineStart = 0
        for index in 0..<min(error.offset, end) where base[index] == 0x0A {
            line += 1
            lineStart = index + 1
        }
        error.line = line
        error.column = error.offset - lineStart + 1
        return error
    }
}
