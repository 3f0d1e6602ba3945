import MeridianCore

extension PathPattern {
    /// One parameter of a target that is known to match, decoded. Only the wanted segment is turned into a string.
    func value(of name: String, in target: UnsafeRawBufferPointer) -> String? {
        var start = 1
        for segment in segments {
            guard start <= target.count else { return nil }
            var end = start
            if case .rest = segment {
                while end < target.count, target[end] != UInt8(ascii: "?") { end &+= 1 }
            } else {
                while end < target.count, target[end] != UInt8(ascii: "/"), target[end] != UInt8(ascii: "?") {
                    end &+= 1
                }
            }
            switch segment {
            case .parameter(name), .rest(name):
                let bytes = UnsafeRawBufferPointer(rebasing: target[start..<end])
                return PercentEncoding.decode(bytes) ?? String(decoding: bytes, as: UTF8.self)
            default:
                start = end + 1
            }
        }
        return nil
    }
}
