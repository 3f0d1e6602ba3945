extension URLParser {
    mutating func pathStart() -> Step {
        if url.isSpecial { return go(.path, advancing: current == 0x2F || current == 0x5C) }
        if override == nil {
            if current == 0x3F {
                url.query = []
                return go(.query, advancing: true)
            }
            if current == 0x23 {
                url.fragment = []
                return go(.fragment, advancing: true)
            }
        }
        if current != nil { return go(.path, advancing: current == 0x2F) }
        if override != nil, url.host == nil { url.segments.append([]) }
        return .advance
    }

    mutating func path() -> Step {
        let isSlash = current == 0x2F || (current == 0x5C && url.isSpecial)
        let startsNext = override == nil && (current == 0x3F || current == 0x23)
        guard current == nil || isSlash || startsNext else {
            URLSyntax.percentEncode(input[position], .path, into: &buffer)
            return .advance
        }
        if URLSyntax.isDoubleDot(buffer) {
            url.shortenPath()
            if !isSlash { url.segments.append([]) }
        } else if URLSyntax.isSingleDot(buffer) {
            if !isSlash { url.segments.append([]) }
        } else {
            if url.scheme == SpecialScheme.file, url.segments.isEmpty, URLSyntax.isWindowsDriveLetter(buffer) {
                buffer[1] = 0x3A
            }
            url.segments.append(buffer)
        }
        buffer = []
        if startsNext {
            if current == 0x3F {
                url.query = []
                state = .query
            } else {
                url.fragment = []
                state = .fragment
            }
        }
        return .advance
    }

    mutating func opaquePath() -> Step {
        while let byte = current, byte != 0x3F, byte != 0x23 {
            if byte == 0x20, rest.first == nil || rest.first == 0x3F || rest.first == 0x23 {
                url.opaquePath! += "%20".utf8
            } else {
                URLSyntax.percentEncode(byte, .control, into: &url.opaquePath!)
            }
            position += 1
        }
        switch current {
        case 0x3F:
            url.query = []
            return go(.query, advancing: true)
        case 0x23:
            url.fragment = []
            return go(.fragment, advancing: true)
        default: return .finish
        }
    }

    mutating func query() -> Step {
        let set: URLSyntax.EncodeSet = url.isSpecial ? .specialQuery : .query
        while let byte = current, override != nil || byte != 0x23 {
            URLSyntax.percentEncode(byte, set, into: &url.query!)
            position += 1
        }
        guard current == 0x23 else { return .finish }
        url.fragment = []
        return go(.fragment, advancing: true)
    }

    mutating func fragment() -> Step {
        while let byte = current {
            URLSyntax.percentEncode(byte, .fragment, into: &url.fragment!)
            position += 1
        }
        return .finish
    }
}
