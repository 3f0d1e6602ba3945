import Foundation
import JWTKit
import MeridianCore
import Telemetry
import Testing

@testable import Control

@Suite(.timeLimit(.minutes(1)))
struct IdentitySignInTests {
    private struct Claims: JWTPayload {
        var iss = "https://id.example.com"
        var aud = "meridian"
        var exp = Date(timeIntervalSinceNow: 300).timeIntervalSince1970
        var sub = "ada"
        var groups = ["shop"]

        func verify(using algorithm: some JWTAlgorithm) async throws {}
    }

    private let key = try! EdDSA.PrivateKey()

    private func write(to folder: String) throws {
        let directory = folder + "/data"
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        try """
        {"issuer": "https://id.example.com", "audience": "meridian", "keySet": "jwks.json", "nameClaim": "sub",
         "roles": {"shop": ["operator@shop"]}}
        """.write(toFile: directory + "/identity.json", atomically: true, encoding: .utf8)
        let x = key.publicKey.rawRepresentation.base64EncodedString().replacing("+", with: "-")
            .replacing("/", with: "_").replacing("=", with: "")
        try #"{"keys":[{"kty":"OKP","crv":"Ed25519","alg":"EdDSA","kid":"k","x":"\#(x)"}]}"#
            .write(toFile: directory + "/jwks.json", atomically: true, encoding: .utf8)
    }

    @Test func aPersonIsKnownByTheProvidersToken() async throws {
        try await withTemporaryDirectory { (folder) async throws in
            try write(to: folder)
            let keys = await JWTKeyCollection().add(eddsa: key, kid: "k")
            let token = try await keys.sign(Claims(), kid: "k")
            try await RunningPlatform.with(in: folder) { (running) async throws in
                let path = "/v1/services/shop/secrets/DB"
                #expect(try await running.control("PUT", path, token: token, body: Data("a".utf8)).status == 201)
                let secrets = try await running.control("GET", "/v1/services/shop/secrets")
                #expect(try secrets.document(SecretListDocument.self).secrets.map(\.setBy) == ["identity:ada"])
                let record = try await running.control("GET", "/v1/audit").document(AuditDocument.self).records.first
                #expect(record?.actor == "identity:ada")
                let refused = try await running.control("GET", "/v1/tokens", token: token)
                #expect(refused.status == 403)
                #expect(try refused.document(ProblemDocument.self).detail.contains("identity:ada"))
                let missing = try await running.control("GET", "/v1/nowhere", token: token)
                #expect(missing.status == 404)

                var claims = Claims()
                claims.exp -= 1_000
                let old = try await running.control("GET", "/v1/services", token: try await keys.sign(claims, kid: "k"))
                #expect(old.status == 401)
                #expect(try old.document(ProblemDocument.self).code == "MER-6542")
                let forged = try await running.control("GET", "/v1/services", token: token + "A")
                #expect(forged.status == 401)
                #expect(try await running.control("GET", "/v1/tokens").status == 200)
            }
        }
    }

    @Test func aFileThatCannotBeReadIsToldAtStart() async throws {
        try await withTemporaryDirectory { (folder) async throws in
            try write(to: folder)
            try FileManager.default.removeItem(atPath: folder + "/data/jwks.json")
            try await RunningPlatform.with(in: folder) { (running) async throws in
                let lines = running.platform.logs.recent().map(\.message)
                #expect(lines.contains { $0.contains("jwks.json") })
            }
            try Data("{}".utf8).write(to: URL(filePath: folder + "/data/identity.json"))
            let error = await #expect(throws: MeridianError.self) {
                try await RunningPlatform.with(in: folder) { _ in }
            }
            #expect(error?.code == .dataDirectoryUnusable)
        }
    }
}
