/// Refuses request bodies beyond a size, with 413 (`MER-1103`), before they have been read. A function that already
/// takes less keeps its limit.
public struct BodyLimit: FunctionLayer {
    private let limit: Int

    /// - Parameter limit: The most bytes.
    public init(_ limit: Int) {
        self.limit = limit
    }

    public var triggers: TriggerKinds { .all }

    public func prepare(_ function: inout Function) {
        let limit = min(limit, function.body.limit ?? limit)
        function.body = function.body.isStream ? .stream(maxBodySize: limit) : .whole(maxBodySize: limit)
    }
}
