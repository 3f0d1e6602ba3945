import MeridianCore
import Specification
import Testing

@testable import Exporting

@Suite struct ClusterExportTests {
    private func objects(
        _ target: PlatformTarget, _ path: String, _ text: String = Sample.text,
        declared: [FunctionManifest] = Sample.declared
    ) throws -> [Document] {
        try Document.all(try Sample.export(target, text, declared: declared), path)
    }

    private func object(_ objects: [Document], _ kind: String, _ name: String) -> Document {
        objects.first { $0["kind"].text == kind && $0["metadata"]["name"].text == name } ?? Document(nil)
    }

    @Test func knativeHasAServiceForEveryGroup() throws {
        let objects = try objects(.knative, "manifests/venue.yaml")
        let service = object(objects, "Service", "venue")
        #expect(service["apiVersion"].text == "serving.knative.dev/v1")
        #expect(
            service["metadata"]["annotations"]["kubernetes.io/description"].text
                == "The festival: shop & stage; item: One item")
        let template = service["spec"]["template"]
        #expect(template["metadata"]["annotations"]["autoscaling.knative.dev/min-scale"].text == "2")
        #expect(template["metadata"]["annotations"]["autoscaling.knative.dev/max-scale"].text == "20")
        #expect(
            template["metadata"]["annotations"]["autoscaling.knative.dev/scale-to-zero-pod-retention-period"].text
                == "1m")
        #expect(template["spec"]["containerConcurrency"].number == 100)
        #expect(template["spec"]["timeoutSeconds"].number == 5)
        let container = template["spec"]["containers"][0]
        #expect(container["image"].text == "registry.example.com/venue:1")
        #expect(container["resources"]["limits"]["memory"].text == "256Mi")
        #expect(container["env"].item("name", "MODE")["value"].text == "on")
        #expect(container["env"].item("name", "TEXT")["value"].text == "a: b # c")
        #expect(container["readinessProbe"]["httpGet"]["path"].text == "/.meridian/ready")
        let workers = try self.objects(.knative, "manifests/venue-workers.yaml")
        #expect(!object(workers, "Service", "venue-workers").isMissing)
    }

    @Test func knativeHasASourceForEveryTrigger() throws {
        let objects = try objects(.knative, "manifests/venue.yaml")
        let ping = object(objects, "PingSource", "venue-refresh-timer")
        #expect(ping["spec"]["schedule"].text == "0 3 * * MON")
        #expect(ping["spec"]["data"].text == #"{"meridian":{"function":"refresh","timer":{"payload":"all"}}}"#)
        #expect(ping["spec"]["sink"]["ref"]["name"].text == "venue")
        #expect(object(objects, "PingSource", "venue-refresh-timer-2")["spec"]["schedule"].text == "@every 5m")
        let trigger = object(objects, "Trigger", "venue-paid-event")
        #expect(trigger["spec"]["broker"].text == "default")
        #expect(trigger["spec"]["filters"][0]["exact"]["type"].text == "com.example.order.paid")
        #expect(trigger["spec"]["filters"][1]["exact"]["source"].text == "/shop")
        let prefix = object(objects, "Trigger", "venue-paid-event-2")
        #expect(prefix["spec"]["filters"][0]["prefix"]["type"].text == "com.example.")
        let workers = try self.objects(.knative, "manifests/venue-workers.yaml")
        let kafka = object(workers, "KafkaSource", "venue-work-queue")
        #expect(kafka["spec"]["topics"].texts == ["orders"])
        #expect(kafka["spec"]["bootstrapServers"].texts == ["kafka:9092"])
        #expect(kafka["spec"]["sink"]["ref"]["name"].text == "venue-workers")
    }

    @Test func kubernetesHasWhatADeploymentNeeds() throws {
        let objects = try objects(.kubernetes, "manifests/venue.yaml")
        let deployment = object(objects, "Deployment", "venue")
        let labels = deployment["spec"]["template"]["metadata"]["labels"].members
        for (key, value) in deployment["spec"]["selector"]["matchLabels"].members {
            #expect(labels[key]?.text == value.text)
        }
        let container = deployment["spec"]["template"]["spec"]["containers"][0]
        #expect(container["env"].item("name", "MERIDIAN_HOST")["value"].text == "knative")
        #expect(container["startupProbe"]["failureThreshold"].number == 10)
        #expect(object(objects, "Service", "venue")["spec"]["ports"][0]["targetPort"].number == 8080)
        let autoscaler = object(objects, "HorizontalPodAutoscaler", "venue")
        #expect(autoscaler["spec"]["minReplicas"].number == 2)
        #expect(autoscaler["spec"]["maxReplicas"].number == 20)
        #expect(object(objects, "PodDisruptionBudget", "venue")["spec"]["maxUnavailable"].number == 1)
        let job = object(objects, "CronJob", "venue-refresh-timer")
        #expect(job["spec"]["schedule"].text == "0 3 * * MON")
        let call = job["spec"]["jobTemplate"]["spec"]["template"]["spec"]["containers"][0]["args"].texts ?? []
        #expect(call.contains("http://venue/"))
        #expect(call.contains(#"{"meridian":{"function":"refresh","timer":{"payload":"all"}}}"#))
        #expect(object(objects, "CronJob", "venue-refresh-timer-2")["spec"]["schedule"].text == "*/5 * * * *")
    }

    @Test func kubernetesSaysWhatNobodyBrings() throws {
        let export = try Sample.export(.kubernetes)
        #expect(export.gaps.count { $0.message.hasPrefix("the event trigger 'com.example.") } == 2)
        #expect(export.gaps.contains { $0.message.hasPrefix("the queue trigger 'orders' of function 'work'") })
        #expect(!export.files.contains { $0.path.hasSuffix("ingress.yaml") })
    }

    @Test func anIngressLeadsPathsToTheirGroups() throws {
        let text = """
            service: a
            functions:
              admin: { group: back, triggers: [{ http: { path: "/admin/*" } }] }
            targets: { kubernetes: { domain: shop.example.com, namespace: web } }
            """
        let declared =
            Sample.function(.http(HTTPTrigger(path: "/items/{id}")), .http(HTTPTrigger(path: "/about")))
            + [FunctionManifest(name: FunctionName("admin")!, triggers: [])]
        let ingress = try objects(.kubernetes, "manifests/ingress.yaml", text, declared: declared)[0]
        #expect(ingress["metadata"]["namespace"].text == "web")
        let rule = ingress["spec"]["rules"][0]
        #expect(rule["host"].text == "shop.example.com")
        let paths = rule["http"]["paths"].items.map {
            "\($0["pathType"].text!) \($0["path"].text!) \($0["backend"]["service"]["name"].text!)"
        }
        #expect(paths == ["Prefix /items a", "Exact /about a", "Prefix /admin a-back"])
    }

    @Test func groupsThatBecomeOneNameAreRefused() {
        let text = "service: a\nfunctions: { one: { group: B_c }, two: { group: b-c } }"
        let declared = ["one", "two"].map { FunctionManifest(name: FunctionName($0)!, triggers: []) }
        let error = #expect(throws: MeridianError.self) { try Sample.export(.knative, text, declared: declared) }
        #expect(error?.code == .nameNotExported)
    }

    @Test(arguments: [PlatformTarget.knative, .kubernetes, .openwhisk])
    func withoutAnImageThereIsNoExport(_ target: PlatformTarget) {
        let error = #expect(throws: MeridianError.self) { try Sample.export(target, image: nil) }
        #expect(error?.code == .imageMissing)
        #expect(error?.message.contains("--image") == true)
        #expect(throws: Never.self) {
            try Sample.export(target, Sample.text + "\ntargets: { \(target): { image: r/v:2 } }", image: nil)
        }
    }
}
