/// What a value is called in messages.
struct Label: Sendable {
    /// The key that it stands under.
    var key: String
    /// Where the key stands, such as `function 'item'`; `nil` at the top level.
    var place: String?
    /// Where the key stands in the file.
    var position: SourcePosition?

    /// For a value that is wrong.
    var description: String { place.map { "\(key) in \($0)" } ?? key }

    /// For what stands inside of a mapping or list.
    var inner: String { place.map { "\(key) of \($0)" } ?? key }
}
