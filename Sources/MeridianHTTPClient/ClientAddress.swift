/// An absolute address over HTTP, apart from its fragment.
struct ClientAddress: Hashable {
    /// `http` or `https`.
    var scheme: String
    /// Host and port, in lower case.
    var authority: String
    /// Begins with `/`.
    var path: String
    /// Without the `?`.
    var query: String?

    /// - Returns: `nil` for what is not absolute, has another scheme, no host, user information, or anything but
    ///   visible ASCII.
    init?(_ text: String) {
        guard text.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != 0x5C }) else { return nil }
        let lowercased = text.lowercased()
        if lowercased.hasPrefix("https://") {
            scheme = "https"
        } else if lowercased.hasPrefix("http://") {
            scheme = "http"
        } else {
            return nil
        }
        let rest = text.dropFirst(scheme.count + 3).prefix { $0 != "#" }
        authority = rest.prefix { $0 != "/" && $0 != "?" }.lowercased()
        guard !authority.isEmpty, !authority.contains("@"), authority.first != ":" else { return nil }
        let target = rest.dropFirst(authority.count)
        path = String(target.prefix { $0 != "?" })
        if path.isEmpty { path = "/" }
        query = target.firstIndex(of: "?").map { String(target[target.index(after: $0)...]) }
    }

    var description: String { "\(scheme)://\(authority)\(path)" + (query.map { "?" + $0 } ?? "") }

    func hasSameOrigin(as other: ClientAddress) -> Bool {
        scheme == other.scheme && authority == other.authority
    }

    /// Whether something lies at or below this address.
    func contains(_ other: ClientAddress) -> Bool {
        guard hasSameOrigin(as: other) else { return false }
        let folder = path.hasSuffix("/") ? path : path + "/"
        return other.path == path || other.path.hasPrefix(folder)
    }

    /// Puts a path with its query behind this address. Dot segments are resolved, and may not lead out of it.
    func appending(_ relative: String) -> ClientAddress? {
        let base = path.hasSuffix("/") ? String(path.dropLast()) : path
        let separator = relative.hasPrefix("/") || relative.isEmpty || relative.hasPrefix("?") ? "" : "/"
        guard var joined = ClientAddress("\(scheme)://\(authority)\(base)\(separator)\(relative)") else { return nil }
        joined.path = Self.withoutDotSegments(joined.path)
        return contains(joined) ? joined : nil
    }

    /// What a reference in an answer from this address means (RFC 3986 §5.2).
    func resolving(_ reference: String) -> ClientAddress? {
        var resolved: ClientAddress?
        if reference.hasPrefix("//") {
            resolved = ClientAddress("\(scheme):\(reference)")
        } else if reference.hasPrefix("/") {
            resolved = ClientAddress("\(scheme)://\(authority)\(reference)")
        } else if let absolute = ClientAddress(reference) {
            resolved = absolute
        } else if !reference.prefix(while: { $0 != "/" && $0 != "?" }).contains(":") {
            let folder = path[...(path.lastIndex(of: "/") ?? path.startIndex)]
            let base = reference.hasPrefix("?") ? path : String(folder)
            resolved = ClientAddress("\(scheme)://\(authority)\(base)\(reference)")
        }
        guard var resolved else { return nil }
        resolved.path = Self.withoutDotSegments(resolved.path)
        return resolved
    }

    private static func withoutDotSegments(_ path: String) -> String {
        guard path.contains("/.") || path.lowercased().contains("/%2e") else { return path }
        var kept: [Substring] = []
        let segments = path.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
        for (index, segment) in segments.enumerated() {
            let plain = segment.lowercased().replacing("%2e", with: ".")
            switch plain {
            case ".", "..":
                if plain == "..", !kept.isEmpty { kept.removeLast() }
                if index == segments.count - 1 { kept.append("") }
            default: kept.append(segment)
            }
        }
        return "/" + kept.joined(separator: "/")
    }

    /// Percent-encodes everything but the unreserved characters (RFC 3986 §2.3).
    static func escape(_ text: String) -> String {
        var result = ""
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E:
                result.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let hex = String(byte, radix: 16, uppercase: true)
                result += hex.count == 1 ? "%0" + hex : "%" + hex
            }
        }
        return result
    }
}
