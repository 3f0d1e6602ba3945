import MeridianCore
import Specification
import Testing

@testable import Exporting

/// Services in JavaScript, which Node.js runs away from the engine.
@Suite struct ScriptExportTests {
    private func export(_ target: PlatformTarget, outbound: [String]? = nil) throws -> Export {
        var source = try Sample.source()
        source.manifest.runtime = .javascript
        source.manifest.outbound = outbound
        return try Export(source, for: target)
    }

    private func text(_ export: Export, _ path: String) throws -> String {
        try #require(export.files.first { $0.path == path }).text
    }

    @Test(arguments: PlatformTarget.allCases.filter { $0 != .meridian })
    func whatRunsTheFunctionsIsInThePackage(_ target: PlatformTarget) throws {
        let program = try export(target).files.filter { $0.purpose == .program }
        #expect(program.filter(\.isExecutable).map(\.path) == ["bootstrap"])
        let paths = Set(program.map(\.path))
        #expect(paths.isSuperset(of: ["meridian.mjs", ".meridian/host/main.mjs", ".meridian/host/hosts/lambda.mjs"]))
        // Every module that one of them imports is there.
        for file in program where file.path.hasSuffix(".mjs") {
            let folder = file.path.split(separator: "/").dropLast()
            for line in file.text.split(separator: "\n") where line.hasPrefix("import ") {
                guard let name = line.split(separator: "'").dropFirst().first, name.hasPrefix(".") else { continue }
                var place = folder.map(String.init)
                for part in name.split(separator: "/") where part != "." {
                    if part == ".." { place.removeLast() } else { place.append(String(part)) }
                }
                #expect(paths.contains(place.joined(separator: "/")), "\(file.path) imports \(name)")
            }
        }
    }

    @Test func onTheEngineThePackageIsAllThereIs() throws {
        #expect(try export(.meridian).files.isEmpty)
    }

    @Test func eachPlatformHasNodeInItsOwnWay() throws {
        let lambda = try text(try export(.lambda), "template.yaml")
        #expect(lambda.contains("Runtime: nodejs22.x") && lambda.contains("Handler: meridian.handler"))
        #expect(!lambda.contains("provided.al2023"))
        let functionCompute = try text(try export(.fc), "s.yaml")
        #expect(functionCompute.contains("runtime: custom.debian10") && functionCompute.contains("/code/bootstrap"))
        let file = try text(try export(.app), "Containerfile")
        #expect(file.contains("FROM docker.io/library/node:") && !file.contains("LD_LIBRARY_PATH"))
    }

    @Test func whatNodeDoesNotKeepIsTold() throws {
        func tells(_ outbound: [String]?) throws -> Bool {
            try export(.lambda, outbound: outbound).gaps.contains { $0.message.contains("'outbound'") }
        }
        #expect(try tells(["api.example.com"]))
        #expect(try tells([]))
        #expect(try !tells(nil))
        #expect(try !tells(["*"]))
    }
}
