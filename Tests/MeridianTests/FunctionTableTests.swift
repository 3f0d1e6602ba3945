import MeridianCore
import Testing

@testable import Meridian

@Suite struct FunctionTableTests {
    private func message(_ functions: [Function]) -> String? {
        do throws(MeridianError) {
            _ = try FunctionTable(functions: functions, environment: Environment([:]))
            return nil
        } catch {
            #expect(error.code == .invalidApp)
            return error.message
        }
    }

    private func function(_ name: String, _ triggers: Trigger...) -> Function {
        Function(name, triggers: triggers) { _, _ in .noContent }
    }

    @Test func functionsThatCantStandTogetherAreRefused() {
        #expect(message([function("a"), function("a")])?.contains("two functions are called 'a'") == true)
        #expect(message([function("9a")])?.contains("'9a' is no name") == true)
        let sameRoute = message([
            function("a", .http(.get, "/x/{id}")), function("b", .http(.post, "/x/{id}")),
            function("c", .http(.get, "/x/{name}")),
        ])
        #expect(sameRoute?.contains("'a' and 'c'") == true)
        #expect(message([function("a", .http(.get, "x"))])?.contains("'a': the path 'x' must begin") == true)
        #expect(message([function("a", .timer(cron: "* * *"))])?.contains("'a': the schedule '* * *'") == true)
        #expect(message([function("a", .timer(every: .zero))])?.contains("'a'") == true)
        #expect(message([function("a", .timer(at: "noon"))])?.contains("'a': 'noon' is no moment") == true)
        #expect(message([function("a", .timer(at: "2026-11-11T20:00:00+08:00"))]) == nil)
        #expect(message([function("a", .queue("q", batchSize: 0))])?.contains("batch size 0") == true)
        #expect(message([function("a", .queue(""))])?.contains("queue") == true)
        #expect(message([function("a", .event(type: ""))])?.contains("type") == true)
        #expect(message([function("a", .http(.get, "/x")), function("b", .http(.post, "/x"))]) == nil)
    }

    @Test func theManifestSaysWhatTheCodeDeclares() throws {
        let table = try FunctionTable(
            functions: [
                Function(
                    "item", .get("/items/{id}"), .get("/i/{id}"), description: "An item",
                    options: FunctionOptions(timeout: 5)
                ) { _, _ in "" },
                Function("hourly", .timer(cron: "@hourly", payload: "x")) { _ in },
            ], environment: Environment([:]))
        #expect(
            table.manifest == [
                FunctionManifest(
                    name: FunctionName("item")!, description: "An item",
                    triggers: [.http(.get, "/items/{id}"), .http(.get, "/i/{id}")],
                    options: FunctionOptions(timeout: 5)),
                FunctionManifest(
                    name: FunctionName("hourly")!, triggers: [.timer(cron: "@hourly", payload: "x")]),
            ])
    }

    @Test(arguments: [
        ("Shop", "shop"), ("ShopFront", "shop-front"), ("HTTPShop2", "http-shop2"), ("My_App", "my-app"),
        ("App_", "app"),
    ])
    func servicesAreNamedAfterTheirType(type: String, name: String) {
        #expect(ServiceNaming.name(ofType: type) == name)
    }
}
