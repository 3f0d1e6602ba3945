import Foundation
import MeridianCore
import Specification

extension Checkup {
    /// Looks at Package.swift.
    mutating func checkPackage() async -> SwiftPackage? {
        let file = ServiceDirectory.shown(directory.path + "/Package.swift")
        do {
            let package = try await SwiftPackage.describe(directory.path, product: builder.product)
            note("package", "product \(package.product)")
            if !package.usesMeridian {
                add(
                    Finding(
                        .error, .frameworkMissing,
                        "no target of the product '\(package.product)' depends on the product 'Meridian'", file: file))
            }
            return package
        } catch {
            add(error)
            return nil
        }
    }

    mutating func checkSpecification(product: String?) -> ServiceSpecification? {
        do {
            // Only the name of a service without a file depends on the product.
            let specification = try directory.specification(product: product ?? "service", context: builder.context)
            let file = directory.specificationFile
            add(specification.warnings.map { Finding($0) })
            checkForeignFile(beside: file)
            if product != nil || file != nil {
                note(
                    "service",
                    "\(specification.service), "
                        + (file.map { "\($0) for stage \(specification.stage)" } ?? "without meridian.yml"))
            }
            let files = try PackageFiles(specification, in: directory.path).files
            if !files.isEmpty {
                note("files", files.count == 1 ? "1 beside the program" : "\(files.count) beside the program")
            }
            return specification
        } catch {
            add(error)
            return nil
        }
    }

    private mutating func checkForeignFile(beside file: String?) {
        let foreign = "\(directory.path)/\(ServiceDirectory.foreignSpecificationName)"
        guard file?.hasSuffix(ServiceDirectory.specificationName) == true,
            FileManager.default.fileExists(atPath: foreign)
        else { return }
        add(
            Finding(
                .note, .notCarriedOver, "f.yml is not read, since there is a meridian.yml",
                mend: "Remove it when nothing else needs it.", file: ServiceDirectory.shown(foreign)))
    }

    /// Builds, or finds what was built, and asks it for its functions.
    mutating func checkProgram(_ package: SwiftPackage) async throws -> BuiltProgram? {
        do {
            if isBuilding {
                builder.progress.step("building \(package.product) (\(builder.isDebug ? "debug" : "release"))")
                let build = SwiftBuild(package: package, isDebug: builder.isDebug, scratchPath: builder.scratchPath)
                _ = try await build.run(progress: builder.progress)
            }
            guard let (executable, isDebug) = built(package) else {
                add(
                    Finding(
                        .note, .notBuilt, "'\(package.product)' is not built, so its functions were not looked at"))
                return nil
            }
            if !isBuilding { checkAge(of: executable) }
            let functions = try await DeclaredFunctions.read(from: executable)
            return BuiltProgram(executable: executable, isDebug: isDebug, functions: functions)
        } catch let failure as CommandFailure where failure.code == .declarationsUnreadable {
            add(CodePlaces(directory.path).placed(Self.reason(of: failure)))
            return nil
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            add(error)
            return nil
        }
    }

    /// The build that is younger, or the one that was asked for.
    private func built(_ package: SwiftPackage) -> (executable: String, isDebug: Bool)? {
        let scratch = builder.scratchPath ?? package.directory + "/.build"
        let all = [false, true].map { isDebug in
            (executable: "\(scratch)/\(isDebug ? "debug" : "release")/\(package.product)", isDebug: isDebug)
        }
        let wanted = isBuilding || builder.isDebug ? all.filter { $0.isDebug == builder.isDebug } : all
        return wanted.filter { FileManager.default.isExecutableFile(atPath: $0.executable) }
            .max { Self.modified($0.executable) < Self.modified($1.executable) }
    }

    private static func modified(_ path: String) -> Date {
        let resolved = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
        return (try? FileManager.default.attributesOfItem(atPath: resolved)[.modificationDate] as? Date) ?? .distantPast
    }

    private mutating func checkAge(of executable: String) {
        let built = Int64(Self.modified(executable).timeIntervalSince1970 * 1_000_000_000)
        let sources = SourceWatcher.scan(directory.path).filter { $0.key.hasSuffix(".swift") }
        // A second is what the coarsest of file systems tells apart.
        guard let last = sources.max(by: { ($0.value.modified, $1.key) < ($1.value.modified, $0.key) }),
            last.value.modified > built + 1_000_000_000
        else { return }
        add(
            Finding(
                .warning, .builtBeforeChange, "the program was built before the last change",
                file: ServiceDirectory.shown("\(directory.path)/\(last.key)")))
    }

    /// A program that can't put its functions and container together says so with a number of its own.
    static func reason(of failure: CommandFailure) -> Finding {
        guard let match = failure.message.firstMatch(of: #/(MER-\d{4}): (.*)/#), let code = ErrorCode(String(match.1))
        else { return Finding(.error, failure.code, failure.message) }
        return Finding(.error, code, String(match.2))
    }
}

/// A program that was built and told its functions.
struct BuiltProgram {
    var executable: String
    var isDebug: Bool
    var functions: [FunctionManifest]
}
