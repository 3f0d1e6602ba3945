import MeridianCore
import Specification
import Testing

@testable import Exporting

@Suite struct LambdaExportTests {
    private func template(_ text: String = Sample.text, declared: [FunctionManifest] = Sample.declared) throws
        -> Document
    {
        try Document.only(try Sample.export(.lambda, text, declared: declared), "template.yaml")
    }

    @Test func everyGroupIsAFunction() throws {
        let resources = try template()["Resources"]
        #expect(Set(resources.members.keys) == ["Venue", "VenueWorkers", "OrdersQueue"])
        let venue = resources["Venue"]
        #expect(venue["Type"].text == "AWS::Serverless::Function")
        let properties = venue["Properties"]
        #expect(properties["FunctionName"].text == "venue")
        #expect(properties["Description"].text == "The festival: shop & stage; item: One item")
        #expect(properties["Runtime"].text == "provided.al2023")
        #expect(properties["CodeUri"].text == "venue.zip")
        #expect(properties["Architectures"].texts == ["x86_64"])
        #expect(properties["MemorySize"].number == 256)
        #expect(properties["Timeout"].number == 5)
        #expect(properties["ReservedConcurrentExecutions"].number == 20)
        #expect(properties["AutoPublishAlias"].text == "live")
        #expect(properties["ProvisionedConcurrencyConfig"]["ProvisionedConcurrentExecutions"].number == 2)
        let variables = properties["Environment"]["Variables"]
        #expect(variables["MODE"].text == "on")
        #expect(variables["RATIO"].text == "0.5")
        #expect(variables["TEXT"].text == "a: b # c")
        #expect(variables["MERIDIAN_STAGE"].text == "production")
        #expect(resources["VenueWorkers"]["Properties"]["MemorySize"].number == 512)
        #expect(resources["VenueWorkers"]["Properties"]["Timeout"].number == 60)
    }

    @Test func everyTriggerIsAnEvent() throws {
        let resources = try template()["Resources"]
        let events = resources["Venue"]["Properties"]["Events"].members
        let routes = events.values.filter { $0["Type"].text == "HttpApi" }.map { event in
            "\(event["Properties"]["Method"].text ?? "") \(event["Properties"]["Path"].text ?? "")"
        }
        #expect(
            routes.sorted() == [
                "ANY /assets/{path+}", "GET /items", "GET /items/{id}", "HEAD /items", "HEAD /items/{id}",
                "POST /items",
            ])
        let schedules = events.values.filter { $0["Type"].text == "Schedule" }.map { $0["Properties"] }
        #expect(Set(schedules.map { $0["Schedule"].text }) == ["cron(0 3 ? * MON *)", "rate(5 minutes)"])
        let input = schedules.first { $0["Schedule"].text?.hasPrefix("cron") == true }?["Input"].text
        #expect(input == #"{"meridian":{"function":"refresh","timer":{"payload":"all"}}}"#)
        let patterns = events.values.filter { $0["Type"].text == "EventBridgeRule" }.map { $0["Properties"]["Pattern"] }
        #expect(
            patterns.contains {
                $0["detail-type"].texts == ["com.example.order.paid"] && $0["source"].texts == ["/shop"]
            })
        #expect(patterns.contains { $0["detail-type"][0]["prefix"].text == "com.example." })

        let queue = resources["VenueWorkers"]["Properties"]["Events"].members.values.first?["Properties"]
        #expect(queue?["BatchSize"].number == 50)
        #expect(queue?["MaximumBatchingWindowInSeconds"].number == 1)
        #expect(queue?["FunctionResponseTypes"].texts == ["ReportBatchItemFailures"])
        #expect(queue?["Queue"]["Fn::GetAtt"].texts == ["OrdersQueue", "Arn"])
        #expect(resources["OrdersQueue"]["Properties"]["QueueName"].text == "orders")
        #expect(resources["OrdersQueue"]["Properties"]["VisibilityTimeout"].number == 360)
    }

    @Test func aRestThatMayBeEmptyIsTwoRoutes() throws {
        let resources = try template(
            "service: app",
            declared: Sample.function(.http(HTTPTrigger(path: "/*")), .http(HTTPTrigger(methods: [.get], path: "/"))))
        let routes = resources["Resources"]["App"]["Properties"]["Events"].members.values.map { event in
            "\(event["Properties"]["Method"].text ?? "") \(event["Properties"]["Path"].text ?? "")"
        }
        #expect(routes.sorted() == ["ANY /", "ANY /{proxy+}", "GET /", "HEAD /"])
    }

    @Test func aQueueThatIsNamedIsNotMade() throws {
        let document = try template(
            Sample.text + "\ntargets: { lambda: { queues: { orders: 'arn:aws:sqs:eu-west-1:1:orders' } } }")
        #expect(document["Resources"]["OrdersQueue"].isMissing)
        let events = document["Resources"]["VenueWorkers"]["Properties"]["Events"].members.values
        #expect(events.first?["Properties"]["Queue"].text == "arn:aws:sqs:eu-west-1:1:orders")
    }

    @Test func vendorKeysAreKept() throws {
        let document = try template(
            Sample.text + """

                targets:
                  lambda:
                    alias: prod
                    role: arn:aws:iam::1:role/x
                    properties:
                      EphemeralStorage: { Size: 1024 }
                      Environment: { Variables: { EXTRA: !Ref Bucket } }
                      VpcConfig: { SubnetIds: [a, b], SecurityGroupIds: !GetAtt [Group, Id] }
                    groups:
                      workers: { Tracing: Active }
                    document:
                      Resources: { Bucket: { Type: AWS::S3::Bucket } }
                """)
        let venue = document["Resources"]["Venue"]["Properties"]
        #expect(venue["EphemeralStorage"]["Size"].number == 1024)
        #expect(venue["Environment"]["Variables"]["EXTRA"]["Ref"].text == "Bucket")
        #expect(venue["Environment"]["Variables"]["MODE"].text == "on")
        #expect(venue["VpcConfig"]["SecurityGroupIds"]["Fn::GetAtt"].texts == ["Group", "Id"])
        #expect(venue["AutoPublishAlias"].text == "prod")
        #expect(venue["Role"].text == "arn:aws:iam::1:role/x")
        #expect(venue["Tracing"].isMissing)
        #expect(document["Resources"]["VenueWorkers"]["Properties"]["Tracing"].text == "Active")
        #expect(document["Resources"]["Bucket"]["Type"].text == "AWS::S3::Bucket")
    }

    @Test func whatItCantDoIsToldAtItsPlace() throws {
        let export = try Sample.export(
            .lambda,
            """
            service: venue
            provider:
              memorySize: 64
              idleTimeout: 5m
            functions:
              work:
                timeout: 20m
                concurrency: 5
                environment: { AWS_REGION: x }
                triggers:
                  - timer: { every: 10s }
            """, declared: Sample.function(.http(HTTPTrigger(path: "/"))))
        #expect(
            export.gaps.map { "\($0.line ?? 0): \($0.message)" }.sorted() == [
                "11: the timer trigger of function 'work' is every 10 s, and EventBridge counts whole minutes; it is "
                    + "exported as every 1 min",
                "3: 'memorySize' of the provider is 64 MiB, and AWS Lambda takes 128–10240 MiB; it is exported as 128 MiB",
                "4: 'idleTimeout' of the provider has no counterpart on AWS Lambda: it decides itself how long an instance "
                    + "stays",
                "7: 'timeout' of function 'work' is 1200 s, and API Gateway answers requests with 503 after 30 s; longer "
                    + "ones need a function URL",
                "7: 'timeout' of function 'work' is 1200 s, and AWS Lambda takes 1–900 s; it is exported as 900 s",
                "8: 'concurrency' of function 'work' has no counterpart on AWS Lambda: an instance serves one request at a "
                    + "time",
                "9: 'environment' of function 'work' is not taken whole: Lambda sets 'AWS_REGION' itself and refuses the "
                    + "template",
            ])
        #expect(export.gaps.allSatisfy { $0.code == .notExported && $0.severity == .warning })
    }

    @Test func namesThatAreTooLongAreRefused() {
        let long = String(repeating: "a", count: 40)
        let text = "service: \(long)\nfunctions: { work: { group: \(long) } }"
        let error = #expect(throws: MeridianError.self) {
            try Sample.export(.lambda, text, declared: Sample.function(.http(HTTPTrigger(path: "/"))))
        }
        #expect(error?.code == .nameNotExported)
        #expect(error?.message.contains(long) == true)
    }
}
