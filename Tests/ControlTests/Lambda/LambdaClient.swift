import Crypto
import Foundation
import HTTPTransport
import LambdaAPI
import MeridianCore
import NIOCore
import Packaging

@testable import Control

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

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
        var request = URLRequest(url: URL(string: running.addresses.control + path)!)
        request.httpMethod = method
        request.httpBody = document.isEmpty ? nil : Data(document.utf8)
        request.timeoutInterval = 60
        for (name, value) in fields { request.setValue(value, forHTTPHeaderField: name) }
        if let key {
            sign(&request, document, key)
        } else {
            request.setValue(
                "Bearer \(token ?? running.platform.token.value)", forHTTPHeaderField: "Authorization")
        }
        let session = URLSession(configuration: .ephemeral)
        defer { session.finishTasksAndInvalidate() }
        let (data, response) = try await session.data(for: request)
        let head = response as! HTTPURLResponse
        return Answer(
            status: head.statusCode, body: data, type: head.value(forHTTPHeaderField: "x-amzn-ErrorType"))
    }

    private func sign(_ request: inout URLRequest, _ document: String, _ key: (id: String, secret: String)) {
        let time = Timestamp.now.description.prefix(19).filter { $0 != "-" && $0 != ":" } + "Z"
        let url = request.url!
        let scope = CredentialScope(date: String(time.prefix(8)), region: "us-east-1", service: "lambda")
        let canonical = CanonicalRequest(
            method: request.httpMethod!, path: url.path(percentEncoded: true), query: url.query(percentEncoded: true),
            headers: ["host": "\(url.host()!):\(url.port!)", "x-amz-date": time],
            signedHeaders: ["host", "x-amz-date"],
            payloadHash: RequestSignature.payloadHash(document.utf8))
        let signature = RequestSignature.sign(canonical, time: time, scope: scope, secret: key.secret)
            .map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
        request.setValue(time, forHTTPHeaderField: "X-Amz-Date")
        request.setValue(
            "AWS4-HMAC-SHA256 Credential=\(key.id)/\(scope), SignedHeaders=host;x-amz-date, Signature=\(signature)",
            forHTTPHeaderField: "Authorization")
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
