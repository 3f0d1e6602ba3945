import Glibc
import HTTPTransport
import MeridianCore
import NIOCore
import Testing

@testable import Meridian

@Suite struct HostTests {
    @Test(
        arguments: [
            ([:], Host.app), (["PORT": "80"], .app), (["MERIDIAN_WIRE_FD": "3", "MERIDIAN_HOST": "lambda"], .worker),
            (["AWS_LAMBDA_RUNTIME_API": "127.0.0.1:9001"], .lambda), (["FC_SERVER_PORT": "9000"], .functionCompute),
            (["FC_FUNCTION_NAME": "shop", "K_SERVICE": "x"], .functionCompute), (["K_SERVICE": "shop"], .knative),
            (["__OW_API_HOST": "https://ow"], .openWhisk), (["FUNCTIONS_CUSTOMHANDLER_PORT": "7071"], .azure),
            (["MERIDIAN_HOST": "app", "K_SERVICE": "shop"], .app), (["MERIDIAN_HOST": "fc"], .functionCompute),
            (["MERIDIAN_HOST": "manifest"], .manifest),
        ] as [([String: String], Host)])
    func theEnvironmentTells(environment: [String: String], host: Host) throws {
        #expect(try Host.chosen(by: Environment(environment)) == host)
    }

    @Test func anUnknownNameIsRefused() {
        let error = #expect(throws: MeridianError.self) {
            try Host.chosen(by: Environment(["MERIDIAN_HOST": "mainframe"]))
        }
        #expect(error?.code == .unknownHost)
        #expect(error?.message.contains("lambda, fc, knative") == true)
    }

    @Test func lambdaIsReadFromTheEnvironment() throws {
        let plain = try LambdaSettings(Environment(["AWS_LAMBDA_RUNTIME_API": "169.254.100.1:9001"]))
        #expect(plain.host == "169.254.100.1")
        #expect(plain.port == 9001)
        #expect(plain.concurrency == 1)
        #expect(!plain.streams)
        let full = try LambdaSettings(
            Environment([
                "AWS_LAMBDA_RUNTIME_API": "localhost:1", "AWS_LAMBDA_MAX_CONCURRENCY": "16",
                "MERIDIAN_LAMBDA_RESPONSE": "stream",
            ]))
        #expect(full.concurrency == 16)
        #expect(full.streams)
        for (name, value) in [
            ("AWS_LAMBDA_RUNTIME_API", ":1"), ("AWS_LAMBDA_RUNTIME_API", "host:x"), ("AWS_LAMBDA_MAX_CONCURRENCY", "0"),
            ("AWS_LAMBDA_MAX_CONCURRENCY", "many"), ("MERIDIAN_LAMBDA_RESPONSE", "burst"),
        ] {
            let environment = ["AWS_LAMBDA_RUNTIME_API": "localhost:1"].merging([name: value]) { $1 }
            let error = #expect(throws: MeridianError.self) { try LambdaSettings(Environment(environment)) }
            #expect(error?.code == .invalidHostSetting)
            #expect(error?.message.contains(name) == true)
        }
        #expect(throws: MeridianError.self) { try LambdaSettings(Environment([:])) }
    }

    @Test func platformsNameThePort() throws {
        func address(_ environment: [String: String], _ variables: [String], or port: Int) throws -> String {
            try AppConfiguration(Environment(environment), port: variables, or: port).address.description
        }
        let fc = ["FC_SERVER_PORT", "FC_CUSTOM_LISTEN_PORT"]
        #expect(try address([:], fc, or: 9000) == "0.0.0.0:9000")
        #expect(try address(["FC_CUSTOM_LISTEN_PORT": "8000"], fc, or: 9000) == "0.0.0.0:8000")
        #expect(try address(["PORT": "80", "MERIDIAN_LISTEN": "127.0.0.1:1"], ["PORT"], or: 8080) == "127.0.0.1:1")
        #expect(throws: MeridianError.self) { try address(["PORT": "http"], ["PORT"], or: 8080) }
    }

    /// What `meridian.yml` adds to the code holds wherever the package runs.
    @Test func aPackageSaysWhatItsFunctionsAre() throws {
        let app = try SketchedApp {
            Function("item", .get("/code")) { _, _ in "" }
            Function("unused", .get("/unused")) { _, _ in "" }
        }.assembled()
        let folder = "/tmp/meridian-package-\(RequestID.make())"
        #expect(mkdir(folder, 0o700) == 0)
        defer {
            unlink(folder + "/manifest.json")
            rmdir(folder)
        }
        func write(_ text: String) throws {
            let file = try #require(fopen(folder + "/manifest.json", "w"))
            fputs(text, file)
            fclose(file)
        }
        let package = PackageFolder(path: folder)
        #expect(try app.table(for: .lambda, in: package).manifest.count == 2)
        try write(#"{"name":"a page's manifest","icons":[]}"#)
        #expect(try app.table(for: .lambda, in: package).manifest.count == 2)
        func manifest(of function: String) -> String {
            #"{"version":1,"service":"shop","runtime":"swift","entry":"bootstrap","defaults":{"timeout":7},"#
                + #""functions":[{"name":"\#(function)","options":{},"triggers":["#
                + #"{"kind":"http","path":"/yaml"},{"kind":"timer","cron":"@daily"}]}]}"#
        }
        try write(manifest(of: "item"))
        let table = try app.table(for: .lambda, in: package)
        #expect(table.identity.service == "shop")
        #expect(table.identity.host == .lambda)
        #expect(table.manifest.map(\.timeout) == [.seconds(7)])
        #expect(try AppRoutes(table).timers.map(\.function) == ["item"])
        try write(manifest(of: "gone"))
        let error = #expect(throws: MeridianError.self) { try app.table(for: .lambda, in: package) }
        #expect(error?.message.contains("'gone'") == true)
    }
}
