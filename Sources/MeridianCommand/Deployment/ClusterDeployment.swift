import Exporting
import Foundation
import MeridianCore
import Specification

/// Objects of a Kubernetes cluster, applied by `kubectl`.
struct ClusterDeployment: VendorDeployment {
    /// How long objects are waited for.
    private static let patience = "300s"

    private let kubectl: VendorTool
    /// What builds and pushes the image, when that is wanted.
    private let builder: VendorTool?
    private let directory: String
    private let image: String
    private let names: [String]
    private let isKnative: Bool
    private let namespace: [String]

    init(_ exported: ExportedService, pushingImage isPushing: Bool, _ surroundings: VendorTool.Surroundings)
        throws(CommandFailure)
    {
        let target = exported.package.target
        kubectl = try VendorTool("kubectl", for: target.title, advice: "install kubectl", surroundings)
        if isPushing {
            let name = ["podman", "docker"].first { Tool.path(of: $0, in: surroundings.searchPath) != nil } ?? "podman"
            builder = try VendorTool(
                name, for: target.title, advice: "install podman or docker, or push the image by other means",
                surroundings)
        } else {
            builder = nil
        }
        directory = exported.path
        image = exported.image ?? ""
        names = exported.export.deployed
        isKnative = target == .knative
        let settings = exported.package.specification.targets[target]
        namespace = settings?.namespace.map { ["--namespace", $0.value] } ?? []
    }

    func difference() async throws -> String? {
        // Status 1 stands for differences.
        let outcome = try await kubectl.run(
            "comparing with what is there", ["diff", "--filename", "\(directory)/manifests"] + namespace,
            accepting: [0, 1])
        if outcome.status == 0 { return nil }
        let text = String(decoding: outcome.output, as: UTF8.self)
        guard !text.allSatisfy(\.isWhitespace) else {
            throw CommandFailure(
                .vendorCommandFailed, "`kubectl diff` failed:\n\(outcome.lines.suffix(10).joined(separator: "\n"))")
        }
        return text
    }

    func carryOut() async throws -> [String] {
        if let builder {
            try await builder.run("building the image", ["build", "--tag", image, directory])
            try await builder.run("pushing the image", ["push", image])
        }
        try await kubectl.run("applying the manifests", ["apply", "--filename", "\(directory)/manifests"] + namespace)
        for name in names {
            let arguments =
                isKnative
                ? [
                    "wait", "--for=condition=Ready", "--timeout=\(Self.patience)",
                    "services.serving.knative.dev/\(name)",
                ]
                : ["rollout", "status", "--timeout=\(Self.patience)", "deployment/\(name)"]
            try await kubectl.run("waiting for '\(name)'", arguments + namespace)
        }
        guard isKnative else { return names.map { "deployment \($0)" } }
        var notes: [String] = []
        for name in names {
            let outcome = try await kubectl.run(
                "reading the address of '\(name)'",
                ["get", "services.serving.knative.dev/\(name)", "--output", "jsonpath={.status.url}"] + namespace)
            notes.append("\(name) \(String(decoding: outcome.output, as: UTF8.self))")
        }
        return notes
    }
}
