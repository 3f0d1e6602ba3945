extension URLParser {
    private var endsAuthority: Bool {
        switch current {
        case nil, 0x2F, 0x3F, 0x23: true
        case 0x5C: url.isSpecial
        default: false
        }
    }

    mutating func authority() -> Step {
        if current == 0x40 {
            takeCredentials()
            return .advance
        }
        guard endsAuthority else {
            buffer.append(input[position])
            return .advance
        }
        if sawAt, buffer.isEmpty { return .fail }
        position -= buffer.count
        buffer = []
        return go(.host, advancing: false)
    }

    private mutating func takeCredentials() {
        if sawAt { buffer = Array("%40".utf8) + buffer }
        sawAt = true
        for byte in buffer {
            if byte == 0x3A, !sawPasswordToken {
                sawPasswordToken = true
            } else if sawPasswordToken {
                URLSyntax.percentEncode(byte, .userinfo, into: &url.password)
            } else {
                URLSyntax.percentEncode(byte, .userinfo, into: &url.username)
            }
        }
        buffer = []
    }

    mutating func host() -> Step {
        if override != nil, url.scheme == SpecialScheme.file { return go(.fileHost, advancing: false) }
        if current == 0x3A, !isInBrackets {
            if buffer.isEmpty { return .fail }
            if override == .hostname { return .fail }
            guard let host = URLHost.parse(buffer[...], isOpaque: !url.isSpecial) else { return .fail }
            url.host = host
            buffer = []
            return go(.port, advancing: true)
        }
        guard endsAuthority else {
            let byte = input[position]
            if byte == 0x5B { isInBrackets = true }
            if byte == 0x5D { isInBrackets = false }
            buffer.append(byte)
            return .advance
        }
        if url.isSpecial, buffer.isEmpty { return .fail }
        if override != nil, buffer.isEmpty, !url.username.isEmpty || !url.password.isEmpty || url.port != nil {
            return .fail
        }
        guard let host = URLHost.parse(buffer[...], isOpaque: !url.isSpecial) else { return .fail }
        url.host = host
        buffer = []
        if override != nil { return .finish }
        return go(.pathStart, advancing: false)
    }

    mutating func port() -> Step {
        if let byte = current, URLSyntax.isDigit(byte) {
            buffer.append(byte)
            return .advance
        }
        guard endsAuthority || override != nil else { return .fail }
        if !buffer.isEmpty {
            var number = 0
            for byte in buffer {
                number = number * 10 + Int(byte - 0x30)
                if number > 65535 { return .fail }
            }
            url.port = UInt16(number) == SpecialScheme.defaultPort(url.scheme) ? nil : UInt16(number)
            buffer = []
            if override != nil { return .finish }
        }
        if override != nil { return .fail }
        return go(.pathStart, advancing: false)
    }

    // MARK: Files

    mutating func file() -> Step {
        url.scheme = SpecialScheme.file
        url.host = []
        if current == 0x2F || current == 0x5C { return go(.fileSlash, advancing: true) }
        guard let base, base.scheme == SpecialScheme.file else { return go(.path, advancing: false) }
        (url.host, url.segments, url.query) = (base.host, base.segments, base.query)
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
            if URLSyntax.startsWithWindowsDriveLetter(input[position...]) {
                url.segments = []
            } else {
                url.shortenPath()
            }
            return go(.path, advancing: false)
        }
    }

    mutating func fileSlash() -> Step {
        if current == 0x2F || current == 0x5C { return go(.fileHost, advancing: true) }
        if let base, base.scheme == SpecialScheme.file {
            url.host = base.host
            if !URLSyntax.startsWithWindowsDriveLetter(input[min(position, input.count)...]),
                let first = base.segments.first, URLSyntax.isNormalizedWindowsDriveLetter(first)
            {
                url.segments.append(first)
            }
        }
        return go(.path, advancing: false)
    }

    mutating func fileHost() -> Step {
        switch current {
        case nil, 0x2F, 0x5C, 0x3F, 0x23: break
        default:
            buffer.append(input[position])
            return .advance
        }
        if override == nil, URLSyntax.isWindowsDriveLetter(buffer) { return go(.path, advancing: false) }
        if buffer.isEmpty {
            url.host = []
        } else {
            guard let host = URLHost.parse(buffer[...], isOpaque: false) else { return .fail }
            url.host = host.elementsEqual("localhost".utf8) ? [] : host
            buffer = []
        }
        if override != nil { return .finish }
        return go(.pathStart, advancing: false)
    }
}
