/// The basic URL parser of the WHATWG standard, a state for each of its states.
///
/// It works on UTF-8: whatever is not ASCII is percent-encoded byte by byte or goes to the host's own parser whole.
struct URLParser {
    enum State {
        case schemeStart, scheme, noScheme, specialRelativeOrAuthority, pathOrAuthority, relative, relativeSlash
        case specialAuthoritySlashes, specialAuthorityIgnoreSlashes, authority, host, hostname, port
        case file, fileSlash, fileHost, pathStart, path, opaquePath, query, fragment
    }

    enum Outcome { case done, failure }

    /// What a state does with the parser.
    enum Step {
        case advance
        case again
        case finish
        case fail
    }

    var url: URLRecord
    let base: URLRecord?
    /// Set when one part of a URL is assigned.
    let override: State?
    let input: [UInt8]
    var state: State
    var position = 0
    var buffer: [UInt8] = []
    var sawAt = false
    var sawPasswordToken = false
    var isInBrackets = false

    init(_ text: [UInt8], base: URLRecord?) {
        var slice = text[...]
        while let first = slice.first, first <= 0x20 { slice.removeFirst() }
        while let last = slice.last, last <= 0x20 { slice.removeLast() }
        self.init(Array(slice), url: URLRecord(), base: base, override: nil, state: .schemeStart)
    }

    init(_ text: [UInt8], url: URLRecord, override: State) {
        self.init(text, url: url, base: nil, override: override, state: override)
    }

    private init(_ text: [UInt8], url: URLRecord, base: URLRecord?, override: State?, state: State) {
        self.url = url
        self.base = base
        self.override = override
        self.state = state
        input =
            text.contains { $0 == 0x09 || $0 == 0x0A || $0 == 0x0D }
            ? text.filter { $0 != 0x09 && $0 != 0x0A && $0 != 0x0D } : text
    }

    /// The byte at the position; `nil` at the end.
    var current: UInt8? { position < input.count ? input[position] : nil }

    var rest: ArraySlice<UInt8> { input[min(position + 1, input.count)...] }

    mutating func run() -> Outcome {
        while true {
            let isAtEnd = position >= input.count
            switch step() {
            case .advance:
                if isAtEnd { return .done }
                position += 1
            case .again: continue
            case .finish: return .done
            case .fail: return .failure
            }
        }
    }

    private mutating func step() -> Step {
        switch state {
        case .schemeStart: schemeStart()
        case .scheme: scheme()
        case .noScheme: noScheme()
        case .specialRelativeOrAuthority: specialRelativeOrAuthority()
        case .pathOrAuthority: go(current == 0x2F ? .authority : .path, advancing: current == 0x2F)
        case .relative: relative()
        case .relativeSlash: relativeSlash()
        case .specialAuthoritySlashes: specialAuthoritySlashes()
        case .specialAuthorityIgnoreSlashes: specialAuthorityIgnoreSlashes()
        case .authority: authority()
        case .host, .hostname: host()
        case .port: port()
        case .file: file()
        case .fileSlash: fileSlash()
        case .fileHost: fileHost()
        case .pathStart: pathStart()
        case .path: path()
        case .opaquePath: opaquePath()
        case .query: query()
        case .fragment: fragment()
        }
    }

    mutating func go(_ next: State, advancing: Bool) -> Step {
        state = next
        return advancing ? .advance : .again
    }

    // MARK: Scheme

    private mutating func schemeStart() -> Step {
        if let byte = current, URLSyntax.isAlpha(byte) {
            buffer.append(byte | 0x20)
            state = .scheme
            return .advance
        }
        if override != nil { return .fail }
        return go(.noScheme, advancing: false)
    }

    private mutating func scheme() -> Step {
        if let byte = current, URLSyntax.isAlpha(byte) || URLSyntax.isDigit(byte) || [0x2B, 0x2D, 0x2E].contains(byte) {
            buffer.append(byte &- 0x41 < 26 ? byte | 0x20 : byte)
            return .advance
        }
        guard current == 0x3A else {
            if override != nil { return .fail }
            buffer = []
            position = 0
            return go(.noScheme, advancing: false)
        }
        if override != nil { return changeScheme() }
        url.scheme = buffer
        buffer = []
        if url.scheme == SpecialScheme.file {
            state = .file
        } else if url.isSpecial {
            state = base?.scheme == url.scheme ? .specialRelativeOrAuthority : .specialAuthoritySlashes
        } else if rest.first == 0x2F {
            state = .pathOrAuthority
            position += 1
        } else {
            url.opaquePath = []
            state = .opaquePath
        }
        return .advance
    }

    private mutating func changeScheme() -> Step {
        if SpecialScheme.isSpecial(buffer) != url.isSpecial { return .finish }
        if buffer == SpecialScheme.file, !url.username.isEmpty || !url.password.isEmpty || url.port != nil {
            return .finish
        }
        if url.scheme == SpecialScheme.file, url.host?.isEmpty != false { return .finish }
        url.scheme = buffer
        if url.port == SpecialScheme.defaultPort(url.scheme) { url.port = nil }
        return .finish
    }

    private mutating func noScheme() -> Step {
        guard let base, !(base.hasOpaquePath && current != 0x23) else { return .fail }
        if base.hasOpaquePath {
            url = base
            url.fragment = []
            return go(.fragment, advancing: true)
        }
        return go(base.scheme == SpecialScheme.file ? .file : .relative, advancing: false)
    }

    private mutating func specialRelativeOrAuthority() -> Step {
        if current == 0x2F, rest.first == 0x2F {
            position += 1
            return go(.specialAuthorityIgnoreSlashes, advancing: true)
        }
        return go(.relative, advancing: false)
    }

    // MARK: Relative

    private mutating func relative() -> Step {
        guard let base else { return .fail }
        url.scheme = base.scheme
        if current == 0x2F || (current == 0x5C && url.isSpecial) { return go(.relativeSlash, advancing: true) }
        let scheme = url.scheme
        url = base
        url.scheme = scheme
        url.fragment = nil
        switch current {
        case 0x3F:
            url.query = []
            return go(.query, advancing: true)
        case 0x23:
            url.fragment = []
            return go(.fragment, advancing: true)
        case nil: return .advance
        default:
            url.query = nil
            url.shortenPath()
            return go(.path, advancing: false)
        }
    }

    private mutating func relativeSlash() -> Step {
        if current == 0x2F { return go(url.isSpecial ? .specialAuthorityIgnoreSlashes : .authority, advancing: true) }
        if url.isSpecial, current == 0x5C { return go(.specialAuthorityIgnoreSlashes, advancing: true) }
        guard let base else { return .fail }
        (url.username, url.password, url.host, url.port) = (base.username, base.password, base.host, base.port)
        return go(.path, advancing: false)
    }

    private mutating func specialAuthoritySlashes() -> Step {
        if current == 0x2F, rest.first == 0x2F {
            position += 1
            return go(.specialAuthorityIgnoreSlashes, advancing: true)
        }
        return go(.specialAuthorityIgnoreSlashes, advancing: false)
    }

    private mutating func specialAuthorityIgnoreSlashes() -> Step {
        if current == 0x2F || current == 0x5C { return .advance }
        return go(.authority, advancing: false)
    }
}
