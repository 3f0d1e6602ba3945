/// What assigning to a part of a URL does, by the part's name in scripts.
extension URLRecord {
    enum Part: Int {
        case `protocol`, username, password, host, hostname, port, pathname, search, hash
    }

    /// A value that the part can't take leaves it as it was.
    mutating func set(_ part: Part, _ value: [UInt8]) {
        switch part {
        case .protocol: reparse(value + [0x3A], from: .schemeStart)
        case .username:
            guard !cannotHaveCredentialsOrPort else { return }
            username = Self.encode(value, .userinfo)
        case .password:
            guard !cannotHaveCredentialsOrPort else { return }
            password = Self.encode(value, .userinfo)
        case .host:
            if !hasOpaquePath { reparse(value, from: .host) }
        case .hostname:
            if !hasOpaquePath { reparse(value, from: .hostname) }
        case .port:
            guard !cannotHaveCredentialsOrPort else { return }
            if value.isEmpty { port = nil } else { reparse(value, from: .port) }
        case .pathname:
            guard !hasOpaquePath else { return }
            segments = []
            reparse(value, from: .pathStart)
        case .search:
            guard !value.isEmpty else {
                query = nil
                return
            }
            query = []
            reparse(value.first == 0x3F ? Array(value.dropFirst()) : value, from: .query)
        case .hash:
            guard !value.isEmpty else {
                fragment = nil
                return
            }
            fragment = []
            reparse(value.first == 0x23 ? Array(value.dropFirst()) : value, from: .fragment)
        }
    }

    private mutating func reparse(_ value: [UInt8], from state: URLParser.State) {
        var parser = URLParser(value, url: self, override: state)
        // A part that failed has not been touched, and those before it keep what they took.
        _ = parser.run()
        self = parser.url
    }

    private static func encode(_ value: [UInt8], _ set: URLSyntax.EncodeSet) -> [UInt8] {
        var result: [UInt8] = []
        for byte in value { URLSyntax.percentEncode(byte, set, into: &result) }
        return result
    }
}
