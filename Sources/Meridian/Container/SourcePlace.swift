/// Where in the source something is declared.
struct SourcePlace: Sendable, Hashable, CustomStringConvertible {
    /// `Module/File.swift`.
    var file: String
    var line: Int

    var description: String { "\(file):\(line)" }
}
