import Foundation
import MeridianCore
import Packaging
import Specification

extension Checkup {
    /// What AWS Lambda and Alibaba Function Compute take of an unpacked package, in bytes.
    static let cloudLimit = 250 << 20

    /// Joins the code's functions with the file's, and looks for what can't have been meant.
    mutating func checkFunctions(_ program: BuiltProgram, _ specification: ServiceSpecification) {
        let code = CodePlaces(directory.path)
        do throws(SpecificationError) {
            let manifest = try Manifest.merging(declared: program.functions, specification: specification)
            note(manifest.functions, of: program)
            let doubts = manifest.doubts(specification: specification, now: Int64(Date().timeIntervalSince1970))
            add(doubts.map { Finding($0, in: code) })
            for function in manifest.functions where function.triggers.isEmpty {
                var idle = Diagnostic(
                    code: .invalidTrigger, severity: .warning,
                    message: "function '\(function.name)' has no trigger; nothing calls it", file: specification.file)
                idle.function = function.name
                var finding = Finding(idle, in: code)
                finding.mend =
                    "give it a trigger in the code or below `functions.\(function.name).triggers`, or set `deploy: false`"
                add(finding)
            }
        } catch {
            note(program.functions, of: program)
            add(error.diagnostics.map { Finding($0, in: code) })
        }
    }

    mutating func note(_ functions: [FunctionManifest], of program: BuiltProgram) {
        let triggers = functions.reduce(0) { $0 + $1.triggers.count }
        let build = program.isDebug ? "debug" : "release"
        note("functions", "\(functions.count) with \(triggers) triggers (\(build) build)")
    }

    /// How large the package would be, unpacked.
    mutating func checkSize(_ program: BuiltProgram, _ specification: ServiceSpecification?) async {
        let folder = FileManager.default.temporaryDirectory.appending(path: "meridian-\(RequestID.make())")
        defer { try? FileManager.default.removeItem(at: folder) }
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            let copy = folder.appending(path: "bootstrap").path
            try FileManager.default.copyItem(
                atPath: URL(fileURLWithPath: program.executable).resolvingSymlinksInPath().path, toPath: copy)
            try await ServiceBuilder.strip(copy)
            var size = ServiceBuilder.size(of: copy)
            if let specification {
                size += try PackageFiles(specification, in: directory.path).files
                    .reduce(0) { $0 + ServiceBuilder.size(of: $1.path) }
            }
            let kind = program.isDebug ? ", as a debug build" : ""
            note("size", "\(Quantities.bytes(size)) unpacked\(kind); clouds take \(Quantities.bytes(Self.cloudLimit))")
            if size > Self.cloudLimit {
                add(
                    Finding(
                        .warning, .tooLargeForClouds,
                        "the package has \(Quantities.bytes(size)) unpacked\(kind); AWS Lambda and Function Compute take "
                            + Quantities.bytes(Self.cloudLimit)))
            }
        } catch is SpecificationError {
            // Told where the specification was read.
        } catch {
            add(error)
        }
    }
}
