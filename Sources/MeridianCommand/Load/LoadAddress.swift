import Foundation
import MeridianCore

/// Where a load goes, from a URL.
struct LoadAddress {
    /// What is connected to.
    var host: String
    var port: Int
    /// Path and query, percent-encoded.
    var path: String
    /// For the Host field, where it is another than what is connected to.
    var hostField: String?

    /// Names below `localhost` are those of services of this machine, whether the system resolves them or not.
    /// - Throws: ``CommandFailure`` for anything but `http://HOST[:PORT][/PATH]`.
    init(_ text: String) throws(CommandFailure) {
        guard let url = URLComponents(string: text), url.scheme == "http", let name = url.host, !name.isEmpty else {
            throw CommandFailure(.badArgument, "'\(text)' is no address to load; write http://HOST:PORT/PATH")
        }
        let host = name.hasPrefix("[") ? String(name.dropFirst().dropLast()) : name
        port = url.port ?? 80
        path = url.percentEncodedPath.isEmpty ? "/" : url.percentEncodedPath
        if let query = url.percentEncodedQuery { path += "?\(query)" }
        if host == "localhost" || host.hasSuffix(".localhost") {
            self.host = "127.0.0.1"
            hostField = "\(host):\(port)"
        } else {
            self.host = host
        }
    }

    /// Header fields as they are given, `NAME:VALUE`, with the Host field where none is among them.
    /// - Throws: ``CommandFailure`` for a text without a name.
    func fields(_ texts: [String]) throws(CommandFailure) -> [String: String] {
        var fields = try HeaderArgument.fields(texts)
        if let hostField, !fields.keys.contains(where: { $0.lowercased() == "host" }) { fields["host"] = hostField }
        return fields
    }
}
