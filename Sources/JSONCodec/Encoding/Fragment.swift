/// The bytes of one value while it is encoded.
///
/// Values inside values are written straight into the bytes, since each is finished before the next begins. Only what
/// `nestedContainer` and `superEncoder` hand out may be written at any later time; each gets a fragment of its own,
/// which is put in its place at the end.
final class Fragment {
    enum Opened { case nothing, object, array, value }

    var writer = JSONWriter()
    let userInfo: [CodingUserInfoKey: Any]
    /// What the value that is being encoded has begun with.
    private(set) var opened = Opened.nothing
    /// Where that is.
    private var openedAt = 0
    /// How many values are being encoded inside each other.
    private(set) var depth = 0
    private var patches: [(offset: Int, fragment: Fragment)] = []
    /// The fragment that this one is to be put into; let go of at the end.
    private var parent: (fragment: Fragment, offset: Int)?

    init(userInfo: [CodingUserInfoKey: Any]) {
        self.userInfo = userInfo
    }

    // MARK: Containers

    /// Begins a container, or goes on with the one that was begun.
    func open(_ kind: Opened) -> StreamPlace {
        if opened == .nothing {
            opened = kind
            openedAt = writer.count
            writer.append(kind == .object ? .openBrace : .openBracket)
        }
        precondition(opened == kind, "a value was encoded with containers of two kinds")
        return StreamPlace(fragment: self, depth: UInt32(depth), start: UInt32(truncatingIfNeeded: openedAt))
    }

    private func close() {
        switch opened {
        case .nothing: writer.append("{}")
        case .object: writer.append(.closeBrace)
        case .array: writer.append(.closeBracket)
        case .value: break
        }
    }

    // MARK: Values

    /// Writes a value of any type.
    func encode<Value: Encodable>(_ value: Value) throws {
        let traits = TypeTraits.of(Value.self)
        switch traits.encodingKind {
        case .plain:
            let outer = (opened, openedAt)
            opened = .nothing
            depth &+= 1
            defer {
                (opened, openedAt) = outer
                depth &-= 1
            }
            try value.encode(to: StreamEncoder(fragment: self))
            close()
        case .direct:
            try Self.write(value, as: traits.encodable!, to: &writer)
        default:
            try FoundationValue.encode(value, traits.encodingKind, to: &writer)
        }
    }

    /// Writes a value of a type that writes itself.
    static func write<Value>(
        _ value: Value, as type: any JSONEncodable.Type, to writer: inout JSONWriter
    ) throws {
        func open<Direct: JSONEncodable>(_ direct: Direct.Type, _ writer: inout JSONWriter) throws {
            try withUnsafePointer(to: value) { value in
                // The type is that of `Value`.
                try UnsafeRawPointer(value).assumingMemoryBound(to: Direct.self).pointee.write(json: &writer)
            }
        }
        try open(type, &writer)
    }

    /// Writes the only thing in a value.
    @inline(__always)
    func single(_ body: (Fragment) throws -> Void) throws {
        precondition(opened == .nothing, "a value was encoded twice, or as a single value and a container")
        let mark = writer.count
        do {
            try body(self)
            opened = .value
        } catch {
            throw undo(to: mark, error)
        }
    }

    /// Forgets a value that failed half-way, so that its encoder may go on without it.
    func undo(to mark: Int, _ error: any Error) -> any Error {
        let told = (error as? JSONError).map { EncodingError($0, path: path) } ?? error
        while let last = patches.last, last.offset >= mark {
            last.fragment.parent = nil
            patches.removeLast()
        }
        writer.truncate(to: mark)
        return told
    }

    // MARK: Nested fragments

    /// A fragment that will stand here.
    func nested() -> Fragment {
        let fragment = Fragment(userInfo: userInfo)
        fragment.parent = (self, writer.count)
        patches.append((writer.count, fragment))
        // Holds the place.
        writer.append(.zero)
        return fragment
    }

    /// Closes the fragment and what is nested in it.
    func finish(into output: inout JSONWriter) {
        close()
        var start = 0
        for (offset, fragment) in patches {
            writer.withBytes { output.append(UnsafeBufferPointer(rebasing: $0[start..<offset])) }
            fragment.finish(into: &output)
            start = offset + 1
        }
        writer.withBytes { output.append(UnsafeBufferPointer(rebasing: $0[start...])) }
        abandon()
    }

    /// Lets go of what is nested; fragments and their parents hold each other.
    func abandon() {
        for (_, fragment) in patches {
            fragment.abandon()
            fragment.parent = nil
        }
        patches.removeAll()
    }

    /// The bytes of the outermost value, which ends the fragment's use.
    func finishOutermost() -> JSONWriter {
        var output = JSONWriter(capacity: writer.count)
        finish(into: &output)
        return output
    }

    /// The way from the outermost value to the place where the next byte goes.
    var path: [any CodingKey] { path(to: writer.count) }

    func path(to offset: Int) -> [any CodingKey] {
        (parent?.fragment.path(to: parent!.offset) ?? []) + writer.withBytes { JSONPath.find($0, offset) }
    }
}

extension EncodingError {
    init(_ error: JSONError, path: [any CodingKey]) {
        self = .invalidValue(
            error.message, Context(codingPath: path, debugDescription: error.message, underlyingError: error))
    }
}
