import Crypto
public import MeridianCore

/// A request as signature version 4 writes it down to be signed
/// (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html).
public struct CanonicalRequest: Sendable {
    public let text: String

    /// - Parameters:
    ///   - path: As it was sent, not decoded.
    ///   - query: What follows the `?`, as it was sent.
    ///   - headers: Names and values of all fields.
    ///   - signedHeaders: The names of those that are signed, in lower case and sorted.
    ///   - payloadHash: The SHA-256 of the body in hexadecimal, or the word that stands for it.
    public init(
        method: String, path: String, query: String?, headers: HTTPFields, signedHeaders: [String], payloadHash: String
    ) {
        let lines = signedHeaders.map { name in
            name + ":" + headers.values(name).map(Self.trimmed).joined(separator: ",") + "\n"
        }
        text =
            "\(method)\n\(Self.path(path))\n\(Self.query(query))\n\(lines.joined())\n"
            + "\(signedHeaders.joined(separator: ";"))\n\(payloadHash)"
    }

    var hash: String { Hexadecimal.encode(SHA256.hash(data: Array(text.utf8))) }

    /// Without `.`, `..` and empty segments, and encoded once more than it was sent: every service but S3 wants that.
    private static func path(_ path: String) -> String {
        var segments: [Substring] = []
        for segment in path.split(separator: "/") where segment != "." {
            if segment == ".." { _ = segments.popLast() } else { segments.append(segment) }
        }
        let tail = path.hasSuffix("/") && !segments.isEmpty ? "/" : ""
        return "/" + segments.map { URIEncoding.encode($0.utf8) }.joined(separator: "/") + tail
    }

    /// Sorted by name and value, each encoded the one way; the signature itself is no part of it.
    private static func query(_ query: String?) -> String {
        let pairs = (query ?? "").split(separator: "&").map { pair in
            let mark = pair.firstIndex(of: "=")
            let value = mark.map { pair[pair.index(after: $0)...] } ?? ""
            return (name: URIEncoding.recoded(pair[..<(mark ?? pair.endIndex)]), value: URIEncoding.recoded(value))
        }
        return pairs.filter { $0.name != "X-Amz-Signature" }
            .sorted { ($0.name, $0.value) < ($1.name, $1.value) }
            .map { "\($0.name)=\($0.value)" }.joined(separator: "&")
    }

    /// Without white space around it, and with single spaces inside.
    private static func trimmed(_ value: String) -> String {
        value.split(whereSeparator: { $0 == " " || $0 == "\t" }).joined(separator: " ")
    }
}
