extension Tape {
    /// The value of the member of an object whose name has these bytes.
    func value(in object: Int, named name: UnsafeBufferPointer<UInt8>) -> Int? {
        let first = object &+ 1
        let end = Int(tokens[object].next)
        let start = Int(tokens[object].length)
        return search(from: start, to: end, in: object, name) ?? search(from: first, to: start, in: object, name)
    }

    @inline(__always)
    func value(in object: Int, for key: some CodingKey) -> Int? {
        var name = key.stringValue
        return name.withUTF8 { value(in: object, named: $0) }
    }

    private func search(
        from start: Int, to end: Int, in object: Int, _ name: UnsafeBufferPointer<UInt8>
    ) -> Int? {
        var index = start
        while index < end {
            let value = index &+ 1
            let next = tokens[value].next
            if isNamed(index, name) {
                tokens[object].length = next
                return value
            }
            index = Int(next)
        }
        return nil
    }

    @inline(__always)
    private func isNamed(_ index: Int, _ name: UnsafeBufferPointer<UInt8>) -> Bool {
        if tokens[index].kind == .escaped { return text(index).utf8.elementsEqual(name) }
        guard Int(tokens[index].length) == name.count else { return false }
        guard let start = name.baseAddress else { return true }
        return Memory.areEqual(base + Int(tokens[index].start) + 1, start, count: name.count)
    }

    /// The text of a string or name.
    func text(_ index: Int) -> String {
        let token = tokens[index]
        return JSONReader(base, end: byteCount, position: 0).text(
            StringRange(start: Int(token.start) + 1, count: Int(token.length), hasEscapes: token.kind == .escaped))
    }

    func isNull(_ index: Int) -> Bool { tokens[index].kind == .null }

    /// The names of an object, in order.
    func names(of object: Int) -> [String] {
        var names: [String] = []
        var index = object + 1
        while index < tokens[object].next {
            names.append(text(index))
            index = Int(tokens[index + 1].next)
        }
        return names
    }

    /// The way from the outermost value to a token.
    func path(to index: Int) -> [any CodingKey] {
        var path: [any CodingKey] = []
        var index = index
        while tokens[index].parent != Token.none {
            let parent = tokens[index].parent
            if let key = stray(index) {
                path.append(key)
            } else if tokens[parent].kind == .object {
                path.append(JSONKey(text(index - 1)))
            } else {
                path.append(JSONKey(Int(tokens[index].ordinal)))
            }
            index = parent
        }
        return path.reversed()
    }
}
