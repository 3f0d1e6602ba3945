/// Something that a script wrote to its console.
public struct ConsoleMessage: Sendable, Equatable {
    /// `debug`, `info`, `warning` or `error`.
    public var level: String
    public var text: String
    /// The number of the request that it belongs to, as the host gave it; 0 when none.
    public var request: Int
}
