public import Meridian
import NIOCore

/// Reads forms within the limits of the service.
///
/// ```swift
/// @Functions("/pictures")
/// struct PictureFunctions {
///     @Inject var multipart: Multipart
///
///     @HTTP(.post, body: .stream)
///     func add(request: Request) async throws -> String {
///         try await multipart.withForm(of: request) { form in
///             let picture = try form.decode(Picture.self)
///             try picture.file.move(to: "/var/pictures/\(picture.id)")
///             return picture.title
///         }
///     }
/// }
/// ```
/// A function that declares `body: .stream` takes forms of any size that the limits allow, with a bounded part of them
/// in memory; any other has the whole body in memory first.
public struct Multipart: Sendable {
    public var limits: MultipartLimits
    /// The folder in which files are kept while a function runs.
    public var directory: String

    /// - Parameters:
    ///   - limits: What is beyond them is refused.
    ///   - directory: Where files are kept for ``withForm(of:_:)``; `TMPDIR` or `/tmp` when `nil`.
    public init(limits: MultipartLimits = MultipartLimits(), directory: String? = nil) {
        self.limits = limits
        self.directory = directory ?? TemporaryFolder.standardParent
    }

    /// The parts of a form, as they come.
    /// - Throws: `Problem`: `MER-1602` (415) when the request has no form, `MER-1600` (400) without a boundary.
    public func parts(of request: Request) throws(Problem) -> MultipartParts {
        let boundary = try Boundary.of(request.fields["content-type"])
        return MultipartParts(reader: MultipartReader(request.bodyStream, boundary: boundary, limits: limits))
    }

    /// Reads a whole form, its files into a temporary folder, which is removed when `body` returns or throws.
    /// - Throws: `Problem` (`MER-1600`, `MER-1601`, `MER-1602`) for what the caller sent, `MeridianError` (`MER-1605`)
    ///   when a file can't be kept, and what `body` throws.
    public func withForm<Result: Sendable>(
        of request: Request, _ body: (Form) async throws -> Result
    ) async throws -> Result {
        let folder = TemporaryFolder(in: directory)
        defer { folder.remove() }
        var fields: [Form.Field] = []
        var files: [Upload] = []
        for try await part in try parts(of: request) {
            if part.head.isFile {
                files.append(try await folder.keep(part))
            } else {
                let content = try await part.body.collect()
                guard let value = String(validating: content.readableBytesView, as: UTF8.self) else {
                    throw Problem.badField(part.head.name, "is not UTF-8")
                }
                fields.append(Form.Field(name: part.head.name, value: value))
            }
        }
        return try await body(Form(fields: fields, files: files))
    }
}
