import Meridian

/// What a form says of one of its parts before the content.
public struct PartHead: Sendable {
    /// The name of the field.
    public let name: String
    /// The name that the caller gave the file, as it came; `nil` for a field that is no file. Not to be used as the
    /// name of a file here: see ``filename``.
    public let givenFilename: String?
    /// The type that the caller gave; a claim, no fact.
    public let contentType: String?
    private let fields: [(name: String, value: String)]

    /// The name of the file without folders and without anything that means something to a file system; `nil` for a
    /// field that is no file.
    public var filename: String? { givenFilename.map(FileName.sanitized) }

    public var isFile: Bool { givenFilename != nil }

    /// A header field by its name, in any case.
    public subscript(field: String) -> String? {
        let field = field.lowercased()
        return fields.first { $0.name == field }?.value
    }

    /// - Parameters:
    ///   - block: Lines, each ended by CR LF.
    ///   - number: Which part it is, from 1, for messages.
    init(block: some Collection<UInt8>, number: Int) throws(Problem) {
        guard let text = String(validating: block, as: UTF8.self) else {
            throw .malformedMultipart("the header of part \(number) is not UTF-8")
        }
        var fields: [(name: String, value: String)] = []
        var lines = text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false)
        if lines.last?.isEmpty == true { lines.removeLast() }
        for line in lines {
            guard line.last == 0x0D, !line.dropLast().contains(where: { $0 < 0x20 && $0 != 0x09 || $0 == 0x7F }) else {
                throw .malformedMultipart("the header of part \(number) has a control character")
            }
            guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > line.startIndex,
                line[..<colon].allSatisfy(HeaderParameters.isToken)
            else { throw .malformedMultipart("the header of part \(number) has a line that is no field") }
            fields.append(
                (
                    String(Substring(line[..<colon])).lowercased(),
                    HeaderParameters.trimmed(String(Substring(line[line.index(after: colon)...].dropLast())))
                ))
        }
        self.fields = fields
        let dispositions = fields.filter { $0.name == "content-disposition" }
        guard dispositions.count == 1, let disposition = HeaderParameters(dispositions[0].value),
            disposition.value == "form-data", let name = disposition["name"]
        else {
            throw .malformedMultipart("part \(number) has no 'content-disposition: form-data; name=\"…\"'")
        }
        self.name = FileName.unescaped(name)
        givenFilename =
            disposition["filename*"].flatMap(FileName.extended) ?? disposition["filename"].map(FileName.unescaped)
        contentType = fields.first { $0.name == "content-type" }?.value
    }
}
