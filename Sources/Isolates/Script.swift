/// A script for several isolates, whose text is made ready for them once.
public final class Script {
    let text: ScriptString
    let name: ScriptString
    /// Bytes of its text in UTF-8.
    public let size: Int

    /// - Parameters:
    ///   - source: The text of the script.
    ///   - name: The file that errors name.
    public init(_ source: String, name: String) {
        text = ScriptString(source)
        self.name = ScriptString(name)
        size = source.utf8.count
    }
}
