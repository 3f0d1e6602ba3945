import Foundation
import MeridianCore
import Packaging
import Specification

extension Checkup {
    /// What AWS Lambda and Alibaba Function Compute take of an unpacked package, in bytes.
    static let cloudLimit = 250 << 20

    /// Joins the code's functions with the file's, and looks for what can't have been meant.
    mutating func checkFunctions(_ program: BuiltProgram, _ specification: ServiceSpecification) {
        do {
            let manifest = try Manifest.merging(declared: program.functions, specification: specification)
            let now = Int64(Date().timeIntervalSince1970)
            for doubt in manifest.doubts(specification: specification, now: now) {
                var finding = Finding(doubt)
                // What the code says has no place in the file.
                if doubt.line == nil { finding.file = nil }
                add(finding)
            }
            let idle = manifest.functions.filter(\.triggers.isEmpty)
            for function in idle {
                add(
                    Finding(
                        .warning, .invalidTrigger, "function '\(function.name)' has no trigger; nothing calls it",
                        mend: "give it one in code or below `functions.\(function.name).triggers`, or set "
                            + "`deploy: false`"))
            }
        } catch {
            add(error)
        }
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
