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
    /// - Throws: Everything that is wrong with it, not only the first mistake.
    public static func parse(
        _ text: String, file: String = "meridian.yml"
    ) throws(SpecificationError) -> ServiceSpecification {
        guard text.utf8.count <= maximumSize else {
            throw SpecificationError([
                Diagnostic(
                    code: .unreadableSpecification,
                    message: "the file has \(text.utf8.count) bytes; the most that is read is \(maximumSize)",
                    file: file)
            ])
        }
        var reader = SpecificationReader(document: try YAMLDocument(text, file: file), file: file)
        return try reader.read()
    }

    /// Reads the file at `path`.
    /// - Throws: ``MeridianCore/ErrorCode/unreadableSpecification`` when it can't be read, otherwise as ``parse(_:file:)``.
    public static func load(from path: String) throws(SpecificationError) -> ServiceSpecification {
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
        return try parse(text, file: path)
    }
}
