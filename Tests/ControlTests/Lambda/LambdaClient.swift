import Crypto
import Foundation
import HTTPTransport
import LambdaAPI
import MeridianCore
import NIOCore
import NIOHTTP1
import Packaging

@testable import Control

/// A client of the Lambda-compatible API, with a token or an access key.
struct LambdaClient: Sendable {
    let running: RunningPlatform
    /// `nil` for the owner's.
    var token: String?
    var key: (id: String, secret: String)?

    struct Answer: Sendable {
        var status: Int
        var body: Data
        var type: String?

        /// A member of the answer, which is an object.
        subscript(name: String) -> String? {
            let object = try? JSONSerialization.jsonObject(with: body) as? [String: Any]
            return object?[name].map { "\($0)" }
        }
    }

    func callAsFunction(
        _ method: String, _ path: String, _ document: String = "", fields: [String: String] = [:]
    ) async throws -> Answer {
        var fields = fields
        if let key {
            fields.merge(signature(method, URL(string: running.addresses.control + path)!, document, key)) { $1 }
        } else {
            fields["Authorization"] = "Bearer \(token ?? running.platform.token.value)"
        }
        let answer = try await TestClient.send(
            method, running.addresses.control + path, fields: fields,
            body: document.isEmpty ? nil : Data(document.utf8))
        return Answer(status: answer.status, body: answer.body, type: answer.fields.first(name: "x-amzn-ErrorType"))
    }

    /// The fields that sign a request.
    private func signature(
        _ method: String, _ url: URL, _ document: String, _ key: (id: String, secret: String)
    ) -> [String: String] {
        let time = Timestamp.now.description.prefix(19).filter { $0 != "-" && $0 != ":" } + "Z"
        let scope = CredentialScope(date: String(time.prefix(8)), region: "us-east-1", service: "lambda")
        let canonical = CanonicalRequest(
            method: method, path: url.path(percentEncoded: true), query: url.query(percentEncoded: true),
            headers: ["host": "\(url.host()!):\(url.port!)", "x-amz-date": time],
            signedHeaders: ["host", "x-amz-date"],
            payloadHash: RequestSignature.payloadHash(document.utf8))
        let signature = RequestSignature.sign(canonical, time: time, scope: scope, secret: key.secret)
            .map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
        return [
            "X-Amz-Date": time,
            "Authorization":
                "AWS4-HMAC-SHA256 Credential=\(key.id)/\(scope), SignedHeaders=host;x-amz-date, "
                + "Signature=\(signature)",
        ]
    }

    /// Makes a function in Python, whose `handler` is the given text.
    func create(_ name: String, _ code: String, more: String = "") async throws -> Answer {
        try await self(
            "POST", "/2015-03-31/functions",
            """
            {"FunctionName": "\(name)", "Runtime": "python3.12", "Handler": "app.handler", "Role": "any", "Timeout": 20,
             "Code": {"ZipFile": "\(try zip(code).base64EncodedString())"}\(more)}
            """)
    }

    /// A zip with `app.py`.
    func zip(_ code: String) throws -> Data {
        let path = running.folder + "/\(UUID().uuidString).zip"
        // Of the manifest nothing is left when the function is made.
        var writer = try PackageWriter(
            manifest: Manifest(service: FixturePackage.service, entry: "app.py", functions: []))
        try writer.add(Array(code.utf8), at: "app.py")
        _ = try writer.write(to: path)
        return try Data(contentsOf: URL(fileURLWithPath: path))
    }
}
