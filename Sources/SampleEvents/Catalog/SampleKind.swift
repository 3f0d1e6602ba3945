/// A kind of sample by the name it is asked for on a command line, with the fields that can be set as text.
public struct SampleKind: Sendable {
    /// A field and what it is when nobody sets it.
    public struct Field: Sendable, Hashable {
        public let name: String
        /// Empty when the field is left out unless it is set.
        public let standard: String
        /// What it is, in a few words.
        public let summary: String

        init(_ name: String, _ standard: String, _ summary: String) {
            self.name = name
            self.standard = standard
            self.summary = summary
        }
    }

    public let name: String
    public let summary: String
    public let fields: [Field]
    private let build: @Sendable (Values) throws -> SampleEvent

    init(
        _ name: String, _ summary: String, _ fields: [Field],
        _ build: @escaping @Sendable (Values) throws -> SampleEvent
    ) {
        self.name = name
        self.summary = summary
        self.fields = fields
        self.build = build
    }

    /// The sample with some fields set.
    /// - Parameter values: Texts by the names of ``fields``; those left out have their standard.
    /// - Throws: ``SampleFailure`` for a field that there is not, or a value of the wrong form.
    public func event(_ values: [String: String] = [:]) throws -> SampleEvent {
        for name in values.keys.sorted() where !fields.contains(where: { $0.name == name }) {
            throw SampleFailure(
                "'\(self.name)' has no field '\(name)'; it has \(fields.map(\.name).joined(separator: ", "))")
        }
        let standards = Dictionary(uniqueKeysWithValues: fields.map { ($0.name, $0.standard) })
        return try build(Values(texts: standards.merging(values) { $1 }))
    }
}

/// Why a sample can't be made as asked.
public struct SampleFailure: Error, Sendable, CustomStringConvertible {
    public let description: String

    init(_ description: String) {
        self.description = description
    }
}

/// The fields of one sample.
struct Values {
    let texts: [String: String]

    subscript(name: String) -> String { texts[name] ?? "" }

    /// `nil` when the text is empty.
    func optional(_ name: String) -> String? { self[name].isEmpty ? nil : self[name] }

    func number(_ name: String, _ range: ClosedRange<Int>) throws -> Int {
        guard let number = Int(self[name]), range.contains(number) else {
            throw SampleFailure(
                "the field '\(name)' is '\(self[name])'; it must be a number from \(range.lowerBound) to "
                    + "\(range.upperBound)")
        }
        return number
    }
}
