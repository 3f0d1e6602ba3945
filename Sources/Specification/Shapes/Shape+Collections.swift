import MeridianCore

extension Shape {
    /// - Parameters:
    ///   - orOne: Whether an element may stand for a list of one.
    ///   - example: What such a list looks like, for a message.
    static func list<Element: Sendable>(
        of element: Shape<Element>, orOne: Bool = false, example: String
    ) -> Shape<[Element]> {
        Shape<[Element]>(.list(of: element.description, orOne: orOne)) { reader, node, label in
            if node.isOpen { return nil }
            guard let items = node.list ?? (orOne ? [node] : nil) else {
                reader.mismatch(node, label, wanted: "a list such as '\(example)'")
                return nil
            }
            return items.compactMap { item in
                let place = Label(key: label.key, place: label.place, position: item.position ?? label.position)
                return element.read(&reader, item, place)
            }
        }
    }

    /// A mapping with keys that the file chooses, in the order of the file.
    /// - Parameters:
    ///   - problem: What is wrong with a key; `nil` when nothing is.
    ///   - called: What the value of a key is called.
    static func table<Element: Sendable>(
        keys pattern: String, _ words: String, of element: Shape<Element>, called: @escaping @Sendable (Label) -> Label,
        _ problem: @escaping @Sendable (String) -> String?
    ) -> Shape<[TableEntry<Element>]> {
        Shape<[TableEntry<Element>]>(.table(keyPattern: pattern, keyWords: words, of: element.description)) {
            reader, node, label in
            guard let entries = reader.entries(of: node, called: label.inner) else { return nil }
            return entries.compactMap { entry in
                if let problem = problem(entry.key) {
                    reader.report(.invalidName, problem, at: entry.position)
                    return nil
                }
                let label = called(Label(key: entry.key, place: label.inner, position: entry.position))
                guard let value = element.read(&reader, entry.value, label) else { return nil }
                return TableEntry(key: entry.key, position: entry.position, value: value)
            }
        }
    }

    /// A mapping with known keys.
    /// - Parameter called: What it is in messages; the key and its place otherwise.
    static func mapping(
        _ keys: KeyTable<Value>, called: @escaping @Sendable (Label) -> String = { $0.inner }
    ) -> Shape {
        Shape(.mapping(keys.description)) { reader, node, label in
            keys.read(&reader, node, called: called(label), at: label.position ?? node.position)
        }
    }
}

/// An entry of a mapping whose keys the file chooses.
struct TableEntry<Value: Sendable>: Sendable {
    var key: String
    var position: SourcePosition?
    var value: Value
}
