import Meridian

enum Boundary {
    /// The boundary of a form, from the content-type of a request.
    /// - Throws: `Problem`: `MER-1602` (415) when the request has no form, `MER-1600` (400) without a usable boundary.
    static func of(_ contentType: String?) throws(Problem) -> String {
        guard let contentType,
            HeaderParameters.trimmed(String(contentType.prefix { $0 != ";" })).lowercased() == "multipart/form-data"
        else {
            throw Problem(
                .notMultipart,
                "the content-type is \(contentType.map { "'\($0.prefix(80))'" } ?? "missing"); it must be "
                    + "multipart/form-data", status: 415)
        }
        guard let boundary = HeaderParameters(contentType)?["boundary"], (1...70).contains(boundary.utf8.count),
            boundary.utf8.allSatisfy({ (0x20...0x7E).contains($0) }), boundary.last != " "
        else { throw .malformedMultipart("its content-type has no boundary of 1 to 70 characters") }
        return boundary
    }
}
