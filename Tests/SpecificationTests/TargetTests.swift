import MeridianCore
import Testing

@testable import Specification

@Suite struct TargetTests {
    private func parse(_ text: String, stage: String? = nil) throws -> ServiceSpecification {
        try ServiceSpecification.parse(text, context: SpecificationContext(stage: stage))
    }

    @Test func everyKeyIsRead() throws {
        let targets = try parse(
            """
            service: a
            targets:
              lambda:
                budget: { packed: 20, unpacked: 100 }
                region: eu-central-1
                role: arn:aws:iam::1:role/x
                alias: prod
                stack: shop
                bucket: packages
                queues: { orders: "arn:aws:sqs:eu-central-1:1:orders" }
                properties: { Tracing: Active }
                groups: { orders: { Timeout: 5 } }
                document: { Parameters: { A: { Type: String } } }
              fc: { access: default, domain: a.example.com, triggers: { item: [{ triggerType: oss }] } }
              knative: { image: r/a:1, namespace: web, broker: main, kafka: [a:9092, b:9092] }
              kubernetes: { domain: a.example.com }
              openwhisk: { image: r/a:1 }
              azure: { document: { version: "2.0" } }
              app: { budget: { unpacked: 40 } }
              meridian:
            """
        ).targets
        let lambda = try #require(targets[.lambda])
        #expect(lambda.budget == PackageBudget(packed: 20, unpacked: 100))
        #expect(lambda.region?.value == "eu-central-1")
        #expect(lambda.region?.position == SourcePosition(line: 5, column: 13))
        #expect(lambda.alias?.value == "prod" && lambda.stack?.value == "shop" && lambda.bucket?.value == "packages")
        #expect(lambda.queues == ["orders": "arn:aws:sqs:eu-central-1:1:orders"])
        #expect(lambda.properties?["Tracing"]?.scalar?.text == "Active")
        #expect(lambda.groups["orders"]?["Timeout"]?.untypedText == "5")
        #expect(lambda.document?["Parameters"]?["A"]?["Type"]?.scalar?.text == "String")
        #expect(targets[.fc]?.triggers[FunctionName("item")!]?.first?["triggerType"]?.scalar?.text == "oss")
        #expect(targets[.knative]?.kafka == ["a:9092", "b:9092"])
        #expect(targets[.kubernetes]?.domain?.value == "a.example.com")
        #expect(targets[.app]?.budget.unpacked == 40)
        #expect(targets[.meridian] == nil)
    }

    @Test func aStageIsLaidOver() throws {
        let text = """
            service: a
            targets: { knative: { image: r/a:1, properties: { metadata: { labels: { x: "1" } } } } }
            stages:
              staging:
                targets: { knative: { image: r/a:2, properties: { metadata: { labels: { y: "2" } } } } }
            """
        let staging = try #require(try parse(text, stage: "staging").targets[.knative])
        #expect(staging.image?.value == "r/a:2")
        let labels = staging.properties?["metadata"]?["labels"]
        #expect(labels?["x"]?.scalar?.text == "1" && labels?["y"]?.scalar?.text == "2")
        #expect(try parse(text).targets[.knative]?.image?.value == "r/a:1")
    }

    @Test func tagsOfCloudFormationAreKept() throws {
        let properties = try #require(
            try parse(
                """
                service: a
                targets:
                  lambda:
                    properties: { A: !Ref X, B: !GetAtt [X, Arn], C: !Sub "x-$${AWS::Region}", D: !If [y, !Ref Z, 1] }
                """
            ).targets[.lambda]?.properties)
        #expect(
            properties.json.compact
                == #"{"A":{"Ref":"X"},"B":{"Fn::GetAtt":["X","Arn"]},"C":{"Fn::Sub":"x-${AWS::Region}"},"#
                + #""D":{"Fn::If":["y",{"Ref":"Z"},1]}}"#)
    }

    @Test(arguments: [
        (
            "service: a\ntargets: { lamda: {} }",
            "meridian.yml:2:12: error: MER-4002: unknown key 'lamda' in targets; did you mean 'lambda'?"
        ),
        (
            "service: a\ntargets: { fc: { image: x } }",
            "meridian.yml:2:18: error: MER-4002: unknown key 'image' in fc of targets; known are region"
        ),
        (
            "service: a\ntargets: { app: { budget: { packed: 0 } } }",
            "meridian.yml:2:37: error: MER-4004: packed is 0 MiB; it must be 1–10240 MiB"
        ),
        (
            "service: a\ntargets: { lambda: { properties: [a] } }",
            "meridian.yml:2:34: error: MER-4003: properties of lambda of targets must be a mapping of keys to values, not a "
                + "list"
        ),
        (
            "service: a\ntargets: { lambda: { groups: { 'a b': {} } } }",
            "meridian.yml:2:32: error: MER-4005: 'a b' is no group name: \(FunctionName.rule)"
        ),
        (
            "service: a\ntargets: { fc: { triggers: { item: x } } }",
            "meridian.yml:2:36: error: MER-4003: item in triggers of fc of targets must be a list such as "
                + "'[{ triggerType: oss, … }]', not 'x'"
        ),
    ])
    func whatIsWrongIsToldAtItsPlace(_ text: String, _ expected: String) {
        let error = #expect(throws: SpecificationError.self) { try parse(text) }
        #expect(error?.description.hasPrefix(expected) == true, "\(error?.description ?? "")")
    }
}
