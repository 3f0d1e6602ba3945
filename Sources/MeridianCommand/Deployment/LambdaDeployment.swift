import Foundation
import MeridianCore
import Specification

/// A stack of CloudFormation, changed by a change set that is shown first.
struct LambdaDeployment: VendorDeployment {
    /// Bytes of a template that is sent with a request.
    private static let longestBody = 51_200

    private let aws: VendorTool
    private let directory: String
    private let stack: String
    private let bucket: String
    private let region: [String]
    /// The change set that was made, when something changes.
    private var changeSet: String?
    private var isNew = false

    init(_ exported: ExportedService, _ surroundings: VendorTool.Surroundings) throws(CommandFailure) {
        let settings = exported.package.specification.targets[.lambda] ?? TargetSpecification()
        guard let bucket = settings.bucket?.value else {
            throw CommandFailure(
                .badArgument,
                "packages for AWS Lambda are uploaded to a bucket; write `targets: { lambda: { bucket: NAME } }` in "
                    + exported.package.specification.file, status: .badData)
        }
        aws = try VendorTool("aws", for: "AWS Lambda", advice: "install the AWS command line", surroundings)
        directory = exported.path
        stack = settings.stack?.value ?? exported.package.manifest.service.rawValue
        region = settings.region.map { ["--region", $0.value] } ?? []
        self.bucket = bucket
    }

    mutating func difference() async throws -> String? {
        let packaged = "\(directory)/packaged.yaml"
        try await formation(
            "uploading the package",
            [
                "package", "--template-file", "\(directory)/template.yaml", "--s3-bucket", bucket,
                "--s3-prefix", stack, "--output-template-file", packaged,
            ])
        // A longer template must lie in a bucket to be read.
        let isLong = ServiceBuilder.size(of: packaged) > Self.longestBody
        let made = try await formation(
            "making a change set",
            [
                "deploy", "--template-file", packaged, "--stack-name", stack, "--capabilities", "CAPABILITY_IAM",
                "CAPABILITY_AUTO_EXPAND", "--no-execute-changeset", "--no-fail-on-empty-changeset",
            ] + (isLong ? ["--s3-bucket", bucket, "--s3-prefix", stack] : []))
        let words = made.lines.flatMap { $0.split(whereSeparator: \.isWhitespace) }
        guard let name = words.first(where: { $0.hasPrefix("arn:") && $0.firstRange(of: ":changeSet/") != nil }) else {
            return nil
        }
        changeSet = String(name)
        isNew = try await describeStack()?.stackStatus == "REVIEW_IN_PROGRESS"
        let described = try await formation(
            "reading the change set",
            ["describe-change-set", "--change-set-name", String(name), "--stack-name", stack, "--output", "json"])
        let changes =
            try CloudFormationDocument.decode(
                CloudFormationDocument.ChangeSet.self, from: described.output
            ).changes ?? []
        var table = TextTable("CHANGE", "RESOURCE", "TYPE")
        for change in changes.compactMap(\.resourceChange) {
            let isReplaced = change.replacement == "True"
            table.add(
                change.action.lowercased() + (isReplaced ? " (replaced)" : ""), change.logicalResourceId,
                change.resourceType)
        }
        return "the stack '\(stack)' \(isNew ? "is new" : "changes"):\n\(table.text)"
    }

    func abandon() async throws {
        guard let changeSet else { return }
        try await formation(
            "removing the change set", ["delete-change-set", "--change-set-name", changeSet, "--stack-name", stack])
        // A stack that was made for the change set only has nothing in it.
        if isNew { try await formation("removing the empty stack", ["delete-stack", "--stack-name", stack]) }
    }

    func carryOut() async throws -> [String] {
        guard let changeSet else { return [] }
        try await formation(
            "changing the stack", ["execute-change-set", "--change-set-name", changeSet, "--stack-name", stack])
        do {
            try await formation(
                "waiting for the stack",
                ["wait", isNew ? "stack-create-complete" : "stack-update-complete", "--stack-name", stack])
        } catch let failure as CommandFailure {
            var failure = failure
            if let reasons = try? await failures() { failure.message += "\n" + reasons }
            throw failure
        }
        let outputs = try await describeStack()?.outputs ?? []
        return outputs.sorted { $0.outputKey < $1.outputKey }.map { "\($0.outputKey) \($0.outputValue)" }
    }

    /// Why resources could not be changed, as the stack's events tell.
    private func failures() async throws -> String {
        let outcome = try await formation(
            "reading the stack's events",
            ["describe-stack-events", "--stack-name", stack, "--max-items", "30", "--output", "json"])
        let events = try CloudFormationDocument.decode(
            CloudFormationDocument.Events.self, from: outcome.output
        ).stackEvents
        return events.filter { $0.resourceStatus?.hasSuffix("_FAILED") == true }
            .map { "\($0.logicalResourceId ?? "?"): \($0.resourceStatusReason ?? $0.resourceStatus ?? "")" }
            .joined(separator: "\n")
    }

    private func describeStack() async throws -> CloudFormationDocument.Stack? {
        let outcome = try await formation(
            "reading the stack", ["describe-stacks", "--stack-name", stack, "--output", "json"])
        return try CloudFormationDocument.decode(CloudFormationDocument.Stacks.self, from: outcome.output).stacks.first
    }

    @discardableResult
    private func formation(_ step: String, _ arguments: [String]) async throws -> Tool.Outcome {
        try await aws.run(step, ["cloudformation"] + arguments + region)
    }
}
