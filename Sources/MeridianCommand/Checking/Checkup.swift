import Foundation
import MeridianCore
import Specification

/// The project doctor: looks at everything that a service needs, and goes on where something is wrong.
struct Checkup {
    /// What was looked at and how it is, in the order in which it was.
    struct Fact: Encodable, Sendable {
        var name: String
        var state: String
    }

    let directory: ServiceDirectory
    /// Builds when ``isBuilding``, else tells where the program was built before.
    let builder: ServiceBuilder
    let isBuilding: Bool
    private(set) var facts: [Fact] = []
    private(set) var findings: [Finding] = []

    init(directory: ServiceDirectory, builder: ServiceBuilder, isBuilding: Bool) {
        self.directory = directory
        self.builder = builder
        self.isBuilding = isBuilding
    }

    mutating func run() async throws {
        builder.progress.step("checking \(directory.path)")
        switch Result(catching: { try programSpecification() }) {
        case .success(let program?): checkProgram(program)
        case .failure(let error) where !directory.isSwiftPackage: add(error)
        case .success(nil), .failure:
            if let scripts = try? directory.scriptSpecification(context: builder.context) {
                await checkScripts(scripts)
            } else {
                try await checkSwiftService()
            }
        }
        checkTools()
        checkSandbox()
        findings = findings.enumerated().sorted { left, right in
            (right.element.severity, left.offset) < (left.element.severity, right.offset)
        }
        .map(\.element)
    }

    private mutating func checkSwiftService() async throws {
        await checkToolchain()
        let package = await checkPackage()
        let specification = checkSpecification(product: package?.product)
        if let package {
            let program = try await checkProgram(package)
            if let program {
                if let specification {
                    checkFunctions(program, specification)
                } else {
                    note(program.functions, of: program)
                }
                await checkSize(program, specification)
            }
        }
    }

    mutating func note(_ name: String, _ state: String) {
        facts.append(Fact(name: name, state: state))
    }

    /// Keeps a finding once, however many checks meet it.
    mutating func add(_ finding: Finding) {
        if !findings.contains(finding) { findings.append(finding) }
    }

    mutating func add(_ more: [Finding]) {
        for finding in more { add(finding) }
    }

    mutating func add(_ error: any Error) {
        add([Finding](error))
    }

    /// The status that the gravest finding stands for.
    /// - Parameter isStrict: Whether warnings count.
    func status(isStrict: Bool) -> ExitStatus {
        guard let gravest = findings.first else { return .success }
        switch gravest.severity {
        case .error: return ErrorCode(gravest.code).map(ExitStatus.init) ?? .failure
        case .warning: return isStrict ? .warnings : .success
        case .note: return .success
        }
    }

    func count(_ severity: Diagnostic.Severity) -> Int {
        findings.count { $0.severity == severity }
    }
}
