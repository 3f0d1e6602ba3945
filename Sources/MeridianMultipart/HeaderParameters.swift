/// A header value with parameters: `form-data; name="a"; filename="b.txt"`.
struct HeaderParameters {
    /// What stands before the first semicolon, in lower case.
    let value: String
    private let parameters: [(name: String, value: String)]

    /// - Returns: `nil` when a parameter is malformed or given twice.
    init?(_ text: String) {
        var rest = text.utf8[...]
        value = Self.trimmed(String(Substring(Self.take(&rest) { $0 != UInt8(ascii: ";") }))).lowercased()
        var parameters: [(name: String, value: String)] = []
        while rest.popFirst() == UInt8(ascii: ";") {
            Self.skipSpaces(&rest)
            if rest.isEmpty { break }
            let name = String(Substring(Self.take(&rest) { Self.isToken($0) })).lowercased()
            guard !name.isEmpty, rest.popFirst() == UInt8(ascii: "="), !parameters.contains(where: { $0.name == name })
            else { return nil }
            guard let value = rest.first == UInt8(ascii: "\"") ? Self.quoted(&rest) : Self.plain(&rest) else {
                return nil
            }
            parameters.append((name, value))
            Self.skipSpaces(&rest)
            guard rest.isEmpty || rest.first == UInt8(ascii: ";") else { return nil }
        }
        self.parameters = parameters
    }

    subscript(name: String) -> String? { parameters.first { $0.name == name }?.value }

    private static func plain(_ rest: inout Substring.UTF8View) -> String? {
        let text = trimmed(String(Substring(take(&rest) { $0 != UInt8(ascii: ";") })))
        return text.isEmpty ? nil : text
    }

    /// A backslash before anything but a quote or another backslash is itself: some browsers send paths of Windows.
    private static func quoted(_ rest: inout Substring.UTF8View) -> String? {
        rest.removeFirst()
        var bytes: [UInt8] = []
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "\""): return String(decoding: bytes, as: UTF8.self)
            case UInt8(ascii: "\\") where rest.first == UInt8(ascii: "\"") || rest.first == UInt8(ascii: "\\"):
                bytes.append(rest.removeFirst())
            default: bytes.append(byte)
            }
        }
        return nil
    }

    private static func take(
        _ rest: inout Substring.UTF8View, while isTaken: (UInt8) -> Bool
    ) -> Substring.UTF8View {
        let taken = rest.prefix(while: isTaken)
        rest = rest[taken.endIndex...]
        return taken
    }

    private static func skipSpaces(_ rest: inout Substring.UTF8View) {
        rest = rest.drop { $0 == 0x20 || $0 == 0x09 }
    }

    static func trimmed(_ text: String) -> String {
        var text = text.utf8.drop { $0 == 0x20 || $0 == 0x09 }
        while let last = text.last, last == 0x20 || last == 0x09 { text.removeLast() }
        return String(Substring(text))
    }

    /// RFC 9110 §5.6.2.
    static func isToken(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
    }
}
