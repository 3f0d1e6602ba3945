/// Types as messages call them.
enum TypeName {
    /// `Int` for both `Int` and `Int?`.
    static func plain(_ type: Any.Type) -> String {
        let name = String(describing: type)
        guard name.hasPrefix("Optional<"), name.hasSuffix(">") else { return name }
        return String(name.dropFirst("Optional<".count).dropLast())
    }
}
