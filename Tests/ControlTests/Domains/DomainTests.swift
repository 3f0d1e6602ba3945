import Control
import Foundation
import Gateway
import HTTPTransport
import MeridianCore
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1)))
struct DomainTests {
    private static let path = "/v1/domains/shop.example"

    private func configure(_ configuration: inout PlatformConfiguration) {
        configuration.gateway.secureServer = HTTPServerConfiguration(address: try! ListenAddress("127.0.0.1:0"))
    }

    @Test func aDomainLeadsToItsServiceAndSurvivesARestart() async throws {
        try await withTemporaryDirectory { folder in
            let made = try TestCertificate(for: ["shop.example", "*.shop.example"])
            try await RunningPlatform.with(in: folder, configure: configure) { running in
                try await running.publish(2)
                let beta = try await running.send(
                    "PUT", "/v1/services/fixture/aliases/beta", AliasTargets(release: 2))
                #expect(beta.status == 200)
                let wish = DomainWishDocument(service: FixturePackage.service, certificate: made.chain, key: made.key)
                let answer = try await running.send("PUT", Self.path, wish)
                #expect(answer.status == 201, "\(answer.text)")
                #expect(!answer.text.contains("PRIVATE"))
                let domain = try answer.document(DomainDocument.self)
                #expect(domain.certificate?.names == ["shop.example", "*.shop.example"])
                let wildcard = DomainWishDocument(
                    service: FixturePackage.service, alias: "beta", certificate: made.chain, key: made.key)
                #expect(try await running.send("PUT", "/v1/domains/%2A.shop.example", wildcard).status == 201)
                #expect(try await running.release(host: "shop.example") == "1")
                #expect(try await running.release(host: "Beta.Shop.example:80") == "2")
                #expect(try await running.secureRelease("shop.example", trusting: made) == "1 2")
            }
            try await RunningPlatform.with(in: folder, configure: configure) { running in
                #expect(try await running.release(host: "a.shop.example") == "2")
                #expect(try await running.secureRelease("a.shop.example", trusting: made) == "2 2")
                let list = try await running.control("GET", "/v1/domains").document(DomainListDocument.self)
                #expect(list.domains.map(\.domain) == ["*.shop.example", "shop.example"])
                #expect(try await running.control("DELETE", Self.path).status == 204)
                #expect(try await running.control("GET", Self.path).status == 404)
                // What is left is the platform's default service.
                #expect(try await running.release(host: "shop.example") == "1")
                #expect(try await running.secureRelease("shop.example", trusting: made) == nil)
            }
            let stored = try FileManager.default.subpathsOfDirectory(atPath: folder).filter {
                !$0.hasSuffix("bootstrap")
            }
            .compactMap { FileManager.default.contents(atPath: folder + "/" + $0) }
            let secret = Data(made.key.split(separator: "\n")[1].utf8)
            #expect(stored.allSatisfy { $0.range(of: secret) == nil })
        }
    }

    @Test func aCertificateIsRenewed() async throws {
        let (first, second) = (try TestCertificate(for: ["shop.example"]), try TestCertificate(for: ["shop.example"]))
        try await RunningPlatform.with(configure: configure) { running in
            try await running.publish(1)
            for (made, other, status) in [(first, second, 201), (second, first, 200)] {
                let wish = DomainWishDocument(service: FixturePackage.service, certificate: made.chain, key: made.key)
                #expect(try await running.send("PUT", Self.path, wish).status == status)
                #expect(try await running.secureRelease("shop.example", trusting: made) == "1 2")
                #expect(try await running.secureRelease("shop.example", trusting: other) == nil)
            }
        }
    }

    /// Whoever takes the name of a service next gets none of the requests that were meant for the one before.
    @Test func aRemovedServiceTakesItsDomainsWithIt() async throws {
        let made = try TestCertificate(for: ["shop.example"])
        try await RunningPlatform.with(configure: configure) { running in
            try await running.publish(1)
            let other = ServiceName("other")!
            _ = try await running.deploy(
                try running.package(service: other, environment: ["RELEASE": "other"]), to: "other")
            let wish = DomainWishDocument(service: FixturePackage.service, certificate: made.chain, key: made.key)
            #expect(try await running.send("PUT", Self.path, wish).status == 201)
            let kept = DomainWishDocument(service: other)
            #expect(try await running.send("PUT", "/v1/domains/other.example", kept).status == 201)

            #expect(try await running.control("DELETE", "/v1/services/fixture").status == 204)
            let list = try await running.control("GET", "/v1/domains").document(DomainListDocument.self)
            #expect(list.domains.map(\.domain) == ["other.example"])
            #expect(try await running.release(host: "other.example") == "other")
            #expect(try await running.secureRelease("shop.example", trusting: made) == nil)
            let audit = try await running.control("GET", "/v1/audit?limit=1").document(AuditDocument.self)
            #expect(audit.records.first?.action == "service.remove")
            #expect(audit.records.first.map { "\($0.before as Any)" }?.contains("shop.example") == true)
            #expect(try await running.control("DELETE", "/v1/services/fixture").status == 404)
        }
    }

    @Test func whatCantBeADomainIsRefused() async throws {
        let (made, other) = (try TestCertificate(for: ["shop.example"]), try TestCertificate(for: ["shop.example"]))
        try await RunningPlatform.with(configure: configure) { running in
            try await running.publish(1)
            let wishes: [(String, DomainWishDocument, Int, String)] = [
                (Self.path, .init(service: ServiceName("none")!), 404, "MER-7002"),
                (Self.path, .init(service: FixturePackage.service, alias: "beta"), 400, "MER-6806"),
                (Self.path, .init(service: FixturePackage.service, alias: "B E"), 400, "MER-6806"),
                (Self.path, .init(service: FixturePackage.service, certificate: made.chain), 400, "MER-6806"),
                (Self.path, .init(service: FixturePackage.service, certificate: "x", key: "y"), 400, "MER-6800"),
                (
                    Self.path, .init(service: FixturePackage.service, certificate: made.chain, key: other.key), 400,
                    "MER-6801"
                ),
                (
                    "/v1/domains/a.example",
                    .init(service: FixturePackage.service, certificate: made.chain, key: made.key), 400,
                    "MER-6803"
                ),
                ("/v1/domains/shop.localhost", .init(service: FixturePackage.service), 400, "MER-6804"),
            ]
            for (path, wish, status, code) in wishes {
                let answer = try await running.send("PUT", path, wish)
                #expect(answer.status == status, "\(answer.text)")
                #expect(answer.text.contains(code), "\(answer.text)")
            }
            let misspelled = try await running.control(
                "PUT", Self.path, body: Data(#"{"service": "fixture", "certifcate": "x"}"#.utf8))
            #expect(misspelled.status == 400)
            #expect(misspelled.text.contains("certifcate"))
            let list = try await running.control("GET", "/v1/domains").document(DomainListDocument.self)
            #expect(list.domains.isEmpty)
            #expect(try await running.control("DELETE", Self.path).text.contains("MER-6805"))
        }
    }
}

extension RunningPlatform {
    /// The release that answers by HTTPS, and the version of HTTP, as `curl` tells; `nil` when there is no connection.
    fileprivate func secureRelease(_ host: String, trusting certificate: TestCertificate) async throws -> String? {
        let port = URL(string: try #require(addresses.secure))!.port!
        let file = folder + "/trusted.pem"
        try certificate.chain.write(toFile: file, atomically: true, encoding: .utf8)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/curl")
        process.arguments = [
            "--silent", "--cacert", file, "--resolve", "\(host):\(port):127.0.0.1", "--write-out", " %{http_version}",
            "https://\(host):\(port)/environment/RELEASE",
        ]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let text = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        process.waitUntilExit()
        return process.terminationStatus == 0 ? text : nil
    }
}
