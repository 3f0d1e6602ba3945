/// A URL as the WHATWG standard takes it apart. Every part is ASCII, percent-encoded where it must be.
public struct URLRecord: Sendable, Equatable {
    /// In lower case, without its colon.
    public internal(set) var scheme: [UInt8] = []
    public internal(set) var username: [UInt8] = []
    public internal(set) var password: [UInt8] = []
    /// Serialised, an IPv6 address in brackets; `nil` when the URL has none, empty for `file:///`.
    public internal(set) var host: [UInt8]?
    /// `nil` when it is the scheme's own.
    public internal(set) var port: UInt16?
    /// The path of URLs such as `mailto:` and `data:`; `nil` for those whose path has segments.
    public internal(set) var opaquePath: [UInt8]?
    public internal(set) var segments: [[UInt8]] = []
    public internal(set) var query: [UInt8]?
    public internal(set) var fragment: [UInt8]?

    init() {}

    /// - Returns: `nil` when `text` is no valid URL (relative to `base`).
    public init?(_ text: String, base: URLRecord? = nil) {
        var parser = URLParser(Array(text.utf8), base: base)
        guard parser.run() == .done else { return nil }
        self = parser.url
    }

    var isSpecial: Bool { SpecialScheme.isSpecial(scheme) }

    var hasOpaquePath: Bool { opaquePath != nil }

    var cannotHaveCredentialsOrPort: Bool {
        host == nil || host!.isEmpty || scheme == SpecialScheme.file
    }

    mutating func shortenPath() {
        if scheme == SpecialScheme.file, segments.count == 1, URLSyntax.isNormalizedWindowsDriveLetter(segments[0]) {
            return
        }
        if !segments.isEmpty { segments.removeLast() }
    }
}

/// The schemes that the standard treats as the web's own, with their ports.
enum SpecialScheme {
    static let file = Array("file".utf8)

    static func isSpecial(_ scheme: [UInt8]) -> Bool {
        scheme == file || defaultPort(scheme) != nil
    }

    static func defaultPort(_ scheme: [UInt8]) -> UInt16? {
        switch scheme.count {
        case 2 where scheme.elementsEqual("ws".utf8): 80
        case 3 where scheme.elementsEqual("wss".utf8): 443
        case 3 where scheme.elementsEqual("ftp".utf8): 21
        case 4 where scheme.elementsEqual("http".utf8): 80
        case 5 where scheme.elementsEqual("https".utf8): 443
        default: nil
        }
    }
}
