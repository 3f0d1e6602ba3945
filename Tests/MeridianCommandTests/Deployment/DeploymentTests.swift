import Exporting
import Foundation
import MeridianCore
import Specification
import Testing

@testable import MeridianCommand

@Suite struct DeploymentTests {
    private static let directory = "/export"

    private func exported(_ target: PlatformTarget, _ targets: String, image: String? = nil) throws -> ExportedService {
        let specification = try ServiceSpecification.parse("service: shop\ntargets: { \(target): { \(targets) } }")
        let declared = [
            FunctionManifest(name: FunctionName("item")!, triggers: [.http(HTTPTrigger(path: "/items"))]),
            FunctionManifest(
                name: FunctionName("work")!, triggers: [.queue(QueueTrigger(queue: "orders"))],
                options: FunctionOptions(group: "workers")),
        ]
        let package = BuiltPackage(
            ServiceBuilder.Program(
                executable: "", manifest: try Manifest.merging(declared: declared, specification: specification),
                specification: specification, files: [], warnings: []), path: "", target: target)
        return ExportedService(
            package: package, export: try package.export(image: image ?? "r/shop:1"), path: Self.directory,
            image: image ?? "r/shop:1", files: [])
    }

    private static let changeSet = "arn:aws:cloudformation:eu-west-1:1:changeSet/awscli-1/x"

    private static let lambdaAnswers = """
        *"cloudformation package"*) ;;
        *"cloudformation deploy"*) echo 'Changeset created successfully. Run the following command to review changes:'
            echo 'aws cloudformation describe-change-set --change-set-name \(changeSet)' ;;
        *describe-stacks*) echo '{"Stacks":[{"StackStatus":"REVIEW_IN_PROGRESS","Outputs":[{"OutputKey":"Url","OutputValue":"https://x"}]}]}' ;;
        *describe-change-set*) echo '{"Changes":[{"ResourceChange":{"Action":"Add","LogicalResourceId":"Shop","ResourceType":"AWS::Lambda::Function"}},{"ResourceChange":{"Action":"Modify","LogicalResourceId":"Q","ResourceType":"AWS::SQS::Queue","Replacement":"True"}}]}' ;;
        """

    @Test func lambdaShowsAChangeSetAndExecutesIt() async throws {
        let tools = try FakeTools()
        try tools.add("aws", Self.lambdaAnswers)
        var deployment = try exported(.lambda, "bucket: packages, region: eu-west-1")
            .deployment(pushingImage: false, tools.surroundings)
        let difference = try await deployment.difference()
        #expect(
            difference == """
                the stack 'shop' is new:
                CHANGE             RESOURCE  TYPE
                add                Shop      AWS::Lambda::Function
                modify (replaced)  Q         AWS::SQS::Queue
                """)
        #expect(try await deployment.carryOut() == ["Url https://x"])
        #expect(
            try tools.calls(without: Self.directory) == [
                "aws cloudformation package --template-file DIR/template.yaml --s3-bucket packages --s3-prefix shop "
                    + "--output-template-file DIR/packaged.yaml --region eu-west-1",
                "aws cloudformation deploy --template-file DIR/packaged.yaml --stack-name shop --capabilities "
                    + "CAPABILITY_IAM CAPABILITY_AUTO_EXPAND --no-execute-changeset --no-fail-on-empty-changeset --region "
                    + "eu-west-1",
                "aws cloudformation describe-stacks --stack-name shop --output json --region eu-west-1",
                "aws cloudformation describe-change-set --change-set-name \(Self.changeSet) --stack-name shop --output "
                    + "json --region eu-west-1",
                "aws cloudformation execute-change-set --change-set-name \(Self.changeSet) --stack-name shop --region "
                    + "eu-west-1",
                "aws cloudformation wait stack-create-complete --stack-name shop --region eu-west-1",
                "aws cloudformation describe-stacks --stack-name shop --output json --region eu-west-1",
            ])
    }

    @Test func aDryRunOfLambdaLeavesNothing() async throws {
        let tools = try FakeTools()
        try tools.add("aws", Self.lambdaAnswers)
        var deployment = try exported(.lambda, "bucket: b").deployment(pushingImage: false, tools.surroundings)
        _ = try await deployment.difference()
        try await deployment.abandon()
        #expect(
            try tools.calls(without: Self.directory).suffix(2) == [
                "aws cloudformation delete-change-set --change-set-name \(Self.changeSet) --stack-name shop",
                "aws cloudformation delete-stack --stack-name shop",
            ])
    }

    @Test func lambdaWithoutChangesIsUnchanged() async throws {
        let tools = try FakeTools()
        try tools.add("aws", "*\"cloudformation deploy\"*) echo 'No changes to deploy. Stack shop is up to date' ;;")
        var deployment = try exported(.lambda, "bucket: b").deployment(pushingImage: false, tools.surroundings)
        #expect(try await deployment.difference() == nil)
        #expect(try tools.calls(without: Self.directory).count == 2)
    }

    @Test func aStackThatFailsSaysWhy() async throws {
        let tools = try FakeTools()
        try tools.add(
            "aws",
            """
            *wait*) echo 'Waiter StackCreateComplete failed' >&2; exit 255 ;;
            *describe-stack-events*) echo '{"StackEvents":[{"LogicalResourceId":"Shop","ResourceStatus":"CREATE_FAILED","ResourceStatusReason":"the role may not"}]}' ;;
            \(Self.lambdaAnswers)
            """)
        var deployment = try exported(.lambda, "bucket: b").deployment(pushingImage: false, tools.surroundings)
        _ = try await deployment.difference()
        let waiting = deployment
        let failure = await #expect(throws: CommandFailure.self) { try await waiting.carryOut() }
        #expect(failure?.code == .vendorCommandFailed)
        #expect(failure?.message.contains("Waiter StackCreateComplete failed") == true)
        #expect(failure?.message.hasSuffix("Shop: the role may not") == true)
    }

    @Test func lambdaNeedsABucket() throws {
        let tools = try FakeTools()
        try tools.add("aws")
        let failure = #expect(throws: CommandFailure.self) {
            try exported(.lambda, "region: x").deployment(pushingImage: false, tools.surroundings)
        }
        #expect(failure?.message.contains("bucket") == true)
    }

    @Test func functionComputeDeploysFunctionsBeforeTheirTriggers() async throws {
        let tools = try FakeTools()
        try tools.add("s", "plan*) echo '~ memorySize: 128 => 256' ;;")
        var deployment = try exported(.fc, "domain: shop.example.com")
            .deployment(pushingImage: false, tools.surroundings)
        #expect(try await deployment.difference() == "~ memorySize: 128 => 256\n")
        _ = try await deployment.carryOut()
        #expect(
            try tools.calls(without: Self.directory) == [
                "s plan --template DIR/s.yaml --silent",
                "s shop deploy --template DIR/s.yaml --assume-yes --function",
                "s shop deploy --template DIR/s.yaml --assume-yes --trigger --skip-actions",
                "s shop-workers deploy --template DIR/s.yaml --assume-yes --function",
                "s shop-workers deploy --template DIR/s.yaml --assume-yes --trigger --skip-actions",
                "s domain deploy --template DIR/s.yaml --assume-yes",
            ])
    }

    @Test func aStepThatFailsEndsTheDeployment() async throws {
        let tools = try FakeTools()
        try tools.add("s", "*--function*) echo 'no such role' >&2; exit 101 ;;")
        let deployment = try exported(.fc, "alias: live").deployment(pushingImage: false, tools.surroundings)
        let failure = await #expect(throws: CommandFailure.self) { try await deployment.carryOut() }
        #expect(failure?.code == .vendorCommandFailed)
        #expect(failure?.message.contains("status 101") == true && failure?.message.contains("no such role") == true)
        #expect(try tools.calls(without: Self.directory).count == 1)
    }

    @Test func knativeAppliesAndWaits() async throws {
        let tools = try FakeTools()
        try tools.add("kubectl", "diff*) echo '+kind: Service'; exit 1 ;;\nget*) echo https://shop.example.com ;;")
        try tools.add("podman")
        var deployment = try exported(.knative, "namespace: web").deployment(pushingImage: true, tools.surroundings)
        #expect(try await deployment.difference() == "+kind: Service\n")
        let notes = try await deployment.carryOut()
        #expect(notes.first == "shop https://shop.example.com\n")
        #expect(
            try tools.calls(without: Self.directory).dropLast(2) == [
                "kubectl diff --filename DIR/manifests --namespace web", "podman build --tag r/shop:1 DIR",
                "podman push r/shop:1", "kubectl apply --filename DIR/manifests --namespace web",
                "kubectl wait --for=condition=Ready --timeout=300s services.serving.knative.dev/shop --namespace web",
                "kubectl wait --for=condition=Ready --timeout=300s services.serving.knative.dev/shop-workers --namespace "
                    + "web",
            ])
    }

    @Test func whatIsThereAlreadyIsUnchanged() async throws {
        let tools = try FakeTools()
        try tools.add("kubectl")
        var deployment = try exported(.kubernetes, "namespace: web").deployment(pushingImage: false, tools.surroundings)
        #expect(try await deployment.difference() == nil)
    }

    /// `kubectl diff` ends with 1 for differences and for most that goes wrong.
    @Test func aClusterThatIsNotThereIsNoDifference() async throws {
        let tools = try FakeTools()
        try tools.add("kubectl", "diff*) echo 'connection refused' >&2; exit 1 ;;")
        var deployment = try exported(.knative, "namespace: web").deployment(pushingImage: false, tools.surroundings)
        let failure = await #expect(throws: CommandFailure.self) { try await deployment.difference() }
        #expect(failure?.code == .vendorCommandFailed)
        #expect(failure?.message.contains("connection refused") == true)
    }

    @Test(arguments: [
        (PlatformTarget.lambda, "bucket: b", "'aws'"), (.fc, "alias: a", "'s'"), (.knative, "image: i", "'kubectl'"),
    ])
    func aCommandThatIsMissingIsNamed(_ target: PlatformTarget, _ targets: String, _ command: String) throws {
        let tools = try FakeTools()
        let failure = #expect(throws: CommandFailure.self) {
            try exported(target, targets).deployment(pushingImage: false, tools.surroundings)
        }
        #expect(failure?.code == .vendorCommandMissing)
        #expect(failure?.status == .toolMissing)
        #expect(failure?.message.hasPrefix(command) == true)
        #expect(failure?.message.hasSuffix("Nothing was deployed") == true)
    }

    @Test func otherPlatformsAreExportedTo() throws {
        let tools = try FakeTools()
        let failure = #expect(throws: CommandFailure.self) {
            try exported(.azure, "document: {}").deployment(pushingImage: false, tools.surroundings)
        }
        #expect(failure?.code == .badArgument)
    }

    @Test(arguments: [
        ("r.example.com:5000/a/b", false), ("a", false), ("a:1", true), ("r:5000/a:x", true), ("a@sha256:0", true),
    ])
    func aTagIsTold(_ image: String, _ isTagged: Bool) {
        #expect(ExportedService.isTagged(image) == isTagged)
    }
}
