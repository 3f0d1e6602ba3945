import Foundation
import MeridianCore
import NIOCore
import Persistence
import Testing

@testable import Control

@Suite(.timeLimit(.minutes(2)))
struct LambdaEndpointTests {
    private static let echo = """
        def handler(event, context):
            if event.get("fail"):
                raise ValueError("no stock")
            return {"event": event, "version": context.function_version}
        """
    private static let function = "/2015-03-31/functions/shop"

    private func invoke(
        _ client: LambdaClient, _ payload: String, at path: String = function, fields: [String: String] = [:]
    ) async throws -> LambdaClient.Answer {
        try await client("POST", path + "/invocations", payload, fields: fields)
    }

    @Test func aFunctionLivesFromCreateToDelete() async throws {
        try await RunningPlatform.with { (running) async throws in
            let client = LambdaClient(running: running)
            let made = try await client.create("shop", Self.echo)
            #expect(made.status == 201, "\(String(decoding: made.body, as: UTF8.self))")
            #expect(made["State"] == "Active")
            #expect(made["Version"] == "$LATEST")
            let answer = try await invoke(client, #"{"a": 1}"#)
            #expect(answer.status == 200)
            #expect(String(decoding: answer.body, as: UTF8.self) == #"{"event": {"a": 1}, "version": "1"}"#)
            let failed = try await invoke(client, #"{"fail": true}"#)
            #expect(failed.status == 200)
            #expect(failed["errorType"] == "ValueError")
            #expect(try await invoke(client, "{").type == "InvalidRequestContentException")
            #expect(try await client.create("shop", Self.echo).type == "ResourceConflictException")
            #expect(try await running.get("/", host: "shop.localhost").status == 404)
            #expect(try await client("DELETE", Self.function).status == 204)
            #expect(try await client("GET", Self.function).type == "ResourceNotFoundException")
        }
    }

    @Test func whatWasMadeSurvivesARestart() async throws {
        try await withTemporaryDirectory { (folder) async throws in
            let former = try await RunningPlatform.with(in: folder) { (running) async throws in
                let client = LambdaClient(running: running)
                #expect(try await client.create("shop", Self.echo, more: #", "Tags": {"team": "a"}"#).status == 201)
                #expect(try await client("POST", Self.function + "/versions").status == 201)
                let alias = #"{"Name": "live", "FunctionVersion": "1"}"#
                #expect(try await client("POST", Self.function + "/aliases", alias).status == 201)
                let concurrency = #"{"ReservedConcurrentExecutions": 0}"#
                #expect(
                    try await client("PUT", "/2017-10-31/functions/shop/concurrency", concurrency).status == 200)
                return try await client("GET", Self.function).body
            }
            try await RunningPlatform.with(in: folder) { (running) async throws in
                let client = LambdaClient(running: running)
                let kept = try await client("GET", Self.function)
                #expect(kept.body == former)
                #expect(try await client("GET", Self.function + "/aliases/live")["FunctionVersion"] == "1")
                #expect(try await invoke(client, "{}").type == "TooManyRequestsException")
                #expect(
                    try await client("DELETE", "/2017-10-31/functions/shop/concurrency").status == 204)
                #expect(try await invoke(client, "{}", at: Self.function + ":live").status == 200)
            }
        }
    }

    @Test func newCodeGoesLiveUnlessAnAliasHoldsItBack() async throws {
        try await RunningPlatform.with { (running) async throws in
            let client = LambdaClient(running: running)
            #expect(try await client.create("shop", Self.echo).status == 201)
            let service = ServiceName("shop")!
            func update(_ code: String) async throws -> Int {
                let zip = try client.zip(code).base64EncodedString()
                return try await client("PUT", Self.function + "/code", #"{"ZipFile": "\#(zip)"}"#).status
            }
            #expect(try await update(Self.echo + "\n# two") == 200)
            #expect(await running.platform.services.liveTargets(of: service)?.release == 2)
            let alias = #"{"Name": "live", "FunctionVersion": "$LATEST"}"#
            #expect(try await client("POST", Self.function + "/aliases", alias).status == 201)
            #expect(try await update(Self.echo + "\n# three") == 200)
            #expect(await running.platform.services.liveTargets(of: service)?.release == 2)
            let latest = try await invoke(client, "{}")
            #expect(latest["version"] == "3")
            #expect(try await invoke(client, "{}", at: Self.function + ":live")["version"] == "2")
            #expect(try await client("DELETE", Self.function + "/aliases/live").status == 204)
            #expect(await running.platform.services.liveTargets(of: service)?.release == 3)
        }
    }

    @Test func aFunctionThatMeridianDeployedIsCalledAndNotChanged() async throws {
        try await RunningPlatform.with { (running) async throws in
            #expect(try await running.deploy { $0.functions = Array($0.functions.prefix(2)) }.status == 201)
            let client = LambdaClient(running: running)
            let several = try await client("GET", "/2015-03-31/functions/fixture")
            #expect(several.type == "InvalidParameterValueException")
            let name = "fixture-\(FixturePackage.functions[0].name)"
            let found = try await client("GET", "/2015-03-31/functions/\(name)/configuration")
            #expect(found["FunctionName"] == name)
            #expect(found["Runtime"] == "swift")
            let changed = try await client("PUT", "/2015-03-31/functions/\(name)/configuration", #"{"Timeout": 5}"#)
            #expect(changed.type == "ResourceConflictException")
        }
    }

    @Test(arguments: [
        ("GET", "/2015-03-31/functions/none", "", "ResourceNotFoundException"),
        ("GET", "/2015-03-31/functions/a%20b", "", "InvalidParameterValueException"),
        ("POST", "/2015-03-31/functions", "{", "InvalidRequestContentException"),
        ("POST", "/2015-03-31/functions", #"{"FunctionName": "a"}"#, "InvalidRequestContentException"),
        ("GET", "/2015-03-31/functions?MaxItems=x", "", "InvalidParameterValueException"),
        ("GET", "/2015-03-31/nothing", "", "ResourceNotFoundException"),
    ])
    func errorsHaveTheTypesOfTheService(method: String, path: String, body: String, type: String) async throws {
        try await RunningPlatform.with { (running) async throws in
            let answer = try await LambdaClient(running: running)(method, path, body)
            #expect(answer.type == type, "\(String(decoding: answer.body, as: UTF8.self))")
            #expect((answer["Message"] ?? answer["message"])?.hasPrefix("MER-") == true)
        }
    }

    @Test func recordsAreKeptAndTaken() async throws {
        let documents = MemoryDocumentStore()
        let (records, name) = (LambdaRecords(documents: documents), ServiceName("shop")!)
        try await records.change(name) { record in
            record[release: 3] = .init(
                runtime: "python3.12", role: "r", codeSHA256: "x", codeSize: 1, isPublished: true)
            record.reserved = 7
        }
        let again = LambdaRecords(documents: documents)
        #expect(try await again.load().isEmpty)
        #expect(again[name] == records[name])
        #expect(again[name]?[release: 3]?.isPublished == true)
        try await again.remove(name)
        let empty = LambdaRecords(documents: documents)
        #expect(try await empty.load().isEmpty)
        #expect(empty.all.isEmpty)
    }

    @Test func noFunctionRunsMoreOftenThanItMay() async throws {
        let (executions, name) = (ReservedExecutions(), ServiceName("shop")!)
        try await executions.run(name, limit: 2) {
            try await executions.run(name, limit: 2) {
                let error = await #expect(throws: MeridianError.self) { try await executions.run(name, limit: 2) {} }
                #expect(error?.code == .lambdaThrottled)
                try await executions.run(ServiceName("other")!, limit: 1) {}
            }
            try await executions.run(name, limit: 2) {}
        }
    }
}
