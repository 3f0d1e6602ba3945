import Admission
import MeridianCore
import NIOCore

/// Where in the requests of a trigger the value is that rules count by.
enum ParameterLocation: Sendable {
    /// The segment of the path at this position, or all from there on.
    case segment(Int, takesRest: Bool)
    case query(name: String)
    /// In lower case.
    case header(name: String)
    /// Requests of this trigger have no such value.
    case nowhere

    /// - Parameter pattern: Of the trigger.
    init(_ source: ParameterRule.Source, in pattern: PathPattern) {
        switch source {
        case .query(let name): self = .query(name: name)
        case .header(let name): self = .header(name: name.lowercased())
        case .path(let name):
            self = .nowhere
            for (position, segment) in pattern.segments.enumerated() {
                switch segment {
                case .parameter(name): self = .segment(position, takesRest: false)
                case .rest(name): self = .segment(position, takesRest: true)
                case .literal, .parameter, .rest: break
                }
            }
        }
    }

    /// The hash of the value, 0 when there is none.
    func key(of head: RequestHead, _ hash: KeyHash) -> UInt64 {
        var key: UInt64 = 0
        switch self {
        case .segment(let position, let takesRest):
            head.target.withUnsafeReadableBytes { target in
                key = Self.segment(position, takesRest, of: Self.split(target).path).map { Self.hash($0, hash) } ?? 0
            }
        case .query(let name):
            head.target.withUnsafeReadableBytes { target in
                key =
                    Self.value(of: name, in: Self.split(target).query).map { Self.hash($0, hash, plusIsSpace: true) }
                    ?? 0
            }
        case .header(var name):
            name.withUTF8 { name in
                head.fields.withFirstValue(UnsafeRawBufferPointer(name)) { key = hash($0) }
            }
        case .nowhere: break
        }
        return key
    }

    private static func split(
        _ target: UnsafeRawBufferPointer
    ) -> (path: UnsafeRawBufferPointer, query: UnsafeRawBufferPointer) {
        guard let mark = target.firstIndex(of: UInt8(ascii: "?")) else {
            return (target, UnsafeRawBufferPointer(start: nil, count: 0))
        }
        return (
            UnsafeRawBufferPointer(rebasing: target[..<mark]), UnsafeRawBufferPointer(rebasing: target[(mark + 1)...])
        )
    }

    private static func segment(
        _ position: Int, _ takesRest: Bool, of path: UnsafeRawBufferPointer
    ) -> UnsafeRawBufferPointer? {
        var start = 1
        for _ in 0..<position {
            guard start <= path.count, let slash = path[start...].firstIndex(of: UInt8(ascii: "/")) else { return nil }
            start = slash + 1
        }
        guard start <= path.count else { return nil }
        let end = takesRest ? path.count : path[start...].firstIndex(of: UInt8(ascii: "/")) ?? path.count
        return UnsafeRawBufferPointer(rebasing: path[start..<end])
    }

    /// The first value under a name, as it stands.
    private static func value(of name: String, in query: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer? {
        for pair in query.split(separator: UInt8(ascii: "&")) {
            let equals = pair.firstIndex(of: UInt8(ascii: "="))
            let found = pair[..<(equals ?? pair.endIndex)]
            guard found.elementsEqual(name.utf8) || PercentEncoding.decode(found, plusIsSpace: true) == name else {
                continue
            }
            guard let equals else { return UnsafeRawBufferPointer(start: nil, count: 0) }
            return UnsafeRawBufferPointer(rebasing: pair[(equals + 1)...])
        }
        return nil
    }

    /// Two ways to write a value are one value.
    private static func hash(
        _ value: UnsafeRawBufferPointer, _ hash: KeyHash, plusIsSpace: Bool = false
    ) -> UInt64 {
        let isEncoded = value.contains { $0 == UInt8(ascii: "%") || plusIsSpace && $0 == UInt8(ascii: "+") }
        guard isEncoded, let text = PercentEncoding.decode(value, plusIsSpace: plusIsSpace) else { return hash(value) }
        return hash(text)
    }
}
