import Access
import Control
import Foundation
import MeridianCore
import NIOCore
import Persistence
import Testing

@Suite(.timeLimit(.minutes(1)))
struct SignedPackageTests {
    private static let keys = "/v1/services/fixture/keys"

    @Test func aServiceThatTrustsAKeyTakesOnlyWhatIsSigned() async throws {
        try await withTemporaryDirectory { folder in
            let (key, other) = (SigningKey.make(), SigningKey.make())
            try await RunningPlatform.with(in: folder) { running in
                try await running.publish(1)
                let wish = TrustedKeyWishDocument(key: key.publicKey.text)
                let trusted = try await running.send("PUT", Self.keys + "/ci", wish)
                #expect(trusted.status == 201, "\(trusted.text)")
                let unsigned = try await running.deploy(environment: ["RELEASE": "2"])
                #expect(unsigned.status == 403)
                #expect(unsigned.text.contains("MER-6810"))
                #expect(try await running.signed(by: other, release: "2").text.contains("MER-6811"))
                let broken = try await running.deploy(
                    try running.package(), fields: [PackageSignature.fieldName: "abc"])
                #expect(broken.status == 400)
                #expect(try await running.release() == "1")
            }
            try await RunningPlatform.with(in: folder) { running in
                #expect(try await running.deploy(environment: ["RELEASE": "2"]).status == 403)
                let signed = try await running.signed(by: key, release: "2")
                #expect(signed.status == 201, "\(signed.text)")
                #expect(try await running.release() == "2")
                let release = try await running.control("GET", "/v1/services/fixture/releases/2")
                #expect(try release.document(ReleaseDocument.self).signedBy == "ci")
                let list = try await running.control("GET", Self.keys).document(TrustedKeyListDocument.self)
                #expect(list.keys.map(\.key) == [key.publicKey.text])
                #expect(try await running.control("DELETE", Self.keys + "/ci").status == 204)
                #expect(try await running.deploy(environment: ["RELEASE": "3"]).status == 201)
            }
        }
    }

    @Test func whatIsNoKeyIsRefused() async throws {
        try await RunningPlatform.with { running in
            for body in [#"{"key": "x"}"#, #"{}"#, #"{"key": 1}"#, #"{"keys": "x"}"#, "x"] {
                let answer = try await running.control("PUT", Self.keys + "/ci", body: Data(body.utf8))
                #expect(answer.status == 400, "\(answer.text)")
            }
            #expect(try await running.control("DELETE", Self.keys + "/ci").text.contains("MER-6813"))
        }
    }
}

extension RunningPlatform {
    fileprivate func signed(by key: SigningKey, release: String) async throws -> Answer {
        let package = try package(environment: ["RELEASE": release])
        let digest = BlobDigest(of: ByteBuffer(bytes: package))
        let signature = try key.sign(digest.rawValue, for: FixturePackage.service)
        return try await deploy(package, fields: [PackageSignature.fieldName: signature.text])
    }
}
