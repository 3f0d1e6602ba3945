extension URLRecord {
    /// The whole URL with the places of its parts in it.
    public struct Serialized: Sendable, Equatable {
        public var href: [UInt8] = []
        /// Behind the colon of the scheme.
        var schemeEnd = 0
        var usernameStart = 0
        var usernameEnd = 0
        /// Equal to `usernameEnd` when there is no password.
        var passwordEnd = 0
        var hostStart = 0
        var hostEnd = 0
        /// -1 when there is none.
        var port = -1
        var pathStart = 0
        /// -1 when there is none.
        var searchStart = -1
        /// -1 when there is none.
        var hashStart = -1
    }

    public var serialized: Serialized {
        var result = Serialized()
        result.href.reserveCapacity(64)
        result.href += scheme
        result.href.append(0x3A)
        result.schemeEnd = result.href.count
        if let host { serializeAuthority(host, into: &result) } else { serializeNoHost(into: &result) }
        result.pathStart = result.href.count
        result.href += pathText
        if let query {
            result.searchStart = result.href.count
            result.href.append(0x3F)
            result.href += query
        }
        if let fragment {
            result.hashStart = result.href.count
            result.href.append(0x23)
            result.href += fragment
        }
        return result
    }

    private func serializeAuthority(_ host: [UInt8], into result: inout Serialized) {
        result.href += "//".utf8
        result.usernameStart = result.href.count
        result.href += username
        result.usernameEnd = result.href.count
        if !password.isEmpty {
            result.href.append(0x3A)
            result.href += password
        }
        result.passwordEnd = result.href.count
        if !username.isEmpty || !password.isEmpty { result.href.append(0x40) }
        result.hostStart = result.href.count
        result.href += host
        result.hostEnd = result.href.count
        if let port {
            result.port = Int(port)
            result.href.append(0x3A)
            result.href += String(port).utf8
        }
    }

    private func serializeNoHost(into result: inout Serialized) {
        // So that the path is not taken for a host when the text is parsed again.
        if !hasOpaquePath, segments.count > 1, segments[0].isEmpty { result.href += "/.".utf8 }
        let place = result.href.count
        (result.usernameStart, result.usernameEnd, result.passwordEnd) = (place, place, place)
        (result.hostStart, result.hostEnd) = (place, place)
    }

    var pathText: [UInt8] {
        if let opaquePath { return opaquePath }
        var text: [UInt8] = []
        for segment in segments {
            text.append(0x2F)
            text += segment
        }
        return text
    }

    /// Path and query, as a request line has them.
    public var target: String {
        String(decoding: pathText + (query.map { [0x3F] + $0 } ?? []), as: UTF8.self)
    }

    /// The URL as text.
    public var href: String { String(decoding: serialized.href, as: UTF8.self) }
}
