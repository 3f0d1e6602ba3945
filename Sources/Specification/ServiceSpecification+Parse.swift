import MeridianCore

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension ServiceSpecification {
    /// The largest file that is read, in bytes.
    static let maximumSize = 1 << 20

    /// Reads `meridian.yml`.
    /// - Parameters:
    ///   - text: The contents of the file.
    ///   - file: Its path, for messages.
    ///   - context: For which stage, and with which variables.
    /// - Throws: Everything that is wrong with it in any stage, not only the first mistake.
    public static func parse(
        _ text: String, file: String = "meridian.yml", context: SpecificationContext = SpecificationContext()
    ) throws(SpecificationError) -> ServiceSpecification {
        var diagnostics: [Diagnostic] = []
        let tree = try SourceNode.parse(text, file: file, &diagnostics)
        let stages = StagedSpecification(
            root: tree, source: SourceText(text), file: file, context: context, diagnostics: diagnostics)
        return try stages.specification()
    }

    /// Reads the file at `path`.
    /// - Throws: ``MeridianCore/ErrorCode/unreadableSpecification`` when it can't be read, otherwise as
    ///   ``parse(_:file:context:)``.
    public static func load(
        from path: String, context: SpecificationContext = SpecificationContext()
    ) throws(SpecificationError) -> ServiceSpecification {
        try parse(try text(of: path), file: path, context: context)
    }

    /// The contents of a file.
    /// - Throws: ``MeridianCore/ErrorCode/unreadableSpecification``.
    static func text(of path: String) throws(SpecificationError) -> String {
        func failure(_ reason: String) -> SpecificationError {
            SpecificationError([Diagnostic(code: .unreadableSpecification, message: reason, file: path)])
        }
        let data: Data
        do {
            data = try Data(contentsOf: URL(filePath: path))
        } catch {
            throw failure("the file can't be read; check that it exists and that you may open it")
        }
        guard let text = String(validating: data, as: UTF8.self) else {
            throw failure("the file is not UTF-8 text; save it as UTF-8")
        }
        return text
    }
}

extension SourceNode {
    /// Reads a YAML text of usual size; `nil` for an empty one.
    static func parse(
        _ text: String, file: String, _ diagnostics: inout [Diagnostic]
    ) throws(SpecificationError) -> SourceNode? {
        guard text.utf8.count <= ServiceSpecification.maximumSize else {
            throw SpecificationError([
                Diagnostic(
                    code: .unreadableSpecification,
                    message: "the file has \(text.utf8.count) bytes; the most that is read is "
                        + "\(ServiceSpecification.maximumSize)",
                    file: file)
            ])
        }
        return try YAMLDocument(text, file: file).nodes(&diagnostics)
    }
}
