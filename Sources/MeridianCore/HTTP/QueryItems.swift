/// The names and values of a query, percent-decoded as `application/x-www-form-urlencoded`
/// (https://url.spec.whatwg.org/#urlencoded-parsing), in order.
public struct QueryItems: Sendable {
    public let items: [(name: String, value: String)]

    /// - Parameter query: What follows the `?`. A part that does not decode is taken as it stands.
    public init(_ query: String?) {
        guard let query else {
            items = []
            return
        }
        items = query.utf8.split(separator: UInt8(ascii: "&")).map { pair in
            let mark = pair.firstIndex(of: UInt8(ascii: "="))
            let name = pair[..<(mark ?? pair.endIndex)]
            let value = mark.map { pair[pair.index(after: $0)...] } ?? pair[pair.endIndex...]
            return (QueryItems.text(name), QueryItems.text(value))
        }
    }

    /// The first value under `name`.
    public subscript(name: String) -> String? {
        items.first { $0.name == name }?.value
    }

    /// Every value under `name`, in order.
    public func values(_ name: String) -> [String] {
        items.filter { $0.name == name }.map(\.value)
    }

    private static func text(_ bytes: Substring.UTF8View.SubSequence) -> String {
        PercentEncoding.decode(bytes, plusIsSpace: true) ?? String(decoding: bytes, as: UTF8.self)
    }
}
