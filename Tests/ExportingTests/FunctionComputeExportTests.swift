import MeridianCore
import Specification
import Testing

@testable import Exporting

@Suite struct FunctionComputeExportTests {
    private func document(_ text: String = Sample.text, declared: [FunctionManifest] = Sample.declared) throws
        -> Document
    {
        try Document.only(try Sample.export(.fc, text, declared: declared), "s.yaml")
    }

    @Test func everyGroupIsAFunction() throws {
        let document = try document()
        #expect(document["edition"].text == "3.0.0")
        #expect(Set(document["resources"].members.keys) == ["venue", "venue-workers"])
        let venue = document["resources"]["venue"]
        #expect(venue["component"].text == "fc3")
        let props = venue["props"]
        #expect(props["functionName"].text == "venue")
        #expect(props["runtime"].text == "custom.debian12")
        #expect(props["code"].text == "./venue.zip")
        #expect(props["memorySize"].number == 256)
        #expect(props["cpu"].value as? Double == 0.15)
        #expect(props["timeout"].number == 5)
        #expect(props["instanceConcurrency"].number == 100)
        #expect(props["customRuntimeConfig"]["port"].number == 9000)
        #expect(props["concurrencyConfig"]["reservedConcurrency"].number == 20)
        #expect(props["environmentVariables"]["MODE"].text == "on")
    }

    @Test func everyTriggerIsThere() throws {
        let resources = try document()["resources"]
        let triggers = resources["venue"]["props"]["triggers"]
        let http = triggers.item("triggerType", "http")
        #expect(http["triggerConfig"]["methods"].texts == ["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"])
        #expect(triggers.items.count { $0["triggerType"].text == "http" } == 1)
        #expect(triggers.items.allSatisfy { $0["qualifier"].text == "live" })
        let timer = triggers.item("triggerName", "refresh-timer")
        #expect(timer["triggerConfig"]["cronExpression"].text == "0 0 3 * * MON")
        #expect(
            timer["triggerConfig"]["payload"].text
                == #"{"meridian":{"function":"refresh","timer":{"payload":"all"}}}"#)
        #expect(triggers.item("triggerName", "refresh-timer-2")["triggerConfig"]["cronExpression"].text == "@every 5m")
        let event = triggers.item("triggerName", "paid-event")["triggerConfig"]
        #expect(event["eventRuleFilterPattern"].text == #"{"type":["com.example.order.paid"],"source":["/shop"]}"#)
        let prefix = triggers.item("triggerName", "paid-event-2")["triggerConfig"]
        #expect(prefix["eventRuleFilterPattern"].text == #"{"type":[{"prefix":"com.example."}]}"#)
        let queue = resources["venue-workers"]["props"]["triggers"].item("triggerName", "work-queue")["triggerConfig"]
        #expect(
            queue["eventSourceConfig"]["eventSourceParameters"]["sourceMNSParameters"]["QueueName"].text == "orders")
        #expect(queue["runOptions"]["batchWindow"]["CountBasedWindow"].number == 50)
    }

    @Test func aDeploymentPublishesAVersionAndMovesTheAlias() throws {
        let actions = try document()["resources"]["venue"]["actions"]["post-deploy"].items.map { $0["component"].text }
        #expect(
            actions == [
                "fc3 version publish", "fc3 alias publish --alias-name live --version-id latest",
                "fc3 provision put --qualifier live --target 2",
            ])
        let quiet = try document(
            "service: a\ntargets: { fc: { alias: prod } }", declared: Sample.function(.http(HTTPTrigger(path: "/"))))
        #expect(quiet["resources"]["a"]["actions"]["post-deploy"].items.count == 2)
        #expect(quiet["resources"]["a"]["props"]["triggers"][0]["qualifier"].text == "prod")
    }

    @Test func aDomainLeadsItsPathsToTheirGroups() throws {
        let document = try document(
            """
            service: a
            functions:
              admin: { group: back, triggers: [{ http: { path: "/admin/*" } }] }
            targets: { fc: { domain: shop.example.com, region: cn-shanghai } }
            """,
            declared: Sample.function(.http(HTTPTrigger(path: "/items/{id}")), .http(HTTPTrigger(path: "/about")))
                + [FunctionManifest(name: FunctionName("admin")!, triggers: [])])
        let domain = document["resources"]["domain"]
        #expect(domain["component"].text == "fc3-domain")
        #expect(domain["props"]["region"].text == "cn-shanghai")
        let routes = domain["props"]["routeConfig"]["routes"].items.map {
            "\($0["path"].text!) \($0["functionName"].text!)"
        }
        #expect(routes == ["/items/* a", "/about a", "/admin/* a-back"])
    }

    @Test(arguments: [
        (128, "0.10"), (192, "0.10"), (256, "0.15"), (512, "0.25"), (1024, "0.50"), (2048, "1"), (32768, "16"),
    ])
    func processorsGrowWithMemory(_ memory: Int, _ cpu: String) {
        #expect(FunctionComputeExport.cpu(memory) == cpu)
        let cpus = Double(cpu)!
        let gibibytes = Double(memory) / 1024
        #expect(gibibytes / 4 <= cpus && cpus <= gibibytes)
    }

    @Test func whatItCantDoIsToldAtItsPlace() throws {
        let export = try Sample.export(
            .fc,
            """
            service: venue
            provider: { memorySize: 100, concurrency: 500 }
            functions:
              work: { idleTimeout: 1m }
            """, declared: Sample.function(.timer(TimerTrigger(.every(seconds: 90)))))
        #expect(
            export.gaps.map { "\($0.line ?? 0): \($0.message)" } == [
                "2: 'memorySize' of the provider is 100 MiB, and Function Compute takes 128–32768 MiB; it is exported as "
                    + "128 MiB",
                "2: 'concurrency' of the provider is 500, and Function Compute takes 1–200; it is exported as 200",
                "0: the timer trigger of function 'work' is every 90 s, and Function Compute counts whole minutes; it is "
                    + "exported as every 2 min",
                "4: 'idleTimeout' of function 'work' has no counterpart on Function Compute: it decides itself how long an "
                    + "instance stays",
            ])
    }

    @Test func vendorKeysAreKept() throws {
        let document = try document(
            Sample.text + """

                targets:
                  fc:
                    properties: { vpcConfig: { vpcId: v, vSwitchIds: [a], securityGroupId: s }, cpu: 2 }
                    groups: { workers: { gpuConfig: { gpuType: fc.gpu.tesla.1, gpuMemorySize: 1024 } } }
                    document: { vars: { region: x } }
                """)
        #expect(document["resources"]["venue"]["props"]["vpcConfig"]["vSwitchIds"].texts == ["a"])
        #expect(document["resources"]["venue"]["props"]["cpu"].number == 2)
        #expect(document["resources"]["venue"]["props"]["gpuConfig"].isMissing)
        #expect(document["resources"]["venue-workers"]["props"]["gpuConfig"]["gpuMemorySize"].number == 1024)
        #expect(document["vars"]["region"].text == "x")
    }

    @Test func triggersInItsOwnWordsStandForTheSame() throws {
        let document = try document(
            """
            service: a
            targets:
              fc:
                triggers:
                  work:
                    - triggerName: os
                      triggerType: oss
                      sourceArn: "acs:oss:cn-hangzhou:$${config('AccountID')}:uploads"
                      triggerConfig: { events: ["oss:ObjectCreated:*"], filter: { key: { prefix: a/, suffix: .png } } }
                    - { triggerName: mq, triggerType: mns_topic, qualifier: LATEST, triggerConfig: {} }
            """,
            declared: Sample.function(
                .event(EventTrigger(type: "oss:ObjectCreated:*")), .event(EventTrigger(type: "com.example.paid")),
                .queue(QueueTrigger(queue: "orders"))))
        let triggers = document["resources"]["a"]["props"]["triggers"]
        #expect(triggers.items.map { $0["triggerType"].text } == ["eventbridge", "oss", "mns_topic"])
        #expect(triggers[0]["triggerName"].text == "work-event-2")
        #expect(triggers[1]["sourceArn"].text == "acs:oss:cn-hangzhou:${config('AccountID')}:uploads")
        #expect(triggers[1]["qualifier"].text == "live")
        #expect(triggers[2]["qualifier"].text == "LATEST")
    }
}
