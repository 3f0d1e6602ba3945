import MeridianCore

/// `f.yml`, the specification of Midway, in the words of `meridian.yml`.
public struct ConvertedSpecification: Sendable {
    /// The text of a `meridian.yml` that says what could be carried over, variables as they were.
    public let text: String
    /// What could not be carried over, in the order of the file.
    public let warnings: [Diagnostic]
    /// What ``text`` says, with the places of `f.yml`.
    let root: SourceNode?
    let source: SourceText
    let file: String

    /// Reads `f.yml`.
    /// - Parameters:
    ///   - text: The contents of the file.
    ///   - file: Its path, for messages.
    /// - Throws: Everything that is wrong with it; what is sound but has no counterpart is a warning.
    public init(_ text: String, file: String = "f.yml") throws(SpecificationError) {
        try self.init(text, file: file, in: nil)
    }

    private init(_ text: String, file: String, in place: ProjectFolder?) throws(SpecificationError) {
        try self.init(unchecked: text, file: file, in: place)
        try explaining { () throws(SpecificationError) in
            try staged(SpecificationContext()).check()
        }
    }

    private func staged(_ context: SpecificationContext) -> StagedSpecification {
        StagedSpecification(root: root, source: source, file: file, context: context, diagnostics: [])
    }

    /// What is missing may be there under a name that nobody knows, which is a warning with a suggestion.
    private func explaining<Result>(_ body: () throws(SpecificationError) -> Result) throws(SpecificationError)
        -> Result
    {
        do { return try body() } catch {
            throw SpecificationError(error.diagnostics + warnings.filter { $0.suggestion != nil })
        }
    }

    private init(
        unchecked text: String, file: String, in place: ProjectFolder? = nil
    ) throws(SpecificationError) {
        var diagnostics: [Diagnostic] = []
        let tree = try SourceNode.parse(text, file: file, &diagnostics)
        guard diagnostics.isEmpty else { throw SpecificationError(diagnostics) }
        var conversion = MidwayConversion(file: file)
        self.root = tree.map { conversion.convert($0, in: place) }
        self.text = root.map(YAMLText.render) ?? ""
        self.warnings = conversion.warnings.sorted { left, right in
            (left.line ?? 0, left.column ?? 0) < (right.line ?? 0, right.column ?? 0)
        }
        self.source = SourceText(text)
        self.file = file
    }

    /// Reads the file at `path`. A service that it does not name has the name in `package.json` beside it, or that of the
    /// folder.
    /// - Throws: ``MeridianCore/ErrorCode/unreadableSpecification`` when it can't be read, otherwise as ``init(_:file:)``.
    public static func load(from path: String) throws(SpecificationError) -> ConvertedSpecification {
        try ConvertedSpecification(
            try ServiceSpecification.text(of: path), file: path, in: ProjectFolder(of: path))
    }

    /// Reads it as the specification of a service.
    /// - Returns: The specification with ``warnings``; its places are those of `f.yml`.
    public static func specification(
        from path: String, context: SpecificationContext
    ) throws(SpecificationError) -> ServiceSpecification {
        let converted = try ConvertedSpecification(
            unchecked: try ServiceSpecification.text(of: path), file: path, in: ProjectFolder(of: path))
        var specification = try converted.explaining { () throws(SpecificationError) in
            try converted.staged(context).specification()
        }
        specification.warnings = converted.warnings
        return specification
    }
}
