import MeridianCore
import NIOCore

/// Serves the files of a directory.
///
/// ```swift
/// var functions: some FunctionGroup {
///     StaticFiles("/assets", directory: "Public", cacheControl: "public, max-age=3600")
/// }
/// ```
/// It answers GET and HEAD, conditional requests and ranges (RFC 9110 §§13, 14). Names that begin with a dot are not
/// served, symbolic links not followed.
public struct StaticFiles: FunctionGroup, Sendable {
    /// Up to this size a file is sent in one piece.
    private static let pieceSize = 64 << 10

    private let name: String
    private let path: String
    private let directory: String
    private let index: String?
    private let cacheControl: String?

    /// - Parameters:
    ///   - path: Below which the files are found, such as `/assets`; `/` for all paths that no other function has.
    ///   - directory: Where they are, from the working directory of the process. It may itself be a symbolic link.
    ///   - name: The function's.
    ///   - index: What is served for a directory; `nil` for nothing.
    ///   - cacheControl: The field `cache-control` of the answers.
    public init(
        _ path: String, directory: String, name: String = "files", index: String? = "index.html",
        cacheControl: String? = nil
    ) {
        self.name = name
        self.path = path
        self.directory = directory
        self.index = index
        self.cacheControl = cacheControl
    }

    public var functions: [Function] {
        let prefix = path.hasSuffix("/") ? String(path.dropLast()) : path
        return [
            Function(
                name, .get(prefix + "/{path*}"), .get(prefix.isEmpty ? "/" : prefix),
                description: "Files of \(directory)"
            ) { request, _ in
                try await answer(request)
            }
        ]
    }

    private func answer(_ request: Request) async throws -> Response {
        let path = try request.parameter("path", as: String?.self) ?? ""
        guard let segments = Self.segments(of: path),
            let file = try await OpenFile.open(segments, index: index, in: directory)
        else { throw Problem.nothingFound() }
        var fields: HTTPFields = [
            "etag": file.etag, "last-modified": HTTPDateText.text(of: file.modified), "accept-ranges": "bytes",
        ]
        if let cacheControl { fields.append("cache-control", cacheControl) }
        switch FileMatch(request.fields, etag: file.etag, modified: file.modified) {
        case .notModified: return Response(status: 304, fields: fields)
        case .preconditionFailed: throw Problem(status: 412, detail: "the file is not in the state asked for")
        case .send: break
        }
        let type = ContentType.of(file.name)
        switch ranges(request, file) {
        case .whole:
            fields.append("content-type", type)
            return try await Self.response(200, fields, file, 0..<file.size)
        case .unsatisfiable:
            var problem = Problem(
                status: 416, title: "Range Not Satisfiable", detail: "the file has \(file.size) bytes")
            problem.fields.append("content-range", "bytes */\(file.size)")
            throw problem
        case .parts(let parts) where parts.count == 1:
            fields.append("content-type", type)
            fields.append("content-range", "bytes \(parts[0].lowerBound)-\(parts[0].upperBound - 1)/\(file.size)")
            return try await Self.response(206, fields, file, parts[0])
        case .parts(let parts):
            return Self.multipart(fields, file, parts, type)
        }
    }

    private func ranges(_ request: Request, _ file: OpenFile) -> ByteRanges {
        guard request.method == .get, let field = request.fields["range"],
            FileMatch.allowsRange(request.fields, etag: file.etag, modified: file.modified)
        else { return .whole }
        return ByteRanges(field, length: file.size)
    }

    /// The names on the way to a file; `nil` when one of them is none that is served.
    static func segments(of path: String) -> [String]? {
        var segments: [String] = []
        for part in path.split(separator: "/", omittingEmptySubsequences: false) {
            if part.isEmpty {
                continue
            }
            guard !part.hasPrefix("."), !part.utf8.contains(0) else { return nil }
            segments.append(String(part))
        }
        return segments
    }

    private static func response(
        _ status: Int, _ fields: HTTPFields, _ file: OpenFile, _ range: Range<Int>
    ) async throws -> Response {
        var fields = fields
        guard range.count > pieceSize else {
            let bytes = try await file.read(range)
            return Response(status: status, fields: fields, body: .bytes(bytes))
        }
        fields.append("content-length", "\(range.count)")
        return Response(status: status, fields: fields) { writer in try await file.write(range, to: writer) }
    }

    private static func multipart(
        _ fields: HTTPFields, _ file: OpenFile, _ parts: [Range<Int>], _ type: String
    ) -> Response {
        let boundary = RequestID.make()
        let heads = parts.map { part in
            "\r\n--\(boundary)\r\ncontent-type: \(type)\r\n"
                + "content-range: bytes \(part.lowerBound)-\(part.upperBound - 1)/\(file.size)\r\n\r\n"
        }
        let end = "\r\n--\(boundary)--\r\n"
        var fields = fields
        fields.append("content-type", "multipart/byteranges; boundary=\(boundary)")
        let length = parts.reduce(end.utf8.count) { $0 + $1.count } + heads.reduce(0) { $0 + $1.utf8.count }
        fields.append("content-length", "\(length)")
        return Response(status: 206, fields: fields) { writer in
            for (head, part) in zip(heads, parts) {
                try await writer.write(head)
                try await file.write(part, to: writer)
            }
            try await writer.write(end)
        }
    }
}
