import Exporting
import Foundation
import MeridianCore
import Specification

/// Functions of Function Compute, deployed by Serverless Devs: each function with its version and alias before the
/// triggers that call the alias.
struct FunctionComputeDeployment: VendorDeployment {
    private let tool: VendorTool
    private let document: String
    private let functions: [String]
    private let hasDomain: Bool

    init(_ exported: ExportedService, _ surroundings: VendorTool.Surroundings) throws(CommandFailure) {
        tool = try VendorTool(
            "s", for: "Function Compute", advice: "`npm install --global @serverless-devs/s`", surroundings)
        document = "\(exported.path)/s.yaml"
        functions = exported.export.deployed
        hasDomain = exported.package.specification.targets[.fc]?.domain != nil
    }

    func difference() async throws -> String? {
        let plan = try await tool.run("comparing with what is there", ["plan", "--template", document, "--silent"])
        let text = String(decoding: plan.output, as: UTF8.self)
        return text.allSatisfy(\.isWhitespace) ? "Serverless Devs tells no difference" : text
    }

    func carryOut() async throws -> [String] {
        for function in functions {
            try await deploy(function, "deploying the function '\(function)'", ["--function"])
            try await deploy(function, "deploying the triggers of '\(function)'", ["--trigger", "--skip-actions"])
        }
        if hasDomain { try await deploy("domain", "deploying the domain", []) }
        return functions.map { "function \($0)" }
    }

    private func deploy(_ resource: String, _ step: String, _ options: [String]) async throws {
        try await tool.run(step, [resource, "deploy", "--template", document, "--assume-yes"] + options)
    }
}
