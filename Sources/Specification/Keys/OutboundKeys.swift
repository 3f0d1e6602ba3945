import MeridianCore

extension Shape where Value == [String] {
    /// The hosts that scripts may reach: a list, or `any` or `none`.
    static var outbound: Shape {
        let host = Shape<String>.text(
            pattern: #"^(\*\.)?[A-Za-z0-9._\-\[\]:]+$"#, words: "`any`, `none`, or host such as `*.example.org`"
        ) { text in
            isWord(text) || OutboundHost.isValid(text)
                ? nil
                : (
                    .badOutboundHost,
                    "'\(text)' names no host; write it without scheme and path, such as api.example.com, "
                        + "'*.example.org' or localhost:8080"
                )
        }
        return Shape.list(of: host, orOne: true, example: "[api.example.com, '*.example.org']")
            .map { reader, entries, node, label in
                guard let word = entries.first(where: isWord) else { return entries }
                guard entries.count == 1 else {
                    reader.report(
                        .badOutboundHost, "'\(word)' stands alone in \(label.description); remove it or the others",
                        at: node.position ?? label.position)
                    return nil
                }
                return word == "none" ? [] : ["*"]
            }
    }

    private static func isWord(_ text: String) -> Bool { text == "any" || text == "none" || text == "*" }
}

/// An entry of `outbound`: a host or `*.` and a domain, with a port where it is not the scheme's own.
enum OutboundHost {
    static func isValid(_ text: String) -> Bool {
        var name = text[...]
        if let colon = text.lastIndex(of: ":"), !text.hasSuffix("]") {
            guard let port = Int(text[text.index(after: colon)...]), (1...65_535).contains(port) else { return false }
            name = text[..<colon]
        }
        if name.hasPrefix("[") {
            return name.hasSuffix("]") && name.count > 3
                && name.dropFirst().dropLast().utf8.allSatisfy { isHexadecimal($0) || $0 == UInt8(ascii: ":") }
        }
        if name.hasPrefix("*.") { name = name.dropFirst(2) }
        return name.utf8.count <= 253
            && name.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { label in
                (1...63).contains(label.utf8.count) && label.first != "-" && label.last != "-"
                    && label.utf8.allSatisfy {
                        isLetterOrDigit($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_")
                    }
            }
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x46).contains(byte) || (0x61...0x66).contains(byte)
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }
}
