import Foundation
import MeridianCore
import Specification
import Testing

@testable import Exporting

@Suite struct OtherExportTests {
    @Test func openWhiskHasAnActionForEveryGroup() throws {
        let export = try Sample.export(.openwhisk)
        let package = try Document.only(export, "manifest.yaml")["packages"]["venue"]
        let action = package["actions"]["venue"]
        #expect(action["docker"].text == "registry.example.com/venue:1")
        #expect(action["limits"]["timeout"].number == 5000)
        #expect(action["limits"]["memorySize"].number == 256)
        #expect(action["web"].text == "raw")
        #expect(package["actions"]["venue-workers"]["web"].isMissing)
        let timer = package["triggers"]["refresh-timer"]
        #expect(timer["feed"].text == "/whisk.system/alarms/alarm")
        #expect(timer["inputs"]["cron"].text == "0 3 * * MON")
        #expect(timer["inputs"]["trigger_payload"]["meridian"]["function"].text == "refresh")
        #expect(package["triggers"]["refresh-timer-2"]["inputs"]["minutes"].number == 5)
        #expect(package["rules"]["refresh-timer-rule"]["action"].text == "venue")
        #expect(export.gaps.contains { $0.message.hasPrefix("'environment' of the provider") && $0.line == 7 })
    }

    private func json(_ export: Export, _ path: String) throws -> Document {
        let file = try #require(export.files.first { $0.path == path }, "\(export.files.map(\.path))")
        return Document(try JSONSerialization.jsonObject(with: Data(file.text.utf8)))
    }

    @Test func azureHasAFunctionForEveryTrigger() throws {
        let export = try Sample.export(.azure)
        let host = try json(export, "host.json")
        #expect(host["customHandler"]["description"]["defaultExecutablePath"].text == "bootstrap")
        #expect(host["extensions"]["http"]["routePrefix"].text == "")
        #expect(host["extensions"]["queues"]["batchSize"].number == 32)
        #expect(host["functionTimeout"].text == "00:01:00")
        let item = try json(export, "item/function.json")["bindings"][0]
        #expect(item["type"].text == "httpTrigger")
        #expect(item["route"].text == "items/{id}")
        #expect(item["methods"].texts == ["get", "head"])
        #expect(try json(export, "assets/function.json")["bindings"][0]["route"].text == "assets/{*path}")
        // By the function's own name the host in the executable knows it.
        #expect(try json(export, "refresh/function.json")["bindings"][0]["schedule"].text == "0 0 3 * * MON")
        #expect(try json(export, "paid/function.json")["bindings"][0]["type"].text == "eventGridTrigger")
        #expect(try json(export, "work/function.json")["bindings"][0]["queueName"].text == "orders")
        #expect(try json(export, "local.settings.json")["Values"]["FUNCTIONS_WORKER_RUNTIME"].text == "custom")
        let inside = export.files.filter { $0.purpose == .packageContents }.map(\.path)
        #expect(inside.contains("host.json") && inside.contains("work/function.json"))
        #expect(!inside.contains("local.settings.json"))
        #expect(
            export.gaps.contains { $0.message.hasPrefix("the timer trigger of function 'refresh' has no counterpart") })
    }

    @Test func anAppHasAUnitAndAContainerfile() throws {
        let export = try Sample.export(.app)
        #expect(export.files.map(\.path) == ["venue.service", "venue.env", "Containerfile"])
        let unit = try #require(export.files.first).text
        #expect(unit.contains("ExecStart=/opt/venue/package/bootstrap\n"))
        #expect(unit.contains("MemoryMax=768M\n"))
        #expect(unit.contains("Description=The festival: shop & stage\n"))
        let environment = export.files[1].text
        #expect(environment.contains("MODE=on\n"))
        #expect(environment.contains("TEXT=\"a: b # c\"\n"))
        #expect(export.files[2].text.contains("ENV MERIDIAN_LISTEN=0.0.0.0:8080\n"))
        #expect(export.gaps.contains { $0.message.hasPrefix("the queue trigger 'orders' of function 'work'") })
        #expect(export.gaps.contains { $0.message.hasPrefix("'maxInstances' of the provider") && $0.line == 6 })
    }

    /// What groups say differently can't all be so where they share a process.
    @Test(arguments: [PlatformTarget.app, .azure])
    func oneEnvironmentForAllIsToldWhereItMatters(_ target: PlatformTarget) throws {
        let export = try Sample.export(
            target,
            """
            service: a
            functions:
              one: { group: x, environment: { MODE: fast, SAME: "1" } }
              two: { group: y, environment: { MODE: slow, SAME: "1" } }
            """, declared: ["one", "two"].map { FunctionManifest(name: FunctionName($0)!, triggers: []) })
        let told = export.gaps.filter {
            $0.message.hasPrefix("'environment' of function 'two' is not taken whole: 'MODE'")
        }
        #expect(told.count == 1 && told.first?.line == 4)
        #expect(!export.gaps.contains { $0.message.contains("'SAME'") })
    }

    @Test(arguments: PlatformTarget.allCases.filter { $0 != .meridian })
    func variablesWithSecretsAreLeftOutAndTold(_ target: PlatformTarget) throws {
        let export = try Sample.export(
            target,
            """
            service: a
            provider: { environment: { URL: "db://${secret.DB}@h", TEXT: "$${secret.X}", PLAIN: p } }
            """, declared: Sample.function(.http(HTTPTrigger(path: "/a"))))
        #expect(export.files.allSatisfy { !$0.text.contains("secret.DB") })
        #expect(export.gaps.contains { $0.message.contains("'URL' names a secret") && $0.line == 2 })
        #expect(!export.gaps.contains { $0.message.contains("'TEXT' names") })
    }

    @Test(arguments: [("a", "a"), ("a b", "\"a b\""), ("$x\"`\\", #""\$x\"\`\\""#), ("", "")])
    func valuesOfAnEnvironmentFileAreQuoted(_ value: String, _ expected: String) {
        #expect(AppExport.quoted(value) == expected)
    }

    @Test func meridianNeedsNothing() throws {
        let export = try Sample.export(.meridian)
        #expect(export.files.isEmpty && export.gaps.isEmpty)
    }

    @Test func otherRuntimesAreNotExportedInSilence() throws {
        var source = try Sample.source()
        source.manifest.runtime = .nodejs
        let error = #expect(throws: MeridianError.self) {
            let export = try Export(source, for: .lambda)
            Issue.record("\(export.deployed) was exported")
        }
        #expect(error?.code == .notExported)
        #expect(throws: Never.self) { try Export(source, for: .meridian) }
    }

    @Test func aServiceWithoutFunctionsIsNotExported() throws {
        let error = #expect(throws: MeridianError.self) { try Sample.export(.fc, "service: a", declared: []) }
        #expect(error?.code == .notExported)
    }

    /// The same service is always the same bytes.
    @Test(arguments: PlatformTarget.allCases)
    func anExportIsReproducible(_ target: PlatformTarget) throws {
        #expect(try Sample.export(target).files == (try Sample.export(target).files))
    }

    /// Everything that is written is what was meant, whatever the texts of the service are.
    @Test(arguments: [
        "yes", "0x1F", "1e3", "12:30:45", "null", "~", "- a", "a: b", "# c", "'q'", "\"q\"", "{x}", "[x]", "&a", "*a",
        "!t", "%p", "@v", "`b", "|", ">", "?", ":", "-", "---", "ümlaut", "a\\nb", " lead", "trail ", "", "=", "<<",
        "1_000",
    ])
    func everyTextSurvivesYAML(_ text: String) throws {
        var source = try Sample.source()
        source.manifest.defaults.environment = ["TEXT": text]
        let lambda = try Document.only(Export(source, for: .lambda), "template.yaml")
        #expect(lambda["Resources"]["Venue"]["Properties"]["Environment"]["Variables"]["TEXT"].text == text)
        let knative = try Document.all(Export(source, for: .knative), "manifests/venue.yaml")[0]
        let container = knative["spec"]["template"]["spec"]["containers"][0]
        #expect(container["env"].item("name", "TEXT")["value"].text == text)
    }
}
