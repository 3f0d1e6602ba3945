public import MeridianCore

/// A page of a list: what comes after a marker, as many as the caller wants.
public struct ListPage: Sendable, Hashable {
    /// The most of one page.
    public static let most = 50

    var marker: String?
    var limit: Int

    /// - Throws: ``ErrorCode/lambdaParameterInvalid`` with status 400.
    public init(_ query: QueryItems) throws(MeridianError) {
        marker = query["Marker"].flatMap { $0.isEmpty ? nil : $0 }
        limit = Self.most
        guard let text = query["MaxItems"] else { return }
        guard let number = Int(text), (1...10_000).contains(number) else {
            throw MeridianError(.lambdaParameterInvalid, "MaxItems is '\(text)'; it must be 1–10000", status: 400)
        }
        limit = min(number, Self.most)
    }

    /// - Parameter name: By which an item is known; the marker is that of the last item of the page before.
    /// - Returns: The items, and the marker of the next page when there is one. After a marker that is gone meanwhile the
    ///   list begins anew.
    public func of<Item>(_ items: [Item], by name: (Item) -> String) -> (items: [Item], next: String?) {
        let start = marker.flatMap { marker in items.firstIndex { name($0) == marker }.map { $0 + 1 } } ?? 0
        let page = Array(items[start...].prefix(limit))
        return (page, start + page.count < items.count ? page.last.map(name) : nil)
    }
}
